/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_dealing.c - leverage on the NAV that shares are dealt at (metrics 1). Without an oracle
 * that is E, under `reported` what is unlocked. With one it is E of the last report that arrived
 * and what flowed since (spec 6.12), so it lags; a log has no such column, and the reports are made
 * again from its marks and faults.
 *
 * Simplification: a scaled report is not rounded down to a unit.
 */
#include "metric.h"

#include "../sim/oracle.h"
#include "locktrack.h"

#include <math.h>
#include <stdlib.h>

typedef struct { /* a report, with the flows before it */
    int64_t own_ns, arrives_ns;
    double equity, flowed;
} report;

typedef struct {
    const bl_metric_input *in;
    report last;          /* the one in force */
    report *late;         /* on their way */
    size_t late_len;
    int64_t due_ns;       /* of the next report */
    size_t flow;          /* the next of in->flows */
    double flowed;        /* since the opening */
    double equity, gross; /* now */
    double sum, weight;   /* of G/N: ns, ns G/N */
    double most;
    int64_t most_ns;
} dealing;

static double find_nav(const dealing *d)
{
    return d->last.equity + d->flowed - d->last.flowed;
}

static void look(dealing *d, int64_t time_ns)
{
    const double nav = find_nav(d);
    if (nav > 0 && (d->most_ns == BL_METRICS_NO_TIME || d->gross / nav > d->most)) {
        d->most = d->gross / nav;
        d->most_ns = time_ns;
    }
}

static void take(dealing *d, const report *arrived)
{
    if (arrived->own_ns >= d->last.own_ns) {
        d->last = *arrived;
    }
}

/* The fault that holds a time; faults->len: none (the first in file order). */
static size_t find_fault(const bl_faults *faults, int64_t time_ns)
{
    size_t i = 0;
    while (i < faults->len &&
           !(faults->begin_ns[i] <= time_ns && time_ns < faults->end_ns[i])) {
        i++;
    }
    return i;
}

/* Of an outlier's window only the first report is wrong. */
static bool is_first_in(const bl_setup *setup, int64_t begin_ns, int64_t due_ns)
{
    const int64_t before_ns = due_ns - setup->oracle.report_every_ns;
    return before_ns < begin_ns || before_ns <= setup->start_ns;
}

/* The report that falls due goes out: arrives, is late, or is lost. */
static void send(dealing *d)
{
    const bl_setup *setup = d->in->log->setup;
    const bl_faults *faults = &setup->oracle.faults;
    const size_t fault = find_fault(faults, d->due_ns);
    report made = {d->due_ns, d->due_ns, d->equity, d->flowed};
    if (fault == faults->len) {
        take(d, &made);
        return;
    }
    switch ((bl_fault_kind)faults->kind[fault]) {
    case BL_FAULT_FREEZE:
        return;
    case BL_FAULT_DELAY:
        if (!__builtin_add_overflow(made.own_ns, faults->value[fault], &made.arrives_ns) &&
            made.arrives_ns <= setup->end_ns) {
            d->late[d->late_len++] = made;
        }
        return;
    case BL_FAULT_OUTLIER:
        if (is_first_in(setup, faults->begin_ns[fault], d->due_ns)) {
            made.equity *= (double)faults->value[fault] / (double)BL_PPB;
        }
        break;
    case BL_FAULT_SCALE:
        made.equity *= (double)faults->value[fault] / (double)BL_PPB;
        break;
    }
    take(d, &made);
}

static size_t find_next_late(const dealing *d)
{
    size_t next = 0;
    for (size_t i = 1; i < d->late_len; i++) {
        next = d->late[i].arrives_ns < d->late[next].arrives_ns ? i : next;
    }
    return next;
}

/* When the next report goes out or arrives. */
static int64_t find_news(const dealing *d)
{
    const int64_t late_ns = d->late_len > 0 ? d->late[find_next_late(d)].arrives_ns : INT64_MAX;
    return late_ns < d->due_ns ? late_ns : d->due_ns;
}

static void publish(dealing *d, int64_t time_ns)
{
    if (d->due_ns == time_ns) {
        send(d);
        d->due_ns += d->in->log->setup->oracle.report_every_ns;
        return;
    }
    const size_t next = find_next_late(d);
    take(d, &d->late[next]);
    d->late[next] = d->late[--d->late_len];
}

static void hold(dealing *d, int64_t from_ns, int64_t until_ns)
{
    const double nav = find_nav(d);
    if (nav > 0) {
        d->sum += d->gross / nav * (double)(until_ns - from_ns);
        d->weight += (double)(until_ns - from_ns);
    }
}

