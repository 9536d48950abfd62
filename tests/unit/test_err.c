/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_err.c - the sentence of a failure is cut, never overrun.
 */
#include <check.h>
#include <string.h>

#include "../../sim/err.h"
#include "../support/suite.h"

START_TEST(a_clause_stands_before_the_cause)
{
    bl_err err;
    ck_assert_int_eq(bl_err_set(&err, BL_RANGE, "does not fit"), BL_RANGE);
    bl_err_prepend(&err, "share price");
    bl_err_prepend(&err, "4h");
    ck_assert_str_eq(err.text, "4h: share price: does not fit");
    ck_assert_int_eq(err.status, BL_RANGE);
}
END_TEST

START_TEST(a_cause_longer_than_the_text_is_cut)
{
    char long_text[1000];
    bl_err err;
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    bl_err_set(&err, BL_SYSTEM, long_text);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    bl_err_prepend(&err, "place");
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_int_eq(strncmp(err.text, "place: xxx", 10), 0);
}
END_TEST

START_TEST(a_clause_longer_than_the_text_leaves_no_room_for_the_cause)
{
    char long_text[1000];
    bl_err err;
    memset(long_text, 'y', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    bl_err_set(&err, BL_SYSTEM, "cause");
    bl_err_prepend(&err, long_text);
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_str_eq(err.text + sizeof err.text - 3, ": ");
}
END_TEST

START_TEST(a_text_may_be_set_from_itself)
{
    bl_err err;
    bl_err_set(&err, BL_INPUT, "abcdef");
    bl_err_set(&err, BL_INPUT, err.text + 2);
    ck_assert_str_eq(err.text, "cdef");
}
END_TEST

START_TEST(every_status_has_the_exit_status_of_its_list)
{
    ck_assert_int_eq(bl_err_exit_status(BL_OK), 0);
    ck_assert_int_eq(bl_err_exit_status(BL_USAGE), 2);
    ck_assert_int_eq(bl_err_exit_status(BL_RANGE), 3);
    ck_assert_int_eq(bl_err_exit_status(BL_MEMORY), 4);
    ck_assert_int_eq(bl_err_exit_status(BL_INTEGRITY), 5);
    ck_assert_int_eq(bl_err_exit_status(BL_BUG), 70);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_clause_stands_before_the_cause,
                                  a_cause_longer_than_the_text_is_cut,
                                  a_clause_longer_than_the_text_leaves_no_room_for_the_cause,
                                  a_text_may_be_set_from_itself,
                                  every_status_has_the_exit_status_of_its_list,
                                  NULL};
    return suite_run("err", tests);
}
