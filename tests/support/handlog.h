/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handlog.h - a run written by hand: one instrument, a share ledger and a book simple enough to
 * follow with a pencil, told to a bl_runlog as a run would. Prices have 2 places, quantities 4,
 * the asset 6, so K is 1: V = q * m in base units, exactly.
 */
#ifndef BL_HANDLOG_H
#define BL_HANDLOG_H

#include "../../reports/metrics.h"

enum { BL_HANDLOG_MAX = 1024 };

typedef struct {
    bl_setup setup;
    bl_mode_model mode;
    bl_runlog log;
    bl_sink sink;
    bl_run_counts counts;
    int64_t bar_ns[BL_HANDLOG_MAX], close[BL_HANDLOG_MAX], volume[BL_HANDLOG_MAX];
    int64_t flow_ns[BL_HANDLOG_MAX];
    uint32_t flow_lp[BL_HANDLOG_MAX];
    uint8_t flow_kind[BL_HANDLOG_MAX];
    uint64_t flow_amount[BL_HANDLOG_MAX];
    bl_flow_row flow_rows[BL_HANDLOG_MAX];
    size_t flows_len;
    int64_t cash, quantity; /* base units, 10^-4 coins */
    uint64_t supply, fees;
    unsigned gates;
} bl_handlog;

/* One bar each step_ns from start on, the first visible at start, with these closes (whole quote
 * units); target in ppb; the run ends with the last bar. Capital in whole assets. Writes no row. */
void bl_handlog_init(bl_handlog *h, int64_t start_ns, int64_t step_ns, const double *closes,
                     size_t closes_len, int64_t capital, int64_t target_ppb);
void bl_handlog_fini(bl_handlog *h);
/* A row of what the book is now, at the last close by time_ns. */
void bl_handlog_row(bl_handlog *h, int64_t time_ns, bl_event event);
/* A fill of coins at the mark plus `worse` quote units, with a fee in whole assets. */
void bl_handlog_fill(bl_handlog *h, int64_t time_ns, double coins, double worse, double fee,
                     bl_fill_reason reason);
/* A settled flow at E/S (negative: a withdrawal) and its row; requested at request_ns. */
void bl_handlog_flow(bl_handlog *h, int64_t request_ns, int64_t time_ns, double amount);
/* A flow that did not settle. */
void bl_handlog_unsettled(bl_handlog *h, int64_t time_ns, double amount, bl_outcome outcome,
                          bl_reason reason);
void bl_handlog_audit(bl_handlog *h, int64_t time_ns, bl_event event, bl_reason reason, double pre,
                      double target, double post, double cost);
/* The end row at end, every flow row, and the metrics. Fails the test where they fail. */
void bl_handlog_end(bl_handlog *h, bl_metrics *out);

#endif
