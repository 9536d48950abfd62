/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cause.h - what stands behind a record of a finished run. The number in `cause` is a flow's seq, a
 * tick's or a review's count (spec 10.1); which of them follows from the mode and from the records
 * around it.
 */
#ifndef BL_CAUSE_H
#define BL_CAUSE_H

#include "../data/stored.h"

typedef enum { BL_CAUSE_NONE, BL_CAUSE_FLOW, BL_CAUSE_TICK, BL_CAUSE_REVIEW } bl_cause_kind;

/* What the cause of a record counts. */
bl_cause_kind bl_cause_find(const bl_stored *run, size_t record);
/* "flow 12", "tick 3", "review 0"; "" for none. */
enum { BL_CAUSE_TEXT = 48 };
void bl_cause_print(bl_cause_kind kind, int64_t number, char out[BL_CAUSE_TEXT]);
/* Whether a record tells of trading: an attempt or a crank. */
bool bl_cause_is_attempt(const bl_stored_record *record);
/* The row of flows.csv; SIZE_MAX: none. */
size_t bl_cause_find_flow(const bl_stored *run, int64_t seq);

#endif
