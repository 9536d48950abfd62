/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * crank.c - tokens move, then the difference in the total is gain or loss, whatever caused it. The
 * state before is kept aside; a handler that refuses, or a rescale that fails under
 * `all_or_none`, brings it back.
 */
#include "crank.h"

#include "attempt.h"
#include "capital.h"
#include "emit.h"
#include "failsafe.h"
#include "muldiv.h"

#include <string.h>

enum { FEE_NUMERATOR = 500, FEE_DENOMINATOR = 10000 };

/* A book's part of a crank: its cash moves, then it is rescaled like a vault with a flow. */
static bl_reason move_book(bl_run *run, const bl_crank *crank, bl_attempt *attempt)
{
    bl_book *book = &run->state.book;
    bl_worth worth = bl_book_worth(book, &run->market);
    int64_t free_balance =
        bl_book_free_balance(worth, run->setup->venue.im_ppb, &run->trap);
    if (crank->withdraws && (bl_i128)crank->amount > free_balance) {
        return BL_REASON_MARGIN;
    }
    int64_t amount = (int64_t)crank->amount;
    bl_attempt_move_capital(run, book, worth.equity, crank->withdraws ? -amount : amount);
    if (run->setup->rebalance.sizing == BL_SIZING_TARGET) {
        bl_attempt_size_all(run, book, bl_book_worth(book, &run->market).equity, BL_PPB);
    }
    bl_rescale_try(book, &run->market, &run->setup->venue, run->setup->rebalance.atomicity,
                   run->now_ns, attempt);
    bl_attempt_count(run, attempt);
    return attempt->reason;
}

static bl_reason move_holding(bl_run *run, const bl_crank *crank)
{
    const bl_strategy_model *model = run->setup->pool.strategies[crank->strategy].model;
    bl_holding *held = &run->state.capital.held[crank->strategy];
    bl_lender *lender = &run->state.capital.lenders[crank->strategy];
    return crank->withdraws ? model->withdraw(held, lender, crank->amount)
                            : model->deposit(held, lender, crank->amount);
}

/* For conservation: what a lender has of the vault's money (spec 3.3). */
static void note_loan(bl_run *run, const bl_crank *crank)
{
    if (run->setup->pool.strategies[crank->strategy].model->takes_index) {
        run->tally.lent += crank->withdraws ? -(bl_i128)crank->amount : (bl_i128)crank->amount;
    }
}

/* Moves the tokens. Where the answer is not NONE, nothing stands but what `attempt` filled. */
static bl_reason move_tokens(bl_run *run, const bl_crank *crank, bl_attempt *attempt)
{
    bl_capital *capital = &run->state.capital;
    if (crank->withdraws) {
        capital->reserve += crank->amount;
    } else if (crank->amount > capital->reserve) {
        return BL_REASON_RESERVE_SHORT;
    } else {
        capital->reserve -= crank->amount;
    }
    if (run->setup->pool.strategies[crank->strategy].model->is_book) {
        return move_book(run, crank, attempt);
    }
    return move_holding(run, crank);
}

/* Own shares that have unlocked disappear before anything is measured (spec 8.6). */
static void burn_released(bl_run *run)
{
    uint64_t released = bl_capital_released(run);
    BL_ASSERT(released <= run->state.capital.lock.shares);
    run->state.capital.lock.shares -= released;
    run->state.supply.v -= released;
    run->tally.held -= released;
}

typedef struct {
    uint64_t total, unlocked, locked;
} snapshot;

static snapshot look(const bl_run *run)
{
    uint64_t locked = bl_capital_locked(run);
    return (snapshot){run->state.capital.total, run->state.capital.total - locked, locked};
}

static uint64_t fee_of(uint64_t gain, uint64_t unlocked)
{
    return unlocked > 0 ? (uint64_t)((bl_u128)gain * FEE_NUMERATOR / FEE_DENOMINATOR) : 0;
}

/* What a crank came to, for the program's events. */
typedef struct {
    uint64_t collateral, loss, fee_shares;
} outcome;

/* T2 = T1 + R2 + c2 - R1 - c1, gain or loss, fee shares (spec 8.4). */
static outcome account(bl_run *run, size_t strategy, const snapshot *before)
{
    bl_capital *capital = &run->state.capital;
    capital->recorded[strategy] = bl_capital_liquidity(run, strategy);
    bl_u128 total = capital->reserve;
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        total += capital->recorded[j];
    }
    BL_FITS(&run->trap, "T", total <= UINT64_MAX);
    capital->total = (uint64_t)total;
    burn_released(run);
    bl_unlock_report report = {
        .now_s = bl_capital_now_s(run),
        .total_before = before->total,
        .total_after = capital->total,
        .unlocked = before->unlocked,
        .supply = run->state.supply.v,
        .locked = before->locked,
        .gain = capital->total > before->total ? capital->total - before->total : 0,
        .loss = capital->total < before->total ? before->total - capital->total : 0,
        .degradation = run->setup->pool.degradation,
    };
    report.fee = fee_of(report.gain, report.unlocked);
    bl_unlock_result result = {.fee_shares = 0};
    BL_FITS(&run->trap, "report",
            run->setup->pool.unlock->report(&capital->lock, &report, &result));
    run->state.manager.v += result.fee_shares;
    run->state.fees.v += result.fee_value;
    run->state.supply.v += result.fee_shares + result.minted;
    run->state.supply.v -= result.burned;
    run->tally.held += result.fee_shares + result.minted;
    run->tally.held -= result.burned;
    return (outcome){.loss = report.loss, .fee_shares = result.fee_shares};
}

