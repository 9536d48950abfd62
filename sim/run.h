/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * run.h - one run: a setup replayed event by event into a sink. A run is a pure function of its
 * setup. All memory is taken when the run is sealed; replaying allocates nothing.
 */
#ifndef BL_RUN_H
#define BL_RUN_H

#include "err.h"
#include "record.h"
#include "setup.h"

typedef struct bl_run bl_run;

/* What happened, counted; never silently (spec 13.4). */
typedef struct {
    uint64_t instants, events;
    uint64_t bars;      /* rows that became visible after start */
    uint64_t dust_legs; /* legs left out as dust (spec 6.3) */
    uint64_t attempts, attempts_whole, attempts_failed, attempts_idle;
    uint64_t attempts_unwound;    /* failed ones whose fills were reversed */
    uint64_t attempts_called_off; /* took time until another took their place */
    uint64_t attempts_open;       /* under way when the run ended: 0 or 1 */
    uint64_t flows_settled, flows_refused, flows_pending, flows_late;
    uint64_t refusals[BL_REASON_COUNT];
    uint64_t failures[BL_REASON_COUNT]; /* failed attempts by reason */
    uint64_t trips, reviews, liquidations;
    uint64_t rail_waits; /* withdrawals that a closed rail began to hold */
    uint64_t fills;
} bl_run_counts;

/* How many bytes a run of this setup needs. */
size_t bl_run_bytes(const bl_setup *setup);
/* Builds a run in memory[0..bytes), which the caller owns; 16-byte aligned. Setup and sink must
 * outlive it. NULL: err says why (a start before the first bar, a flow before start, ...). */
bl_run *bl_run_seal(const bl_setup *setup, const bl_sink *sink, void *memory, size_t bytes,
                    bl_err *err);
/* Replays from start to end. BL_RANGE: a result did not fit, err names the formula. */
bl_status bl_run_replay(bl_run *run, bl_err *err);
const bl_run_counts *bl_run_result(const bl_run *run);

#endif
