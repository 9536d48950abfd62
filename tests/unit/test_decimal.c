/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_decimal.c - exact decimal text in and out (spec 1.7, 1.8, 13.0).
 */
#include "../../data/decimal.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *text;
    int places;
    bl_decimal_status status;
    int64_t value;
    bool rounded;
} parse_case;

static const parse_case parse_cases[] = {
    {"0", 8, BL_DECIMAL_OK, 0, false},
    {"-0", 8, BL_DECIMAL_OK, 0, false},
    {"7919", 0, BL_DECIMAL_OK, 7919, false},
    {"2.385", 2, BL_DECIMAL_OK, 238, true},
    {"2.375", 2, BL_DECIMAL_OK, 238, true},
    {"2.3750000000000000000000000000000000000000001", 2, BL_DECIMAL_OK, 238, true},
    {"2.365", 2, BL_DECIMAL_OK, 236, true},
    {"2.36500000000000000000000000000000001", 2, BL_DECIMAL_OK, 237, true},
    {"-2.385", 2, BL_DECIMAL_OK, -238, true},
    {"0.5", 0, BL_DECIMAL_OK, 0, true},
    {"1.5", 0, BL_DECIMAL_OK, 2, true},
    {"0.50000000001", 0, BL_DECIMAL_OK, 1, true},
    {"0.05", 0, BL_DECIMAL_OK, 0, true},
    {"1.50000", 1, BL_DECIMAL_OK, 15, false},
    {"12345e-4", 8, BL_DECIMAL_OK, 123450000, false},
    {"3e2", 0, BL_DECIMAL_OK, 300, false},
    {"1e+3", 2, BL_DECIMAL_OK, 100000, false},
    {"+1.25", 2, BL_DECIMAL_OK, 125, false},
    {" \t1.25 \t", 2, BL_DECIMAL_OK, 125, false},
    {"0e999999999999999999999", 8, BL_DECIMAL_OK, 0, false},
    {"1e-999999999999999999999", 8, BL_DECIMAL_OK, 0, true},
    {"0.000e-5", 8, BL_DECIMAL_OK, 0, false},
    {"9223372036854775807", 0, BL_DECIMAL_OK, INT64_MAX, false},
    {"-9223372036854775807", 0, BL_DECIMAL_OK, -INT64_MAX, false},
    {"9223372036854775807.4", 0, BL_DECIMAL_OK, INT64_MAX, true},
    {"000000000000000000000000000001", 0, BL_DECIMAL_OK, 1, false},
    {"9223372036854775807.5", 0, BL_DECIMAL_RANGE, 0, false},
    {"9223372036854775808", 0, BL_DECIMAL_RANGE, 0, false},
    {"1e999999999", 0, BL_DECIMAL_RANGE, 0, false},
    {"92233720368.54775808", 8, BL_DECIMAL_RANGE, 0, false},
    {"", 0, BL_DECIMAL_EMPTY, 0, false},
    {" \t ", 0, BL_DECIMAL_EMPTY, 0, false},
    {".5", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"5.", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"-", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1e", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1e+", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1E5", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1,5", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1 5", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1_000", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"0x10", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"nan", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"inf", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"--1", 1, BL_DECIMAL_GRAMMAR, 0, false},
    {"1.2.3", 1, BL_DECIMAL_GRAMMAR, 0, false},
};

START_TEST(a_number_is_read_exactly_or_refused)
{
    const parse_case *c = &parse_cases[_i];
    int64_t value = 0;
    bool rounded = false;
    bl_decimal_status status =
        bl_decimal_parse(c->text, strlen(c->text), c->places, &value, &rounded);
    ck_assert_msg(status == c->status, "%s: status %d", c->text, (int)status);
    ck_assert_msg(value == c->value, "%s: %lld", c->text, (long long)value);
    ck_assert_msg(rounded == c->rounded, "%s: rounded %d", c->text, rounded);
}
END_TEST

START_TEST(a_nul_inside_a_number_is_refused)
{
    int64_t value;
    bool rounded;
    ck_assert_int_eq(bl_decimal_parse("1.5\0", 4, 8, &value, &rounded), BL_DECIMAL_GRAMMAR);
}
END_TEST

