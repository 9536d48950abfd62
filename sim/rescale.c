/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rescale.c - planning and quoting. Legs are on distinct instruments, so `all_or_none` may quote
 * them one by one against the same book; only reversals meet the capacity used before them.
 */
#include "rescale.h"

#include "money.h"

#include <string.h>

bool bl_rescale_is_stale(const bl_market *market, size_t instrument, int64_t now_ns)
{
    const bl_instrument *what = &market->instruments[instrument];
    return what->gap != BL_GAP_HOLD &&
           (bl_i128)now_ns >= (bl_i128)market->visible_ns[instrument] + what->bar_ns;
}

bool bl_rescale_is_up(const bl_market *market, const bl_venue *venue, int64_t now_ns)
{
    for (size_t i = 0; i < market->len; i++) {
        if (market->instruments[i].gap == BL_GAP_OUTAGE && bl_rescale_is_stale(market, i, now_ns)) {
            return false;
        }
    }
    return venue->availability->is_up(venue->availability_params, &venue->windows, now_ns);
}

/* The price of an order at an adjustment; false where it is out of bounds (spec 6.14, 11.3). */
static bool price_of(const bl_market *market, const bl_venue *venue, size_t i, bool buys,
                     int64_t adjustment_ppb, bl_price *out)
{
    if ((venue->max_slippage_ppb >= 0 && adjustment_ppb > venue->max_slippage_ppb) ||
        adjustment_ppb >= BL_PPB) {
        return false;
    }
    int64_t factor = buys ? BL_PPB + adjustment_ppb : BL_PPB - adjustment_ppb;
    BL_FITS(
        market->trap, "price",
        bl_muldiv_signed(market->mark[i].v, factor, BL_PPB, buys ? BL_CEIL : BL_FLOOR, &out->v));
    return out->v > 0;
}

static bl_quote refused(bl_reason reason)
{
    return (bl_quote){.reason = reason};
}

bl_quote bl_rescale_quote(const bl_market *market, const bl_venue *venue, int64_t now_ns,
                          size_t instrument, bl_qty quantity, int64_t used)
{
    if (!bl_rescale_is_up(market, venue, now_ns)) {
        return refused(BL_REASON_VENUE_DOWN);
    }
    if (bl_rescale_is_stale(market, instrument, now_ns)) {
        return refused(BL_REASON_STALE);
    }
    bool buys = quantity.v > 0;
    int64_t asked = buys ? quantity.v : -quantity.v;
    bl_order_view view = {now_ns, asked, market->instruments[instrument].step,
                          market->volume[instrument], used};
    int64_t fits = 0;
    BL_FITS(market->trap, "capacity",
            venue->capacity->capacity(venue->capacity_params, &view, &fits));
    if (fits == 0) {
        return refused(BL_REASON_NO_LIQUIDITY);
    }
    view.quantity = fits;
    int64_t adjustment_ppb = 0;
    bl_reason reason = venue->price->adjust(venue->price_params, &view, &adjustment_ppb);
    if (reason != BL_REASON_NONE) {
        return refused(reason);
    }
    bl_quote quote = {.filled = {buys ? fits : -fits}};
    if (!price_of(market, venue, instrument, buys, adjustment_ppb, &quote.price)) {
        return refused(BL_REASON_PRICE_BOUND);
    }
    BL_FITS(market->trap, "fee(x,p,r)",
            bl_money_fee(quote.filled, quote.price, venue->taker_ppb, market->scale[instrument],
                         &quote.fee));
    quote.reason = fits < asked ? BL_REASON_PARTIAL : BL_REASON_NONE;
    return quote;
}

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

typedef struct {
    const bl_market *market;
    const bl_venue *venue;
    int64_t now_ns;
    int64_t used[BL_INSTRUMENTS_MAX]; /* as it grows while orders go out */
    bl_attempt *out;
} trader;

/* Sends one order and notes what filled. */
static bl_reason trade(trader *t, size_t instrument, bl_qty quantity, bool unwinds)
{
    bl_quote quote =
        bl_rescale_quote(t->market, t->venue, t->now_ns, instrument, quantity, t->used[instrument]);
    if (quote.filled.v != 0) {
        bl_fill_reason label = quote.reason == BL_REASON_NONE ? BL_FILL_FILLED : BL_FILL_PARTIAL;
        bl_fill *fill = &t->out->fills[t->out->fills_len++];
        *fill = (bl_fill){instrument, quote.filled, quote.price, quote.fee,
                          unwinds ? BL_FILL_UNWIND : label};
        int64_t size = quote.filled.v < 0 ? -quote.filled.v : quote.filled.v;
        BL_FITS(t->market->trap, "used volume",
                !__builtin_add_overflow(t->used[instrument], size, &t->used[instrument]));
    }
    return quote.reason;
}

/* Reverses what was filled, last first, by normal orders (spec 6.4). */
static void unwind(trader *t)
{
    size_t forward_len = t->out->fills_len;
    for (size_t k = forward_len; k > 0; k--) {
        const bl_fill fill = t->out->fills[k - 1];
        trade(t, fill.instrument, (bl_qty){-fill.quantity.v}, true);
    }
    t->out->unwound = forward_len > 0;
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
    trader t = {.market = market, .venue = venue, .now_ns = now_ns, .out = out};
    memcpy(t.used, book->used, sizeof t.used);
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
        bl_reason reason = trade(&t, i, x, false);
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
        unwind(&t);
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
