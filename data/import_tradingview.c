/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_tradingview.c - charts exported: times in seconds or ISO, commas or semicolons.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .header = "time,open,high,low,close,Volume MA",
     .time_unit = "iso|auto",
     .separator = ';'},
    {.kind = BL_IMPORT_PRICES,
     .header = "time,open,high,low,close",
     .time_unit = "iso|auto",
     .separator = ';'},
    {.kind = BL_IMPORT_PRICES, .header = "time,open,high,low,close", .time_unit = "iso|auto"},
};

const bl_importer bl_import_tradingview_importer = {"tradingview",
                                                    "TradingView charts, comma or semicolon",
                                                    layouts, sizeof layouts / sizeof layouts[0]};
