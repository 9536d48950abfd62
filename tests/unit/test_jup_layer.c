/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_jup_layer.c - the lending pool as a strategy (spec 9.1): worked numbers, shortage all or
 * nothing, time that passes only when something happens, rewards, and random months of it.
 */
#include "../../models/jup_token.h"
#include "../../models/registry.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <string.h>

#define ONE INT64_C(1000000000000)
#define MILLION UINT64_C(1000000000000) /* of an asset with six decimals */

enum { DAY_S = 86400, YEAR_S = 31536000 };

static bl_layer_terms terms;
static bl_strategy_view view;
static bl_holding holding;
static bl_lender lender;

static const bl_strategy_model *model(void)
{
    return (const bl_strategy_model *)(const void *)bl_registry_find("strategy", "jup_layer");
}

/* Two kinks, ten millions of others, borrowers who keep 80 %, a limit far above the vault. */
static void begin(void)
{
    terms = (bl_layer_terms){
        .curve = {4, {0, 8500, 9300, 10000}, {0, 600, 800, 10000}},
        .fee_bps = 1000,
        .limit = {2000, 2 * DAY_S, 100 * MILLION},
        .supply = 10 * MILLION,
        .kept_ppb = 800000000,
    };
    view = (bl_strategy_view){.now_s = 0, .layer = &terms};
    memset(&holding, 0, sizeof holding);
    memset(&lender, 0, sizeof lender);
    ck_assert(model()->open(&view, &holding));
}

static bl_reason put(uint64_t amount)
{
    return model()->deposit(&view, &holding, &lender, amount);
}

static bl_reason take(uint64_t amount)
{
    return model()->withdraw(&view, &holding, &lender, amount);
}

static uint64_t worth(void)
{
    uint64_t amount = 0;
    ck_assert(model()->liquidity(&view, &holding, &lender, &amount));
    return amount;
}

/* Refused, and nothing has changed. */
static void refused(bl_reason reason, bl_reason expected, const bl_holding *before)
{
    ck_assert_str_eq(bl_venue_reason_name(reason), bl_venue_reason_name(expected));
    ck_assert(memcmp(before, &holding, sizeof holding) == 0);
}

/* -- worked numbers --------------------------------------------------------------------------- */

/* A pool five minutes before the deposit of the worked example. */
static void begin_worked(void)
{
    begin();
    holding.layer.reserve.supply_price = 1042318765432;
    holding.layer.reserve.borrow_price = 1067890123456;
    holding.layer.token = (bl_layer_token){1045000000000, 1042318765432, 0};
    view.now_s = 300;
}

START_TEST(a_deposit_a_day_and_a_withdrawal_are_as_by_hand)
{
    begin_worked();
    ck_assert_int_eq(holding.layer.reserve.rate_bps, 564);
    ck_assert_int_eq(put(1000000000), BL_REASON_NONE);
    ck_assert_uint_eq(holding.layer.reserve.supply_price, 1042319168081);
    ck_assert_uint_eq(holding.layer.reserve.borrow_price, 1067890696411);
    ck_assert_uint_eq(holding.layer.token.price, 1045000403684);
    ck_assert_uint_eq(holding.layer.position.supply_raw, 959399031);
    ck_assert_uint_eq(holding.held, 956937428);
    ck_assert_uint_eq(worth(), 999999998);
    view.now_s += DAY_S;
    ck_assert_uint_eq(worth(), 1000111253);
    ck_assert_int_eq(take(100000000), BL_REASON_NONE);
    ck_assert_uint_eq(holding.layer.reserve.supply_price, 1042435131085);
    ck_assert_uint_eq(holding.layer.token.price, 1045116664988);
    ck_assert_uint_eq(956937428 - holding.held, 95683098);
    ck_assert_uint_eq(worth(), 900111253); /* no gain and no loss */
}
END_TEST

