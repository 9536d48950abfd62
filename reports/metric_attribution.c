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

/* The gap to the ideal vault by the same parts; what compounding leaves over is the rest. */
static void put_tracking(const double *growth, double link, double twr,
                         const bl_metric_tracking *tracking, bl_metrics *out)
{
    const double trading = growth[BL_ATTRIBUTION_SLIPPAGE] + growth[BL_ATTRIBUTION_LIQUIDATION];
    const struct {
        bl_metric_id id;
        double bps;
    } parts[] = {
        {BL_METRIC_TD_EXPOSURE,
         link * (growth[BL_ATTRIBUTION_PRICE] - log(tracking->unfunded))},
        {BL_METRIC_TD_COST, link * trading},
        {BL_METRIC_TD_FEES, link * growth[BL_ATTRIBUTION_FEE]},
        {BL_METRIC_TD_FUNDING, link * growth[BL_ATTRIBUTION_FUNDING] -
                                   1e4 * (tracking->index - tracking->unfunded)},
        {BL_METRIC_TD_FUND_FEES, link * growth[BL_ATTRIBUTION_FEE_ACCRUAL]},
    };
    double rest = 1e4 * (1 + twr - tracking->index);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bl_metric_put(out, parts[i].id, parts[i].bps);
        rest -= parts[i].bps;
    }
    bl_metric_put(out, BL_METRIC_TD_REST, rest);
}

/* What a sum of logarithms is worth in bps of the return. */
static double find_link(double twr)
{
    return twr != 0 ? 1e4 * twr / log1p(twr) : 1e4;
}

static void put_return(const bl_attribution_total *total, double twr, double unfunded,
                       bl_metrics *out)
{
    const double *growth = total->growth;
    const double link = find_link(twr);
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
                               const bl_metric_tracking *tracking, bl_metrics *out)
{
    const bool reported = in->log->setup->accounting == BL_ACCOUNTING_REPORTED;
    const double twr = outcome->twr;
    bl_attribution_total total;
    bl_attribution_add_up(in->log, &total);
    put_leverage(&total, out);
    if (1 + twr > 0 && tracking->unfunded > 0) {
        put_return(&total, twr, reported ? 1 : tracking->unfunded, out);
        put_tracking(total.growth, find_link(twr), twr, tracking, out);
        return;
    }
    for (int id = BL_METRIC_RETURN_PRICE; id <= BL_METRIC_RETURN_RESIDUAL; id++) {
        bl_metric_put_null(out, (bl_metric_id)id, "insolvent");
    }
    for (int id = BL_METRIC_TD_EXPOSURE; id <= BL_METRIC_TD_REST; id++) {
        bl_metric_put_null(out, (bl_metric_id)id, "insolvent");
    }
}
