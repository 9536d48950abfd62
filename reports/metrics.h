/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metrics.h - a finished run in numbers. Each has a name, a unit, fixed places and the place of
 * its definition; one that is undefined has a reason instead of a value. Computed from the log
 * alone, in one fixed order, after the run.
 */
#ifndef BL_METRICS_H
#define BL_METRICS_H

#include "../sim/run.h"
#include "runlog.h"
#include "stays.h"

typedef enum {
#define X(id, name, unit, places, place, formula) BL_METRIC_##id,
#include "metrics.def"
#undef X
    BL_METRICS_MAX
} bl_metric_id;

typedef struct {
    const char *name;
    const char *unit;
    const char *place; /* "metrics 1: RMS drift": section and row of the catalogue */
    const char *formula;
    int places; /* digits after the point, as printed */
    const char *inputs;    /* files of the run and feeds it can be recomputed from */
    const char *day_count; /* steps and years it counts; NULL: none */
    int ddof;              /* of a standard deviation; -1: there is none in it */
    bool defined;
    double value;         /* already rounded to its places; 0 where undefined */
    const char *why_null; /* a code such as "too_few_days"; NULL where defined */
    int64_t at_ns;        /* when it happened; BL_METRICS_NO_TIME: no such instant */
} bl_metric;

#define BL_METRICS_NO_TIME INT64_MIN

typedef struct {
    bl_metric items[BL_METRICS_MAX]; /* in the order of metrics.def, by bl_metric_id */
    size_t len;
    bl_stays stays; /* outside the band */
} bl_metrics;

typedef struct {
    int64_t band_ppb;   /* half-width of the band, relative to the target; 10 % if unsure */
    int64_t entrant_ns; /* how long a deposit counts as new */
    const bool *only;   /* by bl_metric_id, those that are asked for; NULL: all */
} bl_metrics_options;

#define BL_METRICS_OPTIONS_DEFAULT                                                                 \
    {                                                                                              \
        .band_ppb = 100000000, .entrant_ns = BL_NS_PER_DAY, .only = NULL                           \
    }

/* Whether what is asked for needs no more of a log than bl_runlog_sink_marks keeps. */
bool bl_metrics_need_marks(const bl_metrics_options *options);
/* The table of definitions: every metric, none with a value. */
void bl_metrics_list(bl_metrics *out);
/* What is not asked for is null, "not_asked", and costs no time unless what is asked for needs it.
 * False: no memory; err says so and out is untouched. */
bool bl_metrics_compute(const bl_runlog *log, const bl_run_counts *counts,
                        const bl_metrics_options *options, bl_metrics *out, bl_err *err);
/* "x" to "multiple", "bps" to "basis points", ...: the unit in words. */
const char *bl_metrics_unit_name(const char *unit);
/* NULL where there is none of that name. */
const bl_metric *bl_metrics_find(const bl_metrics *metrics, const char *name);

enum { BL_METRICS_TEXT = 64 };
/* The value with its places and a final NUL, "-" where undefined; returns the length. No locale. */
size_t bl_metrics_print_value(const bl_metric *metric, char out[BL_METRICS_TEXT]);

#endif
