/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * order.c - quoting, and what fills leave: used volume, the slots' own words, permanent impact.
 */
#include "order.h"

#include "money.h"

#include <string.h>

bool bl_order_is_stale(const bl_market *market, size_t instrument, int64_t now_ns)
{
    const bl_instrument *what = &market->instruments[instrument];
    return what->gap != BL_GAP_HOLD &&
           (bl_i128)now_ns >= (bl_i128)market->visible_ns[instrument] + what->bar_ns;
}

bool bl_order_is_up(const bl_market *market, const bl_venue *venue, int64_t now_ns)
{
    for (size_t i = 0; i < market->len; i++) {
        if (market->instruments[i].gap == BL_GAP_OUTAGE && bl_order_is_stale(market, i, now_ns)) {
            return false;
        }
    }
    return venue->availability->is_up(venue->availability_params, &venue->windows, now_ns);
}

/* floor(close*(10^9+shift)/10^9) */
static bl_price moved(bl_trap *trap, int64_t close, int64_t shift_ppb)
{
    bl_price mark = {close};
    if (shift_ppb != 0) {
        BL_FITS(trap, "permanent impact",
                bl_muldiv_shifted(close, shift_ppb, &mark.v) && mark.v > 0);
    }
    return mark;
}

void bl_order_show_bar(bl_market *market, size_t instrument, size_t row)
{
    const bl_bars *bars = &market->instruments[instrument].bars;
    bl_liquidity *left = &market->left[instrument];
    market->mark[instrument] = moved(market->trap, bars->close[row], left->shift_ppb);
    market->volume[instrument] = &bars->volume[row];
    market->visible_ns[instrument] = bl_bars_time(bars, row);
    market->bars_len[instrument] = row + 1;
    left->used = 0;
}

/* An order as the slots see it. */
typedef struct {
    bl_order_view view;
    bl_liquidity left; /* rested up to now */
} order;

/* What time has done to what the slots remember. */
static void rest(const bl_venue *venue, int64_t now_ns, bl_liquidity *left)
{
    if (venue->capacity->rest != NULL) {
        venue->capacity->rest(venue->capacity_params, now_ns - left->filled_ns, left->capacity);
    }
    if (venue->price->rest != NULL) {
        venue->price->rest(venue->price_params, now_ns - left->filled_ns, left->price);
    }
}

static bl_bars past_of(const bl_market *market, size_t instrument)
{
    bl_bars past = market->instruments[instrument].bars;
    past.len = market->bars_len[instrument];
    return past;
}

static void set_order(order *out, const bl_market *market, const bl_venue *venue, int64_t now_ns,
                      size_t instrument, bl_qty quantity)
{
    const bl_instrument *what = &market->instruments[instrument];
    rest(venue, now_ns, &out->left);
    out->view = (bl_order_view){
        .time_ns = now_ns,
        .quantity = quantity.v > 0 ? quantity.v : -quantity.v,
        .step = what->step,
        .tick = what->tick > 1 ? what->tick : 1,
        .scale = market->scale[instrument],
        .volume = *market->volume[instrument],
        .buys = quantity.v > 0,
        .instrument = (uint32_t)instrument,
        .seed = market->seed,
        .past = past_of(market, instrument),
        .depth = &what->depth,
        .regime = &venue->regimes,
        .left = &out->left,
    };
}

void bl_order_open_desk(bl_desk *desk, const bl_market *market, const bl_venue *venue,
                        int64_t now_ns)
{
    desk->market = market;
    desk->venue = venue;
    desk->now_ns = now_ns;
    desk->fee_ppb = venue->taker_ppb;
    desk->unwinds = false;
    memcpy(desk->mark, market->mark, market->len * sizeof desk->mark[0]);
    memcpy(desk->left, market->left, market->len * sizeof desk->left[0]);
}

/* To a whole tick, against the order; 0 where there is none left. */
static int64_t to_tick(const bl_instrument *what, bool buys, int64_t price)
{
    const int64_t over = what->tick > 1 ? price % what->tick : 0;
    if (over == 0 || !buys) {
        return price - over;
    }
    return price <= INT64_MAX - (what->tick - over) ? price + (what->tick - over) : 0;
}

/* The price of an order at an adjustment; false where it is out of bounds (spec 6.14, 11.3). */
static bool price_of(const bl_desk *desk, const bl_order_view *view, int64_t adjustment_ppb,
                     bl_price *out)
{
    const bl_venue *venue = desk->venue;
    const bl_instrument *what = &desk->market->instruments[view->instrument];
    if ((venue->max_slippage_ppb >= 0 && adjustment_ppb > venue->max_slippage_ppb) ||
        adjustment_ppb >= BL_PPB) {
        return false;
    }
    const int64_t factor = view->buys ? BL_PPB + adjustment_ppb : BL_PPB - adjustment_ppb;
    BL_FITS(
        desk->market->trap, "price",
        bl_muldiv_signed(view->mark.v, factor, BL_PPB, view->buys ? BL_CEIL : BL_FLOOR, &out->v));
    out->v = to_tick(what, view->buys, out->v);
    return out->v > 0;
}

static bl_quote refused(bl_reason reason)
{
    return (bl_quote){.reason = reason};
}

