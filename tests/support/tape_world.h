/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_world.h - a folder with a price feed and a cache, for tests of tapes: every source is taken,
 * however small, and at once.
 */
#ifndef BL_TAPE_WORLD_H
#define BL_TAPE_WORLD_H

#include "../../data/feed.h"
#include "../../data/tape_cache.h"

typedef struct {
    char folder[2048];
    char prices[2080];
    bl_tape_cache cache; /* in `folder`/cache */
} bl_tape_world;

void bl_tape_world_open(bl_tape_world *world);
void bl_tape_world_close(bl_tape_world *world);
/* Hourly bars as folder/name; the same seed writes the same bytes. Returns its path. */
const char *bl_tape_world_put_prices(bl_tape_world *world, const char *name, size_t rows,
                                     unsigned seed);
void bl_tape_world_put(const bl_tape_world *world, const char *name, const char *bytes, size_t len);

/* Reads the prices with the cache; ends the test where they are not what they are without it. True
 * if they came from a tape. diags gets the warnings. */
bool bl_tape_world_read(bl_tape_world *world, bl_diags *diags);
/* Files of the cache whose name ends so; `name` gets the path of one, if not NULL (4096 bytes). */
size_t bl_tape_world_count(const bl_tape_world *world, const char *suffix, char *name);

#endif
