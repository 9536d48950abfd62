/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rebalance.h - opening, attempts outside flows, and what the mode asks for in the REBALANCE phase
 * (spec 3.2, 5.2, 6.2).
 */
#ifndef BL_REBALANCE_H
#define BL_REBALANCE_H

#include "engine.h"

/* One attempt from the intended book as it stands: booked, recorded; NONE where it was whole. In
 * a mode of free trades (ideal) positions move at the mark instead. */
bl_reason bl_rebalance_attempt(bl_run *run, int64_t cause);
/* The first positions: free, or one attempt (spec 3.2). */
void bl_rebalance_open(bl_run *run);
/* Phase REBALANCE: target rows, the tick, the check. */
void bl_rebalance_phase(bl_run *run);

#endif
