/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_m4.c - what a thinned curve keeps.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "../../reports/m4.h"

static bl_m4 m4;

static void open_m4(void)
{
    ck_assert(bl_m4_open(&m4, 0, 1000, 10));
}

static void close_m4(void)
{
    bl_m4_close(&m4);
}

static void put(int64_t time_ns, double value)
{
    bl_m4_put(&m4, (bl_m4_point){time_ns, value, -value});
}

START_TEST(four_points_of_a_column_are_all_kept_in_order)
{
    const double values[] = {3, 9, 1, 4};
    bl_m4_point kept[BL_M4_KEPT];
    for (int i = 0; i < 4; i++) {
        put(i, values[i]);
    }
    ck_assert_uint_eq(bl_m4_take(&m4, 0, kept), 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_double_eq(kept[i].value, values[i]);
        ck_assert_double_eq(kept[i].beside, -values[i]);
        ck_assert_int_eq(kept[i].time_ns, i);
    }
}
END_TEST

START_TEST(a_point_that_is_first_and_lowest_is_kept_once)
{
    bl_m4_point kept[BL_M4_KEPT];
    put(0, 1);
    put(1, 5);
    put(2, 2);
    ck_assert_uint_eq(bl_m4_take(&m4, 0, kept), 3);
    ck_assert_uint_eq(bl_m4_count(&m4), 3);
    put(500, 7);
    ck_assert_uint_eq(bl_m4_take(&m4, 5, kept), 1);
    ck_assert_uint_eq(bl_m4_take(&m4, 4, kept), 0);
}
END_TEST

START_TEST(begin_and_end_fall_into_the_outer_columns)
{
    bl_m4_point kept[BL_M4_KEPT];
    put(0, 1);
    put(1000, 2);
    ck_assert_uint_eq(bl_m4_take(&m4, 0, kept), 1);
    ck_assert_uint_eq(bl_m4_take(&m4, 9, kept), 1);
}
END_TEST

START_TEST(an_undefined_value_breaks_the_curve_and_is_not_a_point)
{
    put(0, 1);
    put(150, NAN);
    ck_assert_uint_eq(m4.seen, 1);
    ck_assert(!m4.columns[0].breaks);
    ck_assert(m4.columns[1].breaks);
}
END_TEST

START_TEST(the_extremes_of_any_series_survive)
{
    uint32_t state = 7919;
    for (int series = 0; series < 200; series++) {
        double low = INFINITY;
        double high = -INFINITY;
        double kept_low = INFINITY;
        double kept_high = -INFINITY;
        close_m4();
        open_m4();
        for (int64_t t = 0; t < 1000; t++) {
            state = state * 1664525U + 1013904223U;
            const double value = (double)(state >> 8);
            low = fmin(low, value);
            high = fmax(high, value);
            put(t, value);
        }
        for (size_t c = 0; c < 10; c++) {
            bl_m4_point kept[BL_M4_KEPT];
            const size_t len = bl_m4_take(&m4, c, kept);
            for (size_t i = 0; i < len; i++) {
                kept_low = fmin(kept_low, kept[i].value);
                kept_high = fmax(kept_high, kept[i].value);
                ck_assert(i == 0 || kept[i].time_ns > kept[i - 1].time_ns);
            }
        }
        ck_assert_double_eq(kept_low, low);
        ck_assert_double_eq(kept_high, high);
        ck_assert_uint_le(bl_m4_count(&m4), 40);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("m4");
    TCase *tests = tcase_create("m4");
    tcase_add_checked_fixture(tests, open_m4, close_m4);
    tcase_add_test(tests, four_points_of_a_column_are_all_kept_in_order);
    tcase_add_test(tests, a_point_that_is_first_and_lowest_is_kept_once);
    tcase_add_test(tests, begin_and_end_fall_into_the_outer_columns);
    tcase_add_test(tests, an_undefined_value_breaks_the_curve_and_is_not_a_point);
    tcase_add_test(tests, the_extremes_of_any_series_survive);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
