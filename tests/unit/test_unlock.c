/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_unlock.c - locked profit by the numbers: the published curves on the models' own functions,
 * the worked cranks through whole runs. A vault lends all it has; each crank withdraws what 10
 * units of collateral are worth, after the price has moved so far that the total comes out as the
 * example has it.
 */
#include "../../models/registry.h"
#include "../../sim/muldiv.h"
#include "../support/draws.h"
#include "../support/lending.h"
#include "../support/suite.h"

#define D INT64_C(1000000000000)

static const bl_unlock_model *scheme(const char *name)
{
    const bl_model_info *info = bl_registry_find("unlock", name);
    ck_assert_ptr_nonnull(info);
    return (const bl_unlock_model *)info;
}

/* -- curves ----------------------------------------------------------------------------------- */

static uint64_t locked_after(const char *name, uint64_t amount, int64_t seconds)
{
    const bl_unlock_model *model = scheme(name);
    const bl_lock lock = {.amount = amount, .report_s = 1000};
    uint64_t out = 0;
    ck_assert(model->locked(&lock, model->degradation, 1000 + seconds, &out));
    return out;
}

typedef struct {
    int64_t seconds;
    uint64_t locked;
} point;

static void check_curve(const char *name, uint64_t amount, const point *points, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ck_assert_msg(locked_after(name, amount, points[i].seconds) == points[i].locked,
                      "%s at %lld s", name, (long long)points[i].seconds);
    }
}

START_TEST(meteora_unlocks_over_six_hours_and_a_second)
{
    static const point points[] = {
        {0, 1000000000},    {1, 999953703}, {60, 997222222}, {600, 972222222}, {3600, 833333334},
        {10800, 500000003}, {21599, 46302}, {21600, 6},      {21601, 0},       {1000000000, 0}};
    check_curve("meteora", 1000000000, points, 10);
    check_curve("meteora_legacy", 1000000000, points, 10);
    ck_assert_uint_eq(locked_after("meteora", 156249999, 21600), 0);
    ck_assert_uint_eq(locked_after("meteora", 156250000, 21600), 1);
    ck_assert_uint_eq(locked_after("meteora", 1000000000000, 21600), 6400);
}
END_TEST

START_TEST(yearn_v2_rounds_what_it_released_down_and_is_done_after_21740_s)
{
    static const point points[] = {{0, 1000000000},  {3600, 834400000}, {10800, 503200000},
                                   {21600, 6400000}, {21739, 6000},     {21740, 0}};
    check_curve("yearn_v2", 1000000000, points, 6);
    ck_assert_uint_eq(locked_after("yearn_v2", 1, 21739), 1);
    ck_assert_uint_eq(locked_after("meteora", 1, 1), 0);
}
END_TEST

START_TEST(none_locks_nothing)
{
    ck_assert_uint_eq(locked_after("none", UINT64_MAX, 0), 0);
}
END_TEST

START_TEST(the_largest_amount_and_the_longest_time_are_still_exact)
{
    ck_assert_uint_eq(locked_after("meteora", UINT64_MAX, 0), UINT64_MAX);
    ck_assert_uint_eq(locked_after("meteora", UINT64_MAX, 21600), 118059162071);
    ck_assert_uint_eq(locked_after("meteora", UINT64_MAX, INT64_MAX / 2), 0);
    ck_assert_uint_eq(locked_after("yearn_v2", UINT64_MAX, 1), 18445895523482160976u);
    ck_assert_uint_eq(locked_after("yearn_v2", UINT64_MAX, INT64_MAX / 2), 0);
}
END_TEST

/* The documents' five-minute table: a hundred more after two minutes, and again after five. */
START_TEST(the_drip_table_of_five_minutes)
{
    const bl_unlock_model *model = scheme("meteora");
    const int64_t rate = D / 300;
    bl_lock lock = {.amount = 100, .report_s = 120};
    uint64_t total = 200;
    static const uint64_t unlocked[] = {100, 120, 140, 160, 188};
    for (int64_t minute = 2; minute <= 6; minute++) {
        uint64_t locked = 0;
        ck_assert(model->locked(&lock, rate, minute * 60, &locked));
        if (minute == 5) {
            bl_unlock_report crank = {.now_s = 300,
                                      .total_before = 200,
                                      .total_after = 300,
                                      .locked = locked,
                                      .gain = 100,
                                      .degradation = rate};
            bl_unlock_result result = {.fee_shares = 0};
            ck_assert(model->report(&lock, &crank, &result));
            ck_assert_uint_eq(locked, 40);
            total = 300;
            locked = lock.amount;
        }
        ck_assert_uint_eq(total - locked, unlocked[minute - 2]);
    }
}
END_TEST

