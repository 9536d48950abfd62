/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_attribution.c - leverage and return by cause (metrics 1, 8). Each cause multiplies the
 * share price by a factor of its own, so logarithms add up; scaled to the return they are Carino's
 * linked contributions. What the ideal vault earns by prices alone is the price part; what prices
 * did to the vault beyond that is exposure off its target, cash that was not at work.
 */
#include "attribution.h"
#include "metric.h"

#include <math.h>

static void put_leverage(const bl_attribution_total *total, bl_metrics *out)
{
    bl_i128 rest = total->leverage_last - total->leverage_first;
    bl_metric_put(out, BL_METRIC_CHANGE, (double)rest / (double)BL_PPB);
    for (int c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        const bl_i128 part = total->leverage[c];
        bl_metric_put(out, (bl_metric_id)(BL_METRIC_CHANGE_PRICE + c),
                      (double)part / (double)BL_PPB);
        rest -= part;
    }
    bl_metric_put(out, BL_METRIC_CHANGE_RESIDUAL, (double)rest / (double)BL_PPB);
}

static void put_return(const bl_attribution_total *total, double twr, double unfunded,
                       bl_metrics *out)
{
    const double *growth = total->growth;
    const double whole = log1p(twr);
    const double link = twr != 0 ? 1e4 * twr / whole : 1e4;
    const double target = log(unfunded);
    const struct {
        bl_metric_id id;
        double growth;
    } parts[] = {
        {BL_METRIC_RETURN_PRICE, target},
        {BL_METRIC_RETURN_IDLE, growth[BL_ATTRIBUTION_PRICE] - target},
        {BL_METRIC_RETURN_FUNDING, growth[BL_ATTRIBUTION_FUNDING]},
        {BL_METRIC_RETURN_SLIPPAGE, growth[BL_ATTRIBUTION_SLIPPAGE]},
        {BL_METRIC_RETURN_VENUE_FEES, growth[BL_ATTRIBUTION_FEE]},
        {BL_METRIC_RETURN_LIQUIDATION, growth[BL_ATTRIBUTION_LIQUIDATION]},
        {BL_METRIC_RETURN_FUND_FEES, growth[BL_ATTRIBUTION_FEE_ACCRUAL]},
        {BL_METRIC_RETURN_REVISION, growth[BL_ATTRIBUTION_REVISION]},
        {BL_METRIC_RETURN_ROUNDING, growth[BL_ATTRIBUTION_FLOW]},
    };
    double rest = 1e4 * twr;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bl_metric_put(out, parts[i].id, link * parts[i].growth);
        rest -= link * parts[i].growth;
    }
    bl_metric_put(out, BL_METRIC_RETURN_RESIDUAL, rest);
}

void bl_metric_attribution_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                               double unfunded, bl_metrics *out)
{
    bl_attribution_total total;
    bl_attribution_add_up(in->log, &total);
    put_leverage(&total, out);
    const bool linked = 1 + outcome->twr > 0 && unfunded > 0;
    const bool reported = in->log->setup->accounting == BL_ACCOUNTING_REPORTED;
    if (linked) {
        put_return(&total, outcome->twr, reported ? 1 : unfunded, out);
        return;
    }
    for (int id = BL_METRIC_RETURN_PRICE; id <= BL_METRIC_RETURN_RESIDUAL; id++) {
        bl_metric_put_null(out, (bl_metric_id)id, "insolvent");
    }
}
