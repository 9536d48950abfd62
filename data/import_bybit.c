/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_bybit.c - klines and funding of the exchange: the lists of its API (newest first), its
 * archive for MetaTrader, and tables with the names of the API.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .json = true,
     .lists = "list",
     .first = "ms 7",
     .columns = "time=1,open=2,high=3,low=4,close=5,volume=6",
     .time_unit = "ms",
     .descending = true},
    {.kind = BL_IMPORT_PRICES,
     .header = "startTime,openPrice,highPrice,lowPrice,closePrice,volume",
     .columns = "time=startTime,open=openPrice,high=highPrice,low=lowPrice,close=closePrice",
     .time_unit = "auto"},
    {.kind = BL_IMPORT_PRICES,
     .first = "%Y.%m.%d %H:%M 6",
     .columns = "time=1,open=2,high=3,low=4,close=5,volume=6",
     .time_unit = "%Y.%m.%d %H:%M",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FUNDING,
     .json = true,
     .lists = "list",
     .header = "symbol,fundingRate,fundingRateTimestamp",
     .columns = "time=fundingRateTimestamp,rate=fundingRate",
     .time_unit = "ms",
     .descending = true},
    {.kind = BL_IMPORT_FUNDING,
     .header = "symbol,fundingRate,fundingRateTimestamp",
     .columns = "time=fundingRateTimestamp,rate=fundingRate",
     .time_unit = "auto"},
};

const bl_importer bl_import_bybit_importer = {"bybit",
                                              "Bybit klines and funding rates, JSON or CSV",
                                              layouts, sizeof layouts / sizeof layouts[0]};