/* The wrapper around that day: a fee of 5562 units, of which 5561 are locked out for shares. */
START_TEST(the_days_gain_is_locked_and_charged_as_by_hand)
{
    const bl_unlock_model *meteora =
        (const bl_unlock_model *)(const void *)bl_registry_find("unlock", "meteora");
    const bl_unlock_report report = {
        .now_s = DAY_S,
        .total_before = 1999999998,
        .total_after = 2000111253,
        .unlocked = 1999999998,
        .supply = 2000000000,
        .gain = 1000111253 - 999999998,
        .fee = (1000111253 - 999999998) * 500 / 10000,
        .degradation = meteora->degradation,
    };
    bl_lock lock = {0};
    bl_unlock_result result = {0};
    ck_assert_uint_eq(report.gain, 111255);
    ck_assert_uint_eq(report.fee, 5562);
    ck_assert(meteora->report(&lock, &report, &result));
    ck_assert_uint_eq(result.fee_value, 5561);
    ck_assert_uint_eq(result.fee_shares, 5561);
    ck_assert_uint_eq(lock.amount, 105694);
}
END_TEST

/* -- time ------------------------------------------------------------------------------------- */

START_TEST(interest_is_simple_until_somebody_touches_the_layer)
{
    begin();
    ck_assert_int_eq(put(MILLION), BL_REASON_NONE);
    view.now_s = YEAR_S;
    const uint64_t simple = worth(); /* 5.64 % of 80 %, less a tenth */
    ck_assert_uint_eq(simple, MILLION + 40608000000);
    view.now_s = YEAR_S / 2;
    ck_assert(model()->observe(&view, &holding, 800000000));
    ck_assert_uint_lt(worth(), simple);
    view.now_s = YEAR_S;
    ck_assert_uint_gt(worth(), simple);
    ck_assert_uint_lt(worth(), simple + 420000000); /* 2.0304 % of 2.0304 % */
}
END_TEST

START_TEST(a_row_of_the_feed_sets_what_is_borrowed_and_the_rate)
{
    static const struct {
        int64_t ppb, utilisation, rate;
    } rows[] = {
        {0, 0, 0},
        {850000000, 8500, 600},
        {849999999, 8499, 599},
        {930000000, 9300, 800},
        {965000000, 9650, 5399},
        {1000000000, 10000, 9999},
    };
    begin();
    terms.kept_ppb = -1;
    ck_assert_int_eq(put(MILLION + 7), BL_REASON_NONE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        view.now_s += 12345;
        ck_assert(model()->observe(&view, &holding, rows[i].ppb));
        ck_assert_int_eq(holding.layer.reserve.utilisation_bps, rows[i].utilisation);
        ck_assert_int_eq(holding.layer.reserve.rate_bps, rows[i].rate);
    }
}
END_TEST

START_TEST(the_vaults_own_deposit_presses_the_rate_unless_borrowers_follow)
{
    begin();
    ck_assert_int_eq(put(2 * MILLION), BL_REASON_NONE);
    ck_assert_int_eq(holding.layer.reserve.utilisation_bps, 8000);
    begin();
    terms.kept_ppb = -1;
    ck_assert_int_eq(put(2 * MILLION), BL_REASON_NONE);
    ck_assert_int_eq(holding.layer.reserve.utilisation_bps, 6666); /* 8 of 12 */
}
END_TEST

START_TEST(a_layer_without_others_and_without_borrowers_only_keeps_the_money)
{
    begin();
    terms.supply = 0;
    terms.kept_ppb = 0;
    ck_assert(model()->open(&view, &holding));
    ck_assert_int_eq(put(MILLION), BL_REASON_NONE);
    view.now_s = YEAR_S;
    ck_assert_uint_eq(worth(), MILLION);
    ck_assert_int_eq(take(MILLION), BL_REASON_NONE);
    ck_assert_uint_eq(worth(), 0);
}
END_TEST

/* -- shortage --------------------------------------------------------------------------------- */

START_TEST(with_all_of_it_borrowed_nothing_leaves_and_nothing_changes)
{
    begin();
    terms.kept_ppb = -1;
    ck_assert_int_eq(put(MILLION), BL_REASON_NONE);
    view.now_s = DAY_S;
    ck_assert(model()->observe(&view, &holding, BL_PPB));
    bl_holding before = holding;
    view.now_s = DAY_S + 60;
    refused(take(10), BL_REASON_NO_LIQUIDITY, &before);
    ck_assert(model()->observe(&view, &holding, 950000000));
    before = holding;
    const uint64_t cash = 11 * MILLION / 20; /* and a little: five percent of what interest made */
    refused(take(cash + 100000000), BL_REASON_NO_LIQUIDITY, &before);
    ck_assert_int_eq(take(cash), BL_REASON_NONE); /* all of it or nothing */
}
END_TEST

