/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_coinbase.c - candles of the API: lists of time, low, high, open, close and volume, the
 * newest first.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .json = true,
     .first = "s 6",
     .columns = "time=1,low=2,high=3,open=4,close=5,volume=6",
     .time_unit = "s",
     .descending = true},
    {.kind = BL_IMPORT_PRICES,
     .json = true,
     .lists = "candles",
     .header = "start,low,high,open,close,volume",
     .columns = "time=start",
     .time_unit = "s",
     .descending = true},
};

const bl_importer bl_import_coinbase_importer = {
    "coinbase", "Coinbase candles, JSON (time, low, high, open, close, volume)", layouts,
    sizeof layouts / sizeof layouts[0]};
