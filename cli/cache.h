/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cache.h - where the tapes of large feeds are kept. It decides how fast a run is, never what comes
 * out of it.
 */
#ifndef BL_CACHE_H
#define BL_CACHE_H

#include "../data/tape_cache.h"

/* The folder `given` (from --cache), else $BALLAST_CACHE, else ballast in $XDG_CACHE_HOME, else
 * ~/.cache/ballast. NULL, without a cache: an empty BALLAST_CACHE, no home, a name too long. */
bl_tape_cache *bl_cache_choose(const char *given, bl_tape_cache *out);

#endif
