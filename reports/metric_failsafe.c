/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_failsafe.c - pauses, trips, and what LPs had to bear because of them (metrics 4).
 *
 * Simplifications: a lockup is not taken off a withdrawal's wait, the notice period is; a pause
 * that the end of the run cuts counts as long as it was seen.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double shut, longest; /* ns */
    int64_t longest_ns, first_ns;
    size_t count;
    bool is_shut;
    int64_t since_ns;
} pause;

static void reopen(pause *p, int64_t time_ns)
{
    const double lasted = (double)(time_ns - p->since_ns);
    p->is_shut = false;
    p->shut += lasted;
    if (lasted > p->longest) {
        p->longest = lasted;
        p->longest_ns = p->since_ns;
    }
}

static pause follow_gate(const bl_runlog *log, unsigned gate)
{
    pause p = {.first_ns = BL_METRICS_NO_TIME, .longest_ns = BL_METRICS_NO_TIME};
    for (size_t i = 0; i < log->series_len; i++) {
        const bl_series_row *row = &log->series[i];
        const bool shut = (row->gates & gate) != 0;
        if (shut && !p.is_shut) {
            p.is_shut = true;
            p.since_ns = row->time_ns;
            if (p.count++ == 0) {
                p.first_ns = row->time_ns;
            }
        } else if (!shut && p.is_shut) {
            reopen(&p, row->time_ns);
        }
    }
    if (p.is_shut) {
        reopen(&p, log->setup->end_ns);
    }
    return p;
}

/* first: the gate's first metric; the other five follow it in metrics.def. */
static void put_gate(const bl_metric_input *in, unsigned gate, bl_metric_id first, bl_metrics *out)
{
    const double second = (double)BL_NS_PER_S;
    const pause p = follow_gate(in->log, gate);
    const bool some = p.count > 0;
    bl_metric_put(out, first, p.shut / second);
    bl_metric_put_if(out, first + 1, in->span_ns > 0, 100 * p.shut / in->span_ns, "no_time");
    bl_metric_put_at(out, first + 2, (double)p.count, p.first_ns);
    bl_metric_put_if(out, first + 3, some, p.shut / second / (double)p.count, "never_shut");
    bl_metric_put_at(out, first + 4, p.longest / second, p.longest_ns);
    bl_metric_put_if(out, first + 5, some, (in->span_ns - p.shut) / second / (double)p.count,
                     "never_shut");
}

static bool is_limit(bl_reason reason)
{
    return reason == BL_REASON_DRAWDOWN || reason == BL_REASON_DAILY_LOSS ||
           reason == BL_REASON_MAX_LEVERAGE;
}

static void put_trips(const bl_metric_input *in, bl_metrics *out)
{
    int64_t trip_ns = BL_METRICS_NO_TIME;
    int64_t limit_ns = BL_METRICS_NO_TIME;
    int64_t liquidation_ns = BL_METRICS_NO_TIME;
    size_t limits = 0;
    for (size_t i = in->log->audit_len; i-- > 0;) {
        const bl_runlog_audit *record = &in->log->audit[i];
        if (record->event == BL_EVENT_LIQUIDATION) {
            liquidation_ns = record->time_ns;
        }
        if (record->event != BL_EVENT_ALERT) {
            continue;
        }
        trip_ns = record->time_ns;
        if (is_limit(record->reason)) {
            limits++;
            limit_ns = record->time_ns;
        }
    }
    bl_metric_put_at(out, BL_METRIC_TRIPS, (double)in->counts->trips, trip_ns);
    bl_metric_put_at(out, BL_METRIC_LIMIT_BREACHES, (double)limits, limit_ns);
    bl_metric_put_at(out, BL_METRIC_LIQUIDATIONS, (double)in->counts->liquidations, liquidation_ns);
}

typedef struct {
    double *waits; /* s */
    size_t len, pending;
    double blocked, delayed; /* q, q h */
    double longest;
    int64_t longest_ns;
} queue;

static void add_flow(queue *q, const bl_metric_input *in, const bl_flow_row *row)
{
    const bl_setup *setup = in->log->setup;
    const bool enters = setup->flows.kind[row->seq] == BL_FLOW_DEPOSIT;
    const bool gate = row->reason == BL_REASON_GATE_SHUT || row->reason == BL_REASON_LIQUIDATED;
    if (enters && row->outcome == BL_OUTCOME_REFUSED && gate) {
        q->blocked += (double)setup->flows.amount[row->seq] * in->unit;
    }
    if (!enters && row->outcome == BL_OUTCOME_PENDING) {
        q->pending++;
    }
    if (enters || row->outcome != BL_OUTCOME_SETTLED) {
        return;
    }
    const int64_t due_ns = setup->flows.time_ns[row->seq] + setup->vault.delay_ns;
    const double wait = fmax((double)(row->settled_ns - due_ns) / (double)BL_NS_PER_S, 0);
    q->waits[q->len++] = wait;
    q->delayed += (double)row->amount.v * in->unit * wait / 3600;
    if (wait > q->longest || q->longest_ns == BL_METRICS_NO_TIME) {
        q->longest = wait;
        q->longest_ns = row->settled_ns;
    }
}

static void put_queue(queue *q, bl_metrics *out)
{
    qsort(q->waits, q->len, sizeof *q->waits, bl_metric_compare_doubles);
    const bool some = q->len > 0;
    bl_metric_put(out, BL_METRIC_BLOCKED_DEPOSITS, q->blocked);
    bl_metric_put(out, BL_METRIC_DELAYED_WITHDRAWALS, q->delayed);
    bl_metric_put(out, BL_METRIC_WITHDRAWALS_PENDING, (double)q->pending);
    bl_metric_put_if(out, BL_METRIC_WAIT_P50, some,
                     some ? bl_metric_rank(q->waits, q->len, 0.50) : 0, "no_withdrawals");
    bl_metric_put_if(out, BL_METRIC_WAIT_P95, some,
                     some ? bl_metric_rank(q->waits, q->len, 0.95) : 0, "no_withdrawals");
    if (some) {
        bl_metric_put_at(out, BL_METRIC_WAIT_MAX, q->longest, q->longest_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_WAIT_MAX, "no_withdrawals");
    }
}

bool bl_metric_failsafe_put(const bl_metric_input *in, bl_metrics *out)
{
    queue q = {.waits = malloc((in->log->flows_len + 1) * sizeof *q.waits),
               .longest_ns = BL_METRICS_NO_TIME};
    if (!q.waits) {
        return false;
    }
    for (size_t i = 0; i < in->log->flows_len; i++) {
        add_flow(&q, in, &in->log->flows[i]);
    }
    put_gate(in, BL_GATE_D, BL_METRIC_PAUSE_D_TIME, out);
    put_gate(in, BL_GATE_W, BL_METRIC_PAUSE_W_TIME, out);
    put_gate(in, BL_GATE_T, BL_METRIC_PAUSE_T_TIME, out);
    put_trips(in, out);
    put_queue(&q, out);
    free(q.waits);
    return true;
}
