/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_money.c - returns of the money in the vault: Modified Dietz, money-weighted, XIRR
 * (metrics 8).
 */
#include "metric.h"
#include "rate.h"

#include <math.h>
#include <stdlib.h>

static double time_gone(const bl_metric_input *in, size_t i)
{
    return (double)(in->flows[i].time_ns - in->log->setup->start_ns) / in->span_ns;
}

static void put_dietz(const bl_metric_input *in, double capital, double end,
                      bl_metrics *out)
{
    double flows = 0;
    double weighted = 0;
    for (size_t i = 0; i < in->flows_len; i++) {
        flows += in->flows[i].amount;
        weighted += in->flows[i].amount * (1 - time_gone(in, i));
    }
    const double base = capital + weighted;
    bl_metric_put_if(out, BL_METRIC_DIETZ, base > 0, 100 * (end - capital - flows) / base,
                     "no_capital");
}

static void put_nothing(bl_metrics *out, const char *why)
{
    bl_metric_put_null(out, BL_METRIC_MWR, why);
    bl_metric_put_null(out, BL_METRIC_XIRR, why);
    bl_metric_put_null(out, BL_METRIC_BEHAVIOUR_GAP, why);
}

static bool put_rate(const bl_metric_input *in, const bl_metric_outcome *outcome, double capital,
                     double end, bl_metrics *out)
{
    double *amount = malloc((2 * in->flows_len + 1) * sizeof *amount);
    if (!amount) {
        return false;
    }
    double *gone = amount + in->flows_len;
    for (size_t i = 0; i < in->flows_len; i++) {
        amount[i] = in->flows[i].amount;
        gone[i] = time_gone(in, i);
    }
    const bl_rate_flows flows = {amount, gone, in->flows_len, capital, end};
    const bl_rate rate = bl_rate_solve(&flows);
    free(amount);
    if (rate.why_null) {
        put_nothing(out, rate.why_null);
    } else if (!rate.out_of_memory) {
        const double yearly = rate.u * (double)BL_METRIC_YEAR_NS / in->span_ns;
        bl_metric_put(out, BL_METRIC_MWR, 100 * expm1(rate.u));
        bl_metric_put(out, BL_METRIC_BEHAVIOUR_GAP, 100 * (expm1(rate.u) - outcome->twr));
        bl_metric_put_if(out, BL_METRIC_XIRR, !isnan(outcome->cagr), 100 * expm1(yearly),
                         "under_90_days");
    }
    return !rate.out_of_memory;
}

bool bl_metric_money_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                         double equity_end, bl_metrics *out)
{
    const double capital = (double)in->log->setup->vault.capital * in->unit;
    if (in->span_ns <= 0) {
        bl_metric_put_null(out, BL_METRIC_DIETZ, "no_time");
        put_nothing(out, "no_time");
        return true;
    }
    put_dietz(in, capital, equity_end, out);
    return put_rate(in, outcome, capital, equity_end, out);
}
