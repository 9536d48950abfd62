/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_calendar.c - days, months and ticks against constants from another calendar (Python's
 * datetime), at leap years and at both ends of 64-bit nanoseconds.
 */
#include "../../sim/calendar.h"
#include "../support/draws.h"
#include "../support/suite.h"

START_TEST(day_numbers_and_dates_agree_with_another_calendar)
{
    static const struct {
        int64_t year;
        int month, day;
        int64_t days;
    } rows[] = {
        {1, 1, 1, -719162},      {1600, 2, 29, -135081}, {1677, 9, 21, -106752},
        {1700, 2, 28, -98557},   {1700, 3, 1, -98556},   {1899, 12, 31, -25568},
        {1900, 2, 28, -25509},   {1900, 3, 1, -25508},   {1969, 12, 31, -1},
        {1970, 1, 1, 0},         {2000, 2, 29, 11016},   {2000, 3, 1, 11017},
        {2024, 2, 29, 19782},    {2024, 12, 31, 20088},  {2100, 2, 28, 47540},
        {2100, 3, 1, 47541},     {2262, 4, 11, 106751},  {2400, 2, 29, 157113},
        {9999, 12, 31, 2932896},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t year;
        int month;
        int day;
        ck_assert_int_eq(bl_calendar_days(rows[i].year, rows[i].month, rows[i].day), rows[i].days);
        bl_calendar_date(rows[i].days, &year, &month, &day);
        ck_assert_int_eq(year, rows[i].year);
        ck_assert_int_eq(month, rows[i].month);
        ck_assert_int_eq(day, rows[i].day);
    }
}
END_TEST

static int days_in(int64_t year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

START_TEST(every_day_of_eight_centuries_follows_the_one_before)
{
    int64_t year = 1599;
    int month = 12;
    int day = 31;
    for (int64_t days = bl_calendar_days(1600, 1, 1); year < 2400; days++) {
        day++;
        if (day > days_in(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1 ? 1 : 0;
        }
        int64_t got_year;
        int got_month;
        int got_day;
        bl_calendar_date(days, &got_year, &got_month, &got_day);
        ck_assert(got_year == year && got_month == month && got_day == day);
        ck_assert(bl_calendar_days(year, month, day) == days);
    }
}
END_TEST

START_TEST(the_next_month_is_the_first_instant_of_one_strictly_after)
{
    static const struct {
        int64_t after_ns, next_ns;
    } rows[] = {
        {INT64_C(1706745599000000000), INT64_C(1706745600000000000)}, /* 31 January 2024 */
        {INT64_C(1706745600000000000), INT64_C(1709251200000000000)}, /* 1 February */
        {INT64_C(1709208000000000000), INT64_C(1709251200000000000)}, /* 29 February */
        {INT64_C(1704067199999999999), INT64_C(1704067200000000000)}, /* the last of 2023 */
        {-1, 0},
        {0, INT64_C(2678400000000000)},
        {INT64_C(-2209075200000000000), INT64_C(-2208988800000000000)}, /* 1899 ends */
        {INT64_C(-2203894800000000000), INT64_C(-2203891200000000000)}, /* 1900 had no leap day */
        {INT64_C(4107499200000000000), INT64_C(4107542400000000000)},   /* nor has 2100 */
        {INT64_C(9222422399000000000), INT64_C(9222422400000000000)},   /* 31 March 2262 */
        {INT64_C(9222422400000000000), INT64_MAX},                      /* May does not fit */
        {INT64_MAX, INT64_MAX},
        {INT64_MIN, INT64_C(-9222508800000000000)}, /* September 1677 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_int_eq(bl_calendar_next_month(rows[i].after_ns), rows[i].next_ns);
    }
}
END_TEST

START_TEST(a_tick_is_the_first_multiple_plus_offset_strictly_after)
{
    draws d = draws_new(1, 0);
    for (int round = 0; round < 3000; round++) {
        int64_t every = draws_between(&d, 1, 12);
        int64_t offset = draws_between(&d, -30, 30);
        int64_t after = draws_between(&d, -50, 50);
        int64_t wanted = after + 1;
        while ((wanted - offset) % every != 0) {
            wanted++;
        }
        ck_assert_int_eq(bl_calendar_next_tick(after, every, offset), wanted);
    }
}
END_TEST

START_TEST(ticks_at_the_ends_of_time_stay_in_it)
{
    ck_assert_int_eq(bl_calendar_next_tick(INT64_MAX - 1, 1, 0), INT64_MAX);
    ck_assert_int_eq(bl_calendar_next_tick(INT64_MAX, 1, 0), INT64_MAX);
    ck_assert_int_eq(bl_calendar_next_tick(INT64_MAX - 5, BL_NS_PER_DAY, 0), INT64_MAX);
    ck_assert_int_eq(bl_calendar_next_tick(0, INT64_MAX, INT64_MAX), INT64_MAX);
    ck_assert_int_eq(bl_calendar_next_tick(INT64_MIN, 1, 0), INT64_MIN + 1);
    int64_t first = bl_calendar_next_tick(INT64_MIN, BL_NS_PER_DAY, 0);
    ck_assert_int_gt(first, INT64_MIN);
    ck_assert_int_eq(first % BL_NS_PER_DAY, 0);
    ck_assert_int_eq(bl_calendar_next_tick(0, BL_NS_PER_DAY, BL_NS_PER_DAY), BL_NS_PER_DAY);
}
END_TEST

int main(void)
{
    return suite_run("calendar", (const TTest *const[]){
                                     day_numbers_and_dates_agree_with_another_calendar,
                                     every_day_of_eight_centuries_follows_the_one_before,
                                     the_next_month_is_the_first_instant_of_one_strictly_after,
                                     a_tick_is_the_first_multiple_plus_offset_strictly_after,
                                     ticks_at_the_ends_of_time_stay_in_it, NULL});
}