/* A report with no fee; T counts what is locked. */
static void gain_without_fee(bl_lock *lock, const char *name, int64_t now_s, uint64_t gain)
{
    const bl_unlock_model *model = scheme(name);
    uint64_t locked = 0;
    ck_assert(model->locked(lock, model->degradation, now_s, &locked));
    bl_unlock_report crank = {.now_s = now_s,
                              .total_before = 1000000000,
                              .total_after = 1000000000 + gain,
                              .locked = locked,
                              .gain = gain};
    bl_unlock_result result = {.fee_shares = 0};
    ck_assert(model->report(lock, &crank, &result));
}

START_TEST(a_new_report_spreads_the_whole_remainder_over_the_full_time_again)
{
    static const point points[] = {{7200, 1527777}, {21601, 305470}, {25201, 0}};
    bl_lock lock = {.amount = 0};
    gain_without_fee(&lock, "meteora", 0, 1000000);
    gain_without_fee(&lock, "meteora", 3600, 1000000);
    for (size_t i = 0; i < 3; i++) {
        uint64_t locked = 0;
        ck_assert(scheme("meteora")->locked(&lock, 46296296, points[i].seconds, &locked));
        ck_assert_uint_eq(locked, points[i].locked);
    }
}
END_TEST

/* -- yearn v3, a second time ------------------------------------------------------------------ */

/* domain D.2 with any horizon. The model's is ten days; the published numbers are of six hours. */
typedef struct {
    int64_t horizon_s, report_s, full_s;
    bl_i128 shares, rate, fee_shares;
} shares_lock;

static bl_i128 released_of(const shares_lock *lock, int64_t now_s)
{
    if (lock->full_s > now_s) {
        return lock->rate * (now_s - lock->report_s) / D;
    }
    return lock->full_s != 0 ? lock->shares : 0;
}

/* Effective supply and assets before; the released shares are burned first. */
static void report_shares(shares_lock *lock, int64_t now_s, bl_i128 supply, bl_i128 assets,
                          bl_i128 gain, bl_i128 loss, bl_i128 fee)
{
    lock->shares -= released_of(lock, now_s);
    bl_i128 taken = loss + fee;
    bl_i128 burn = (taken * supply + assets - 1) / assets;
    bl_i128 locks = gain * supply / assets;
    lock->fee_shares = taken > 0 ? burn * fee / taken : 0;
    bl_i128 fresh = locks > burn ? locks - burn : 0;
    bl_i128 gone = burn > locks ? burn - locks : 0;
    lock->shares += fresh - (gone < lock->shares ? gone : lock->shares);
    bl_i128 older_s = lock->full_s > now_s ? lock->full_s - now_s : 0;
    lock->report_s = now_s;
    lock->rate = 0;
    if (lock->shares > 0) {
        bl_i128 period_s =
            ((lock->shares - fresh) * older_s + fresh * lock->horizon_s) / lock->shares;
        lock->rate = lock->shares * D / period_s;
        lock->full_s = now_s + (int64_t)period_s;
    }
}

START_TEST(yearn_v3_in_six_hours_gives_the_published_numbers)
{
    shares_lock lock = {.horizon_s = 21600};
    report_shares(&lock, 0, 1000000000, 1000000000, 1000000, 0, 0);
    report_shares(&lock, 3600, 1001000000, 1001000000, 1000000, 0, 0); /* a share a unit */
    ck_assert_int_eq(lock.full_s - lock.report_s, 19963);
    ck_assert_int_eq(lock.full_s, 23563);
    ck_assert(lock.rate == 91836597705755);
    ck_assert(lock.shares - released_of(&lock, 7200) == 1502723);
    ck_assert(lock.shares - released_of(&lock, 21601) == 180184);
    ck_assert(lock.shares - released_of(&lock, 23562) > 0);
    ck_assert(lock.shares == released_of(&lock, 23563));
}
END_TEST

