/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlock_meteora_legacy.c - the fee of earlier programs: minted against the whole total, so the
 * price drops at once and comes back with the unlock (spec 8.6).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_unlock_model bl_unlock_meteora;
extern const bl_unlock_model bl_unlock_meteora_legacy;

static bool locked(const bl_lock *lock, int64_t degradation, int64_t now_s, uint64_t *out)
{
    return bl_unlock_meteora.locked(lock, degradation, now_s, out);
}

/* n = floor(S*f/(T2-f)); the whole gain stays locked */
static bool report(bl_lock *lock, const bl_unlock_report *crank, bl_unlock_result *out)
{
    bl_unlock_relock(lock, crank);
    if (crank->fee == 0) {
        return true;
    }
    if (!bl_muldiv_unsigned((bl_i128)crank->supply, (bl_i128)crank->fee,
                            (bl_i128)crank->total_after - crank->fee, BL_FLOOR, &out->fee_shares)) {
        return false;
    }
    out->fee_value = out->fee_shares > 0 ? crank->fee : 0;
    return true;
}

const bl_unlock_model bl_unlock_meteora_legacy = {
    .info =
        {
            .kind = "unlock",
            .name = "meteora_legacy",
            .summary = "as meteora, with the fee minted against the whole total",
            .source = "spec 8.6",
            .version = 1,
        },
    .degradation = 46296296,
    .whole = INT64_C(1000000000000),
    .locked = locked,
    .report = report,
};
