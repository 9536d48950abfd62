/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tally.h - how often something was found in a file, and where: stretches of neighbours, the first
 * ones kept, all counted.
 */
#ifndef BL_TALLY_H
#define BL_TALLY_H

#include "../sim/base.h"

enum { BL_TALLY_ITEMS = 64 };

/* A stretch: its first and last time, how many it holds, and where the first stands. */
typedef struct {
    int64_t from_ns, to_ns;
    size_t count;
    uint32_t file; /* which of the files, from 0 */
    uint32_t line; /* 0: made, not read */
} bl_tally_item;

typedef struct {
    size_t count;
    size_t stretches; /* all of them, kept or not */
    size_t items_len;
    size_t rank; /* of the last one */
    bl_tally_item items[BL_TALLY_ITEMS];
} bl_tally;

/* Adds one; rank says where it stands among the rows, so that neighbours make one stretch. */
void bl_tally_add(bl_tally *tally, size_t rank, bl_tally_item one);

#endif
