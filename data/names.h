/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names.h - texts to small numbers, in order of first appearance. The hash table only finds; it is
 * never walked, so its order cannot reach a result.
 */
#ifndef BL_NAMES_H
#define BL_NAMES_H

#include "../sim/base.h"

typedef struct {
    size_t len;
    char *text; /* all names, each terminated */
    size_t text_len, text_cap;
    size_t *begins; /* of each name in text */
    size_t begins_cap;
    uint64_t *slots;  /* high bits of the hash, then id + 1; 0: free */
    size_t slots_cap; /* a power of two */
} bl_names;

/* An empty set is all zeros. */
void bl_names_fini(bl_names *names);
/* The number of a text without NUL, a new one if it was not seen. False: out of memory. */
bool bl_names_intern(bl_names *names, const char *text, size_t len, uint32_t *out_id);
/* Pointers to all names, for the caller to free; they live as long as the set does not change.
 * NULL: out of memory. */
const char **bl_names_list(const bl_names *names);

#endif
