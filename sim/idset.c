/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * idset.c - a tree of bitmaps. Bit i of a word at level k tells that word i of level k-1 below it
 * has a bit set; the top level is one word.
 */
#include "idset.h"

#include <string.h>

static size_t words_of(size_t bound)
{
    return bound / 64 + 1;
}

size_t bl_idset_bytes(size_t bound)
{
    size_t words = words_of(bound);
    size_t total = words;
    while (words > 1) {
        words = words_of(words - 1);
        total += words;
    }
    return total * sizeof(uint64_t);
}

void bl_idset_init(bl_idset *set, size_t bound, void *memory)
{
    memset(memory, 0, bl_idset_bytes(bound));
    uint64_t *place = memory;
    size_t words = words_of(bound);
    *set = (bl_idset){.bound = bound};
    set->level[set->levels_len++] = place;
    while (words > 1) {
        place += words;
        words = words_of(words - 1);
        set->level[set->levels_len++] = place;
    }
}

void bl_idset_add(bl_idset *set, size_t id)
{
    if ((set->level[0][id / 64] >> (id % 64) & 1) == 0) {
        set->len++;
    }
    for (size_t level = 0; level < set->levels_len; level++) {
        set->level[level][id / 64] |= UINT64_C(1) << (id % 64);
        id /= 64;
    }
}

void bl_idset_remove(bl_idset *set, size_t id)
{
    if ((set->level[0][id / 64] >> (id % 64) & 1) == 0) {
        return;
    }
    set->len--;
    for (size_t level = 0; level < set->levels_len; level++) {
        set->level[level][id / 64] &= ~(UINT64_C(1) << (id % 64));
        if (set->level[level][id / 64] != 0) {
            return;
        }
        id /= 64;
    }
}

size_t bl_idset_next(const bl_idset *set, size_t from)
{
    size_t level = 0;
    size_t place = from;
    for (;;) { /* up until a word has a bit at or after the place */
        if (level == set->levels_len || place / 64 >= words_of(set->bound >> (6 * level))) {
            return set->bound;
        }
        uint64_t rest = set->level[level][place / 64] >> (place % 64);
        if (rest != 0) {
            place += (size_t)__builtin_ctzll(rest);
            break;
        }
        place = place / 64 + 1;
        level++;
    }
    for (; level > 0; level--) { /* down to the first number below it */
        place = place * 64 + (size_t)__builtin_ctzll(set->level[level - 1][place]);
    }
    return place < set->bound ? place : set->bound;
}
