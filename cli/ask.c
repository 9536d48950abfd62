/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ask.c - see ask.h.
 */
#include "ask.h"

#include <string.h>

enum { KEY_SET = 512, KEY_JSON, KEY_OUTSIDE };

static const struct argp_option table[] = {
    {"mode", 'm', "MODE", 0, "instead of the scenario's modes; may be repeated", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "override one scenario value; may be repeated", 1},
    {"allow-outside", KEY_OUTSIDE, NULL, 0, "feeds may lie outside the scenario's folder", 1},
    BL_CACHE_OPTIONS(2),
    {"json", KEY_JSON, NULL, 0, "the answer, and errors, as JSON", 3},
    {0}};

static void add_mode(bl_ask *ask, struct argp_state *state, const char *text)
{
    if (ask->modes_len == BL_SCENARIO_MODES_MAX) {
        argp_error(state, "--mode: at most %d", BL_SCENARIO_MODES_MAX);
    } else {
        ask->modes[ask->modes_len++] = text;
    }
}

void bl_ask_add_override(bl_ask *ask, struct argp_state *state, const char *text)
{
    if (strchr(text, '=') == NULL || text[0] == '=') {
        argp_error(state, "--set: '%s': expected PATH=VALUE, as in venue.fee.taker=5bp", text);
    } else if (ask->overrides_len == BL_SCENARIO_OVERRIDES_MAX) {
        argp_error(state, "--set: at most %d", BL_SCENARIO_OVERRIDES_MAX);
    } else {
        ask->overrides[ask->overrides_len++] = text;
    }
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    bl_ask *ask = state->input;
    switch (key) {
    case 'm':
        add_mode(ask, state, text);
        return 0;
    case KEY_SET:
        bl_ask_add_override(ask, state, text);
        return 0;
    case KEY_JSON:
        ask->json = true;
        return 0;
    case KEY_OUTSIDE:
        ask->allow_outside = true;
        return 0;
    case ARGP_KEY_ARG:
        if (ask->path != NULL) {
            argp_error(state, "one at a time; '%s' is a second one", text);
        }
        ask->path = text;
        return 0;
    case ARGP_KEY_END:
        if (ask->path == NULL) {
            argp_error(state, "expected %s", ask->expected);
        }
        bl_cache_open(&ask->cache);
        return 0;
    default:
        return bl_cache_take(&ask->cache, key, text) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

const struct argp bl_ask_parser = {table, take_option, NULL, NULL, NULL, NULL, NULL};

bl_scenario_options bl_ask_scenario(const bl_ask *ask)
{
    return (bl_scenario_options){.overrides = ask->overrides,
                                 .overrides_len = ask->overrides_len,
                                 .modes = ask->modes,
                                 .modes_len = ask->modes_len,
                                 .allow_outside = ask->allow_outside,
                                 .cache = ask->cache.tapes};
}
