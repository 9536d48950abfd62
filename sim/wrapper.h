/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wrapper.h - the accounting around a strategy action (spec 8.4): look before the tokens move,
 * account afterwards, then tell the program's events.
 */
#ifndef BL_WRAPPER_H
#define BL_WRAPPER_H

#include "crank.h"

typedef struct {
    uint64_t total, unlocked, locked; /* T1, u and locked(now) */
    uint64_t held;                    /* collateral at the strategy */
} bl_wrapper_before;

/* What an action came to, for the program's events. */
typedef struct {
    uint64_t collateral; /* burned by a withdrawal */
    uint64_t loss, fee_shares;
} bl_wrapper_result;

bl_wrapper_before bl_wrapper_look(const bl_run *run, size_t strategy);
/* T2 = T1 + R2 + c2 - R1 - c1, gain or loss, the lock, fee shares. */
bl_wrapper_result bl_wrapper_account(bl_run *run, const bl_crank *crank,
                                     const bl_wrapper_before *before);
void bl_wrapper_tell(bl_run *run, const bl_crank *crank, const bl_wrapper_result *result);

#endif
