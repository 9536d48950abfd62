/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cache.h - where the tapes of large feeds are kept. It decides how fast a run is, never what comes
 * out of it.
 */
#ifndef BL_CACHE_H
#define BL_CACHE_H

#include "../data/tape_cache.h"

/* What a command line says of it. */
typedef struct {
    const char *folder; /* NULL: the usual one */
    bool off;
    bl_tape_cache *tapes; /* where bl_cache_open found one */
    bl_tape_cache room;
} bl_cache_ask;

enum { BL_CACHE_KEY = 1024, BL_CACHE_KEY_OFF };

/* Two rows of an argp table. */
#define BL_CACHE_OPTIONS(group)                                                                    \
    {                                                                                              \
        "cache", BL_CACHE_KEY, "DIR", 0, "keep tapes of large feeds there [see ballast cache]",    \
        group},                                                                                    \
    {                                                                                              \
        "no-cache", BL_CACHE_KEY_OFF, NULL, 0, "read every feed from its file", group              \
    }

/* False: another option's key. */
bool bl_cache_take(bl_cache_ask *ask, int key, const char *text);
/* Once the command line is read: ask->tapes, NULL where there is no cache. `ask` stays in place. */
void bl_cache_open(bl_cache_ask *ask);

/* The folder `given` (from --cache), else $BALLAST_CACHE, else ballast in $XDG_CACHE_HOME, else
 * ~/.cache/ballast. NULL, without a cache: an empty BALLAST_CACHE, no home, a name too long. */
bl_tape_cache *bl_cache_choose(const char *given, bl_tape_cache *out);

#endif
