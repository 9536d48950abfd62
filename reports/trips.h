/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trips.h - whether a failsafe tripped when it should have (metrics 4: trip quality): each trip
 * held against what happened in the same world to a vault that did not pause.
 */
#ifndef BL_TRIPS_H
#define BL_TRIPS_H

#include "runlog.h"

typedef struct {
    int64_t horizon_ns; /* H: how far a trip looks ahead; above 0 */
    double drift;       /* largest |d| that is no danger, 1 is the whole target */
    double loss;        /* largest fall of the share price that is none, a part of it */
} bl_trips_rule;

#define BL_TRIPS_RULE_DEFAULT                                                                      \
    {                                                                                              \
        .horizon_ns = BL_NS_PER_DAY, .drift = 0.1, .loss = 0.05                                    \
    }

typedef struct { /* one point of the vault without a pause */
    int64_t time_ns;
    double drift; /* |d|; 0 where it is undefined */
    double price; /* of a share; NAN without shares */
    bool exceeds; /* |d| above the limit, or the price that far below its highest of the last H */
} bl_trips_point;

typedef struct {
    bl_trips_rule rule;
    bl_trips_point *points;
    size_t len;
    int64_t start_ns, end_ns;
} bl_trips_world;

/* Shares of what was there, %; NAN where there was none. */
typedef struct {
    size_t trips, right; /* right: |d| or the loss from the trip on passes its limit within H */
    size_t dangers, met; /* met: a trip in the H before or while it lasts; those within H are one */
    size_t quiet, wrong; /* windows of H from start without danger, and those with a wrong trip */
    double precision, recall, false_rate;
} bl_trips_quality;

/* What the run without a pause went through. False: no memory, nothing is left to free. */
bool bl_trips_read(const bl_runlog *without, const bl_trips_rule *rule, bl_trips_world *out,
                   bl_err *err);
void bl_trips_fini(bl_trips_world *world);
/* The trips of another run of that world. */
void bl_trips_judge(const bl_trips_world *world, const bl_runlog *with, bl_trips_quality *out);

#endif
