/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stays.h - stays of the leverage outside its band, each with when, how far and what opened it; of
 * a long run the longest ones.
 */
#ifndef BL_STAYS_H
#define BL_STAYS_H

#include "../sim/base.h"

typedef enum { /* what opens a stay above the band */
               BL_STAY_PRICE,
               BL_STAY_FLOW,
               BL_STAY_TRADING,
               BL_STAY_FUNDING,
               BL_STAY_OTHER,
               BL_STAY_CAUSES
} bl_stay_cause;

typedef struct {
    int64_t from_ns, until_ns;
    double worst; /* drift from the target, %, 4 places */
    int64_t worst_ns;
    bl_stay_cause cause;
} bl_stay;

enum { BL_STAYS_KEPT = 20 };

typedef struct {
    bl_stay items[BL_STAYS_KEPT]; /* the longest first, then the earlier */
    size_t len;
} bl_stays;

/* Keeps it if it is among the longest. */
void bl_stays_add(bl_stays *stays, const bl_stay *stay);
/* "price", "flow", ... */
const char *bl_stays_name_cause(bl_stay_cause cause);
/* False: there is none of that name. */
bool bl_stays_find_cause(const char *name, bl_stay_cause *out);

#endif
