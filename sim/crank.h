/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * crank.h - a strategy action and the accounting wrapper around it (spec 8.4, 8.5, 8.8).
 */
#ifndef BL_CRANK_H
#define BL_CRANK_H

#include "engine.h"

typedef struct {
    size_t strategy;
    bool withdraws; /* else deposits */
    uint64_t amount;
    int64_t cause;
    const bl_qty *targets; /* of the pass it belongs to; NULL: those of the T afterwards */
} bl_crank;

/* The handler's part, of a strategy that is no book; NONE: moved, else nothing has changed. */
bl_reason bl_crank_move_holding(bl_run *run, const bl_crank *crank);
/* What strategies were worth when last recorded, for the `pre` of a record. */
void bl_crank_read_sizes(const bl_run *run, bl_qty *out);
/* The record and the row of one that went through and cost nothing. */
void bl_crank_tell(bl_run *run, const bl_crank *crank, const bl_qty *pre);
/* Does it, records it; where it fails it is undone and trips (spec 6.8), unless fills stand. */
bl_reason bl_crank_turn(bl_run *run, const bl_crank *crank);
/* The wrapper with nothing moved: records what the strategy is worth (spec 5.5). */
void bl_crank_observe(bl_run *run, size_t strategy);
/* The rows of the cranks feed that fall now (spec 8.5). */
void bl_crank_feed(bl_run *run);

#endif