/* A book has no collateral but the amount itself. */
static uint64_t collateral_taken(const bl_run *run, const bl_crank *crank, uint64_t held_before)
{
    const bl_strategy_model *model = run->setup->pool.strategies[crank->strategy].model;
    uint64_t held = run->state.capital.held[crank->strategy].held;
    return model->is_book ? crank->amount : held_before - held;
}

/* The handler's event, then the wrapper's. */
static void tell_program(bl_run *run, const bl_crank *crank, const outcome *of)
{
    const size_t strategy = crank->strategy;
    bl_emit_event moved = {BL_CHAIN_STRATEGY_DEPOSIT, strategy, {crank->amount, 0}};
    if (crank->withdraws) {
        moved = (bl_emit_event){BL_CHAIN_STRATEGY_WITHDRAW, strategy,
                                {of->collateral, crank->amount}};
    }
    if (crank->amount > 0) {
        bl_emit_chain(run, &moved);
    }
    if (of->loss > 0) {
        bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_REPORT_LOSS, strategy, {of->loss, 0}});
    }
    if (of->fee_shares > 0) {
        bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_PERFORMANCE_FEE, strategy,
                                            {of->fee_shares, 0}});
    }
}

static void read_sizes(const bl_run *run, bl_qty *out)
{
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        out[j].v = (int64_t)run->state.capital.recorded[j];
    }
}

static void tell(bl_run *run, const bl_crank *crank, bl_event event, bl_reason reason,
                 const bl_qty *pre, bl_cash cost)
{
    bl_emit_sizes sizes = {pre, crank->targets, cost};
    bl_emit_audit_sizes(run, event, crank->cause, reason, &sizes);
    bl_emit_series(run, event);
}

static void fail(bl_run *run, const bl_crank *crank, bl_reason reason, const bl_qty *pre,
                 bl_cash cost)
{
    tell(run, crank, BL_EVENT_FAILED, reason, pre, cost);
    if (!run->failsafe.under_review) {
        bl_failsafe_trip(run, crank->cause, reason);
    }
}

bl_reason bl_crank_turn(bl_run *run, const bl_crank *crank)
{
    bl_attempt attempt = {.whole = true};
    bl_qty pre[BL_STRATEGIES_MAX];
    const bl_state kept = run->state;
    const uint64_t held_before = kept.capital.held[crank->strategy].held;
    const snapshot before = look(run);
    read_sizes(run, pre);
    bl_reason reason = move_tokens(run, crank, &attempt);
    if (reason != BL_REASON_NONE &&
        (attempt.whole || run->setup->rebalance.atomicity == BL_ATOMIC_ALL_OR_NONE)) {
        run->state = kept;
        fail(run, crank, reason, pre, (bl_cash){0});
        return reason;
    }
    bl_attempt_book_fills(run, &attempt, crank->cause);
    note_loan(run, crank);
    outcome of = account(run, crank->strategy, &before);
    of.collateral = crank->withdraws ? collateral_taken(run, crank, held_before) : 0;
    tell_program(run, crank, &of);
    if (reason != BL_REASON_NONE) {
        fail(run, crank, reason, pre, attempt.cost);
    } else {
        tell(run, crank, BL_EVENT_CRANK, BL_REASON_NONE, pre, attempt.cost);
    }
    return reason;
}

void bl_crank_observe(bl_run *run, size_t strategy)
{
    const bl_crank crank = {.strategy = strategy, .cause = BL_NO_CAUSE};
    bl_qty pre[BL_STRATEGIES_MAX];
    const snapshot before = look(run);
    read_sizes(run, pre);
    const outcome of = account(run, strategy, &before);
    tell_program(run, &crank, &of);
    tell(run, &crank, BL_EVENT_CRANK, BL_REASON_NONE, pre, (bl_cash){0});
}

/* The program's own tests, in its order (spec 8.5). */
static bl_reason refusal_of(const bl_cranks *cranks, size_t row)
{
    if (cranks->signer[row] == BL_SIGNER_OTHER) {
        return BL_REASON_UNAUTHORIZED;
    }
    if (cranks->strategy[row] == UINT32_MAX) {
        return BL_REASON_NO_STRATEGY;
    }
    return cranks->amount[row] == 0 ? BL_REASON_AMOUNT_ZERO : BL_REASON_NONE;
}

void bl_crank_feed(bl_run *run)
{
    const bl_cranks *cranks = &run->setup->pool.cranks;
    size_t *next = &run->cursors.crank;
    for (; *next < cranks->len && cranks->time_ns[*next] == run->now_ns; (*next)++) {
        bl_reason reason = refusal_of(cranks, *next);
        if (reason != BL_REASON_NONE) {
            bl_emit_audit(run, BL_EVENT_REFUSAL, BL_NO_CAUSE, reason);
            continue;
        }
        bl_crank crank = {.strategy = cranks->strategy[*next],
                          .withdraws = cranks->withdraws[*next] != 0,
                          .amount = cranks->amount[*next],
                          .cause = BL_NO_CAUSE};
        (void)bl_crank_turn(run, &crank);
    }
}
