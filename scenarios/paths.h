/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paths.h - which files a scenario may read (spec 12.1): regular files within its own folder's
 * tree or the current folder's, symbolic links followed; anything with `allow_outside`.
 */
#ifndef BL_PATHS_H
#define BL_PATHS_H

#include "../sim/base.h"

enum { BL_PATHS_WHY = 160, BL_PATHS_LEN_MAX = 255 };

/* Joins `text` to the folder of the scenario file and checks what stands there. out gets
 * BL_PATHS_LEN_MAX + 1 bytes. False: `why` (BL_PATHS_WHY bytes) tells. The file may still change
 * until it is opened: this guards against scenarios, not against who owns the folder. */
bool bl_paths_resolve(const char *scenario_path, const char *text, bool allow_outside, char *out,
                      char *why);

#endif
