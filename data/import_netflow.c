/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_netflow.c - tables of the net flow of a day, signed.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_FLOWS,
     .header = "Date,Total",
     .columns = "time=Date,amount=Total",
     .time_unit = "%Y%m%dT|%Y%m%d|iso",
     .tz = "UTC",
     .scale = "1000000"},
    {.kind = BL_IMPORT_FLOWS,
     .header = "date_utc,net_dollar_flow_usd",
     .columns = "time=date_utc,amount=net_dollar_flow_usd",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FLOWS,
     .header = "date,net_flow",
     .columns = "time=date,amount=net_flow",
     .tz = "UTC"},
};

const bl_importer bl_import_netflow_importer = {"netflow", "daily net-flow tables, signed", layouts,
                                                sizeof layouts / sizeof layouts[0]};
