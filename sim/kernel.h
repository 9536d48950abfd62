/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * kernel.h - time: the next instant is the least of the tapes' cursors, the recurring instants and
 * the small queue; its phases run in the order of spec 2.2.
 */
#ifndef BL_KERNEL_H
#define BL_KERNEL_H

#include "engine.h"

/* Bars and rows visible by start set the state; the vault opens; the later phases of start
 * follow (spec 2.6). */
void bl_kernel_start(bl_run *run);
/* Every instant after start, end included. */
void bl_kernel_advance(bl_run *run);

#endif
