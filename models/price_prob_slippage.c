/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_prob_slippage.c - one tick against the order with a probability, by the name of
 * NautilusTrader's fill model. The tick is the instrument's; one that is less than 10^-9 of the
 * mark counts as that. One draw for all orders of an instrument within a bucket.
 */
#include "registry.h"

#include "../sim/muldiv.h"
#include "bucket.h"

extern const bl_price_model bl_price_prob_slippage;

enum { PROBABILITY, BUCKET };

static const bl_param params[] = {
    {.name = "probability",
     .kind = BL_PARAM_RATIO,
     .unit = "probability",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "that an order slips by a tick"},
    BL_BUCKET_PARAM,
};

/* Down to a ppb: the price is rounded to a whole tick against the order afterwards. */
static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    const uint64_t bits = bl_bucket_draw(view, BL_DRAW_PRICE, values[BUCKET], 0);
    *out_ppb = 0;
    if (!bl_draw_happens(bits, values[PROBABILITY])) {
        return BL_REASON_NONE;
    }
    if (!bl_muldiv_signed(view->tick, BL_PPB, view->mark.v, BL_FLOOR, out_ppb) ||
        *out_ppb > BL_PPB) {
        *out_ppb = BL_PPB;
    }
    *out_ppb = *out_ppb > 0 ? *out_ppb : 1;
    return BL_REASON_NONE;
}

const bl_price_model bl_price_prob_slippage = {
    .info =
        {
            .kind = "price",
            .name = "prob_slippage",
            .summary = "moves the price by a tick against the order, at random",
            .source = "NautilusTrader, FillModel",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
};
