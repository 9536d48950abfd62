/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review.h - the way out of a trip (spec 6.11).
 */
#ifndef BL_REVIEW_H
#define BL_REVIEW_H

#include "engine.h"

/* Phase REVIEW: the review that falls due now, if one does and something is under review. */
void bl_review_phase(bl_run *run);
/* The next time a review may fall due; INT64_MAX: none. */
int64_t bl_review_next_ns(const bl_run *run);

#endif
