/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_capacities.c - what fits: order-book snapshots that refill, markets that are thin by turns,
 * random parts of orders (models.md 1.8, 1.10, 1.11), and that an attempt that failed leaves
 * nothing behind.
 */
#include "../../models/registry.h"
#include "../../sim/rescale.h"
#include "../support/stall.h"
#include "../support/suite.h"

#include <math.h>
#include <stdlib.h>

/* -- depth ------------------------------------------------------------------------------------ */

/* Asks 5, 10 and 20 coins at 100.0, 100.1 and 100.3; bids at 99.9 and 99.5; the mark at the mid. */
static stall *open_book(stall *s)
{
    stall_open(s, INT64_C(9995000000), STALL_COIN);
    stall_capacity(s, "depth");
    stall_price(s, "depth");
    stall_level(s, STALL_NOW, false, INT64_C(10000000000), 5 * STALL_COIN);
    stall_level(s, STALL_NOW, false, INT64_C(10010000000), 10 * STALL_COIN);
    stall_level(s, STALL_NOW, false, INT64_C(10030000000), 20 * STALL_COIN);
    stall_level(s, STALL_NOW, true, INT64_C(9990000000), 5 * STALL_COIN);
    stall_level(s, STALL_NOW, true, INT64_C(9950000000), 5 * STALL_COIN);
    return s;
}

START_TEST(an_order_walks_the_levels_and_ends_where_they_end)
{
    stall s;
    bl_quote quote = stall_order(open_book(&s), 0, 12 * STALL_COIN);
    ck_assert_int_eq(quote.reason, BL_REASON_NONE);
    ck_assert_int_ge(quote.price.v, INT64_C(10005833333)); /* 100.058333.., up to a ppb */
    ck_assert_int_le(quote.price.v, INT64_C(10005833333) + 20);
    quote = stall_order(open_book(&s), 0, 40 * STALL_COIN);
    ck_assert_int_eq(quote.reason, BL_REASON_PARTIAL);
    ck_assert_int_eq(quote.filled.v, 35 * STALL_COIN);
    quote = stall_order(open_book(&s), 0, -10 * STALL_COIN);
    ck_assert_int_eq(quote.reason, BL_REASON_NONE);
    ck_assert_int_le(quote.price.v, INT64_C(9970000000));
    ck_assert_int_ge(quote.price.v, INT64_C(9970000000) - 20);
}
END_TEST

START_TEST(what_was_taken_comes_back_by_halves_and_the_other_side_never_left)
{
    stall s;
    open_book(&s);
    s.venue.capacity_params[0] = 60 * BL_NS_PER_S;
    ck_assert_int_eq(stall_order(&s, 0, 35 * STALL_COIN).reason, BL_REASON_NONE);
    ck_assert_int_eq(stall_order(&s, 0, STALL_COIN).reason, BL_REASON_NO_LIQUIDITY);
    bl_desk desk;
    s.now_ns += 120 * BL_NS_PER_S; /* a quarter of 35 is still gone */
    bl_order_open_desk(&desk, &s.market, &s.venue, s.now_ns);
    bl_quote quote = bl_order_quote(&desk, 0, (bl_qty){100 * STALL_COIN});
    ck_assert_int_eq(quote.filled.v, 2625000000);
    quote = bl_order_quote(&desk, 0, (bl_qty){STALL_COIN}); /* the best level is among it */
    ck_assert_int_ge(quote.price.v, INT64_C(10010000000));
    quote = bl_order_quote(&desk, 0, (bl_qty){-10 * STALL_COIN});
    ck_assert_int_eq(quote.reason, BL_REASON_NONE);
}
END_TEST

START_TEST(a_book_follows_the_mark_and_is_never_cheaper_than_it)
{
    stall s;
    open_book(&s);
    for (int k = 0; k < STALL_BARS; k++) {
        s.close[k] = 2 * INT64_C(9995000000);
    }
    bl_order_show_bar(&s.market, 0, STALL_BARS - 1);
    const bl_quote quote = stall_order(&s, 0, 12 * STALL_COIN);
    ck_assert_int_ge(quote.price.v, 2 * INT64_C(10005833333));
    ck_assert_int_le(quote.price.v, 2 * INT64_C(10005833333) + 40);
}
END_TEST

