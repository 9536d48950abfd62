/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlock_yearn_v2.c - locked profit falls linearly, rounded up; every report starts it anew (spec
 * 8.6).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_unlock_model bl_unlock_yearn_v2;

#define COEFFICIENT INT64_C(1000000000000000000)

/* r < C ? P - floor(r*P/C) : 0: the released part is rounded down */
static bool locked(const bl_lock *lock, int64_t degradation, int64_t now_s, uint64_t *out)
{
    bl_i128 ratio = (bl_i128)(now_s - lock->report_s) * degradation;
    uint64_t released;
    *out = ratio == 0 ? lock->amount : 0;
    if (ratio == 0 || ratio >= COEFFICIENT) {
        return true;
    }
    if (!bl_muldiv_unsigned(ratio, (bl_i128)lock->amount, COEFFICIENT, BL_FLOOR, &released)) {
        return false;
    }
    *out = lock->amount - released;
    return true;
}

/* n = floor(f*S/u), P = max(locked + gain - (f if n > 0) - loss, 0), at every crank */
static bool report(bl_lock *lock, const bl_unlock_report *crank, bl_unlock_result *out)
{
    if (crank->fee > 0 &&
        !bl_muldiv_unsigned((bl_i128)crank->fee, (bl_i128)crank->supply, (bl_i128)crank->unlocked,
                            BL_FLOOR, &out->fee_shares)) {
        return false;
    }
    out->fee_value = out->fee_shares > 0 ? crank->fee : 0;
    bl_i128 amount = (bl_i128)crank->locked + crank->gain - out->fee_value - crank->loss;
    lock->amount = amount > 0 ? (uint64_t)amount : 0;
    lock->report_s = crank->now_s;
    return true;
}

const bl_unlock_model bl_unlock_yearn_v2 = {
    .info =
        {
            .kind = "unlock",
            .name = "yearn_v2",
            .summary = "unlocks linearly over about six hours, anew with every report; fee at once",
            .source = "spec 8.6",
            .version = 1,
        },
    .degradation = 46000000000000,
    .whole = COEFFICIENT,
    .locked = locked,
    .report = report,
};
