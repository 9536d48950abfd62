/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * course.h - the course of a run's share price: at each 00:00 UTC, for comparing two modes day by
 * day, and held against the scenario's limits (spec 6.13). Kept in summary.json, so that a run
 * read back says the same.
 */
#ifndef BL_COURSE_H
#define BL_COURSE_H

#include "runlog.h"

enum { BL_COURSE_LIMITS = 3, BL_COURSE_DAY_PLACES = 12 };

/* One limit that the scenario sets. Worst is what bars and funding show, also under review, when
 * the engine does not look; peak and day start anew where a review clears, as the engine's. */
typedef struct {
    const char *name;      /* of the key: "max_drawdown" */
    const char *unit;      /* "%" or "x", of the two values */
    double allowed, worst; /* to a part in 10^9 of the ratio */
    int64_t worst_ns;      /* BL_METRICS_NO_TIME: never looked */
    bool enforced;         /* not one of failsafe.without */
    uint64_t trips;
    bool broken;       /* it tripped, or the worst is beyond what is allowed */
    int64_t broken_ns; /* first of the two; BL_METRICS_NO_TIME: never */
} bl_course_limit;

typedef struct {
    bl_course_limit limits[BL_COURSE_LIMITS];
    size_t limits_len; /* 0: the scenario sets none */
    int64_t first_ns;  /* of the days, a 00:00 UTC */
    double *days;      /* price of a share, to BL_COURSE_DAY_PLACES; NAN without shares */
    size_t days_len;
} bl_course;

/* The name and unit of a limit by its place; the names are the keys of `limits`. */
const char *bl_course_limit_name(size_t place);
const char *bl_course_limit_unit(size_t place);
/* False: no memory; out is all zero then. */
bool bl_course_follow(const bl_runlog *log, bl_course *out);
/* Also of one that is all zero. */
void bl_course_fini(bl_course *course);
/* The first limit that broke; NULL: none did. */
const bl_course_limit *bl_course_find_broken(const bl_course *course);

#endif
