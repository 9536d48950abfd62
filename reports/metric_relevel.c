/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_relevel.c - what a vault that is brought back to its target once a day would trade
 * (metrics 1, re-level trade need): the leveraged fund's identity E L (L - 1) r for prices
 * (Wagalath 2013), L F for flows; and how much of it was traded. The yardstick is the same for
 * every mode but for E, so that modes can be held against each other.
 *
 * Simplifications: a target that changes within a day counts from the next one on, and the trade to
 * reach it is no need; flows of a day are not netted.
 */
#include "position.h"
#include "metric.h"

#include <math.h>

typedef struct {
    const bl_metric_input *in;
    bl_position held;
    size_t target;                     /* the next target row */
    double targets[BL_INSTRUMENTS_MAX]; /* in force */
    double marks[BL_INSTRUMENTS_MAX];   /* at the begin of the day */
    double equity;                      /* then */
    double need;
} relevel;

/* To the begin of a day, or the end of the last one: what the prices since the last call asked. */
static void pass_day(relevel *r, int64_t time_ns)
{
    const bl_setup *setup = r->in->log->setup;
    double moves[BL_INSTRUMENTS_MAX] = {0};
    double whole = 0;
    bl_position_reach(&r->held, time_ns);
    for (size_t i = 0; i < setup->instruments_len; i++) {
        moves[i] = r->marks[i] > 0 ? r->held.marks[i] / r->marks[i] - 1 : 0;
        whole += r->targets[i] * moves[i];
    }
    for (size_t i = 0; i < setup->instruments_len; i++) {
        r->need += fabs(fmax(r->equity, 0) * r->targets[i] * (whole - moves[i]));
        r->marks[i] = r->held.marks[i];
    }
    r->equity = r->held.equity;
}

/* The targets in force from now on; none where the vault was closed. */
static void set_targets(relevel *r, int64_t time_ns, double *given)
{
    const bl_setup *setup = r->in->log->setup;
    const bl_targets *rows = &setup->targets;
    for (; r->target < rows->len && rows->time_ns[r->target] <= time_ns; r->target++) {
        given[rows->instrument[r->target]] =
            (double)rows->leverage_ppb[r->target] / (double)BL_PPB;
    }
    const bool closed = r->held.row == NULL || r->held.row->target_ppb == 0;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        r->targets[i] = closed ? 0 : given[i];
    }
}

static double find_price_need(const bl_metric_input *in)
{
    const bl_setup *setup = in->log->setup;
    relevel r = {.in = in};
    double given[BL_INSTRUMENTS_MAX] = {0};
    bl_position_open(&r.held, in->log);
    for (size_t i = 0; i < setup->instruments_len; i++) {
        given[i] = (double)setup->instruments[i].target_ppb / (double)BL_PPB;
    }
    for (int64_t now_ns = setup->start_ns; now_ns < setup->end_ns;) {
        pass_day(&r, now_ns);
        set_targets(&r, now_ns, given);
        now_ns += BL_NS_PER_DAY - now_ns % BL_NS_PER_DAY;
    }
    pass_day(&r, setup->end_ns);
    return r.need;
}

static double find_flow_need(const bl_metric_input *in)
{
    double need = 0;
    size_t flow = 0;
    for (size_t k = 0; k < in->log->series_len && flow < in->flows_len; k++) {
        const bl_series_row *row = &in->log->series[k];
        if (row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_WITHDRAW) {
            need += (double)row->target_ppb / (double)BL_PPB * fabs(in->flows[flow++].amount);
        }
    }
    return need;
}

void bl_metric_relevel_put(const bl_metric_input *in, bl_metrics *out)
{
    const double prices = find_price_need(in);
    const double flows = find_flow_need(in);
    const double need = prices + flows;
    bl_metric_put(out, BL_METRIC_NEED_PRICE, prices);
    bl_metric_put(out, BL_METRIC_NEED_FLOW, flows);
    bl_metric_put_if(out, BL_METRIC_NEED_TRADED, need > 0,
                     out->items[BL_METRIC_TRADED].value / need, "no_need");
}
