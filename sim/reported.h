/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reported.h - LPs entering and leaving a `reported` vault: priced at unlocked profit, paid from
 * the
 * reserve, with the keeper fetching what is short (spec 8.2, 8.3).
 */
#ifndef BL_REPORTED_H
#define BL_REPORTED_H

#include "fees.h"

/* deal: the U and S of a tick, NULL for those of now. */
void bl_reported_deposit(bl_run *run, size_t flow, const bl_dealing *deal);
void bl_reported_withdraw(bl_run *run, size_t flow, const bl_dealing *deal);

#endif
