/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latency_constant.c - every order is on its way for the same time. LEAN's is 75 ms; APIs take 50
 * to 300 ms, inclusion on a chain 0.4 to 5 s (models 1.12).
 */
#include "registry.h"

#include "delay.h"

extern const bl_latency_model bl_latency_constant;

enum { DELAY, SLOW };

static const bl_param params[] = {
    BL_DELAY_DURATION("delay", 75000000, "from the decision to the venue"),
    BL_DELAY_SLOW,
};

static bool delay(const int64_t *values, const bl_latency_view *view, int64_t *out_ns)
{
    return bl_delay_answer((double)values[DELAY], values[SLOW], view, out_ns);
}

const bl_latency_model bl_latency_constant = {
    .info =
        {
            .kind = "latency",
            .name = "constant",
            .summary = "orders are on their way for the same time",
            .source = "models 1.12",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .delay = delay,
};
