/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_hyperliquid.c - funding, hour by hour: the records of its API, and tables of a hedge.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_FUNDING,
     .json = true,
     .header = "coin,fundingRate,premium,time",
     .columns = "rate=fundingRate",
     .time_unit = "ms"},
    {.kind = BL_IMPORT_FUNDING,
     .header = "time,coin,funding_rate,premium",
     .columns = "rate=funding_rate",
     .time_unit = "iso|auto",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FUNDING,
     .header = "timestamp,HEDGE_mark_price,HEDGE_funding_rate",
     .columns = "time=timestamp,rate=HEDGE_funding_rate",
     .tz = "UTC"},
};

const bl_importer bl_import_hyperliquid_importer = {"hyperliquid",
                                                    "Hyperliquid funding rates, JSON or CSV",
                                                    layouts, sizeof layouts / sizeof layouts[0]};
