/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_funding.c - funding of a perpetual from its premium over the index: per 8 hours
 * F = P + clamp(I - P, -clamp, clamp), of which a settlement every `step` charges its part, within
 * a cap. The premium returns to its mean.
 */
#include "process.h"
#include "real.h"

extern const bl_process_model bl_process_funding;

enum { PREMIUM, SPREAD, REVERSION, INTEREST, CLAMP, CAP };
#define PERIOD_NS (INT64_C(8) * 3600 * BL_NS_PER_S)
#define HOUR_NS (INT64_C(3600) * BL_NS_PER_S)

static const bl_param params[] = {
    {.name = "premium",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = -BL_PPB,
     .high = BL_PPB,
     .fallback = 100000,
     .help = "mean of the perpetual's price over the index, and where it starts"},
    {.name = "spread",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 500000,
     .help = "its standard deviation in the long run"},
    {.name = "reversion",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = BL_NS_PER_DAY,
     .help = "in which the mean distance from the mean falls to 1/e"},
    {.name = "interest",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio per 8 h",
     .low = -10000000,
     .high = 10000000,
     .fallback = 100000,
     .help = "difference of the interest rates of the two currencies"},
    {.name = "clamp",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio per 8 h",
     .low = 0,
     .high = 100000000,
     .fallback = 500000,
     .help = "within which interest holds the rate"},
    {.name = "cap",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio an hour",
     .low = 0,
     .high = BL_PPB,
     .fallback = 40000000,
     .help = "bound of the rate, either way"},
};

static double clamp(double value, double bound)
{
    return value > bound ? bound : value < -bound ? -bound : value;
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_draw_key shocks = bl_process_key(world, BL_DRAW_SHOCK);
    const double part = (double)world->step_ns / (double)PERIOD_NS;
    const double cap = (double)values[CAP] * ((double)world->step_ns / (double)HOUR_NS);
    const double mean = (double)values[PREMIUM];
    bl_process_returning premium = bl_process_begin_returning(mean, mean, (double)values[SPREAD],
                                                              values[REVERSION], world->step_ns);
    size_t row;
    for (size_t i = 1; i <= world->len; i++) {
        bl_process_step_returning(&premium, bl_draw_normal(bl_draw(&shocks, (uint32_t)i)));
        if (!bl_process_take_row(out, world->start_ns + (int64_t)i * world->step_ns, &row)) {
            break;
        }
        const double held = clamp((double)values[INTEREST] - premium.value, (double)values[CLAMP]);
        const double rate = (premium.value + held) * part;
        const double charged = clamp(rate, cap);
        out->cut += charged != rate ? 1 : 0;
        if (!bl_real_round_half_even(charged, &out->value[row])) {
            return "the rate leaves its range";
        }
    }
    return NULL;
}

const bl_process_model bl_process_funding = {
    .info =
        {
            .kind = "process",
            .name = "funding",
            .summary = "funding: rates from a premium that returns to its mean",
            .source = "Hyperliquid documentation, funding",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_FUNDING,
    .has_steps = true,
    .fill = fill,
};
