/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ledger.h - who owns what: LPs with free and escrowed shares, the lots their free shares came in
 * by, the withdrawals their escrow belongs to, and the state of every flow (spec 4.2 to 4.4, 7).
 * Up to 10^6 LPs; memory is taken once. Free shares always equal the sum of open lots, escrowed
 * shares the sum of waiting withdrawals.
 */
#ifndef BL_LEDGER_H
#define BL_LEDGER_H

#include "idset.h"
#include "record.h"
#include "setup.h"

#define BL_NOWHERE UINT32_MAX

typedef struct {
    bl_shares free, escrowed;
    bl_units basis, paid_in, paid_out, fees;
    int64_t first_settled_ns;                   /* of the first settled deposit */
    uint32_t lot_first, lot_last;               /* BL_NOWHERE: none */
    uint32_t withdrawal_first, withdrawal_last; /* waiting ones, request order */
    bool settled;                               /* has a settled deposit: is on the list */
} bl_lp;

typedef struct {
    int64_t settled_ns;
    bl_shares left;
    uint32_t next;
} bl_lot;

typedef enum {
    BL_FLOW_AHEAD,   /* not requested yet */
    BL_FLOW_WAITING, /* escrowed: a deposit, or a withdrawal that matured */
    BL_FLOW_NOTICE,  /* a withdrawal that has not matured */
    BL_FLOW_SETTLED,
    BL_FLOW_REFUSED
} bl_flow_stage;

typedef struct {
    bl_flow_stage stage;
    bl_reason reason; /* why refused, or what stopped it last */
    int64_t tried_ns; /* last try, or INT64_MIN */
    int64_t matures_ns; /* of a withdrawal: the end of its notice */
    int64_t settled_ns;
    bl_shares shares; /* escrowed; once settled minted or burned */
    bl_units amount;
    bl_i128 share_price;
    uint32_t next; /* next waiting withdrawal of the same LP */
} bl_flow;

typedef struct {
    bl_lp *lps;
    size_t lps_len;
    uint32_t *settled; /* LPs by first settled deposit */
    size_t settled_len;
    bl_lot *lots;
    size_t lots_len;
    bl_flow *flows;
    size_t flows_len;
    bl_idset waiting; /* flows in stage BL_FLOW_WAITING */
    bl_idset notice;  /* flows in stage BL_FLOW_NOTICE */
} bl_ledger;

size_t bl_ledger_bytes(const bl_flows *flows);
/* memory: bl_ledger_bytes, aligned to 16. */
void bl_ledger_init(bl_ledger *ledger, const bl_flows *flows, void *memory);

/* A settled deposit: free shares, a lot, the list. Basis and paid in are the caller's. */
void bl_ledger_credit(bl_ledger *ledger, uint32_t lp, bl_shares minted, int64_t now_ns);
/* Moves free shares into escrow, oldest lots first; returns when the last lot it touches was
 * settled (spec 4.3). shares is at most the free balance and above 0. */
int64_t bl_ledger_escrow(bl_ledger *ledger, uint32_t lp, size_t flow, bl_shares shares);
/* A settled withdrawal leaves escrow. */
void bl_ledger_release(bl_ledger *ledger, uint32_t lp, size_t flow);
/* Takes shares from an LP for a fee: free first, oldest lots first, then escrow in request order
 * (spec 7.2). */
void bl_ledger_take(bl_ledger *ledger, uint32_t lp, bl_shares shares);
/* free + escrowed over all LPs, the slow way: for checks. */
bl_u128 bl_ledger_total(const bl_ledger *ledger);

#endif
