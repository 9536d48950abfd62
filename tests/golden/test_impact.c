/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_impact.c - what fills leave at a venue, seen from a vault: impact that stays is in the mark
 * that equity, leverage and later orders are counted at; a failed rebalance leaves nothing; books
 * and regimes of a scenario file reach the orders of its runs.
 */
#include "../../scenarios/scenario.h"
#include "../support/draws.h"
#include "../support/scratch.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <stdlib.h>

static const bl_series_row *last_row(const world *w, bl_event event)
{
    const bl_series_row *found = NULL;
    for (size_t i = 0; i < w->series_len; i++) {
        found = w->series[i].event == event ? &w->series[i] : found;
    }
    ck_assert_ptr_nonnull(found);
    return found;
}

/* A vault of a million on 20 coins of 50 000; `resilient` within 1 %: 10 million, half stays. */
static world *new_vault(void)
{
    world *w = world_new();
    world_slot(w, "price", "resilient");
    w->setup.venue.price_params[0] = (int64_t)(10000000 * WORLD_UNIT);
    w->setup.venue.price_params[2] = 500000000;
    w->setup.instruments[0].target_ppb = BL_PPB;
    for (int hour = 0; hour < 4; hour++) {
        world_bar(w, 0, hour * WORLD_HOUR, 5000000, 1000);
    }
    return w;
}

/* A million more buys 20 coins: 10 bp, of which 5 stay, on 40 coins of 50 000. */
START_TEST(permanent_impact_is_in_the_mark_that_the_vault_is_worth_and_geared_at)
{
    world *w = new_vault();
    bl_err err = {0};
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 1000000 * WORLD_UNIT);
    ck_assert_int_eq(world_run(w, 3 * WORLD_HOUR, &err), BL_OK);
    ck_assert_uint_eq(w->fills_len, 2); /* free at the opening, then this */
    const bl_fill_row *fill = &w->fills[1];
    ck_assert_int_eq(fill->quantity.v, 2000000000);
    ck_assert_int_eq(fill->mark.v, INT64_C(5000000000000));
    ck_assert_int_eq((fill->price.v - fill->mark.v) / 5000, 500001); /* 5 bp, and a ppb to cover */
    const int64_t mark_v = INT64_C(5002500000000);
    const int64_t paid = (fill->price.v * 20 - 1) / 100 + 1; /* ceil(x*p/K), K = 10^10 */
    const int64_t cash = 1000000 * (int64_t)WORLD_UNIT - paid - (int64_t)fill->fee.v;
    const int64_t gross = mark_v / 100 * 40;
    const bl_series_row *after = last_row(w, BL_EVENT_REBALANCE);
    ck_assert_int_eq((int64_t)after->gross, gross);
    ck_assert_int_eq(after->equity.v, cash + gross);
    ck_assert_int_eq((int64_t)after->leverage_ppb,
                     (int64_t)((bl_i128)gross * BL_PPB / (cash + gross)));
    const bl_series_row *end = last_row(w, BL_EVENT_END); /* two bars later it is still there */
    ck_assert_int_eq((int64_t)end->gross, gross);
    world_free(w);
}
END_TEST

/* Out again: what a purchase moved a sale moves back, and the trip has cost something. */
START_TEST(a_sale_of_the_same_size_takes_the_mark_back)
{
    world *w = new_vault();
    bl_err err = {0};
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 1000000 * WORLD_UNIT);
    world_flow(w, 2 * WORLD_HOUR, 1, BL_FLOW_WITHDRAW_ALL, 0);
    ck_assert_int_eq(world_run(w, 3 * WORLD_HOUR, &err), BL_OK);
    ck_assert_uint_eq(w->fills_len, 3);
    const bl_series_row *end = last_row(w, BL_EVENT_END);
    const int64_t left = w->fills[2].quantity.v + 2000000000; /* nearly all of it */
    ck_assert_int_lt(llabs(left), 10000000);
    ck_assert_int_lt(end->equity.v, 1000000 * (int64_t)WORLD_UNIT);
    ck_assert_int_gt(end->equity.v, 999000 * (int64_t)WORLD_UNIT);
    world_free(w);
}
END_TEST

