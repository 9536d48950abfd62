/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.h - the heart of `run` and `compare`: a scenario replayed in each of its modes into one
 * run folder, which appears whole when all is done or not at all.
 */
#ifndef BL_REPLAY_H
#define BL_REPLAY_H

#include "../data/folder.h"
#include "../reports/figures.h"
#include "../reports/judge.h"
#include "../reports/summary.h"
#include "options.h"

typedef struct { /* one finished mode */
    bl_setup setup;
    bl_runlog log;
    bl_run_counts counts;
    bl_metrics metrics;
    bl_course course;
    bl_judge_verdict verdicts[BL_EXPECTS_MAX]; /* of the scenario's expectations */
    bl_summary summary;                        /* points to the above */
    char folder[256];                          /* within the run folder */
    char digest[65], head[65];
} bl_replay_mode;

typedef struct {
    const bl_options *options;
    bl_scenario scenario;
    bool keeps_logs;       /* else each log is gone once its summary is written */
    bl_replay_mode *modes; /* modes_len of them, scenario order */
    size_t modes_len;
    bl_metrics_options metrics_options;
    bl_summary_feed *feeds;
    bl_figures_files figures; /* within `figures` of the run folder */
} bl_replay;

/* One run of a setup, memory and all; counts are set where it went well. */
bl_status bl_replay_play(const bl_setup *setup, const bl_sink *sink, bl_run_counts *counts,
                         bl_err *err);

/* Reads a scenario and checks what it expects; complaints go to diags. False: nothing is open. */
bool bl_replay_open(const char *path, const bl_scenario_options *options, bl_scenario *out,
                    bl_diags *diags);

/* Runs it all. draw: the logs are kept and figures drawn unless --no-figures, their failure being
 * only a warning; figures asked for with --figures must succeed. Returns the exit status; what
 * went wrong was said. Call bl_replay_fini whatever it returns. */
int bl_replay_run(bl_replay *replay, const bl_options *options, bool draw);
void bl_replay_fini(bl_replay *replay);

#endif
