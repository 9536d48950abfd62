/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latency_exponential.c - a least time and an exponential one on top, rounded up to ns. The
 * defaults are an API's (models 1.12).
 */
#include "registry.h"

#include "delay.h"
#include "draw.h"

extern const bl_latency_model bl_latency_exponential;

enum { LEAST, MEAN, SLOW };

static const bl_param params[] = {
    BL_DELAY_DURATION("least", 50000000, "no order takes less"),
    BL_DELAY_DURATION("mean", 100000000, "of what it takes beyond the least"),
    BL_DELAY_SLOW,
};

static bool delay(const int64_t *values, const bl_latency_view *view, int64_t *out_ns)
{
    const double beyond = (double)values[MEAN] * bl_draw_exponential(bl_delay_bits(view));
    return bl_delay_answer((double)values[LEAST] + beyond, values[SLOW], view, out_ns);
}

const bl_latency_model bl_latency_exponential = {
    .info =
        {
            .kind = "latency",
            .name = "exponential",
            .summary = "orders take a least time and an exponential one on top",
            .source = "models 1.12",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .delay = delay,
};
