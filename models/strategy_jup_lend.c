/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy_jup_lend.c - a lender's shares, priced by an index feed, behind a withdrawal limit
 * (spec 9).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_strategy_model bl_strategy_jup_lend;

enum { SMALLEST = 10 };

/* floor(collateral*p/10^12) */
static bool liquidity(const bl_strategy_view *view, const bl_holding *holding,
                      const bl_lender *lender, uint64_t *out)
{
    (void)view;
    return bl_muldiv_unsigned((bl_i128)holding->held, lender->price, BL_PRICE_ONE, BL_FLOOR, out);
}

/* Collateral rounds down: floor(a*10^12/p). */
static bl_reason deposit(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                         uint64_t amount)
{
    (void)view;
    uint64_t collateral;
    if (amount < SMALLEST) {
        return BL_REASON_AMOUNT_NEARLY_ZERO;
    }
    if (!bl_muldiv_unsigned((bl_i128)amount, BL_PRICE_ONE, lender->price, BL_FLOOR, &collateral) ||
        __builtin_add_overflow(holding->held, collateral, &holding->held)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    return BL_REASON_NONE;
}

/* The burn rounds up: ceil(a*10^12/p). Tests in the order of spec 9.2. */
static bl_reason withdraw(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                          uint64_t amount)
{
    (void)view;
    uint64_t burn;
    if (amount < SMALLEST) {
        return BL_REASON_AMOUNT_NEARLY_ZERO;
    }
    if (lender->limited && amount > lender->available) {
        return BL_REASON_WITHDRAWAL_LIMIT;
    }
    if (!bl_muldiv_unsigned((bl_i128)amount, BL_PRICE_ONE, lender->price, BL_CEIL, &burn)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    if (burn > holding->held) {
        return BL_REASON_NO_LIQUIDITY;
    }
    holding->held -= burn;
    lender->available -= lender->limited ? amount : 0;
    return BL_REASON_NONE;
}

/* An index says nothing of its depth: the rate of the last row, whatever is added. */
static bool rate_after(const bl_strategy_view *view, const bl_holding *holding,
                       const bl_lender *lender, int64_t extra, int64_t *out_ppb)
{
    (void)view;
    (void)holding;
    (void)extra;
    *out_ppb = lender->rate_ppb;
    return true;
}

const bl_strategy_model bl_strategy_jup_lend = {
    .info =
        {
            .kind = "strategy",
            .name = "jup_lend",
            .summary = "lends at an exchange price that a feed tells, all or nothing",
            .source = "spec 9",
            .version = 1,
        },
    .program_type = "JupLend",
    .takes_index = true,
    .is_lender = true,
    .liquidity = liquidity,
    .deposit = deposit,
    .withdraw = withdraw,
    .rate_after = rate_after,
};
