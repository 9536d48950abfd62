/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns.h - arrays that grow together, one per column of a tape; or those of a tape that is
 * mapped, which never change.
 */
#ifndef BL_COLUMNS_H
#define BL_COLUMNS_H

#include "tape_file.h"

enum { BL_COLUMNS_MAX = 7 };

typedef struct {
    size_t len, cap;
    size_t count;
    size_t item_bytes[BL_COLUMNS_MAX];
    void *items[BL_COLUMNS_MAX];
    bl_tape_part map; /* the items lie in it; at NULL: on the heap */
} bl_columns;

/* On the heap, so that a feed's `memory` can hold it. NULL: out of memory. */
bl_columns *bl_columns_open(const size_t *item_bytes, size_t count, size_t rows_estimate);
/* The first parts of a tape as columns, which unmap it when they are closed. NULL: out of memory,
 * or the tape is not of this shape; the tape is unmapped. */
bl_columns *bl_columns_map(const size_t *item_bytes, size_t count, const bl_tape *tape);
/* The other way: the columns as the first parts of a tape with that report. */
void bl_columns_list(const bl_columns *columns, const bl_feed_report *report, bl_tape *out);
void bl_columns_close(bl_columns *columns);
/* Keeps the first `count` columns; the others are forgotten. */
void bl_columns_cut(bl_columns *columns, size_t count);
/* Room for one more row. False: out of memory, nothing lost. */
bool bl_columns_reserve(bl_columns *columns);

#endif
