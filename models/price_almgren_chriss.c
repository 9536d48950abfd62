/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_almgren_chriss.c - Almgren and Chriss (2000): an order of n worked over tau pays
 * h = epsilon + eta*n/tau and moves the mark by g = gamma*n for good, sizes in days of volume V:
 * half_spread + temporary*(n/V)/(tau/day), and permanent*n/V. h is rounded half to even to ppb of
 * the close, plus one where the mark moves, which covers the rounding of the mark. The order is
 * booked at once, at the mean price of its tau.
 *
 * A round trip gains unless eta - gamma*tau/2, the paper's eta with a tilde, is 0 or more.
 */
#include "registry.h"

#include "impact.h"

extern const bl_price_model bl_price_almgren_chriss;

enum { HALF_SPREAD, TEMPORARY, PERMANENT, DURATION, VOLUME, WINDOW };

static const bl_param params[] = {
    {.name = "half_spread",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the close",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "epsilon, paid whatever the size"},
    {.name = "temporary",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the close",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = 100000000,
     .help = "eta, paid when a day's volume is traded in a day"},
    {.name = "permanent",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the close",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = 10000000,
     .help = "gamma, how far a day's volume moves the mark for good"},
    {.name = "duration",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = 3600 * BL_NS_PER_S,
     .help = "tau, over which an order is worked"},
    BL_IMPACT_VOLUME,
    BL_IMPACT_WINDOW(1),
};

static bool measure(const int64_t *values, const bl_order_view *view, bl_impact_day *out)
{
    const bl_impact_terms terms = {BL_PPB, values[VOLUME], values[WINDOW]};
    return bl_impact_measure(view, &terms, out);
}

static bool shift(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    bl_impact_day day;
    *out_ppb = 0;
    return !measure(values, view, &day) ||
           bl_impact_shift(view, (double)values[PERMANENT] / 1e9 / day.volume, out_ppb);
}

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    bl_impact_day day;
    int64_t moves_ppb;
    if (!measure(values, view, &day)) {
        return BL_REASON_NO_LIQUIDITY;
    }
    const double days = (double)values[DURATION] / (double)BL_NS_PER_DAY;
    const double rate = (double)view->quantity / day.volume / days;
    const double paid = (double)values[HALF_SPREAD] / 1e9 + (double)values[TEMPORARY] / 1e9 * rate;
    if (!shift(values, view, &moves_ppb)) {
        *out_ppb = BL_PPB;
        return BL_REASON_NONE;
    }
    const int64_t cover_ppb = values[PERMANENT] > 0 ? 1 : 0;
    *out_ppb = bl_impact_at_mark(view, bl_impact_quantise(paid) + cover_ppb);
    return BL_REASON_NONE;
}

static bool leave(const int64_t *values, const bl_order_view *view, int64_t *words)
{
    (void)values;
    return bl_impact_note(view, words);
}

/* eta/tau < gamma/2 */
static const char *gains(const int64_t *values)
{
    return 2 * (bl_i128)values[TEMPORARY] * BL_NS_PER_DAY <
                   (bl_i128)values[PERMANENT] * values[DURATION]
               ? "an order must pay at least half of what it moves the mark for good: temporary "
                 "over duration in days below permanent/2"
               : NULL;
}

const bl_price_model bl_price_almgren_chriss = {
    .info =
        {
            .kind = "price",
            .name = "almgren_chriss",
            .summary = "pays in proportion to the rate of trading and moves the mark for good",
            .source = "Almgren and Chriss 2000",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .gains = gains,
    .adjust = adjust,
    .leave = leave,
    .shift = shift,
};
