/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * waits.c - one pass over the flow rows.
 */
#include "waits.h"

#include <math.h>
#include <stdlib.h>

/* How long a flow waited, ns; 0 where it did not or was refused. */
static int64_t wait_of(const bl_setup *setup, const bl_flow_row *row, bool leaves)
{
    const int64_t due_ns = setup->flows.time_ns[row->seq] + (leaves ? setup->vault.delay_ns : 0);
    int64_t until_ns = due_ns;
    if (row->outcome == BL_OUTCOME_SETTLED) {
        until_ns = row->settled_ns;
    } else if (row->outcome == BL_OUTCOME_PENDING) {
        until_ns = setup->end_ns;
    }
    return until_ns > due_ns ? until_ns - due_ns : 0;
}

static bool is_gate(bl_reason reason)
{
    return reason == BL_REASON_GATE_SHUT || reason == BL_REASON_LIQUIDATED;
}

static void add_flow(const bl_setup *setup, const bl_flow_row *row, bool *waited, bl_waits *out)
{
    const double unit = 1 / pow(10, setup->vault.decimals);
    const bool leaves = setup->flows.kind[row->seq] != BL_FLOW_DEPOSIT;
    const double hours = (double)wait_of(setup, row, leaves) / (double)(3600 * BL_NS_PER_S);
    if (!leaves && row->outcome == BL_OUTCOME_REFUSED && is_gate(row->reason)) {
        out->blocked_len++;
        out->blocked += (double)setup->flows.amount[row->seq] * unit;
    }
    if (hours <= 0) {
        return;
    }
    out->hours += hours;
    out->lps += waited[setup->flows.lp[row->seq]] ? 0 : 1;
    waited[setup->flows.lp[row->seq]] = true;
    out->late_len += leaves ? 1 : 0;
    if (leaves && row->outcome == BL_OUTCOME_SETTLED) {
        out->late += (double)row->amount.v * unit * hours;
    }
}

bool bl_waits_measure(const bl_runlog *log, bl_waits *out, bl_err *err)
{
    bool *waited = calloc(log->setup->flows.lps_len + 1, sizeof *waited);
    *out = (bl_waits){.blocked_len = 0};
    if (waited == NULL) {
        bl_err_set(err, BL_MEMORY, "waits: out of memory");
        return false;
    }
    for (size_t i = 0; i < log->flows_len; i++) {
        add_flow(log->setup, &log->flows[i], waited, out);
    }
    free(waited);
    return true;
}
