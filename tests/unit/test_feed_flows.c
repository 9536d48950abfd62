/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_feed_flows.c - LP flows: names, amounts, the feed's own text (spec 4.3, 12.3).
 */
#include "../../data/feed.h"
#include "../support/feed_file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_text(const char *text, int decimals, bl_feed_flows *out, bl_diags *diags)
{
    char path[BL_FEED_FILE_PATH];
    bl_feed_file_write(path, text, strlen(text));
    bl_diag_init(diags);
    bool good = bl_feed_read_flows(path, decimals, 0, NULL, out, diags);
    bl_feed_file_remove(path);
    return good;
}

static void check_flow(const bl_feed_flows *feed, size_t row, const char *name, bl_flow_kind kind,
                       uint64_t amount, const char *requested)
{
    const bl_flows *flows = &feed->flows;
    ck_assert_str_eq(feed->names[flows->lp[row]], name);
    ck_assert_int_eq(flows->kind[row], kind);
    ck_assert_uint_eq(flows->amount[row], amount);
    size_t len = feed->requested_begin[row + 1] - feed->requested_begin[row];
    ck_assert_uint_eq(len, strlen(requested));
    ck_assert_int_eq(memcmp(feed->requested_text + feed->requested_begin[row], requested, len), 0);
}

START_TEST(every_form_of_an_amount_is_read_and_its_text_kept)
{
    static const char text[] = "time,lp,kind,amount\n"
                               "2024-01-01T00:00:00Z,ann,deposit,1000.0000005\n"
                               "2024-01-01T00:00:00Z,\"comma, lp\",deposit,\" 1e3 \"\n"
                               "2024-01-01T05:00:00Z,seed,withdraw,12.3456789012345%\n"
                               "2024-01-01T05:00:00Z,ann,withdraw,all\n"
                               "2024-01-01T05:00:00Z,ann,withdraw,0\n"
                               "2024-01-01T05:00:00Z,ann,withdraw,100%\n";
    bl_feed_flows feed;
    bl_diags diags;
    ck_assert(read_text(text, 6, &feed, &diags));
    ck_assert_uint_eq(feed.flows.len, 6);
    ck_assert_uint_eq(feed.flows.lps_len, 3);
    ck_assert_uint_eq(feed.flows.lp[2], 0);
    ck_assert_uint_eq(feed.report.rounded, 2);
    check_flow(&feed, 0, "ann", BL_FLOW_DEPOSIT, 1000000000, "1000.0000005");
    check_flow(&feed, 1, "comma, lp", BL_FLOW_DEPOSIT, 1000000000, " 1e3 ");
    check_flow(&feed, 2, "seed", BL_FLOW_WITHDRAW_PART, 123456789, "12.3456789012345%");
    check_flow(&feed, 3, "ann", BL_FLOW_WITHDRAW_ALL, 0, "all");
    check_flow(&feed, 4, "ann", BL_FLOW_WITHDRAW_AMOUNT, 0, "0");
    check_flow(&feed, 5, "ann", BL_FLOW_WITHDRAW_PART, 1000000000, "100%");
    bl_feed_close_flows(&feed);
}
END_TEST

START_TEST(seed_is_number_0_also_where_no_flow_names_it)
{
    bl_feed_flows feed;
    bl_diags diags;
    ck_assert(read_text("time_s,lp,kind,amount\n5,ann,deposit,1\n", 0, &feed, &diags));
    ck_assert_str_eq(feed.names[0], "seed");
    ck_assert_uint_eq(feed.flows.lp[0], 1);
    ck_assert_uint_eq(feed.flows.lps_len, 2);
    bl_feed_close_flows(&feed);
    ck_assert(bl_feed_empty_flows(&feed));
    ck_assert_uint_eq(feed.flows.len, 0);
    ck_assert_uint_eq(feed.flows.lps_len, 1);
    ck_assert_str_eq(feed.names[0], "seed");
    ck_assert_uint_eq(feed.requested_begin[0], 0);
    bl_feed_close_flows(&feed);
}
END_TEST

START_TEST(many_names_are_numbered_by_first_appearance)
{
    enum { NAMES = 20000, ROW_MAX = 64 };
    char *text = malloc((size_t)NAMES * 2 * ROW_MAX);
    ck_assert_ptr_nonnull(text);
    int len = snprintf(text, ROW_MAX, "time_s,lp,kind,amount\n");
    for (int i = 0; i < 2 * NAMES; i++) {
        len += snprintf(text + len, ROW_MAX, "%d,lp number %d,deposit,%d\n", i,
                        i < NAMES ? i * 7919 : (2 * NAMES - 1 - i) * 7919, i);
    }
    bl_feed_flows feed;
    bl_diags diags;
    ck_assert(read_text(text, 0, &feed, &diags));
    ck_assert_uint_eq(feed.flows.lps_len, NAMES + 1);
    for (uint32_t i = 0; i < 2 * NAMES; i++) {
        char name[ROW_MAX];
        uint32_t id = i < NAMES ? i : 2 * NAMES - 1 - i;
        (void)snprintf(name, sizeof name, "lp number %d", (int)id * 7919);
        ck_assert_uint_eq(feed.flows.lp[i], id + 1);
        ck_assert_str_eq(feed.names[id + 1], name);
        ck_assert_uint_eq(feed.flows.amount[i], i);
    }
    bl_feed_close_flows(&feed);
    free(text);
}
END_TEST

START_TEST(a_refused_feed_leaves_nothing_behind)
{
    bl_feed_flows feed;
    bl_diags diags;
    ck_assert(
        !read_text("time_s,lp,kind,amount\n5,ann,deposit,1\n4,ann,deposit,1\n", 0, &feed, &diags));
    ck_assert_uint_eq(feed.flows.len, 0);
    ck_assert_ptr_null(feed.memory);
    bl_feed_close_flows(&feed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed flows");
    TCase *tcase = tcase_create("feed flows");
    tcase_add_test(tcase, every_form_of_an_amount_is_read_and_its_text_kept);
    tcase_add_test(tcase, seed_is_number_0_also_where_no_flow_names_it);
    tcase_add_test(tcase, many_names_are_numbered_by_first_appearance);
    tcase_add_test(tcase, a_refused_feed_leaves_nothing_behind);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
