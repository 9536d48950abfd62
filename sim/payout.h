/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * payout.h - paying a withdrawal of a `reported` vault from its reserve (spec 8.3).
 */
#ifndef BL_PAYOUT_H
#define BL_PAYOUT_H

#include "settle.h"

/* The U and S of now, or those given (of a tick). */
bl_dealing bl_payout_dealing(const bl_run *run, const bl_dealing *given);
/* A settlement of the flow with nothing computed yet; the book is left as it is. */
bl_settlement bl_payout_settlement(const bl_run *run, size_t flow, const bl_dealing *deal);
/* Pays where the reserve covers it and answers 0; else how much is short. */
uint64_t bl_payout_try(bl_run *run, size_t flow, const bl_dealing *given);
/* Every waiting withdrawal, in request order: after each crank of an allocation pass. */
void bl_payout_waiting(bl_run *run);

#endif
