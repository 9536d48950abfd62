/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * engine.c - what the files of the core ask of a run as a whole.
 */
#include "engine.h"

bl_cash bl_engine_equity(const bl_run *run)
{
    return bl_capital_is_used(run) ? bl_capital_equity(run) : bl_engine_worth(run).equity;
}

bl_shares bl_engine_supply(const bl_run *run)
{
    return (bl_shares){run->state.supply.v - bl_capital_released(run)};
}

int64_t bl_engine_target_ppb(const bl_run *run)
{
    bl_i128 sum = 0;
    for (size_t i = 0; i < run->market.len; i++) {
        int64_t weight_ppb = run->weight_ppb[i];
        sum += weight_ppb < 0 ? -(bl_i128)weight_ppb : weight_ppb;
    }
    BL_FITS(run->market.trap, "target leverage", sum <= INT64_MAX);
    return (int64_t)sum;
}
