/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keeper.h - a run's side of the allocation slot: what a model is shown, what it answers, and the
 * strategies it has left for a while. Only where the slot is not by weight.
 */
#ifndef BL_KEEPER_H
#define BL_KEEPER_H

#include "engine.h"

/* True where the slot's model gives targets; else they are by weight (spec 8.7). */
bool bl_keeper_is_used(const bl_run *run);
/* Targets of a total of which `invested` may be lent. */
void bl_keeper_targets(const bl_run *run, uint64_t total, uint64_t invested, bl_qty *out);
/* Whether targets are far enough from what is recorded for anything to be moved. */
bool bl_keeper_is_due(const bl_run *run, uint64_t total, const bl_qty *targets);
/* Looks at utilisations and leaves what is used too much, for as long as the model says. */
void bl_keeper_note_exits(bl_run *run);
/* True where a strategy gets nothing: left out, or left. */
bool bl_keeper_is_shut(const bl_run *run, size_t strategy);
/* The rate an index row shows: growth since the row before, a year of it, ppb; 0 for the first. */
int64_t bl_keeper_growth_ppb(const bl_index *index, size_t row);

#endif
