/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy.c - a payout is shares x price less what was charged to it (spec 4.6), so the charge is
 * read from the flow rows.
 *
 * Simplification: rounding of price and payout, at most a unit and a share price's last place a
 * flow, counts as charge.
 */
#include "policy.h"

#include <math.h>

/* What who leaves was charged, whole assets. */
static double charge_of(const bl_setup *setup, const bl_flow_row *row)
{
    const bool leaves = setup->flows.kind[row->seq] != BL_FLOW_DEPOSIT;
    if (!leaves || row->outcome != BL_OUTCOME_SETTLED) {
        return 0;
    }
    const double gross = (double)row->shares.v * ((double)row->share_price / 1e12);
    const double charge = gross - (double)row->amount.v;
    return charge > 1 ? charge / pow(10, setup->vault.decimals) : 0;
}

static double value_of(const bl_metrics *metrics, bl_metric_id id)
{
    return metrics->items[id].defined ? metrics->items[id].value : 0;
}

bool bl_policy_measure(const bl_runlog *log, const bl_metrics *metrics, bl_policy *out, bl_err *err)
{
    const bl_series_row *last = log->series_len > 0 ? &log->series[log->series_len - 1] : NULL;
    *out = (bl_policy){.cost = value_of(metrics, BL_METRIC_COST_TOTAL),
                       .trips = (uint64_t)value_of(metrics, BL_METRIC_TRIPS),
                       .has_drift = metrics->items[BL_METRIC_DRIFT_MEAN_ABS].defined,
                       .drift = value_of(metrics, BL_METRIC_DRIFT_MEAN_ABS),
                       .price = NAN};
    if (last != NULL && last->supply.v > 0) {
        out->price = (double)last->share_price / 1e12;
    }
    for (size_t i = 0; i < log->flows_len; i++) {
        out->leavers += charge_of(log->setup, &log->flows[i]);
    }
    out->stayers = out->cost - out->leavers;
    return bl_waits_measure(log, &out->waits, err);
}
