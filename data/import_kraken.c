/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_kraken.c - OHLCVT, the archive of the exchange, which has no header, and the lists of its
 * API.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES,
     .first = "s 7",
     .columns = "time=1,open=2,high=3,low=4,close=5,volume=6",
     .time_unit = "s"},
    {.kind = BL_IMPORT_PRICES,
     .json = true,
     .first = "s 8",
     .columns = "time=1,open=2,high=3,low=4,close=5,volume=7",
     .time_unit = "s"},
};

const bl_importer bl_import_kraken_importer = {
    "kraken", "Kraken OHLCVT without header, and the lists of its API", layouts,
    sizeof layouts / sizeof layouts[0]};
