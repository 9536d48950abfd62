/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_modes.c - when each mode trades and what it aims at, by numbers of a pencil: 1 000 000 in
 * BTC of 50 000 at steps of 0.001.
 */
#include "../../models/registry.h"
#include "../support/draws.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <stdlib.h>

enum { MILLI = 100000 }; /* 0.001 coins */
#define HOURS(x) ((int64_t)(x)*WORLD_HOUR)
#define MINUTES(x) ((int64_t)(x)*WORLD_HOUR / 60)

/* A mode by name with up to three parameters. */
static world *new_world(const char *mode, int64_t first, int64_t second, int64_t third)
{
    world *w = world_new();
    world_mode(w, mode);
    w->setup.mode.params[0] = first;
    w->setup.mode.params[1] = second;
    w->setup.mode.params[2] = third;
    w->setup.instruments[0].target_ppb = 400000000;
    world_bar(w, 0, 0, 5000000, 0);
    return w;
}

static void run_until(world *w, int64_t end_ns)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, end_ns, &err) == BL_OK, "%s", err.text);
}

/* Records of attempts, one after the other from `from`: time in minutes, kind, cause, aim. */
typedef struct {
    int64_t minutes;
    bl_event kind;
    int64_t cause;
    int64_t target_milli;
} attempt;

static void check_attempts(const world *w, const attempt *want, size_t len)
{
    size_t seen = 0;
    for (size_t i = 1; i < w->audit_len; i++) {
        const bl_audit_row *row = &w->audit[i];
        if (row->event != BL_EVENT_REBALANCE && row->event != BL_EVENT_IDLE &&
            row->event != BL_EVENT_FAILED) {
            continue;
        }
        ck_assert_uint_lt(seen, len);
        const attempt *it = &want[seen++];
        ck_assert_int_eq(row->time_ns, MINUTES(it->minutes));
        ck_assert_int_eq(row->event, it->kind);
        ck_assert_int_eq(row->cause, it->cause);
        ck_assert_int_eq(w->sizes[i][1][0].v, it->target_milli * MILLI);
    }
    ck_assert_uint_eq(seen, len);
}

/* -- daily ------------------------------------------------------------------------------------ */

/* 2024-03-30 to 2024-04-01 at 17:30 in Berlin: 16:30 by UTC, then 15:30. */
START_TEST(a_daily_tick_follows_the_clocks_of_its_place)
{
    world *w = new_world("daily", MINUTES(17 * 60 + 30), 2, 0);
    const int64_t day0 = INT64_C(1711756800) * BL_NS_PER_S;
    w->setup.start_ns = day0;
    run_until(w, day0 + HOURS(72));
    static const int64_t minutes[] = {16 * 60 + 30, 39 * 60 + 30, 63 * 60 + 30};
    ck_assert_uint_eq(w->counts.attempts_idle, 3);
    size_t seen = 0;
    for (size_t i = 0; i < w->audit_len; i++) {
        if (w->audit[i].event == BL_EVENT_IDLE) {
            ck_assert_int_eq(w->audit[i].time_ns, day0 + MINUTES(minutes[seen]));
            ck_assert_int_eq(w->audit[i].cause, (int64_t)seen);
            seen++;
        }
    }
    world_free(w);
}
END_TEST

START_TEST(a_run_before_the_rules_of_a_place_is_refused)
{
    world *w = new_world("daily", 0, 8, 0); /* New York, since 2007 */
    w->setup.start_ns = INT64_C(1167609600) * BL_NS_PER_S - 1;
    bl_err err = {0};
    ck_assert_int_eq(world_run(w, w->setup.start_ns, &err), BL_INPUT);
    ck_assert_str_eq(err.text, "the start lies before the mode's ticks are known");
    world_free(w);
}
END_TEST

/* -- interval-band ---------------------------------------------------------------------------- */