/* What comes before the reports of its instant (spec 2.2). */
static bool is_early(const bl_mark *mark)
{
    if (mark->row == NULL) {
        return !mark->traded;
    }
    const bl_event event = mark->row->event;
    return event == BL_EVENT_OPEN || event == BL_EVENT_FUNDING || event == BL_EVENT_LIQUIDATION;
}

static void publish_until(dealing *d, int64_t time_ns)
{
    while (find_news(d) <= time_ns) {
        publish(d, find_news(d));
    }
}

static void step(void *context, const bl_mark *mark)
{
    dealing *d = context;
    const bool early = is_early(mark);
    if (!early) {
        publish_until(d, mark->time_ns);
    }
    if (mark->row != NULL && d->flow < d->in->flows_len &&
        (mark->row->event == BL_EVENT_DEPOSIT || mark->row->event == BL_EVENT_WITHDRAW)) {
        d->flowed += d->in->flows[d->flow++].amount;
    }
    d->equity = mark->equity;
    d->gross = mark->gross;
    if (mark->row != NULL && mark->row->event == BL_EVENT_OPEN) {
        d->last = (report){mark->time_ns, mark->time_ns, mark->equity, 0};
    }
    if (early && mark->until_ns > mark->time_ns) {
        publish_until(d, mark->time_ns);
    }
    if (!bl_metric_is_inside_act(d->in, mark) && (!early || mark->until_ns > mark->time_ns)) {
        look(d, mark->time_ns);
    }
    int64_t from_ns = mark->time_ns;
    for (int64_t news_ns; (news_ns = find_news(d)) < mark->until_ns; from_ns = news_ns) {
        hold(d, from_ns, news_ns);
        publish(d, news_ns);
        look(d, news_ns);
    }
    hold(d, from_ns, mark->until_ns);
}

static void put(const dealing *d, bl_metrics *out)
{
    bl_metric_put_if(out, BL_METRIC_DEALING_MEAN, d->weight > 0, d->sum / d->weight, "insolvent");
    if (d->most_ns != BL_METRICS_NO_TIME) {
        bl_metric_put_at(out, BL_METRIC_DEALING_MAX, d->most, d->most_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_DEALING_MAX, "insolvent");
    }
}

static void copy(bl_metrics *out, bl_metric_id from, bl_metric_id to)
{
    const bl_metric *source = &out->items[from];
    if (source->defined) {
        bl_metric_put_at(out, to, source->value, source->at_ns);
    } else {
        bl_metric_put_null(out, to, source->why_null);
    }
}

typedef struct {
    dealing dealt;
    bl_locktrack track;
} unlocking;

static void step_unlocked(void *context, const bl_mark *mark)
{
    unlocking *u = context;
    dealing *d = &u->dealt;
    if (mark->row != NULL) {
        (void)bl_locktrack_step(&u->track, mark->row);
    }
    const bl_lockview view = bl_locktrack_view(&u->track, mark->time_ns);
    d->last.equity = view.price * view.supply;
    d->gross = mark->gross;
    if (!bl_metric_is_inside_act(d->in, mark)) {
        look(d, mark->time_ns);
    }
    hold(d, mark->time_ns, mark->until_ns);
}

static void put_unlocked(const bl_metric_input *in, bl_metrics *out)
{
    unlocking u = {.dealt = {.in = in, .most_ns = BL_METRICS_NO_TIME}};
    bl_locktrack_begin(&u.track, in->log->setup);
    bl_runlog_walk(in->log, step_unlocked, &u);
    put(&u.dealt, out);
}

bool bl_metric_dealing_put(const bl_metric_input *in, bl_metrics *out)
{
    const bl_oracle_rule *rule = &in->log->setup->oracle;
    if (in->log->setup->accounting == BL_ACCOUNTING_REPORTED) {
        put_unlocked(in, out);
        return true;
    }
    if (!rule->on) {
        copy(out, BL_METRIC_LEVERAGE_MEAN, BL_METRIC_DEALING_MEAN);
        copy(out, BL_METRIC_LEVERAGE_MAX, BL_METRIC_DEALING_MAX);
        return true;
    }
    dealing d = {.in = in,
                 .late = malloc((bl_oracle_late_max(rule) + 1) * sizeof *d.late),
                 .due_ns = in->log->setup->start_ns + rule->report_every_ns,
                 .most_ns = BL_METRICS_NO_TIME};
    if (d.late == NULL) {
        return false;
    }
    bl_runlog_walk(in->log, step, &d);
    put(&d, out);
    free(d.late);
    return true;
}
