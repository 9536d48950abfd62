/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latency_lognormal.c - a least time and a lognormal one on top: median*exp(spread*z), rounded up
 * to ns. The defaults are inclusion on a chain, mostly 0.4 to 5 s (models 1.12).
 */
#include "registry.h"

#include "delay.h"
#include "draw.h"
#include "real.h"

extern const bl_latency_model bl_latency_lognormal;

enum { LEAST, MEDIAN, SPREAD, SLOW };

static const bl_param params[] = {
    BL_DELAY_DURATION("least", 400000000, "no order takes less"),
    BL_DELAY_DURATION("median", BL_NS_PER_S, "of what it takes beyond the least"),
    {.name = "spread",
     .kind = BL_PARAM_RATIO,
     .unit = "sd of the logarithm",
     .low = 0,
     .high = 3 * BL_PPB,
     .fallback = 700000000,
     .help = "of what it takes beyond the least"},
    BL_DELAY_SLOW,
};

static bool delay(const int64_t *values, const bl_latency_view *view, int64_t *out_ns)
{
    const double spread = (double)values[SPREAD] / (double)BL_PPB;
    const double beyond =
        (double)values[MEDIAN] * bl_real_exp(spread * bl_draw_normal(bl_delay_bits(view)));
    return bl_delay_answer((double)values[LEAST] + beyond, values[SLOW], view, out_ns);
}

const bl_latency_model bl_latency_lognormal = {
    .info =
        {
            .kind = "latency",
            .name = "lognormal",
            .summary = "orders take a least time and a lognormal one on top",
            .source = "models 1.12",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .delay = delay,
};
