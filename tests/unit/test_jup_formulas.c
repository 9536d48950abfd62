/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_jup_formulas.c - the liquidity layer's formulas against numbers published with the program
 * or computed by hand from its sentences: rates, accrual, shares, withdrawal limits.
 */
#include "../../models/jup_accrual.h"
#include "../../models/jup_limit.h"
#include "../../models/jup_rates.h"
#include "../../models/jup_token.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <stdlib.h>

#define LEN(array) (sizeof(array) / sizeof(array)[0])
#define ONE UINT64_C(1000000000000) /* a price of 1 */

enum { DAY_S = 86400, YEAR_S = 31536000, WHOLE = 10000 };

/* -- rates ------------------------------------------------------------------------------------ */

static const bl_layer_curve sample_v1 = {3, {0, 9000, WHOLE}, {0, 300, 10000}};
static const bl_layer_curve sample_v2 = {4, {0, 8500, 9300, WHOLE}, {0, 600, 800, 10000}};
static const bl_layer_curve test_v1 = {3, {0, 8000, WHOLE}, {400, 1000, 15000}};

START_TEST(a_rate_is_what_the_program_makes_it_on_every_segment_and_at_the_kinks)
{
    static const struct {
        const bl_layer_curve *curve;
        int64_t utilisation, rate;
    } rows[] = {
        {&sample_v2, 0, 0},
        {&sample_v2, 4250, 299},
        {&sample_v2, 8000, 564},
        {&sample_v2, 8500, 600},
        {&sample_v2, 8900, 700},
        {&sample_v2, 9300, 800},
        {&sample_v2, 9500, 3428},
        {&sample_v2, 9650, 5399},
        {&sample_v2, 10000, 9999},
        {&sample_v1, 577, 19},
        {&sample_v1, 4500, 149},
        {&sample_v1, 9000, 300},
        {&sample_v1, 9500, 5150},
        {&sample_v1, 10000, 10000},
        {&test_v1, 0, 400},
        {&test_v1, 100, 407},
        {&test_v1, 8000, 1000},
        {&test_v1, 10000, 15000},
        {&test_v1, 11000, 22000},           /* beyond all: the last segment goes on */
        {&test_v1, 30000, BL_JUP_RATE_MAX}, /* and is cut */
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        int64_t rate = -1;
        ck_assert(bl_jup_rates_borrow(rows[i].curve, rows[i].utilisation, &rate));
        ck_assert_msg(rate == rows[i].rate, "row %zu: %lld", i, (long long)rate);
    }
}
END_TEST

START_TEST(an_earlier_segment_may_fall_and_a_rate_below_zero_is_refused)
{
    const bl_layer_curve falling = {3, {0, 5000, WHOLE}, {1000, 0, 100}};
    const bl_layer_curve negative = {3, {0, 5000, WHOLE}, {1000, 500, 0}};
    const bl_layer_curve upright = {3, {0, 0, WHOLE}, {0, 500, 600}};
    int64_t rate = -1;
    ck_assert(bl_jup_rates_borrow(&falling, 2500, &rate));
    ck_assert_int_eq(rate, 500);
    ck_assert(bl_jup_rates_borrow(&falling, 4999, &rate));
    ck_assert_int_eq(rate, 0);
    ck_assert(!bl_jup_rates_borrow(&negative, 10100, &rate));
    ck_assert(bl_jup_rates_borrow(&upright, 0, &rate)); /* the segment above the kink at 0 */
    ck_assert_int_eq(rate, 500);
}
END_TEST

/* Aave's stablecoin curve (its proposal 216): 12.5 % at 92 %, 47.5 % at 100 %. Published to a
 * millionth; ours are basis points, cut. */
