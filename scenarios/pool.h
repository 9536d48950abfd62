/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pool.h - memory that is given back in one piece: nodes, names, paths and lists of one scenario.
 */
#ifndef BL_POOL_H
#define BL_POOL_H

#include "../sim/base.h"

typedef struct bl_pool_chunk bl_pool_chunk;

/* All zero is an empty pool. */
typedef struct {
    bl_pool_chunk *chunks;
} bl_pool;

/* Zeroed bytes, aligned for any object; NULL where memory is out. */
void *bl_pool_take(bl_pool *pool, size_t bytes);
/* A terminated copy; NULL where memory is out. */
char *bl_pool_copy(bl_pool *pool, const char *text, size_t len);
void bl_pool_free(bl_pool *pool);

#endif
