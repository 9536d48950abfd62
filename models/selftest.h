/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * selftest.h - does this build, on this machine, compute what every other one does? Asked at
 * start, under a millisecond: wrong bits in a kernel would be wrong bits in every result.
 */
#ifndef BL_SELFTEST_H
#define BL_SELFTEST_H

#include "../sim/base.h"

/* NULL, or what went wrong: "bl_real_exp gives other bits". */
const char *bl_selftest_run(void);
/* A hash of the bits of `count` values of each kernel: exp, log, pow, inverse normal. */
enum { BL_SELFTEST_KERNELS = 4 };
void bl_selftest_hash(uint32_t count, uint64_t out[BL_SELFTEST_KERNELS]);

#endif
