/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_liquidity.c - what waits over bars, and how long the book takes to close, by hand.
 */
#include "../../models/registry.h"
#include "../support/handlog.h"
#include "../support/metric_checks.h"
#include "../support/suite.h"

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_metrics metrics;

#define IS(name, expected) METRIC_IS(&metrics, name, expected)
#define IS_NULL(name, reason) METRIC_IS_NULL(&metrics, name, reason)

extern const bl_capacity_model bl_capacity_volume_share;
extern const bl_price_model bl_price_fixed, bl_price_quadratic;

/* 100 000 at 1x, 1 000 coins at 100; 1 000 coins a bar trade. */
static void open_vault(void)
{
    double closes[31];
    for (int i = 0; i < 31; i++) {
        closes[i] = 100;
    }
    bl_handlog_init(&h, day0, HOUR, closes, 31, 100000, BL_PPB);
    bl_handlog_fill(&h, day0, 1000, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

/* A venue that takes a share of volume, at 4 bp and a fee of 5.5 bp. */
static void cap_venue(int64_t limit_ppb)
{
    h.setup.venue.capacity = &bl_capacity_volume_share;
    h.setup.venue.capacity_params[0] = limit_ppb;
    h.setup.venue.price = &bl_price_fixed;
    h.setup.venue.price_params[0] = 400000;
    h.setup.venue.taker_ppb = 550000;
}

START_TEST(a_book_closes_at_the_venues_share_of_volume)
{
    open_vault();
    cap_venue(30000000);
    bl_handlog_end(&h, &metrics);
    IS("liquidation_time_end", 34 * 3600); /* 1 000 at 30 an hour */
    IS("liquidation_time_max", 34 * 3600);
    IS("liquidation_cost_end", 9.5);
    bl_handlog_fini(&h);
}
END_TEST

/* Half is sold in the second day, whose last six bars trade five times as much as those before. */
START_TEST(the_longest_liquidation_is_at_a_midnight_before_the_end)
{
    open_vault();
    cap_venue(100000000);
    for (int i = 25; i < 31; i++) {
        h.volume[i] *= 5;
    }
    bl_handlog_fill(&h, day0 + 26 * HOUR, -500, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + 26 * HOUR, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    /* the last day: 18 bars of 1 000 and 6 of 5 000, a mean of 2 000; 500 at 200 a bar */
    IS("liquidation_time_end", 3 * 3600);
    IS("liquidation_time_max", 10 * 3600);
    ck_assert_int_eq(metric_named(&metrics, "liquidation_time_max")->at_ns, day0);
    bl_handlog_fini(&h);
}
END_TEST

/* Impact 1 x (x/V)^2 at 2 % of volume is 4 bp, at all 1 000 coins in one bar it would be all. */
START_TEST(the_cost_is_that_of_one_bars_order_at_the_pace)
{
    open_vault();
    cap_venue(20000000);
    h.setup.venue.price = &bl_price_quadratic;
    h.setup.venue.price_params[0] = BL_PPB;
    h.setup.venue.taker_ppb = 0;
    bl_handlog_end(&h, &metrics);
    IS("liquidation_cost_end", 4);
    IS("liquidation_cost_max", 4);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(without_a_cap_or_volume_there_is_no_time_to_close)
{
    open_vault();
    bl_handlog_end(&h, &metrics);
    IS_NULL("liquidation_time_end", "no_cap");
    IS_NULL("liquidation_cost_max", "no_cap");
    bl_handlog_fini(&h);
    open_vault();
    cap_venue(30000000);
    for (int i = 0; i < 31; i++) {
        h.volume[i] = 0;
    }
    bl_handlog_end(&h, &metrics);
    IS_NULL("liquidation_time_end", "no_volume");
    IS_NULL("liquidation_time_max", "no_volume");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_flat_book_is_closed_at_once)
{
    const double closes[] = {100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 10000, BL_PPB);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    cap_venue(30000000);
    bl_handlog_end(&h, &metrics);
    IS("liquidation_time_end", 0);
    IS_NULL("liquidation_cost_end", "no_positions");
    bl_handlog_fini(&h);
}
END_TEST

/* Decided at half past one for 1 100 coins: 40 are there by two, the rest after three. */
START_TEST(an_attempt_over_bars_carries_what_is_left)
{
    open_vault();
    const int64_t decided_ns = day0 + HOUR + HOUR / 2;
    bl_handlog_fill(&h, decided_ns + 1, 40, 0, 0, BL_FILL_PARTIAL);
    bl_handlog_fill(&h, day0 + 3 * HOUR + 1, 60, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + 3 * HOUR + 1, BL_EVENT_REBALANCE);
    bl_handlog_audit(&h, day0 + 3 * HOUR + 1, BL_EVENT_REBALANCE, BL_REASON_NONE, 1000, 1100, 1100,
                     0);
    h.log.audit[h.log.audit_len - 1].decided_ns = decided_ns;
    bl_handlog_audit(&h, day0 + 5 * HOUR, BL_EVENT_REBALANCE, BL_REASON_NONE, 1100, 1200, 1200, 0);
    bl_handlog_end(&h, &metrics);
    IS("carry_over_bars", 2);
    IS("carry_over_max", 6000);
    ck_assert_int_eq(metric_named(&metrics, "carry_over_max")->at_ns, day0 + 2 * HOUR);
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_book_closes_at_the_venues_share_of_volume,
                                  the_longest_liquidation_is_at_a_midnight_before_the_end,
                                  the_cost_is_that_of_one_bars_order_at_the_pace,
                                  without_a_cap_or_volume_there_is_no_time_to_close,
                                  a_flat_book_is_closed_at_once,
                                  an_attempt_over_bars_carries_what_is_left,
                                  NULL};
    return suite_run("metrics, liquidity", tests);
}
