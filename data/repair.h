/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repair.h - what is done to the rows of all files once they are read: put in order, doubles left
 * out, levels turned into flows, bars dropped, filled in, put together. Nothing of it happens
 * unless it was asked for, and all of it is counted. A survey puts rows in order to look at them.
 */
#ifndef BL_REPAIR_H
#define BL_REPAIR_H

#include "import_job.h"

/* False: diags says what cannot be repaired, or memory ended (system_failed). */
bool bl_repair_run(bl_import_job *job);
/* The distance of most rows, *regular; where no distance is that common, as of times that jitter,
 * the median one. 0: fewer than two rows, or no memory (system_failed). */
int64_t bl_repair_step(bl_import_job *job, bool *regular);

#endif