START_TEST(a_rebalance_that_failed_leaves_the_mark_where_it_was)
{
    world *w = new_vault();
    bl_err err = {0};
    w->setup.venue.max_slippage_ppb = 100000; /* 5 bp is too much */
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 1000000 * WORLD_UNIT);
    ck_assert_int_eq(world_run(w, 3 * WORLD_HOUR, &err), BL_OK);
    ck_assert_uint_eq(w->fills_len, 1);
    const bl_series_row *end = last_row(w, BL_EVENT_END);
    ck_assert_int_eq((int64_t)end->gross, 1000000 * (int64_t)WORLD_UNIT);
    ck_assert_int_eq(end->equity.v, 1000000 * (int64_t)WORLD_UNIT);
    world_free(w);
}
END_TEST

/* -- bars that nobody looks at ---------------------------------------------------------------- */

enum { WORLDS = 300, HOURS = 120 };

/* A geared vault, long or short, on a wild walk, that flows move about. */
static world *draw_vault(uint64_t seed)
{
    draws d = draws_new(seed, 0);
    world *w = world_new();
    int64_t cents = 5000000;
    world_slot(w, "price", "resilient");
    w->setup.venue.price_params[0] = draws_between(&d, 1, 20) * (int64_t)(2000000 * WORLD_UNIT);
    w->setup.venue.price_params[2] = draws_between(&d, 0, BL_PPB);
    w->setup.instruments[0].target_ppb = draws_between(&d, -16, 16) * BL_PPB;
    for (int hour = 0; hour < HOURS; hour++) {
        world_bar(w, 0, hour * WORLD_HOUR, cents, 1000);
        cents += cents / 1000 * draws_between(&d, -12, 12);
        if (hour % 12 == 5) {
            const bool out = draws_once_in(&d, 2); /* of what was opened free: the mark gives way */
            world_flow(w, hour * WORLD_HOUR + 1, 0, out ? BL_FLOW_WITHDRAW_PART : BL_FLOW_DEPOSIT,
                       out ? draws_below(&d, BL_PPB / 2) : draws_below(&d, 1000000) * WORLD_UNIT);
        }
    }
    return w;
}

/* Limits that are on and say nothing make the run look at every bar. */
START_TEST(a_bar_that_is_passed_over_would_not_have_mattered_at_a_moved_mark)
{
    size_t liquidated = 0;
    size_t moved = 0;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        world *skips = draw_vault(seed);
        world *looks = draw_vault(seed);
        bl_err err = {0};
        looks->setup.limits.on = true;
        ck_assert_int_eq(world_run(skips, (HOURS - 1) * WORLD_HOUR, &err), BL_OK);
        ck_assert_int_eq(world_run(looks, (HOURS - 1) * WORLD_HOUR, &err), BL_OK);
        ck_assert_uint_eq(skips->series_len, looks->series_len);
        for (size_t i = 0; i < skips->series_len; i++) {
            ck_assert_int_eq(skips->series[i].time_ns, looks->series[i].time_ns);
            ck_assert_int_eq(skips->series[i].equity.v, looks->series[i].equity.v);
        }
        for (size_t i = 0; i < skips->fills_len; i++) {
            liquidated += skips->fills[i].reason == BL_FILL_LIQUIDATED;
            moved += skips->fills[i].mark.v % 1000000 != 0;
        }
        world_free(skips);
        world_free(looks);
    }
    ck_assert_uint_gt(liquidated, WORLDS / 10);
    ck_assert_uint_gt(moved, WORLDS);
}
END_TEST

/* -- from a file ------------------------------------------------------------------------------ */

static bl_scenario scenario;
static bl_diags diags;

static void open_file(scratch *files, const char *text, const char *const *overrides, size_t len)
{
    const bl_scenario_options options = {.overrides = overrides, .overrides_len = len};
    bl_diag_init(&diags);
    ck_assert_msg(bl_scenario_open(scratch_put(files, "a.yaml", text), &options, &scenario, &diags),
                  "%s", diags.items[0].message);
}

