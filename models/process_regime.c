/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_regime.c - prices in two states, calm and turbulent, that follow each other at random;
 * returns are normal with the volatility of the state. The state changes between steps.
 */
#include "process.h"

#include <math.h>

extern const bl_process_model bl_process_regime;

enum { PRICE, DRIFT, CALM, TURBULENT, CALM_TIME, TURBULENT_TIME, VOLUME };

static const bl_param params[] = {
    BL_PROCESS_PARAM_PRICE,
    BL_PROCESS_PARAM_DRIFT,
    {.name = "calm",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio a year",
     .low = 0,
     .high = 20 * BL_PPB,
     .fallback = 380000000,
     .help = "volatility while it is calm"},
    {.name = "turbulent",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio a year",
     .low = 0,
     .high = 20 * BL_PPB,
     .fallback = 1150000000,
     .help = "volatility while it is not"},
    {.name = "calm_time",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 36500 * BL_NS_PER_DAY,
     .fallback = 50 * BL_NS_PER_DAY,
     .help = "how long it stays calm on average; not below a step"},
    {.name = "turbulent_time",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 36500 * BL_NS_PER_DAY,
     .fallback = 10 * BL_NS_PER_DAY,
     .help = "and how long turbulent; not below a step"},
    BL_PROCESS_PARAM_VOLUME,
};

/* part / whole in parts per billion, at most one */
static int64_t chance_ppb(int64_t part, int64_t whole)
{
    return part >= whole ? BL_PPB : (int64_t)((bl_i128)part * BL_PPB / whole);
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const int64_t *const times = &values[CALM_TIME];
    const double years = bl_process_years(world->step_ns);
    const double drift = bl_process_ratio(values[DRIFT]);
    const int64_t leave_ppb[2] = {chance_ppb(world->step_ns, times[0]),
                                  chance_ppb(world->step_ns, times[1])};
    const bl_draw_key shocks = bl_process_key(world, BL_DRAW_SHOCK);
    const bl_draw_key states = bl_process_key(world, BL_DRAW_STATE);
    /* the first state as often as the chain is in it */
    int state =
        bl_draw_happens(bl_draw(&states, 0), chance_ppb(times[1], times[0] + times[1])) ? 1 : 0;
    bl_process_path path = bl_process_make_path(values[PRICE], values[VOLUME]);
    bool good = bl_process_begin_path(world, &path, out);
    for (size_t i = 0; good && i < world->len; i++) {
        const uint32_t index = (uint32_t)i;
        const double volatility = bl_process_ratio(values[CALM + state]);
        path.growth += (drift - volatility * volatility / 2) * years +
                       volatility * sqrt(years) * bl_draw_normal(bl_draw(&shocks, index));
        good = bl_process_put_bar(world, &path, i, out);
        state ^= bl_draw_happens(bl_draw(&states, index + 1), leave_ppb[state]) ? 1 : 0;
    }
    return good || out->full ? NULL : BL_PROCESS_TOO_LARGE;
}

const bl_process_model bl_process_regime = {
    .info =
        {
            .kind = "process",
            .name = "regime",
            .summary = "prices: two volatilities that follow each other at random",
            .source = "Hamilton 1989",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_PRICES,
    .has_steps = true,
    .fill = fill,
};
