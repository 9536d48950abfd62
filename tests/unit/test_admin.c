/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_admin.c - the program's surface around the accounting: roles, enabling, removing a strategy,
 * the rate of degradation, direct withdrawals, its codes and its events (domain.md B.4, B.5).
 */
#include "../support/lending.h"
#include "../support/suite.h"

#include <stdlib.h>
#include <string.h>

#define SECOND BL_NS_PER_S
#define NAMED ((uint8_t)(BL_SIGNER_NAMED + 0))

enum { ROWS = 16, SEED = 0 };

static struct {
    int64_t time_ns[ROWS];
    uint8_t signer[ROWS], action[ROWS];
    uint32_t lp[ROWS], strategy[ROWS];
    uint64_t value[ROWS], min_out[ROWS];
} rows;

static lending *open_vault(uint64_t capital)
{
    lending *l = lending_new();
    lending_clear(l, capital);
    memset(&rows, 0, sizeof rows);
    l->setup.pool.admin = (bl_admin){0,       rows.time_ns,  rows.signer, rows.action,
                                     rows.lp, rows.strategy, rows.value,  rows.min_out};
    return l;
}

/* A row signed by the admin; a test may change it. Returns its place. */
static size_t add(lending *l, int64_t time_s, bl_admin_action action, size_t strategy,
                  uint64_t value)
{
    size_t row = l->setup.pool.admin.len++;
    ck_assert_uint_lt(row, ROWS);
    rows.time_ns[row] = time_s * SECOND;
    rows.signer[row] = BL_SIGNER_ADMIN;
    rows.action[row] = (uint8_t)action;
    rows.lp[row] = SEED;
    rows.strategy[row] = (uint32_t)strategy;
    rows.value[row] = value;
    return row;
}

static void run(lending *l, int64_t end_s)
{
    bl_err err = {.status = BL_OK};
    ck_assert_msg(lending_run(l, end_s * SECOND, &err) == BL_OK, "%s", err.text);
}

static size_t count(const lending *l, bl_event event)
{
    size_t found = 0;
    for (size_t i = 0; i < l->audit_len; i++) {
        found += l->audit[i].event == event ? 1 : 0;
    }
    return found;
}

/* The only refusal of a run, as it is printed. */
static const char *refusal(const lending *l)
{
    const char *name = "";
    ck_assert_uint_eq(count(l, BL_EVENT_REFUSAL), 1);
    for (size_t i = 0; i < l->audit_len; i++) {
        if (l->audit[i].event == BL_EVENT_REFUSAL) {
            name = bl_venue_reason_name(l->audit[i].reason);
        }
    }
    return name;
}

static const bl_chain_row *find_event(const lending *l, bl_chain_kind kind, size_t which)
{
    for (size_t i = 0; i < l->chain_len; i++) {
        if (l->chain[i].kind == kind && which-- == 0) {
            return &l->chain[i];
        }
    }
    return NULL;
}

/* -- roles ------------------------------------------------------------------------------------ */

START_TEST(a_disabled_vault_refuses_deposits_and_pays_withdrawals)
{
    lending *l = open_vault(1000000);
    add(l, 10, BL_ADMIN_DISABLE, 0, 0);
    add(l, 30, BL_ADMIN_ENABLE, 0, 0);
    lending_flow(l, 5 * SECOND, 1, BL_FLOW_DEPOSIT, 1000);
    lending_flow(l, 20 * SECOND, 2, BL_FLOW_DEPOSIT, 1000);
    lending_flow(l, 21 * SECOND, 1, BL_FLOW_WITHDRAW_ALL, 0);
    lending_flow(l, 40 * SECOND, 2, BL_FLOW_DEPOSIT, 1000);
    run(l, 50);
    ck_assert_str_eq(refusal(l), "6000 VaultIsDisabled");
    ck_assert_int_eq(l->flows[0].outcome, BL_OUTCOME_SETTLED);
    ck_assert_int_eq(l->flows[1].outcome, BL_OUTCOME_REFUSED);
    ck_assert_int_eq(l->flows[2].outcome, BL_OUTCOME_SETTLED);
    ck_assert_int_eq(l->flows[3].outcome, BL_OUTCOME_SETTLED);
    lending_free(l);
}
END_TEST

