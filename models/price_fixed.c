/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_fixed.c - a fixed half-spread and slippage against the order (spec 11.3).
 */
#include "registry.h"

extern const bl_price_model bl_price_fixed;

static const bl_param params[] = {
    {.name = "half_spread",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the mark",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "half of the bid-ask spread"},
    {.name = "slippage",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the mark",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "paid on top of the half-spread"},
};

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    (void)view;
    *out_ppb = values[0] + values[1];
    return BL_REASON_NONE;
}

const bl_price_model bl_price_fixed = {
    .info =
        {
            .kind = "price",
            .name = "fixed",
            .summary = "moves the price by a half-spread and a slippage, whatever the size",
            .source = "spec 11.3",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
};
