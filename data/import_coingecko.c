/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_coingecko.c - prices that are snapshots: one number an hour or a day, no bar and no volume
 * of it.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .json = true,
     .lists = "prices",
     .first = "ms 2",
     .columns = "time=1,close=2",
     .time_unit = "ms"},
    {.kind = BL_IMPORT_PRICES,
     .header = "snapped_at,price,market_cap,total_volume",
     .columns = "time=snapped_at,close=price",
     .time_unit = "%Y-%m-%d %H:%M:%S UTC|iso",
     .tz = "UTC"},
    {.kind = BL_IMPORT_PRICES,
     .header = "symbol,timestamp,USD_price",
     .columns = "time=timestamp,close=USD_price",
     .time_unit = "ms"},
};

const bl_importer bl_import_coingecko_importer = {"coingecko",
                                                  "CoinGecko prices, JSON or CSV: close only",
                                                  layouts, sizeof layouts / sizeof layouts[0]};
