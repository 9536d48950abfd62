/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_rules.c - rules that turn on one unit or one hour, each in a world made for it: who bears a
 * cost, when a withdrawal matures, what a limit allows, what a new bar gives back.
 */
#include "../support/draws.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <stdlib.h>

enum { COIN = 100000000 };
#define PRICE(x) ((int64_t)(x)*100000000)
#define HOURS(x) ((int64_t)(x)*WORLD_HOUR)

static world *long_world(const char *mode, int64_t price)
{
    world *w = world_new();
    w->setup.instruments[0].target_ppb = BL_PPB;
    world_mode(w, mode);
    world_mark(w, 0, 0, price, 0);
    return w;
}

static void run_until(world *w, int64_t hours)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, HOURS(hours), &err) == BL_OK, "%s", err.text);
}

/* -- costs (spec 4.6) ------------------------------------------------------------------------- */

/* 100 000.000001 leave 1 000 000 that hold 20 coins: 2.001 are sold for a fee of 55.027500. */
static bl_units payout(bool costs_flow)
{
    world *w = long_world("immediate", PRICE(50000));
    w->setup.venue.taker_ppb = 550000;
    w->setup.vault.costs_flow = costs_flow;
    world_flow(w, HOURS(1), 0, BL_FLOW_WITHDRAW_AMOUNT, UINT64_C(100000000001));
    run_until(w, 1);
    ck_assert_int_eq(w->audit[1].cost.v, 55027500);
    bl_units amount = w->flows[0].amount;
    world_free(w);
    return amount;
}

START_TEST(who_leaves_pays_a_share_of_the_cost_rounded_up_or_all_of_it)
{
    ck_assert_uint_eq(payout(false).v, UINT64_C(100000000001) - 5502751);
    ck_assert_uint_eq(payout(true).v, UINT64_C(100000000001) - 55027500);
}
END_TEST

START_TEST(a_deposit_that_bears_its_cost_mints_on_what_is_left_or_is_refused_as_dust)
{
    world *w = long_world("immediate", PRICE(50000));
    w->setup.venue.taker_ppb = BL_PPB; /* as much as it trades */
    w->setup.vault.costs_flow = true;
    w->setup.instruments[0].target_ppb = BL_PPB / 2;
    world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 100000 * WORLD_UNIT);
    run_until(w, 1);
    ck_assert_uint_eq(w->flows[0].shares.v, 50000 * WORLD_UNIT);
    ck_assert_uint_eq(w->flows[0].amount.v, 100000 * WORLD_UNIT);
    w->setup.instruments[0].target_ppb = BL_PPB;
    run_until(w, 1);
    ck_assert_int_eq(w->flows[0].outcome, BL_OUTCOME_REFUSED);
    ck_assert_int_eq(w->flows[0].reason, BL_REASON_DUST);
    ck_assert_uint_eq(w->fills_len, 1);
    world_free(w);
}
END_TEST

/* LP 1 buys 83.333333 shares at 1.20; at 1 600 / 1 083.333333 half of them leave. */
START_TEST(an_exit_pays_the_fee_on_its_own_gain_and_uses_its_basis_rounded_up)
{
    world *w = long_world("never", PRICE(100));
    w->setup.vault.capital = 1000 * WORLD_UNIT;
    world_slot(w, "fees", "per_lp");
    world_mark(w, 0, HOURS(1), PRICE(120), 0);
    world_mark(w, 0, HOURS(2), PRICE(150), 0);
    world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 100 * WORLD_UNIT);
    world_flow(w, HOURS(2), 1, BL_FLOW_WITHDRAW_PART, 500000000);
    run_until(w, 2);
    ck_assert_uint_eq(w->flows[0].shares.v, 83333333);
    ck_assert_uint_eq(w->flows[1].shares.v, 41666666 - 1249999 - 78125);
    ck_assert_uint_eq(w->flows[1].amount.v, 59576923);
    ck_assert_uint_eq(w->lps[1].basis.v, 50000000); /* of 83.333333, 49.9999998 are used: 50 */
    ck_assert_uint_eq(w->lps[1].fees.v, 1846153 + 115386);
    ck_assert_uint_eq(w->lps[2].shares.v, 1249999);
    ck_assert_uint_eq(w->lps[3].shares.v, 78125);
    world_free(w);
}
END_TEST

