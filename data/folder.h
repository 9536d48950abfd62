/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * folder.h - a folder that appears whole or not at all: filled under a hidden sibling name and
 * renamed when everything in it is on disk.
 */
#ifndef BL_FOLDER_H
#define BL_FOLDER_H

#include "../sim/err.h"

enum { BL_FOLDER_PATH = 4096 };

typedef struct {
    char path[BL_FOLDER_PATH];      /* where it shall stand */
    char temporary[BL_FOLDER_PATH]; /* where it is filled; "" when there is nothing to drop */
    bool force;                     /* an older one is replaced */
} bl_folder;

/* Makes the temporary sibling of `path`, and the parents of `path` where they are missing. A
 * path that exists is BL_USAGE unless `force`, which replaces a folder (never a file). */
bl_status bl_folder_open(bl_folder *folder, const char *path, bool force, bl_err *err);
/* Makes `name` inside the temporary folder; out gets its path (BL_FOLDER_PATH bytes). */
bl_status bl_folder_add(const bl_folder *folder, const char *name, char *out, bl_err *err);
/* Syncs, renames into place, removes what was replaced. After a failure the old one stands and
 * the folder can still be dropped. */
bl_status bl_folder_commit(bl_folder *folder, bl_err *err);
/* Makes the folders that `path` lies in, where they are missing. */
bl_status bl_folder_make_parents(const char *path, bl_err *err);
/* Removes the temporary folder if it was not committed. */
void bl_folder_drop(bl_folder *folder);

#endif
