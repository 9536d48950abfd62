/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * liquidation.h - a book below its maintenance margin (spec 5.4, 5.5).
 */
#ifndef BL_LIQUIDATION_H
#define BL_LIQUIDATION_H

#include "engine.h"

/* Phase MARGIN: closes all positions where equity is below the maintenance margin. */
void bl_liquidation_check(bl_run *run);

#endif
