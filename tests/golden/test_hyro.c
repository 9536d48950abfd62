/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_hyro.c - worked examples by hand, each through a real run: the product's own numbers (spec
 * 14.1, 14.2), the algebra of leverage, performance fees and the divergence limit.
 */
#include "../../models/registry.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <stdlib.h>

enum { COIN = 100000000 };            /* one coin in quantity units */
#define USD(x) ((int64_t)(x)*1000000) /* whole units of the asset */
#define PRICE(x) ((int64_t)(x)*100000000)

/* One instrument, no cost, positions as fine as quantities are. */
static world *plain_world(const char *mode, int64_t target_ppb, int64_t price)
{
    world *w = world_new();
    w->setup.instruments[0].step = 1;
    w->setup.instruments[0].target_ppb = target_ppb;
    world_mode(w, mode);
    world_mark(w, 0, 0, price, 0);
    return w;
}

static void run_until(world *w, int64_t end_ns)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, end_ns, &err) == BL_OK, "%s", err.text);
}

static const bl_series_row *last_row(const world *w)
{
    return &w->series[w->series_len - 1];
}

static int64_t leverage_at_end(const world *w)
{
    ck_assert(last_row(w)->has_leverage);
    return (int64_t)last_row(w)->leverage_ppb;
}

/* -- spec 14.1: 400 000 on 1 000 000, and 500 000 that come or go ----------------------------- */

static int64_t leverage_after(const char *mode, bl_flow_kind kind, uint64_t amount, int64_t end_ns)
{
    world *w = plain_world(mode, 400000000, PRICE(50000));
    if (amount > 0) {
        world_flow(w, WORLD_HOUR, 0, kind, amount);
    }
    run_until(w, end_ns);
    int64_t leverage_ppb = leverage_at_end(w);
    world_free(w);
    return leverage_ppb;
}

START_TEST(unscaled_flows_change_the_exposure_of_those_who_stay)
{
    static const char *const modes[] = {"never", "24h"};
    for (size_t i = 0; i < 2; i++) {
        const char *mode = modes[i];
        ck_assert_int_eq(leverage_after(mode, BL_FLOW_DEPOSIT, 0, 2 * WORLD_HOUR), 400000000);
        ck_assert_int_eq(
            leverage_after(mode, BL_FLOW_WITHDRAW_AMOUNT, 500000 * WORLD_UNIT, 2 * WORLD_HOUR),
            800000000);
        ck_assert_int_eq(leverage_after(mode, BL_FLOW_DEPOSIT, 500000 * WORLD_UNIT, 2 * WORLD_HOUR),
                         266666666);
    }
}
END_TEST

START_TEST(the_next_tick_scales_them_back)
{
    ck_assert_int_eq(
        leverage_after("24h", BL_FLOW_WITHDRAW_AMOUNT, 500000 * WORLD_UNIT, 24 * WORLD_HOUR),
        400000000);
    ck_assert_int_eq(leverage_after("24h", BL_FLOW_DEPOSIT, 500000 * WORLD_UNIT, 24 * WORLD_HOUR),
                     400000000);
}
END_TEST

START_TEST(an_immediate_rescale_trades_leverage_times_the_flow)
{
    world *w = plain_world("immediate", 400000000, PRICE(50000));
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 500000 * WORLD_UNIT);
    world_flow(w, 2 * WORLD_HOUR, 0, BL_FLOW_WITHDRAW_AMOUNT, 500000 * WORLD_UNIT);
    run_until(w, 3 * WORLD_HOUR);
    ck_assert_uint_eq(w->fills_len, 3);
    ck_assert_int_eq(w->fills[0].quantity.v, 8 * (int64_t)COIN);  /* 400 000 at 50 000 */
    ck_assert_int_eq(w->fills[1].quantity.v, 4 * (int64_t)COIN);  /* 200 000 bought */
    ck_assert_int_eq(w->fills[2].quantity.v, -4 * (int64_t)COIN); /* 200 000 sold */
    ck_assert_int_eq(leverage_at_end(w), 400000000);
    world_free(w);
}
END_TEST

/* -- spec 14.2 -------------------------------------------------------------------------------- */

/* At the first price 6.153 coins are worth 299 945; once it is 65 000 they have made 100 000. */
static world *long_6_153_coins(void)
{
    const bl_i128 value = INT64_C(299945000000);
    const int64_t quantity = 615300000;
    const bl_i128 scale = INT64_C(10000000000);
    world *w =
        plain_world("immediate", 299960000, (int64_t)((value * scale + quantity - 1) / quantity));
    w->setup.instruments[0].step = 100000;
    return w;
}

