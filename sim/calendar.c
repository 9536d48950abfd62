/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calendar.c - civil dates from day numbers by counting in 400-year eras that begin in March, so
 * that the leap day is the last of its year.
 */
#include "calendar.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* a mod b, 0 to b - 1 */
static int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

int64_t bl_calendar_later(int64_t a_ns, int64_t b_ns)
{
    int64_t sum_ns;
    return __builtin_add_overflow(a_ns, b_ns, &sum_ns) ? INT64_MAX : sum_ns;
}

int64_t bl_calendar_next_tick(int64_t after_ns, int64_t every_ns, int64_t offset_ns)
{
    int64_t since_ns = floor_mod(after_ns, every_ns) - floor_mod(offset_ns, every_ns);
    int64_t wait_ns = since_ns < 0 ? -since_ns : every_ns - since_ns;
    return bl_calendar_later(after_ns, wait_ns);
}

int64_t bl_calendar_days(int64_t year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void bl_calendar_date(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

int64_t bl_calendar_next_month(int64_t after_ns)
{
    int64_t year;
    int month;
    int day;
    bl_calendar_date(floor_div(after_ns, BL_NS_PER_DAY), &year, &month, &day);
    int64_t next =
        month == 12 ? bl_calendar_days(year + 1, 1, 1) : bl_calendar_days(year, month + 1, 1);
    int64_t time_ns;
    return __builtin_mul_overflow(next, BL_NS_PER_DAY, &time_ns) ? INT64_MAX : time_ns;
}
