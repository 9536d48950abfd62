/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metric_risk.c - the back-test of VaR, the probabilistic Sharpe ratio and the shortfall of an
 * attempt, each from its own formula on a few numbers.
 */
#include "../support/handlog.h"
#include "../support/metric_checks.h"
#include "../support/suite.h"

#include <math.h>

static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_metrics metrics;

#define IS(name, expected) METRIC_IS(&metrics, name, expected)
#define IS_NULL(name, reason) METRIC_IS_NULL(&metrics, name, reason)
#define NEAR(name, expected, slack)                                                                \
    ck_assert_double_eq_tol(bl_metrics_find(&metrics, name)->value, expected, slack)

/* 1x without trades: the share price is the coin's. */
static void hold(const double *closes, size_t len)
{
    bl_handlog_init(&h, day0, BL_NS_PER_DAY, closes, len, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 10000 / closes[0], 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    bl_handlog_fini(&h);
}

/* Up and down by 1 %, after 100 days by 0.5 %, but for falls of 5 % on days 111 and 112. */
static void make_falls(double closes[121])
{
    closes[0] = 10000;
    for (int i = 1; i <= 120; i++) {
        const bool falls = i == 111 || i == 112;
        const double size = falls ? -0.05 : i > 100 ? 0.005 : 0.01;
        closes[i] = closes[i - 1] * (1 + (falls || i % 2 ? size : -size));
    }
}

START_TEST(falls_beyond_what_was_seen_are_counted_and_judged)
{
    double closes[121];
    make_falls(closes);
    hold(closes, 121);
    IS("var_99_days", 20);
    IS("var_99_hits", 2);
    /* 2 of 20 where 0.2 were due */
    const double kupiec =
        -2 * (18 * log(0.99) + 2 * log(0.01) - 18 * log(0.9) - 2 * log(0.1));
    NEAR("var_99_kupiec", 100 * erfc(sqrt(kupiec / 2)), 1e-4);
    /* pairs: 16 quiet ones, one into, one within, one out of the falls */
    const double apart = 17 * log(17 / 19.0) + 2 * log(2 / 19.0);
    const double own = 16 * log(16 / 17.0) + log(1 / 17.0) + 2 * log(0.5);
    const double independence = -2 * (apart - own);
    NEAR("var_99_independence", 100 * erfc(sqrt(independence / 2)), 1e-4);
    NEAR("var_99_joint", 100 * exp(-(kupiec + independence) / 2), 1e-4);
    IS_NULL("traffic_light", "too_few_days");
}
END_TEST

START_TEST(a_law_without_skew_gives_the_plain_error_of_sharpe)
{
    /* returns 2 %, 0, 2 %, 0: mean 1 %, no skew, kurtosis 1: S sqrt(n-1) alone */
    const double closes[] = {10000, 10200, 10200, 10404, 10404};
    hold(closes, 5);
    const double stdev = sqrt(4 * 1e-4 / 3);
    NEAR("psr", 100 * 0.5 * erfc(-(0.01 / stdev * sqrt(3)) / sqrt(2)), 1e-4);
    NEAR("normal_var_95", -100 * (0.01 - 1.6448536269514722 * stdev), 1e-4);
    IS("skewness", 0);
    IS("kurtosis", 1);
}
END_TEST

/* One day of four up: three deviations of a quarter to the one side, one of three to the other. */
START_TEST(one_good_day_of_four_is_skewed_to_the_right)
{
    const double closes[] = {10000, 10300, 10300, 10300, 10300};
    hold(closes, 5);
    IS("skewness", 1.154701); /* 2 / sqrt(3) */
    IS("kurtosis", 2.333333); /* 7 / 3 */
}
END_TEST

START_TEST(what_never_filled_costs_what_the_price_moved)
{
    const double closes[] = {100, 100, 101, 101};
    bl_handlog_init(&h, day0, BL_NS_PER_DAY, closes, 4, 10000, BL_PPB);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    const int64_t t = day0 + BL_NS_PER_DAY + 60 * BL_NS_PER_S;
    bl_handlog_fill(&h, t, 20, 0.1, 3, BL_FILL_PARTIAL);
    bl_handlog_audit(&h, t, BL_EVENT_FAILED, BL_REASON_PARTIAL, 0, 30, 20, 5);
    bl_handlog_row(&h, t, BL_EVENT_FAILED);
    bl_handlog_end(&h, &metrics);
    /* 30 coins wanted at 100; 20 x 0.1, a fee of 3, 10 x 1 */
    IS("shortfall_spread_impact", 6.6667);
    IS("shortfall_explicit", 10);
    IS("shortfall_opportunity", 33.3333);
    IS("shortfall_delay", 0);
    IS("implementation_shortfall", 50);
    IS("data_age_max", 60);
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        falls_beyond_what_was_seen_are_counted_and_judged,
        a_law_without_skew_gives_the_plain_error_of_sharpe,
        one_good_day_of_four_is_skewed_to_the_right,
        what_never_filled_costs_what_the_price_moved,
        NULL,
    };
    return suite_run("risk", tests);
}
