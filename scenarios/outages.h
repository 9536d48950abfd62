/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outages.h - what windows of time become before a run: joined, one list for each thing they do,
 * and a tape on which a frozen feed shows its bars late (spec 11.1).
 */
#ifndef BL_OUTAGES_H
#define BL_OUTAGES_H

#include "../data/feed.h"
#include "draft.h"
#include "pool.h"

/* Joins the windows of these kinds, a set of 1 << bl_window_kind: overlapping and touching ones
 * become one, empty ones vanish. kinds NULL: all of them. False: out of memory. */
bool bl_outages_join(bl_pool *pool, const bl_windows *from, const uint8_t *kinds, unsigned set,
                     bl_windows *out);
/* The bars of a feed that is frozen in these joined windows: what would become visible in one
 * becomes visible at its end, and of several only the last; counted. False: out of memory. */
bool bl_outages_freeze(bl_pool *pool, const bl_windows *frozen, bl_bars *bars,
                       bl_world_facts *facts);
/* Draws the venue's outages and joins them; *len: how many were drawn, above BL_OUTAGES_MAX: too
 * many, and none is kept. False: out of memory. */
bool bl_outages_draw(bl_pool *pool, const bl_outage_plan *plan, bl_venue *venue,
                     bl_world_facts *facts, size_t *len);

#endif
