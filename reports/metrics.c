/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metrics.c - the table of metrics, and one walk over the mark grid for every section that needs
 * it.
 *
 * Invariants: the table is in the order of metrics.def and every entry is either defined or has a
 * reason; sums run in the order of the log, so equal logs give equal numbers.
 */
#include "metrics.h"

#include "../data/decimal.h"
#include "metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const bl_metric definitions[BL_METRICS_MAX] = {
#define X(id, name, unit, places, place, formula)                                                  \
    {name, unit, place, formula, places, false, 0, "not_computed", BL_METRICS_NO_TIME},
#include "metrics.def"
#undef X
};

void bl_metrics_list(bl_metrics *out)
{
    memcpy(out->items, definitions, sizeof definitions);
    out->len = BL_METRICS_MAX;
}

const bl_metric *bl_metrics_find(const bl_metrics *metrics, const char *name)
{
    for (size_t i = 0; i < metrics->len; i++) {
        if (strcmp(metrics->items[i].name, name) == 0) {
            return &metrics->items[i];
        }
    }
    return NULL;
}

size_t bl_metrics_print_value(const bl_metric *metric, char out[BL_METRICS_TEXT])
{
    size_t len = 1;
    out[0] = '-';
    if (metric->defined) {
        const double scaled = nearbyint(metric->value * pow(10, metric->places));
        len = bl_decimal_print((bl_i128)scaled, metric->places, out);
    }
    out[len] = '\0';
    return len;
}

static int compare_flows(const void *a, const void *b)
{
    const bl_metric_flow *x = a;
    const bl_metric_flow *y = b;
    if (x->time_ns != y->time_ns) {
        return x->time_ns < y->time_ns ? -1 : 1;
    }
    return (x->seq > y->seq) - (x->seq < y->seq);
}

static bool gather_flows(bl_metric_input *in)
{
    const bl_runlog *log = in->log;
    in->flows = malloc((log->flows_len + 1) * sizeof *in->flows);
    if (!in->flows) {
        return false;
    }
    for (size_t i = 0; i < log->flows_len; i++) {
        const bl_flow_row *row = &log->flows[i];
        if (row->outcome != BL_OUTCOME_SETTLED) {
            continue;
        }
        const double amount = (double)row->amount.v * in->unit;
        const bool enters = log->setup->flows.kind[row->seq] == BL_FLOW_DEPOSIT;
        in->flows[in->flows_len++] =
            (bl_metric_flow){row->settled_ns, row->seq, enters ? amount : -amount};
    }
    qsort(in->flows, in->flows_len, sizeof *in->flows, compare_flows);
    return true;
}

typedef struct {
    bl_metric_input in;
    bl_metric_leverage leverage;
    bl_metric_tracking tracking;
    bl_metric_returns returns;
} pass;

static void step(void *context, const bl_stretch *stretch)
{
    pass *p = context;
    bl_metric_returns_step(&p->returns, &p->in, stretch);
    bl_metric_tracking_step(&p->tracking, &p->in, stretch);
    bl_metric_leverage_step(&p->leverage, &p->in, stretch);
}

static bool measure(pass *p, bl_metrics *out)
{
    if (!gather_flows(&p->in) || !bl_metric_leverage_begin(&p->leverage, &p->in) ||
        !bl_metric_tracking_begin(&p->tracking, &p->in) ||
        !bl_metric_returns_begin(&p->returns, &p->in)) {
        return false;
    }
    bl_runlog_walk_stretches(p->in.log, step, p);
    const bl_metric_outcome outcome = bl_metric_returns_outcome(&p->returns, &p->in);
    bl_metric_leverage_put(&p->leverage, &p->in, out);
    bl_metric_fees_put(&p->in, &outcome, out);
    bl_metric_lock_put(&p->in, out);
    if (!bl_metric_tracking_put(&p->tracking, &p->in, &outcome, out) ||
        !bl_metric_cost_put(&p->in, &outcome, out) || !bl_metric_failsafe_put(&p->in, out) ||
        !bl_metric_lp_put(&p->in, &outcome, out) ||
        !bl_metric_returns_put(&p->returns, &p->in, &outcome, out)) {
        return false;
    }
    bl_metric_attribution_put(&p->in, &outcome, p->tracking.unfunded, out);
    bl_metric_absent_put(p->in.log->setup, out);
    return true;
}

bool bl_metrics_compute(const bl_runlog *log, const bl_run_counts *counts,
                        const bl_metrics_options *options, bl_metrics *out, bl_err *err)
{
    const bl_setup *setup = log->setup;
    pass p = {.in = {.log = log, .counts = counts, .options = *options}};
    p.in.unit = 1 / pow(10, setup->vault.decimals);
    p.in.span_ns = (double)(setup->end_ns - setup->start_ns);
    bl_metrics metrics;
    bl_metrics_list(&metrics);
    const bool done = measure(&p, &metrics);
    bl_metric_leverage_fini(&p.leverage);
    bl_metric_tracking_fini(&p.tracking);
    bl_metric_returns_fini(&p.returns);
    free(p.in.flows);
    if (!done) {
        bl_err_set(err, BL_MEMORY, "metrics: out of memory");
        return false;
    }
    *out = metrics;
    return true;
}
