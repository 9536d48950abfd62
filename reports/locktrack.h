/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * locktrack.h - the lock of a `reported` run read back from its rows: each crank is reported to
 * the unlock scheme again, so that locked profit is known at any second, not at rows alone.
 */
#ifndef BL_LOCKTRACK_H
#define BL_LOCKTRACK_H

#include "../sim/record.h"
#include "../sim/setup.h"

/* The vault at a second, in whole assets. Own shares, where a scheme locks those, are valued at the
 * price. */
typedef struct {
    double total, reserve, locked;
    double supply;     /* S; without own shares that have unlocked */
    double price;      /* v: what a share is dealt at; 0 without shares */
    double price_full; /* v if nothing were locked */
} bl_lockview;

typedef struct {
    const bl_setup *setup;
    bl_lock lock;
    int64_t degradation; /* g in force */
    size_t admin_next;   /* the next row of the admin feed that may change it */
    bl_series_row row;   /* the last one */
    bool started;
    double unit;
} bl_locktrack;

/* What one row did. before: at the row's second, by the row before it. */
typedef struct {
    bl_lockview before, after;
    bool has_before;
    double gain, loss; /* of a crank; else 0 */
} bl_lockstep;

void bl_locktrack_begin(bl_locktrack *track, const bl_setup *setup);
/* The next row of the series, in order. */
bl_lockstep bl_locktrack_step(bl_locktrack *track, const bl_series_row *row);
/* At a time not before the last row, nothing having happened since. */
bl_lockview bl_locktrack_view(const bl_locktrack *track, int64_t time_ns);
/* When the last lock has unlocked whole; INT64_MAX: never, or nothing is locked. */
int64_t bl_locktrack_end_ns(const bl_locktrack *track);

/* The first second after a report at which at most `part` of a large gain is still locked; -1:
 * not within a century. */
int64_t bl_locktrack_unlock_s(const bl_setup *setup, double part);

#endif
