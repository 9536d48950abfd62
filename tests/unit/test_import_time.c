/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import_time.c - times as other files write them.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../data/import_time.h"
#include "../support/suite.h"

static const char *read_time(const char *unit, const char *tz, const char *text)
{
    static char shown[BL_TIMESTAMP_TEXT + 1];
    bl_import_time_rule rule;
    const char *problem = "no problem named";
    int64_t time_ns;
    if (!bl_import_time_make_rule(unit, tz, &rule, &problem) ||
        !bl_import_time_parse(&rule, text, strlen(text), &time_ns, &problem)) {
        return problem;
    }
    shown[bl_timestamp_print(time_ns, shown)] = '\0';
    return shown;
}

START_TEST(iso_times_may_leave_out_what_is_zero)
{
    ck_assert_str_eq(read_time(NULL, "UTC", "2022-05-01"), "2022-05-01T00:00:00Z");
    ck_assert_str_eq(read_time("iso", "UTC", "2022-05-01 13:30"), "2022-05-01T13:30:00Z");
    ck_assert_str_eq(read_time("iso", NULL, "2022-05-01T13:30Z"), "2022-05-01T13:30:00Z");
    ck_assert_str_eq(read_time("iso", NULL, "2023-03-01 00:01:00+00:00"), "2023-03-01T00:01:00Z");
    ck_assert_str_eq(read_time("iso", NULL, "2023-03-01T01:00:00.25+02:00"),
                     "2023-02-28T23:00:00.250000000Z");
}
END_TEST

START_TEST(the_zone_is_used_only_where_a_time_does_not_say)
{
    ck_assert_str_eq(read_time(NULL, "+02:00", "2022-05-01 02:00:00"), "2022-05-01T00:00:00Z");
    ck_assert_str_eq(read_time(NULL, "-05:00", "2022-05-01"), "2022-05-01T05:00:00Z");
    ck_assert_str_eq(read_time(NULL, "+02:00", "2022-05-01T02:00:00Z"), "2022-05-01T02:00:00Z");
}
END_TEST

START_TEST(a_time_without_an_offset_needs_a_zone)
{
    ck_assert_ptr_nonnull(strstr(read_time(NULL, NULL, "2022-05-01"), "--tz"));
    ck_assert_ptr_nonnull(strstr(read_time(NULL, NULL, "2022-05-01 10:00:00"), "--tz"));
    ck_assert_ptr_nonnull(strstr(read_time("%Y%m%d", NULL, "20220501"), "--tz"));
}
END_TEST

START_TEST(what_is_no_time_is_refused)
{
    static const char *const wrong[] = {"",
                                        "2022",
                                        "2022-13-01",
                                        "2022-02-29",
                                        "2022-05-01x",
                                        "2022-05-01 25:00:00",
                                        "20220501",
                                        "2022-05-01 10:00:",
                                        "2022-05-01T10",
                                        "05/01/2022",
                                        "1954-07-01"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_msg(strncmp(read_time(NULL, "UTC", wrong[i]), "not a time", 10) == 0,
                      "'%s' was read", wrong[i]);
    }
}
END_TEST

START_TEST(numbers_count_from_1970_in_their_unit)
{
    ck_assert_str_eq(read_time("s", NULL, "1596582000.0"), "2020-08-04T23:00:00Z");
    ck_assert_str_eq(read_time("ms", NULL, "1638414023130"), "2021-12-02T03:00:23.130000000Z");
    ck_assert_str_eq(read_time("us", NULL, "1651363200000000"), "2022-05-01T00:00:00Z");
    ck_assert_str_eq(read_time("ns", NULL, "1651363200000000000"), "2022-05-01T00:00:00Z");
    ck_assert_ptr_nonnull(strstr(read_time("ms", NULL, "2022-05-01"), "not a number"));
}
END_TEST

START_TEST(formats_are_followed_to_the_letter)
{
    ck_assert_str_eq(read_time("%Y%m%dT", "UTC", "20240111T"), "2024-01-11T00:00:00Z");
    ck_assert_str_eq(read_time("%Y-%m-%d %I-%p", "UTC", "2020-08-04 03-PM"),
                     "2020-08-04T15:00:00Z");
    ck_assert_str_eq(read_time("%Y-%m-%d %I-%p", "UTC", "2020-08-04 12-AM"),
                     "2020-08-04T00:00:00Z");
    ck_assert_str_eq(read_time("%d.%m.%Y %H:%M:%S %z", NULL, "31.12.2023 23:59:59 +01:00"),
                     "2023-12-31T22:59:59Z");
    ck_assert_ptr_nonnull(strstr(read_time("%Y%m%dT", "UTC", "20240111"), "--time-unit"));
    ck_assert_ptr_nonnull(strstr(read_time("%Y%m%d", "UTC", "20240231"), "--time-unit"));
    ck_assert_ptr_nonnull(
        strstr(read_time("%Y-%m-%d %I-%p", "UTC", "2020-08-04 13-PM"), "--time-unit"));
}
END_TEST

START_TEST(units_and_zones_that_are_none_are_refused)
{
    ck_assert_ptr_nonnull(strstr(read_time("minutes", NULL, "1"), "--time-unit: allowed"));
    ck_assert_ptr_nonnull(strstr(read_time(NULL, "CET", "2022-05-01"), "--tz: allowed"));
    ck_assert_ptr_nonnull(strstr(read_time(NULL, "+2:00", "2022-05-01"), "--tz: allowed"));
    ck_assert_ptr_nonnull(strstr(read_time(NULL, "+24:00", "2022-05-01"), "--tz: allowed"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        iso_times_may_leave_out_what_is_zero,      the_zone_is_used_only_where_a_time_does_not_say,
        a_time_without_an_offset_needs_a_zone,     what_is_no_time_is_refused,
        numbers_count_from_1970_in_their_unit,     formats_are_followed_to_the_letter,
        units_and_zones_that_are_none_are_refused, NULL};
    return suite_run("import_time", tests);
}
