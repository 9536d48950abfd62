/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_cost.c - execution and cost (metrics 3), from the fills and the audit records.
 *
 * Simplifications: a leg left out as dust counts as asked and not filled; participation leaves
 * out bars without volume.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

/* The last visible bar of each instrument, moved forward only. */
typedef struct {
    const bl_setup *setup;
    size_t next[BL_INSTRUMENTS_MAX]; /* the first bar not yet visible */
    double scale[BL_INSTRUMENTS_MAX];
} screen;

static screen open_screen(const bl_setup *setup)
{
    screen s = {.setup = setup};
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_instrument *it = &setup->instruments[i];
        s.scale[i] = 1 / pow(10, it->price_decimals + it->quantity_decimals);
    }
    return s;
}

static bool is_outdated(const screen *s, size_t instrument, int64_t time_ns)
{
    const bl_bars *bars = &s->setup->instruments[instrument].bars;
    const size_t next = s->next[instrument];
    return next < bars->len && bl_bars_time(bars, next) <= time_ns;
}

static void watch(screen *s, size_t instrument, int64_t time_ns)
{
    size_t *next = &s->next[instrument];
    *next = bl_bars_count_visible(&s->setup->instruments[instrument].bars, *next, time_ns);
}

typedef struct {
    double traded, fees, slippage; /* whole assets */
    double group, group_max, group_sum;
    int64_t group_max_ns;
    size_t groups;
} costs;

static void close_group(costs *c, int64_t time_ns)
{
    if (c->group <= 0) {
        return;
    }
    c->groups++;
    c->group_sum += c->group;
    if (c->group > c->group_max) {
        c->group_max = c->group;
        c->group_max_ns = time_ns;
    }
    c->group = 0;
}

static costs add_costs(const bl_metric_input *in, const screen *s)
{
    costs c = {0};
    const bl_fill_row *before = NULL;
    for (size_t i = 0; i < in->log->fills_len; i++) {
        const bl_fill_row *fill = &in->log->fills[i];
        if (fill->reason == BL_FILL_OPEN) {
            continue;
        }
        if (before && (before->time_ns != fill->time_ns || before->cause != fill->cause)) {
            close_group(&c, before->time_ns);
        }
        const double scale = s->scale[fill->instrument];
        const double value = fabs((double)fill->quantity.v) * (double)fill->price.v * scale;
        c.traded += value;
        c.group += value;
        c.fees += (double)fill->fee.v * in->unit;
        c.slippage += (double)fill->quantity.v * (double)(fill->price.v - fill->mark.v) * scale;
        before = fill;
    }
    if (before) {
        close_group(&c, before->time_ns);
    }
    return c;
}

static bool is_priced(const bl_fill_row *fill)
{
    return fill->reason == BL_FILL_FILLED || fill->reason == BL_FILL_PARTIAL ||
           fill->reason == BL_FILL_UNWIND;
}

typedef struct {
    double *shares; /* of a bar's volume, one a bar traded on */
    size_t len;
    double most;
    int64_t most_ns;
    double used[BL_INSTRUMENTS_MAX];
} participation;

static void close_bar(participation *p, const screen *s, size_t instrument)
{
    const size_t next = s->next[instrument];
    const bl_bars *bars = &s->setup->instruments[instrument].bars;
    const double volume = next > 0 ? (double)bars->volume[next - 1] : 0;
    if (p->used[instrument] > 0 && volume > 0) {
        const double share = p->used[instrument] / volume;
        p->shares[p->len++] = share;
        if (share > p->most) {
            p->most = share;
            p->most_ns = bl_bars_time(bars, next - 1);
        }
    }
    p->used[instrument] = 0;
}

