/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limits.c - v is the share price with 12 places; a vault without shares has none and breaks no
 * limit on it.
 */
#include "limits.h"

#include "failsafe.h"
#include "money.h"
#include "rebalance.h"

static bool price_of(bl_run *run, bl_i128 *out)
{
    BL_FITS(&run->trap, "share price",
            bl_money_share_price(bl_engine_worth(run).equity, run->state.supply, out));
    return run->state.supply.v > 0;
}

void bl_limits_reset(bl_run *run)
{
    bl_i128 price;
    bool any = price_of(run, &price);
    run->limits = (bl_limits){any, any ? price : 0, any ? price : 0};
}

/* (from-v)*10^9 >= limit*from; a limit of -1 is none */
static bool fell(bl_run *run, bl_i128 from, bl_i128 price, int64_t limit_ppb)
{
    bl_i128 fallen = 0;
    bl_i128 allowed = 0;
    if (limit_ppb < 0) {
        return false;
    }
    BL_FITS(&run->trap, "drawdown",
            bl_muldiv_wide(from - price, BL_PPB, 1, BL_TRUNC, &fallen) &&
                bl_muldiv_wide(from, limit_ppb, 1, BL_TRUNC, &allowed));
    return fallen >= allowed;
}

/* A rule that is switched off is a limit that was not given. */
static int64_t limit_of(const bl_run *run, bl_rule rule, int64_t limit_ppb)
{
    return bl_engine_has_rule(run, rule) ? limit_ppb : -1;
}

static bool is_overlevered(bl_run *run)
{
    int64_t limit_ppb = limit_of(run, BL_RULE_MAX_LEVERAGE, run->setup->limits.max_leverage_ppb);
    bl_worth worth = bl_engine_worth(run);
    return limit_ppb >= 0 && worth.equity.v > 0 && bl_book_leverage(worth, &run->trap) > limit_ppb;
}

static bl_reason breach_of(bl_run *run)
{
    const bl_limits_rule *rule = &run->setup->limits;
    const int64_t drawdown_ppb = limit_of(run, BL_RULE_DRAWDOWN, rule->max_drawdown_ppb);
    const int64_t daily_ppb = limit_of(run, BL_RULE_DAILY_LOSS, rule->daily_loss_ppb);
    bl_i128 price;
    if (price_of(run, &price)) {
        if (fell(run, run->limits.peak, price, drawdown_ppb)) {
            return BL_REASON_DRAWDOWN;
        }
        if (fell(run, run->limits.day, price, daily_ppb)) {
            return BL_REASON_DAILY_LOSS;
        }
    }
    return is_overlevered(run) ? BL_REASON_MAX_LEVERAGE : BL_REASON_NONE;
}

static void follow_price(bl_run *run)
{
    bl_i128 price;
    if (!price_of(run, &price)) {
        return;
    }
    if (!run->limits.set) {
        run->limits = (bl_limits){true, price, price};
    }
    if (price > run->limits.peak) {
        run->limits.peak = price;
    }
    if (run->instant.midnight) {
        run->limits.day = price;
    }
}

void bl_limits_check(bl_run *run)
{
    if (!run->setup->limits.on) {
        return;
    }
    follow_price(run);
    if (run->failsafe.under_review) {
        return;
    }
    bl_reason reason = breach_of(run);
    if (reason == BL_REASON_NONE) {
        return;
    }
    for (size_t i = 0; i < run->market.len; i++) {
        run->state.book.b[i].v = 0;
        run->weight_ppb[i] = 0;
    }
    (void)bl_rebalance_attempt(run, BL_NO_CAUSE);
    bl_failsafe_trip(run, BL_NO_CAUSE, reason);
}
