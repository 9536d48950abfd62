/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_resilient.c - Obizhaeva and Wang (2013): a block-shaped book of `depth` within `reach`
 * that an order eats into and that fills up again. One quantity unit moves the price by
 * u = reach*close/(depth*K): `permanent` of it, lambda, stays in the mark, the rest, kappa, is D of
 * the side that was eaten and halves with each half-life. An order of x pays
 * D + (lambda+kappa)*x/2: D up to ppb of the close, kappa*x/2 half to even, half of what the mark
 * moves in whole ppb up, and one more, which covers the rounding of the mark. The two sides have
 * each their own D (the paper trades one way only): no order profits from one of the other side.
 */
#include "registry.h"

#include "impact.h"

extern const bl_price_model bl_price_resilient;

enum { DEPTH, REACH, PERMANENT, HALF_LIFE };

static const bl_param params[] = {
    {.name = "depth",
     .kind = BL_PARAM_AMOUNT,
     .unit = "amount",
     .low = 1,
     .high = INT64_MAX,
     .fallback = 1,
     .required = true,
     .help = "value that rests on one side of a full book within `reach` of the mark"},
    {.name = "reach",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the close",
     .low = 1,
     .high = BL_PPB,
     .fallback = 10000000,
     .help = "how far from the mark `depth` reaches"},
    {.name = "permanent",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 100000000,
     .help = "part of an order's impact that stays in the mark"},
    {.name = "half_life",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 300 * BL_NS_PER_S,
     .help = "in which half of the rest is gone"},
};

/* u */
static double per_unit(const int64_t *values, const bl_order_view *view)
{
    return (double)values[REACH] / 1e9 * bl_impact_part(view, values[DEPTH]);
}

static double lambda(const int64_t *values, const bl_order_view *view)
{
    return (double)values[PERMANENT] / 1e9 * per_unit(values, view);
}

static double kappa(const int64_t *values, const bl_order_view *view)
{
    return (double)(BL_PPB - values[PERMANENT]) / 1e9 * per_unit(values, view);
}

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    int64_t moves_ppb;
    *out_ppb = BL_PPB;
    if (bl_impact_shift(view, lambda(values, view), &moves_ppb) && moves_ppb < 2 * BL_PPB) {
        const int64_t half_ppb = values[PERMANENT] > 0 ? (moves_ppb + 1) / 2 + 1 : 0;
        const double eaten = kappa(values, view) * (double)view->quantity / 2;
        *out_ppb = bl_impact_at_mark(view, half_ppb + bl_impact_quantise(eaten) +
                                               bl_impact_standing(view));
    }
    return BL_REASON_NONE;
}

static void rest(const int64_t *values, int64_t elapsed_ns, int64_t *words)
{
    for (int side = BL_IMPACT_ASKS; side <= BL_IMPACT_BIDS; side++) {
        words[side] = bl_impact_decay(words[side], elapsed_ns, values[HALF_LIFE]);
    }
}

static bool leave(const int64_t *values, const bl_order_view *view, int64_t *words)
{
    return bl_impact_note(view, words) &&
           bl_impact_raise(view, kappa(values, view) * (double)view->quantity, words);
}

static bool shift(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    return bl_impact_shift(view, lambda(values, view), out_ppb);
}

const bl_price_model bl_price_resilient = {
    .info =
        {
            .kind = "price",
            .name = "resilient",
            .summary = "eats into a block-shaped book that fills up again, less a part that stays",
            .source = "spec 11.3; Obizhaeva and Wang 2013",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
    .rest = rest,
    .leave = leave,
    .shift = shift,
};
