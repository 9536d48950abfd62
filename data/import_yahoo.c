/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_yahoo.c - days of Yahoo Finance, as downloaded or as yfinance saves them (three header
 * lines). Prices are not adjusted for dividends; --columns open=Adj Close,... takes those that are.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .header = "Date,Open,High,Low,Close,Adj Close,Volume",
     .columns = "time=Date",
     .tz = "UTC"},
    {.kind = BL_IMPORT_PRICES,
     .header = "Price,Open,High,Low,Close,Volume",
     .columns = "time=Price",
     .tz = "UTC",
     .skip_after = 2},
};

const bl_importer bl_import_yahoo_importer = {
    "yahoo", "Yahoo Finance days, and yfinance with its three header lines", layouts,
    sizeof layouts / sizeof layouts[0]};