START_TEST(a_deposit_of_50_000_is_scaled_to_the_last_unit)
{
    world *w = long_6_153_coins();
    w->setup.venue.taker_ppb = 550000;
    world_mark(w, 0, WORLD_HOUR, PRICE(65000), 0);
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 50000 * WORLD_UNIT);
    run_until(w, WORLD_HOUR);
    ck_assert_int_eq(w->fills[0].quantity.v, 615300000);
    ck_assert_int_eq(w->series[1].event, BL_EVENT_DEPOSIT);
    ck_assert_int_eq(w->series[1].equity.v, USD(1150000));
    ck_assert_uint_eq(w->flows[0].shares.v, UINT64_C(45454545454));
    ck_assert(w->flows[0].share_price == 1100000000000);
    ck_assert_int_eq(w->audit[1].pre[0].v, 615300000);
    ck_assert_int_eq(w->audit[1].target[0].v, 643200000);
    ck_assert_int_eq(w->audit[1].post[0].v, 643200000);
    ck_assert_int_eq(w->fills[1].quantity.v, 27900000);
    ck_assert_int_eq(w->fills[1].price.v, PRICE(65000));
    ck_assert_uint_eq(w->fills[1].fee.v, 9974250);
    ck_assert_int_eq(w->audit[1].cost.v, 9974250);
    ck_assert_int_eq(last_row(w)->equity.v, INT64_C(1149990025750));
    ck_assert_int_eq(leverage_at_end(w), 363550979);
    /* the pool paid: 18 135.000000 for the coins is no cost, 9.974250 is */
    ck_assert(last_row(w)->share_price / 1000000 == 1099990);
    world_free(w);
}
END_TEST

START_TEST(a_rescale_the_venue_cannot_fill_leaves_everything_as_it_was)
{
    world *w = long_6_153_coins();
    world_slot(w, "capacity", "volume_share");
    w->setup.venue.capacity_params[0] = BL_PPB;
    world_mark(w, 0, WORLD_HOUR, PRICE(65000), COIN / 5); /* 0.200 of the 0.279 */
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 50000 * WORLD_UNIT);
    run_until(w, WORLD_HOUR);
    ck_assert_uint_eq(w->fills_len, 1);
    ck_assert_int_eq(w->flows[0].outcome, BL_OUTCOME_PENDING);
    ck_assert_int_eq(w->audit[1].event, BL_EVENT_FAILED);
    ck_assert_int_eq(w->audit[1].reason, BL_REASON_PARTIAL);
    ck_assert_int_eq(w->audit[1].pre[0].v, 615300000);
    ck_assert_int_eq(w->audit[1].target[0].v, 643200000);
    ck_assert_int_eq(w->audit[1].post[0].v, 615300000);
    ck_assert_int_eq(w->audit[2].event, BL_EVENT_GATE);
    ck_assert_int_eq(w->audit[3].event, BL_EVENT_ALERT);
    ck_assert_uint_eq(last_row(w)->gates, BL_GATE_D | BL_GATE_T);
    ck_assert_int_eq(last_row(w)->equity.v, USD(1100000));
    world_free(w);
}
END_TEST

/* -- leverage algebra (models 3.1) ------------------------------------------------------------ */

/* A move of `percent` after an hour, with no rebalance. */
static world *drifted(int64_t target_ppb, int64_t percent)
{
    world *w = plain_world("never", target_ppb, PRICE(50000));
    w->setup.venue.mm_ppb = 0;
    world_mark(w, 0, WORLD_HOUR, PRICE(500) * (100 + percent), 0);
    run_until(w, WORLD_HOUR);
    return w;
}

START_TEST(leverage_drifts_to_l_times_1_plus_r_over_1_plus_l_r)
{
    static const struct {
        int64_t target_ppb, percent, drifted_ppb;
    } rows[] = {
        {2000000000, 10, 1833333333},  {2000000000, -10, 2250000000}, {2000000000, -25, 3000000000},
        {3000000000, -10, 3857142857}, {3000000000, -25, 9000000000}, {400000000, 10, 423076923},
        {400000000, -10, 375000000},   {-1000000000, 10, 1222222222},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = drifted(rows[i].target_ppb, rows[i].percent);
        ck_assert_int_eq(leverage_at_end(w), rows[i].drifted_ppb);
        world_free(w);
    }
}
END_TEST

