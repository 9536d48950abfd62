/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * failsafe.c - one trip is under way at a time; its review is the next scripted one, or one by
 * delay. Reviews of one instant are one review.
 */
#include "failsafe.h"

#include "crank.h"
#include "emit.h"
#include "flow.h"
#include "limits.h"
#include "oracle.h"
#include "rebalance.h"

bool bl_failsafe_deposits_shut(const bl_run *run)
{
    return run->failsafe.under_review || run->failsafe.liquidated;
}

bool bl_failsafe_withdrawals_shut(const bl_run *run)
{
    return run->failsafe.diverged || bl_oracle_is_old(run);
}

bool bl_failsafe_holds_trading(const bl_run *run)
{
    return run->failsafe.under_review && !run->setup->failsafe.retry_next_tick;
}

static void schedule_by_delay(bl_run *run)
{
    if (__builtin_add_overflow(run->now_ns, run->setup->failsafe.review_delay_ns,
                               &run->failsafe.review_ns)) {
        run->failsafe.review_ns = INT64_MAX;
    }
}

/* A scripted time lies ahead when its REVIEW phase has not been yet. */
static bool script_lies_ahead(const bl_run *run)
{
    const bl_failsafe_rule *rule = &run->setup->failsafe;
    if (rule->reviews_len == 0) {
        return false;
    }
    int64_t last_ns = rule->reviews_ns[rule->reviews_len - 1];
    return last_ns > run->now_ns || (last_ns == run->now_ns && run->phase < BL_PHASE_REVIEW);
}

/* Tells that deposits shut or opened. */
static void tell_gate(bl_run *run, int64_t cause, bl_reason reason)
{
    bl_emit_audit(run, BL_EVENT_GATE, cause, reason);
    bl_emit_series(run, BL_EVENT_GATE);
    if (bl_failsafe_deposits_shut(run)) {
        bl_emit_audit(run, BL_EVENT_ALERT, cause, reason);
    }
}

void bl_failsafe_trip(bl_run *run, int64_t cause, bl_reason reason)
{
    BL_ASSERT(!run->failsafe.under_review);
    bool was_shut = bl_failsafe_deposits_shut(run);
    run->failsafe.under_review = true;
    run->failsafe.review_ns = INT64_MAX;
    if (!script_lies_ahead(run)) {
        schedule_by_delay(run);
    }
    run->counts.trips++;
    if (!was_shut) {
        tell_gate(run, cause, reason);
    }
}

static bool any_stale(const bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        if (bl_rescale_is_stale(&run->market, i, run->now_ns)) {
            return true;
        }
    }
    return false;
}

/* Why the vault stays under review; NONE: it clears. */
static bl_reason verdict(bl_run *run, bl_reason attempt)
{
    if (attempt != BL_REASON_NONE) {
        return attempt;
    }
    if (!bl_rescale_is_up(&run->market, &run->setup->venue, run->now_ns)) {
        return BL_REASON_VENUE_DOWN;
    }
    if (any_stale(run)) {
        return BL_REASON_STALE;
    }
    return bl_oracle_is_diverged(run) ? BL_REASON_DIVERGENCE : BL_REASON_NONE;
}

static void clear(bl_run *run, int64_t cause)
{
    run->failsafe.under_review = false;
    run->failsafe.diverged = false;
    run->failsafe.review_ns = INT64_MAX;
    if (!bl_failsafe_deposits_shut(run)) {
        tell_gate(run, cause, BL_REASON_NONE);
    }
    bl_limits_reset(run);
    bl_flow_settle_after_review(run);
}

static void review(bl_run *run)
{
    int64_t cause = run->reviews_len++;
    run->counts.reviews++;
    run->failsafe.review_ns = INT64_MAX;
    bl_reason reason = verdict(run, bl_rebalance_attempt(run, cause));
    bl_emit_audit(run, BL_EVENT_REVIEW, cause, reason);
    bl_emit_series(run, BL_EVENT_REVIEW);
    if (reason == BL_REASON_NONE) {
        clear(run, cause);
    } else {
        schedule_by_delay(run);
    }
}

