/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readback.h - one mode of a finished run read back from its folder: what summary.json, the
 * manifest and the tables say, in the types that made them. Written again, the summary gives the
 * same bytes.
 */
#ifndef BL_READBACK_H
#define BL_READBACK_H

#include <jansson.h>

#include "../data/rows.h"
#include "summary.h"

typedef struct {
    const char *folder; /* the caller's text */
    bl_summary summary; /* read_back: points to the below */
    bl_setup setup;     /* mode, window, accounting; whether it has a book; no feeds */
    bl_runlog log;      /* fills and audit without sizes and amounts; no series */
    bl_run_counts counts;
    bl_metrics metrics;
    bl_metrics_options options;
    bl_feed_report *reports;
    bl_summary_feed *feeds;
    bl_rows series, flows, fills;
    json_t *document, *manifest; /* hold the texts */
} bl_readback;

/* Reads a mode's folder. BL_INPUT: a file is missing, or not what this version writes. */
bl_status bl_readback_open(bl_readback *stored, const char *folder, bl_err *err);
/* Also of one that is all zero. */
void bl_readback_close(bl_readback *stored);

#endif
