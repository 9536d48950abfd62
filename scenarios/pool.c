/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pool.c - chunks in a list, filled from the front. What is larger than a chunk gets its own.
 */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 65536, ALIGNMENT = 16 };

struct bl_pool_chunk {
    bl_pool_chunk *next;
    size_t used, cap;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

static bool add_chunk(bl_pool *pool, size_t bytes)
{
    const size_t cap = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    bl_pool_chunk *chunk = calloc(1, sizeof *chunk + cap);
    if (chunk == NULL) {
        return false;
    }
    chunk->cap = cap;
    chunk->next = pool->chunks;
    pool->chunks = chunk;
    return true;
}

void *bl_pool_take(bl_pool *pool, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        return NULL;
    }
    const size_t need = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    const bl_pool_chunk *head = pool->chunks;
    if ((head == NULL || head->cap - head->used < need) && !add_chunk(pool, need)) {
        return NULL;
    }
    bl_pool_chunk *chunk = pool->chunks;
    void *at = chunk->bytes + chunk->used;
    chunk->used += need;
    return at;
}

char *bl_pool_copy(bl_pool *pool, const char *text, size_t len)
{
    char *copy = bl_pool_take(pool, len + 1);
    if (copy != NULL && len > 0) {
        memcpy(copy, text, len);
    }
    return copy;
}

void bl_pool_free(bl_pool *pool)
{
    bl_pool_chunk *chunk = pool->chunks;
    while (chunk != NULL) {
        bl_pool_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    pool->chunks = NULL;
}
