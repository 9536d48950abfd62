/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns.h - arrays that grow together, one per column of a tape.
 */
#ifndef BL_COLUMNS_H
#define BL_COLUMNS_H

#include "../sim/base.h"

enum { BL_COLUMNS_MAX = 7 };

typedef struct {
    size_t len, cap;
    size_t count;
    size_t item_bytes[BL_COLUMNS_MAX];
    void *items[BL_COLUMNS_MAX];
} bl_columns;

/* On the heap, so that a feed's `memory` can hold it. NULL: out of memory. */
bl_columns *bl_columns_open(const size_t *item_bytes, size_t count, size_t rows_estimate);
void bl_columns_close(bl_columns *columns);
/* Room for one more row. False: out of memory, nothing lost. */
bool bl_columns_reserve(bl_columns *columns);

#endif
