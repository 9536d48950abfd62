/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * allocate.h - the keeper's allocation pass over reserve and strategies (spec 8.7).
 */
#ifndef BL_ALLOCATE_H
#define BL_ALLOCATE_H

#include "engine.h"

/* One pass; NONE where every crank went through. */
bl_reason bl_allocate_pass(bl_run *run, int64_t cause);
/* |c_j - target_j| > floor(width*target_j/10^9) for some j (spec 6.2). */
bool bl_allocate_is_out_of_band(const bl_run *run, int64_t width_ppb);

#endif
