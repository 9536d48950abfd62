/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readback.h - one mode of a finished run, its folder's words turned back into the types that made
 * them: the summary, written again, has the same bytes.
 */
#ifndef BL_READBACK_H
#define BL_READBACK_H

#include "../data/stored.h"
#include "summary.h"

typedef struct {
    bl_stored run;      /* the folder; holds every text */
    bl_summary summary; /* points to the below */
    bl_setup setup;     /* mode, window, accounting; whether it has a book; no feeds */
    bl_runlog log;      /* fills and audit without sizes and amounts; no series */
    bl_run_counts counts;
    bl_metrics metrics;
    bl_metrics_options options;
    bl_course course;
    bl_feed_report *reports;
    bl_summary_feed *feeds;
} bl_readback;

/* Reads a mode's folder. BL_INPUT: a file is missing, or not what this version writes. It must stay
 * where it is opened. */
bl_status bl_readback_open(bl_readback *readback, const char *folder, bl_err *err);
/* The place of a mode among those of its run, from its folder alone; 0 where it does not say. */
size_t bl_readback_find_place(const char *folder);
/* Also of one that is all zero. */
void bl_readback_close(bl_readback *readback);

/* The cell as a double; false: empty, or no number. Exact where 18 digits and a double are. */
bool bl_readback_number(const bl_stored_table *table, size_t row, size_t column, double *out);

#endif
