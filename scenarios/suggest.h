/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suggest.h - "did you mean": the edit distance of two short names, and lists of names.
 */
#ifndef BL_SUGGEST_H
#define BL_SUGGEST_H

#include "../sim/base.h"

/* Insertions, deletions, changes and swaps of neighbours that turn `a` into `b`; names beyond 63
 * bytes are cut. */
size_t bl_suggest_distance(const char *a, const char *b);
/* True where b is near enough to be what somebody meant by a. */
bool bl_suggest_accepts(const char *a, const char *b, size_t distance);
/* The nearest of the names offered that `word` may have been meant as; NULL so far. */
typedef struct {
    const char *word, *name;
    size_t distance;
} bl_suggest_nearest;
void bl_suggest_offer(bl_suggest_nearest *nearest, const char *name);
/* Adds a name to a list of what is allowed, "a, b, c"; what does not fit is left out. */
void bl_suggest_list(char *list, size_t list_bytes, const char *name);

#endif