START_TEST(a_books_feed_and_amounts_reach_the_setup)
{
    scratch files;
    scratch_open(&files);
    scratch_put_feeds(&files);
    scratch_put(&files, "book.csv",
                "time,side,price,quantity\n2024-01-01T01:00:00Z,bid,99,1\n"
                "2024-01-01T01:00:00Z,ask,101,2\n");
    open_file(&files,
              "vault: {capital: 1000, decimals: 2}\nmodes: [immediate]\n"
              "instruments: [{name: BTC, prices: btc.csv, bar: 1h, depth: book.csv}]\n"
              "venue: {capacity: {depth: 90s}, price: {resilient: {depth: 12.5, reach: 2%}}}\n",
              NULL, 0);
    const bl_setup *base = &scenario.base;
    ck_assert_uint_eq(base->instruments[0].depth.len, 2);
    ck_assert_int_eq(base->instruments[0].depth.quantity[1], 200000000);
    ck_assert_int_eq(base->venue.capacity_params[0], 90 * BL_NS_PER_S);
    ck_assert_int_eq(base->venue.price_params[0], 1250);
    ck_assert_str_eq(scenario.feeds[1].role, "instruments[0].depth");
    bl_scenario_close(&scenario);
    scratch_close(&files);
}
END_TEST

START_TEST(a_price_that_a_round_trip_can_gain_from_is_taken_when_asked_for)
{
    scratch files;
    scratch_open(&files);
    scratch_put_feeds(&files);
    open_file(&files,
              "vault: {capital: 1000}\nmodes: [immediate]\n"
              "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n"
              "venue: {price: {sqrt: {half_life: 1h}}, allow_manipulation: true}\n",
              NULL, 0);
    ck_assert_str_eq(scenario.base.venue.price->info.name, "sqrt");
    bl_scenario_close(&scenario);
    scratch_close(&files);
}
END_TEST

START_TEST(regimes_are_drawn_from_start_to_end_and_follow_the_seed)
{
    static const char text[] =
        "vault: {capital: 1000}\nmodes: [immediate]\nend: 2024-06-01T00:00:00Z\n"
        "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n"
        "venue: {capacity: {regime: {limit: 5%, freezes: 50%}}}\n";
    static const char *const other[] = {"seed=8"};
    int64_t second_ns[3];
    scratch files;
    scratch_open(&files);
    scratch_put_feeds(&files);
    for (size_t k = 0; k < 3; k++) {
        open_file(&files, text, other, k == 2);
        const bl_regimes *regimes = &scenario.base.venue.regimes;
        ck_assert_uint_gt(regimes->len, 10);
        ck_assert_int_eq(regimes->begin_ns[0], scenario.base.start_ns);
        for (size_t i = 1; i < regimes->len; i++) {
            ck_assert_int_gt(regimes->begin_ns[i], regimes->begin_ns[i - 1]);
            ck_assert_int_le(regimes->begin_ns[i], scenario.base.end_ns);
            ck_assert_uint_ne(regimes->state[i], regimes->state[i - 1]);
        }
        second_ns[k] = regimes->begin_ns[1];
        bl_scenario_close(&scenario);
    }
    ck_assert_int_eq(second_ns[0], second_ns[1]);
    ck_assert_int_ne(second_ns[0], second_ns[2]);
    scratch_close(&files);
}
END_TEST

int main(void)
{
    return suite_run("impact",
                     (const TTest *const[]){
                         permanent_impact_is_in_the_mark_that_the_vault_is_worth_and_geared_at,
                         a_sale_of_the_same_size_takes_the_mark_back,
                         a_rebalance_that_failed_leaves_the_mark_where_it_was,
                         a_bar_that_is_passed_over_would_not_have_mattered_at_a_moved_mark,
                         a_books_feed_and_amounts_reach_the_setup,
                         a_price_that_a_round_trip_can_gain_from_is_taken_when_asked_for,
                         regimes_are_drawn_from_start_to_end_and_follow_the_seed, NULL});
}
