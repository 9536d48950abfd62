/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_runlog.c - the log keeps what it is told, and the walk re-values the book from it.
 */
#include "../support/handlog.h"

#include <check.h>
#include <stdlib.h>

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */

typedef struct {
    bl_mark marks[64];
    int64_t quantities[64], prices[64];
    size_t len;
} visits;

static void visit(void *context, const bl_mark *mark)
{
    visits *v = context;
    ck_assert_uint_lt(v->len, 64);
    v->quantities[v->len] = mark->quantities[0];
    v->prices[v->len] = mark->marks[0];
    v->marks[v->len++] = *mark;
}

static bl_handlog h;

/* 10 000 at 2x: 200 coins at 100, so 20 000; closes 100, 101, 99, 102. */
static void open_vault(void)
{
    const double closes[] = {100, 101, 99, 102};
    bl_handlog_init(&h, day0, HOUR, closes, 4, 10000, 2 * BL_PPB);
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

START_TEST(the_walk_visits_every_bar_and_row_in_order)
{
    bl_metrics metrics;
    visits v = {.len = 0};
    open_vault();
    bl_handlog_row(&h, day0 + HOUR / 2, BL_EVENT_SAMPLE);
    bl_handlog_end(&h, &metrics);
    bl_runlog_walk(&h.log, visit, &v);
    const int64_t at[] = {0, HOUR / 2, HOUR, 2 * HOUR, 3 * HOUR, 3 * HOUR};
    ck_assert_uint_eq(v.len, 6);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_int_eq(v.marks[i].time_ns, day0 + at[i]);
        ck_assert_int_eq(v.marks[i].until_ns, day0 + (i < 5 ? at[i + 1] : 3 * HOUR));
        ck_assert(v.marks[i].price_moved == !v.marks[i].row);
    }
    ck_assert_ptr_eq(v.marks[0].row, &h.log.series[0]);
    ck_assert_ptr_eq(v.marks[5].row, &h.log.series[2]);
    bl_runlog_fini(&h.log);
}
END_TEST

START_TEST(cash_between_rows_is_what_the_last_row_implies)
{
    bl_metrics metrics;
    visits v = {.len = 0};
    open_vault();
    bl_handlog_end(&h, &metrics);
    bl_runlog_walk(&h.log, visit, &v);
    ck_assert_double_eq_tol(v.marks[0].equity, 10000, 1e-9);
    ck_assert_double_eq_tol(v.marks[1].equity, 10200, 1e-9);
    ck_assert_double_eq_tol(v.marks[2].equity, 9800, 1e-9);
    ck_assert_double_eq_tol(v.marks[2].gross, 19800, 1e-9);
    ck_assert_double_eq_tol(v.marks[2].leverage, 19800.0 / 9800, 1e-12);
    ck_assert_double_eq_tol(v.marks[3].equity, v.marks[4].equity, 1e-9);
    ck_assert_double_eq_tol(v.marks[2].target, 2, 1e-12);
    bl_runlog_fini(&h.log);
}
END_TEST

START_TEST(a_short_has_a_negative_net_and_a_positive_gross)
{
    const double closes[] = {100, 110};
    bl_metrics metrics;
    visits v = {.len = 0};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 1000, -BL_PPB);
    bl_handlog_fill(&h, day0, -10, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    bl_runlog_walk(&h.log, visit, &v);
    ck_assert_double_eq_tol(v.marks[1].net, -1100, 1e-9);
    ck_assert_double_eq_tol(v.marks[1].gross, 1100, 1e-9);
    ck_assert_double_eq_tol(v.marks[1].equity, 900, 1e-9);
    bl_runlog_fini(&h.log);
}
END_TEST

START_TEST(fills_of_one_instant_belong_to_the_row_told_after_them)
{
    bl_metrics metrics;
    visits v = {.len = 0};
    open_vault();
    const int64_t t = day0 + HOUR / 2;
    bl_handlog_flow(&h, t, t, 1000);
    bl_handlog_fill(&h, t, 20, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, t, BL_EVENT_REBALANCE);
    bl_handlog_fill(&h, t, 5, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, t, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    bl_runlog_walk(&h.log, visit, &v);
    const int64_t coins[] = {200, 200, 220, 225, 225};
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq(v.quantities[i], coins[i] * 10000);
    }
    ck_assert_double_eq_tol(v.marks[4].equity, 11000 + 225, 1e-9);
    bl_runlog_fini(&h.log);
}
END_TEST

