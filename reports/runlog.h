/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runlog.h - the records of one finished run, in memory: what metrics, tables and figures are made
 * from. A log is a sink that keeps every row and passes it on to the next one (the writer).
 */
#ifndef BL_RUNLOG_H
#define BL_RUNLOG_H

#include "../sim/err.h"
#include "../sim/record.h"
#include "../sim/setup.h"

typedef struct { /* an audit record without its arrays, which stand in bl_runlog.sizes */
    int64_t time_ns;
    bl_event event;
    int64_t cause;
    bl_reason reason;
    bl_cash nav, cost;
    bl_shares supply;
    unsigned gates;
    int64_t flow, decided_ns;
} bl_runlog_audit;

typedef struct {
    const bl_setup *setup;
    bl_series_row *series;
    size_t series_len;
    bl_fill_row *fills;
    size_t fills_len;
    bl_runlog_audit *audit;
    size_t audit_len;
    bl_qty *sizes; /* audit_len * 3 * bl_setup_sizes_len: pre, target, post of each record */
    bl_flow_row *flows;
    size_t flows_len;
    bl_lp_row *lps;
    size_t lps_len;
    bl_share_row *shares;
    size_t shares_len;
    /* told before each series row; NULL in a log filled by hand */
    size_t *row_fills, *row_shares;
    /* private: capacities, the next sink, out of memory */
    size_t caps[9];
    const bl_sink *next;
    bool out_of_memory;
} bl_runlog;

/* next may be NULL. */
void bl_runlog_init(bl_runlog *log, const bl_setup *setup, const bl_sink *next);
bl_sink bl_runlog_sink(bl_runlog *log);
/* One that keeps only series and fills, which a walk needs; the other tables stay empty. */
bl_sink bl_runlog_sink_marks(bl_runlog *log);
void bl_runlog_fini(bl_runlog *log);

/* The audit record of the attempt that a series row ends; NULL: none. cursor: 0 before the first
 * call, rows in order. */
const bl_runlog_audit *bl_runlog_find_attempt(const bl_runlog *log, size_t *cursor,
                                              const bl_series_row *row);

/* One point of the mark grid (metrics conventions): every bar that becomes visible after start and
 * every series row, and fills between rows. Between two points nothing changes. Bars of one
 * instant are one point, ahead of the rows of that instant, so points may last no time. Doubles:
 * this is after the recorder. */
typedef struct {
    int64_t time_ns;
    int64_t until_ns;         /* the next point; the values hold from time_ns to until_ns */
    const bl_series_row *row; /* the series row of this point, NULL for a bar */
    bool price_moved;         /* a bar became visible at this point: row is NULL */
    bool traded; /* a fill of a rebalance that takes time, without a row: row is NULL */
    double equity, supply, gross, net; /* in whole assets, not base units; net is signed */
    double leverage;                   /* gross / equity; NAN where equity is not above 0 */
    double value;  /* what shares are dealt at: equity; `reported`: the unlocked total */
    double target; /* sum of |w_i| in force, of what allocation gives the book */
    unsigned gates;
    const int64_t *marks;      /* price units, one an instrument */
    const int64_t *quantities; /* quantity units, one an instrument, after this point */
} bl_mark;

enum { BL_STRETCH_MAX = 256 };

/* Points that follow each other: one series row, or bars between two rows. One place a point. */
typedef struct {
    const bl_mark *held; /* row, supply, target, gates and quantities of all; the rest is below */
    size_t len;          /* 1 where there is a row */
    size_t width;        /* instruments, places a point in marks */
    int64_t time_ns[BL_STRETCH_MAX + 1]; /* and the time of the point after the last */
    double lasted_ns[BL_STRETCH_MAX];
    double equity[BL_STRETCH_MAX], value[BL_STRETCH_MAX], gross[BL_STRETCH_MAX];
    double net[BL_STRETCH_MAX], leverage[BL_STRETCH_MAX];
    double drift[BL_STRETCH_MAX]; /* leverage / target - 1; NAN without leverage or target */
    double equity_min, gross_max; /* of all points: most need no closer look */
    int64_t marks[BL_STRETCH_MAX * BL_INSTRUMENTS_MAX];
} bl_stretch;

/* Calls step for each point from start to end, in order. The cash between rows is what the last
 * row implies, so positions and marks alone re-value the book, as any other program could. */
void bl_runlog_walk(const bl_runlog *log, void (*step)(void *context, const bl_mark *mark),
                    void *context);
/* The same without most bars, for who asks what was last: of those between two rows or fills the
 * last one, and the last one by 00:00 UTC of each day. */
void bl_runlog_walk_days(const bl_runlog *log, void (*step)(void *context, const bl_mark *mark),
                         void *context);
/* All points for who has no time for a call a bar. */
void bl_runlog_walk_stretches(const bl_runlog *log,
                              void (*step)(void *context, const bl_stretch *stretch),
                              void *context);
/* All points that can be an extreme of leverage or equity; between them any number of others may be
 * left out. Of bars with the same mark the first. */
void bl_runlog_walk_extremes(const bl_runlog *log,
                             void (*step)(void *context, const bl_stretch *stretch),
                             void *context);

#endif
