/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_files.h - one import of a text, in a folder of its own that is gone afterwards.
 */
#ifndef BL_TESTS_IMPORT_FILES_H
#define BL_TESTS_IMPORT_FILES_H

#include "../../data/import.h"

typedef struct {
    bl_import_status status;
    bl_import_report report;
    bl_diags diags;
    char feed[8192];      /* "" where none was written */
    char manifest[16384]; /* the same */
} import_result;

/* Imports text (len bytes) as a file of that name, format "csv" where options name none. The result
 * stands until the next call. */
const import_result *import_bytes(bl_import_options options, const char *name, const char *text,
                                  size_t len);
const import_result *import_text(bl_import_options options, const char *text);
/* The feed, which must have been written. */
const char *import_feed(bl_import_options options, const char *text);
/* The first complaint as line:column; "taken" where there was none. */
const char *import_place(bl_import_options options, const char *text);

#endif
