/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * emit.h - rows and records from the state as it stands, into the sink; the order is the caller's
 * (spec 10, 13). After each series row the conservation laws are checked (spec 3.3).
 */
#ifndef BL_EMIT_H
#define BL_EMIT_H

#include "engine.h"

/* The gates that hold now, as bits of record.h. */
unsigned bl_emit_gates(const bl_run *run);
/* A row of series.csv. */
void bl_emit_series(bl_run *run, bl_event event);
/* An audit record where nothing trades: pre = post, target = intended, cost 0. */
void bl_emit_audit(bl_run *run, bl_event event, int64_t cause, bl_reason reason);
/* An audit record of something that moved sizes; NULL: as they stand afterwards. */
typedef struct {
    const bl_qty *pre, *target;
    bl_cash cost;
    int64_t flow;       /* of one act with it, or BL_NO_CAUSE */
    int64_t decided_ns; /* BL_DECIDED_NOW: at this instant */
} bl_emit_sizes;
void bl_emit_audit_sizes(bl_run *run, bl_event event, int64_t cause, bl_reason reason,
                         const bl_emit_sizes *sizes);
/* Books a fill on the state's book and writes its row. */
void bl_emit_trade(bl_run *run, const bl_fill *fill, int64_t cause);
/* A holder's shares have changed, where the sink wants to know; the time is now. */
void bl_emit_share(bl_run *run, bl_share_row *row);
/* An event of the on-chain program, where the sink wants them. */
typedef struct {
    bl_chain_kind kind;
    size_t strategy;
    uint64_t amounts[2];
} bl_emit_event;
void bl_emit_chain(bl_run *run, const bl_emit_event *event);
/* The tables of the end: flows, LPs, the last record. */
void bl_emit_end(bl_run *run);

#endif
