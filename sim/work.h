/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * work.h - a rebalance that takes time: its orders are on their way (latency), go out in slices
 * over a window, or rest for later bars when they fall short (docs/formats.md). It aims at the
 * quantities intended when it was decided, is whole only when every leg is, and tells so once, at
 * its end. One is under way at a time; whatever else trades the book or trips the failsafe calls
 * it off.
 */
#ifndef BL_WORK_H
#define BL_WORK_H

#include "engine.h"

/* True where the mode's own attempts take time in this run. */
bool bl_work_takes_time(const bl_run *run);
/* Decides on the quantities intended by `sized`; what was under way is called off. A plan with
 * nothing to trade is told at once, unless quiet. */
void bl_work_begin(bl_run *run, const bl_book *sized, int64_t cause, bool quiet_when_empty);
/* Phase VENUE: what falls due is sent, what rests is tried where a bar has come. */
void bl_work_phase(bl_run *run);
/* After REBALANCE: what another trade or a trip of this instant has overtaken is called off. */
void bl_work_yield(bl_run *run);
/* The next instant it acts at by itself; INT64_MAX: none. */
int64_t bl_work_next_ns(const bl_run *run);
/* True where it acts at the next bar: it rests. */
bool bl_work_waits_for_bar(const bl_run *run);

#endif