START_TEST(the_limit_is_looked_at_first_and_opens_with_time)
{
    begin();
    terms.limit.base_raw = MILLION / 2;
    ck_assert_int_eq(put(MILLION), BL_REASON_NONE);
    bl_holding before = holding;
    refused(take(MILLION / 5 + 1), BL_REASON_WITHDRAWAL_LIMIT, &before);
    refused(take(20 * MILLION), BL_REASON_WITHDRAWAL_LIMIT, &before);
    ck_assert_int_eq(take(MILLION / 5), BL_REASON_NONE);
    before = holding;
    refused(take(10), BL_REASON_WITHDRAWAL_LIMIT, &before);
    view.now_s = 2 * DAY_S;
    ck_assert_int_eq(take(MILLION * 4 / 25), BL_REASON_NONE); /* a fifth of what is left */
    view.now_s = 6 * DAY_S;
    ck_assert_int_eq(take(MILLION * 3 / 25), BL_REASON_NONE);
    view.now_s = 8 * DAY_S;
    ck_assert_int_eq(take(MILLION / 25), BL_REASON_NONE); /* now below the base */
    ck_assert_int_eq(take(worth()), BL_REASON_NONE);
}
END_TEST

START_TEST(more_than_there_is_and_next_to_nothing_are_refused)
{
    begin();
    ck_assert_int_eq(put(1000), BL_REASON_NONE);
    bl_holding before = holding;
    refused(put(9), BL_REASON_AMOUNT_NEARLY_ZERO, &before);
    refused(take(9), BL_REASON_AMOUNT_NEARLY_ZERO, &before);
    refused(take(1001), BL_REASON_NO_LIQUIDITY, &before);
    refused(put(UINT64_MAX), BL_REASON_MATH_OVERFLOW, &before);
    ck_assert_int_eq(put(10), BL_REASON_NONE);
    begin();
    holding.layer.token.price = 11 * (uint64_t)ONE;
    before = holding;
    refused(put(10), BL_REASON_DEPOSIT_INSIGNIFICANT, &before);
    ck_assert_int_eq(put(11), BL_REASON_NONE);
    ck_assert_uint_eq(holding.held, 1);
}
END_TEST

/* What may be taken at most is taken, and not a unit more. */
static void take_the_most(uint64_t expected)
{
    uint64_t most = 0;
    ck_assert(model()->reachable(&view, &holding, &most));
    ck_assert_uint_eq(most, expected);
    const bl_holding before = holding;
    ck_assert_int_ne(take(most + 1), BL_REASON_NONE);
    ck_assert(memcmp(&before, &holding, sizeof holding) == 0);
    ck_assert_int_eq(take(most), BL_REASON_NONE);
}

START_TEST(what_can_be_reached_is_the_lesser_of_limit_and_cash)
{
    begin();
    terms.kept_ppb = -1;
    terms.limit.base_raw = MILLION / 2;
    ck_assert_int_eq(put(MILLION), BL_REASON_NONE);
    take_the_most(MILLION / 5); /* the limit: cash is three millions */
    ck_assert(model()->observe(&view, &holding, 990000000));
    view.now_s = 2 * DAY_S;
    ck_assert(model()->observe(&view, &holding, 990000000));
    const bl_layer_reserve *reserve = &holding.layer.reserve;
    const bl_u128 owned = (bl_u128)reserve->supply_raw * reserve->supply_price;
    const bl_u128 owed = (bl_u128)reserve->borrow_raw * reserve->borrow_price;
    take_the_most((uint64_t)((owned - owed) / (bl_u128)ONE)); /* a hundredth of 10.8 millions */
    ck_assert(model()->observe(&view, &holding, BL_PPB));
    uint64_t most = 1;
    ck_assert(model()->reachable(&view, &holding, &most));
    ck_assert_uint_eq(most, 0);
}
END_TEST

/* -- rewards ---------------------------------------------------------------------------------- */

