/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_csv.c - any table: columns by name or number.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES}, {.kind = BL_IMPORT_FLOWS}, {.kind = BL_IMPORT_FUNDING},
    {.kind = BL_IMPORT_INDEX},  {.kind = BL_IMPORT_DEPTH},
};

const bl_importer bl_import_csv_importer = {"csv", "any table; say --columns, --time-unit, --tz",
                                            layouts, sizeof layouts / sizeof layouts[0]};
