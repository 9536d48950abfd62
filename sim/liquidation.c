/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * liquidation.c - all positions close at their marks, a fee is taken, deposits shut for good; the
 * run goes on.
 */
#include "liquidation.h"

#include "crank.h"
#include "emit.h"
#include "failsafe.h"

/* Closes every position at its mark, without the venue and its fee. */
static void close_positions(bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        bl_qty open = run->state.book.q[i];
        if (open.v != 0) {
            bl_fill fill = {.instrument = i,
                            .quantity = {-open.v},
                            .price = run->market.mark[i],
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
    bool was_shut = bl_engine_deposits_shut(run);
    close_positions(run);
    run->failsafe.book_closed = true;
    bl_emit_sizes sizes = {reported ? NULL : pre, reported ? NULL : nothing,
                           charge_fee(run, gross), BL_NO_CAUSE, BL_DECIDED_NOW};
    if (reported) {
        write_off(run);
    }
    bl_emit_audit_sizes(run, BL_EVENT_LIQUIDATION, BL_NO_CAUSE, BL_REASON_LIQUIDATED, &sizes);
    bl_emit_series(run, BL_EVENT_LIQUIDATION);
    run->counts.liquidations++;
    run->failsafe.liquidated = true;
    bl_failsafe_alert(run, was_shut, BL_NO_CAUSE, BL_REASON_LIQUIDATED);
    if (reported) {
        observe_book(run);
    }
}

void bl_liquidation_check(bl_run *run)
{
    bl_worth worth = bl_engine_worth(run);
    if (bl_book_is_underwater(&run->state.book, &run->market, worth, &run->setup->venue)) {
        liquidate(run, worth.gross);
    }
}
