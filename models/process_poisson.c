/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_poisson.c - LPs that come and go at random, nobody because of another.
 */
#include "holders.h"

extern const bl_process_model bl_process_poisson;

enum { RATE, DEPOSITS, SIZE, SPREAD, LPS };

static const bl_param params[] = {
    {.name = "rate",
     .kind = BL_PARAM_NUMBER,
     .unit = "a day",
     .low = 0,
     .high = 1000000 * BL_PPB,
     .fallback = 6 * BL_PPB,
     .help = "flows on average"},
    BL_HOLDERS_HABIT_PARAMS,
    BL_HOLDERS_PARAMS,
};

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_holders_habits habits = {values[DEPOSITS], values[SIZE], values[SPREAD]};
    const bl_draw_key gaps = bl_process_key(world, BL_DRAW_GAP);
    const double a_second = bl_process_ratio(values[RATE]) / 86400;
    bl_holders holders;
    int64_t time_ns = world->start_ns;
    bool good = bl_holders_open(&holders, &values[LPS], world, out) && values[RATE] > 0;
    for (uint32_t event = 0; good; event++) {
        const double wait = bl_draw_exponential(bl_draw(&gaps, event)) / a_second;
        good = event < UINT32_MAX && bl_process_wait(world, wait, &time_ns) &&
               bl_holders_act(&holders, &habits, world, time_ns, event, out);
    }
    return NULL;
}

const bl_process_model bl_process_poisson = {
    .info =
        {
            .kind = "process",
            .name = "poisson",
            .summary = "flows: LPs come and go independently of each other",
            .source = "Poisson process, lognormal sizes",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_FLOWS,
    .fill = fill,
};
