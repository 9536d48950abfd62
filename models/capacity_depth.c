/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capacity_depth.c - as much fits as rests in the last order-book snapshot, in whole steps, less
 * what the vault took of that side before and has not come back: of what was taken exp(-rho*dt) is
 * still gone, rounded up. Beyond the last level there is nothing; a snapshot older than `max_age`
 * is no book.
 */
#include "registry.h"

#include "impact.h"
#include "snapshot.h"

extern const bl_capacity_model bl_capacity_depth;

enum { HALF_LIFE, MAX_AGE };

static const bl_param params[] = {
    {.name = "half_life",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 60 * BL_NS_PER_S,
     .help = "in which half of what was taken is back; 0: all at once"},
    {.name = "max_age",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 3600 * BL_NS_PER_S,
     .help = "older snapshots are not traded on"},
};

static bool capacity(const int64_t *values, const bl_order_view *view, int64_t *out)
{
    bl_snapshot snapshot;
    *out = 0;
    if (bl_snapshot_find(view, values[MAX_AGE], &snapshot)) {
        const int64_t rests = bl_snapshot_count(view, &snapshot) / view->step * view->step;
        *out = rests < view->quantity ? rests : view->quantity;
    }
    return true;
}

static void rest(const int64_t *values, int64_t elapsed_ns, int64_t *words)
{
    for (int side = BL_SNAPSHOT_ASKS; side <= BL_SNAPSHOT_BIDS; side++) {
        words[side] = bl_impact_decay(words[side], elapsed_ns, values[HALF_LIFE]);
    }
}

static bool leave(const int64_t *values, const bl_order_view *view, int64_t *words)
{
    int64_t *word = &words[view->buys ? BL_SNAPSHOT_ASKS : BL_SNAPSHOT_BIDS];
    return values[HALF_LIFE] == 0 || !__builtin_add_overflow(*word, view->quantity, word);
}

const bl_capacity_model bl_capacity_depth = {
    .info =
        {
            .kind = "capacity",
            .name = "depth",
            .summary = "takes what rests in order-book snapshots, which refill with time",
            .source = "spec 11.2; Cont and Kukanov 2017",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .takes_depth = true,
    .capacity = capacity,
    .rest = rest,
    .leave = leave,
};
