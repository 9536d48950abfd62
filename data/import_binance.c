/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_binance.c - klines of the exchange: the arrays of its API, the files of its archive (12
 * columns, with a header since 2024 for some markets, microseconds since 2025), and its funding.
 */
#include "importer.h"

#define KLINE "time=1,open=2,high=3,low=4,close=5,volume=6"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .json = true,
     .first = "auto 12",
     .columns = KLINE,
     .time_unit = "auto"},
    {.kind = BL_IMPORT_PRICES, .first = "auto 12", .columns = KLINE, .time_unit = "auto"},
    {.kind = BL_IMPORT_PRICES,
     .header = "open_time,open,high,low,close,volume,close_time",
     .columns = "time=open_time",
     .time_unit = "auto"},
    {.kind = BL_IMPORT_PRICES,
     .header = "timestamp,open,high,low,close,volume,datetime",
     .columns = "time=timestamp",
     .time_unit = "ms"},
    {.kind = BL_IMPORT_PRICES,
     .header = "open_time,open,high,low,close,volume",
     .columns = "time=open_time",
     .time_unit = "iso"},
    {.kind = BL_IMPORT_FUNDING,
     .header = "calc_time,funding_interval_hours,last_funding_rate",
     .columns = "time=calc_time,rate=last_funding_rate",
     .time_unit = "ms"},
    {.kind = BL_IMPORT_FUNDING,
     .json = true,
     .header = "symbol,fundingTime,fundingRate",
     .columns = "time=fundingTime,rate=fundingRate",
     .time_unit = "ms"},
};

const bl_importer bl_import_binance_importer = {
    "binance", "Binance klines, JSON or CSV, ms or us; funding rates", layouts,
    sizeof layouts / sizeof layouts[0]};