/* -- when a withdrawal matures (spec 4.3) ------------------------------------------------------ */

/* Deposits at 1 h and 5 h, `part_ppb` asked for at 6 h; the hour it is settled. */
static int64_t matures_at(bool lockup_first, int64_t delay_hours, int64_t lockup_hours,
                          uint64_t part_ppb)
{
    world *w = long_world("never", PRICE(50000));
    w->setup.vault.lockup_first = lockup_first;
    w->setup.vault.delay_ns = HOURS(delay_hours);
    w->setup.vault.lockup_ns = HOURS(lockup_hours);
    world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 1000 * WORLD_UNIT);
    world_flow(w, HOURS(5), 1, BL_FLOW_DEPOSIT, 1000 * WORLD_UNIT);
    world_flow(w, HOURS(6), 1, BL_FLOW_WITHDRAW_PART, part_ppb);
    run_until(w, 40);
    ck_assert_int_eq(w->flows[2].outcome, BL_OUTCOME_SETTLED);
    int64_t settled_ns = w->flows[2].settled_ns;
    world_free(w);
    return settled_ns / WORLD_HOUR;
}

START_TEST(a_withdrawal_waits_for_the_later_of_its_notice_and_the_end_of_its_lockup)
{
    ck_assert_int_eq(matures_at(false, 0, 0, BL_PPB), 6);
    ck_assert_int_eq(matures_at(false, 2, 0, BL_PPB), 8);
    ck_assert_int_eq(matures_at(false, 2, 10, BL_PPB), 15);     /* the second lot, of 5 h */
    ck_assert_int_eq(matures_at(false, 2, 10, BL_PPB / 2), 11); /* only the first */
    ck_assert_int_eq(matures_at(true, 2, 10, BL_PPB), 11);
    ck_assert_int_eq(matures_at(true, 20, 10, BL_PPB), 26);
}
END_TEST

/* -- limits (spec 6.13) ------------------------------------------------------------------------ */

static bl_reason limited(int64_t price, int64_t drawdown_ppb, int64_t day_ppb, int64_t leverage_ppb)
{
    world *w = long_world("never", PRICE(50000));
    w->setup.limits = (bl_limits_rule){true, drawdown_ppb, day_ppb, leverage_ppb};
    world_mark(w, 0, HOURS(1), price, 0);
    run_until(w, 1);
    bl_reason reason = BL_REASON_NONE;
    for (size_t k = 0; k < w->audit_len; k++) {
        reason = w->audit[k].event == BL_EVENT_GATE ? w->audit[k].reason : reason;
    }
    ck_assert(reason == BL_REASON_NONE || w->audit[w->audit_len - 1].post[0].v == 0);
    world_free(w);
    return reason;
}

START_TEST(a_limit_that_is_met_is_broken_and_a_unit_less_is_not)
{
    ck_assert_int_eq(limited(PRICE(45000), 100000000, -1, -1), BL_REASON_DRAWDOWN);
    ck_assert_int_eq(limited(PRICE(45001), 100000000, -1, -1), BL_REASON_NONE);
    ck_assert_int_eq(limited(PRICE(45000), -1, 100000000, -1), BL_REASON_DAILY_LOSS);
    ck_assert_int_eq(limited(PRICE(45000), 100000000, 50000000, -1), BL_REASON_DRAWDOWN);
    ck_assert_int_eq(limited(PRICE(50000), -1, -1, BL_PPB), BL_REASON_NONE); /* above, not at */
    ck_assert_int_eq(limited(PRICE(50000), -1, -1, BL_PPB - 1), BL_REASON_MAX_LEVERAGE);
}
END_TEST