static void put_participation(participation *p, bl_metrics *out)
{
    qsort(p->shares, p->len, sizeof *p->shares, bl_metric_compare_doubles);
    const bool some = p->len > 0;
    bl_metric_put_if(out, BL_METRIC_PARTICIPATION_MEAN, some,
                     some ? 100 * bl_metric_mean(p->shares, p->len) : 0, "no_fills");
    bl_metric_put_if(out, BL_METRIC_PARTICIPATION_P95, some,
                     some ? 100 * bl_metric_rank(p->shares, p->len, 0.95) : 0, "no_fills");
    if (some) {
        bl_metric_put_at(out, BL_METRIC_PARTICIPATION_MAX, 100 * p->most, p->most_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_PARTICIPATION_MAX, "no_fills");
    }
}

static bool measure_participation(const bl_metric_input *in, bl_metrics *out)
{
    const bl_runlog *log = in->log;
    participation p = {.shares = malloc((log->fills_len + 1) * sizeof *p.shares)};
    if (!p.shares) {
        return false;
    }
    screen s = open_screen(log->setup);
    for (size_t i = 0; i < log->fills_len; i++) {
        const bl_fill_row *fill = &log->fills[i];
        if (!is_priced(fill)) {
            continue;
        }
        if (is_outdated(&s, fill->instrument, fill->time_ns)) {
            close_bar(&p, &s, fill->instrument);
        }
        watch(&s, fill->instrument, fill->time_ns);
        p.used[fill->instrument] += fabs((double)fill->quantity.v);
    }
    for (size_t i = 0; i < log->setup->instruments_len; i++) {
        close_bar(&p, &s, i);
    }
    put_participation(&p, out);
    free(p.shares);
    return true;
}

/* How much of what an attempt asked of one instrument was done, in quantity units. */
static double find_done(int64_t pre, int64_t target, int64_t post)
{
    const double asked = (double)target - (double)pre;
    const double moved = (double)post - (double)pre;
    if (asked * moved <= 0) {
        return 0;
    }
    return fmin(fabs(moved), fabs(asked));
}

static void put_fill_ratio(const bl_metric_input *in, bl_metrics *out)
{
    const bl_runlog *log = in->log;
    const size_t n = log->setup->instruments_len;
    const bool in_coins = log->setup->accounting == BL_ACCOUNTING_NAV; /* not liquidities */
    screen s = open_screen(log->setup);
    double asked = 0;
    double done = 0;
    for (size_t i = 0; i < log->audit_len && in_coins; i++) {
        const bl_runlog_audit *record = &log->audit[i];
        if (record->event != BL_EVENT_REBALANCE && record->event != BL_EVENT_FAILED &&
            record->event != BL_EVENT_CALLED_OFF) {
            continue;
        }
        const bl_qty *pre = log->sizes + 3 * n * i;
        for (size_t k = 0; k < n; k++) {
            watch(&s, k, record->time_ns);
            if (s.next[k] == 0) {
                continue;
            }
            const double value =
                (double)log->setup->instruments[k].bars.close[s.next[k] - 1] * s.scale[k];
            asked += value * fabs((double)pre[n + k].v - (double)pre[k].v);
            done += value * find_done(pre[k].v, pre[n + k].v, pre[2 * n + k].v);
        }
    }
    bl_metric_put_if(out, BL_METRIC_FILL_RATIO, asked > 0, asked > 0 ? 100 * done / asked : 0,
                     in_coins ? "no_attempts" : "not_recorded");
}

static size_t count_targeted(const bl_setup *setup)
{
    size_t count = 0;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        bool targeted = setup->instruments[i].target_ppb != 0;
        for (size_t k = 0; k < setup->targets.len && !targeted; k++) {
            targeted = setup->targets.instrument[k] == i && setup->targets.leverage_ppb[k] != 0;
        }
        count += targeted ? 1 : 0;
    }
    return count;
}

/* Draws of instruments are independent, so a rebalance of all of them is whole with p^n. */
static void put_fill_all_legs(const bl_setup *setup, bl_metrics *out)
{
    const bl_venue *venue = &setup->venue;
    const bool drawn = venue->capacity != NULL && venue->capacity->whole != NULL;
    const double p = drawn ? (double)venue->capacity->whole(venue->capacity_params) / BL_PPB : 0;
    bl_metric_put_if(out, BL_METRIC_FILL_ALL_LEGS, drawn,
                     100 * pow(p, (double)count_targeted(setup)), "not_drawn");
}