START_TEST(yearn_v3_shares_are_worth_what_was_published)
{
    static const struct {
        int64_t seconds;
        int64_t value;
    } rows[] = {{3600, 1001570117}, {10800, 1004725191}, {21600, 1009495252}};
    shares_lock lock = {.horizon_s = 21600};
    report_shares(&lock, 0, 1000000000, 1000000000, 10000000, 0, 500000);
    ck_assert(lock.shares == 9500000 && lock.fee_shares == 500000);
    for (size_t i = 0; i < 3; i++) {
        bl_i128 supply = 1010000000 - released_of(&lock, rows[i].seconds);
        ck_assert(bl_muldiv_wide(1000000000, 1010000000, supply, BL_FLOOR, &supply));
        ck_assert(supply == rows[i].value);
    }
    ck_assert(500000 * INT64_C(1010000000) / 1000500000 == 504747);
}
END_TEST

/* Reports drawn at random, model and arithmetic above side by side. */
static void check_report(draws *d, bl_lock *lock, shares_lock *again, int64_t now_s)
{
    const bl_unlock_model *model = scheme("yearn_v3");
    uint64_t released = 0;
    ck_assert(model->released(lock, now_s, &released));
    ck_assert(released_of(again, now_s) == (bl_i128)released);
    lock->shares -= released;
    int64_t sign = draws_between(d, -1, 1);
    uint64_t change = draws_below(d, UINT64_C(1) << draws_below(d, 38));
    bl_unlock_report crank = {.now_s = now_s, .unlocked = 1};
    crank.total_before = 1 + draws_below(d, UINT64_C(1) << 40);
    crank.supply = 1 + lock->shares + draws_below(d, UINT64_C(1) << 40);
    crank.gain = sign > 0 ? change : 0;
    crank.loss = sign < 0 ? change % crank.total_before : 0;
    crank.total_after = crank.total_before + crank.gain - crank.loss;
    crank.fee = crank.gain / 20;
    uint64_t shares = lock->shares;
    bl_unlock_result result = {.fee_shares = 0};
    if (!model->report(lock, &crank, &result)) {
        *lock = (bl_lock){.report_s = now_s}; /* did not fit: both begin anew */
        *again = (shares_lock){.horizon_s = 864000};
        return;
    }
    report_shares(again, now_s, crank.supply, crank.total_before, crank.gain, crank.loss,
                  crank.fee);
    ck_assert(again->shares == lock->shares && again->fee_shares == result.fee_shares);
    ck_assert_uint_eq(shares + result.minted - result.burned, lock->shares);
    ck_assert(again->rate == lock->rate);
    ck_assert(again->shares == 0 || again->full_s == lock->full_s);
}

START_TEST(yearn_v3_in_ten_days_is_the_same_arithmetic)
{
    bl_lock lock = {.report_s = 0};
    shares_lock again = {.horizon_s = 864000};
    draws d = draws_new(3, 0);
    int64_t now_s = 0;
    for (int i = 0; i < 20000; i++) {
        check_report(&d, &lock, &again, now_s);
        now_s +=
            draws_once_in(&d, 20) ? draws_between(&d, 0, 2000000) : draws_between(&d, 0, 50000);
    }
}
END_TEST

/* -- whole vaults ----------------------------------------------------------------------------- */

typedef struct {
    lending *l;
    uint64_t collateral, reserve;
} vault;

/* All of the capital is lent at 1.0 as the vault opens. */
static vault lend_all(uint64_t capital)
{
    vault v = {lending_new(), capital, 0};
    lending_clear(v.l, capital);
    (void)lending_strategy(v.l, "jup_lend", 10000);
    return v;
}

static bool price_for(uint64_t worth, uint64_t collateral, uint64_t burn, int64_t *price)
{
    int64_t back = 0;
    int64_t burned = 0;
    return bl_muldiv_signed((bl_i128)worth, D, (bl_i128)collateral, BL_CEIL, price) &&
           bl_muldiv_signed((bl_i128)collateral, *price, D, BL_FLOOR, &back) &&
           bl_muldiv_signed(10, D, *price, BL_CEIL, &burned) && back == (int64_t)worth &&
           burned == (int64_t)burn;
}

/* The price moves and a crank withdraws 10 units, so that the total afterwards is `total`. */
static void crank_to(vault *v, int64_t time_s, uint64_t total)
{
    int64_t price = 0;
    uint64_t burn = 1;
    v->reserve += 10;
    while (burn <= 20 && !price_for(total - v->reserve, v->collateral - burn, burn, &price)) {
        burn++;
    }
    ck_assert_uint_le(burn, 20);
    v->collateral -= burn;
    lending_price(v->l, 0, time_s * BL_NS_PER_S, price, BL_NO_LIMIT);
    lending_crank(v->l, time_s * BL_NS_PER_S, 0, true, 10);
}