/* -- the venue and targets --------------------------------------------------------------------- */

START_TEST(a_new_bar_gives_the_venue_its_capacity_back)
{
    world *w = long_world("immediate", PRICE(50000));
    world_slot(w, "capacity", "volume_share");
    w->setup.venue.capacity_params[0] = BL_PPB;
    for (int64_t hour = 1; hour <= 2; hour++) {
        world_mark(w, 0, HOURS(hour), PRICE(50000), COIN); /* one coin each */
        world_flow(w, HOURS(hour), 1, BL_FLOW_DEPOSIT, 50000 * WORLD_UNIT);
    }
    world_flow(w, HOURS(2) + 1, 1, BL_FLOW_DEPOSIT, 50000 * WORLD_UNIT);
    run_until(w, 3);
    ck_assert_int_eq(w->flows[0].outcome, BL_OUTCOME_SETTLED);
    ck_assert_int_eq(w->flows[1].outcome, BL_OUTCOME_SETTLED);
    ck_assert_int_eq(w->flows[2].outcome, BL_OUTCOME_PENDING);
    ck_assert_uint_eq(w->counts.failures[BL_REASON_NO_LIQUIDITY], 1);
    world_free(w);
}
END_TEST

/* Nothing but bars happens: the run may skip them, but not this one. */
START_TEST(a_book_is_liquidated_at_the_first_bar_that_breaks_it)
{
    static const struct {
        int64_t target_ppb, price;
    } rows[] = {{-2 * BL_PPB, 80000}, {2 * BL_PPB, 20000}, {-2 * BL_PPB, 74999}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = long_world("never", PRICE(50000));
        w->setup.instruments[0].target_ppb = rows[i].target_ppb;
        w->setup.vault.capital *= 1000; /* so many coins that no safe price leaves 64 bits */
        for (int64_t hour = 1; hour < 6; hour++) {
            world_mark(w, 0, HOURS(hour), PRICE(hour == 3 ? rows[i].price : 50000), 0);
        }
        run_until(w, 6);
        ck_assert_uint_eq(w->counts.liquidations, 1);
        ck_assert_int_eq(w->fills[1].time_ns, HOURS(3));
        ck_assert_int_eq(w->fills[1].price.v, PRICE(rows[i].price));
        world_free(w);
    }
}
END_TEST

START_TEST(a_target_row_sizes_its_own_instrument_and_no_other)
{
    static const int64_t time_ns[] = {HOURS(1)};
    static const uint32_t instrument[] = {1};
    static const int64_t leverage_ppb[] = {500000000};
    world *w = long_world("never", PRICE(50000));
    w->setup.instruments_len = 2;
    w->setup.instruments[0].target_ppb = 2 * BL_PPB;
    w->setup.instruments[1].target_ppb = BL_PPB;
    w->setup.targets = (bl_targets){1, time_ns, instrument, leverage_ppb};
    world_mark(w, 1, 0, PRICE(2000), 0);
    world_mark(w, 0, HOURS(1), PRICE(60000), 0); /* E 1 400 000: half is 350 */
    run_until(w, 1);
    ck_assert_uint_eq(w->fills_len, 3);
    ck_assert_uint_eq(w->fills[2].instrument, 1);
    ck_assert_int_eq(w->fills[2].quantity.v, -150 * (int64_t)COIN);
    ck_assert_int_eq(w->audit[1].post[0].v, 40 * (int64_t)COIN);
    world_free(w);
}
END_TEST

/* A whole rescale of two instruments at random prices, steps and minima misses the target leverage
 * by a step or a minimum each at most (models 1.13), and a ppb each for what is rounded. */