/* 8 coins at 0.4. At 75 000 leverage is 600 000 / 1 200 000 = 0.5. */
START_TEST(a_band_on_a_schedule_looks_at_its_ticks_and_nowhere_else)
{
    world *w = new_world("interval-band", HOURS(4), 200000000, 0);
    world_bar(w, 0, HOURS(1), 7500000, 0); /* outside 20 %, unseen */
    world_bar(w, 0, HOURS(3), 5500000, 0); /* 440 000 / 1 040 000 = 0.423: inside at 4 h */
    world_bar(w, 0, HOURS(7), 7500000, 0);
    run_until(w, HOURS(13));
    static const attempt want[] = {{8 * 60, BL_EVENT_REBALANCE, 1, 6400}}; /* 0.4 * 1.2M / 75k */
    check_attempts(w, want, 1);
    world_free(w);
}
END_TEST

START_TEST(a_band_on_a_schedule_may_stop_at_the_edge)
{
    world *w = new_world("interval-band", HOURS(4), 200000000, 1);
    world_bar(w, 0, HOURS(1), 7500000, 0);
    run_until(w, HOURS(9)); /* at 8 h leverage is 0.48, at the edge and not outside */
    static const attempt want[] = {{4 * 60, BL_EVENT_REBALANCE, 0, 7680}}; /* 0.48 * 1.2M / 75k */
    check_attempts(w, want, 1);
    world_free(w);
}
END_TEST

/* -- anticipate ------------------------------------------------------------------------------- */

/* Half of the vault, 500 000, is announced at 0 h with 48 h of notice: 8 coins become 4 in steps of
 * (E - A)/E, the last of them when the money has left. */
START_TEST(an_announced_withdrawal_is_sold_for_over_its_notice)
{
    world *w = new_world("anticipate", HOURS(12), 0, 0);
    w->setup.vault.delay_ns = HOURS(48);
    world_flow(w, 0, 0, BL_FLOW_WITHDRAW_PART, 500000000);
    run_until(w, HOURS(60));
    static const attempt want[] = {
        {12 * 60, BL_EVENT_REBALANCE, 0, 7000}, /* A = 125 000 */
        {24 * 60, BL_EVENT_REBALANCE, 1, 6000}, /* 250 000 */
        {36 * 60, BL_EVENT_REBALANCE, 2, 5000}, /* 375 000 */
        {48 * 60, BL_EVENT_REBALANCE, 3, 4000}, /* paid; b has become 4 */
        {60 * 60, BL_EVENT_IDLE, 4, 4000},
    };
    check_attempts(w, want, 5);
    ck_assert_int_eq(w->flows[0].settled_ns, HOURS(48));
    ck_assert_uint_eq(w->flows[0].amount.v, 500000 * WORLD_UNIT);
    world_free(w);
}
END_TEST

/* 300 000 announced at 0 h, 200 000 at 6 h, both for 24 h later; a look at 12 h sees
 * floor(300 000 * 12/24) + floor(200 000 * 6/24) = 200 000. At 24 h the first has been paid and
 * 18/24 of the second are due of 700 000: 5.6 * 550 / 700 = 4.4. */
START_TEST(two_notices_count_each_by_what_has_passed_of_it)
{
    world *w = new_world("anticipate", HOURS(12), 0, 0);
    w->setup.vault.delay_ns = HOURS(24);
    world_flow(w, 0, 0, BL_FLOW_WITHDRAW_AMOUNT, 300000 * WORLD_UNIT);
    world_flow(w, HOURS(6), 0, BL_FLOW_WITHDRAW_AMOUNT, 200000 * WORLD_UNIT);
    run_until(w, HOURS(36));
    static const attempt want[] = {
        {12 * 60, BL_EVENT_REBALANCE, 0, 6400},
        {24 * 60, BL_EVENT_REBALANCE, 1, 4400},
        {36 * 60, BL_EVENT_REBALANCE, 2, 4000},
    };
    check_attempts(w, want, 3);
    world_free(w);
}
END_TEST

/* Announced and never paid within the run: w is shut by an oracle that is silent. What waits
 * counts whole. */