START_TEST(a_bar_comes_before_the_rows_of_its_instant)
{
    bl_metrics metrics;
    visits v = {.len = 0};
    open_vault();
    bl_handlog_fill(&h, day0 + HOUR, 10, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    bl_runlog_walk(&h.log, visit, &v);
    ck_assert(v.marks[1].price_moved);
    ck_assert_int_eq(v.quantities[1], 2000000);
    ck_assert_int_eq(v.marks[1].until_ns, v.marks[1].time_ns);
    ck_assert_ptr_nonnull(v.marks[2].row);
    ck_assert_int_eq(v.quantities[2], 2100000);
    ck_assert_int_eq(v.prices[2], 10100);
    bl_runlog_fini(&h.log);
}
END_TEST

START_TEST(bars_up_to_start_are_seen_and_bars_after_end_are_not)
{
    bl_metrics metrics;
    visits v = {.len = 0};
    const double closes[] = {90, 95, 100, 105, 110};
    bl_handlog_init(&h, day0, HOUR, closes, 5, 1000, 0);
    h.setup.start_ns = day0 + HOUR;
    h.setup.end_ns = day0 + 3 * HOUR;
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    bl_runlog_walk(&h.log, visit, &v);
    ck_assert_uint_eq(v.len, 4);
    ck_assert_int_eq(v.prices[0], 9500);
    ck_assert_int_eq(v.prices[3], 10500);
    bl_runlog_fini(&h.log);
}
END_TEST

START_TEST(an_empty_log_is_not_walked)
{
    const double closes[] = {100};
    visits v = {.len = 0};
    bl_handlog_init(&h, day0, HOUR, closes, 1, 1000, 0);
    bl_runlog_walk(&h.log, visit, &v);
    ck_assert_uint_eq(v.len, 0);
    bl_runlog_fini(&h.log);
}
END_TEST

static bool refuse(void *context, const bl_series_row *row)
{
    (void)row;
    ++*(int *)context;
    return false;
}

START_TEST(the_next_sink_sees_every_row_and_may_stop_the_run)
{
    int seen = 0;
    const bl_sink next = {.context = &seen, .series = refuse};
    const bl_setup setup = {.instruments_len = 0};
    const bl_series_row row = {.time_ns = day0};
    bl_runlog log;
    bl_runlog_init(&log, &setup, &next);
    const bl_sink sink = bl_runlog_sink(&log);
    ck_assert(!sink.series(sink.context, &row));
    ck_assert_int_eq(seen, 1);
    ck_assert(!log.out_of_memory);
    bl_runlog_fini(&log);
}
END_TEST

START_TEST(audit_sizes_are_kept_in_the_order_pre_target_post)
{
    open_vault();
    for (int i = 0; i < 200; i++) {
        bl_handlog_audit(&h, day0, BL_EVENT_REBALANCE, BL_REASON_NONE, i, i + 1, i + 2, 0);
    }
    ck_assert_uint_eq(h.log.audit_len, 200);
    for (int i = 0; i < 200; i++) {
        for (int k = 0; k < 3; k++) {
            ck_assert_int_eq(h.log.sizes[3 * i + k].v, (i + k) * 10000);
        }
    }
    bl_runlog_fini(&h.log);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("runlog");
    TCase *all = tcase_create("all");
    tcase_add_test(all, the_walk_visits_every_bar_and_row_in_order);
    tcase_add_test(all, cash_between_rows_is_what_the_last_row_implies);
    tcase_add_test(all, a_short_has_a_negative_net_and_a_positive_gross);
    tcase_add_test(all, fills_of_one_instant_belong_to_the_row_told_after_them);
    tcase_add_test(all, a_bar_comes_before_the_rows_of_its_instant);
    tcase_add_test(all, bars_up_to_start_are_seen_and_bars_after_end_are_not);
    tcase_add_test(all, an_empty_log_is_not_walked);
    tcase_add_test(all, the_next_sink_sees_every_row_and_may_stop_the_run);
    tcase_add_test(all, audit_sizes_are_kept_in_the_order_pre_target_post);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
