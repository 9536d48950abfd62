/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_gbm.c - geometric Brownian motion: prices of constant volatility. Several entities of
 * one seed share the part `common` of their variance, which is then their correlation.
 */
#include "process.h"

#include <math.h>

extern const bl_process_model bl_process_gbm;

enum { PRICE, DRIFT, VOLATILITY, COMMON, VOLUME };

static const bl_param params[] = {
    BL_PROCESS_PARAM_PRICE,
    BL_PROCESS_PARAM_DRIFT,
    {.name = "volatility",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio a year",
     .low = 0,
     .high = 20 * BL_PPB,
     .fallback = 600000000,
     .help = "standard deviation of the logarithmic return of a year"},
    {.name = "common",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "part of the variance that all entities of a seed share"},
    BL_PROCESS_PARAM_VOLUME,
};

/* The own shocks stand one entity further, the shared ones at 0. */
static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const double years = bl_process_years(world->step_ns);
    const double volatility = bl_process_ratio(values[VOLATILITY]);
    const double mean = (bl_process_ratio(values[DRIFT]) - volatility * volatility / 2) * years;
    const double sd = volatility * sqrt(years);
    const double shared = sqrt(bl_process_ratio(values[COMMON]));
    const double own = sqrt(1 - bl_process_ratio(values[COMMON]));
    bl_draw_key shared_key = bl_process_key(world, BL_DRAW_SHOCK);
    bl_draw_key own_key = shared_key;
    bl_process_path path = bl_process_make_path(values[PRICE], values[VOLUME]);
    shared_key.entity = 0;
    own_key.entity++;
    bool good = bl_process_begin_path(world, &path, out);
    for (size_t i = 0; good && i < world->len; i++) {
        const double common_z = bl_draw_normal(bl_draw(&shared_key, (uint32_t)i));
        const double own_z = bl_draw_normal(bl_draw(&own_key, (uint32_t)i));
        path.growth += mean + sd * (shared * common_z + own * own_z);
        good = bl_process_put_bar(world, &path, i, out);
    }
    return good || out->full ? NULL : BL_PROCESS_TOO_LARGE;
}

const bl_process_model bl_process_gbm = {
    .info =
        {
            .kind = "process",
            .name = "gbm",
            .summary = "prices: geometric Brownian motion",
            .source = "Samuelson 1965",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_PRICES,
    .has_steps = true,
    .fill = fill,
};
