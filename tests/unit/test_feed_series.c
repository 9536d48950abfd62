/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_feed_series.c - the smaller feeds: rates, targets, windows, faults (spec 5.3, 6.12, 11.1,
 * 12.3).
 */
#include "../../data/feed.h"
#include "../support/feed_file.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(rates_are_signed_ppb_and_times_may_repeat)
{
    static const char text[] = "rate,time_s\n0.0001,5\n-1e-9,5\n0.0000000005,6\n";
    char path[BL_FEED_FILE_PATH];
    bl_feed_rates feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(bl_feed_read_rates(path, NULL, &feed, &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.rates.len, 3);
    ck_assert_int_eq(feed.rates.rate_ppb[0], 100000);
    ck_assert_int_eq(feed.rates.rate_ppb[1], -1);
    ck_assert_int_eq(feed.rates.rate_ppb[2], 0);
    ck_assert_int_eq(feed.rates.time_ns[1], 5 * BL_NS_PER_S);
    ck_assert_uint_eq(feed.report.rounded, 1);
    ck_assert_int_eq(feed.report.last_ns, 6 * BL_NS_PER_S);
    bl_feed_close_rates(&feed);
}
END_TEST

START_TEST(targets_name_instruments_by_place)
{
    static const char text[] = "time_s,instrument,leverage\n5,ETH,-1.5\n5,BTC,2\n";
    static const char *const names[] = {"BTC", "ETH"};
    char path[BL_FEED_FILE_PATH];
    bl_feed_targets feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(bl_feed_read_targets(path, names, 2, NULL, &feed, &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.targets.len, 2);
    ck_assert_uint_eq(feed.targets.instrument[0], 1);
    ck_assert_uint_eq(feed.targets.instrument[1], 0);
    ck_assert_int_eq(feed.targets.leverage_ppb[0], -1500000000);
    bl_feed_close_targets(&feed);
}
END_TEST

START_TEST(snapshots_are_rows_of_one_time_with_both_sides_outward)
{
    static const char text[] = "quantity,side,price,time_s\n1.5,ask,101,5\n2,ask,102,5\n"
                               "3,bid,100.5,5\n1,bid,90,6\n0.04,ask,90.01,6\n";
    const bl_feed_depth_options places = {2, 1, NULL};
    char path[BL_FEED_FILE_PATH];
    bl_feed_depth feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(!bl_feed_read_depth(path, &places, &feed, &diags)); /* 0.04 rounds to nothing */
    ck_assert_uint_eq(diags.errors, 1); /* the side that it leaves empty is no second one */
    ck_assert(bl_feed_read_depth(path, &(bl_feed_depth_options){2, 2, NULL}, &feed, &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.depth.len, 5);
    ck_assert_int_eq(feed.depth.time_ns[3], 6 * BL_NS_PER_S);
    ck_assert_uint_eq(feed.depth.bids[1], 0);
    ck_assert_uint_eq(feed.depth.bids[2], 1);
    ck_assert_int_eq(feed.depth.price[4], 9001);
    ck_assert_int_eq(feed.depth.quantity[0], 150);
    bl_feed_close_depth(&feed);
}
END_TEST

START_TEST(windows_may_overlap_and_may_be_empty)
{
    static const char text[] = "kind,end_ms,begin_s\ntotal,9000,5\nsubmit,5000,5\n"
                               "cancel_only,6500,6\n";
    char path[BL_FEED_FILE_PATH];
    bl_feed_windows feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(bl_feed_read_windows(path, &(bl_feed_windows_options){.kind_optional = true}, &feed,
                                   &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.windows.len, 3);
    ck_assert_int_eq(feed.windows.begin_ns[2], 6 * BL_NS_PER_S);
    ck_assert_int_eq(feed.windows.end_ns[2], INT64_C(6500000000));
    ck_assert_int_eq(feed.windows.end_ns[1], feed.windows.begin_ns[1]);
    ck_assert_int_eq(feed.kinds[1], BL_WINDOW_SUBMIT);
    ck_assert_int_eq(feed.kinds[2], BL_WINDOW_CANCEL_ONLY);
    bl_feed_close_windows(&feed);
}
END_TEST

START_TEST(a_fault_has_the_value_its_kind_needs)
{
    static const char text[] = "begin_s,end_s,kind,value\n1,2,freeze,\n2,3,scale,0.97\n"
                               "2,3,scale,103%\n4,9,delay,1.5m\n5,6,outlier,2\n";
    char path[BL_FEED_FILE_PATH];
    bl_feed_faults feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(bl_feed_read_faults(path, &feed, &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.faults.len, 5);
    ck_assert_int_eq(feed.faults.kind[0], BL_FAULT_FREEZE);
    ck_assert_int_eq(feed.faults.value[0], 0);
    ck_assert_int_eq(feed.faults.value[1], 970000000);
    ck_assert_int_eq(feed.faults.value[2], 1030000000);
    ck_assert_int_eq(feed.faults.kind[3], BL_FAULT_DELAY);
    ck_assert_int_eq(feed.faults.value[3], 90 * BL_NS_PER_S);
    ck_assert_int_eq(feed.faults.kind[4], BL_FAULT_OUTLIER);
    ck_assert_int_eq(feed.faults.value[4], 2 * BL_PPB);
    bl_feed_close_faults(&feed);
}
END_TEST

START_TEST(tiers_rise_strictly_from_nothing_and_have_no_times)
{
    static const char text[] = "mm,above\n0.5%,0\n0.0125,1000000\n";
    char path[BL_FEED_FILE_PATH];
    bl_feed_tiers feed;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, text, sizeof text - 1);
    ck_assert(bl_feed_read_tiers(path, 6, &feed, &diags));
    bl_feed_file_remove(path);
    ck_assert_uint_eq(feed.tiers.len, 2);
    ck_assert_int_eq(feed.tiers.above[1], INT64_C(1000000000000));
    ck_assert_int_eq(feed.tiers.mm_ppb[0], 5000000);
    ck_assert_int_eq(feed.tiers.mm_ppb[1], 12500000);
    ck_assert_uint_eq(feed.report.rows, 2);
    ck_assert(!bl_feed_has_times(&feed.report));
    bl_feed_close_tiers(&feed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed series");
    TCase *tcase = tcase_create("feed series");
    tcase_add_test(tcase, rates_are_signed_ppb_and_times_may_repeat);
    tcase_add_test(tcase, targets_name_instruments_by_place);
    tcase_add_test(tcase, snapshots_are_rows_of_one_time_with_both_sides_outward);
    tcase_add_test(tcase, windows_may_overlap_and_may_be_empty);
    tcase_add_test(tcase, a_fault_has_the_value_its_kind_needs);
    tcase_add_test(tcase, tiers_rise_strictly_from_nothing_and_have_no_times);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