START_TEST(rewards_are_paid_to_the_last_unit)
{
    begin();
    terms.kept_ppb = 0;
    terms.rewards = (bl_layer_rewards){DAY_S, DAY_S + YEAR_S, MILLION / 20, MILLION / 2};
    ck_assert_int_eq(put(MILLION), BL_REASON_NONE);
    view.now_s = DAY_S;
    ck_assert_uint_eq(worth(), MILLION);
    view.now_s = DAY_S + YEAR_S;
    ck_assert_uint_eq(worth(), MILLION * 21 / 20);
    view.now_s = 3 * YEAR_S;
    ck_assert_uint_eq(worth(), MILLION * 21 / 20);
    ck_assert_int_eq(take(worth()), BL_REASON_NONE);
    ck_assert_uint_eq(worth(), 0);
}
END_TEST

/* -- properties ------------------------------------------------------------------------------- */

/* Months of deposits, withdrawals and utilisations: what was put in and not taken out is there,
 * but for rounding of two units a move; refusals change nothing; the pool's supply is part of
 * all supply; where cash and limit allow it, all can leave. */
START_TEST(random_months_lose_no_more_than_rounding_and_pay_out_whole)
{
    for (uint64_t stream = 0; stream < 60; stream++) {
        draws d = draws_new(17, stream);
        bl_i128 given = 0;
        int moves = 0;
        begin();
        terms.kept_ppb = draws_once_in(&d, 2) ? -1 : draws_between(&d, 0, BL_PPB);
        terms.fee_bps = draws_between(&d, 0, 10000);
        for (int i = 0; i < 300; i++) {
            const bl_holding before = holding;
            const uint64_t amount = 10 + draws_below(&d, UINT64_C(1) << draws_below(&d, 41));
            view.now_s += (int64_t)draws_below(&d, 1 << draws_below(&d, 18));
            const uint64_t choice = draws_below(&d, 3);
            bl_reason reason = BL_REASON_NONE;
            if (choice == 2) {
                ck_assert(model()->observe(&view, &holding, draws_between(&d, 0, BL_PPB)));
                continue;
            }
            reason = choice == 0 ? put(amount) : take(amount);
            if (reason != BL_REASON_NONE) {
                ck_assert(memcmp(&before, &holding, sizeof holding) == 0);
                continue;
            }
            given += choice == 0 ? (bl_i128)amount : -(bl_i128)amount;
            moves++;
            ck_assert((bl_i128)worth() >= given - 2 * moves);
            ck_assert_uint_le(holding.layer.position.supply_raw, holding.layer.reserve.supply_raw);
        }
        terms.kept_ppb = -1;
        ck_assert(model()->observe(&view, &holding, 0));
        ck_assert_int_eq(worth() < 10 ? BL_REASON_NONE : take(worth()), BL_REASON_NONE);
        ck_assert_uint_lt(worth(), 10);
    }
}
END_TEST

START_TEST(a_round_trip_within_a_second_never_profits)
{
    draws d = draws_new(18, 0);
    begin_worked();
    for (int i = 0; i < 20000; i++) {
        const uint64_t amount = 10 + draws_below(&d, UINT64_C(1) << draws_below(&d, 40));
        view.now_s += (int64_t)draws_below(&d, 100000);
        const uint64_t before = worth();
        ck_assert_int_eq(put(amount), BL_REASON_NONE);
        ck_assert_uint_le(worth(), before + amount);
        if (take(amount) == BL_REASON_NONE) {
            ck_assert_uint_le(worth(), before);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_deposit_a_day_and_a_withdrawal_are_as_by_hand,
        the_days_gain_is_locked_and_charged_as_by_hand,
        interest_is_simple_until_somebody_touches_the_layer,
        a_row_of_the_feed_sets_what_is_borrowed_and_the_rate,
        the_vaults_own_deposit_presses_the_rate_unless_borrowers_follow,
        a_layer_without_others_and_without_borrowers_only_keeps_the_money,
        with_all_of_it_borrowed_nothing_leaves_and_nothing_changes,
        the_limit_is_looked_at_first_and_opens_with_time,
        more_than_there_is_and_next_to_nothing_are_refused,
        what_can_be_reached_is_the_lesser_of_limit_and_cash,
        rewards_are_paid_to_the_last_unit,
        random_months_lose_no_more_than_rounding_and_pay_out_whole,
        a_round_trip_within_a_second_never_profits,
        NULL,
    };
    return suite_run("jup_layer", tests);
}
