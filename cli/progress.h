/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * progress.h - a line on a terminal while a run lasts, and the ear for Ctrl-C: both hang on the
 * rows that pass. Nothing here can reach a result.
 */
#ifndef BL_PROGRESS_H
#define BL_PROGRESS_H

#include "../sim/record.h"

typedef struct {
    bl_sink inner;
    const char *label;
    int64_t start_ns, end_ns; /* of the run */
    bool shown;               /* on this terminal, if it lasts */
    bool drawn;
    unsigned rows;   /* since the clock was last read */
    int64_t next_ns; /* of the clock: not before this */
} bl_progress;

/* shown: the caller is not quiet; a stderr that is no terminal stays empty anyway. */
void bl_progress_begin(bl_progress *progress, bool shown);
/* The sink to hand to the next run; every row goes on to `inner`. */
bl_sink bl_progress_pass(bl_progress *progress, const bl_sink *inner, const char *label,
                         int64_t start_ns, int64_t end_ns);
/* Clears the line. */
void bl_progress_finish(bl_progress *progress);

/* From here on SIGINT and SIGTERM stop the run at its next row instead of the process. */
void bl_progress_catch_signals(void);
/* The signal that came, 0: none. */
int bl_progress_signal(void);

#endif