START_TEST(a_published_curve_comes_out_to_the_basis_point)
{
    const bl_layer_curve aave = {3, {0, 9200, WHOLE}, {0, 1250, 4750}};
    static const int64_t rows[][2] = {{5000, 679}, {9200, 1250}, {9600, 3000}, {10000, 4750}};
    static const double supply[] = {3.057065, 10.35, 25.92, 42.75}; /* %, of a fee of 10 % */
    for (size_t i = 0; i < LEN(rows); i++) {
        int64_t rate = -1;
        ck_assert(bl_jup_rates_borrow(&aave, rows[i][0], &rate));
        ck_assert_int_eq(rate, rows[i][1]);
        bl_layer_reserve reserve = {ONE, ONE, WHOLE, 0, .rate_bps = rate};
        reserve.borrow_raw = (uint64_t)rows[i][0];
        ck_assert(bl_jup_rates_utilisation(&reserve, &reserve.utilisation_bps));
        ck_assert(bl_jup_accrual_prices(&reserve, 1000, YEAR_S));
        const double earned = (double)(reserve.supply_price - ONE) / (double)ONE;
        ck_assert_double_eq_tol(earned * 100, supply[i], 0.01);
        ck_assert_uint_eq(reserve.borrow_price - ONE, (uint64_t)rate * (ONE / WHOLE));
    }
}
END_TEST

START_TEST(utilisation_counts_all_that_is_lent_and_borrowed_at_its_price)
{
    static const struct {
        bl_layer_reserve reserve;
        int64_t utilisation;
    } rows[] = {
        {{ONE, ONE, 0, 0, 0, 0, 0, 0, 0}, 0},
        {{ONE, ONE, 0, 0, 7, 0, 0, 0, 0}, 0}, /* nothing supplied */
        {{ONE, ONE, 80, 20, 50, 10, 0, 0, 0}, 6000},
        {{ONE, ONE, 3, 0, 2, 0, 0, 0, 0}, 6666},
        {{2 * ONE, ONE, 50, 0, 100, 0, 0, 0, 0}, 10000},
        {{ONE, 3 * ONE / 2, 100, 0, 100, 0, 0, 0, 0}, 15000},
        {{ONE, ONE, UINT64_MAX, 0, UINT64_MAX, 0, 0, 0, 0}, 10000},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        int64_t utilisation = -1;
        ck_assert(bl_jup_rates_utilisation(&rows[i].reserve, &utilisation));
        ck_assert_msg(utilisation == rows[i].utilisation, "row %zu: %lld", i,
                      (long long)utilisation);
    }
    const bl_layer_reserve most = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 1, 0, 0, 0, 0};
    int64_t utilisation = -1;
    ck_assert(!bl_jup_rates_utilisation(&most, &utilisation));
}
END_TEST

/* -- accrual ---------------------------------------------------------------------------------- */

START_TEST(prices_move_as_published_and_as_by_hand)
{
    static const struct {
        bl_layer_reserve reserve; /* prices, supply raw and free, borrow raw and free, rate, util */
        int64_t fee, seconds;
        uint64_t supply_price, borrow_price;
    } rows[] = {
        {{ONE, ONE, 500000000, 0, 5000000, 0, 407, 100, 0},
         0,
         YEAR_S,
         1000407000000,
         1040700000000},
        {{ONE, ONE, 500000000, 0, 5000000, 0, 407, 100, 0}, 0, 31536, 1000000407000, 1000040700000},
        {{ONE, ONE, 100000000, 400000000, 5000000, 0, 407, 100, 0},
         0,
         YEAR_S,
         1002035000000,
         1040700000000},
        {{ONE, ONE, 400000000, 100000000, 5000000, 0, 407, 100, 0},
         1000,
         YEAR_S,
         1000457875000,
         1040700000000},
        {{ONE, ONE, 500000000, 0, 4000000, 1000000, 407, 100, 0},
         0,
         YEAR_S,
         1000325600000,
         1040700000000},
        {{ONE, ONE, 1000, 0, 800, 0, 564, 8000, 0}, 1000, DAY_S, 1000111254794, 1000154520548},
        {{1042318765432, 1067890123456, 1000, 0, 800, 0, 564, 8000, 0},
         1000,
         300,
         1042319168081,
         1067890696411},
        /* 80 with and 20 without interest, 50 and 10 borrowed, 40 %, fee 10 %, half a year */
        {{ONE, ONE, 80, 20, 50, 10, 4000, 6000, 0}, 1000, YEAR_S / 2, 1112500000000, 1200000000000},
        /* nothing happens: no time, no rate, nobody borrows; nobody to receive it */
        {{ONE, ONE, 1000, 0, 800, 0, 564, 8000, 0}, 1000, 0, ONE, ONE},
        {{ONE, ONE, 1000, 0, 800, 0, 0, 8000, 0}, 1000, DAY_S, ONE, ONE},
        {{ONE, ONE, 1000, 0, 0, 800, 564, 8000, 0}, 1000, DAY_S, ONE, ONE},
        {{ONE, ONE, 0, 1000, 800, 0, 564, 8000, 0}, 1000, DAY_S, ONE, 1000154520548},
        {{ONE, ONE, 1, 100000, 800, 0, 564, 8000, 0}, 1000, DAY_S, ONE, 1000154520548},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        bl_layer_reserve reserve = rows[i].reserve;
        ck_assert(bl_jup_accrual_prices(&reserve, rows[i].fee, rows[i].seconds));
        ck_assert_msg(reserve.supply_price == rows[i].supply_price &&
                          reserve.borrow_price == rows[i].borrow_price,
                      "row %zu: supply %llu, borrow %llu", i,
                      (unsigned long long)reserve.supply_price,
                      (unsigned long long)reserve.borrow_price);
        ck_assert_int_eq(reserve.updated_s, rows[i].seconds);
    }
}
END_TEST