START_TEST(the_trade_that_restores_leverage_is_l_times_l_minus_1_times_r)
{
    /* L*L - L times r = 10 %, in hundredths of the capital */
    static const struct {
        int64_t target_ppb, hundredths;
    } rows[] = {{-3000000000, 120},
                {-2000000000, 60},
                {-1000000000, 20},
                {2000000000, 20},
                {3000000000, 60}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = plain_world("4h", rows[i].target_ppb, PRICE(50000));
        w->setup.rebalance.sizing = BL_SIZING_TARGET;
        world_mark(w, 0, 4 * WORLD_HOUR, PRICE(55000), 0);
        run_until(w, 4 * WORLD_HOUR);
        int64_t bought = w->fills[1].quantity.v * 550; /* at 55 000, in units of 10^-6 */
        ck_assert_int_le(llabs(bought - USD(10000) * rows[i].hundredths), 551); /* one step */
        world_free(w);
    }
    world *w = plain_world("4h", 400000000, PRICE(50000)); /* below 1 it sells: -0.24 * r */
    w->setup.rebalance.sizing = BL_SIZING_TARGET;
    world_mark(w, 0, 4 * WORLD_HOUR, PRICE(55000), 0);
    run_until(w, 4 * WORLD_HOUR);
    ck_assert_int_le(llabs(w->fills[1].quantity.v * 550 + USD(24000)), 551);
    world_free(w);
}
END_TEST

START_TEST(up_ten_percent_and_down_ten_percent_costs_what_leverage_says)
{
    static const struct {
        int64_t target_ppb, equity;
    } rows[] = {
        {2000000000, 960000}, {3000000000, 910000}, {-1000000000, 990000}, {-2000000000, 960000}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = plain_world("4h", rows[i].target_ppb, PRICE(100));
        w->setup.rebalance.sizing = BL_SIZING_TARGET;
        world_mark(w, 0, 4 * WORLD_HOUR, PRICE(110), 0);
        world_mark(w, 0, 8 * WORLD_HOUR, PRICE(99), 0);
        run_until(w, 8 * WORLD_HOUR);
        /* a value and a payment round by a unit each, a step of 10^-8 coins by 0.1 of one */
        ck_assert_int_le(llabs(last_row(w)->equity.v - USD(rows[i].equity)), 4);
        world_free(w);
    }
}
END_TEST