START_TEST(only_the_admin_may_change_the_vault)
{
    static const bl_admin_action actions[] = {BL_ADMIN_ENABLE, BL_ADMIN_DISABLE,
                                              BL_ADMIN_REMOVE_STRATEGY, BL_ADMIN_SET_DEGRADATION,
                                              BL_ADMIN_SET_OPERATOR};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        lending *l = open_vault(1000000);
        lending_strategy(l, "idle", 5000);
        rows.signer[add(l, 10, actions[i], 0, 1)] = BL_SIGNER_OPERATOR;
        run(l, 20);
        ck_assert_str_eq(refusal(l), "6003 UnAuthorized");
        ck_assert_uint_eq(l->counts.refusals[BL_REASON_UNAUTHORIZED], 1);
        lending_free(l);
    }
}
END_TEST

START_TEST(cranks_follow_the_operator_that_was_set)
{
    lending *l = open_vault(1000000);
    size_t idle = lending_strategy(l, "idle", 5000);
    add(l, 10, BL_ADMIN_SET_OPERATOR, 0, NAMED);
    for (int64_t at = 0; at < 3; at++) { /* the old one before and after, then the new one */
        lending_crank(l, (5 + 10 * at) * SECOND, idle, true, 1000);
    }
    l->crank_signer[2] = NAMED;
    run(l, 30);
    ck_assert_str_eq(refusal(l), "6003 UnAuthorized");
    ck_assert_uint_eq(count(l, BL_EVENT_CRANK), 3); /* the opening's and two */
    ck_assert_uint_eq(lending_last(l, BL_EVENT_END)->reserve.v, 502000);
    lending_free(l);
}
END_TEST

START_TEST(an_idle_vault_refuses_every_instruction_about_strategies)
{
    lending *l = open_vault(1000000);
    l->setup.pool.idle = true;
    for (bl_admin_action action = BL_ADMIN_ENABLE; action <= BL_ADMIN_DIRECT_WITHDRAW; action++) {
        add(l, 10, action, 0, 1);
    }
    lending_crank(l, 10 * SECOND, 0, false, 10);
    lending_flow(l, 11 * SECOND, 1, BL_FLOW_DEPOSIT, 10);
    run(l, 20);
    ck_assert_uint_eq(l->counts.refusals[BL_REASON_UNAUTHORIZED], 6);
    ck_assert_uint_eq(count(l, BL_EVENT_REFUSAL), 7);
    ck_assert_int_eq(l->flows[0].outcome, BL_OUTCOME_SETTLED);
    lending_free(l);
}
END_TEST

/* -- removing --------------------------------------------------------------------------------- */

START_TEST(a_removed_strategy_gives_all_back_and_is_gone)
{
    lending *l = open_vault(1000000);
    size_t lent = lending_strategy(l, "jup_lend", 6000);
    lending_strategy(l, "idle", 3000);
    lending_price(l, lent, 10 * SECOND, 1050000000000, BL_NO_LIMIT);
    lending_mode(l, "1m", 60 * SECOND);
    add(l, 10, BL_ADMIN_REMOVE_STRATEGY, lent, 0);
    add(l, 70, BL_ADMIN_REMOVE_STRATEGY, lent, 0);
    lending_crank(l, 80 * SECOND, lent, false, 100);
    run(l, 200);
    const bl_chain_row *taken = find_event(l, BL_CHAIN_STRATEGY_WITHDRAW, 0);
    ck_assert_uint_eq(taken->amounts[0], 600000); /* all collateral, for its worth */
    ck_assert_uint_eq(taken->amounts[1], 630000);
    ck_assert_uint_eq(l->counts.refusals[BL_REASON_NO_STRATEGY], 1);
    ck_assert_uint_eq(count(l, BL_EVENT_REFUSAL), 2);
    const bl_series_row *end = lending_last(l, BL_EVENT_END);
    ck_assert_uint_eq(end->total.v, 1030000);
    ck_assert(l->sums[l->audit_len - 1] == 1030000 * 3 / 10); /* the other one, on its weight */
    ck_assert_uint_eq(end->reserve.v, 1030000 * 7 / 10);
    lending_free(l);
}
END_TEST