/* The price slot's adjustment, and what a thin book does to it. */
static bl_reason adjust(const bl_venue *venue, const bl_order_view *view, int64_t *out_ppb)
{
    bl_reason reason = venue->price->adjust(venue->price_params, view, out_ppb);
    if (reason == BL_REASON_NONE && venue->capacity->widen != NULL) {
        *out_ppb = venue->capacity->widen(venue->capacity_params, view, *out_ppb);
    }
    return reason;
}

/* Past availability: how much fits, and at what price. */
static bl_quote price_order(const bl_desk *desk, bl_order_view *view)
{
    const bl_venue *venue = desk->venue;
    const bl_market *market = desk->market;
    const int64_t asked = view->quantity;
    int64_t fits = 0;
    BL_FITS(market->trap, "capacity",
            venue->capacity->capacity(venue->capacity_params, view, &fits));
    if (fits == 0) {
        return refused(BL_REASON_NO_LIQUIDITY);
    }
    view->quantity = fits;
    int64_t adjustment_ppb = 0;
    bl_reason reason = adjust(venue, view, &adjustment_ppb);
    if (reason != BL_REASON_NONE) {
        return refused(reason);
    }
    bl_quote quote = {.filled = {view->buys ? fits : -fits}};
    if (!price_of(desk, view, adjustment_ppb, &quote.price)) {
        return refused(BL_REASON_PRICE_BOUND);
    }
    BL_FITS(market->trap, "fee(x,p,r)",
            bl_money_fee(quote.filled, quote.price, desk->fee_ppb, market->scale[view->instrument],
                         &quote.fee));
    quote.reason = fits < asked ? BL_REASON_PARTIAL : BL_REASON_NONE;
    return quote;
}

bl_quote bl_order_quote(const bl_desk *desk, size_t instrument, bl_qty quantity)
{
    if (!bl_order_is_up(desk->market, desk->venue, desk->now_ns)) {
        return refused(BL_REASON_VENUE_DOWN);
    }
    if (bl_order_is_stale(desk->market, instrument, desk->now_ns)) {
        return refused(BL_REASON_STALE);
    }
    order it = {.left = desk->left[instrument]};
    set_order(&it, desk->market, desk->venue, desk->now_ns, instrument, quantity);
    it.view.mark = desk->mark[instrument];
    return price_order(desk, &it.view);
}

int64_t bl_order_cost(const bl_market *market, const bl_venue *venue, int64_t now_ns,
                      size_t instrument)
{
    const int64_t step = market->instruments[instrument].step;
    int64_t both_ppb = 0;
    for (int side = 0; side < 2; side++) {
        order it = {.left = market->left[instrument]};
        set_order(&it, market, venue, now_ns, instrument, (bl_qty){side == 0 ? step : -step});
        it.view.mark = market->mark[instrument];
        int64_t adjustment_ppb = 0;
        if (adjust(venue, &it.view, &adjustment_ppb) != BL_REASON_NONE) {
            return venue->taker_ppb;
        }
        both_ppb += adjustment_ppb < BL_PPB ? adjustment_ppb : BL_PPB;
    }
    return venue->taker_ppb + both_ppb / 2;
}

/* What a fill leaves on one instrument, and the mark after it. */
static void leave(const bl_market *market, const bl_venue *venue, int64_t now_ns, size_t instrument,
                  bl_qty filled, bl_liquidity *left, bl_price *mark)
{
    order it = {.left = *left};
    set_order(&it, market, venue, now_ns, instrument, filled);
    it.view.mark = *mark;
    bl_liquidity after = it.left;
    int64_t shift_ppb = 0;
    BL_FITS(market->trap, "used volume",
            !__builtin_add_overflow(after.used, it.view.quantity, &after.used));
    if (venue->capacity->leave != NULL) {
        BL_FITS(market->trap, "used depth",
                venue->capacity->leave(venue->capacity_params, &it.view, after.capacity));
    }
    if (venue->price->leave != NULL) {
        BL_FITS(market->trap, "transient impact",
                venue->price->leave(venue->price_params, &it.view, after.price));
    }
    if (venue->price->shift != NULL) {
        const bl_bars *bars = &market->instruments[instrument].bars;
        BL_FITS(market->trap, "permanent impact",
                venue->price->shift(venue->price_params, &it.view, &shift_ppb) &&
                    !__builtin_add_overflow(after.shift_ppb, it.view.buys ? shift_ppb : -shift_ppb,
                                            &after.shift_ppb));
        *mark = moved(market->trap, bars->close[market->bars_len[instrument] - 1], after.shift_ppb);
    }
    after.filled_ns = now_ns;
    *left = after;
}

void bl_order_fill(bl_desk *desk, size_t instrument, bl_qty filled)
{
    leave(desk->market, desk->venue, desk->now_ns, instrument, filled, &desk->left[instrument],
          &desk->mark[instrument]);
}

void bl_order_leave(bl_market *market, const bl_venue *venue, int64_t now_ns, const bl_fill *fill)
{
    const size_t i = fill->instrument;
    if (fill->reason <= BL_FILL_UNWIND) {
        leave(market, venue, now_ns, i, fill->quantity, &market->left[i], &market->mark[i]);
    }
}
