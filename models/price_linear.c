/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_linear.c - impact in proportion to size, from the depth of a book that is full again at
 * once: with `depth` resting evenly within `reach` of the mark an order of value N moves the price
 * by reach*N/depth and pays half of that, ceil(reach*N/(2*depth)) ppb, N rounded up. Kyle (1985);
 * Cont, Kukanov, Stoikov (2014). Beyond `reach` the book is taken to go on as it was.
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_price_model bl_price_linear;

enum { DEPTH, REACH };

static const bl_param params[] = {
    {.name = "depth",
     .kind = BL_PARAM_AMOUNT,
     .unit = "amount",
     .low = 1,
     .high = INT64_MAX,
     .fallback = 1,
     .required = true,
     .help = "value that rests on one side within `reach` of the mark"},
    {.name = "reach",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the mark",
     .low = 1,
     .high = BL_PPB,
     .fallback = 10000000,
     .help = "how far from the mark `depth` reaches"},
};

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    bl_i128 value;
    *out_ppb = BL_PPB;
    if (!bl_muldiv_wide(view->quantity, view->mark.v, view->scale, BL_CEIL, &value) ||
        !bl_muldiv_signed(value, values[REACH], 2 * (bl_i128)values[DEPTH], BL_CEIL, out_ppb) ||
        *out_ppb > BL_PPB) {
        *out_ppb = BL_PPB;
    }
    return BL_REASON_NONE;
}

const bl_price_model bl_price_linear = {
    .info =
        {
            .kind = "price",
            .name = "linear",
            .summary = "moves the price in proportion to the order's value over the depth",
            .source = "spec 11.3; Kyle 1985; Cont, Kukanov and Stoikov 2014",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
};
