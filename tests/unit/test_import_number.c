/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import_number.c - decimals of any exponent: read, multiplied, printed, exactly.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../data/import_number.h"
#include "../support/suite.h"

static const char *times(const char *a, const char *b)
{
    static char text[BL_IMPORT_NUMBER_TEXT + 1];
    bl_import_number x;
    bl_import_number y;
    bl_import_number product;
    ck_assert_int_eq(bl_import_number_parse(a, strlen(a), &x), BL_IMPORT_NUMBER_OK);
    ck_assert_int_eq(bl_import_number_parse(b, strlen(b), &y), BL_IMPORT_NUMBER_OK);
    if (!bl_import_number_multiply(x, y, &product)) {
        return "too long";
    }
    text[bl_import_number_print(product, text)] = '\0';
    return text;
}

START_TEST(a_product_is_exact_and_plain)
{
    ck_assert_str_eq(times("1043305472446207528", "1e-18"), "1.043305472446207528");
    ck_assert_str_eq(times("655.3", "1000000"), "655300000");
    ck_assert_str_eq(times("2.385", "7919"), "18886.815");
    ck_assert_str_eq(times("-52.70", "1"), "52.7");
    ck_assert_str_eq(times("1e3", "1e3"), "1000000");
    ck_assert_str_eq(times("0.5", "0.5"), "0.25");
    ck_assert_str_eq(times("100", "0.01"), "1");
    ck_assert_str_eq(times("0", "1e-18"), "0");
    ck_assert_str_eq(times("0.000", "12"), "0");
}
END_TEST

START_TEST(a_product_of_more_than_38_digits_is_refused)
{
    ck_assert_str_eq(times("9999999999999999999", "9999999999999999999"),
                     "99999999999999999980000000000000000001");
    ck_assert_str_eq(times("33333333333333333333", "3333333333333333333"), "too long");
}
END_TEST

START_TEST(only_the_grammar_of_decimals_is_read)
{
    static const char *const wrong[] = {"",    "-",   ".",   "1.",   ".5",    "1e",   "1e+", "NaN",
                                        "inf", "1,5", "1 2", "0x10", "1.2.3", "NULL", "--1", "1E5"};
    bl_import_number out;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_msg(bl_import_number_parse(wrong[i], strlen(wrong[i]), &out) ==
                          BL_IMPORT_NUMBER_GRAMMAR,
                      "'%s' was read", wrong[i]);
    }
}
END_TEST

START_TEST(digits_and_exponents_have_limits)
{
    const char *const longest = "00012345678901234567890123456789012345678";
    const char *const longer = "123456789012345678901234567890123456789";
    bl_import_number out;
    ck_assert_int_eq(bl_import_number_parse(longest, strlen(longest), &out), BL_IMPORT_NUMBER_OK);
    ck_assert_int_eq(bl_import_number_parse(longer, strlen(longer), &out), BL_IMPORT_NUMBER_LONG);
    ck_assert_int_eq(bl_import_number_parse("1e61", 4, &out), BL_IMPORT_NUMBER_LONG);
    ck_assert_int_eq(bl_import_number_parse("1e99999999999", 13, &out), BL_IMPORT_NUMBER_LONG);
    ck_assert_int_eq(bl_import_number_parse("-1e-60", 6, &out), BL_IMPORT_NUMBER_OK);
    ck_assert(out.negative && out.exponent == -60 && out.mantissa == 1);
}
END_TEST

static const char *fixed(const char *a, int places, bool *lost)
{
    static char text[BL_IMPORT_NUMBER_TEXT + 1];
    bl_import_number number;
    ck_assert_int_eq(bl_import_number_parse(a, strlen(a), &number), BL_IMPORT_NUMBER_OK);
    if (!bl_import_number_fix(number, places, &number, lost)) {
        return "too long";
    }
    text[bl_import_number_print(number, text)] = '\0';
    return text;
}

START_TEST(places_are_fixed_half_to_even)
{
    static const struct {
        const char *from, *to;
        bool lost;
    } cases[] = {
        {"1.0005", "1.000", true},    {"1.0015", "1.002", true}, {"1.00050000001", "1.001", true},
        {"1.0004999", "1.000", true}, {"1.5", "1.500", false},   {"12", "12.000", false},
        {"1.002000", "1.002", false}, {"0.0005", "0", true},     {"2e3", "2000.000", false},
        {"0.9995", "1.000", true},    {"1e-60", "0", true},      {"0", "0", false},
        {"1e36", "too long", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool lost = false;
        ck_assert_str_eq(fixed(cases[i].from, 3, &lost), cases[i].to);
        ck_assert_msg(lost == cases[i].lost, "%s", cases[i].from);
    }
}
END_TEST

static bool is_below(const char *a, const char *b)
{
    bl_import_number x;
    bl_import_number y;
    ck_assert_int_eq(bl_import_number_parse(a, strlen(a), &x), BL_IMPORT_NUMBER_OK);
    ck_assert_int_eq(bl_import_number_parse(b, strlen(b), &y), BL_IMPORT_NUMBER_OK);
    return bl_import_number_is_below(x, y);
}

START_TEST(numbers_of_different_exponents_are_ordered_exactly)
{
    ck_assert(is_below("1.000000000000000000000000001", "1.000000000000000000000000002"));
    ck_assert(!is_below("1.0", "1.000"));
    ck_assert(!is_below("1.000", "1.0"));
    ck_assert(is_below("1e-60", "1e60"));
    ck_assert(!is_below("1e60", "1e-60"));
    ck_assert(is_below("0", "1e-60"));
    ck_assert(!is_below("1e-60", "0"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_product_is_exact_and_plain,
                                  a_product_of_more_than_38_digits_is_refused,
                                  only_the_grammar_of_decimals_is_read,
                                  digits_and_exponents_have_limits,
                                  places_are_fixed_half_to_even,
                                  numbers_of_different_exponents_are_ordered_exactly,
                                  NULL};
    return suite_run("import_number", tests);
}
