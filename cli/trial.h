/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trial.h - one run of a setup that stays in memory: its log and its metrics, no files.
 */
#ifndef BL_TRIAL_H
#define BL_TRIAL_H

#include "../reports/metrics.h"

typedef struct { /* does not move: the log points into it */
    bl_setup setup;
    bl_runlog log;
    bl_run_counts counts;
    bl_metrics metrics;
} bl_trial;

/* Replays trial->setup. Call bl_trial_fini whatever it returns. */
bl_status bl_trial_run(bl_trial *trial, bl_err *err);
/* The same with other options of the metrics. */
bl_status bl_trial_run_for(bl_trial *trial, const bl_metrics_options *options, bl_err *err);
void bl_trial_fini(bl_trial *trial);

#endif
