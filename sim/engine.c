/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * engine.c - what the files of the core ask of a run as a whole.
 */
#include "engine.h"

#include "windows.h"

/* Spec 6.12: an older N shuts withdrawals. */
#define AGE_MAX_NS (300 * BL_NS_PER_S)

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

bl_cash bl_engine_nav(const bl_run *run)
{
    if (bl_capital_is_used(run)) {
        uint64_t unlocked = bl_capital_unlocked(run);
        BL_FITS(run->market.trap, "U", unlocked <= INT64_MAX);
        return (bl_cash){(int64_t)unlocked};
    }
    if (!run->setup->oracle.on) {
        return bl_engine_worth(run).equity;
    }
    bl_i128 nav = run->oracle.reported.v + run->state.net_flow - run->oracle.flow_then;
    BL_FITS(run->market.trap, "N", nav >= INT64_MIN && nav <= INT64_MAX);
    return (bl_cash){(int64_t)nav};
}

bool bl_engine_nav_is_old(const bl_run *run)
{
    return run->setup->oracle.on && bl_engine_has_rule(run, BL_RULE_AGE) &&
           run->now_ns - run->oracle.reported_ns > AGE_MAX_NS;
}

bool bl_engine_deposits_shut(const bl_run *run)
{
    return (run->failsafe.under_review && bl_engine_has_rule(run, BL_RULE_DEPOSITS)) ||
           (run->failsafe.liquidated && bl_engine_has_rule(run, BL_RULE_LIQUIDATION));
}

bool bl_engine_withdrawals_shut(const bl_run *run)
{
    return run->failsafe.diverged || bl_engine_nav_is_old(run);
}

bool bl_engine_rail_is_closed(const bl_run *run)
{
    return bl_windows_hold(&run->setup->vault.rail, run->now_ns);
}

bool bl_engine_holds_trading(const bl_run *run)
{
    return run->failsafe.under_review && !run->setup->failsafe.retry_next_tick;
}

bool bl_engine_holds_withdrawals(const bl_run *run)
{
    return run->failsafe.under_review && run->setup->failsafe.withdrawals_wait;
}
