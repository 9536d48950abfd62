/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_balances.c - pools told by what they hold: differences of balances, or of the share supply
 * at the price of a share, become flows.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_FLOWS,
     .header = "UNIX TimeStamp,Virtual Price,stETH Balance,ETH Balance",
     .columns = "time=UNIX TimeStamp,amount=ETH Balance,base=stETH Balance",
     .time_unit = "s",
     .scale = "1e-18",
     .base_scale = "1e-18",
     .descending = true,
     .levels = true},
    {.kind = BL_IMPORT_FLOWS,
     .header = "block,timestamp,amount0,amount1,total_supply,price",
     .columns = "time=block,amount=amount1,base=amount0,price=price,supply=total_supply",
     .time_unit = "block",
     .levels = true},
    {.kind = BL_IMPORT_FLOWS,
     .header = "timestamp,total_assets,total_supply",
     .columns = "time=timestamp,amount=total_assets,supply=total_supply",
     .time_unit = "iso|auto",
     .tz = "UTC",
     .levels = true},
    {.kind = BL_IMPORT_FLOWS,
     .header = "timestamp,balance",
     .columns = "time=timestamp,amount=balance",
     .time_unit = "iso|auto",
     .tz = "UTC",
     .levels = true},
};

const bl_importer bl_import_balances_importer = {
    "balances", "pool balances or share supply: differences become flows", layouts,
    sizeof layouts / sizeof layouts[0]};
