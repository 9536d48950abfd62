/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_levels.c - leverage on dealing NAV and what keeping the target would trade, from
 * logs small enough for a pencil.
 */
#include "../support/handlog.h"
#include "../support/metric_checks.h"
#include "../support/suite.h"

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_metrics metrics;

#define IS(name, expected) METRIC_IS(&metrics, name, expected)
#define IS_NULL(name, reason) METRIC_IS_NULL(&metrics, name, reason)

/* 10 000 at 2x, 200 coins at 100; the price goes to 110 after an hour and stays for three. */
static void open_rising(void)
{
    const double closes[] = {100, 110, 110, 110, 110};
    bl_handlog_init(&h, day0, HOUR, closes, 5, 10000, 2 * BL_PPB);
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

static void report_every(int64_t every_ns)
{
    h.setup.oracle.on = true;
    h.setup.oracle.report_every_ns = every_ns;
}

START_TEST(without_an_oracle_shares_are_dealt_at_equity)
{
    open_rising();
    bl_handlog_end(&h, &metrics);
    IS("leverage_dealing_max", 2);
    IS("leverage_dealing_mean", metric_named(&metrics, "leverage_mean")->value);
    bl_handlog_fini(&h);
}
END_TEST

/* A report every two hours: for the second hour 22 000 stand on a N of 10 000, then on 12 000. */
START_TEST(a_nav_that_lags_a_rise_shows_more_leverage_than_there_is)
{
    open_rising();
    report_every(2 * HOUR);
    bl_handlog_end(&h, &metrics);
    IS("leverage_dealing_max", 2.2);
    ck_assert_int_eq(metric_named(&metrics, "leverage_dealing_max")->at_ns, day0 + HOUR);
    IS("leverage_dealing_mean", 1.966667); /* (2 + 2.2 + 2 x 22/12)/4 */
    IS("leverage_max", 2);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(flows_since_the_last_report_count_in_the_dealing_nav)
{
    open_rising();
    report_every(3 * HOUR);
    bl_handlog_flow(&h, day0 + 2 * HOUR, day0 + 2 * HOUR, 1000);
    bl_handlog_end(&h, &metrics);
    /* 2, 2.2, 22 000 on 11 000, then on the report of 13 000 */
    IS("leverage_dealing_mean", 1.973077);
    bl_handlog_fini(&h);
}
END_TEST

/* Reports at 1 h and 3 h are good; that of 2 h says a tenth too much, late by 90 minutes it would
 * be overtaken. */
START_TEST(an_oracles_faults_reach_the_dealing_nav)
{
    static const int64_t begin[] = {day0 + 2 * HOUR};
    static const int64_t end[] = {day0 + 2 * HOUR + 1};
    static const uint8_t scales[] = {BL_FAULT_SCALE};
    static const uint8_t delays[] = {BL_FAULT_DELAY};
    static const int64_t tenth[] = {1100000000};
    static const int64_t late[] = {HOUR + HOUR / 2};
    open_rising();
    report_every(HOUR);
    h.setup.oracle.faults = (bl_faults){1, begin, end, scales, tenth};
    bl_handlog_end(&h, &metrics);
    IS("leverage_dealing_mean", 1.833333); /* 2, 22/12, 22/13.2, 22/12 */
    bl_handlog_fini(&h);
    open_rising();
    report_every(HOUR);
    h.setup.oracle.faults = (bl_faults){1, begin, end, delays, late};
    bl_handlog_end(&h, &metrics);
    IS("leverage_dealing_mean", 1.875); /* 2, and 22/12 for three hours */
    bl_handlog_fini(&h);
}
END_TEST

/* Three days: up a tenth, down a tenth; at 2x 10 000 x 2 x 0.1, then 12 000 x 2 x 0.1. */
START_TEST(relevelling_needs_e_l_l_less_1_r_a_day)
{
    double closes[73];
    for (int i = 0; i < 73; i++) {
        closes[i] = i < 12 ? 100 : i < 36 ? 110 : 99;
    }
    bl_handlog_init(&h, day0, HOUR, closes, 73, 10000, 2 * BL_PPB);
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_fill(&h, day0 + 13 * HOUR, 10, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + 13 * HOUR, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS("relevel_need_price", 4400);
    IS("relevel_need_flow", 0);
    IS("relevel_traded", 0.25); /* 1 100 */
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(flows_need_the_target_times_the_flow)
{
    open_rising();
    bl_handlog_flow(&h, day0, day0, 1000);
    bl_handlog_flow(&h, day0 + 2 * HOUR, day0 + 2 * HOUR, -600);
    bl_handlog_end(&h, &metrics);
    IS("relevel_need_flow", 3200);
    IS("relevel_need_price", 2200); /* 11 000 x 2 x 0.1: the deposit stood at the day's begin */
    IS("relevel_traded", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(at_1x_prices_ask_for_no_trade)
{
    const double closes[] = {100, 150};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 100, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("relevel_need_price", 0);
    IS_NULL("relevel_traded", "no_need");
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {without_an_oracle_shares_are_dealt_at_equity,
                                  a_nav_that_lags_a_rise_shows_more_leverage_than_there_is,
                                  flows_since_the_last_report_count_in_the_dealing_nav,
                                  an_oracles_faults_reach_the_dealing_nav,
                                  relevelling_needs_e_l_l_less_1_r_a_day,
                                  flows_need_the_target_times_the_flow,
                                  at_1x_prices_ask_for_no_trade,
                                  NULL};
    return suite_run("metrics, levels", tests);
}