static void run_to(vault *v, int64_t end_s)
{
    bl_err err = {0};
    ck_assert_msg(lending_run(v->l, end_s * BL_NS_PER_S, &err) == BL_OK, "%s", err.text);
}

static void check_row(const bl_series_row *row, uint64_t total, uint64_t locked, uint64_t supply,
                      uint64_t fees)
{
    ck_assert_uint_eq(row->total.v, total);
    ck_assert_uint_eq(row->locked.v, locked);
    ck_assert_uint_eq(row->unlocked.v, total - locked);
    ck_assert_uint_eq(row->supply.v, supply);
    ck_assert_uint_eq(row->fees.v, fees);
}

START_TEST(crank_a_mints_a_fee_that_leaves_the_price_alone)
{
    vault v = lend_all(1000000000);
    crank_to(&v, 100, 1010000000);
    run_to(&v, 100 + 21601);
    check_row(lending_last(v.l, BL_EVENT_CRANK), 1010000000, 9504706, 1000495294, 495294);
    ck_assert(lending_last(v.l, BL_EVENT_CRANK)->share_price == BL_PRICE_ONE);
    ck_assert_int_eq(v.l->lps[1].holder, BL_HOLDER_VAULT);
    ck_assert_int_eq(v.l->lps[1].value.v, 499999);
    lending_free(v.l);
}
END_TEST

START_TEST(the_legacy_fee_takes_the_price_down_at_once_and_is_worth_the_same_in_the_end)
{
    vault v = lend_all(1000000000);
    lending_unlock(v.l, "meteora_legacy");
    crank_to(&v, 100, 1010000000);
    run_to(&v, 100 + 21601);
    check_row(lending_last(v.l, BL_EVENT_CRANK), 1010000000, 10000000, 1000495294, 500000);
    ck_assert(lending_last(v.l, BL_EVENT_CRANK)->share_price == 999504951194);
    ck_assert_int_eq(v.l->lps[1].value.v, 499999);
    lending_free(v.l);
}
END_TEST

START_TEST(the_yearn_v2_fee_earns_later_unlocks_too)
{
    vault v = lend_all(1000000000);
    lending_unlock(v.l, "yearn_v2");
    crank_to(&v, 100, 1010000000);
    run_to(&v, 100 + 21740);
    check_row(lending_last(v.l, BL_EVENT_CRANK), 1010000000, 9500000, 1000500000, 500000);
    ck_assert_int_eq(v.l->lps[1].value.v, 504747);
    lending_free(v.l);
}
END_TEST

START_TEST(shares_of_the_first_day_are_worth_what_was_published)
{
    static const point points[] = {{3600, 1001583333}, {10800, 1004750000}, {21600, 1009500000}};
    for (size_t i = 0; i < 3; i++) {
        vault v = lend_all(1000000000);
        crank_to(&v, 100, 1010000000);
        run_to(&v, 100 + points[i].seconds);
        ck_assert_int_eq(v.l->lps[0].value.v, (int64_t)points[i].locked);
        lending_free(v.l);
    }
}
END_TEST

START_TEST(crank_e_gains_too_small_for_a_fee_are_locked_whole)
{
    static const struct {
        uint64_t gain, locked, minted;
    } rows[] = {{19, 19, 0}, {20, 20, 0}, {2000, 1901, 99}};
    for (size_t i = 0; i < 3; i++) {
        vault v = lend_all(1000000);
        crank_to(&v, 100, 1000000 + rows[i].gain);
        run_to(&v, 100);
        check_row(lending_last(v.l, BL_EVENT_CRANK), 1000000 + rows[i].gain, rows[i].locked,
                  1000000 + rows[i].minted, rows[i].minted);
        lending_free(v.l);
    }
}
END_TEST

/* State S1: T 1 050 000 000, S 990 000 000, 50 000 000 locked at 30 000 s. A first gain that has
 * unlocked long before makes the price, a second makes the lock. */
enum { S1_S = 30000 };

static vault state_s1(void)
{
    vault v = lend_all(987005526);
    crank_to(&v, 10, 997500001);
    crank_to(&v, S1_S, 1050000000);
    return v;
}

