/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys.h - the scenario's keys as one table (spec 12.1): it drives reading, defaults, presets and
 * messages. Keys stand in reading order: what others depend on (decimals, preset) comes first.
 */
#ifndef BL_KEYS_H
#define BL_KEYS_H

#include "value.h"

typedef enum {
    BL_KEY_SECTION,  /* a mapping of further keys */
    BL_KEY_LIST,     /* a list of mappings */
    BL_KEY_VALUE,    /* one integer by `rule` */
    BL_KEY_AMOUNT,   /* a decimal with the asset's places */
    BL_KEY_QUANTITY, /* a decimal with the instrument's places of quantities */
    BL_KEY_PRICE,    /* the same with its places of prices */
    BL_KEY_TEXT,
    BL_KEY_FEED,    /* a path; the draft keeps the node */
    BL_KEY_TIMES,   /* a list of times */
    BL_KEY_WORDS,   /* a list of words of the rule's choices, a bit each */
    BL_KEY_MODES,   /* a list of modes */
    BL_KEY_EXPECTS, /* a list of assertions, scenarios/expects.h */
    BL_KEY_SLOT     /* a model by name; choices: the model's kind in the registry */
} bl_key_kind;

typedef struct {
    const char *path; /* "venue.fee.taker", "instruments[].step" */
    bl_key_kind kind;
    bl_value_rule rule;
    size_t offset, bytes; /* where the value goes in the draft, or in the list's element */
    const char *fallback; /* the default as it would be written; NULL: none */
    bool required;
    bool reported_only; /* needs accounting 'reported' */
    const char *help;
} bl_key;

size_t bl_keys_count(void);
const bl_key *bl_keys_at(size_t index);
/* What a preset (its place in the choices of vault.preset) writes for a key, or NULL. */
const char *bl_keys_find_preset(int preset, const char *path);
/* The last name of a path. */
const char *bl_keys_name(const bl_key *key);
/* True where the key stands in this section: "" for the root, "venue.fee", "instruments[]". */
bool bl_keys_in_section(const bl_key *key, const char *section);
/* The key of this name in a section, or NULL. */
const bl_key *bl_keys_find(const char *section, const char *name);

#endif