START_TEST(a_price_that_does_not_fit_changes_nothing)
{
    bl_layer_reserve reserve = {UINT64_MAX, UINT64_MAX - 1, 5, 0, 5, 0, 65535, WHOLE, 0};
    const bl_layer_reserve kept = reserve;
    ck_assert(!bl_jup_accrual_prices(&reserve, 0, DAY_S));
    ck_assert_uint_eq(reserve.supply_price, kept.supply_price);
    ck_assert_uint_eq(reserve.borrow_price, kept.borrow_price);
    ck_assert_int_eq(reserve.updated_s, 0);
}
END_TEST

START_TEST(a_ratio_is_of_the_smaller_to_the_larger)
{
    ck_assert_int_eq(bl_jup_accrual_ratio_bps(0, 0), 0);
    ck_assert_int_eq(bl_jup_accrual_ratio_bps(7, 7), WHOLE);
    ck_assert_int_eq(bl_jup_accrual_ratio_bps(2, 3), 6666);
    ck_assert_int_eq(bl_jup_accrual_ratio_bps(3, 2), 6666);
    ck_assert_int_eq(bl_jup_accrual_ratio_bps(UINT64_MAX, 0), 0);
}
END_TEST

/* Borrowers pay at least what suppliers get, whatever is interest-bearing: the rest is the fee,
 * free supply's part, or rounding. */
START_TEST(suppliers_never_get_more_than_borrowers_pay)
{
    draws d = draws_new(11, 0);
    for (int i = 0; i < 20000; i++) {
        const uint64_t scale = UINT64_C(1) << draws_below(&d, 50);
        bl_layer_reserve reserve = {ONE, ONE, .rate_bps = draws_between(&d, 0, 20000)};
        reserve.supply_raw = 1000 + draws_below(&d, scale);
        reserve.supply_free = draws_once_in(&d, 3) ? draws_below(&d, reserve.supply_raw) : 0;
        const uint64_t supply = reserve.supply_raw + reserve.supply_free;
        reserve.borrow_raw = draws_below(&d, supply);
        ck_assert(bl_jup_rates_utilisation(&reserve, &reserve.utilisation_bps));
        ck_assert(bl_jup_accrual_prices(&reserve, draws_between(&d, 0, WHOLE), YEAR_S));
        const bl_u128 earned = (bl_u128)reserve.supply_raw * (reserve.supply_price - ONE);
        const bl_u128 paid = (bl_u128)reserve.borrow_raw * (reserve.borrow_price - ONE);
        /* ratios are cut to basis points: of the supply, two of them at 200 % */
        ck_assert(earned <= paid + (bl_u128)supply * (ONE / WHOLE) * 4);
    }
}
END_TEST

/* -- shares ----------------------------------------------------------------------------------- */

static bl_layer_token pool_token(void)
{
    return (bl_layer_token){1045000000000, 1042318765432, 0};
}