void bl_failsafe_review(bl_run *run)
{
    const bl_failsafe_rule *rule = &run->setup->failsafe;
    bl_failsafe *failsafe = &run->failsafe;
    bool due = failsafe->review_ns == run->now_ns;
    while (failsafe->scripted_next < rule->reviews_len &&
           rule->reviews_ns[failsafe->scripted_next] <= run->now_ns) {
        due |= rule->reviews_ns[failsafe->scripted_next] == run->now_ns;
        failsafe->scripted_next++;
    }
    if (due && failsafe->under_review) {
        review(run);
    }
}

int64_t bl_failsafe_next_ns(const bl_run *run)
{
    const bl_failsafe_rule *rule = &run->setup->failsafe;
    int64_t scripted_ns = run->failsafe.scripted_next < rule->reviews_len
                              ? rule->reviews_ns[run->failsafe.scripted_next]
                              : INT64_MAX;
    return scripted_ns < run->failsafe.review_ns ? scripted_ns : run->failsafe.review_ns;
}

/* Closes every position at its mark, without the venue and its fee. */
static void close_positions(bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        bl_qty open = run->state.book.q[i];
        if (open.v != 0) {
            bl_fill fill = {.instrument = i, .quantity = {-open.v}, .price = run->market.mark[i],
                            .reason = BL_FILL_LIQUIDATED};
            bl_emit_trade(run, &fill, BL_NO_CAUSE);
        }
        run->state.book.b[i].v = 0;
        run->weight_ppb[i] = 0;
    }
}

static bl_cash charge_fee(bl_run *run, bl_i128 gross_before)
{
    bl_i128 fee = bl_book_margin(gross_before, run->setup->venue.liq_fee_ppb, &run->trap);
    int64_t left = bl_engine_worth(run).equity.v;
    fee = left <= 0 ? 0 : (fee < left ? fee : left);
    run->state.book.cash.v -= (int64_t)fee;
    run->tally.funded += fee;
    return (bl_cash){(int64_t)fee};
}

/* A book that is a strategy does not owe what it lost beyond its cash (spec 5.5); one crank with
 * nothing moved then says what is left. */
static void write_off(bl_run *run)
{
    int64_t cash = run->state.book.cash.v;
    if (cash < 0) {
        run->state.book.cash.v = 0;
        run->tally.funded += cash;
    }
}

static void observe_book(bl_run *run)
{
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        if (run->setup->pool.strategies[j].model->is_book) {
            bl_crank_observe(run, j);
        }
    }
}

static void liquidate(bl_run *run, bl_i128 gross)
{
    static const bl_qty nothing[BL_INSTRUMENTS_MAX];
    bool reported = bl_capital_is_used(run);
    bl_qty pre[BL_INSTRUMENTS_MAX];
    for (size_t i = 0; i < run->market.len; i++) {
        pre[i] = run->state.book.q[i];
    }
    bool was_shut = bl_failsafe_deposits_shut(run);
    close_positions(run);
    run->failsafe.book_closed = true;
    bl_emit_sizes sizes = {reported ? NULL : pre, reported ? NULL : nothing,
                           charge_fee(run, gross)};
    if (reported) {
        write_off(run);
    }
    bl_emit_audit_sizes(run, BL_EVENT_LIQUIDATION, BL_NO_CAUSE, BL_REASON_LIQUIDATED, &sizes);
    bl_emit_series(run, BL_EVENT_LIQUIDATION);
    run->counts.liquidations++;
    run->failsafe.liquidated = true;
    if (!was_shut) {
        tell_gate(run, BL_NO_CAUSE, BL_REASON_LIQUIDATED);
    }
    if (reported) {
        observe_book(run);
    }
}

void bl_failsafe_check_margin(bl_run *run)
{
    bl_worth worth = bl_engine_worth(run);
    if (bl_book_is_underwater(&run->state.book, &run->market, worth,
                              run->setup->venue.mm_ppb)) {
        liquidate(run, worth.gross);
    }
}
