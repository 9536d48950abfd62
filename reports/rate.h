/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rate.h - the money-weighted return x of a row of flows (metrics 8, MWR): the solution of
 * C + sum F v^t = E v, v = 1/(1+x), t the part of the time gone by.
 */
#ifndef BL_RATE_H
#define BL_RATE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const double *amount; /* paid in positive, paid out negative */
    const double *gone;   /* 0 to 1: when */
    size_t len;
    double capital; /* paid in at 0 */
    double end;     /* worth at 1 */
} bl_rate_flows;

typedef struct {
    double u;             /* ln(1+x) */
    const char *why_null; /* "no_root", "ambiguous"; NULL: u is the only one */
    bool out_of_memory;
} bl_rate;

bl_rate bl_rate_solve(const bl_rate_flows *flows);

#endif
