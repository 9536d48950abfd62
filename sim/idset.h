/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * idset.h - an ordered set of numbers below a fixed bound: which flows are waiting, in request
 * order. Three levels of 64-way bitmaps, so adding, removing and finding the next are a few
 * instructions for any size up to 2^32. Memory is the caller's.
 */
#ifndef BL_IDSET_H
#define BL_IDSET_H

#include "base.h"

enum { BL_IDSET_LEVELS = 6 };

typedef struct {
    uint64_t *level[BL_IDSET_LEVELS]; /* level[0]: the numbers; above: which words are not empty */
    size_t levels_len;
    size_t len;   /* how many numbers are in */
    size_t bound; /* numbers are below this */
} bl_idset;

size_t bl_idset_bytes(size_t bound);
/* memory: bl_idset_bytes(bound), aligned for uint64_t; the set is empty afterwards. */
void bl_idset_init(bl_idset *set, size_t bound, void *memory);
/* Adding what is in and removing what is not are allowed. */
void bl_idset_add(bl_idset *set, size_t id);
void bl_idset_remove(bl_idset *set, size_t id);
/* The smallest number in the set that is at least `from`; bound where there is none. */
size_t bl_idset_next(const bl_idset *set, size_t from);

#endif