START_TEST(shares_are_minted_burned_and_redeemed_as_by_hand)
{
    bl_layer_token token = pool_token();
    bl_jup_minting got = {0, 0, 0};
    uint64_t amount = 0;
    ck_assert(bl_jup_token_update(&token, NULL, 0, 5, 1042319168081, 300));
    ck_assert_uint_eq(token.price, 1045000403684);
    ck_assert(bl_jup_token_mint_for(1000000000, 1042319168081, token.price, &got));
    ck_assert_uint_eq(got.raw, 959399031);
    ck_assert_uint_eq(got.registered, 999999999);
    ck_assert_uint_eq(got.tokens, 956937428);
    ck_assert(bl_jup_token_worth(got.tokens, token.price, &amount));
    ck_assert_uint_eq(amount, 999999998);
    ck_assert(bl_jup_token_burn_for(500000000, token.price, &amount));
    ck_assert_uint_eq(amount, 478468715);
    ck_assert(bl_jup_token_worth(478468715, token.price, &amount));
    ck_assert_uint_eq(amount, 500000000);
    ck_assert(bl_jup_token_cost(478468715, token.price, &amount));
    ck_assert_uint_eq(amount, 500000001);
    ck_assert(bl_jup_token_mint_for(1, 2 * ONE, ONE, &got));
    ck_assert_uint_eq(got.raw, 0);
    ck_assert_uint_eq(got.tokens, 0);
}
END_TEST

START_TEST(a_layer_price_that_fell_is_refused)
{
    bl_layer_token token = pool_token();
    ck_assert(!bl_jup_token_update(&token, NULL, 0, 5, 1042318765431, 300));
    ck_assert_uint_eq(token.price, 1045000000000);
    ck_assert_int_eq(token.updated_s, 0);
}
END_TEST

START_TEST(rewards_are_a_yearly_amount_over_the_pool_capped_and_only_above_a_size)
{
    const bl_layer_rewards rewards = {0, YEAR_S, 5000, 1000};
    ck_assert_int_eq(bl_jup_token_rewards_rate(&rewards, 0), 0);
    ck_assert_int_eq(bl_jup_token_rewards_rate(&rewards, 999), 0);
    ck_assert_int_eq(bl_jup_token_rewards_rate(&rewards, 1000), INT64_C(50000000000000));
    ck_assert_int_eq(bl_jup_token_rewards_rate(&rewards, 10000), INT64_C(50000000000000));
    ck_assert_int_eq(bl_jup_token_rewards_rate(&rewards, 30000), INT64_C(16666666666666));
    ck_assert_int_eq(bl_jup_token_rewards_rate(&rewards, 100000), INT64_C(5000000000000));
}
END_TEST

START_TEST(rewards_count_the_seconds_of_their_windows)
{
    static const bl_layer_rewards windows[] = {{100, 200, 5000, 1000}, {150, 1000, 10000, 0}};
    static const struct {
        int64_t from, to;
        uint64_t price; /* of 1 before; 5 % and 10 % a year on 100 000 */
    } rows[] = {
        {0, 100, ONE},
        {0, 150, ONE + 79274},  /* 50 s at 5 % */
        {0, 200, ONE + 317097}, /* 100 s of it and 50 s at 10 % */
        {150, 200, ONE + 237823},
        {200, 1000, ONE + 2536783}, /* 800 s at 10 % */
        {1000, YEAR_S, ONE},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        bl_layer_token token = {ONE, ONE, rows[i].from};
        ck_assert(bl_jup_token_update(&token, windows, 2, 100000, ONE, rows[i].to));
        ck_assert_msg(token.price == rows[i].price, "row %zu: %llu", i,
                      (unsigned long long)token.price);
    }
}
END_TEST

/* -- withdrawal limits ------------------------------------------------------------------------ */

/* One step: so many seconds pass, then an operation in thousandths; what must hold afterwards. */
typedef struct {
    int64_t seconds, change;
    uint64_t supply, limit;
    bool refused;
} limit_step;

