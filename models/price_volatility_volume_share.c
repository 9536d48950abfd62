/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_volatility_volume_share.c - zipline's model for futures: eta * sigma * sqrt(q/ADV) basis
 * points, sigma the volatility of a year and ADV the mean daily volume, both of the window; half to
 * even to ppb. With less history than the window a fixed impact, 7.5 bp there. A year has 365 days
 * here, because these markets never close; eta there is fitted for each future and tiny.
 */
#include "registry.h"

#include "impact.h"

#include <math.h>

extern const bl_price_model bl_price_volatility_volume_share;

enum { ETA, WINDOW, NO_HISTORY };

static const bl_param params[] = {
    {.name = "eta",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 1000000 * BL_PPB,
     .fallback = 49018143,
     .help = "basis points when a day's volume is traded at a yearly volatility of 1"},
    BL_IMPACT_WINDOW(20),
    {.name = "no_history",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the mark",
     .low = 0,
     .high = BL_PPB,
     .fallback = 750000,
     .help = "paid while fewer bars than the window are visible"},
};

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    const bl_impact_terms terms = {0, 0, values[WINDOW]};
    bl_impact_day day;
    const bool known = bl_impact_measure(view, &terms, &day);
    if (!known && day.span_ns >= values[WINDOW]) {
        return BL_REASON_NO_LIQUIDITY; /* a window in which nothing traded */
    }
    *out_ppb = values[NO_HISTORY];
    if (known && day.span_ns >= values[WINDOW]) {
        const double year = day.volatility * sqrt(365);
        const double share = (double)view->quantity / day.volume;
        *out_ppb = bl_impact_quantise((double)values[ETA] / 1e9 * year * sqrt(share) / 1e4);
    }
    return BL_REASON_NONE;
}

const bl_price_model bl_price_volatility_volume_share = {
    .info =
        {
            .kind = "price",
            .name = "volatility_volume_share",
            .summary = "moves the price with volatility and the root of the share of daily volume",
            .source = "zipline, VolatilityVolumeShare",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
};
