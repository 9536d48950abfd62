/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * failsafe.h - what a failure does: deposits shut, an alert, a review to come (spec 6.8, 6.9).
 */
#ifndef BL_FAILSAFE_H
#define BL_FAILSAFE_H

#include "engine.h"

/* Shuts deposits, schedules a review, tells; not while under review. */
void bl_failsafe_trip(bl_run *run, int64_t cause, bl_reason reason);
/* A rebalance failed: trips, but for a failure under review (spec 6.8). */
void bl_failsafe_take_failure(bl_run *run, int64_t cause, bl_reason reason);
/* A review after review_delay (spec 6.11). */
void bl_failsafe_schedule(bl_run *run);
/* Row and record where deposits shut or opened since `was_shut`. */
void bl_failsafe_tell_gate(bl_run *run, bool was_shut, int64_t cause, bl_reason reason);
/* What shuts deposits alerts, once: the gate, then the alert (spec 10.3). */
void bl_failsafe_alert(bl_run *run, bool was_shut, int64_t cause, bl_reason reason);

#endif
