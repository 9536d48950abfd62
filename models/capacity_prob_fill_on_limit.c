/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capacity_prob_fill_on_limit.c - an order fills whole with a probability, else not at all, by the
 * name of NautilusTrader's fill model. One draw for all orders of an instrument within a bucket.
 */
#include "registry.h"

#include "bucket.h"

extern const bl_capacity_model bl_capacity_prob_fill_on_limit;

enum { PROBABILITY, BUCKET };

static const bl_param params[] = {
    {.name = "probability",
     .kind = BL_PARAM_RATIO,
     .unit = "probability",
     .low = 0,
     .high = BL_PPB,
     .fallback = BL_PPB,
     .help = "that an order fills"},
    BL_BUCKET_PARAM,
};

static bool capacity(const int64_t *values, const bl_order_view *view, int64_t *out)
{
    const uint64_t bits = bl_bucket_draw(view, BL_DRAW_CAPACITY, values[BUCKET], 0);
    *out = bl_draw_happens(bits, values[PROBABILITY]) ? view->quantity : 0;
    return true;
}

static int64_t whole(const int64_t *values)
{
    return values[PROBABILITY];
}

const bl_capacity_model bl_capacity_prob_fill_on_limit = {
    .info =
        {
            .kind = "capacity",
            .name = "prob_fill_on_limit",
            .summary = "takes an order whole or not at all, at random",
            .source = "NautilusTrader, FillModel",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .capacity = capacity,
    .whole = whole,
};
