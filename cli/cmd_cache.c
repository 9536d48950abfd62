/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_cache.c - `ballast cache`: where the tapes of large feeds are and how much they take, or away
 * with them.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>

#include "cache.h"
#include "cmd.h"
#include "say.h"

enum { KEY_CLEAR = 256, KEY_CACHE };

typedef struct {
    const char *folder;
    bool clear;
} request;

static const struct argp_option table[] = {
    {"cache", KEY_CACHE, "DIR", 0, "this folder instead of the usual one", 0},
    {"clear", KEY_CLEAR, NULL, 0, "remove the tapes", 0},
    {0}};

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *given = state->input;
    switch (key) {
    case KEY_CLEAR:
        given->clear = true;
        return 0;
    case KEY_CACHE:
        given->folder = text;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s': expected no argument", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    table,
    take_option,
    "",
    "Say where the tapes of large feeds are kept, and how much they take.\v"
    "The folder is --cache, else $BALLAST_CACHE (empty: none), else ballast in $XDG_CACHE_HOME, "
    "else ~/.cache/ballast. Removing tapes costs time, never a result.",
    NULL,
    NULL,
    NULL};

static int fail(const bl_tape_cache *cache, const char *what)
{
    bl_err err;
    char text[sizeof err.text];
    snprintf(text, sizeof text, "cannot %s '%.300s'", what, cache->folder);
    bl_err_set(&err, BL_SYSTEM, text);
    return bl_say_error(&err, false);
}

int bl_cmd_cache_main(int argc, char **argv)
{
    request given = {.clear = false};
    bl_tape_cache chosen;
    bl_tape_cache_sums sums;
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    const bl_tape_cache *cache = bl_cache_choose(given.folder, &chosen);
    if (cache == NULL) {
        puts("no cache: BALLAST_CACHE is empty, or there is no home folder");
        return 0;
    }
    if (given.clear && !bl_tape_cache_clear(cache)) {
        return fail(cache, "clear");
    }
    if (!bl_tape_cache_sum(cache, &sums)) {
        return fail(cache, "read");
    }
    printf("%s: %zu tape%s, %.1f of at most %.0f MiB\n", cache->folder, sums.tapes,
           sums.tapes == 1 ? "" : "s", (double)sums.bytes / 0x1p20,
           (double)cache->bytes_max / 0x1p20);
    return 0;
}
