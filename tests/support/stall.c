/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stall.c - see stall.h. A RANGE is a broken test: it crashes.
 */
#include "stall.h"

#include "../../models/registry.h"

#include <string.h>

static void reset(stall *s, const char *kind, const char *name, int64_t *params,
                  const bl_model_info **out)
{
    const bl_model_info *info = bl_registry_find(kind, name);
    BL_ASSERT(info != NULL);
    for (size_t i = 0; i < info->params_len; i++) {
        params[i] = info->params[i].fallback;
    }
    memset(s->market.left, 0, sizeof s->market.left);
    *out = info;
}

void stall_capacity(stall *s, const char *name)
{
    const bl_model_info *info;
    reset(s, "capacity", name, s->venue.capacity_params, &info);
    s->venue.capacity = (const bl_capacity_model *)(const void *)info;
}

void stall_price(stall *s, const char *name)
{
    const bl_model_info *info;
    reset(s, "price", name, s->venue.price_params, &info);
    s->venue.price = (const bl_price_model *)(const void *)info;
}

void stall_open(stall *s, int64_t close, int64_t volume)
{
    memset(s, 0, sizeof *s);
    s->now_ns = STALL_NOW;
    for (int k = 0; k < STALL_BARS; k++) {
        s->visible_ns[k] = STALL_NOW - (STALL_BARS - 1 - k) * 3600 * BL_NS_PER_S;
        s->close[k] = close;
        s->volume[k] = volume;
    }
    s->market = (bl_market){
        .instruments = s->instruments, .len = BL_INSTRUMENTS_MAX, .trap = &s->trap, .seed = 7};
    for (size_t i = 0; i < BL_INSTRUMENTS_MAX; i++) {
        s->instruments[i] =
            (bl_instrument){.step = 1, .bar_ns = 3600 * BL_NS_PER_S, .gap = BL_GAP_HOLD};
        s->instruments[i].bars = (bl_bars){
            .len = STALL_BARS, .visible_ns = s->visible_ns, .close = s->close, .volume = s->volume};
        s->market.scale[i] = (bl_i128)STALL_COIN * STALL_COIN / STALL_UNIT;
        bl_order_show_bar(&s->market, i, STALL_BARS - 1);
    }
    s->venue.availability =
        (const bl_availability_model *)(const void *)bl_registry_find("availability", "always");
    s->venue.max_slippage_ppb = -1;
    stall_capacity(s, "unlimited");
    stall_price(s, "fixed");
}

void stall_level(stall *s, int64_t time_ns, bool bid, int64_t price, int64_t quantity)
{
    const size_t row = s->instruments[0].depth.len;
    BL_ASSERT(row < STALL_LEVELS);
    s->level_ns[row] = time_ns;
    s->level_bid[row] = bid;
    s->level_price[row] = price;
    s->level_quantity[row] = quantity;
    for (size_t i = 0; i < BL_INSTRUMENTS_MAX; i++) {
        s->instruments[i].depth =
            (bl_depth){row + 1, s->level_ns, s->level_bid, s->level_price, s->level_quantity};
    }
}

bl_quote stall_order(stall *s, size_t instrument, int64_t quantity)
{
    bl_quote quote = {.reason = BL_REASON_NONE};
    bl_desk desk;
    if (setjmp(s->trap.out) != 0) {
        bl_base_crash(s->trap.formula, __FILE__, __LINE__);
    }
    bl_order_open_desk(&desk, &s->market, &s->venue, s->now_ns);
    quote = bl_order_quote(&desk, instrument, (bl_qty){quantity});
    if (quote.filled.v != 0) {
        const bl_fill fill = {instrument, quote.filled, quote.price, quote.fee, BL_FILL_FILLED};
        bl_order_leave(&s->market, &s->venue, s->now_ns, &fill);
    }
    return quote;
}
