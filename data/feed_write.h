/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_write.h - columns as the CSV feeds that data/feed.h reads (spec 12.3, numbers as spec
 * 13.0). Failures are left in the stream's error flag.
 */
#ifndef BL_FEED_WRITE_H
#define BL_FEED_WRITE_H

#include "../sim/tape.h"

#include <stdio.h>

/* visible_ns: what is stamped. A bar opens where the one before closed, the first where it closes
 * itself; high and low are the larger and the smaller of the two. */
void bl_feed_write_bars(FILE *out, const bl_bars *bars, int places);
/* LP n is called lp-0001 for n = 0, and so on. */
void bl_feed_write_flows(FILE *out, const bl_flows *flows, int places);
void bl_feed_write_rates(FILE *out, const bl_rates *rates);
void bl_feed_write_utilisation(FILE *out, const bl_utilisation *utilisation);

#endif
