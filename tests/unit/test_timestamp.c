/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_timestamp.c - times and durations (spec 1.1, 1.8, 12.3, 13.0).
 */
#include "../../data/timestamp.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *text;
    bool good;
    int64_t value;
} text_case;

static const text_case iso_cases[] = {
    {"1970-01-01T00:00:00Z", true, 0},
    {"2024-01-01T00:00:00Z", true, INT64_C(1704067200000000000)},
    {"2024-02-29T23:59:59.5Z", true, INT64_C(1709251199500000000)},
    {"2024-01-01T05:30:00+05:30", true, INT64_C(1704067200000000000)},
    {"2023-12-31T19:00:00-05:00", true, INT64_C(1704067200000000000)},
    {"2262-04-11T23:47:16.854775807Z", true, INT64_MAX},
    {"1969-12-31T23:00:00-01:00", true, 0},
    {"2000-02-29T00:00:00.000000001Z", true, INT64_C(951782400000000001)},
    {"2262-04-11T23:47:16.854775808Z", false, 0},
    {"1969-12-31T23:59:59Z", false, 0},
    {"1970-01-01T00:00:00+00:01", false, 0},
    {"2023-02-29T00:00:00Z", false, 0},
    {"2100-02-29T00:00:00Z", false, 0},
    {"2024-13-01T00:00:00Z", false, 0},
    {"2024-00-01T00:00:00Z", false, 0},
    {"2024-01-32T00:00:00Z", false, 0},
    {"2024-01-01T24:00:00Z", false, 0},
    {"2024-01-01T00:60:00Z", false, 0},
    {"2024-01-01T00:00:60Z", false, 0},
    {"2024-01-01T00:00:00", false, 0},
    {"2024-01-01T00:00Z", false, 0},
    {"2024-01-01 00:00:00Z", false, 0},
    {"2024-01-01T00:00:00z", false, 0},
    {"2024-01-01T00:00:00.Z", false, 0},
    {"2024-01-01T00:00:00.1234567890Z", false, 0},
    {"2024-01-01T00:00:00+24:00", false, 0},
    {"2024-01-01T00:00:00+0530", false, 0},
    {"2024-01-01T00:00:00ZZ", false, 0},
    {"2024-1-01T00:00:00Z", false, 0},
    {"", false, 0},
};

static const text_case duration_cases[] = {
    {"90m", true, INT64_C(5400000000000)},
    {"1.5h", true, INT64_C(5400000000000)},
    {"0s", true, 0},
    {"0.000000001s", true, 1},
    {"365d", true, 365 * BL_NS_PER_DAY},
    {"106751d", true, 106751 * BL_NS_PER_DAY},
    {"0.00000000001d", true, 864},
    {"0.0000000001m", true, 6},
    {"0.0000000001s", false, 0},
    {"106752d", false, 0},
    {"-1s", false, 0},
    {"+1s", false, 0},
    {"1", false, 0},
    {"s", false, 0},
    {"1 s", false, 0},
    {"1h30m", false, 0},
    {"1w", false, 0},
    {"1ms", false, 0},
    {"", false, 0},
};

START_TEST(an_iso_time_is_read_to_the_nanosecond_or_refused)
{
    const text_case *c = &iso_cases[_i];
    int64_t time_ns = 0;
    ck_assert_msg(bl_timestamp_parse_iso(c->text, strlen(c->text), &time_ns) == c->good, "%s",
                  c->text);
    ck_assert_int_eq(time_ns, c->value);
}
END_TEST

START_TEST(a_duration_is_one_number_and_one_unit)
{
    const text_case *c = &duration_cases[_i];
    int64_t duration_ns = 0;
    ck_assert_msg(bl_timestamp_parse_duration(c->text, strlen(c->text), &duration_ns) == c->good,
                  "%s", c->text);
    ck_assert_int_eq(duration_ns, c->value);
}
END_TEST

START_TEST(a_number_of_units_is_exact_down_to_nanoseconds)
{
    static const struct {
        const char *text;
        bl_time_unit unit;
        bool good;
        int64_t value;
    } cases[] = {
        {"1704067200", BL_TIME_S, true, INT64_C(1704067200000000000)},
        {"1704067200.000000001", BL_TIME_S, true, INT64_C(1704067200000000001)},
        {"1704067200000.25", BL_TIME_MS, true, INT64_C(1704067200000250000)},
        {"1.704067200e9", BL_TIME_S, true, INT64_C(1704067200000000000)},
        {"1704067200000000.5", BL_TIME_US, true, INT64_C(1704067200000000500)},
        {"1704067260000000001", BL_TIME_NS, true, INT64_C(1704067260000000001)},
        {"1.0000000001", BL_TIME_S, false, 0},
        {"1.5", BL_TIME_NS, false, 0},
        {"-1", BL_TIME_S, false, 0},
        {"9223372037", BL_TIME_S, false, 0},
        {"nan", BL_TIME_S, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time_ns = 0;
        ck_assert_msg(bl_timestamp_parse_number(cases[i].text, strlen(cases[i].text), cases[i].unit,
                                                &time_ns) == cases[i].good,
                      "%s", cases[i].text);
        ck_assert_int_eq(time_ns, cases[i].value);
    }
}
END_TEST

START_TEST(every_day_until_2262_is_printed_and_read_back)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1970;
    int month = 1;
    int day = 1;
    for (int64_t days = 0; days <= 106751; days++) {
        int64_t time_ns = days * BL_NS_PER_DAY;
        char out[BL_TIMESTAMP_TEXT];
        size_t len = bl_timestamp_print(time_ns, out);
        int64_t back;
        ck_assert_uint_eq(len, 20);
        ck_assert(bl_timestamp_parse_iso(out, len, &back) && back == time_ns);
        ck_assert_int_eq(1000 * (out[0] - '0') + 100 * (out[1] - '0') + 10 * (out[2] - '0') +
                             (out[3] - '0'),
                         year);
        ck_assert_int_eq(10 * (out[5] - '0') + (out[6] - '0'), month);
        ck_assert_int_eq(10 * (out[8] - '0') + (out[9] - '0'), day);
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        if (++day > lengths[month - 1] + (month == 2 && leap)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
}
END_TEST

START_TEST(nine_digits_are_printed_only_where_seconds_are_not_whole)
{
    char out[BL_TIMESTAMP_TEXT];
    ck_assert_uint_eq(bl_timestamp_print(INT64_MAX, out), 30);
    ck_assert_int_eq(memcmp(out, "2262-04-11T23:47:16.854775807Z", 30), 0);
    ck_assert_uint_eq(bl_timestamp_print(INT64_C(1704067200500000000), out), 30);
    ck_assert_int_eq(memcmp(out, "2024-01-01T00:00:00.500000000Z", 30), 0);
    ck_assert_uint_eq(bl_timestamp_print(0, out), 20);
    ck_assert_int_eq(memcmp(out, "1970-01-01T00:00:00Z", 20), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("timestamp");
    TCase *tcase = tcase_create("timestamp");
    tcase_add_loop_test(tcase, an_iso_time_is_read_to_the_nanosecond_or_refused, 0,
                        (int)(sizeof iso_cases / sizeof *iso_cases));
    tcase_add_loop_test(tcase, a_duration_is_one_number_and_one_unit, 0,
                        (int)(sizeof duration_cases / sizeof *duration_cases));
    tcase_add_test(tcase, a_number_of_units_is_exact_down_to_nanoseconds);
    tcase_add_test(tcase, every_day_until_2262_is_printed_and_read_back);
    tcase_add_test(tcase, nine_digits_are_printed_only_where_seconds_are_not_whole);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
