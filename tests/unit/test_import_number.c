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
    if (!bl_import_number_multiply(x, y, &product))
        return "too long";
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
    static const char *const wrong[] = { "", "-", ".", "1.", ".5", "1e", "1e+", "NaN", "inf",
                                         "1,5", "1 2", "0x10", "1.2.3", "NULL", "--1", "1E5" };
    bl_import_number out;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(bl_import_number_parse(wrong[i], strlen(wrong[i]), &out)
                      == BL_IMPORT_NUMBER_GRAMMAR, "'%s' was read", wrong[i]);
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

int main(void)
{
    const TTest *const tests[] = {
        a_product_is_exact_and_plain,
        a_product_of_more_than_38_digits_is_refused,
        only_the_grammar_of_decimals_is_read,
        digits_and_exponents_have_limits,
        NULL
    };
    return suite_run("import_number", tests);
}
