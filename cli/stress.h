/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stress.h - what `ballast stress` found: scenarios, their modes, and what was expected of each.
 */
#ifndef BL_STRESS_H
#define BL_STRESS_H

#include "../reports/judge.h"
#include "../scenarios/pool.h"
#include "../scenarios/scenario.h"

typedef struct { /* one mode of one scenario */
    const char *mode;
    bl_judge_verdict *verdicts; /* one an expectation */
    size_t asked, failed;       /* expectations about this mode, and those that did not hold */
    uint64_t trips;
    double pnl, twr, drawdown, drift, headroom; /* metrics; NAN where undefined */
    double days;                                /* how long the run is */
} bl_stress_run;

typedef struct {
    const char *name; /* of the file */
    const char *path;
    const char *stands_for;   /* NULL: it does not say */
    const bl_expect *expects; /* texts in the pool */
    size_t expects_len;
    bl_stress_run runs[BL_SCENARIO_MODES_MAX];
    size_t runs_len; /* 0: it was refused */
} bl_stress_row;

typedef struct {
    const char *suite;
    bl_stress_row *rows;
    size_t rows_len;
    bl_pool pool;
} bl_stress;

typedef enum { BL_STRESS_ABSENT, BL_STRESS_NOTHING, BL_STRESS_OK, BL_STRESS_FAIL } bl_stress_cell;

/* What a mode's run came to. A scenario that expects nothing fails. */
bl_stress_cell bl_stress_judge(const bl_stress_row *row, const bl_stress_run *run);
/* Every mode that is there passed. */
bool bl_stress_passes(const bl_stress_row *row);

/* table: a line a run with its numbers, after the matrix. */
void bl_stress_print(const bl_stress *stress, bool table);
/* Schema ballast.stress/1. False: no memory or a failed write. */
bool bl_stress_write_json(const bl_stress *stress, bl_err *err);

#endif
