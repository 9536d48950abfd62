/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summary.h - one run as JSON (spec 13.4): every metric with value, unit and definition, and every
 * count, so that nothing is dropped, clipped or rounded without a number saying so.
 */
#ifndef BL_SUMMARY_H
#define BL_SUMMARY_H

#include "../data/feed.h"
#include "course.h"
#include "metrics.h"

#include <stdio.h>

typedef struct {
    const char *role; /* "instruments[0].prices", "flows", ... */
    const bl_feed_report *report;
} bl_summary_feed;

/* What is known of one finished run. Owns nothing. */
typedef struct {
    const char *scenario;
    size_t place; /* among the modes of its run, from 0 */
    const bl_runlog *log; /* with the setup: mode, window, seed */
    const bl_run_counts *counts;
    const bl_metrics *metrics;
    const bl_metrics_options *options; /* the metrics were made with */
    const bl_course *course;
    const bl_summary_feed *feeds;
    size_t feeds_len;
    uint64_t rounded;                   /* values of the scenario that lost digits */
    uint64_t late_flows;                /* rows after the end, ignored */
    bool scaled;                        /* by a severity other than 100 % */
    uint64_t clipped;                   /* flows it left at a whole balance */
    uint64_t expected, expected_failed; /* assertions about this mode; how many do not hold */
} bl_summary;

/* One count. Those by reason have one entry for each reason that occurred, after their sum. */
typedef struct {
    const char *name;   /* "dust_legs", "refusals", "failures" */
    const char *reason; /* "GATE_SHUT"; NULL: a plain count */
    uint64_t value;
    bool always; /* shown to people even where it is 0 */
} bl_summary_count;

enum { BL_SUMMARY_COUNTS_MAX = 32 + 2 * BL_REASON_COUNT };
/* Every count, in printing order; how many. */
size_t bl_summary_list_counts(const bl_summary *summary,
                              bl_summary_count out[BL_SUMMARY_COUNTS_MAX]);

/* Writes the whole document and a final LF. False: no memory or a failed write; err says which. */
bool bl_summary_write(const bl_summary *summary, FILE *out, bl_err *err);

#endif
