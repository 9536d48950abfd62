/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bars.h - a tape of price bars, and where in it a time is.
 */
#ifndef BL_BARS_H
#define BL_BARS_H

#include "base.h"

/* One row a bar, strictly increasing. visible_ns: spec 2.3, open + bar length or the stamp. */
typedef struct {
    size_t len;
    const int64_t *visible_ns; /* NULL: every step_ns from first_ns on, as most feeds are */
    const int64_t *close;      /* price units */
    const int64_t *volume;     /* quantity units */
    int64_t first_ns, step_ns; /* of bars at equal steps; step_ns above 0 */
} bl_bars;

/* When a row becomes visible. */
static inline int64_t bl_bars_time(const bl_bars *bars, size_t row)
{
    return bars->visible_ns != NULL
               ? bars->visible_ns[row]
               : (int64_t)((uint64_t)bars->first_ns + (uint64_t)row * (uint64_t)bars->step_ns);
}

/* How many rows are visible at time_ns; that `from` are is known. */
size_t bl_bars_count_visible(const bl_bars *bars, size_t from, int64_t time_ns);

#endif
