/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_feed_bars.c - price bars as columns and what the report says of them (spec 1.7, 2.3, 2.4,
 * 12.3).
 */
#include "../../data/feed.h"
#include "../support/feed_file.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bl_feed_bars_options minute = {
    .price_decimals = 8, .quantity_decimals = 8, .bar_ns = 60 * BL_NS_PER_S};

static bool read_text(const char *text, const bl_feed_bars_options *options, bl_feed_bars *out,
                      bl_diags *diags)
{
    char path[BL_FEED_FILE_PATH];
    bl_feed_file_write(path, text, strlen(text));
    bl_diag_init(diags);
    bool good = bl_feed_read_bars(path, options, out, diags);
    bl_feed_file_remove(path);
    return good;
}

START_TEST(a_bar_is_visible_when_it_ends_unless_stamped_with_its_close)
{
    static const char text[] = "time_s,open,high,low,close,volume\n60,1,1,1,2.5,3\n";
    bl_feed_bars_options options = minute;
    bl_feed_bars feed;
    bl_diags diags;
    ck_assert(read_text(text, &options, &feed, &diags));
    ck_assert_uint_eq(feed.bars.len, 1);
    ck_assert_int_eq(bl_bars_time(&feed.bars, 0), 120 * BL_NS_PER_S);
    ck_assert_int_eq(feed.bars.close[0], 250000000);
    ck_assert_int_eq(feed.bars.volume[0], 300000000);
    bl_feed_close_bars(&feed);
    options.stamp_close = true;
    ck_assert(read_text(text, &options, &feed, &diags));
    ck_assert_int_eq(bl_bars_time(&feed.bars, 0), 60 * BL_NS_PER_S);
    ck_assert_int_eq(feed.report.first_ns, 60 * BL_NS_PER_S);
    bl_feed_close_bars(&feed);
}
END_TEST

START_TEST(columns_come_in_any_order_and_digits_past_the_places_are_counted)
{
    static const char text[] = "volume,low,close,time_ms,high,open\n"
                               "0.000000005,1e-20,1.234565,1000,12345678901234567890,1\n"
                               "7.000000015,1,1.234575,2000,1,0.00000000000001\n"
                               "-0,1,12345e-4,3000.5,1,1\n";
    bl_feed_bars_options options = minute;
    bl_feed_bars feed;
    bl_diags diags;
    options.price_decimals = 5;
    for (int general = 0; general < 2; general++) {
        options.general_only = general != 0;
        ck_assert(read_text(text, &options, &feed, &diags));
        ck_assert_int_eq(feed.bars.close[0], 123456);
        ck_assert_int_eq(feed.bars.close[1], 123458);
        ck_assert_int_eq(feed.bars.close[2], 123450);
        ck_assert_int_eq(feed.bars.volume[0], 0);
        ck_assert_int_eq(feed.bars.volume[1], 700000002);
        ck_assert_int_eq(feed.bars.volume[2], 0);
        ck_assert_int_eq(bl_bars_time(&feed.bars, 2), INT64_C(63000500000));
        ck_assert_uint_eq(feed.report.rounded, 4);
        ck_assert_uint_eq(feed.report.zero_volume, 2);
        ck_assert_uint_eq(feed.report.rows, 3);
        bl_feed_close_bars(&feed);
    }
}
END_TEST

START_TEST(plain_cells_in_quotes_need_no_libcsv_and_mean_the_same)
{
    static const char text[] = "\"time_s\",\"open\",\"high\",\"low\",\"close\",\"volume\"\n"
                               "\"60\",\"1\",\"1\",\"1\",\"2.5\",\"3\"\n"
                               "120,\"1\",1,\"1\",\"2.25\",0\n";
    bl_feed_bars_options options = minute;
    bl_feed_bars feed;
    bl_diags diags;
    for (int general = 0; general < 2; general++) {
        options.general_only = general != 0;
        ck_assert(read_text(text, &options, &feed, &diags));
        ck_assert_uint_eq(feed.bars.len, 2);
        ck_assert_int_eq(feed.bars.close[0], 250000000);
        ck_assert_int_eq(feed.bars.close[1], 225000000);
        ck_assert_int_eq(feed.report.used_libcsv, general);
        bl_feed_close_bars(&feed);
    }
}
END_TEST

START_TEST(gaps_are_counted_and_refused_only_by_gap_fail)
{
    static const char text[] = "time_s,open,high,low,close,volume\n"
                               "60,1,1,1,1,1\n90,1,1,1,1,1\n150,1,1,1,1,1\n"
                               "270,1,1,1,1,1\n570,1,1,1,1,1\n";
    bl_feed_bars_options options = minute;
    bl_feed_bars feed;
    bl_diags diags;
    ck_assert(read_text(text, &options, &feed, &diags));
    ck_assert_uint_eq(feed.report.gaps, 2);
    ck_assert_int_eq(feed.report.gap_first_ns, 150 * BL_NS_PER_S);
    ck_assert_int_eq(feed.report.gap_longest_ns, 300 * BL_NS_PER_S);
    ck_assert_int_eq(feed.report.step_min_ns, 30 * BL_NS_PER_S);
    bl_feed_close_bars(&feed);
    options.gap_fail = true;
    ck_assert(!read_text(text, &options, &feed, &diags));
    ck_assert_uint_eq(feed.bars.len, 0);
    ck_assert_uint_eq(diags.errors, 2);
    ck_assert_uint_eq(diags.items[0].line, 5);
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "gap of 120.000000000 s"));
}
END_TEST