START_TEST(a_strategy_that_cannot_give_all_back_stays_whole)
{
    lending *l = open_vault(1000000);
    size_t lent = lending_strategy(l, "jup_lend", 6000);
    lending_price(l, lent, 10 * SECOND, BL_PRICE_ONE, 599998);
    add(l, 10, BL_ADMIN_REMOVE_STRATEGY, lent, 0);
    lending_crank(l, 20 * SECOND, lent, true, 599998); /* the limit was not used up */
    run(l, 30);
    ck_assert_str_eq(refusal(l), "6019 HaveMoneyInLending");
    ck_assert_uint_eq(lending_last(l, BL_EVENT_END)->reserve.v, 999998);
    lending_free(l);
}
END_TEST

START_TEST(a_unit_left_behind_is_a_loss)
{
    lending *l = open_vault(1000000);
    size_t lent = lending_strategy(l, "jup_lend", 6000);
    lending_price(l, lent, 10 * SECOND, BL_PRICE_ONE, 599999);
    add(l, 10, BL_ADMIN_REMOVE_STRATEGY, lent, 0);
    run(l, 30);
    ck_assert_uint_eq(count(l, BL_EVENT_REFUSAL), 0);
    ck_assert_uint_eq(lending_last(l, BL_EVENT_END)->total.v, 999999);
    ck_assert_uint_eq(find_event(l, BL_CHAIN_REPORT_LOSS, 0)->amounts[0], 1);
    lending_free(l);
}
END_TEST

START_TEST(a_strategy_that_is_not_there_cannot_be_removed)
{
    lending *l = open_vault(1000000);
    add(l, 10, BL_ADMIN_REMOVE_STRATEGY, UINT32_MAX, 0);
    run(l, 20);
    ck_assert_str_eq(refusal(l), "6002 StrategyIsNotExisted");
    lending_free(l);
}
END_TEST

/* -- degradation ------------------------------------------------------------------------------ */

/* A gain of 10 000 000 on 10^9 (spec 14.4) at 10 s: 9504706 are locked. */
static lending *open_with_gain(void)
{
    lending *l = open_vault(1000000000);
    size_t lent = lending_strategy(l, "jup_lend", 10000);
    lending_price(l, lent, 10 * SECOND, 1010000000000, BL_NO_LIMIT);
    lending_crank(l, 10 * SECOND, lent, true, 1010000);
    l->setup.record_ns = 10 * SECOND;
    return l;
}

