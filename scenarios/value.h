/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * value.h - the text of one scenario value into an integer (spec 1.7, 1.8): what is allowed, and
 * a sentence where it is not.
 */
#ifndef BL_VALUE_H
#define BL_VALUE_H

#include "../sim/base.h"

typedef enum {
    BL_VALUE_INT,      /* a whole number; basis points too */
    BL_VALUE_RATIO,    /* ppb; written 5%, 5.5bp or 0.055 */
    BL_VALUE_DECIMAL,  /* times 10^places: leverages, amounts, quantities */
    BL_VALUE_DURATION, /* ns; written 90m */
    BL_VALUE_CLOCK,    /* ns after midnight; written 17:30 */
    BL_VALUE_TIME,     /* ns; written 2024-01-01T00:00:00Z */
    BL_VALUE_CHOICE    /* place in `choices`, words separated by | */
} bl_value_kind;

typedef struct {
    bl_value_kind kind;
    int places;        /* DECIMAL */
    int64_t low, high; /* inclusive, in the stored unit; unused for times and choices */
    const char *choices;
} bl_value_rule;

enum { BL_VALUE_WHY = 400 };

/* False: `why` (BL_VALUE_WHY bytes) tells what is wrong and what is allowed; out is untouched.
 * *rounded: digits past the places were dropped. text is terminated. */
bool bl_value_read(const bl_value_rule *rule, const char *text, int64_t *out, bool *rounded,
                   char *why);

/* The place of `word` among words separated by |, or -1. */
int bl_value_find_choice(const char *choices, const char *word);
/* Words separated by | as "a, b, c". */
void bl_value_list_choices(const char *choices, char *out, size_t out_bytes);
/* What a rule accepts, for people: "0% to 100%", "above 0", "free, traded"; "" for anything. */
void bl_value_show_range(const bl_value_rule *rule, char *out, size_t out_bytes);

#endif
