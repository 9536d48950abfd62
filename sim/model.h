/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model.h - what every model tells about itself. A model is one const table that begins with a
 * bl_model_info; the descriptors of its parameters drive scenario parsing, range checks,
 * `ballast models NAME`, the manual and the contract tests. A configured model is the table and
 * one int64 for each parameter, in descriptor order.
 */
#ifndef BL_MODEL_H
#define BL_MODEL_H

#include "base.h"

typedef enum {
    BL_PARAM_RATIO,    /* parts per billion; written 5%, 5.5bp or 0.055 (spec 1.8) */
    BL_PARAM_DURATION, /* nanoseconds; written 90m */
    BL_PARAM_CLOCK,    /* nanoseconds after midnight; written HH:MM */
    BL_PARAM_COUNT,    /* a whole number */
    BL_PARAM_AMOUNT,   /* base units of the vault's asset; written as an amount */
    BL_PARAM_NUMBER,   /* parts per billion; written 27000.5 */
    BL_PARAM_CHOICE,   /* place in `choices`, a list of words separated by | */
    BL_PARAM_FEED      /* a CSV feed; the value is a path, the column data lives in the setup */
} bl_param_kind;

typedef struct {
    const char *name;
    bl_param_kind kind;
    const char *unit;    /* for people: "ratio", "duration", "path" */
    int64_t low, high;   /* inclusive, in the stored unit; unused for feeds and choices */
    int64_t fallback;    /* the default, in the stored unit */
    bool required;       /* no default: must be given */
    const char *choices; /* BL_PARAM_CHOICE only, else NULL */
    const char *help;
} bl_param;

typedef struct {
    const char *kind; /* "mode", "fees", "price", "process", ...: models/registry.def */
    const char *name;
    const char *summary; /* one sentence */
    const char *source;  /* where it is defined: "spec 11.3", a paper */
    int version;
    const bl_param *params;
    size_t params_len;
    /* What is wrong with these parameters together; NULL, or an answer of NULL: nothing. */
    const char *(*refuse)(const int64_t *params);
} bl_model_info;

#endif
