/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_run_cascade.c - a run: one LP leaves, and every exit triggers Poisson(branching) further
 * ones, each after an exponential delay. While there are LPs left the number of exits has Borel's
 * distribution. Whoever leaves, leaves whole.
 */
#include "holders.h"
#include "real.h"

extern const bl_process_model bl_process_run_cascade;

enum { AFTER, BRANCHING, DELAY, LPS };

static const bl_param params[] = {
    {.name = "after",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 36500 * BL_NS_PER_DAY,
     .fallback = 7 * BL_NS_PER_DAY,
     .help = "from the start to the first exit"},
    {.name = "branching",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = 800000000,
     .help = "exits that an exit triggers on average; from 1 on the run may take all"},
    {.name = "delay",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = 2 * 3600 * BL_NS_PER_S,
     .help = "mean time from an exit to one that it triggers"},
    BL_HOLDERS_PARAMS,
};

/* LPs that have decided, in the order in which they did; times only of those still to leave. */
typedef struct {
    size_t decided;
    uint16_t lp[BL_HOLDERS_MAX]; /* the first `decided` are gone or going, the rest stays */
    size_t going_len;
    struct {
        int64_t time_ns;
        uint16_t lp;
    } going[BL_HOLDERS_MAX];
} run;

static void decide(run *r, const bl_draw_key *lps, size_t len, int64_t time_ns)
{
    const uint64_t bits = bl_draw(lps, (uint32_t)r->decided);
    const size_t chosen = r->decided + (size_t)bl_draw_below(bits, len - r->decided);
    const uint16_t lp = r->lp[chosen];
    r->lp[chosen] = r->lp[r->decided];
    r->lp[r->decided++] = lp;
    r->going[r->going_len].time_ns = time_ns;
    r->going[r->going_len++].lp = lp;
}

/* The earliest that is still to leave, the first decided of equals. */
static size_t find_next(const run *r)
{
    size_t next = 0;
    for (size_t i = 1; i < r->going_len; i++) {
        next = r->going[i].time_ns < r->going[next].time_ns ? i : next;
    }
    return next;
}

static void remove_going(run *r, size_t place)
{
    r->going_len--;
    for (size_t i = place; i < r->going_len; i++) {
        r->going[i] = r->going[i + 1];
    }
}

/* How many further exits the n-th exit triggers; no more than there are LPs. */
static size_t count_offspring(const bl_draw_key *offspring, uint32_t exit, double mean, size_t most)
{
    const double u = bl_draw_uniform(bl_draw(offspring, exit));
    double chance = bl_real_exp(-mean);
    double below = chance;
    size_t count = 0;
    while (u > below && count < most) {
        count++;
        chance *= mean / (double)count;
        below += chance;
    }
    return count;
}

/* Exits beyond the end are decided and not told. */
static void trigger(run *r, const bl_process_world *world, size_t len, size_t count, double delay_s,
                    int64_t time_ns)
{
    const bl_draw_key lps = bl_process_key(world, BL_DRAW_LP);
    const bl_draw_key gaps = bl_process_key(world, BL_DRAW_GAP);
    for (size_t i = 0; i < count && r->decided < len; i++) {
        const double wait = delay_s * bl_draw_exponential(bl_draw(&gaps, (uint32_t)r->decided));
        int64_t then_ns = time_ns;
        decide(r, &lps, len, bl_process_wait(world, wait, &then_ns) ? then_ns : INT64_MAX);
    }
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_draw_key lps = bl_process_key(world, BL_DRAW_LP);
    const bl_draw_key offspring = bl_process_key(world, BL_DRAW_OFFSPRING);
    const double branching = bl_process_ratio(values[BRANCHING]);
    const double delay_s = (double)values[DELAY] / (double)BL_NS_PER_S;
    const int64_t end_ns = bl_process_end(world);
    bl_holders holders;
    run r = {.decided = 0};
    if (!bl_holders_open(&holders, &values[LPS], world, out) ||
        values[AFTER] > end_ns - world->start_ns) {
        return NULL;
    }
    for (size_t i = 0; i < holders.len; i++) {
        r.lp[i] = (uint16_t)i;
    }
    decide(&r, &lps, holders.len, world->start_ns + values[AFTER]);
    for (uint32_t exit = 0; r.going_len > 0; exit++) {
        const size_t next = find_next(&r);
        const int64_t time_ns = r.going[next].time_ns;
        const size_t lp = r.going[next].lp;
        if (time_ns > end_ns ||
            (holders.held[lp] > 0 &&
             !bl_holders_withdraw(&holders, time_ns, lp, holders.held[lp], out))) {
            break;
        }
        remove_going(&r, next);
        trigger(&r, world, holders.len, count_offspring(&offspring, exit, branching, holders.len),
                delay_s, time_ns);
    }
    return NULL;
}

const bl_process_model bl_process_run_cascade = {
    .info =
        {
            .kind = "process",
            .name = "run_cascade",
            .summary = "flows: a run that feeds on itself",
            .source = "Borel 1942; branching process",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_FLOWS,
    .fill = fill,
};
