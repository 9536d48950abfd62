/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_all.h - all feeds of an import list into one folder, or none.
 */
#ifndef BL_IMPORT_ALL_H
#define BL_IMPORT_ALL_H

#include "../sim/base.h"

typedef struct {
    const char *list; /* the YAML file, scenarios/import_list.h */
    const char *from; /* where its files are, instead of where it says; or NULL */
    const char *out;  /* the folder */
    bool force, quiet, json;
} bl_import_all_request;

/* What was done is said on standard error. Returns the exit status. */
int bl_import_all_run(const bl_import_all_request *request);

#endif
