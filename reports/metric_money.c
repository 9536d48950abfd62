/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_money.c - returns of the money in the vault: Modified Dietz, money-weighted, XIRR
 * (metrics 8).
 *
 * The money-weighted return x of the whole run solves C + sum F v^t = E v, v = 1/(1+x), t the part
 * of the run gone by. It is looked for on a grid of ln(1+x) over [-12, 12]: no change of sign
 * means no root, several mean an ambiguous one; a single one is then narrowed.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

enum { CELLS = 240 };
static const double u_low = -12;
static const double u_step = 0.1;

typedef struct {
    const bl_metric_input *in;
    double capital, end;
} equation;

static double time_gone(const bl_metric_input *in, size_t i)
{
    return (double)(in->flows[i].time_ns - in->log->setup->start_ns) / in->span_ns;
}

/* What the end is worth less what was paid in, at the start and at rate u. Falls with u. */
static double evaluate(const equation *e, double u)
{
    double sum = e->end * exp(-u) - e->capital;
    for (size_t i = 0; i < e->in->flows_len; i++) {
        sum -= e->in->flows[i].amount * exp(-u * time_gone(e->in, i));
    }
    return sum;
}

/* Changes of sign over the grid and the left edge of the last cell with one. One multiplication a
 * flow and cell: v^t at the next edge is v^t here times a constant. False: no memory. */
static bool scan(const equation *e, size_t *changes, double *left)
{
    const size_t len = e->in->flows_len;
    double *now = malloc((2 * len + 1) * sizeof *now);
    if (!now) {
        return false;
    }
    double *factor = now + len;
    for (size_t i = 0; i < len; i++) {
        now[i] = e->in->flows[i].amount * exp(-u_low * time_gone(e->in, i));
        factor[i] = exp(-u_step * time_gone(e->in, i));
    }
    *changes = 0;
    bool was_above = false;
    for (size_t cell = 0; cell <= CELLS; cell++) {
        const double u = u_low + u_step * (double)cell;
        double sum = e->end * exp(-u) - e->capital;
        for (size_t i = 0; i < len; i++) {
            sum -= now[i];
            now[i] *= factor[i];
        }
        if (cell > 0 && (sum > 0) != was_above) {
            (*changes)++;
            *left = u - u_step;
        }
        was_above = sum > 0;
    }
    free(now);
    return true;
}

/* Regula falsi, the Illinois way: the end that stays twice counts half. */
static double narrow(const equation *e, double low)
{
    double high = low + u_step;
    double at_low = evaluate(e, low);
    double at_high = evaluate(e, high);
    double u = low;
    int side = 0;
    for (int i = 0; i < 80 && high - low > 1e-15; i++) {
        u = at_low != at_high ? (low * at_high - high * at_low) / (at_high - at_low)
                              : (low + high) / 2;
        const double value = evaluate(e, u);
        if (fabs(value) <= 1e-13 * (fabs(e->capital) + fabs(e->end))) {
            break;
        }
        if ((value > 0) == (at_low > 0)) {
            low = u;
            at_low = value;
            at_high /= side == 1 ? 2 : 1;
            side = 1;
        } else {
            high = u;
            at_high = value;
            at_low /= side == -1 ? 2 : 1;
            side = -1;
        }
    }
    return u;
}

static void put_dietz(const bl_metric_input *in, const equation *e, bl_metrics *out)
{
    double flows = 0;
    double weighted = 0;
    for (size_t i = 0; i < in->flows_len; i++) {
        flows += in->flows[i].amount;
        weighted += in->flows[i].amount * (1 - time_gone(in, i));
    }
    const double base = e->capital + weighted;
    bl_metric_put_if(out, BL_METRIC_DIETZ, base > 0, 100 * (e->end - e->capital - flows) / base,
                     "no_capital");
}

static void put_nothing(bl_metrics *out, const char *why)
{
    bl_metric_put_null(out, BL_METRIC_MWR, why);
    bl_metric_put_null(out, BL_METRIC_XIRR, why);
    bl_metric_put_null(out, BL_METRIC_BEHAVIOUR_GAP, why);
}

bool bl_metric_money_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                         double equity_end, bl_metrics *out)
{
    const equation e = {in, (double)in->log->setup->vault.capital * in->unit, equity_end};
    if (in->span_ns <= 0) {
        bl_metric_put_null(out, BL_METRIC_DIETZ, "no_time");
        put_nothing(out, "no_time");
        return true;
    }
    put_dietz(in, &e, out);
    size_t changes = 0;
    double left = 0;
    if (!scan(&e, &changes, &left)) {
        return false;
    }
    if (changes != 1) {
        put_nothing(out, changes == 0 ? "no_root" : "ambiguous");
        return true;
    }
    const double u = narrow(&e, left);
    const double yearly = u * (double)BL_METRIC_YEAR_NS / in->span_ns;
    bl_metric_put(out, BL_METRIC_MWR, 100 * expm1(u));
    bl_metric_put(out, BL_METRIC_BEHAVIOUR_GAP, 100 * (expm1(u) - outcome->twr));
    bl_metric_put_if(out, BL_METRIC_XIRR, !isnan(outcome->cagr), 100 * expm1(yearly),
                     "under_90_days");
    return true;
}
