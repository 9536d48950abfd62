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
    out->unwound = false;
    out->reason = BL_REASON_NONE;
    out->cost.v = 0;
    out->dust_len = 0;
}

/* Sends one order and notes what filled. */
static bl_reason trade(bl_desk *desk, bl_attempt *out, size_t instrument, bl_qty quantity,
                       bool unwinds)
{
    bl_quote quote = bl_order_quote(desk, instrument, quantity);
    if (quote.filled.v != 0) {
        bl_fill_reason label = quote.reason == BL_REASON_NONE ? BL_FILL_FILLED : BL_FILL_PARTIAL;
        out->fills[out->fills_len++] = (bl_fill){instrument, quote.filled, quote.price, quote.fee,
                                                 unwinds ? BL_FILL_UNWIND : label};
        bl_order_fill(desk, instrument, quote.filled);
    }
    return quote.reason;
}

/* Reverses what was filled, last first, by normal orders (spec 6.4). */
static void unwind(bl_desk *desk, bl_attempt *out)
{
    size_t forward_len = out->fills_len;
    for (size_t k = forward_len; k > 0; k--) {
        const bl_fill fill = out->fills[k - 1];
        trade(desk, out, fill.instrument, (bl_qty){-fill.quantity.v}, true);
    }
    out->unwound = forward_len > 0;
}

static bool is_dust(const bl_market *market, size_t i, bl_qty x)
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

void bl_rescale_try(const bl_book *book, const bl_market *market, const bl_venue *venue,
                    bl_atomicity atomicity, int64_t now_ns, bl_attempt *out)
{
    bl_rescale_clear(out);
    bl_desk desk;
    bl_order_open_desk(&desk, market, venue, now_ns);
    bool stopped = false;
    for (size_t i = 0; i < market->len; i++) {
        bl_qty x = leg_of(book, market, i, out);
        if (x.v == 0 || stopped) {
            continue;
        }
        if (is_dust(market, i, x)) {
            out->dust_len++;
            continue;
        }
        out->empty = false;
        bl_reason reason = trade(&desk, out, i, x, false);
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
        unwind(&desk, out);
    }
    out->cost = cost_of(market, out);
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