START_TEST(a_snapshot_counts_from_its_time_until_the_next_or_its_age)
{
    stall s;
    open_book(&s);
    stall_level(&s, STALL_NOW + 10, false, INT64_C(10000000000), STALL_COIN);
    stall_level(&s, STALL_NOW + 10, true, INT64_C(9990000000), STALL_COIN);
    s.venue.capacity_params[0] = 0;
    s.venue.capacity_params[1] = 100;
    static const struct {
        int64_t after_ns, filled;
    } rows[] = {{-1, 0},          {0, 35 * STALL_COIN}, {9, 35 * STALL_COIN},
                {10, STALL_COIN}, {110, STALL_COIN},    {111, 0}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        s.now_ns = STALL_NOW + rows[r].after_ns;
        const bl_quote quote = stall_order(&s, 0, 100 * STALL_COIN);
        ck_assert_int_eq(quote.filled.v, rows[r].filled);
        ck_assert_int_eq(quote.reason,
                         rows[r].filled > 0 ? BL_REASON_PARTIAL : BL_REASON_NO_LIQUIDITY);
    }
}
END_TEST

START_TEST(a_book_fills_whole_steps)
{
    stall s;
    open_book(&s);
    s.instruments[0].step = 3 * STALL_COIN;
    const bl_quote quote = stall_order(&s, 0, 36 * STALL_COIN);
    ck_assert_int_eq(quote.filled.v, 33 * STALL_COIN); /* of 35 */
}
END_TEST

/* -- regime ----------------------------------------------------------------------------------- */

enum { YEARS = 200, SEEDS = 8, NORMAL = 0, THIN = 1, FROZEN = 2 };

static const bl_capacity_model *regime(int64_t *params)
{
    const bl_model_info *info = bl_registry_find("capacity", "regime");
    for (size_t i = 0; i < info->params_len; i++) {
        params[i] = info->params[i].fallback;
    }
    return (const bl_capacity_model *)(const void *)info;
}

/* Days sampled at noon: how many are in each state, and how many thin ones have a thin morrow. */
typedef struct {
    double days[3], pairs, thin_pairs;
} tally;

static void sample_days(const bl_capacity_model *model, const int64_t *params, uint64_t seed,
                        tally *out)
{
    const bl_regime_plan plan = {seed, 0, YEARS * 365 * BL_NS_PER_DAY};
    const size_t len = model->draw(params, &plan, NULL, NULL, 0);
    int64_t *begin_ns = calloc(len, sizeof *begin_ns);
    uint8_t *state = calloc(len, 1);
    ck_assert_uint_eq(model->draw(params, &plan, begin_ns, state, len), len);
    ck_assert_uint_eq(state[0], NORMAL);
    size_t at = 0;
    bool was_thin = false;
    for (int64_t day = 0; day < YEARS * 365; day++) {
        while (at + 1 < len && begin_ns[at + 1] <= day * BL_NS_PER_DAY) {
            at++;
        }
        out->days[state[at]]++;
        out->pairs++;
        out->thin_pairs += was_thin && state[at] == THIN;
        was_thin = state[at] == THIN;
    }
    free(begin_ns);
    free(state);
}

START_TEST(two_states_have_the_share_and_the_memory_of_their_chain)
{
    int64_t params[BL_PARAMS_MAX];
    const bl_capacity_model *model = regime(params);
    tally got = {.pairs = 0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        sample_days(model, params, seed, &got);
    }
    const double thin = got.days[THIN] / got.pairs;
    const double memory = (got.thin_pairs / got.pairs - thin * thin) / (thin * (1 - thin));
    ck_assert_double_eq_tol(thin, 0.5 / 7.5, 0.0020); /* 78 000 visits: sd 0.00033 */
    ck_assert_double_eq_tol(memory, exp(-(1 / 7.0 + 1 / 0.5)), 0.015); /* 0.1173 */
    ck_assert(got.days[FROZEN] < 1);
}
END_TEST

