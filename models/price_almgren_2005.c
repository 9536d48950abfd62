/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_almgren_2005.c - Almgren, Thum, Hauptmann and Li (2005): an order of X worked over T days
 * moves the mark by I = gamma*sigma*(X/V)*(Theta/V)^(1/4) for good and pays J = I/2 + K with
 * K = eta*sigma*|X/(V*T)|^(3/5). K is rounded half to even to ppb of the close; half of what the
 * mark moves in whole ppb is added, up, and one more, which covers the rounding of the mark. The
 * coefficients are a fit to large US stocks; elsewhere Theta/V is best 1 and eta fitted anew.
 */
#include "registry.h"

#include "impact.h"
#include "real.h"

#include <math.h>

extern const bl_price_model bl_price_almgren_2005;

enum { PERMANENT, TEMPORARY, TURNOVER, DURATION, VOLATILITY, VOLUME, WINDOW };

static const bl_param params[] = {
    {.name = "permanent",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = 314000000,
     .help = "gamma, in daily volatilities"},
    {.name = "temporary",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = 142000000,
     .help = "eta, in daily volatilities"},
    {.name = "turnover",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 1000000 * BL_PPB,
     .fallback = BL_PPB,
     .help = "Theta/V, what is outstanding in days of volume"},
    {.name = "duration",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = 3600 * BL_NS_PER_S,
     .help = "T, over which an order is worked"},
    BL_IMPACT_VOLATILITY,
    BL_IMPACT_VOLUME,
    BL_IMPACT_WINDOW(1),
};

static bool measure(const int64_t *values, const bl_order_view *view, bl_impact_day *out)
{
    const bl_impact_terms terms = {values[VOLATILITY], values[VOLUME], values[WINDOW]};
    return bl_impact_measure(view, &terms, out);
}

/* I of a quantity unit */
static double per_unit(const int64_t *values, const bl_impact_day *day)
{
    const double turnover = sqrt(sqrt((double)values[TURNOVER] / 1e9));
    return (double)values[PERMANENT] / 1e9 * day->volatility * turnover / day->volume;
}

/* K */
static double temporary(const int64_t *values, const bl_order_view *view, const bl_impact_day *day)
{
    const double days = (double)values[DURATION] / (double)BL_NS_PER_DAY;
    const double rate = (double)view->quantity / day->volume / days;
    return (double)values[TEMPORARY] / 1e9 * day->volatility * bl_real_pow(rate, 0.6);
}

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    bl_impact_day day;
    int64_t moves_ppb;
    if (!measure(values, view, &day)) {
        return BL_REASON_NO_LIQUIDITY;
    }
    *out_ppb = BL_PPB;
    if (bl_impact_shift(view, per_unit(values, &day), &moves_ppb) && moves_ppb < 2 * BL_PPB) {
        const int64_t half_ppb = values[PERMANENT] > 0 ? (moves_ppb + 1) / 2 + 1 : 0;
        const int64_t paid_ppb = bl_impact_quantise(temporary(values, view, &day));
        *out_ppb = bl_impact_at_mark(view, half_ppb + paid_ppb);
    }
    return BL_REASON_NONE;
}

static bool leave(const int64_t *values, const bl_order_view *view, int64_t *words)
{
    (void)values;
    return bl_impact_note(view, words);
}

static bool shift(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    bl_impact_day day;
    *out_ppb = 0;
    return !measure(values, view, &day) || bl_impact_shift(view, per_unit(values, &day), out_ppb);
}

const bl_price_model bl_price_almgren_2005 = {
    .info =
        {
            .kind = "price",
            .name = "almgren_2005",
            .summary = "moves the mark for good and pays with the 3/5 power of the trading rate",
            .source = "Almgren, Thum, Hauptmann and Li 2005",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .adjust = adjust,
    .leave = leave,
    .shift = shift,
};
