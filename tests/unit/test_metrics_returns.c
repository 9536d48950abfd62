/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_returns.c - returns and risk; the statistics of the small series were computed
 * with python3 (statistics.mean, stdev) from the printed formulas.
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

/* A vault of 1 000 that holds 10 coins of 100 all the time: P is the price / 100. */
static void hold(const double *closes, size_t len, int64_t step_ns)
{
    bl_handlog_init(&h, day0, step_ns, closes, len, 1000, BL_PPB);
    bl_handlog_fill(&h, day0, 10, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

START_TEST(daily_statistics_agree_with_python)
{
    const double closes[] = {100, 102, 99, 105, 101, 107};
    hold(closes, 6, BL_NS_PER_DAY);
    bl_handlog_end(&h, &metrics);
    IS("twr", 7);
    IS("daily_returns", 5);
    IS("volatility", 89.9511);
    IS("sharpe", 5.8842);
    IS("sharpe_error", 8.7443);
    IS("sortino", 12.8716);
    IS("ulcer", 1.9648);
    IS_NULL("var_95", "too_few_days");
    IS_NULL("cagr", "under_90_days");
    IS_NULL("xirr", "under_90_days");
    IS_NULL("calmar", "under_90_days");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(the_drawdown_sees_marks_between_days)
{
    const double closes[] = {100, 120, 90, 110, 120, 119};
    hold(closes, 6, 6 * HOUR);
    bl_handlog_end(&h, &metrics);
    IS("max_drawdown", -25);
    ck_assert_int_eq(metric_named(&metrics, "max_drawdown")->at_ns, day0 + 12 * HOUR);
    IS("max_drawdown_fall", 6 * 3600);
    ck_assert_int_eq(metric_named(&metrics, "max_drawdown_fall")->at_ns, day0 + 6 * HOUR);
    IS("max_drawdown_recovery", 12 * 3600);
    ck_assert_int_eq(metric_named(&metrics, "max_drawdown_recovery")->at_ns, day0 + 24 * HOUR);
    IS("daily_returns", 1);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_price_that_never_falls_has_no_drawdown_and_no_variation)
{
    const double closes[] = {100, 100, 100, 100};
    hold(closes, 4, BL_NS_PER_DAY);
    bl_handlog_end(&h, &metrics);
    IS("max_drawdown", 0);
    IS("volatility", 0);
    IS_NULL("max_drawdown_recovery", "no_drawdown");
    IS_NULL("sharpe", "no_variation");
    IS_NULL("sortino", "no_loss");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_drawdown_that_lasts_is_not_recovered)
{
    const double closes[] = {100, 80, 90};
    hold(closes, 3, BL_NS_PER_DAY);
    bl_handlog_end(&h, &metrics);
    IS("max_drawdown", -20);
    IS_NULL("max_drawdown_recovery", "not_recovered");
    bl_handlog_fini(&h);
}
END_TEST

/* 40 days with a cash account moved so that the returns are known: -20, ..., 19 tenths of a %. */
START_TEST(var_and_es_are_order_statistics)
{
    double closes[41];
    double price = 100000;
    closes[0] = price;
    for (int i = 0; i < 40; i++) {
        price *= 1 + ((i * 7) % 40 - 20) / 1000.0;
        closes[i + 1] = price;
    }
    bl_handlog_init(&h, day0, BL_NS_PER_DAY, closes, 41, 1000000, BL_PPB);
    bl_handlog_fill(&h, day0, 10, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("daily_returns", 40);
    IS("var_95", 1.9); /* k = ceil(40 * 5 %) = 2: the second smallest, -1.9 % */
    IS("es_95", 1.95); /* mean of -2.0 % and -1.9 % */
    IS_NULL("var_99", "too_few_days");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(flows_never_enter_the_share_price)
{
    const double closes[] = {100, 100, 110};
    hold(closes, 3, BL_NS_PER_DAY);
    bl_handlog_flow(&h, day0 + BL_NS_PER_DAY, day0 + BL_NS_PER_DAY, 1000);
    bl_handlog_fill(&h, day0 + BL_NS_PER_DAY, 10, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + BL_NS_PER_DAY, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS("twr", 10);
    IS("equity_end", 2200);
    IS("equity_mean", 1500);
    IS("flows_net", 1000);
    IS("pnl", 200);
    IS("pnl_price", 200);
    IS("modified_dietz", 13.3333); /* 200 / (1000 + 1000 / 2) */
    IS("mwr", 13.4752);            /* s = sqrt(1 + x), s^2 + s = 2.2 */
    IS("behaviour_gap", 3.4752);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(without_flows_mwr_and_dietz_are_the_twr)
{
    const double closes[] = {100, 101, 112};
    hold(closes, 3, 50 * BL_NS_PER_DAY);
    bl_handlog_end(&h, &metrics);
    IS("twr", 12);
    IS("mwr", 12);
    IS("modified_dietz", 12);
    IS("cagr", 51.2327); /* 1.12^3.65 - 1 */
    IS("xirr", 51.2327);
    IS("behaviour_gap", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_run_of_one_instant_has_no_time)
{
    const double closes[] = {100};
    hold(closes, 1, HOUR);
    bl_handlog_end(&h, &metrics);
    IS("twr", 0);
    IS_NULL("mwr", "no_time");
    IS_NULL("modified_dietz", "no_time");
    IS_NULL("turnover_per_year", "no_time");
    IS_NULL("volatility", "too_few_days");
    IS_NULL("drift_mean", "no_target");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(costs_of_a_traded_opening_count)
{
    const double closes[] = {100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 1000, BL_PPB);
    bl_handlog_fill(&h, day0, 10, 0.5, 1, BL_FILL_FILLED);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("twr", -0.6);
    IS("transaction_cost", 6);
    IS("pnl_price", 0);
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics_returns");
    TCase *all = tcase_create("all");
    tcase_add_test(all, daily_statistics_agree_with_python);
    tcase_add_test(all, the_drawdown_sees_marks_between_days);
    tcase_add_test(all, a_price_that_never_falls_has_no_drawdown_and_no_variation);
    tcase_add_test(all, a_drawdown_that_lasts_is_not_recovered);
    tcase_add_test(all, var_and_es_are_order_statistics);
    tcase_add_test(all, flows_never_enter_the_share_price);
    tcase_add_test(all, without_flows_mwr_and_dietz_are_the_twr);
    tcase_add_test(all, a_run_of_one_instant_has_no_time);
    tcase_add_test(all, costs_of_a_traded_opening_count);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
