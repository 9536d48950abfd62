/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_cryptodatadownload.c - the newest first; in older files seconds and milliseconds,
 * and two ways to write a date, stand side by side. Where unix and date differ, the file is
 * refused until --columns names the one to trust.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .header = "unix,date,symbol,open,high,low,close,Volume USDT",
     .columns =
         "time=unix,volume=Volume BTC|Volume ETH|Volume SOL|Volume LTC|Volume BNB|Volume XRP",
     .time_unit = "auto",
     .tz = "UTC",
     .second = "date",
     .second_unit = "%Y-%m-%d %I-%p|iso",
     .descending = true},
    {.kind = BL_IMPORT_PRICES,
     .header = "unix,date,symbol,open,high,low,close",
     .columns = "time=unix,volume=Volume BTC|Volume ETH|Volume SOL|Volume LTC|Volume",
     .time_unit = "auto",
     .tz = "UTC",
     .second = "date",
     .second_unit = "%Y-%m-%d %I-%p|iso",
     .descending = true},
};

const bl_importer bl_import_cryptodatadownload_importer = {
    "cryptodatadownload", "CryptoDataDownload, newest first, unix and date checked", layouts,
    sizeof layouts / sizeof layouts[0]};
