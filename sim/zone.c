/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * zone.c - a rule names the two Sundays of a year at which clocks change. Summer time is one hour
 * everywhere in the list; south of the equator its begin lies behind its end within a year.
 */
#include "zone.h"

#include "calendar.h"

#define MINUTE_NS (60 * BL_NS_PER_S)
#define HOUR_NS (60 * MINUTE_NS)

/* The n-th Sunday of a month, 5: the last; UTC, or what clocks show in winter. */
typedef struct {
    int month, sunday, hour;
    bool in_utc;
} change;

typedef enum { NONE, EU, US, AU } rule;

static const struct {
    change begins, ends; /* months 0: no summer time */
} rules[] = {
    [NONE] = {{0, 0, 0, false}, {0, 0, 0, false}},
    [EU] = {{3, 5, 1, true}, {10, 5, 1, true}},
    [US] = {{3, 2, 2, false}, {11, 1, 1, false}},
    [AU] = {{10, 1, 2, false}, {4, 1, 2, false}},
};

static const struct {
    int winter_min;
    rule rule;
    int since;
} zones[] = {
#define X(name, winter_min, rule, since) {winter_min, rule, since},
    BL_ZONE_LIST(X)
#undef X
};

int64_t bl_zone_since(int64_t zone)
{
    return bl_calendar_days(zones[zone].since, 1, 1) * BL_NS_PER_DAY;
}

static int64_t winter_offset(int64_t zone)
{
    return zones[zone].winter_min * MINUTE_NS;
}

/* Sunday is weekday 0; 1970-01-01 was a Thursday. */
static int64_t sunday_before_or_at(int64_t days)
{
    int64_t weekday = (days + 4) % 7;
    return days - (weekday < 0 ? weekday + 7 : weekday);
}

/* The instant of a change in a year. */
static int64_t instant_of(int64_t zone, const change *what, int64_t year)
{
    const int last = what->sunday == 5;
    const int64_t first_of = bl_calendar_days(year, what->month + last, 1);
    const int64_t day = sunday_before_or_at(last ? first_of - 1 : first_of + 7 * what->sunday - 1);
    const int64_t clock_ns = day * BL_NS_PER_DAY + what->hour * HOUR_NS;
    return what->in_utc ? clock_ns : clock_ns - winter_offset(zone);
}

static int64_t floor_days(int64_t time_ns)
{
    return time_ns / BL_NS_PER_DAY - (time_ns % BL_NS_PER_DAY < 0 ? 1 : 0);
}

static int64_t year_of(int64_t time_ns)
{
    int64_t year;
    int month;
    int day;
    bl_calendar_date(floor_days(time_ns), &year, &month, &day);
    return year;
}

/* No change is near a new year, so the year by UTC will do. */
static bool is_summer(int64_t zone, int64_t time_ns)
{
    const change *begins = &rules[zones[zone].rule].begins;
    const change *ends = &rules[zones[zone].rule].ends;
    if (begins->month == 0) {
        return false;
    }
    const int64_t year = year_of(time_ns);
    const bool begun = time_ns >= instant_of(zone, begins, year);
    const bool ended = time_ns >= instant_of(zone, ends, year);
    return begins->month < ends->month ? begun && !ended : begun || !ended;
}

int64_t bl_zone_offset(int64_t zone, int64_t time_ns)
{
    return winter_offset(zone) + (is_summer(zone, time_ns) ? HOUR_NS : 0);
}

/* When clocks show local_ns, counted as if it were UTC. */
static int64_t instant_at(int64_t zone, int64_t local_ns)
{
    const int64_t in_winter = local_ns - winter_offset(zone);
    if (is_summer(zone, in_winter - HOUR_NS)) {
        return in_winter - HOUR_NS;
    }
    return is_summer(zone, in_winter)
               ? instant_of(zone, &rules[zones[zone].rule].begins, year_of(in_winter))
               : in_winter;
}

int64_t bl_zone_next(int64_t zone, int64_t clock_ns, int64_t after_ns)
{
    if (after_ns > INT64_MAX - 4 * BL_NS_PER_DAY) {
        return INT64_MAX;
    }
    int64_t day = floor_days(after_ns) - 1;
    int64_t time_ns = instant_at(zone, day * BL_NS_PER_DAY + clock_ns);
    while (time_ns <= after_ns) {
        time_ns = instant_at(zone, ++day * BL_NS_PER_DAY + clock_ns);
    }
    return time_ns;
}
