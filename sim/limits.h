/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limits.h - drawdown, daily loss and leverage limits on the share price (spec 6.13).
 */
#ifndef BL_LIMITS_H
#define BL_LIMITS_H

#include "engine.h"

/* Looks for a breach; one closes the book's targets, makes one attempt and trips. */
void bl_limits_check(bl_run *run);
/* The vault opened, or a review cleared: peak and day start anew. */
void bl_limits_reset(bl_run *run);

#endif
