/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * blocks.h - how long the blocks of a stationary bootstrap should be, from the data.
 */
#ifndef BL_BLOCKS_H
#define BL_BLOCKS_H

#include "../sim/base.h"

/* The mean block length that estimates the variance of the mean best (Politis, White 2004;
 * Patton, Politis, White 2009), 1 to max(1, min(3 sqrt n, n / 3)). Flat-top weights up to twice
 * the last lag whose correlation matters. */
double bl_blocks_choose(const double *series, size_t len);

#endif