START_TEST(a_rescale_misses_its_leverage_by_a_step_or_a_minimum_each_at_most)
{
    enum { WORLDS = 400 };
    draws d = draws_new(19, 0);
    size_t rescaled = 0;
    for (int k = 0; k < WORLDS; k++) {
        world *w = long_world("immediate", PRICE(50000));
        bl_u128 bound = 0;
        w->setup.instruments_len = 2;
        w->setup.rebalance.sizing = BL_SIZING_TARGET;
        w->setup.venue.taker_ppb = 0;
        world_mark(w, 1, 0, PRICE(2000), 0);
        for (size_t i = 0; i < 2; i++) {
            bl_instrument *one = &w->setup.instruments[i];
            const int64_t price = PRICE(draws_between(&d, 1000, 60000));
            one->target_ppb = draws_between(&d, 1, 20) * (BL_PPB / 10);
            one->step = draws_between(&d, 1, COIN);
            one->min_notional = draws_below(&d, 20000) * WORLD_UNIT;
            const uint64_t step = (uint64_t)((bl_i128)one->step * price / PRICE(100) + 1);
            bound += step > one->min_notional ? step : one->min_notional;
            world_mark(w, i, HOURS(1), price, 0);
        }
        world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 300000 * WORLD_UNIT);
        run_until(w, 1);
        const bl_series_row *end = &w->series[w->series_len - 1];
        const bl_i128 target =
            w->setup.instruments[0].target_ppb + w->setup.instruments[1].target_ppb;
        const bl_i128 missed = end->leverage_ppb - target;
        if (w->counts.attempts_whole > 0 && end->equity.v > 0) {
            ck_assert((missed < 0 ? -missed : missed) <=
                      (bl_i128)(bound * BL_PPB) / end->equity.v + 2);
            rescaled++;
        }
        world_free(w);
    }
    ck_assert_uint_gt(rescaled, WORLDS / 2);
}
END_TEST

/* -- funding (spec 5.3) ------------------------------------------------------------------------ */

/* Hyperliquid's example: at a premium of 1 % an hour's rate is 0.11875 % (asserted of the process
 * `funding`); ten coins at 10 000 pay 118.75, and are paid it the other way. */
START_TEST(ten_coins_at_10_000_pay_118_75_an_hour)
{
    static const int64_t time_ns[] = {HOURS(1), HOURS(2), HOURS(3)};
    static const int64_t rate_ppb[] = {1187500, 1187500, 1187500};
    for (int64_t side = -1; side <= 1; side += 2) {
        world *w = long_world("never", PRICE(10000));
        w->setup.instruments[0].gap = BL_GAP_HOLD;
        w->setup.instruments[0].target_ppb = side * BL_PPB;
        w->setup.instruments[0].funding = (bl_rates){3, time_ns, rate_ppb};
        w->setup.vault.capital = 100000 * WORLD_UNIT;
        run_until(w, 3);
        size_t paid = 0;
        for (size_t k = 0; k < w->series_len; k++) {
            if (w->series[k].event == BL_EVENT_FUNDING) {
                paid++;
                ck_assert_int_eq(w->series[k].equity.v,
                                 INT64_C(100000000000) - side * (int64_t)paid * 118750000);
            }
        }
        ck_assert_uint_eq(paid, 3);
        world_free(w);
    }
}
END_TEST

int main(void)
{
    return suite_run("rules",
                     (const TTest *const[]){
                         who_leaves_pays_a_share_of_the_cost_rounded_up_or_all_of_it,
                         a_deposit_that_bears_its_cost_mints_on_what_is_left_or_is_refused_as_dust,
                         an_exit_pays_the_fee_on_its_own_gain_and_uses_its_basis_rounded_up,
                         a_withdrawal_waits_for_the_later_of_its_notice_and_the_end_of_its_lockup,
                         a_limit_that_is_met_is_broken_and_a_unit_less_is_not,
                         a_new_bar_gives_the_venue_its_capacity_back,
                         a_book_is_liquidated_at_the_first_bar_that_breaks_it,
                         a_target_row_sizes_its_own_instrument_and_no_other,
                         a_rescale_misses_its_leverage_by_a_step_or_a_minimum_each_at_most,
                         ten_coins_at_10_000_pay_118_75_an_hour, NULL});
}
