/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_aave.c - the liquidity index of a reserve, in ray or as a decimal.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_INDEX,
     .header = "block_timestamp,liquidity_rate,liquidity_index",
     .columns = "time=block_timestamp,price=liquidity_index",
     .time_unit = "iso|auto",
     .tz = "UTC",
     .ray = true},
    {.kind = BL_IMPORT_INDEX,
     .header = "timestamp,liquidityIndex",
     .columns = "time=timestamp,price=liquidityIndex",
     .time_unit = "iso|auto",
     .tz = "UTC",
     .ray = true},
    {.kind = BL_IMPORT_INDEX,
     .json = true,
     .header = "timestamp,liquidityIndex",
     .columns = "time=timestamp,price=liquidityIndex",
     .time_unit = "auto|iso",
     .tz = "UTC",
     .ray = true},
};

const bl_importer bl_import_aave_importer = {"aave", "Aave liquidity index, in ray or as a decimal",
                                             layouts, sizeof layouts / sizeof layouts[0]};
