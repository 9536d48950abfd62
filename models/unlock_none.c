/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlock_none.c - profit counts at once (spec 8.6).
 */
#include "registry.h"

extern const bl_unlock_model bl_unlock_none;
extern const bl_unlock_model bl_unlock_meteora;

static bool locked(const bl_lock *lock, int64_t degradation, int64_t now_s, uint64_t *out)
{
    (void)lock;
    (void)degradation;
    (void)now_s;
    *out = 0;
    return true;
}

/* The fee is measured as in `meteora`; what it locks is never asked for. */
static bool report(bl_lock *lock, const bl_unlock_report *crank, bl_unlock_result *out)
{
    return bl_unlock_meteora.report(lock, crank, out);
}

const bl_unlock_model bl_unlock_none = {
    .info =
        {
            .kind = "unlock",
            .name = "none",
            .summary = "counts profit at once; a flow can profit from the crank it causes",
            .source = "spec 8.6",
            .version = 1,
        },
    .locked = locked,
    .report = report,
};
