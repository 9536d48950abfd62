/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain.h - the chain of causes behind a record, an instant or a number of a finished run, out of
 * what its folder holds.
 */
#ifndef BL_EXPLAIN_H
#define BL_EXPLAIN_H

#include "cause.h"
#include "story.h"

/* record is below run->records_len. */
void bl_explain_event(const bl_stored *run, size_t record, bl_story *out);
/* False: nothing is recorded by then. */
bool bl_explain_at(const bl_stored *run, int64_t time_ns, bl_story *out);
/* False: the summary has no metric of that name. */
bool bl_explain_metric(const bl_stored *run, const char *name, bl_story *out);
#endif