START_TEST(three_states_are_visited_as_their_chain_says)
{
    int64_t params[BL_PARAMS_MAX];
    const bl_capacity_model *model = regime(params);
    tally got = {.pairs = 0};
    params[1] = 5 * BL_NS_PER_DAY;
    params[2] = 2 * BL_NS_PER_DAY;
    params[3] = 3 * BL_NS_PER_DAY;
    params[4] = 250000000;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        sample_days(model, params, seed, &got);
    }
    /* one thin visit in 4 freezes, 3 in 4 end in a normal one */
    const double cycle = 0.75 * 5 + 2 + 0.25 * 3;
    ck_assert_double_eq_tol(got.days[NORMAL] / got.pairs, 0.75 * 5 / cycle, 0.012);
    ck_assert_double_eq_tol(got.days[THIN] / got.pairs, 2 / cycle, 0.012);
    ck_assert_double_eq_tol(got.days[FROZEN] / got.pairs, 0.25 * 3 / cycle, 0.012);
}
END_TEST

START_TEST(a_thin_market_takes_less_at_more_and_a_frozen_one_nothing)
{
    static const int64_t begin_ns[] = {STALL_NOW, STALL_NOW + 1, STALL_NOW + 2};
    static const uint8_t state[] = {NORMAL, THIN, FROZEN};
    static const struct {
        int64_t filled, price;
    } rows[] = {
        {100 * STALL_COIN, INT64_C(10010000000)}, {20 * STALL_COIN, INT64_C(10050000000)}, {0, 0}};
    for (int64_t k = 0; k < 3; k++) {
        stall s;
        stall_open(&s, 100 * STALL_COIN, 1000 * STALL_COIN);
        stall_capacity(&s, "regime");
        s.venue.capacity_params[0] = 100000000;
        s.venue.regimes = (bl_regimes){3, begin_ns, state};
        s.venue.price_params[0] = 1000000;
        s.now_ns = STALL_NOW + k;
        const bl_quote quote = stall_order(&s, 0, 500 * STALL_COIN);
        ck_assert_int_eq(quote.filled.v, rows[k].filled);
        ck_assert_int_eq(quote.price.v, rows[k].price);
    }
}
END_TEST

/* -- random fills ----------------------------------------------------------------------------- */

enum { DRAWS = 100000 };

START_TEST(a_part_of_an_order_is_beta_distributed_with_a_weight_at_both_ends)
{
    stall s;
    stall_open(&s, 100 * STALL_COIN, STALL_COIN);
    stall_capacity(&s, "beta");
    s.venue.capacity_params[2] = 100000000; /* nothing 10 %, all 20 % */
    s.venue.capacity_params[3] = 200000000;
    double none = 0;
    double all = 0;
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < DRAWS; k++) {
        s.now_ns += 60 * BL_NS_PER_S;
        const double part = (double)stall_order(&s, 0, STALL_COIN).filled.v / STALL_COIN;
        const bool inside = part > 0 && part < 1;
        none += part <= 0;
        all += part >= 1;
        sum += inside ? part : 0;
        squares += inside ? part * part : 0;
    }
    const double inside = DRAWS - none - all;
    const double mean = sum / inside;
    ck_assert_double_eq_tol(none / DRAWS, 0.1, 0.004); /* four sd */
    ck_assert_double_eq_tol(all / DRAWS, 0.2, 0.005);
    ck_assert_double_eq_tol(mean, 0.8, 0.002);
    ck_assert_double_eq_tol(squares / inside - mean * mean, 0.0145455, 0.0004);
}
END_TEST

START_TEST(orders_of_one_bucket_meet_one_draw_and_whole_steps_fill)
{
    stall s;
    stall_open(&s, 100 * STALL_COIN, STALL_COIN);
    stall_capacity(&s, "beta");
    s.instruments[0].step = STALL_COIN / 10;
    s.now_ns = STALL_NOW / (60 * BL_NS_PER_S) * 60 * BL_NS_PER_S;
    const int64_t first = stall_order(&s, 0, 1000 * STALL_COIN).filled.v;
    s.now_ns += 60 * BL_NS_PER_S - 1;
    ck_assert_int_eq(stall_order(&s, 0, -1000 * STALL_COIN).filled.v, -first);
    ck_assert_int_eq(first % (STALL_COIN / 10), 0);
    s.now_ns += 1;
    ck_assert_int_ne(stall_order(&s, 0, 1000 * STALL_COIN).filled.v, first);
    ck_assert_int_ne(stall_order(&s, 1, 1000 * STALL_COIN).filled.v, first);
}
END_TEST

