/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_quadratic.c - impact grows with the square of the share of the bar's volume (spec 11.3).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_price_model bl_price_quadratic;

static const bl_param params[] = {
    {.name = "impact",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 1000 * BL_PPB,
     .fallback = 100000000,
     .help = "price move when the whole bar's volume is taken"},
};

/* ceil(impact*(used+f)^2/volume^2); used + f and volume are below 2^63, squares below 2^127. */
static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    if (view->volume == 0) {
        return BL_REASON_NO_LIQUIDITY;
    }
    int64_t taken;
    bl_i128 volume = view->volume;
    bl_i128 move;
    if (__builtin_add_overflow(view->left->used, view->quantity, &taken) ||
        !bl_muldiv_wide((bl_i128)taken * taken, values[0], volume * volume, BL_CEIL, &move) ||
        move > BL_PPB) {
        move = BL_PPB;
    }
    *out_ppb = (int64_t)move;
    return BL_REASON_NONE;
}

const bl_price_model bl_price_quadratic = {
    .info =
        {
            .kind = "price",
            .name = "quadratic",
            .summary =
                "moves the price with the square of the share of the bar's volume taken so far",
            .source = "spec 11.3",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
};
