/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options.h - what `run` and `compare` can be asked: one table for both.
 */
#ifndef BL_OPTIONS_H
#define BL_OPTIONS_H

#include <argp.h>

#include "../reports/metrics.h"
#include "../scenarios/scenario.h"
#include "cache.h"

typedef struct {
    const char *command; /* "run" or "compare" */
    const char *scenario;
    char out[4096]; /* the run folder */
    const char *overrides[BL_SCENARIO_OVERRIDES_MAX];
    size_t overrides_len;
    const char *modes[BL_SCENARIO_MODES_MAX];
    size_t modes_len;
    const char *seed; /* as written; NULL: the scenario's */
    uint64_t seed_value;
    const char *band; /* as written; NULL: the default */
    int64_t band_ppb;
    unsigned formats; /* of figures, by reports/figures.h; 0: not asked for */
    bool no_figures, keep_gp;
    bl_cache_ask cache;
    const char *only;           /* metrics, as written; NULL: all, and files */
    bool asked[BL_METRICS_MAX]; /* the same by bl_metric_id */
    bool force, json, quiet, allow_outside;
} bl_options;

/* Reads an argument vector; wrong usage ends the process with 2, --help with 0. doc: argp's. */
void bl_options_read(int argc, char **argv, const char *command, const char *doc, bl_options *out);
/* "svg,pdf" as bits of reports/figures.h, added to formats; anything else is wrong usage. */
void bl_options_take_formats(struct argp_state *state, const char *list, unsigned *formats);
/* The part that the scenario's reader needs; points into options. */
bl_scenario_options bl_options_scenario(const bl_options *options);

#endif
