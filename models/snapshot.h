/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * snapshot.h - the order book as the last snapshot had it, less what the vault has taken of it and
 * has not come back: what capacity `depth` counts and price `depth` pays. Levels are taken by
 * their distance from the snapshot's own mid, so a mark that has moved on carries the book along.
 */
#ifndef BL_SNAPSHOT_H
#define BL_SNAPSHOT_H

#include "../sim/venue.h"

typedef struct {
    size_t first, end; /* its rows */
    bl_i128 twice_mid; /* best bid + best ask */
} bl_snapshot;

/* The words of capacity `depth`: lots taken and not back, by side of the book. */
enum { BL_SNAPSHOT_ASKS, BL_SNAPSHOT_BIDS };

/* The last snapshot by the order's time. False: there is none, or it is older than max_age_ns. */
bool bl_snapshot_find(const bl_order_view *view, int64_t max_age_ns, bl_snapshot *out);
/* What rests on the side that the order takes, less what was taken; never below 0. */
int64_t bl_snapshot_count(const bl_order_view *view, const bl_snapshot *snapshot);
/* Sum over the lots the order takes of |2*price - (bid + ask)|. False: not so many rest. */
bool bl_snapshot_walk(const bl_order_view *view, const bl_snapshot *snapshot, bl_i128 *out);

#endif
