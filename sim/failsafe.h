/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * failsafe.h - gates, trips, reviews and liquidation (spec 5.4, 6.8 to 6.11).
 */
#ifndef BL_FAILSAFE_H
#define BL_FAILSAFE_H

#include "engine.h"

bool bl_failsafe_deposits_shut(const bl_run *run);
bool bl_failsafe_withdrawals_shut(const bl_run *run);
/* True where attempts are left to reviews (retry: on_review, under review). */
bool bl_failsafe_holds_trading(const bl_run *run);
/* Shuts deposits, schedules a review, tells; not while under review. */
void bl_failsafe_trip(bl_run *run, int64_t cause, bl_reason reason);
/* The review that falls due now, if one does (spec 6.11). */
void bl_failsafe_review(bl_run *run);
/* Closes all positions where equity is below the maintenance margin (spec 5.4). */
void bl_failsafe_check_margin(bl_run *run);
/* The next time a review may fall due; INT64_MAX: none. */
int64_t bl_failsafe_next_ns(const bl_run *run);

#endif
