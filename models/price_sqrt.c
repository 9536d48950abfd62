/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_sqrt.c - the square-root law: at its end an order has moved the price by
 * I = factor * volatility * (quantity/volume)^exponent, volatility and volume of a day, and it pays
 * I/(1+exponent) on average, half to even to ppb. Toth and others (2011); Sato and Kanazawa (2024)
 * measure an exponent of 0.489. The law is known for 10^-5 to 0.1 of a day's volume: outside of it
 * the same formula is used, nothing is clamped.
 *
 * With a half-life the peak stays for later orders of the same side and dies away exponentially;
 * below an exponent of 1 that is a rule that admits manipulation (Gatheral 2010).
 */
#include "registry.h"

#include "impact.h"
#include "real.h"

#include <math.h>

extern const bl_price_model bl_price_sqrt;

enum { FACTOR, VOLATILITY, VOLUME, WINDOW, EXPONENT, HALF_LIFE };

static const bl_param params[] = {
    {.name = "factor",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = BL_PPB,
     .help = "Y, the impact of a day's volume in daily volatilities"},
    BL_IMPACT_VOLATILITY,
    BL_IMPACT_VOLUME,
    BL_IMPACT_WINDOW(1),
    {.name = "exponent",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 100000000,
     .high = BL_PPB,
     .fallback = 500000000,
     .help = "of the order's share of the day's volume"},
    {.name = "half_life",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 0,
     .help = "in which half of the peak is gone; 0: at once"},
};

/* I; false where there is no day to measure by. */
static bool peak(const int64_t *values, const bl_order_view *view, double *out)
{
    const bl_impact_terms terms = {values[VOLATILITY], values[VOLUME], values[WINDOW]};
    bl_impact_day day;
    if (!bl_impact_measure(view, &terms, &day)) {
        return false;
    }
    const double share = (double)view->quantity / day.volume;
    const double power = values[EXPONENT] == BL_PPB / 2
                             ? sqrt(share)
                             : bl_real_pow(share, (double)values[EXPONENT] / 1e9);
    *out = (double)values[FACTOR] / 1e9 * day.volatility * power;
    return true;
}

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    double end;
    if (!peak(values, view, &end)) {
        return BL_REASON_NO_LIQUIDITY;
    }
    const double mean = end / (1 + (double)values[EXPONENT] / 1e9);
    *out_ppb = bl_impact_quantise(mean) + bl_impact_standing(view);
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
    double end;
    if (values[HALF_LIFE] == 0 || !peak(values, view, &end)) {
        return true;
    }
    return bl_impact_raise(view, end, words);
}

static const char *gains(const int64_t *values)
{
    return values[HALF_LIFE] > 0 && values[EXPONENT] < BL_PPB
               ? "impact that dies away exponentially must be linear in size (Gatheral 2010)"
               : NULL;
}

const bl_price_model bl_price_sqrt = {
    .info =
        {
            .kind = "price",
            .name = "sqrt",
            .summary = "moves the price with the root of the order's share of a day's volume",
            .source = "spec 11.3; Toth and others 2011; Sato and Kanazawa 2024",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .gains = gains,
    .adjust = adjust,
    .rest = rest,
    .leave = leave,
};
