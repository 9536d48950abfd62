/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * snapshot.c - see snapshot.h. The rows of a snapshot are those of one time; each side stands in
 * them from the best level on.
 */
#include "snapshot.h"

/* First row after a time. */
static size_t rows_until(const bl_depth *depth, int64_t time_ns)
{
    size_t low = 0;
    size_t high = depth->len;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (depth->time_ns[middle] <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_taken_by(const bl_order_view *view, size_t row)
{
    return (view->depth->bids[row] != 0) != view->buys;
}

bool bl_snapshot_find(const bl_order_view *view, int64_t max_age_ns, bl_snapshot *out)
{
    const bl_depth *depth = view->depth;
    int64_t best[2] = {0, 0};
    *out = (bl_snapshot){.end = rows_until(depth, view->time_ns)};
    if (out->end == 0) {
        return false;
    }
    const int64_t seen_ns = depth->time_ns[out->end - 1];
    if ((bl_i128)view->time_ns - seen_ns > max_age_ns) {
        return false;
    }
    for (out->first = out->end; out->first > 0 && depth->time_ns[out->first - 1] == seen_ns;) {
        out->first--;
        best[depth->bids[out->first] != 0] = depth->price[out->first];
    }
    out->twice_mid = (bl_i128)best[0] + best[1];
    return true;
}

static int64_t taken(const bl_order_view *view)
{
    return view->left->capacity[view->buys ? BL_SNAPSHOT_ASKS : BL_SNAPSHOT_BIDS];
}

int64_t bl_snapshot_count(const bl_order_view *view, const bl_snapshot *snapshot)
{
    bl_i128 rests = -(bl_i128)taken(view);
    for (size_t row = snapshot->first; row < snapshot->end; row++) {
        rests += is_taken_by(view, row) ? view->depth->quantity[row] : 0;
    }
    if (rests < 0) {
        return 0;
    }
    return rests < INT64_MAX ? (int64_t)rests : INT64_MAX;
}

bool bl_snapshot_walk(const bl_order_view *view, const bl_snapshot *snapshot, bl_i128 *out)
{
    const bl_depth *depth = view->depth;
    int64_t gone = taken(view);
    int64_t wanted = view->quantity;
    *out = 0;
    for (size_t row = snapshot->first; row < snapshot->end && wanted > 0; row++) {
        if (!is_taken_by(view, row)) {
            continue;
        }
        const int64_t skipped = gone < depth->quantity[row] ? gone : depth->quantity[row];
        const int64_t rests = depth->quantity[row] - skipped;
        const int64_t takes = rests < wanted ? rests : wanted;
        const bl_i128 away = 2 * (bl_i128)depth->price[row] - snapshot->twice_mid;
        *out += takes * (away < 0 ? -away : away);
        gone -= skipped;
        wanted -= takes;
    }
    return wanted == 0;
}
