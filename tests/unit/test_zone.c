/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_zone.c - wall clocks against another program's (Python's zoneinfo over the IANA database of
 * 2025): instants around the changes by hand, and every day up to 2037 at seven times of day as one
 * number.
 */
#include "../../sim/calendar.h"
#include "../../sim/zone.h"
#include "../support/suite.h"

#include <string.h>

#define MINUTE (60 * BL_NS_PER_S)

static const char *const names[] = {
#define X(name, winter_min, rule, since) name,
    BL_ZONE_LIST(X)
#undef X
};
enum { ZONES = sizeof names / sizeof names[0] };

static int64_t find(const char *name)
{
    for (int64_t i = 0; i < ZONES; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    ck_abort_msg("no zone %s", name);
    return -1;
}

START_TEST(a_time_of_day_near_a_change_is_the_instant_another_program_gives)
{
    static const struct {
        const char *zone;
        int year, month, day, minutes;
        int64_t seconds;
    } rows[] = {
        {"Europe/London", 2024, 3, 30, 90, INT64_C(1711762200)},
        {"Europe/London", 2024, 3, 31, 90, INT64_C(1711846800)},
        {"Europe/London", 2024, 4, 1, 90, INT64_C(1711931400)},
        {"Europe/London", 2024, 10, 27, 90, INT64_C(1729989000)},
        {"Europe/Berlin", 2024, 3, 31, 150, INT64_C(1711846800)},
        {"Europe/Berlin", 2024, 10, 27, 150, INT64_C(1729989000)},
        {"Europe/Berlin", 2024, 12, 1, 1050, INT64_C(1733070600)},
        {"Europe/Berlin", 2024, 7, 1, 1050, INT64_C(1719847800)},
        {"America/New_York", 2024, 3, 10, 150, INT64_C(1710054000)},
        {"America/New_York", 2024, 11, 3, 90, INT64_C(1730611800)},
        {"America/New_York", 2024, 7, 4, 960, INT64_C(1720123200)},
        {"America/Los_Angeles", 2024, 3, 10, 120, INT64_C(1710064800)},
        {"America/Chicago", 2024, 11, 3, 119, INT64_C(1730617140)},
        {"Asia/Kolkata", 2024, 1, 1, 0, INT64_C(1704047400)},
        {"Asia/Tokyo", 2024, 1, 1, 540, INT64_C(1704067200)},
        {"Australia/Sydney", 2024, 10, 6, 150, INT64_C(1728144000)},
        {"Australia/Sydney", 2024, 4, 7, 150, INT64_C(1712417400)},
        {"Australia/Sydney", 2024, 1, 1, 600, INT64_C(1704063600)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int64_t zone = find(rows[i].zone);
        const int64_t midnight =
            bl_calendar_days(rows[i].year, rows[i].month, rows[i].day) * BL_NS_PER_DAY;
        const int64_t before = midnight + rows[i].minutes * MINUTE - bl_zone_offset(zone, midnight);
        const int64_t got = bl_zone_next(zone, rows[i].minutes * MINUTE, before - 12 * 60 * MINUTE);
        ck_assert_msg(got == rows[i].seconds * BL_NS_PER_S, "row %zu: %lld", i,
                      (long long)(got / BL_NS_PER_S));
    }
}
END_TEST

static uint64_t add_bytes(uint64_t hash, uint64_t value)
{
    for (int i = 0; i < 8; i++) {
        hash = (hash ^ (value >> (8 * i) & 255)) * UINT64_C(0x100000001b3);
    }
    return hash;
}

START_TEST(every_day_of_forty_years_has_its_tick_when_another_program_says)
{
    static const struct {
        const char *zone;
        int year;
        size_t ticks;
        uint64_t hash; /* FNV-1a of the seconds, eight bytes each */
    } rows[] = {
        {"UTC", 1996, 107366, UINT64_C(0x80646060bbd1c7f0)},
        {"Europe/London", 1996, 107366, UINT64_C(0x6a0cc86a85cd1910)},
        {"Europe/Berlin", 1996, 107366, UINT64_C(0x535c690261d0abf9)},
        {"Europe/Paris", 1996, 107366, UINT64_C(0x535c690261d0abf9)},
        {"Europe/Zurich", 1996, 107366, UINT64_C(0x535c690261d0abf9)},
        {"Europe/Amsterdam", 1996, 107366, UINT64_C(0x535c690261d0abf9)},
        {"Europe/Madrid", 1996, 107366, UINT64_C(0x535c690261d0abf9)},
        {"Europe/Rome", 1996, 107366, UINT64_C(0x535c690261d0abf9)},
        {"America/New_York", 2007, 79240, UINT64_C(0x2818f9bc5d835fa3)},
        {"America/Chicago", 2007, 79240, UINT64_C(0x1406c6b215b71a95)},
        {"America/Los_Angeles", 2007, 79240, UINT64_C(0x170c4f7626ecce14)},
        {"Asia/Tokyo", 1996, 107366, UINT64_C(0x0f08e612eea6702f)},
        {"Asia/Singapore", 1996, 107366, UINT64_C(0x8a5c9b0fc12b8749)},
        {"Asia/Hong_Kong", 1996, 107366, UINT64_C(0x8a5c9b0fc12b8749)},
        {"Asia/Seoul", 1996, 107366, UINT64_C(0x0f08e612eea6702f)},
        {"Asia/Kolkata", 1996, 107366, UINT64_C(0xf88806cf65548ab9)},
        {"Asia/Dubai", 1996, 107366, UINT64_C(0xad874406959cb509)},
        {"Australia/Sydney", 2008, 76685, UINT64_C(0xc2b402aeddc05ec0)},
    };
    static const int64_t minutes[] = {0, 90, 120, 150, 180, 1020, 1439};
    ck_assert_uint_eq(sizeof rows / sizeof rows[0], ZONES);
    for (size_t i = 0; i < ZONES; i++) {
        const int64_t zone = find(rows[i].zone);
        uint64_t hash = UINT64_C(0xcbf29ce484222325);
        size_t ticks = 0;
        for (size_t k = 0; k < sizeof minutes / sizeof minutes[0]; k++) {
            const int64_t clock = minutes[k] * MINUTE;
            const int64_t from = bl_calendar_days(rows[i].year, 1, 3) * BL_NS_PER_DAY;
            const int64_t until = bl_calendar_days(2037, 12, 31) * BL_NS_PER_DAY;
            int64_t at = bl_zone_next(zone, clock, from - bl_zone_offset(zone, from) - 1);
            for (; at + bl_zone_offset(zone, at) < until; at = bl_zone_next(zone, clock, at)) {
                hash = add_bytes(hash, (uint64_t)(at / BL_NS_PER_S));
                ticks++;
            }
        }
        ck_assert_msg(ticks == rows[i].ticks && hash == rows[i].hash, "%s: %zu ticks, %llx",
                      rows[i].zone, ticks, (unsigned long long)hash);
    }
}
END_TEST

START_TEST(a_tick_is_strictly_after_and_no_instant_between_is_skipped)
{
    const int64_t zone = find("Europe/Berlin");
    const int64_t gap = INT64_C(1711846800) * BL_NS_PER_S; /* 2024-03-31, 2:00 becomes 3:00 */
    ck_assert_int_eq(bl_zone_next(zone, 150 * MINUTE, gap - 1), gap);
    ck_assert_int_eq(bl_zone_next(zone, 150 * MINUTE, gap), gap + 23 * 60 * MINUTE + 30 * MINUTE);
    ck_assert_int_eq(bl_zone_offset(zone, gap - 1), 60 * MINUTE);
    ck_assert_int_eq(bl_zone_offset(zone, gap), 120 * MINUTE);
    const int64_t twice = INT64_C(1729989000) * BL_NS_PER_S; /* 2024-10-27, the first 2:30 */
    ck_assert_int_eq(bl_zone_next(zone, 150 * MINUTE, twice - 1), twice);
    ck_assert_int_eq(bl_zone_next(zone, 150 * MINUTE, twice), twice + 25 * 60 * MINUTE);
}
END_TEST

START_TEST(past_the_end_of_time_there_is_no_tick)
{
    ck_assert_int_eq(bl_zone_next(0, 0, INT64_MAX - 1), INT64_MAX);
    ck_assert_int_eq(bl_zone_since(find("America/New_York")),
                     bl_calendar_days(2007, 1, 1) * BL_NS_PER_DAY);
}
END_TEST

int main(void)
{
    return suite_run(
        "zones",
        (const TTest *const[]){a_time_of_day_near_a_change_is_the_instant_another_program_gives,
                               every_day_of_forty_years_has_its_tick_when_another_program_says,
                               a_tick_is_strictly_after_and_no_instant_between_is_skipped,
                               past_the_end_of_time_there_is_no_tick, NULL});
}
