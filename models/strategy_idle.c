/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy_idle.c - a strategy that holds the asset itself (spec 3.1, 9.2).
 */
#include "registry.h"

extern const bl_strategy_model bl_strategy_idle;

static bool liquidity(const bl_strategy_view *view, const bl_holding *holding,
                      const bl_lender *lender, uint64_t *out)
{
    (void)view;
    (void)lender;
    *out = holding->held;
    return true;
}

static bl_reason deposit(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                         uint64_t amount)
{
    (void)view;
    (void)lender;
    holding->held += amount;
    return BL_REASON_NONE;
}

static bl_reason withdraw(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                          uint64_t amount)
{
    (void)view;
    (void)lender;
    if (amount > holding->held) {
        return BL_REASON_NO_LIQUIDITY;
    }
    holding->held -= amount;
    return BL_REASON_NONE;
}

const bl_strategy_model bl_strategy_idle = {
    .info =
        {
            .kind = "strategy",
            .name = "idle",
            .summary = "holds the asset itself and earns nothing",
            .source = "spec 3.1, 9.2",
            .version = 1,
        },
    .liquidity = liquidity,
    .deposit = deposit,
    .withdraw = withdraw,
};
