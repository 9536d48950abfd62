/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_merton.c - prices that jump: Brownian motion and, at Poisson times, a normal change of
 * the logarithm. Sampled exactly at every step.
 */
#include "process.h"

#include <math.h>

#include "real.h"

extern const bl_process_model bl_process_merton;

enum { PRICE, DRIFT, VOLATILITY, JUMPS, JUMP_MEAN, JUMP_SD, VOLUME };
enum { MEAN_MAX = 500, COUNT_MAX = 2000 }; /* jumps a step: e^-500 is far from 0 */

static const bl_param params[] = {
    BL_PROCESS_PARAM_PRICE,
    BL_PROCESS_PARAM_DRIFT,
    {.name = "volatility",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio a year",
     .low = 0,
     .high = 20 * BL_PPB,
     .fallback = 500000000,
     .help = "between jumps"},
    {.name = "jumps",
     .kind = BL_PARAM_NUMBER,
     .unit = "a year",
     .low = 0,
     .high = 100000 * BL_PPB,
     .fallback = 12 * BL_PPB,
     .help = "how many on average"},
    {.name = "jump_mean",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = -2 * BL_PPB,
     .high = 2 * BL_PPB,
     .fallback = -30000000,
     .help = "mean change of the logarithm of the price in a jump"},
    {.name = "jump_sd",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 2 * BL_PPB,
     .fallback = 60000000,
     .help = "its standard deviation"},
    BL_PROCESS_PARAM_VOLUME,
};

/* The number of a Poisson distribution that u falls on; none_chance is e^-mean. */
static double count_jumps(double mean, double none_chance, double u)
{
    double chance = none_chance;
    double below = chance;
    int count = 0;
    while (u > below && count < COUNT_MAX) {
        count++;
        chance *= mean / count;
        below += chance;
    }
    return count;
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const double years = bl_process_years(world->step_ns);
    const double volatility = bl_process_ratio(values[VOLATILITY]);
    const double mean = bl_process_ratio(values[JUMP_MEAN]);
    const double sd = bl_process_ratio(values[JUMP_SD]);
    const double rate = bl_process_ratio(values[JUMPS]);
    const double gain = bl_real_exp(mean + sd * sd / 2) - 1; /* of the mean price in a jump */
    const double drift =
        (bl_process_ratio(values[DRIFT]) - volatility * volatility / 2 - rate * gain) * years;
    const bl_draw_key shocks = bl_process_key(world, BL_DRAW_SHOCK);
    const bl_draw_key counts = bl_process_key(world, BL_DRAW_JUMP_COUNT);
    const bl_draw_key sizes = bl_process_key(world, BL_DRAW_JUMP_SIZE);
    const double none_chance = bl_real_exp(-rate * years);
    bl_process_path path = bl_process_make_path(values[PRICE], values[VOLUME]);
    if (rate * years > MEAN_MAX) {
        return "more than 500 jumps a step";
    }
    bool good = bl_process_begin_path(world, &path, out);
    for (size_t i = 0; good && i < world->len; i++) {
        const uint32_t index = (uint32_t)i;
        const double jumps =
            count_jumps(rate * years, none_chance, bl_draw_uniform(bl_draw(&counts, index)));
        path.growth += drift + volatility * sqrt(years) * bl_draw_normal(bl_draw(&shocks, index));
        if (jumps > 0) {
            path.growth += jumps * mean + sqrt(jumps) * sd * bl_draw_normal(bl_draw(&sizes, index));
        }
        good = bl_process_put_bar(world, &path, i, out);
    }
    return good || out->full ? NULL : BL_PROCESS_TOO_LARGE;
}

const bl_process_model bl_process_merton = {
    .info =
        {
            .kind = "process",
            .name = "merton",
            .summary = "prices: Brownian motion with normal jumps at Poisson times",
            .source = "Merton 1976",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_PRICES,
    .has_steps = true,
    .fill = fill,
};
