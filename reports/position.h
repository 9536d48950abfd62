/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * position.h - what the book held at some instants of a run, without a walk over the bars between
 * them: positions from the fills, marks from the bar that was the last visible one.
 */
#ifndef BL_POSITION_H
#define BL_POSITION_H

#include "runlog.h"

typedef struct {
    const bl_series_row *row; /* the last one; NULL: before the opening */
    double equity, gross;     /* whole assets */
    int64_t quantities[BL_INSTRUMENTS_MAX];
    double marks[BL_INSTRUMENTS_MAX]; /* whole assets a quantity unit; 0: no bar yet */
    /* private */
    const bl_runlog *log;
    size_t next_row, next_fill;
    double cash; /* whole assets: what is no position */
    double unit;
    double scale[BL_INSTRUMENTS_MAX];
    int64_t shift_ppb[BL_INSTRUMENTS_MAX];
} bl_position;

void bl_position_open(bl_position *position, const bl_runlog *log);
/* To after all that happened at a time. Times ascend. */
void bl_position_reach(bl_position *position, int64_t time_ns);

#endif
