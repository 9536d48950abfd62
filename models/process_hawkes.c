/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_hawkes.c - LPs that follow each other: every flow makes further ones likelier for a
 * while. Intensity rate + sum of branching / decay * e^(-age / decay) over past flows, sampled by
 * thinning (Ogata 1981), which is exact because the intensity only falls between flows.
 */
#include "holders.h"
#include "real.h"

extern const bl_process_model bl_process_hawkes;

enum { RATE, BRANCHING, DECAY, DEPOSITS, SIZE, SPREAD, LPS };

static const bl_param params[] = {
    {.name = "rate",
     .kind = BL_PARAM_NUMBER,
     .unit = "a day",
     .low = 0,
     .high = 1000000 * BL_PPB,
     .fallback = 3 * BL_PPB,
     .help = "flows that nobody triggered"},
    {.name = "branching",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 990000000,
     .fallback = 500000000,
     .help = "further flows that a flow triggers on average; there are rate / (1 - branching) "
             "flows a day"},
    {.name = "decay",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = 4 * 3600 * BL_NS_PER_S,
     .help = "mean time from a flow to one that it triggers"},
    BL_HOLDERS_HABIT_PARAMS,
    BL_HOLDERS_PARAMS,
};

/* Per second. */
typedef struct {
    double rate, excitation, kick, decay;
} intensity;

/* As excited as it is on average. */
static intensity begin(const int64_t *values)
{
    const double branching = bl_process_ratio(values[BRANCHING]);
    intensity made = {.rate = bl_process_ratio(values[RATE]) / 86400,
                      .decay = (double)BL_NS_PER_S / (double)values[DECAY]};
    made.kick = branching * made.decay;
    made.excitation = made.rate * branching / (1 - branching);
    return made;
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_holders_habits habits = {values[DEPOSITS], values[SIZE], values[SPREAD]};
    const bl_draw_key gaps = bl_process_key(world, BL_DRAW_GAP);
    const bl_draw_key thinning = bl_process_key(world, BL_DRAW_THINNING);
    intensity now = begin(values);
    bl_holders holders;
    int64_t time_ns = world->start_ns;
    bool good = bl_holders_open(&holders, &values[LPS], world, out) && values[RATE] > 0;
    for (uint32_t candidate = 0; good; candidate++) {
        const int64_t before_ns = time_ns;
        const double bound = now.rate + now.excitation;
        const double wait = bl_draw_exponential(bl_draw(&gaps, candidate)) / bound;
        if (candidate == UINT32_MAX || !bl_process_wait(world, wait, &time_ns)) {
            break;
        }
        const double passed = (double)(time_ns - before_ns) / (double)BL_NS_PER_S;
        now.excitation *= bl_real_exp(-now.decay * passed);
        const double u = bl_draw_uniform(bl_draw(&thinning, candidate));
        if (u * bound <= now.rate + now.excitation) {
            now.excitation += now.kick;
            good = bl_holders_act(&holders, &habits, world, time_ns, candidate, out);
        }
    }
    return NULL;
}

const bl_process_model bl_process_hawkes = {
    .info =
        {
            .kind = "process",
            .name = "hawkes",
            .summary = "flows: LPs follow each other, every flow triggers more",
            .source = "Hawkes 1971, Ogata 1981",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_FLOWS,
    .fill = fill,
};
