/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cache.c - the folder of the tapes, from options and environment.
 */
#include "cache.h"

#include <stdio.h>
#include <stdlib.h>

/* Only absolute paths count (XDG base directories). */
static bool take_home(const char *variable, const char *below, char *out, size_t cap)
{
    const char *home = getenv(variable);
    const int len = home != NULL && home[0] == '/' ? snprintf(out, cap, "%s/%s", home, below) : 0;
    return len > 0 && (size_t)len < cap;
}

bl_tape_cache *bl_cache_choose(const char *given, bl_tape_cache *out)
{
    char path[BL_TAPE_CACHE_PATH];
    const char *folder = given != NULL ? given : getenv("BALLAST_CACHE");
    if (folder == NULL && (take_home("XDG_CACHE_HOME", "ballast", path, sizeof path) ||
                           take_home("HOME", ".cache/ballast", path, sizeof path))) {
        folder = path;
    }
    return folder != NULL && bl_tape_cache_open(out, folder) ? out : NULL;
}

bool bl_cache_take(bl_cache_ask *ask, int key, const char *text)
{
    if (key == BL_CACHE_KEY) {
        ask->folder = text;
    }
    ask->off = ask->off || key == BL_CACHE_KEY_OFF;
    return key == BL_CACHE_KEY || key == BL_CACHE_KEY_OFF;
}

void bl_cache_open(bl_cache_ask *ask)
{
    ask->tapes = ask->off ? NULL : bl_cache_choose(ask->folder, &ask->room);
}