START_TEST(state_s1_is_reached_and_priced)
{
    vault v = state_s1();
    run_to(&v, S1_S + 3600);
    check_row(lending_last(v.l, BL_EVENT_CRANK), 1050000000, 50000000, 990000000, 519475 + 2499999);
    const bl_series_row *end = lending_last(v.l, BL_EVENT_END);
    check_row(end, 1050000000, 41666666, 990000000, 519475 + 2499999);
    ck_assert(end->share_price == 1018518519191);
    lending_free(v.l);
}
END_TEST

static void check_flow(const vault *v, size_t row, uint64_t amount, uint64_t shares)
{
    ck_assert_int_eq(v->l->flows[row].outcome, BL_OUTCOME_SETTLED);
    ck_assert_uint_eq(v->l->flows[row].amount.v, amount);
    ck_assert_uint_eq(v->l->flows[row].shares.v, shares);
}

START_TEST(at_s1_who_comes_and_goes_at_once_loses_the_rounding)
{
    vault v = state_s1();
    const int64_t now_ns = (S1_S + 3600) * BL_NS_PER_S;
    lending_flow(v.l, now_ns, 1, BL_FLOW_DEPOSIT, 250000000);
    lending_flow(v.l, now_ns + 1, 1, BL_FLOW_WITHDRAW_ALL, 0);
    run_to(&v, S1_S + 3601);
    check_flow(&v, 0, 250000000, 245454545);
    check_flow(&v, 1, 249999999, 245454545);
    lending_free(v.l);
}
END_TEST

/* The keeper's crank for what is short loses a unit to rounding; the lock bears it. An amount asks
 * for the shares rounded up: 121 212 120 is the same rounded down. */
START_TEST(at_s1_shares_are_paid_at_the_unlocked_value)
{
    static const struct {
        uint64_t asked, paid, burned;
    } rows[] = {{101851851, 101851851, 100000000}, {123456789, 123456789, 121212121}};
    for (size_t i = 0; i < 2; i++) {
        vault v = state_s1();
        lending_flow(v.l, (S1_S + 3600) * BL_NS_PER_S, 0, BL_FLOW_WITHDRAW_AMOUNT, rows[i].asked);
        run_to(&v, S1_S + 3600);
        check_flow(&v, 0, rows[i].paid, rows[i].burned);
        lending_free(v.l);
    }
}
END_TEST

START_TEST(cranks_b_c_and_d_from_s1)
{
    static const struct {
        uint64_t total, locked, minted, fee;
        int64_t price;
    } rows[] = {{1051234567, 42839577, 60534, 61656, 1018518520201},
                {1020000000, 11666666, 0, 0, 1018518519191},
                {990000000, 0, 0, 0, 1000000000000}};
    for (size_t i = 0; i < 3; i++) {
        vault v = state_s1();
        crank_to(&v, S1_S + 3600, rows[i].total);
        run_to(&v, S1_S + 3600);
        const bl_series_row *row = lending_last(v.l, BL_EVENT_CRANK);
        check_row(row, rows[i].total, rows[i].locked, 990000000 + rows[i].minted,
                  519475 + 2499999 + rows[i].fee);
        ck_assert(row->share_price == rows[i].price);
        lending_free(v.l);
    }
}
END_TEST

/* With older profit locked the fee's shares also share in it. */
START_TEST(crank_b_fee_shares_end_up_worth_more_than_the_fee_and_the_legacy_ones_do_not)
{
    static const bl_u128 total = 1051234567;
    static const bl_u128 supply = 990000000;
    ck_assert_uint_eq((uint64_t)(60534 * total / (supply + 60534)), 64274);
    const bl_unlock_report crank = {.now_s = 3600,
                                    .total_before = 1050000000,
                                    .total_after = 1051234567,
                                    .unlocked = 1008333334,
                                    .supply = 990000000,
                                    .locked = 41666666,
                                    .gain = 1234567,
                                    .fee = 61728,
                                    .degradation = 46296296};
    bl_lock lock = {.amount = 50000000};
    bl_unlock_result result = {.fee_shares = 0};
    ck_assert(scheme("meteora_legacy")->report(&lock, &crank, &result));
    ck_assert_uint_eq(result.fee_shares, 58135);
    ck_assert_uint_eq(lock.amount, 41666666 + 1234567);
    ck_assert_uint_eq((uint64_t)(58135 * total / (supply + 58135)), 61727);
}
END_TEST

