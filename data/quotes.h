/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quotes.h - what a token was worth: the closes of a prices feed, looked up by time.
 */
#ifndef BL_QUOTES_H
#define BL_QUOTES_H

#include "import_job.h"

typedef struct bl_import_quotes {
    bl_import_job job;
    bl_import_report report;
    bl_import_options options;
    const char *path;
} bl_import_quotes;

/* Reads a feed of prices; false: diags says why. Closed in any case by bl_quotes_close. */
bool bl_quotes_open(bl_import_quotes *quotes, const char *path, bl_diags *diags);
void bl_quotes_close(bl_import_quotes *quotes);
/* The close of the last bar that began at or before a time; false: there is none. */
bool bl_quotes_at(const bl_import_quotes *quotes, int64_t time_ns, bl_import_number *out);

#endif
