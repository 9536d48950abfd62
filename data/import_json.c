/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_json.c - any list of lists or objects: columns by number or name.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES, .json = true},  {.kind = BL_IMPORT_FLOWS, .json = true},
    {.kind = BL_IMPORT_FUNDING, .json = true}, {.kind = BL_IMPORT_INDEX, .json = true},
    {.kind = BL_IMPORT_DEPTH, .json = true},
};

const bl_importer bl_import_json_importer = {
    "json", "any list of lists or objects; say --columns, --time-unit, --tz", layouts,
    sizeof layouts / sizeof layouts[0]};
