/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlock_yearn_v3.c - profit is locked as shares of the vault's own that vanish over ten days
 * (spec 8.6).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_unlock_model bl_unlock_yearn_v3;

enum { MAX_UNLOCK_S = 864000 };

static bool locked(const bl_lock *lock, int64_t degradation, int64_t now_s, uint64_t *out)
{
    (void)lock;
    (void)degradation;
    (void)now_s;
    *out = 0;
    return true;
}

/* full > now ? floor(rate*(now-last)/10^12) : (full != 0 ? B : 0) */
static bool released(const bl_lock *lock, int64_t now_s, uint64_t *out)
{
    if (lock->full_s <= now_s) {
        *out = lock->full_s != 0 ? lock->shares : 0;
        return true;
    }
    return bl_muldiv_unsigned(lock->rate, now_s - lock->report_s, BL_PRICE_ONE, BL_FLOOR, out);
}

/* Shares to lock and to burn at the price before the crank; none where there were no assets. */
static bool convert(const bl_unlock_report *crank, uint64_t *to_lock, uint64_t *to_burn,
                    uint64_t *fee_shares)
{
    bl_i128 assets = (bl_i128)crank->total_before;
    bl_i128 supply = (bl_i128)crank->supply;
    bl_i128 taken = (bl_i128)crank->loss + crank->fee;
    *to_lock = *to_burn = *fee_shares = 0;
    if (supply == 0) { /* a share a unit */
        *to_lock = crank->gain;
        *to_burn = (uint64_t)taken;
        *fee_shares = crank->fee;
        return true;
    }
    return assets == 0 ||
           (bl_muldiv_unsigned((bl_i128)crank->gain, supply, assets, BL_FLOOR, to_lock) &&
            bl_muldiv_unsigned(taken, supply, assets, BL_CEIL, to_burn) &&
            (taken == 0 || bl_muldiv_unsigned((bl_i128)*to_burn, (bl_i128)crank->fee, taken,
                                              BL_FLOOR, fee_shares)));
}

/* The time all own shares need: what was locked keeps its date, what is new gets the whole. */
static bool reschedule(bl_lock *lock, int64_t now_s, uint64_t newly_locked)
{
    bl_i128 older = (bl_i128)lock->shares - newly_locked;
    bl_i128 share_seconds = (bl_i128)newly_locked * MAX_UNLOCK_S;
    if (lock->full_s > now_s) {
        share_seconds += older * (lock->full_s - now_s);
    }
    lock->report_s = now_s;
    lock->rate = 0;
    if (lock->shares == 0) {
        return true;
    }
    int64_t period_s = (int64_t)(share_seconds / lock->shares);
    lock->full_s = now_s + period_s;
    return period_s == 0 ||
           bl_muldiv_wide((bl_i128)lock->shares, BL_PRICE_ONE, period_s, BL_FLOOR, &lock->rate);
}

/* Released shares have been burned already: crank->supply is S_e, lock->shares what is left. */
static bool report(bl_lock *lock, const bl_unlock_report *crank, bl_unlock_result *out)
{
    uint64_t to_lock;
    uint64_t to_burn;
    if (!convert(crank, &to_lock, &to_burn, &out->fee_shares)) {
        return false;
    }
    out->fee_value = out->fee_shares > 0 ? crank->fee : 0;
    uint64_t newly_locked = to_lock > to_burn ? to_lock - to_burn : 0;
    uint64_t burn = to_burn > to_lock ? to_burn - to_lock : 0;
    out->minted = newly_locked;
    out->burned = burn < lock->shares ? burn : lock->shares;
    lock->shares += out->minted;
    lock->shares -= out->burned;
    return reschedule(lock, crank->now_s, newly_locked);
}

const bl_unlock_model bl_unlock_yearn_v3 = {
    .info =
        {
            .kind = "unlock",
            .name = "yearn_v3",
            .summary = "locks profit as the vault's own shares, which vanish over ten days",
            .source = "spec 8.6",
            .version = 1,
        },
    .locked = locked,
    .released = released,
    .report = report,
};
