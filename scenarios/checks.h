/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * checks.h - what must hold between a scenario's values, feeds aside.
 */
#ifndef BL_CHECKS_H
#define BL_CHECKS_H

#include "draft.h"

void bl_checks_run(bl_reading *reading);

#endif
