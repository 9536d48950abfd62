/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_run_threshold.c - a run of followers: each LP leaves, whole, as soon as the part of the
 * capital that is gone reaches its own threshold (Granovetter 1978). Thresholds are normal; who
 * drew 0 or less leaves first. Rounds: what is gone, x, makes F(x) leave, so the run ends at the
 * smallest x = F(x), whatever the delay. What is gone is counted as it was paid in.
 */
#include "holders.h"
#include "real.h"

extern const bl_process_model bl_process_run_threshold;

enum { AFTER, MEAN, SPREAD, DELAY, LPS };

static const bl_param params[] = {
    {.name = "after",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 36500 * BL_NS_PER_DAY,
     .fallback = 7 * BL_NS_PER_DAY,
     .help = "from the start to the first exits"},
    {.name = "mean",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of capital",
     .low = 0,
     .high = 10 * BL_PPB,
     .fallback = 300000000,
     .help = "mean threshold; an LP whose threshold is above 1 never follows"},
    {.name = "spread",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of capital",
     .low = 0,
     .high = 10 * BL_PPB,
     .fallback = 200000000,
     .help = "standard deviation of the thresholds; 0: all the same"},
    {.name = "delay",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = 2 * 3600 * BL_NS_PER_S,
     .help = "from exits to those that follow them"},
    BL_HOLDERS_PARAMS,
};

typedef struct {
    int64_t threshold_ppb[BL_HOLDERS_MAX];
    uint64_t capital, gone;
} crowd;

static void gather(crowd *c, const bl_holders *holders, const int64_t *values,
                   const bl_draw_key *thresholds)
{
    *c = (crowd){.gone = 0};
    for (size_t lp = 0; lp < holders->len; lp++) {
        const double z = bl_draw_normal(bl_draw(thresholds, (uint32_t)lp));
        const double threshold = (double)values[MEAN] + (double)values[SPREAD] * z;
        BL_ASSERT(bl_real_round_half_even(threshold, &c->threshold_ppb[lp]));
        c->capital += holders->held[lp];
    }
}

/* One round: whoever is reached by what was gone before it, in the order of the LPs. False: the
 * tape is full. */
static bool leave(crowd *c, bl_holders *holders, int64_t time_ns, bl_process_tape *out)
{
    const bl_i128 seen = (bl_i128)c->gone * BL_PPB;
    for (size_t lp = 0; lp < holders->len; lp++) {
        const uint64_t held = holders->held[lp];
        if (held == 0 || seen < (bl_i128)c->capital * c->threshold_ppb[lp]) {
            continue;
        }
        c->gone += held;
        if (!bl_holders_withdraw(holders, time_ns, lp, held, out)) {
            return false;
        }
    }
    return true;
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_draw_key thresholds = bl_process_key(world, BL_DRAW_THRESHOLD);
    const int64_t end_ns = bl_process_end(world);
    bl_holders holders;
    crowd c;
    if (!bl_holders_open(&holders, &values[LPS], world, out) ||
        values[AFTER] > end_ns - world->start_ns) {
        return NULL;
    }
    gather(&c, &holders, values, &thresholds);
    int64_t time_ns = world->start_ns + values[AFTER];
    uint64_t before = c.gone;
    while (leave(&c, &holders, time_ns, out) && c.gone > before &&
           values[DELAY] <= end_ns - time_ns) {
        before = c.gone;
        time_ns += values[DELAY];
    }
    return NULL;
}

const bl_process_model bl_process_run_threshold = {
    .info =
        {
            .kind = "process",
            .name = "run_threshold",
            .summary = "flows: a run of those who follow when enough have gone",
            .source = "Granovetter 1978",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_FLOWS,
    .fill = fill,
};