static void walk(const bl_layer_limit *rule, bl_layer_position position, const limit_step *steps,
                 size_t len)
{
    int64_t now_s = position.updated_s;
    for (size_t i = 0; i < len; i++) {
        const uint64_t raw =
            (uint64_t)(steps[i].change < 0 ? -steps[i].change : steps[i].change) * 1000000;
        now_s += steps[i].seconds;
        if (steps[i].change != 0) {
            const bool done = steps[i].change > 0
                                  ? bl_jup_limit_deposit(&position, rule, raw, now_s)
                                  : bl_jup_limit_withdraw(&position, rule, raw, now_s);
            ck_assert_msg(done != steps[i].refused, "step %zu", i);
        }
        const uint64_t limit = bl_jup_limit_before(&position, rule, now_s);
        ck_assert_msg(position.supply_raw == steps[i].supply * 1000000 &&
                          limit == steps[i].limit * 1000000,
                      "step %zu: supply %llu, limit %llu", i,
                      (unsigned long long)position.supply_raw, (unsigned long long)limit);
    }
}

START_TEST(a_limit_follows_the_programs_own_test)
{
    static const bl_layer_limit rule = {2000, 172800, UINT64_C(5000000000)};
    static const limit_step steps[] = {
        {0, 1000, 1000, 0, false},      {0, 4500, 5500, 4400, false},
        {0, 500, 6000, 4800, false},    {0, -10, 5990, 4800, false},
        {172800, 0, 5990, 4792, false}, {0, 1010, 7000, 5600, false},
        {0, -1400, 5600, 5600, false},  {0, -1, 5600, 5600, true},
        {34560, 0, 5600, 5376, false},  {0, -100, 5500, 5376, false},
        {172800, 0, 5500, 4400, false}, {0, -510, 4990, 0, false},
        {0, -4991, 4990, 0, true},      {0, -4990, 0, 0, false},
    };
    walk(&rule, (bl_layer_position){0, 0, 0}, steps, LEN(steps));
}
END_TEST

START_TEST(a_limit_follows_the_documented_scenario)
{
    static const bl_layer_limit rule = {2000, 200, UINT64_C(5000000000)};
    static const limit_step steps[] = {
        {0, -2000, 13000, 12000, false}, {0, -1001, 13000, 12000, true},
        {100, 0, 13000, 10700, false},   {23, 0, 13000, 10401, false},
        {1, 0, 13000, 10400, false},     {26, 0, 13000, 10400, false},
        {50, 0, 13000, 10400, false},    {0, -2601, 13000, 10400, true},
        {0, -2600, 10400, 10400, false},
    };
    walk(&rule, (bl_layer_position){UINT64_C(15000000000), UINT64_C(12000000000), 0}, steps,
         LEN(steps));
}
END_TEST

START_TEST(deposits_help_and_a_withdrawal_below_the_base_frees_the_rest)
{
    static const bl_layer_limit rule = {2000, 200, UINT64_C(5000000000)};
    static const limit_step above[] = {{0, 5500, 5500, 4400, false}, {0, -600, 4900, 0, false}};
    static const limit_step kept[] = {{0, 500, 6500, 5500, false}, {200, 0, 6500, 5200, false}};
    static const limit_step lifted[] = {{0, 1000, 7000, 5600, false}};
    const bl_layer_position six = {UINT64_C(6000000000), UINT64_C(5500000000), 0};
    walk(&rule, (bl_layer_position){0, 0, 0}, above, LEN(above));
    walk(&rule, six, kept, LEN(kept));
    walk(&rule, six, lifted, LEN(lifted));
}
END_TEST

/* The full step once a duration: S(1-p)^n, so 14 of them bring 100 below a base of 5, and then
 * everything is free. */
START_TEST(a_full_step_once_a_duration_leaves_the_power_of_what_stays)
{
    static const bl_layer_limit rule = {2000, 200, UINT64_C(5000000000)};
    bl_layer_position position = {0, 0, 0};
    ck_assert(bl_jup_limit_deposit(&position, &rule, UINT64_C(100000000000), 0));
    uint64_t expected = UINT64_C(100000000000);
    int steps = 0;
    for (; position.supply_raw >= rule.base_raw; steps++) {
        const uint64_t stays = bl_jup_limit_before(&position, &rule, 200 * steps);
        ck_assert(
            !bl_jup_limit_withdraw(&position, &rule, position.supply_raw - stays + 1, 200 * steps));
        ck_assert(
            bl_jup_limit_withdraw(&position, &rule, position.supply_raw - stays, 200 * steps));
        expected -= expected / 5;
        ck_assert_uint_eq(position.supply_raw, expected);
    }
    ck_assert_int_eq(steps, 14);
    ck_assert(bl_jup_limit_withdraw(&position, &rule, position.supply_raw, 200 * 14));
}
END_TEST

