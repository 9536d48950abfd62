/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * toy_world.h - a small market and vaults living in it, for tests of figures: one coin on a seeded
 * walk with a crash and an outage, LP flows, and a book rescaled with each flow or at an interval.
 * Consistent in itself (fills, equity and marks agree); not the engine's rules.
 */
#ifndef BL_TOY_WORLD_H
#define BL_TOY_WORLD_H

#include "../../reports/runlog.h"

typedef struct {
    size_t bars_len;
    int64_t bar_ns;
    size_t flows_len;
    double target;
    double crash; /* part of the price lost in the middle; 0: none */
    bool outage;  /* the venue is down for a while after the crash */
    unsigned seed;
} bl_toy_world_plan;

typedef struct {
    bl_setup setup;
    int64_t *visible_ns, *close, *volume, *flow_ns;
    uint32_t *flow_lp;
    uint8_t *flow_kind;
    uint64_t *flow_amount;
} bl_toy_world;

/* Ends the process when out of memory: this is for tests. */
void bl_toy_world_open(bl_toy_world *world, const bl_toy_world_plan *plan);
void bl_toy_world_close(bl_toy_world *world);

/* One vault's life: every_ns 0: immediate, INT64_MAX: never. The log is opened here; end it with
 * bl_runlog_fini. */
void bl_toy_world_run(const bl_toy_world *world, int64_t every_ns, bool outage, bl_runlog *log);

#endif
