/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * interval.h - the two columns that windows and faults share: begin <= t < end.
 */
#ifndef BL_INTERVAL_H
#define BL_INTERVAL_H

#include "table.h"

enum { BL_INTERVAL_BEGIN, BL_INTERVAL_END }; /* their places among the wanted columns */

/* Both times of the row; begins never decrease, no end is before its begin (equal: an interval
 * that holds nothing). False after complaining. */
bool bl_interval_read(bl_table *table, int64_t *begin_ns, int64_t *end_ns);

#endif
