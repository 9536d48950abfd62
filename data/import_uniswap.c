/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_uniswap.c - events of a Uniswap v3 pool. Amounts are in two tokens: token 1 is the money,
 * token 0 is worth --base-prices; what a subgraph has valued in dollars is taken as it is.
 */
#include "importer.h"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_FLOWS,
     .header = "block,log_index,event,owner,tickLower,tickUpper,amount0,amount1",
     .columns = "time=block,lp=owner,event=event,amount=amount1,base=amount0",
     .time_unit = "block",
     .deposit = "mint",
     .withdraw = "burn",
     .others = "collect",
     .needs_prices = true},
    {.kind = BL_IMPORT_FLOWS,
     .header = "timestamp,event,owner,amount0,amount1",
     .columns = "time=timestamp,lp=owner,event=event,amount=amount1,base=amount0",
     .time_unit = "auto",
     .deposit = "mint",
     .withdraw = "burn",
     .others = "collect",
     .needs_prices = true},
    {.kind = BL_IMPORT_FLOWS,
     .json = true,
     .lists = "mints,burns",
     .header = "timestamp,amountUSD,owner",
     .columns = "time=timestamp,lp=owner,amount=amountUSD",
     .time_unit = "s",
     .deposit = "mints",
     .withdraw = "burns"},
    {.kind = BL_IMPORT_PRICES,
     .header = "block,sqrtPriceX96,tick,price",
     .columns = "time=block,close=price",
     .time_unit = "block"},
};

const bl_importer bl_import_uniswap_importer = {
    "uniswap", "Uniswap v3 mint and burn, two tokens; subgraph mints and burns in dollars", layouts,
    sizeof layouts / sizeof layouts[0]};
