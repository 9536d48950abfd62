/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random_world.h - whole setups drawn from one number: prices with gaps and crashes, flows,
 * outages, caps, every mode and every option of the rules. setup.seed is the number, so a crash
 * report names the world.
 */
#ifndef BL_RANDOM_WORLD_H
#define BL_RANDOM_WORLD_H

#include "draws.h"
#include "world.h"

enum { RANDOM_ROWS = 16 };

/* The world and the feeds that world.h has no place for. */
typedef struct {
    world *w;
    int64_t window_begin[RANDOM_ROWS], window_end[RANDOM_ROWS];
    int64_t slow_begin[RANDOM_ROWS], slow_end[RANDOM_ROWS];
    int64_t rail_begin[RANDOM_ROWS], rail_end[RANDOM_ROWS];
    int64_t tier_above[3], tier_ppb[3];
    int64_t rate_ns[2][RANDOM_ROWS], rate_ppb[2][RANDOM_ROWS];
    int64_t target_ns[RANDOM_ROWS], target_ppb[RANDOM_ROWS];
    uint32_t target_instrument[RANDOM_ROWS];
    int64_t fault_begin[RANDOM_ROWS], fault_end[RANDOM_ROWS], fault_value[RANDOM_ROWS];
    uint8_t fault_kind[RANDOM_ROWS];
    int64_t review_ns[RANDOM_ROWS];
    int64_t end_ns;
} random_world;

/* The world of a number, the same every time. */
random_world *random_world_new(uint64_t number);
void random_world_free(random_world *r);

#endif
