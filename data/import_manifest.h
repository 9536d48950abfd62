/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_manifest.h - what was read, found and done, as JSON: printed for programs, and written
 * beside a feed so that anyone can make it again from the same files. No clock and no folder stand
 * in it.
 */
#ifndef BL_IMPORT_MANIFEST_H
#define BL_IMPORT_MANIFEST_H

#include <jansson.h>

#include "import.h"

/* NULL: no memory. */
json_t *bl_import_manifest_pack(const bl_import_options *options, const bl_import_report *report);

#endif
