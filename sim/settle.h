/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settle.h - settling one flow: as one act with its rescale, or unscaled (spec 4.2, 4.4, 4.6, 6.5,
 * 6.6, 6.10). deal: the N and S it is dealt at, NULL for those of now.
 */
#ifndef BL_SETTLE_H
#define BL_SETTLE_H

#include "fees.h"

/* What settling would do; computed first, booked or dropped whole. */
typedef struct {
    size_t flow;
    uint32_t lp;
    bool deposit;
    bl_dealing deal;
    bl_units amount;         /* a, or the payout */
    bl_shares shares;        /* to mint, or to burn */
    bl_fees_exit exit;       /* of a withdrawal */
    bl_fees_crystal crystal; /* of a withdrawal */
    bl_book book;            /* with the flow's cash and intended sizes, before any trade */
} bl_settlement;

/* Keeps a settlement: state, ledger, the flow's outcome, its row. */
void bl_settle_book(bl_run *run, const bl_settlement *settlement);
/* The flow waits; this is what stopped it last. */
void bl_settle_stop(bl_run *run, size_t flow, bl_reason reason);
void bl_settle_deposit(bl_run *run, size_t flow, const bl_dealing *deal);
void bl_settle_withdrawal(bl_run *run, size_t flow, const bl_dealing *deal);
/* The flow is over, nothing moved; a record says why. */
void bl_settle_refuse(bl_run *run, size_t flow, bl_reason reason);

#endif