START_TEST(a_withdrawal_that_matured_and_waits_counts_whole)
{
    world *w = new_world("anticipate", HOURS(4), 0, 0);
    w->setup.vault.delay_ns = HOURS(2);
    w->setup.oracle.on = true;
    w->setup.oracle.report_every_ns = HOURS(1000);
    world_flow(w, HOURS(1), 0, BL_FLOW_WITHDRAW_PART, 250000000);
    run_until(w, HOURS(8));
    static const attempt want[] = {
        {4 * 60, BL_EVENT_REBALANCE, 0, 6000},
        {8 * 60, BL_EVENT_IDLE, 1, 6000},
    };
    check_attempts(w, want, 2);
    ck_assert_int_eq(w->flows[0].outcome, BL_OUTCOME_PENDING);
    ck_assert_int_eq((int64_t)(w->series[w->series_len - 1].intended_ppb / 1000000), 400);
    world_free(w);
}
END_TEST

/* A payout above the free balance trades in one act with its rescale; what others announced stays
 * sold. 3x long: 60 coins, 3 000 000 on 1 000 000, margin 30 %; 80 %, then 10 % are announced. */
START_TEST(a_payout_that_must_trade_leaves_sold_what_others_announced)
{
    world *w = new_world("anticipate", HOURS(1000), 0, 0);
    w->setup.instruments[0].target_ppb = 3 * BL_PPB;
    w->setup.venue.im_ppb = 300000000;
    w->setup.vault.delay_ns = HOURS(10);
    world_flow(w, 0, 0, BL_FLOW_WITHDRAW_AMOUNT, 800000 * WORLD_UNIT);
    world_flow(w, HOURS(5), 0, BL_FLOW_WITHDRAW_AMOUNT, 100000 * WORLD_UNIT);
    run_until(w, HOURS(10));
    /* b: 60 * 200/1000 = 12; aim: 12 * (200 - 100 * 5/10) / 200 = 9 */
    static const attempt want[] = {{10 * 60, BL_EVENT_REBALANCE, 0, 9000}};
    check_attempts(w, want, 1);
    ck_assert_int_eq((int64_t)w->series[w->series_len - 1].intended_ppb, 3 * BL_PPB);
    world_free(w);
}
END_TEST

/* Random withdrawals on a still price: once all are paid and a tick has come, `anticipate` holds
 * what `immediate` holds, but for a step. */
START_TEST(when_all_are_paid_anticipate_holds_what_immediate_holds)
{
    for (uint64_t seed = 0; seed < 40; seed++) {
        int64_t held[2];
        for (int k = 0; k < 2; k++) {
            draws d = draws_new(11, seed);
            world *w = new_world(k == 0 ? "anticipate" : "immediate", k == 0 ? HOURS(4) : 0, 0, 0);
            w->setup.instruments[0].target_ppb = draws_between(&d, 1, 20) * BL_PPB / 10;
            w->setup.vault.delay_ns = HOURS(draws_between(&d, 1, 60));
            const int64_t flows = draws_between(&d, 1, 20);
            for (int64_t i = 0; i < flows; i++) {
                world_flow(w, MINUTES(i * 300 + draws_between(&d, 0, 299)), 0,
                           draws_once_in(&d, 4) ? BL_FLOW_DEPOSIT : BL_FLOW_WITHDRAW_AMOUNT,
                           (uint64_t)draws_between(&d, 1000, 60000) * WORLD_UNIT);
            }
            run_until(w, HOURS(200));
            ck_assert_uint_eq(w->counts.attempts_failed + w->counts.flows_pending, 0);
            held[k] = 0;
            for (size_t i = 0; i < w->fills_len; i++) {
                held[k] += w->fills[i].quantity.v;
            }
            world_free(w);
        }
        ck_assert_msg(llabs(held[0] - held[1]) <= MILLI, "seed %d: %lld and %lld", (int)seed,
                      (long long)held[0], (long long)held[1]);
    }
}
END_TEST

/* -- band:auto -------------------------------------------------------------------------------- */

/* The half-width in leverage: the largest drift at which it does not act. */
static int64_t width(int64_t gamma_ppb, int64_t gross_ppb, int64_t net_ppb, int64_t cost_ppb)
{
    const bl_mode_model *mode = (const bl_mode_model *)bl_registry_find("mode", "band:auto");
    const int64_t params[BL_PARAMS_MAX] = {gamma_ppb};
    int64_t low = 0;
    int64_t high = 2 * gross_ppb + 1;
    while (high - low > 1) {
        const int64_t drift = low + (high - low) / 2;
        const bl_mode_view view = {gross_ppb + drift, gross_ppb, net_ppb, cost_ppb};
        *(mode->check(params, &view).acts ? &high : &low) = drift;
    }
    return low;
}

