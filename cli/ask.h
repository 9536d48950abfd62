/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ask.h - what `stress` and `pause` can both be asked: modes, overrides, cache, JSON, and the
 * one argument. A child parser of argp; the parent hands it a bl_ask as input.
 */
#ifndef BL_ASK_H
#define BL_ASK_H

#include <argp.h>

#include "../scenarios/scenario.h"
#include "cache.h"

typedef struct {
    const char *expected; /* "a SCENARIO, a file such as scenario.yaml", for the message */
    const char *path;
    const char *modes[BL_SCENARIO_MODES_MAX];
    const char *overrides[BL_SCENARIO_OVERRIDES_MAX];
    size_t modes_len, overrides_len;
    bool json, allow_outside;
    bl_cache_ask cache;
} bl_ask;

extern const struct argp bl_ask_parser;

/* Adds an override of the command's own. */
void bl_ask_add_override(bl_ask *ask, struct argp_state *state, const char *text);
/* The part that the scenario's reader needs; points into ask. */
bl_scenario_options bl_ask_scenario(const bl_ask *ask);

#endif
