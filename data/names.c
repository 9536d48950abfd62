/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names.c - see the header. Open addressing, linear probing, at most half full.
 */
#include "names.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 1024, NAMES_MIN = 512, TEXT_MIN = 8192 };

void bl_names_fini(bl_names *names)
{
    free(names->text);
    free(names->begins);
    free(names->slots);
    memset(names, 0, sizeof *names);
}

static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t hash_text(const char *text, size_t len)
{
    uint64_t hash = len;
    for (; len >= 8; text += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        hash = mix(hash ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
    }
    uint64_t word = 0;
    for (size_t i = 0; i < len; i++) {
        word |= (uint64_t)(unsigned char)text[i] << 8 * i;
    }
    return mix(mix(hash ^ word));
}

static uint64_t make_slot(uint64_t hash, size_t id)
{
    return (hash >> 32) << 32 | (id + 1);
}

static size_t slot_id(uint64_t slot)
{
    return (size_t)(slot & UINT32_MAX) - 1;
}

/* The slot of the text, or the free one where it belongs. */
static size_t find_slot(const bl_names *names, const char *text, size_t len, uint64_t hash)
{
    size_t mask = names->slots_cap - 1;
    size_t at = (size_t)hash & mask;
    for (; names->slots[at] != 0; at = (at + 1) & mask) {
        uint64_t slot = names->slots[at];
        if (slot >> 32 != hash >> 32) {
            continue;
        }
        const char *known = names->text + names->begins[slot_id(slot)];
        if (strncmp(known, text, len) == 0 && known[len] == '\0') {
            return at;
        }
    }
    return at;
}

static bool grow_slots(bl_names *names)
{
    size_t cap = names->slots_cap != 0 ? names->slots_cap * 2 : SLOTS_MIN;
    uint64_t *slots = calloc(cap, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    free(names->slots);
    names->slots = slots;
    names->slots_cap = cap;
    for (size_t id = 0; id < names->len; id++) {
        const char *text = names->text + names->begins[id];
        size_t len = strlen(text);
        uint64_t hash = hash_text(text, len);
        slots[find_slot(names, text, len, hash)] = make_slot(hash, id);
    }
    return true;
}

static bool grow_text(bl_names *names, size_t need)
{
    size_t cap = names->text_cap != 0 ? names->text_cap : TEXT_MIN;
    while (cap < need) {
        cap *= 2;
    }
    if (cap == names->text_cap) {
        return true;
    }
    char *text = realloc(names->text, cap);
    if (text == NULL) {
        return false;
    }
    names->text = text;
    names->text_cap = cap;
    return true;
}

static bool grow_begins(bl_names *names)
{
    if (names->len < names->begins_cap) {
        return true;
    }
    size_t cap = names->begins_cap != 0 ? names->begins_cap * 2 : NAMES_MIN;
    size_t *begins = realloc(names->begins, cap * sizeof *begins);
    if (begins == NULL) {
        return false;
    }
    names->begins = begins;
    names->begins_cap = cap;
    return true;
}

bool bl_names_intern(bl_names *names, const char *text, size_t len, uint32_t *out_id)
{
    if (names->len * 2 >= names->slots_cap && !grow_slots(names)) {
        return false;
    }
    uint64_t hash = hash_text(text, len);
    size_t slot = find_slot(names, text, len, hash);
    if (names->slots[slot] != 0) {
        *out_id = (uint32_t)slot_id(names->slots[slot]);
        return true;
    }
    if (names->len == UINT32_MAX - 1 || !grow_begins(names) ||
        !grow_text(names, names->text_len + len + 1)) {
        return false;
    }
    memcpy(names->text + names->text_len, text, len);
    names->text[names->text_len + len] = '\0';
    names->begins[names->len] = names->text_len;
    names->text_len += len + 1;
    *out_id = (uint32_t)names->len++;
    names->slots[slot] = make_slot(hash, *out_id);
    return true;
}

const char **bl_names_list(const bl_names *names)
{
    const char **list = malloc((names->len + 1) * sizeof *list);
    if (list == NULL) {
        return NULL;
    }
    for (size_t id = 0; id < names->len; id++) {
        list[id] = names->text + names->begins[id];
    }
    list[names->len] = NULL;
    return list;
}
