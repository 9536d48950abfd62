/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_say.h - what an import did, for people, on standard error.
 */
#ifndef BL_IMPORT_SAY_H
#define BL_IMPORT_SAY_H

#include "../data/import.h"

/* Rows, span, and every count that is not 0. name: of the feed, or NULL where it is the only
 * one. */
void bl_import_say(const char *name, const bl_import_report *report);
int bl_import_say_status(bl_import_status status);

#endif