START_TEST(a_move_that_takes_everything_is_a_liquidation_and_no_number)
{
    static const struct {
        int64_t target_ppb, percent, equity;
    } rows[] = {{2000000000, -50, 0}, {3000000000, -40, -200000}, {-1000000000, 100, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        world *w = plain_world("never", rows[i].target_ppb, PRICE(50000));
        world_mark(w, 0, WORLD_HOUR, PRICE(500) * (100 + rows[i].percent), 0);
        run_until(w, WORLD_HOUR);
        ck_assert_uint_eq(w->counts.liquidations, 1);
        ck_assert(!last_row(w)->has_leverage);
        ck_assert_int_eq(last_row(w)->equity.v, USD(rows[i].equity));
        ck_assert(last_row(w)->gross == 0);
        world_free(w);
    }
}
END_TEST

/* -- performance fees (domain H.4, H.6; spec 7) ----------------------------------------------- */

static bl_fee_split split_of(uint64_t profit)
{
    const bl_fees_model *model = (const bl_fees_model *)bl_registry_find("fees", "per_lp");
    const int64_t rate_ppb = 200000000;
    bl_fee_split split = {0};
    ck_assert(model->split(&rate_ppb, profit, &split));
    return split;
}

static void check_split(uint64_t profit, bl_fee_split wanted)
{
    bl_fee_split got = split_of(profit);
    ck_assert_uint_eq(got.fee, wanted.fee);
    ck_assert_uint_eq(got.manager, wanted.manager);
    ck_assert_uint_eq(got.carry, wanted.carry);
    ck_assert_uint_eq(got.protocol, wanted.protocol);
}

START_TEST(a_fee_splits_80_15_and_what_is_left)
{
    check_split(100000000, (bl_fee_split){20000000, 16000000, 3000000, 1000000});
    check_split(12345678, (bl_fee_split){2469135, 1975308, 370370, 123457});
    check_split(4999999999, (bl_fee_split){999999999, 799999999, 149999999, 50000001});
    check_split(96666666, (bl_fee_split){19333333, 15466666, 2899999, 966668});
    check_split(0, (bl_fee_split){0, 0, 0, 0});
}
END_TEST

#define DAY (24 * WORLD_HOUR)

/* 1 000 shares from 1.00, at month ends worth 1.20, 0.90, 1.15 and 1.30. */
static world *four_months(const char *fees)
{
    static const int64_t days[] = {31, 59, 90, 120};
    static const int64_t prices[] = {120, 90, 115, 130};
    world *w = plain_world("never", BL_PPB, PRICE(100));
    w->setup.vault.capital = 1000 * WORLD_UNIT;
    world_slot(w, "fees", fees);
    for (size_t i = 0; i < 4; i++) {
        world_mark(w, 0, days[i] * DAY, PRICE(prices[i]), 0);
    }
    run_until(w, 120 * DAY);
    return w;
}

/* Fees: 40 on 200, then 19.433333 on 97.166667. The carry stays with the LP (spec 7.2), so 971.67
 * shares are left after the first; domain H.6 moves the whole fee: 966.67, then 19.333333. */
START_TEST(a_monthly_high_water_mark_charges_no_gain_twice)
{
    world *w = four_months("per_lp");
    size_t fee_rows = 0;
    for (size_t i = 0; i < w->series_len; i++) {
        fee_rows += w->series[i].event == BL_EVENT_FEE ? 1 : 0;
    }
    ck_assert_uint_eq(fee_rows, 2);
    ck_assert_uint_eq(w->series[1].fees.v, 34000000);
    ck_assert_uint_eq(last_row(w)->fees.v, 34000000 + 15546666 + 971668);
    ck_assert_uint_eq(w->lps[0].shares.v, 971666668 - 11958973 - 747436);
    ck_assert_uint_eq(w->lps[0].fees.v, last_row(w)->fees.v);
    ck_assert_uint_eq(w->lps[0].basis.v, 1246648336); /* floor(958.960259 * 1.3) */
    ck_assert_uint_eq(w->lps[1].shares.v, 26666666 + 11958973);
    ck_assert_uint_eq(w->lps[2].shares.v, 1666666 + 747436);
    world_free(w);
}
END_TEST

/* v = 1.20 mints 40*1000/(1200-40) shares; later v is 1300/1034.482758 = 1.256666, above 1.20:
 * the gain 58.620690 pays 11.724138, and mints that*1034.482758/(1300-that). */
START_TEST(a_vault_mark_mints_to_the_manager)
{
    world *w = four_months("vault_hwm");
    ck_assert_uint_eq(w->series[1].fees.v, 40000000);
    ck_assert_uint_eq(w->series[1].supply.v, 1034482758);
    ck_assert_uint_eq(last_row(w)->fees.v, 51724138);
    ck_assert_uint_eq(w->lps[0].shares.v, 1000000000);
    ck_assert_uint_eq(w->lps[1].shares.v, 34482758 + 9414457);
    world_free(w);
}
END_TEST

/* -- divergence (domain H.7) ------------------------------------------------------------------ */

static unsigned gates_at_equity(int64_t equity_usd)
{
    world *w = plain_world("never", BL_PPB, PRICE(50000)); /* 20 coins */
    w->setup.oracle.on = true;
    w->setup.oracle.report_every_ns = DAY;
    world_mark(w, 0, WORLD_HOUR, equity_usd * COIN / 20, 0);
    run_until(w, WORLD_HOUR);
    unsigned gates = last_row(w)->gates;
    ck_assert_int_eq(last_row(w)->equity.v, USD(equity_usd));
    world_free(w);
    return gates;
}

START_TEST(a_nav_two_percent_above_equity_shuts_deposits_and_one_unit_less_does_not)
{
    ck_assert_uint_eq(gates_at_equity(980392), BL_GATE_D | BL_GATE_W | BL_GATE_T);
    ck_assert_uint_eq(gates_at_equity(980393), BL_GATE_W); /* an hour without a report */
}
END_TEST

int main(void)
{
    return suite_run(
        "hyro",
        (const TTest *const[]){
            unscaled_flows_change_the_exposure_of_those_who_stay, the_next_tick_scales_them_back,
            an_immediate_rescale_trades_leverage_times_the_flow,
            a_deposit_of_50_000_is_scaled_to_the_last_unit,
            a_rescale_the_venue_cannot_fill_leaves_everything_as_it_was,
            leverage_drifts_to_l_times_1_plus_r_over_1_plus_l_r,
            the_trade_that_restores_leverage_is_l_times_l_minus_1_times_r,
            up_ten_percent_and_down_ten_percent_costs_what_leverage_says,
            a_move_that_takes_everything_is_a_liquidation_and_no_number,
            a_fee_splits_80_15_and_what_is_left, a_monthly_high_water_mark_charges_no_gain_twice,
            a_vault_mark_mints_to_the_manager,
            a_nav_two_percent_above_equity_shuts_deposits_and_one_unit_less_does_not, NULL});
}
