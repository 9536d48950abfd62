/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_compound.c - the exchange rate of a cToken. It has 10 places more than the token, and how
 * many those are stands nowhere in the file: the scale must be said.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_INDEX,
     .header = "timestamp,exchange_rate",
     .columns = "time=timestamp,price=exchange_rate",
     .time_unit = "iso|auto",
     .tz = "UTC"},
    {.kind = BL_IMPORT_INDEX,
     .header = "timestamp,exchangeRate",
     .columns = "time=timestamp,price=exchangeRate",
     .time_unit = "iso|auto",
     .tz = "UTC"},
    {.kind = BL_IMPORT_INDEX,
     .json = true,
     .header = "timestamp,exchangeRate",
     .columns = "time=timestamp,price=exchangeRate",
     .time_unit = "auto|iso",
     .tz = "UTC"},
};

const bl_importer bl_import_compound_importer = {
    "compound", "Compound exchange rate; say --scale, 1e-28 for a token of 18 places", layouts,
    sizeof layouts / sizeof layouts[0]};
