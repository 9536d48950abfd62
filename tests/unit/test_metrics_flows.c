/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_flows.c - execution and cost, pauses and waits, performance fees.
 */
#include "../support/handlog.h"
#include "../support/metric_checks.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_metrics metrics;

#define IS(name, expected) METRIC_IS(&metrics, name, expected)
#define IS_NULL(name, reason) METRIC_IS_NULL(&metrics, name, reason)

/* 10 000 at 1x, 100 coins at 100, ten flat hours. */
static void open_vault(void)
{
    const double closes[] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 11, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 100, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

START_TEST(costs_are_fees_and_the_distance_from_the_mark)
{
    open_vault();
    const int64_t t = day0 + 5 * HOUR;
    bl_handlog_fill(&h, t, 20, 0.1, 3, BL_FILL_FILLED);
    bl_handlog_fill(&h, t, -10, 0.2, 1, BL_FILL_FILLED);
    bl_handlog_row(&h, t, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS("cost_venue_fees", 4);
    IS("cost_slippage", 4);
    IS("transaction_cost", 8);
    IS("traded", 2002 + 998);
    IS("equity_mean", 9996);
    IS("transaction_cost_of_equity", 8.0032); /* 8 / 9 996 */
    IS("turnover", 0.30012);
    IS("cost_per_rebalance", 26.6667);
    IS("rebalance_size_mean", 3000);
    IS("pnl_price", 0);
    IS_NULL("transaction_cost_of_flows", "no_flows");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_fill_between_rows_counts_from_its_own_time_on)
{
    open_vault();
    bl_handlog_fill(&h, day0 + 5 * HOUR, 100, 0, 0, BL_FILL_FILLED);
    bl_handlog_end(&h, &metrics);
    IS("leverage_mean", 1.5);
    IS("leverage_max", 2);
    IS("leverage_change_rescale", 1);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(the_free_opening_is_no_turnover)
{
    open_vault();
    bl_handlog_end(&h, &metrics);
    IS("traded", 0);
    IS("turnover", 0);
    IS_NULL("participation_max", "no_fills");
    IS_NULL("rebalance_size_max", "no_fills");
    IS_NULL("fill_ratio", "no_attempts");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(participation_adds_the_fills_of_one_bar)
{
    open_vault();
    bl_handlog_fill(&h, day0 + HOUR, 20, 0, 0, BL_FILL_FILLED);
    bl_handlog_fill(&h, day0 + HOUR + HOUR / 2, -30, 0, 0, BL_FILL_PARTIAL);
    bl_handlog_fill(&h, day0 + 2 * HOUR, 10, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + 2 * HOUR, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS("participation_max", 5); /* 50 of 1 000 */
    ck_assert_int_eq(metric_named(&metrics, "participation_max")->at_ns, day0 + HOUR);
    IS("participation_mean", 3);
    IS("participation_p95", 5);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(the_fill_ratio_is_what_moved_of_what_was_asked)
{
    open_vault();
    bl_handlog_audit(&h, day0 + HOUR, BL_EVENT_REBALANCE, BL_REASON_NONE, 100, 110, 110, 0);
    bl_handlog_audit(&h, day0 + HOUR, BL_EVENT_FAILED, BL_REASON_PARTIAL, 110, 80, 100, 0);
    bl_handlog_audit(&h, day0 + HOUR, BL_EVENT_IDLE, BL_REASON_NONE, 100, 100, 100, 0);
    bl_handlog_end(&h, &metrics);
    IS("fill_ratio", 50);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(pauses_are_timed_gate_by_gate)
{
    open_vault();
    h.gates = BL_GATE_D | BL_GATE_T;
    bl_handlog_row(&h, day0 + 1 * HOUR, BL_EVENT_GATE);
    h.gates = 0;
    bl_handlog_row(&h, day0 + 3 * HOUR, BL_EVENT_GATE);
    h.gates = BL_GATE_D;
    bl_handlog_row(&h, day0 + 9 * HOUR, BL_EVENT_GATE);
    bl_handlog_audit(&h, day0 + 9 * HOUR, BL_EVENT_ALERT, BL_REASON_DRAWDOWN, 0, 0, 0, 0);
    bl_handlog_end(&h, &metrics);
    IS("deposits_shut_time", 3 * 3600);
    IS("deposits_shut_share", 30);
    IS("deposits_shut_count", 2);
    ck_assert_int_eq(metric_named(&metrics, "deposits_shut_count")->at_ns, day0 + HOUR);
    IS("deposits_shut_mean", 1.5 * 3600);
    IS("deposits_shut_max", 2 * 3600);
    IS("deposits_shut_between", 3.5 * 3600);
    IS("trading_shut_time", 2 * 3600);
    IS("withdrawals_shut_time", 0);
    IS_NULL("withdrawals_shut_mean", "never_shut");
    IS("limit_breaches", 1);
    ck_assert_int_eq(metric_named(&metrics, "limit_breaches")->at_ns, day0 + 9 * HOUR);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(waits_start_when_the_notice_is_over)
{
    open_vault();
    h.setup.vault.delay_ns = HOUR;
    bl_handlog_flow(&h, day0, day0 + HOUR, -100);
    bl_handlog_flow(&h, day0 + HOUR, day0 + 2 * HOUR, -100);
    bl_handlog_flow(&h, day0 + HOUR, day0 + 5 * HOUR, -200);
    bl_handlog_unsettled(&h, day0 + HOUR, -50, BL_OUTCOME_PENDING, BL_REASON_MARGIN);
    bl_handlog_unsettled(&h, day0 + HOUR, 70, BL_OUTCOME_REFUSED, BL_REASON_GATE_SHUT);
    bl_handlog_unsettled(&h, day0 + HOUR, 1, BL_OUTCOME_REFUSED, BL_REASON_MIN_DEPOSIT);
    bl_handlog_end(&h, &metrics);
    IS("withdrawal_wait_p50", 0);
    IS("withdrawal_wait_p95", 3 * 3600);
    IS("withdrawal_wait_max", 3 * 3600);
    IS("delayed_withdrawals", 600);
    IS("withdrawals_pending", 1);
    IS("blocked_deposits", 70);
    bl_handlog_fini(&h);
}
END_TEST

static bool split(const int64_t *params, uint64_t profit, bl_fee_split *out)
{
    *out = (bl_fee_split){.fee = profit / 5};
    return params[0] == 0;
}

static const bl_fees_model by_lp = {.basis = BL_FEE_BASIS_LP, .split = split};
static const bl_fees_model by_vault = {.basis = BL_FEE_BASIS_VAULT, .split = split};

static void tell_lp(bl_holder holder, double value, double basis, double paid_in, double fees)
{
    const bl_lp_row row = {.holder = holder,
                           .value = {(int64_t)(value * 1e6)},
                           .has_basis = holder == BL_HOLDER_LP,
                           .basis = {(uint64_t)(basis * 1e6)},
                           .paid_in = {(uint64_t)(paid_in * 1e6)},
                           .fees = {(uint64_t)(fees * 1e6)}};
    ck_assert(h.sink.lp(h.sink.context, &row));
}

START_TEST(fees_by_lp_are_taken_from_gains_and_still_owed_above_the_basis)
{
    open_vault();
    h.setup.fees.model = &by_lp;
    h.fees = 100 * 1000000;
    tell_lp(BL_HOLDER_LP, 900, 800, 500, 100);
    tell_lp(BL_HOLDER_LP, 400, 500, 500, 0);
    tell_lp(BL_HOLDER_MANAGER, 80, 0, 0, 0);
    bl_handlog_end(&h, &metrics);
    IS("fees_crystallised", 100);
    IS("fees_accrued", 20); /* a fifth of 900 - 800; the other is below its basis */
    IS("fee_account_manager", 80);
    IS("effective_performance_fee", 20); /* 100 of 900 + 100 - 500 */
    IS("hwm_distance", 0);
    IS_NULL("fee_drag", "fees_move_shares");
    bl_handlog_fini(&h);
}
END_TEST

/* P goes from 1 to 1.1; a fee of 2 % mints shares until P is 1.078; then 1.1 x 1.078 in turn. */
START_TEST(fees_that_mint_shares_drag_on_the_return)
{
    const double closes[] = {100, 110, 121};
    bl_handlog_init(&h, day0, HOUR, closes, 3, 1000, BL_PPB);
    h.setup.fees.model = &by_vault;
    bl_handlog_fill(&h, day0, 10, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    h.fees = 22 * 1000000;
    h.supply = h.supply * 100 / 98;
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_FEE);
    bl_handlog_end(&h, &metrics);
    IS("twr", 18.58);
    IS("fee_drag", 242);     /* 21 % less 18.58 % */
    IS("hwm_distance", 7.8); /* 1.1858 against 1.1 */
    IS("fees_crystallised", 22);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(without_fees_nothing_is_owed)
{
    open_vault();
    bl_handlog_end(&h, &metrics);
    IS_NULL("fees_accrued", "no_fee");
    IS_NULL("hwm_distance", "no_fee");
    IS_NULL("effective_performance_fee", "no_gain");
    IS("fees_crystallised", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(liquidation_has_its_own_cost)
{
    open_vault();
    bl_handlog_audit(&h, day0 + HOUR, BL_EVENT_LIQUIDATION, BL_REASON_LIQUIDATED, 100, 0, 0, 50);
    h.counts.liquidations = 1;
    bl_handlog_end(&h, &metrics);
    IS("cost_liquidation", 50);
    IS("liquidations", 1);
    ck_assert_int_eq(metric_named(&metrics, "liquidations")->at_ns, day0 + HOUR);
    IS("transaction_cost", 0);
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics_flows");
    TCase *all = tcase_create("all");
    tcase_add_test(all, costs_are_fees_and_the_distance_from_the_mark);
    tcase_add_test(all, a_fill_between_rows_counts_from_its_own_time_on);
    tcase_add_test(all, the_free_opening_is_no_turnover);
    tcase_add_test(all, participation_adds_the_fills_of_one_bar);
    tcase_add_test(all, the_fill_ratio_is_what_moved_of_what_was_asked);
    tcase_add_test(all, pauses_are_timed_gate_by_gate);
    tcase_add_test(all, waits_start_when_the_notice_is_over);
    tcase_add_test(all, fees_by_lp_are_taken_from_gains_and_still_owed_above_the_basis);
    tcase_add_test(all, fees_that_mint_shares_drag_on_the_return);
    tcase_add_test(all, without_fees_nothing_is_owed);
    tcase_add_test(all, liquidation_has_its_own_cost);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