/* Ten legs at 0.99 each: 0.99^10 of the plans go through; tries until one does are geometric. */
START_TEST(legs_fill_independently_and_tries_are_geometric)
{
    stall s;
    stall_open(&s, 100 * STALL_COIN, STALL_COIN);
    stall_capacity(&s, "prob_fill_on_limit");
    s.venue.capacity_params[0] = 990000000;
    double whole = 0;
    double leg = 0;
    for (int k = 0; k < DRAWS; k++) {
        s.now_ns += 60 * BL_NS_PER_S;
        int filled = 0;
        for (size_t i = 0; i < 10; i++) {
            filled += stall_order(&s, i, STALL_COIN).filled.v == STALL_COIN;
        }
        whole += filled == 10;
        leg += filled;
    }
    ck_assert_double_eq_tol(leg / DRAWS / 10, 0.99, 0.0004);
    ck_assert_double_eq_tol(whole / DRAWS, pow(0.99, 10), 0.004);
    s.venue.capacity_params[0] = 250000000;
    double tries = 0;
    for (int done = 0; done < DRAWS / 10; tries++) {
        s.now_ns += 60 * BL_NS_PER_S;
        done += stall_order(&s, 0, STALL_COIN).filled.v != 0;
    }
    ck_assert_double_eq_tol(tries / (DRAWS / 10.0), 4, 0.14); /* sd 0.035 */
}
END_TEST

/* -- memory ----------------------------------------------------------------------------------- */

/* Two buys, the second of more than its bar has. */
START_TEST(a_failed_attempt_leaves_no_memory_at_the_venue)
{
    stall s;
    bl_attempt attempt;
    stall_open(&s, 100 * STALL_COIN, 1000 * STALL_COIN);
    stall_capacity(&s, "volume_share");
    stall_price(&s, "resilient");
    s.venue.capacity_params[0] = 100000000;
    s.venue.price_params[0] = 1000000 * STALL_UNIT;
    s.market.len = 2;
    const bl_market before = s.market;
    bl_book book = {.cash = {0}};
    book.b[0].v = (bl_i128)50 * STALL_COIN * BL_PPB;
    book.b[1].v = (bl_i128)500 * STALL_COIN * BL_PPB;
    bl_rescale_try(&book, &s.market, &s.venue, BL_ATOMIC_ALL_OR_NONE, s.now_ns, &attempt);
    ck_assert_int_eq(attempt.reason, BL_REASON_PARTIAL);
    ck_assert_uint_eq(attempt.fills_len, 0);
    ck_assert_mem_eq(&before, &s.market, sizeof before);
    bl_rescale_try(&book, &s.market, &s.venue, BL_ATOMIC_UNWIND, s.now_ns, &attempt);
    ck_assert_uint_ge(attempt.fills_len, 3); /* in, the short one, and back */
    ck_assert_int_gt(attempt.cost.v, 0);
    ck_assert_mem_eq(&before, &s.market, sizeof before); /* until it is booked */
}
END_TEST

int main(void)
{
    return suite_run(
        "capacities",
        (const TTest *const[]){an_order_walks_the_levels_and_ends_where_they_end,
                               what_was_taken_comes_back_by_halves_and_the_other_side_never_left,
                               a_book_follows_the_mark_and_is_never_cheaper_than_it,
                               a_snapshot_counts_from_its_time_until_the_next_or_its_age,
                               a_book_fills_whole_steps,
                               two_states_have_the_share_and_the_memory_of_their_chain,
                               three_states_are_visited_as_their_chain_says,
                               a_thin_market_takes_less_at_more_and_a_frozen_one_nothing,
                               a_part_of_an_order_is_beta_distributed_with_a_weight_at_both_ends,
                               orders_of_one_bucket_meet_one_draw_and_whole_steps_fill,
                               legs_fill_independently_and_tries_are_geometric,
                               a_failed_attempt_leaves_no_memory_at_the_venue, NULL});
}
