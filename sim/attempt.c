/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attempt.c - sizing a book for an attempt, booking what stands of it, telling what came of it.
 */
#include "attempt.h"

#include "emit.h"
#include "muldiv.h"
#include "notice.h"

#include <string.h>

void bl_attempt_size_all(const bl_run *run, bl_book *book, bl_cash equity, int64_t scale_ppb)
{
    for (size_t i = 0; i < run->market.len; i++) {
        int64_t weight_ppb = 0;
        BL_FITS(run->market.trap, "w",
                bl_muldiv_signed(run->weight_ppb[i], scale_ppb, BL_PPB, BL_TRUNC, &weight_ppb));
        bl_book_size(book, &run->market, i, weight_ppb, equity);
    }
}

void bl_attempt_move_capital(const bl_run *run, bl_book *book, bl_cash before, int64_t amount)
{
    bl_cash after = {0};
    BL_FITS(run->market.trap, "cash",
            !__builtin_add_overflow(book->cash.v, amount, &book->cash.v) &&
                !__builtin_add_overflow(before.v, amount, &after.v));
    if (before.v <= 0) {
        bl_attempt_size_all(run, book, after, BL_PPB);
    } else {
        bl_book_scale(book, &run->market, before, after);
    }
}

void bl_attempt_count(bl_run *run, const bl_attempt *attempt)
{
    bl_run_counts *counts = &run->counts;
    counts->attempts++;
    counts->dust_legs += attempt->dust_len;
    counts->attempts_idle += bl_attempt_event(attempt) == BL_EVENT_IDLE ? 1 : 0;
    counts->attempts_whole += bl_attempt_event(attempt) == BL_EVENT_REBALANCE ? 1 : 0;
    counts->attempts_unwound += attempt->unwound ? 1 : 0;
    counts->attempts_called_off += attempt->called_off ? 1 : 0;
    if (!attempt->whole) {
        counts->attempts_failed++;
        counts->failures[attempt->reason]++;
    }
}

bl_event bl_attempt_event(const bl_attempt *attempt)
{
    if (attempt->called_off) {
        return BL_EVENT_CALLED_OFF;
    }
    if (!attempt->whole) {
        return BL_EVENT_FAILED;
    }
    return attempt->empty ? BL_EVENT_IDLE : BL_EVENT_REBALANCE;
}

void bl_attempt_tell(bl_run *run, const bl_attempt *attempt, const bl_qty *pre, int64_t cause)
{
    bl_event event = bl_attempt_event(attempt);
    bool lists_positions = !bl_capital_is_used(run);
    bl_emit_sizes sizes = {lists_positions ? pre : NULL, lists_positions ? attempt->target : NULL,
                           attempt->cost, attempt->flow, attempt->decided_ns};
    bl_emit_audit_sizes(run, event, cause, attempt->reason, &sizes);
    if (event != BL_EVENT_IDLE) {
        bl_emit_series(run, event);
    }
}

void bl_attempt_book_fills(bl_run *run, const bl_attempt *attempt, int64_t cause)
{
    for (size_t k = 0; k < attempt->fills_len; k++) {
        bl_emit_trade(run, &attempt->fills[k], cause);
    }
}

void bl_attempt_size_by_rule(bl_run *run)
{
    if (run->setup->mode.model->free_trades ||
        run->setup->rebalance.sizing == BL_SIZING_TARGET) {
        bl_attempt_size_all(run, &run->state.book, bl_engine_worth(run).equity, BL_PPB);
    }
}

void bl_attempt_make(bl_run *run, int64_t cause, bl_attempt *attempt)
{
    const bl_book *book = &run->state.book;
    bl_attempt_size_by_rule(run);
    if (run->setup->mode.model->free_trades) {
        bl_rescale_free(book, &run->market, BL_FILL_IDEAL, attempt);
    } else {
        bl_book room;
        bl_rescale_try(bl_notice_aim(run, book, BL_NOTICE_ALL, &room), &run->market,
                       &run->setup->venue, run->setup->rebalance.atomicity, run->now_ns, attempt);
    }
    bl_attempt_count(run, attempt);
    bl_attempt_book_fills(run, attempt, cause);
}

bl_reason bl_attempt_on_book(bl_run *run, int64_t cause, bool quiet_when_empty)
{
    bl_attempt attempt;
    bl_qty pre[BL_INSTRUMENTS_MAX];
    memcpy(pre, run->state.book.q, sizeof pre);
    bl_attempt_make(run, cause, &attempt);
    if (!(attempt.empty && quiet_when_empty)) {
        bl_attempt_tell(run, &attempt, pre, cause);
    }
    return attempt.reason;
}