/* The attacker brings as much as is there, a fifth of that is reported, and he leaves. */
static uint64_t sandwich(const char *unlock, int64_t wait_s)
{
    vault v = lend_all(100000000);
    lending_unlock(v.l, unlock);
    lending_flow(v.l, 90 * BL_NS_PER_S, 1, BL_FLOW_DEPOSIT, 100000000);
    lending_price(v.l, 0, 100 * BL_NS_PER_S, 1200000000000, BL_NO_LIMIT);
    lending_crank(v.l, 100 * BL_NS_PER_S, 0, false, 12);
    lending_flow(v.l, (100 + wait_s) * BL_NS_PER_S + 1, 1, BL_FLOW_WITHDRAW_ALL, 0);
    run_to(&v, 101 + wait_s);
    ck_assert_int_eq(v.l->series[3].event, BL_EVENT_CRANK);
    ck_assert_uint_eq(v.l->series[3].total.v, 220000000);
    ck_assert_int_eq(v.l->flows[1].outcome, BL_OUTCOME_SETTLED);
    uint64_t paid = v.l->flows[1].amount.v;
    lending_free(v.l);
    return paid;
}

START_TEST(a_sandwich_round_a_gain_has_to_wait_for_it)
{
    ck_assert_uint_eq(sandwich("meteora", 0), 100000000);
    ck_assert_uint_eq(sandwich("meteora", 600), 100263889);
    ck_assert_uint_gt(sandwich("none", 0), 109000000);
}
END_TEST

/* Fifty of profit are locked, everybody leaves, and the next one gets shares for his own. */
START_TEST(profit_still_locked_when_all_have_left_goes_to_the_next)
{
    vault v = lend_all(40);
    lending_price(v.l, 0, 100 * BL_NS_PER_S, 2250000000000, BL_NO_LIMIT);
    lending_crank(v.l, 100 * BL_NS_PER_S, 0, true, 45);
    lending_flow(v.l, 100 * BL_NS_PER_S + 1, 0, BL_FLOW_WITHDRAW_ALL, 0);
    lending_flow(v.l, 100 * BL_NS_PER_S + 2, 1, BL_FLOW_DEPOSIT, 10);
    run_to(&v, 100 + 21601);
    check_row(lending_last(v.l, BL_EVENT_CRANK), 90, 50, 40, 0);
    check_row(lending_last(v.l, BL_EVENT_WITHDRAW), 50, 50, 0, 0);
    check_row(lending_last(v.l, BL_EVENT_DEPOSIT), 60, 50, 10, 0);
    check_flow(&v, 1, 10, 10);
    check_row(lending_last(v.l, BL_EVENT_END), 60, 0, 10, 0);
    lending_free(v.l);
}
END_TEST

int main(void)
{
    return suite_run(
        "unlock", (const TTest *const[]){
                      meteora_unlocks_over_six_hours_and_a_second,
                      yearn_v2_rounds_what_it_released_down_and_is_done_after_21740_s,
                      none_locks_nothing,
                      the_largest_amount_and_the_longest_time_are_still_exact,
                      the_drip_table_of_five_minutes,
                      a_new_report_spreads_the_whole_remainder_over_the_full_time_again,
                      yearn_v3_in_six_hours_gives_the_published_numbers,
                      yearn_v3_shares_are_worth_what_was_published,
                      yearn_v3_in_ten_days_is_the_same_arithmetic,
                      crank_a_mints_a_fee_that_leaves_the_price_alone,
                      the_legacy_fee_takes_the_price_down_at_once_and_is_worth_the_same_in_the_end,
                      the_yearn_v2_fee_earns_later_unlocks_too,
                      shares_of_the_first_day_are_worth_what_was_published,
                      crank_e_gains_too_small_for_a_fee_are_locked_whole,
                      state_s1_is_reached_and_priced,
                      at_s1_who_comes_and_goes_at_once_loses_the_rounding,
                      at_s1_shares_are_paid_at_the_unlocked_value,
                      cranks_b_c_and_d_from_s1,
                      crank_b_fee_shares_end_up_worth_more_than_the_fee_and_the_legacy_ones_do_not,
                      a_sandwich_round_a_gain_has_to_wait_for_it,
                      profit_still_locked_when_all_have_left_goes_to_the_next,
                      NULL});
}
