/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * unlock.h - how observed profit is locked and unlocked over time, as a slot of `reported`
 * accounting (spec 8.1, 8.4, 8.6). Most schemes lock an amount; one locks shares of the vault.
 * Times are whole seconds, as on a chain.
 */
#ifndef BL_UNLOCK_H
#define BL_UNLOCK_H

#include "model.h"

typedef struct {
    uint64_t amount;  /* last locked profit, P */
    int64_t report_s; /* of the last report, t0 */
    uint64_t shares;  /* the vault's own, B; part of the supply */
    bl_i128 rate;     /* shares that unlock a second, 10^-12 */
    int64_t full_s;   /* when all own shares are unlocked; 0: none yet */
} bl_lock;

/* A crank, seen by a scheme (spec 8.4). */
typedef struct {
    int64_t now_s;
    uint64_t total_before, total_after; /* T1, T2 */
    uint64_t unlocked;                  /* u */
    uint64_t supply;                    /* s; S_e after the burn for a scheme that locks shares */
    uint64_t locked;                    /* locked(now) by the old tracker */
    uint64_t gain, loss;
    uint64_t fee;        /* f, 0 where gain or u is 0 */
    int64_t degradation; /* g */
} bl_unlock_report;

typedef struct {
    uint64_t fee_shares; /* n, minted to the fee vault */
    uint64_t fee_value;  /* what counts as fee: x, or f (spec 13.1) */
    uint64_t minted;     /* own shares minted, or */
    uint64_t burned;     /* own shares burned */
} bl_unlock_result;

typedef struct {
    bl_model_info info;
    int64_t degradation; /* the default of g; 0: the scheme has none */
    int64_t whole;       /* the g that unlocks all in a second; 0: the scheme's time is fixed */
    /* Locked amount of a total now; false where it does not fit. */
    bool (*locked)(const bl_lock *lock, int64_t degradation, int64_t now_s, uint64_t *out);
    /* Own shares that have unlocked since the last report; NULL for schemes on amounts. */
    bool (*released)(const bl_lock *lock, int64_t now_s, uint64_t *out);
    /* After a crank; changes the lock. */
    bool (*report)(bl_lock *lock, const bl_unlock_report *crank, bl_unlock_result *out);
} bl_unlock_model;

/* What schemes on amounts share: where the total changed, the old lock absorbs the loss, the gain
 * is locked whole and the clock starts anew. */
static inline void bl_unlock_relock(bl_lock *lock, const bl_unlock_report *crank)
{
    if (crank->total_after != crank->total_before) {
        lock->amount = crank->locked > crank->loss ? crank->locked - crank->loss : 0;
        lock->amount += crank->gain;
        lock->report_s = crank->now_s;
    }
}

#endif