START_TEST(ratios_take_percent_and_basis_points)
{
    static const struct {
        const char *text;
        int64_t ppb;
    } good[] = {{"5%", 50000000},
                {"5.5bp", 550000},
                {"0.055", 55000000},
                {"100%", BL_PPB},
                {"-1%", -10000000}};
    static const char *const bad[] = {"%", "bp", "5 %", "5 bp", "5%%", "5p", "5pb", "5%bp", ""};
    int64_t ppb;
    bool rounded;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_int_eq(bl_decimal_parse_ratio(good[i].text, strlen(good[i].text), &ppb, &rounded),
                         BL_DECIMAL_OK);
        ck_assert_int_eq(ppb, good[i].ppb);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(bl_decimal_parse_ratio(bad[i], strlen(bad[i]), &ppb, &rounded) !=
                          BL_DECIMAL_OK,
                      "%s", bad[i]);
    }
}
END_TEST

/* The same by the plainest way: digits padded by printf, the point put between. */
static size_t print_slowly(int64_t value, int places, char *out)
{
    char digits[64];
    uint64_t magnitude = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    int len = snprintf(digits, sizeof digits, "%0*llu", places + 1, (unsigned long long)magnitude);
    int wrote = snprintf(out, 64, "%s%.*s%s%s", value < 0 ? "-" : "", len - places, digits,
                         places > 0 ? "." : "", digits + len - places);
    return (size_t)wrote;
}

static void check_print(int64_t value, int places)
{
    char expected[64];
    char out[BL_DECIMAL_TEXT];
    size_t expected_len = print_slowly(value, places, expected);
    size_t len = bl_decimal_print64(value, places, out);
    ck_assert_msg(len == expected_len && memcmp(out, expected, len) == 0,
                  "%lld at %d: %.*s, expected %s", (long long)value, places, (int)len, out,
                  expected);
    len = bl_decimal_print((bl_i128)value, places, out);
    ck_assert(len == expected_len && memcmp(out, expected, len) == 0);
    if (value == INT64_MIN) {
        return;
    }
    int64_t back;
    bool rounded;
    ck_assert_int_eq(bl_decimal_parse(out, len, places, &back, &rounded), BL_DECIMAL_OK);
    ck_assert_int_eq(back, value);
    ck_assert(!rounded);
}

START_TEST(printing_at_every_length_and_place_equals_the_slow_way)
{
    for (int places = 0; places <= 18; places++) {
        check_print(0, places);
        check_print(INT64_MAX, places);
        check_print(INT64_MIN, places);
        for (int64_t power = 1; power < INT64_MAX / 10; power *= 10) {
            check_print(power, places);
            check_print(-power, places);
            check_print(power - 1, places);
            check_print(power * 9 + 7, places);
        }
    }
}
END_TEST

START_TEST(printing_and_parsing_are_inverse_on_many_numbers)
{
    uint64_t state = UINT64_C(88172645463325252);
    for (int i = 0; i < 200000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        check_print((int64_t)(state >> (i % 64)), i % 19);
    }
}
END_TEST

START_TEST(wide_values_are_printed_to_the_last_digit)
{
    char out[BL_DECIMAL_TEXT];
    bl_i128 wide = (bl_i128)INT64_C(1234567890123456789) * INT64_C(10000000000000000) + 7919;
    size_t len = bl_decimal_print(-wide, 12, out);
    ck_assert_uint_eq(len, 37);
    ck_assert_int_eq(memcmp(out, "-12345678901234567890000.000000007919", 37), 0);
    bl_i128 least = (bl_i128)((bl_u128)1 << 127);
    len = bl_decimal_print(least, 0, out);
    ck_assert_uint_eq(len, 40);
    ck_assert_int_eq(memcmp(out, "-170141183460469231731687303715884105728", 40), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal");
    TCase *tcase = tcase_create("decimal");
    tcase_add_loop_test(tcase, a_number_is_read_exactly_or_refused, 0,
                        (int)(sizeof parse_cases / sizeof *parse_cases));
    tcase_add_test(tcase, a_nul_inside_a_number_is_refused);
    tcase_add_test(tcase, ratios_take_percent_and_basis_points);
    tcase_add_test(tcase, printing_at_every_length_and_place_equals_the_slow_way);
    tcase_add_test(tcase, printing_and_parsing_are_inverse_on_many_numbers);
    tcase_add_test(tcase, wide_values_are_printed_to_the_last_digit);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
