/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * crank.c - tokens move, then the difference in the total is gain or loss, whatever caused it. The
 * state before is kept aside; a handler that refuses, or a rescale that fails under
 * `all_or_none`, brings it back.
 */
#include "crank.h"

#include "admin.h"
#include "attempt.h"
#include "capital.h"
#include "emit.h"
#include "failsafe.h"
#include "muldiv.h"
#include "wrapper.h"

#include <string.h>

/* A book's part of a crank: its cash moves, then it is rescaled like a vault with a flow. */
static bl_reason move_book(bl_run *run, const bl_crank *crank, bl_attempt *attempt)
{
    bl_book *book = &run->state.book;
    bl_worth worth = bl_book_worth(book, &run->market);
    int64_t free_balance = bl_book_free_balance(worth, run->setup->venue.im_ppb, &run->trap);
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

bl_reason bl_crank_move_holding(bl_run *run, const bl_crank *crank)
{
    const bl_strategy_model *model = run->setup->pool.strategies[crank->strategy].model;
    bl_holding *held = &run->state.capital.held[crank->strategy];
    bl_lender *lender = &run->state.capital.lenders[crank->strategy];
    const bl_strategy_view view = bl_capital_view(run, crank->strategy);
    return crank->withdraws ? model->withdraw(&view, held, lender, crank->amount)
                            : model->deposit(&view, held, lender, crank->amount);
}

/* Moves the tokens. Where the answer is not NONE, nothing stands but what `attempt` filled. */
static bl_reason move_tokens(bl_run *run, const bl_crank *crank, bl_attempt *attempt)
{
    bl_capital *capital = &run->state.capital;
    if (!crank->withdraws && crank->amount > capital->reserve) {
        return BL_REASON_RESERVE_SHORT;
    }
    bl_reason reason = run->setup->pool.strategies[crank->strategy].model->is_book
                           ? move_book(run, crank, attempt)
                           : bl_crank_move_holding(run, crank);
    if (!crank->withdraws) {
        capital->reserve -= crank->amount;
    } else if (reason == BL_REASON_NONE || !attempt->whole) {
        bl_capital_receive(run, crank->amount);
    }
    return reason;
}

void bl_crank_read_sizes(const bl_run *run, bl_qty *out)
{
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        out[j].v = (int64_t)run->state.capital.recorded[j];
    }
}

static void tell(bl_run *run, const bl_crank *crank, bl_event event, bl_reason reason,
                 const bl_qty *pre, bl_cash cost)
{
    bl_emit_sizes sizes = {pre, crank->targets, cost, BL_NO_CAUSE, BL_DECIDED_NOW};
    bl_emit_audit_sizes(run, event, crank->cause, reason, &sizes);
    bl_emit_series(run, event);
}

static void fail(bl_run *run, const bl_crank *crank, bl_reason reason, const bl_qty *pre,
                 bl_cash cost)
{
    tell(run, crank, BL_EVENT_FAILED, reason, pre, cost);
    bl_failsafe_take_failure(run, crank->cause, reason);
}

void bl_crank_tell(bl_run *run, const bl_crank *crank, const bl_qty *pre)
{
    tell(run, crank, BL_EVENT_CRANK, BL_REASON_NONE, pre, (bl_cash){0});
}

/* What moving tokens may change, kept aside. */
typedef struct {
    uint64_t reserve;
    bl_holding held;
    bl_lender lender;
    bl_book book; /* of a strategy that is one */
} aside;

static bool is_book(const bl_run *run, size_t strategy)
{
    return run->setup->pool.strategies[strategy].model->is_book;
}

static void keep_aside(const bl_run *run, size_t strategy, aside *out)
{
    const bl_capital *capital = &run->state.capital;
    out->reserve = capital->reserve;
    out->held = capital->held[strategy];
    out->lender = capital->lenders[strategy];
    if (is_book(run, strategy)) {
        out->book = run->state.book;
    }
}

static void bring_back(bl_run *run, size_t strategy, const aside *kept)
{
    bl_capital *capital = &run->state.capital;
    capital->reserve = kept->reserve;
    capital->held[strategy] = kept->held;
    capital->lenders[strategy] = kept->lender;
    if (is_book(run, strategy)) {
        run->state.book = kept->book;
    }
}

bl_reason bl_crank_turn(bl_run *run, const bl_crank *crank)
{
    bl_attempt attempt;
    bl_qty pre[BL_STRATEGIES_MAX];
    aside kept;
    bl_rescale_clear(&attempt);
    keep_aside(run, crank->strategy, &kept);
    const bl_wrapper_before before = bl_wrapper_look(run, crank->strategy);
    bl_crank_read_sizes(run, pre);
    bl_reason reason = move_tokens(run, crank, &attempt);
    if (reason != BL_REASON_NONE &&
        (attempt.whole || run->setup->rebalance.atomicity == BL_ATOMIC_ALL_OR_NONE)) {
        bring_back(run, crank->strategy, &kept);
        fail(run, crank, reason, pre, (bl_cash){0});
        return reason;
    }
    bl_attempt_book_fills(run, &attempt, crank->cause);
    const bl_wrapper_result result = bl_wrapper_account(run, crank, &before);
    bl_wrapper_tell(run, crank, &result);
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
    const bl_wrapper_before before = bl_wrapper_look(run, strategy);
    bl_crank_read_sizes(run, pre);
    const bl_wrapper_result result = bl_wrapper_account(run, &crank, &before);
    bl_wrapper_tell(run, &crank, &result);
    bl_crank_tell(run, &crank, pre);
}

/* The program's own tests, in its order (spec 8.5). */
static bl_reason refusal_of(const bl_run *run, size_t row)
{
    const bl_cranks *cranks = &run->setup->pool.cranks;
    if (!bl_admin_may_crank(run, cranks->signer[row])) {
        return BL_REASON_UNAUTHORIZED;
    }
    if (!bl_admin_is_listed(run, cranks->strategy[row])) {
        return BL_REASON_NO_STRATEGY;
    }
    return cranks->amount[row] == 0 ? BL_REASON_AMOUNT_ZERO : BL_REASON_NONE;
}

void bl_crank_feed(bl_run *run)
{
    const bl_cranks *cranks = &run->setup->pool.cranks;
    size_t *next = &run->cursors.crank;
    for (; *next < cranks->len && cranks->time_ns[*next] == run->now_ns; (*next)++) {
        bl_reason reason = refusal_of(run, *next);
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
