/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_solana.c - events of a vault program on Solana, one row an instruction. Amounts are in
 * token units; --scale 1e-6 makes them coins.
 */
#include "importer.h"

#define COLUMNS "time=block_time,lp=user,event=event,amount=token_amount"
#define OTHERS "StrategyDeposit,StrategyWithdraw,ClaimReward,PerformanceFee,ReportLoss,TotalAmount"

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_FLOWS,
     .header = "block_time,signature,event,user,token_amount",
     .columns = COLUMNS,
     .time_unit = "auto|iso",
     .tz = "UTC",
     .deposit = "AddLiquidity",
     .withdraw = "RemoveLiquidity",
     .others = OTHERS},
    {.kind = BL_IMPORT_FLOWS,
     .json = true,
     .header = "block_time,signature,event,user,token_amount",
     .columns = COLUMNS,
     .time_unit = "auto|iso",
     .tz = "UTC",
     .deposit = "AddLiquidity",
     .withdraw = "RemoveLiquidity",
     .others = OTHERS},
};

const bl_importer bl_import_solana_importer = {
    "solana", "Solana vault events, AddLiquidity and RemoveLiquidity", layouts,
    sizeof layouts / sizeof layouts[0]};
