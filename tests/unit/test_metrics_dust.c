/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_dust.c - what rounding to whole units left over, formula by formula, by hand.
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

/* 10^10 shares for 10 000; from the first hour on each is worth 1.1 units. */
static void begin_vault(void)
{
    const double closes[] = {100, 110, 110, 110, 110};
    bl_handlog_init(&h, day0, HOUR, closes, 5, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 100, 0, 0, BL_FILL_OPEN);
}

static void open_vault(void)
{
    begin_vault();
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

/* A withdrawal of so many shares for so many units. */
static void withdraw(uint64_t shares, double assets)
{
    const uint64_t before = h.supply;
    bl_handlog_flow(&h, day0 + HOUR, day0 + 2 * HOUR, -assets);
    h.flow_rows[h.flows_len - 1].shares.v = shares;
    h.supply = before - shares;
    h.log.series[h.log.series_len - 1].supply.v = h.supply;
}

static void note_act(bl_event event, double cost)
{
    bl_handlog_audit(&h, day0 + 2 * HOUR, event, BL_REASON_NONE, 100, 90, 90, cost);
    h.log.audit[h.log.audit_len - 1].flow = 0;
}

/* 10^9 units buy 909 090 909 shares of 1.1, a tenth of a unit is left. */
START_TEST(a_deposit_leaves_what_no_whole_share_is_worth)
{
    open_vault();
    bl_handlog_flow(&h, day0 + HOUR, day0 + HOUR, 1000);
    bl_handlog_end(&h, &metrics);
    IS("dust_mint", 0.1);
    IS("dust_payout", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_payout_leaves_part_of_a_unit)
{
    open_vault();
    withdraw(454545455, 500);
    bl_handlog_end(&h, &metrics);
    IS("dust_payout", 0.5); /* 500 000 000.5 */
    IS("dust_mint", 0);
    bl_handlog_fini(&h);
}
END_TEST

/* 2 000 units of 1.1 x 10^10 are 90.909 of these shares; 499 999 909.591 in all. */
START_TEST(a_payout_bears_its_part_of_the_cost_of_its_act)
{
    open_vault();
    withdraw(454545455, 499.999909);
    note_act(BL_EVENT_REBALANCE, 0.002);
    bl_handlog_end(&h, &metrics);
    IS("dust_payout", 0.591);
    bl_handlog_fini(&h);
    open_vault();
    h.setup.vault.costs_flow = true;
    withdraw(454545455, 499.998);
    note_act(BL_EVENT_REBALANCE, 0.002);
    bl_handlog_end(&h, &metrics);
    IS("dust_payout", 0.5); /* the whole cost */
    bl_handlog_fini(&h);
}
END_TEST

static void tell_share(bl_event event, int64_t flow, int64_t gained)
{
    const bl_share_row row = {.time_ns = day0, .event = event, .flow = flow, .gained = gained};
    ck_assert(h.sink.share(h.sink.context, &row));
}

/* Asked for first, paid last, both in one instant. */
START_TEST(payouts_of_an_instant_are_held_against_their_own_rows)
{
    begin_vault();
    tell_share(BL_EVENT_OPEN, BL_NO_CAUSE, 10000000000);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    tell_share(BL_EVENT_WITHDRAW, 1, -454545455);
    withdraw(454545455, 500);
    tell_share(BL_EVENT_WITHDRAW, 0, -909090909);
    withdraw(909090909, 999.999999);
    const bl_flow_row first = h.flow_rows[0];
    h.flow_rows[0] = h.flow_rows[1];
    h.flow_rows[1] = first;
    h.flow_rows[0].seq = 0;
    h.flow_rows[1].seq = 1;
    bl_handlog_end(&h, &metrics);
    IS("dust_payout", 1.448); /* 0.5, then 909 090 909 x 10 500 000 000 / 9 545 454 545 */
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(an_act_that_failed_and_was_undone_costs_no_flow)
{
    open_vault();
    withdraw(454545455, 500);
    note_act(BL_EVENT_FAILED, 0.002);
    bl_handlog_end(&h, &metrics);
    IS("dust_payout", 0.5);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(what_rounding_cannot_explain_is_null)
{
    open_vault();
    withdraw(454545455, 499);
    bl_handlog_end(&h, &metrics);
    IS_NULL("dust_payout", "not_recorded");
    IS("dust_mint", 0);
    bl_handlog_fini(&h);
    open_vault();
    h.setup.oracle.on = true;
    h.setup.oracle.report_every_ns = HOUR;
    bl_handlog_end(&h, &metrics);
    IS_NULL("dust_mint", "not_recorded");
    bl_handlog_fini(&h);
}
END_TEST

/* K is 10: 3 x 100.01 is 3 000.3 units, paid 3 001; 5.5 bp of it 1.650165, paid 2; funding of
 * 0.0123456 % on 3 x 100 is 0.370368, paid 1. */
START_TEST(fills_fees_and_funding_are_rounded_to_the_venue)
{
    static const int64_t at[] = {day0 + 3 * HOUR};
    static const int64_t rate[] = {123456};
    const double closes[] = {100, 100, 100, 100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 5, 10000, BL_PPB);
    h.setup.instruments[0].quantity_decimals = 5;
    h.setup.instruments[0].funding = (bl_rates){1, at, rate};
    h.setup.venue.taker_ppb = 550000;
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_fill(&h, day0 + HOUR, 0.0003, 0.01, 0.000002, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_REBALANCE);
    bl_handlog_row(&h, day0 + 3 * HOUR, BL_EVENT_FUNDING);
    bl_handlog_end(&h, &metrics);
    IS("dust_trade", 0.7);
    IS("dust_venue_fee", 0.35);
    IS("dust_funding", 0.63);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_fee_of_neither_rate_is_not_explained)
{
    open_vault();
    h.setup.venue.taker_ppb = 550000;
    bl_handlog_fill(&h, day0 + HOUR, 1, 0, 77, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS_NULL("dust_venue_fee", "not_recorded");
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_deposit_leaves_what_no_whole_share_is_worth,
                                  a_payout_leaves_part_of_a_unit,
                                  a_payout_bears_its_part_of_the_cost_of_its_act,
                                  payouts_of_an_instant_are_held_against_their_own_rows,
                                  an_act_that_failed_and_was_undone_costs_no_flow,
                                  what_rounding_cannot_explain_is_null,
                                  fills_fees_and_funding_are_rounded_to_the_venue,
                                  a_fee_of_neither_rate_is_not_explained,
                                  NULL};
    return suite_run("metrics, dust", tests);
}
