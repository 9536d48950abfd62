/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_pershare.c - what one share of a vault or pool was worth: an index where it never falls
 * (Curve, lending vaults), a price where it does.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_INDEX,
     .header = "UNIX TimeStamp,Virtual Price",
     .columns = "time=UNIX TimeStamp,price=Virtual Price",
     .time_unit = "s",
     .scale = "1e-18",
     .descending = true},
    {.kind = BL_IMPORT_PRICES,
     .header = "UNIX TimeStamp,Virtual Price",
     .columns = "time=UNIX TimeStamp,close=Virtual Price",
     .time_unit = "s",
     .scale = "1e-18",
     .descending = true},
    {.kind = BL_IMPORT_PRICES,
     .header = "date_utc,glp_price_usd",
     .columns = "time=date_utc,close=glp_price_usd",
     .tz = "UTC"},
    {.kind = BL_IMPORT_INDEX,
     .header = "timestamp,price_per_share",
     .columns = "time=timestamp,price=price_per_share",
     .time_unit = "iso|auto",
     .tz = "UTC"},
    {.kind = BL_IMPORT_PRICES,
     .header = "timestamp,price_per_share",
     .columns = "time=timestamp,close=price_per_share",
     .time_unit = "iso|auto",
     .tz = "UTC"},
};

const bl_importer bl_import_pershare_importer = {
    "pershare", "price per share: an index, or with --kind prices a price", layouts,
    sizeof layouts / sizeof layouts[0]};