/* models 3.4: w* of the edge row, to a part in 10^9 of the target */
START_TEST(a_band_by_cost_is_as_wide_as_the_closed_form)
{
    ck_assert_int_le(llabs(width(BL_PPB, 2 * BL_PPB, 2 * BL_PPB, 500000) - 144224957), 2);
    ck_assert_int_le(llabs(width(BL_PPB, 400000000, 400000000, 500000) - 35088213), 2);
    /* short 1 drifts as long 2: k = 2 */
    ck_assert_int_le(llabs(width(BL_PPB, BL_PPB, -BL_PPB, 500000) - 144224957), 2);
    /* eight times the aversion halves it, eight times the cost doubles it */
    ck_assert_int_le(llabs(width(8 * BL_PPB, 2 * BL_PPB, 2 * BL_PPB, 500000) - 72112478), 2);
    ck_assert_int_le(llabs(width(BL_PPB, 2 * BL_PPB, 2 * BL_PPB, 4000000) - 288449914), 2);
}
END_TEST

START_TEST(a_band_by_cost_ends_at_nothing_and_at_the_target_itself)
{
    ck_assert_int_eq(width(BL_PPB, BL_PPB, BL_PPB, 500000), 0); /* long 1 does not drift */
    ck_assert_int_eq(width(BL_PPB, 2 * BL_PPB, 2 * BL_PPB, 0), 0);
    ck_assert_int_eq(width(BL_PPB / 1000, 2 * BL_PPB, 2 * BL_PPB, 2 * BL_PPB), 2 * BL_PPB);
    ck_assert_int_eq(width(BL_PPB, 32000000 * BL_PPB, 32000000 * BL_PPB, 1), 32000000 * BL_PPB);
}
END_TEST

/* Long 2 with 5 bp: the band is 2 +- 0.1442. A move of r drifts by -2r/(1+2r): at 46 500, r = -7 %,
 * leverage is 2 * 0.93 / 0.86 = 2.1628; at 46 800 2 * 0.936 / 0.872 = 2.1468, at 47 000 2.1364. */
START_TEST(a_band_by_cost_knows_the_venues_fee_and_spread)
{
    world *w = new_world("band:auto", BL_PPB, 0, 0);
    w->setup.instruments[0].target_ppb = 2 * BL_PPB;
    w->setup.venue.taker_ppb = 300000;
    w->setup.venue.price_params[0] = 150000; /* half spread */
    w->setup.venue.price_params[1] = 50000;  /* slippage */
    world_bar(w, 0, HOURS(1), 4700000, 0);
    world_bar(w, 0, HOURS(2), 4680000, 0);
    run_until(w, HOURS(2));
    ck_assert_uint_eq(w->fills_len, 2); /* opening aside */
    ck_assert_int_eq(w->fills[1].time_ns, HOURS(2));
    /* E = 872 000; (2 + 0.14422) * 872 000 / 46 800 = 39.952 */
    ck_assert_int_eq(w->fills[1].quantity.v, (39952 - 40000) * MILLI);
    world_free(w);
}
END_TEST

int main(void)
{
    return suite_run("modes", (const TTest *const[]){
                                  a_daily_tick_follows_the_clocks_of_its_place,
                                  a_run_before_the_rules_of_a_place_is_refused,
                                  a_band_on_a_schedule_looks_at_its_ticks_and_nowhere_else,
                                  a_band_on_a_schedule_may_stop_at_the_edge,
                                  an_announced_withdrawal_is_sold_for_over_its_notice,
                                  two_notices_count_each_by_what_has_passed_of_it,
                                  a_withdrawal_that_matured_and_waits_counts_whole,
                                  a_payout_that_must_trade_leaves_sold_what_others_announced,
                                  when_all_are_paid_anticipate_holds_what_immediate_holds,
                                  a_band_by_cost_is_as_wide_as_the_closed_form,
                                  a_band_by_cost_ends_at_nothing_and_at_the_target_itself,
                                  a_band_by_cost_knows_the_venues_fee_and_spread, NULL});
}