START_TEST(a_header_alone_is_a_feed_without_rows)
{
    bl_feed_bars feed;
    bl_diags diags;
    ck_assert(read_text("time,open,high,low,close,volume", &minute, &feed, &diags));
    ck_assert_uint_eq(feed.bars.len, 0);
    ck_assert_uint_eq(feed.report.rows, 0);
    ck_assert_int_eq(feed.report.last_ns, 0);
    bl_feed_close_bars(&feed);
}
END_TEST

START_TEST(many_rows_of_growing_length_outgrow_the_estimate)
{
    enum { ROWS = 30000, ROW_MAX = 96 };
    char *text = malloc((size_t)ROWS * ROW_MAX + 64);
    ck_assert_ptr_nonnull(text);
    int len = snprintf(text, 64, "time_s,open,high,low,close,volume\n");
    for (int i = 0; i < ROWS; i++) {
        int zeros = i < ROWS / 4 ? 40 : 0;
        len += snprintf(text + len, ROW_MAX, "%d,1,1,1,%d,%0*d\n", 60 * i, i + 1, 1 + zeros, 7);
    }
    bl_feed_bars feed;
    bl_diags diags;
    ck_assert(read_text(text, &minute, &feed, &diags));
    ck_assert_uint_eq(feed.bars.len, ROWS);
    for (int i = 0; i < ROWS; i++) {
        ck_assert_int_eq(feed.bars.close[i], (i + 1) * INT64_C(100000000));
        ck_assert_int_eq(feed.bars.volume[i], 700000000);
    }
    bl_feed_close_bars(&feed);
    free(text);
}
END_TEST

/* Both ways over one file: same verdict, same columns. */
static void compare_ways(const char *path, bool refused)
{
    bl_feed_bars fast;
    bl_feed_bars general;
    bl_diags diags;
    bl_feed_bars_options options = minute;
    bl_diag_init(&diags);
    bool good = bl_feed_read_bars(path, &options, &fast, &diags);
    ck_assert_msg(good != refused, "%s: %s", path, good ? "accepted" : diags.items[0].message);
    options.general_only = true;
    ck_assert_int_eq(bl_feed_read_bars(path, &options, &general, &diags), good);
    ck_assert_uint_eq(fast.bars.len, general.bars.len);
    for (size_t i = 0; i < fast.bars.len; i++) {
        ck_assert(bl_bars_time(&fast.bars, i) == bl_bars_time(&general.bars, i) &&
                  fast.bars.close[i] == general.bars.close[i] &&
                  fast.bars.volume[i] == general.bars.volume[i]);
    }
    ck_assert_str_eq(fast.report.sha256, general.report.sha256);
    bl_feed_close_bars(&fast);
    bl_feed_close_bars(&general);
}

START_TEST(the_price_files_of_the_conformance_cases_read_alike_both_ways)
{
    static const char *const files[] = {"btc.csv", "eth.csv", "x.csv"};
    const char *shared = getenv("BALLAST_SHARED");
    char root[512];
    (void)snprintf(root, sizeof root, "%s/vectors", shared != NULL ? shared : "../shared");
    DIR *dir = opendir(root);
    if (dir == NULL) {
        printf("skipped: the_price_files_of_the_conformance_cases: no %s\n", root);
        return;
    }
    size_t read = 0;
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
            char path[1024];
            (void)snprintf(path, sizeof path, "%s/%s/%s", root, entry->d_name, files[i]);
            FILE *file = fopen(path, "rb");
            if (file == NULL) {
                continue;
            }
            (void)fclose(file);
            compare_ways(path, strncmp(entry->d_name, "109-", 4) == 0);
            read++;
        }
    }
    (void)closedir(dir);
    ck_assert_uint_gt(read, 40);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed bars");
    TCase *tcase = tcase_create("feed bars");
    tcase_add_test(tcase, a_bar_is_visible_when_it_ends_unless_stamped_with_its_close);
    tcase_add_test(tcase, columns_come_in_any_order_and_digits_past_the_places_are_counted);
    tcase_add_test(tcase, plain_cells_in_quotes_need_no_libcsv_and_mean_the_same);
    tcase_add_test(tcase, gaps_are_counted_and_refused_only_by_gap_fail);
    tcase_add_test(tcase, a_header_alone_is_a_feed_without_rows);
    tcase_add_test(tcase, many_rows_of_growing_length_outgrow_the_estimate);
    tcase_add_test(tcase, the_price_files_of_the_conformance_cases_read_alike_both_ways);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
