/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rescale.c - planning and quoting. Legs are on distinct instruments, so `all_or_none` may quote
 * them one by one against the same book; only reversals meet the capacity used before them.
 */
#include "rescale.h"

#include "money.h"

void bl_rescale_clear(bl_attempt *out)
{
    out->fills_len = 0;
    out->whole = true;
    out->empty = true;
    out->called_off = false;
    out->unwound = false;
    out->reason = BL_REASON_NONE;
    out->cost.v = 0;
    out->dust_len = 0;
    out->flow = BL_NO_CAUSE;
    out->decided_ns = BL_DECIDED_NOW;
}

/* Sends one order and notes what filled. */
static bl_reason trade(bl_desk *desk, bl_attempt *out, size_t instrument, bl_qty quantity)
{
    bl_quote quote = bl_order_quote(desk, instrument, quantity);
    if (quote.filled.v != 0) {
        bl_fill_reason label = quote.reason == BL_REASON_NONE ? BL_FILL_FILLED : BL_FILL_PARTIAL;
        out->fills[out->fills_len++] = (bl_fill){instrument, quote.filled, quote.price, quote.fee,
                                                 desk->unwinds ? BL_FILL_UNWIND : label};
    }
    return quote.reason;
}

/* Reverses what was filled, last first, by normal orders (spec 6.4). */
static void unwind(bl_desk *desk, bl_attempt *out)
{
    const size_t forward_len = out->fills_len;
    desk->unwinds = true;
    for (size_t k = forward_len; k > 0; k--) {
        const bl_fill fill = out->fills[k - 1];
        bl_order_fill(desk, fill.instrument, fill.quantity);
        trade(desk, out, fill.instrument, (bl_qty){-fill.quantity.v});
    }
    out->unwound = forward_len > 0;
}

bool bl_rescale_is_dust(const bl_market *market, size_t i, bl_qty x)
{
    const bl_instrument *what = &market->instruments[i];
    bl_cash value = {0};
    BL_FITS(market->trap, "V(x,m)", bl_money_value(x, market->mark[i], market->scale[i], &value));
    uint64_t notional = value.v < 0 ? -(uint64_t)value.v : (uint64_t)value.v;
    return (x.v < 0 ? -x.v : x.v) < what->min_qty || notional < what->min_notional;
}

static bl_qty leg_of(const bl_book *book, const bl_market *market, size_t i, bl_attempt *out)
{
    out->target[i] = bl_book_intended(book, market, i);
    bl_qty x;
    BL_FITS(market->trap, "leg",
            !__builtin_sub_overflow(out->target[i].v, book->q[i].v, &x.v) && x.v != INT64_MIN);
    return x;
}

/* c of spec 4.6 over what stands. */
static bl_cash cost_of(const bl_market *market, const bl_attempt *attempt)
{
    bl_i128 cost = 0;
    for (size_t k = 0; k < attempt->fills_len; k++) {
        const bl_fill *fill = &attempt->fills[k];
        size_t i = fill->instrument;
        bl_cash paid = {0};
        bl_cash value = {0};
        BL_FITS(market->trap, "pay(x,p)",
                bl_money_pay(fill->quantity, fill->price, market->scale[i], &paid));
        BL_FITS(market->trap, "V(x,m)",
                bl_money_value(fill->quantity, market->mark[i], market->scale[i], &value));
        cost += (bl_i128)paid.v - value.v + fill->fee.v;
    }
    BL_FITS(market->trap, "cost", cost >= INT64_MIN && cost <= INT64_MAX);
    return (bl_cash){(int64_t)cost};
}

bool bl_rescale_plan(const bl_book *book, const bl_market *market, bl_qty *legs, bl_attempt *out)
{
    bl_rescale_clear(out);
    for (size_t i = 0; i < market->len; i++) {
        legs[i] = leg_of(book, market, i, out);
        if (legs[i].v == 0) {
            continue;
        }
        if (bl_rescale_is_dust(market, i, legs[i])) {
            out->dust_len++;
            legs[i].v = 0;
        } else {
            out->empty = false;
        }
    }
    return !out->empty;
}

void bl_rescale_trade(bl_desk *desk, const bl_qty *legs, bl_atomicity atomicity, bl_attempt *out)
{
    bool stopped = false;
    for (size_t i = 0; i < desk->market->len && !stopped; i++) {
        bl_reason reason =
            legs[i].v == 0 ? BL_REASON_NONE : trade(desk, out, i, legs[i]);
        if (reason != BL_REASON_NONE && out->whole) {
            out->whole = false;
            out->reason = reason;
            stopped = atomicity != BL_ATOMIC_KEEP;
        }
    }
    if (!out->whole && atomicity == BL_ATOMIC_ALL_OR_NONE) {
        out->fills_len = 0;
    }
    if (!out->whole && atomicity == BL_ATOMIC_UNWIND) {
        unwind(desk, out);
    }
    out->cost = cost_of(desk->market, out);
}

void bl_rescale_try(const bl_book *book, const bl_market *market, const bl_venue *venue,
                    bl_atomicity atomicity, int64_t now_ns, bl_attempt *out)
{
    bl_qty legs[BL_INSTRUMENTS_MAX];
    if (bl_rescale_plan(book, market, legs, out)) {
        bl_desk desk;
        bl_order_open_desk(&desk, market, venue, now_ns);
        bl_rescale_trade(&desk, legs, atomicity, out);
    }
}

void bl_rescale_free(const bl_book *book, const bl_market *market, bl_fill_reason reason,
                     bl_attempt *out)
{
    bl_rescale_clear(out);
    for (size_t i = 0; i < market->len; i++) {
        bl_qty x = leg_of(book, market, i, out);
        if (x.v != 0) {
            out->empty = false;
            out->fills[out->fills_len++] = (bl_fill){
                .instrument = i, .quantity = x, .price = market->mark[i], .reason = reason};
        }
    }
}
