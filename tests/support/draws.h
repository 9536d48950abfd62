/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * draws.h - random numbers for tests: Philox (models/draw.h), a function of (seed, stream, count)
 * and of nothing else, so that a failing world can be named by two numbers.
 */
#ifndef BL_DRAWS_H
#define BL_DRAWS_H

#include <stdint.h>

typedef struct {
    uint64_t seed, stream, count;
    double spare; /* the other normal of a pair */
    int has_spare;
} draws;

draws draws_new(uint64_t seed, uint64_t stream);
uint64_t draws_bits(draws *d);
/* 0 to bound - 1; bound above 0. The bias of the remainder is below bound / 2^64. */
uint64_t draws_below(draws *d, uint64_t bound);
/* low to high, both included. */
int64_t draws_between(draws *d, int64_t low, int64_t high);
/* True once in n. */
int draws_once_in(draws *d, uint64_t n);
/* In (0, 1). */
double draws_uniform(draws *d);
/* Mean 0, variance 1. */
double draws_normal(draws *d);

#endif
