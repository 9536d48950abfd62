/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlock_meteora.c - locked profit falls linearly; each report starts it anew (spec 8.1, 8.4).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_unlock_model bl_unlock_meteora;

#define D INT64_C(1000000000000)

/* 0 if dt*g > D, else floor(P*(D-dt*g)/D) */
static bool locked(const bl_lock *lock, int64_t degradation, int64_t now_s, uint64_t *out)
{
    bl_i128 gone = (bl_i128)(now_s - lock->report_s) * degradation;
    *out = gone == 0 ? lock->amount : 0;
    return gone == 0 || gone > D ||
           bl_muldiv_unsigned((bl_i128)lock->amount, D - gone, D, BL_FLOOR, out);
}

/* x = floor(f*u/(gain+u-f)), n = floor(x*s/u); x leaves the lock */
static bool report(bl_lock *lock, const bl_unlock_report *crank, bl_unlock_result *out)
{
    uint64_t x;
    bl_unlock_relock(lock, crank);
    if (crank->fee == 0) {
        return true;
    }
    bl_i128 base = (bl_i128)crank->gain + crank->unlocked - crank->fee;
    if (!bl_muldiv_unsigned((bl_i128)crank->fee, (bl_i128)crank->unlocked, base, BL_FLOOR, &x) ||
        !bl_muldiv_unsigned((bl_i128)x, (bl_i128)crank->supply, (bl_i128)crank->unlocked, BL_FLOOR,
                            &out->fee_shares)) {
        return false;
    }
    if (out->fee_shares > 0) {
        lock->amount -= x;
        out->fee_value = x;
    }
    return true;
}

const bl_unlock_model bl_unlock_meteora = {
    .info =
        {
            .kind = "unlock",
            .name = "meteora",
            .summary = "unlocks linearly over six hours and a second, anew with every report",
            .source = "spec 8.1, 8.4",
            .version = 1,
        },
    .degradation = 46296296,
    .whole = D,
    .locked = locked,
    .report = report,
};
