/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_list.h - a YAML file that names several imports: all the feeds a scenario needs, with the
 * repairs each may have. Keys are the options of `ballast import`; nothing is mended that is not
 * asked for there.
 */
#ifndef BL_IMPORT_LIST_H
#define BL_IMPORT_LIST_H

#include "../data/diag.h"
#include "../data/import.h"
#include "pool.h"

enum { BL_IMPORT_LIST_MAX = 64 };

typedef struct bl_import_list_feed {
    const char *name;          /* the feed becomes NAME.csv */
    bl_import_options options; /* `out` and a `base_prices` of the list are left to the caller */
    const struct bl_import_list_feed *base; /* the feed before it that prices it; NULL: none */
} bl_import_list_feed;

typedef struct {
    char sha256[65]; /* of the list's bytes */
    bl_import_list_feed feeds[BL_IMPORT_LIST_MAX];
    size_t len;
    bl_pool pool;
} bl_import_list;

/* Reads the list and looks whether its options can be and its files are there. from: the folder
 * of the files instead of the one the list says, or NULL. False: diags says why, with places, and
 * there is nothing to close. */
bool bl_import_list_open(bl_import_list *list, const char *path, const char *from, bl_diags *diags);
void bl_import_list_close(bl_import_list *list);

#endif
