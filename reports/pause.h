/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pause.h - what a failsafe did in one run, for runs that differ in it alone (docs/stress.md).
 */
#ifndef BL_PAUSE_H
#define BL_PAUSE_H

#include "metrics.h"
#include "waits.h"

typedef struct {
    double price; /* of a share at the end; NAN where there are no shares */
    uint64_t trips;
    bool tripped;
    double detect_s; /* from what tripped first to its alert */
    double review_s; /* under review, in sum */
    bl_waits waits;
    bool has_leverage;
    double leverage; /* the largest of any mark */
} bl_pause;

/* False: no memory. */
bool bl_pause_measure(const bl_runlog *log, const bl_metrics *metrics, bl_pause *out, bl_err *err);
/* When what an alert is about began: the outage, the oracle's fault, the first failed attempt of
 * its reason since `since`; its own time where nothing did. */
int64_t bl_pause_find_cause(const bl_runlog *log, const bl_runlog_audit *since,
                            const bl_runlog_audit *alert);
/* True for the alert of a trip. */
bool bl_pause_is_trip(const bl_runlog_audit *record);
/* What pausing cost, the difference of the returns of a share that started at 1, basis points
 * (metrics 4: Cost of pause); NAN where a price is missing. Above 0: pausing lost money. */
double bl_pause_cost_bps(const bl_pause *with, const bl_pause *without);

#endif