START_TEST(the_rate_of_degradation_lies_above_0_and_up_to_one)
{
    static const struct {
        uint64_t rate;
        bool good;
    } cases[] = {{0, false}, {1, true}, {1000000000000, true}, {1000000000001, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lending *l = open_vault(1000000);
        add(l, 10, BL_ADMIN_SET_DEGRADATION, 0, cases[i].rate);
        run(l, 20);
        ck_assert_uint_eq(count(l, BL_EVENT_REFUSAL), cases[i].good ? 0 : 1);
        ck_assert(cases[i].good || strcmp(refusal(l), "6007 InvalidLockedProfitDegradation") == 0);
        lending_free(l);
    }
}
END_TEST

START_TEST(a_new_rate_refreshes_what_is_locked_first)
{
    lending *l = open_with_gain();
    add(l, 3610, BL_ADMIN_SET_DEGRADATION, 0, 100000000000); /* a tenth a second */
    run(l, 3620);
    const bl_series_row *row = &l->series[l->series_len - 1];
    ck_assert_uint_eq(row->locked.v, 0);
    const uint64_t before = 7920588; /* floor(9504706*(10^12-3600*46296296)/10^12) */
    for (size_t i = 0; i < l->series_len; i++) {
        if (l->series[i].event == BL_EVENT_SAMPLE && l->series[i].time_ns == 3610 * SECOND) {
            ck_assert_uint_eq(l->series[i].locked.v, before);
        }
    }
    lending_free(l);
    l = open_with_gain();
    add(l, 3610, BL_ADMIN_SET_DEGRADATION, 0, 10000000000);
    run(l, 3620);
    ck_assert_uint_eq(l->series[l->series_len - 1].locked.v, before * 9 / 10);
    lending_free(l);
}
END_TEST

/* -- direct withdrawals ----------------------------------------------------------------------- */

START_TEST(a_direct_withdrawal_within_the_reserve_cranks_nothing)
{
    lending *l = open_vault(1000000);
    size_t idle = lending_strategy(l, "idle", 5000);
    add(l, 10, BL_ADMIN_DIRECT_WITHDRAW, idle, 500000);
    run(l, 20);
    ck_assert_uint_eq(count(l, BL_EVENT_CRANK), 1); /* the opening's */
    ck_assert_uint_eq(lending_last(l, BL_EVENT_WITHDRAW)->reserve.v, 0);
    ck_assert_uint_eq(l->lps[0].paid_out.v, 500000);
    ck_assert_uint_eq(l->lps[0].shares.v, 500000);
    lending_free(l);
}
END_TEST

START_TEST(a_direct_withdrawal_takes_what_is_short_through_the_wrapper)
{
    lending *l = open_with_gain();
    add(l, 10, BL_ADMIN_DIRECT_WITHDRAW, 0, BL_NO_LIMIT);
    l->setup.pool.cranks.len = 0; /* the gain is found by the withdrawal itself */
    run(l, 20);
    const bl_chain_row *fee = find_event(l, BL_CHAIN_PERFORMANCE_FEE, 0);
    const bl_chain_row *removed = find_event(l, BL_CHAIN_REMOVE_LIQUIDITY, 0);
    ck_assert_uint_eq(fee->amounts[0], 495293);         /* gain 9999999: the lender's rounding */
    ck_assert_uint_eq(removed->amounts[0], 1000000000); /* priced before the gain was seen */
    ck_assert_uint_eq(removed->amounts[1], 1000000000);
    ck_assert_uint_eq(l->lps[0].shares.v, 0);
    ck_assert_uint_eq(lending_last(l, BL_EVENT_END)->supply.v, 495293);
    lending_free(l);
}
END_TEST

/* U 2 000 005 735 and S 2 000 005 286 with 10 units in reserve (domain.md B.9). */
static lending *open_partial(uint64_t available)
{
    lending *l = open_vault(2000005264);
    size_t lent = lending_strategy(l, "jup_lend", 10000);
    lending_unlock(l, "none");
    lending_price(l, lent, 10 * SECOND, 1000000235500, BL_NO_LIMIT);
    lending_crank(l, 10 * SECOND, lent, true, 10);
    lending_price(l, lent, 20 * SECOND, 1000000235500, available);
    return l;
}

START_TEST(a_short_strategy_refines_the_burn)
{
    lending *l = open_partial(89999990);
    add(l, 20, BL_ADMIN_DIRECT_WITHDRAW, 0, 100000000);
    run(l, 30);
    const bl_series_row *crank = lending_last(l, BL_EVENT_CRANK);
    const bl_chain_row *removed = find_event(l, BL_CHAIN_REMOVE_LIQUIDITY, 0);
    ck_assert_uint_eq(crank->supply.v, 2000005286);
    ck_assert_uint_eq(crank->unlocked.v, 2000005735 - 1); /* the lender's rounding */
    ck_assert_uint_eq(removed->amounts[0], 89999979);
    ck_assert_uint_eq(removed->amounts[1], 90000000);
    lending_free(l);
}
END_TEST

START_TEST(a_payout_below_the_least_is_undone)
{
    lending *l = open_partial(89999990);
    rows.min_out[add(l, 20, BL_ADMIN_DIRECT_WITHDRAW, 0, 100000000)] = 90000001;
    run(l, 30);
    ck_assert_str_eq(refusal(l), "6001 ExceededSlippage");
    ck_assert_uint_eq(lending_last(l, BL_EVENT_END)->reserve.v, 10);
    ck_assert_uint_eq(l->lps[0].paid_out.v, 0);
    ck_assert_ptr_null(find_event(l, BL_CHAIN_REMOVE_LIQUIDITY, 0));
    lending_free(l);
}
END_TEST

/* A lender that lost 60 % without a crank: 400 000 of 1 000 000 are left. */
START_TEST(a_loss_that_would_burn_more_than_was_offered_is_refused)
{
    lending *l = open_vault(1000000);
    size_t lent = lending_strategy(l, "jup_lend", 10000);
    lending_price(l, lent, 10 * SECOND, 400000000000, BL_NO_LIMIT);
    add(l, 10, BL_ADMIN_DIRECT_WITHDRAW, 0, 500000);
    run(l, 30);
    ck_assert_str_eq(refusal(l), "6010 InvalidUnmintAmount");
    ck_assert_uint_eq(lending_last(l, BL_EVENT_END)->total.v, 1000000);
    lending_free(l);
}
END_TEST

/* At a price of 3.9 a unit of shares is 3 units of money. */
START_TEST(a_burn_that_loses_more_than_a_unit_is_refused)
{
    lending *l = open_vault(1000);
    size_t lent = lending_strategy(l, "jup_lend", 10000);
    lending_unlock(l, "none");
    lending_price(l, lent, 10 * SECOND, 4 * BL_PRICE_ONE, BL_NO_LIMIT);
    lending_crank(l, 10 * SECOND, lent, true, 12);
    lending_price(l, lent, 20 * SECOND, 4 * BL_PRICE_ONE, 40);
    add(l, 20, BL_ADMIN_DIRECT_WITHDRAW, 0, 500);
    run(l, 30);
    ck_assert_str_eq(refusal(l), "6020 InvalidPrecisionLoss");
    lending_free(l);
}
END_TEST

START_TEST(a_direct_withdrawal_is_tested_for_strategy_handler_amount_and_balance)
{
    static const struct {
        size_t strategy;
        uint32_t lp;
        uint64_t shares;
        const char *code;
    } cases[] = {
        {UINT32_MAX, SEED, 1000, "6002 StrategyIsNotExisted"},
        {0, SEED, 0, "6013 AmountMustGreaterThanZero"},
        {0, SEED, 1000001, "NO_SHARES"},
        {0, 3, BL_NO_LIMIT, "NO_SHARES"},
        {0, UINT32_MAX, 1, "NO_SHARES"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lending *l = open_vault(1000000);
        lending_strategy(l, "idle", 5000);
        rows.lp[add(l, 10, BL_ADMIN_DIRECT_WITHDRAW, cases[i].strategy, cases[i].shares)] =
            cases[i].lp;
        run(l, 20);
        ck_assert_str_eq(refusal(l), cases[i].code);
        lending_free(l);
    }
}
END_TEST

START_TEST(a_book_has_no_handler_for_removal_or_direct_withdrawal)
{
    static const int64_t visible_ns = 0;
    static const int64_t one = 100000000;
    for (int i = 0; i < 2; i++) {
        lending *l = open_vault(1000000);
        size_t book = lending_strategy(l, "perp_book", 5000);
        l->setup.instruments_len = 1;
        l->setup.instruments[0] = (bl_instrument){
            .name = "BTC",
            .price_decimals = 8,
            .quantity_decimals = 8,
            .step = 1,
            .bar_ns = SECOND,
            .gap = BL_GAP_HOLD,
            .bars = {.len = 1, .visible_ns = &visible_ns, .close = &one, .volume = &one}};
        add(l, 10, i == 0 ? BL_ADMIN_REMOVE_STRATEGY : BL_ADMIN_DIRECT_WITHDRAW, book, 10);
        run(l, 20);
        ck_assert_str_eq(refusal(l), "6015 StrategyIsNotSupported");
        lending_free(l);
    }
}
END_TEST

START_TEST(a_vault_that_lost_everything_cannot_price_a_deposit)
{
    lending *l = open_vault(1000);
    size_t lent = lending_strategy(l, "jup_lend", 10000);
    lending_price(l, lent, 10 * SECOND, 1, BL_NO_LIMIT);
    add(l, 10, BL_ADMIN_REMOVE_STRATEGY, lent, 0);
    lending_flow(l, 20 * SECOND, 1, BL_FLOW_DEPOSIT, 1000);
    run(l, 30);
    ck_assert_str_eq(refusal(l), "MATH_OVERFLOW");
    ck_assert_uint_eq(find_event(l, BL_CHAIN_REPORT_LOSS, 0)->amounts[0], 1000);
    lending_free(l);
}
END_TEST

/* -- events ----------------------------------------------------------------------------------- */

START_TEST(events_come_in_the_order_of_the_program)
{
    static const bl_chain_kind expected[] = {
        BL_CHAIN_ADD_LIQUIDITY,    BL_CHAIN_STRATEGY_DEPOSIT, /* the opening */
        BL_CHAIN_ADD_LIQUIDITY,    BL_CHAIN_STRATEGY_WITHDRAW, BL_CHAIN_PERFORMANCE_FEE,
        BL_CHAIN_STRATEGY_DEPOSIT, BL_CHAIN_REPORT_LOSS,       BL_CHAIN_REMOVE_LIQUIDITY,
        BL_CHAIN_TOTAL_AMOUNT,
    };
    lending *l = open_vault(1000000000);
    size_t lent = lending_strategy(l, "jup_lend", 9000);
    lending_price(l, lent, 10 * SECOND, 1010000000001, BL_NO_LIMIT);
    lending_flow(l, 5 * SECOND, 1, BL_FLOW_DEPOSIT, 1000);
    lending_crank(l, 10 * SECOND, lent, true, 10);
    lending_crank(l, 12 * SECOND, lent, false, 10);
    lending_flow(l, 20 * SECOND, 1, BL_FLOW_WITHDRAW_ALL, 0);
    l->setup.record_ns = 30 * SECOND;
    run(l, 30);
    ck_assert_uint_eq(l->chain_len, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < l->chain_len; i++) {
        ck_assert_str_eq(bl_record_chain_name(l->chain[i].kind), bl_record_chain_name(expected[i]));
    }
    ck_assert_uint_eq(l->chain[0].amounts[0], 1000000000);
    ck_assert_uint_eq(l->chain[1].amounts[0], 900000000);
    ck_assert_uint_eq(l->chain[2].amounts[1], 1000);
    ck_assert_uint_eq(l->chain[3].amounts[0], 10); /* ceil(10/1.01...) */
    ck_assert_uint_eq(l->chain[8].amounts[0], lending_last(l, BL_EVENT_END)->unlocked.v);
    lending_free(l);
}
END_TEST

START_TEST(a_crank_that_is_undone_leaves_no_event)
{
    lending *l = open_vault(1000000);
    size_t lent = lending_strategy(l, "jup_lend", 5000);
    lending_crank(l, 10 * SECOND, lent, true, 9); /* AMOUNT_NEARLY_ZERO */
    run(l, 20);
    ck_assert_uint_eq(count(l, BL_EVENT_FAILED), 1);
    ck_assert_uint_eq(l->chain_len, 2); /* the opening's */
    lending_free(l);
}
END_TEST

START_TEST(cranks_are_refused_with_the_codes_of_the_program)
{
    static const struct {
        uint8_t signer;
        uint32_t strategy;
        uint64_t amount;
        const char *code;
    } cases[] = {
        {BL_SIGNER_OTHER, UINT32_MAX, 0, "6003 UnAuthorized"},
        {BL_SIGNER_ADMIN, UINT32_MAX, 0, "6002 StrategyIsNotExisted"},
        {BL_SIGNER_ADMIN, 0, 0, "6013 AmountMustGreaterThanZero"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lending *l = open_vault(1000000);
        lending_strategy(l, "idle", 5000);
        lending_crank(l, 10 * SECOND, cases[i].strategy, true, cases[i].amount);
        l->crank_signer[0] = cases[i].signer;
        run(l, 20);
        ck_assert_str_eq(refusal(l), cases[i].code);
        lending_free(l);
    }
}
END_TEST

int main(void)
{
    return suite_run("admin",
                     (const TTest *const[]){
                         a_disabled_vault_refuses_deposits_and_pays_withdrawals,
                         only_the_admin_may_change_the_vault,
                         cranks_follow_the_operator_that_was_set,
                         an_idle_vault_refuses_every_instruction_about_strategies,
                         a_removed_strategy_gives_all_back_and_is_gone,
                         a_strategy_that_cannot_give_all_back_stays_whole,
                         a_unit_left_behind_is_a_loss,
                         a_strategy_that_is_not_there_cannot_be_removed,
                         the_rate_of_degradation_lies_above_0_and_up_to_one,
                         a_new_rate_refreshes_what_is_locked_first,
                         a_direct_withdrawal_within_the_reserve_cranks_nothing,
                         a_direct_withdrawal_takes_what_is_short_through_the_wrapper,
                         a_short_strategy_refines_the_burn,
                         a_payout_below_the_least_is_undone,
                         a_loss_that_would_burn_more_than_was_offered_is_refused,
                         a_burn_that_loses_more_than_a_unit_is_refused,
                         a_direct_withdrawal_is_tested_for_strategy_handler_amount_and_balance,
                         a_book_has_no_handler_for_removal_or_direct_withdrawal,
                         a_vault_that_lost_everything_cannot_price_a_deposit,
                         events_come_in_the_order_of_the_program,
                         a_crank_that_is_undone_leaves_no_event,
                         cranks_are_refused_with_the_codes_of_the_program,
                         NULL});
}