/* What is left in ppm of the start after taking all that may leave, `every` seconds, until. */
static int64_t left_after(const bl_layer_limit *rule, int64_t every, int64_t until)
{
    const uint64_t start = UINT64_C(1000000000000);
    bl_layer_position position = {start, start, 0};
    for (int64_t now = every; now <= until; now += every) {
        const uint64_t stays = bl_jup_limit_before(&position, rule, now);
        ck_assert(bl_jup_limit_withdraw(&position, rule, position.supply_raw - stays, now));
    }
    return (int64_t)(position.supply_raw / 1000000);
}

/* Continuously: e^(-pt/D), half after 3.4657 D at 20 %. Waiting drains faster. */
START_TEST(draining_without_a_pause_halves_after_3_4657_durations_and_waiting_is_faster)
{
    static const bl_layer_limit rule = {2000, 100000, 1};
    ck_assert_int_lt(llabs(left_after(&rule, 10, 346570) - 500000), 30);
    ck_assert_int_lt(llabs(left_after(&rule, 10, 100000) - 818731), 30);
    ck_assert_int_eq(left_after(&rule, 100000, 300000), 512000); /* half at 3.1063 steps */
    ck_assert_int_eq(left_after(&rule, 100000, 400000), 409600);
    ck_assert_int_lt(left_after(&rule, 100000, 400000), left_after(&rule, 10, 400000));
}
END_TEST

/* What may leave shrinks at once with the part that may, and grows only with time. */
START_TEST(a_smaller_part_holds_at_once_and_a_larger_one_has_to_expand)
{
    static const bl_layer_limit usual = {2000, 200, 1};
    static const bl_layer_limit smaller = {1000, 200, 1};
    static const bl_layer_limit larger = {4000, 200, 1};
    const bl_layer_position position = {10000, 8000, 0};
    ck_assert_uint_eq(bl_jup_limit_before(&position, &usual, 0), 8000);
    ck_assert_uint_eq(bl_jup_limit_before(&position, &smaller, 0), 9000);
    ck_assert_uint_eq(bl_jup_limit_before(&position, &larger, 0), 8000);
    ck_assert_uint_eq(bl_jup_limit_before(&position, &larger, 50), 7000);
    ck_assert_uint_eq(bl_jup_limit_before(&position, &larger, 1000), 6000);
}
END_TEST

START_TEST(a_supply_that_does_not_fit_is_refused)
{
    static const bl_layer_limit rule = {WHOLE, 1, 1};
    bl_layer_position position = {UINT64_MAX, UINT64_MAX, 0};
    ck_assert(!bl_jup_limit_deposit(&position, &rule, 1, 5));
    ck_assert_uint_eq(position.limit_raw, UINT64_MAX);
    ck_assert_uint_eq(bl_jup_limit_before(&position, &rule, INT64_MAX), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_rate_is_what_the_program_makes_it_on_every_segment_and_at_the_kinks,
        an_earlier_segment_may_fall_and_a_rate_below_zero_is_refused,
        a_published_curve_comes_out_to_the_basis_point,
        utilisation_counts_all_that_is_lent_and_borrowed_at_its_price,
        prices_move_as_published_and_as_by_hand,
        a_price_that_does_not_fit_changes_nothing,
        a_ratio_is_of_the_smaller_to_the_larger,
        suppliers_never_get_more_than_borrowers_pay,
        shares_are_minted_burned_and_redeemed_as_by_hand,
        a_layer_price_that_fell_is_refused,
        rewards_are_a_yearly_amount_over_the_pool_capped_and_only_above_a_size,
        rewards_count_the_seconds_of_their_windows,
        a_limit_follows_the_programs_own_test,
        a_limit_follows_the_documented_scenario,
        deposits_help_and_a_withdrawal_below_the_base_frees_the_rest,
        a_full_step_once_a_duration_leaves_the_power_of_what_stays,
        draining_without_a_pause_halves_after_3_4657_durations_and_waiting_is_faster,
        a_smaller_part_holds_at_once_and_a_larger_one_has_to_expand,
        a_supply_that_does_not_fit_is_refused,
        NULL,
    };
    return suite_run("jup_formulas", tests);
}