/* Attempts of a book are counted, a crank that a strategy refused is only recorded. */
static size_t count_failed(const bl_metric_input *in)
{
    size_t failed = 0;
    if (in->log->setup->accounting == BL_ACCOUNTING_NAV) {
        return in->counts->attempts_failed;
    }
    for (size_t i = 0; i < in->log->audit_len; i++) {
        failed += in->log->audit[i].event == BL_EVENT_FAILED ? 1 : 0;
    }
    return failed;
}

static void put_attempts(const bl_metric_input *in, const costs *c, bl_metrics *out)
{
    const bl_run_counts *n = in->counts;
    bl_metric_put(out, BL_METRIC_REBALANCES, (double)n->attempts);
    bl_metric_put(out, BL_METRIC_REBALANCES_COMPLETE, (double)n->attempts_whole);
    bl_metric_put(out, BL_METRIC_REBALANCES_FAILED, (double)n->attempts_failed);
    bl_metric_put(out, BL_METRIC_REBALANCES_UNWOUND, (double)n->attempts_unwound);
    bl_metric_put(out, BL_METRIC_REJECTIONS, (double)(n->flows_refused + count_failed(in)));
    bl_metric_put_if(out, BL_METRIC_REBALANCE_SIZE_MEAN, c->groups > 0,
                     c->group_sum / (double)c->groups, "no_fills");
    if (c->groups > 0) {
        bl_metric_put_at(out, BL_METRIC_REBALANCE_SIZE_MAX, c->group_max, c->group_max_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_REBALANCE_SIZE_MAX, "no_fills");
    }
}

static void put_costs(const bl_metric_input *in, const costs *c, double mean_equity,
                      bl_metrics *out)
{
    double flows = 0;
    for (size_t i = 0; i < in->flows_len; i++) {
        flows += fabs(in->flows[i].amount);
    }
    const double total = c->fees + c->slippage;
    const double years = in->span_ns / (double)BL_METRIC_YEAR_NS;
    const bool solvent = mean_equity > 0;
    bl_metric_put(out, BL_METRIC_TRADED, c->traded);
    bl_metric_put_if(out, BL_METRIC_TURNOVER, solvent, c->traded / mean_equity, "insolvent");
    bl_metric_put_if(out, BL_METRIC_TURNOVER_YEAR, solvent && years > 0,
                     c->traded / mean_equity / years, solvent ? "no_time" : "insolvent");
    bl_metric_put(out, BL_METRIC_COST_FEES, c->fees);
    bl_metric_put(out, BL_METRIC_COST_SLIPPAGE, c->slippage);
    bl_metric_put(out, BL_METRIC_COST_TOTAL, total);
    bl_metric_put_if(out, BL_METRIC_COST_BPS, solvent, 1e4 * total / mean_equity, "insolvent");
    bl_metric_put_if(out, BL_METRIC_COST_PER_FLOW, flows > 0, 1e4 * total / flows, "no_flows");
    bl_metric_put_if(out, BL_METRIC_COST_PER_REBALANCE, c->traded > 0, 1e4 * total / c->traded,
                     "no_fills");
}

bool bl_metric_cost_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                        bl_metrics *out)
{
    const screen s = open_screen(in->log->setup);
    const costs c = add_costs(in, &s);
    double liquidation = 0;
    for (size_t i = 0; i < in->log->audit_len; i++) {
        if (in->log->audit[i].event == BL_EVENT_LIQUIDATION) {
            liquidation += (double)in->log->audit[i].cost.v * in->unit;
        }
    }
    put_costs(in, &c, outcome->mean_equity, out);
    bl_metric_put(out, BL_METRIC_COST_LIQUIDATION, liquidation);
    put_attempts(in, &c, out);
    put_fill_ratio(in, out);
    put_fill_all_legs(in->log->setup, out);
    return measure_participation(in, out);
}
