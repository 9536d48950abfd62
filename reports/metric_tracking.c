/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_tracking.c - the vault beside an ideal one (metrics 2): same targets, no costs,
 * re-levelled at every mark. Its price grows by sum w r at each mark that moves and shrinks by
 * sum w f at each funding; flows do not touch it.
 *
 * Simplification: while the vault's own target is 0 (liquidated, or closed by a limit) the ideal
 * vault holds nothing too.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool bl_metric_tracking_begin(bl_metric_tracking *s, const bl_metric_input *in)
{
    *s = (bl_metric_tracking){.index = 1, .unfunded = 1, .fresh = true};
    const bl_setup *setup = in->log->setup;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_rates *rates = &setup->instruments[i].funding;
        s->targets[i] = (double)setup->instruments[i].target_ppb / (double)BL_PPB;
        while (s->rate[i] < rates->len && rates->time_ns[s->rate[i]] < setup->start_ns) {
            s->rate[i]++;
        }
    }
    return bl_metric_days_begin(&s->days, in);
}

void bl_metric_tracking_fini(bl_metric_tracking *s)
{
    free(s->days.values);
}

static inline double grow(double index, double rate)
{
    return index > 0 && 1 + rate > 0 ? index * (1 + rate) : 0;
}

/* Funding rows up to a time, that included. */
static void pay_funding(bl_metric_tracking *s, const bl_setup *setup, bool holds, int64_t time_ns)
{
    if (s->funding_ns > time_ns) {
        return;
    }
    s->funding_ns = INT64_MAX;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_rates *rates = &setup->instruments[i].funding;
        for (; s->rate[i] < rates->len && rates->time_ns[s->rate[i]] <= time_ns; s->rate[i]++) {
            const double rate = (double)rates->rate_ppb[s->rate[i]] / (double)BL_PPB;
            if (holds) {
                s->index = grow(s->index, -s->targets[i] * rate);
            }
        }
        if (s->rate[i] < rates->len && rates->time_ns[s->rate[i]] < s->funding_ns) {
            s->funding_ns = rates->time_ns[s->rate[i]];
        }
    }
}

/* What the ideal vault earns while prices move from one point to the next. */
static inline double find_rate(const bl_metric_tracking *s, const int64_t *before,
                               const int64_t *marks, size_t len)
{
    double rate = 0;
    for (size_t i = 0; i < len; i++) {
        if (before[i] > 0 && marks[i] != before[i]) {
            rate += s->targets[i] * ((double)marks[i] / (double)before[i] - 1);
        }
    }
    return rate;
}

static void set_targets(bl_metric_tracking *s, const bl_setup *setup, int64_t time_ns)
{
    const bl_targets *targets = &setup->targets;
    for (; s->target < targets->len && targets->time_ns[s->target] <= time_ns; s->target++) {
        s->targets[targets->instrument[s->target]] =
            (double)targets->leverage_ppb[s->target] / (double)BL_PPB;
    }
}

/* When the deposit that has counted as new for longest stops; there is one. */
static int64_t find_close(bl_metric_tracking *s, const bl_metric_input *in)
{
    const bl_series_row *rows = in->log->series;
    while (rows[s->closed].event != BL_EVENT_DEPOSIT) {
        s->closed++;
    }
    return rows[s->closed].time_ns + in->options.entrant_ns;
}

/* A point during which deposits cease to be new. */
static void split_point(bl_metric_tracking *s, const bl_metric_input *in, const bl_stretch *at,
                        size_t i)
{
    const bool drifts = !isnan(at->drift[i]);
    const double d = drifts ? at->drift[i] : 0;
    const int64_t until_ns = at->time_ns[i + 1];
    int64_t from_ns = at->time_ns[i];
    while (s->entrants > 0 && from_ns < until_ns) {
        const int64_t old_ns = find_close(s, in);
        const int64_t to_ns = old_ns < until_ns ? old_ns : until_ns;
        const double weight = drifts ? (double)(to_ns - from_ns) * (double)s->entrants : 0;
        s->entrant_sum += d * weight;
        s->entrant_weight += weight;
        from_ns = to_ns;
        if (old_ns <= to_ns) {
            s->entrants--;
            s->closed++;
        }
    }
}

/* Each deposit counts as new for a while: the mean of d over all that time, weighted by how many
 * do. One sum over the marks, whatever the number of deposits. */
static void follow_entrants(bl_metric_tracking *s, const bl_metric_input *in, const bl_stretch *at)
{
    for (size_t i = 0; i < at->len && s->entrants > 0; i++) {
        const int64_t close_ns = find_close(s, in);
        const double entrants = (double)s->entrants;
        double sum = s->entrant_sum;
        double weights = s->entrant_weight;
        for (; i < at->len && at->time_ns[i + 1] < close_ns; i++) {
            if (isnan(at->drift[i])) {
                continue;
            }
            const double weight = at->lasted_ns[i] * entrants;
            sum += at->drift[i] * weight;
            weights += weight;
        }
        s->entrant_sum = sum;
        s->entrant_weight = weights;
        if (i < at->len) {
            split_point(s, in, at, i);
        }
    }
}

/* Funding and targets that fall at a time, and when to look again. */
static void wake_up(bl_metric_tracking *s, const bl_setup *setup, bool holds, int64_t time_ns)
{
    const bl_targets *targets = &setup->targets;
    pay_funding(s, setup, holds, time_ns);
    set_targets(s, setup, time_ns);
    s->wake_ns = s->funding_ns;
    if (s->target < targets->len && targets->time_ns[s->target] < s->wake_ns) {
        s->wake_ns = targets->time_ns[s->target];
    }
}

/* The marks of the point before. */
static const int64_t *find_before(const bl_metric_tracking *s, const bl_stretch *at, size_t i)
{
    return i > 0 ? at->marks + (i - 1) * at->width : s->marks;
}

/* One point with all that may fall at it: funding due before it, prices, funding, targets. */
static void pass_point(bl_metric_tracking *s, const bl_setup *setup, const bl_stretch *at, size_t i)
{
    const bool holds = at->held->target > 0;
    pay_funding(s, setup, holds, at->time_ns[i] - 1);
    if (holds && (!at->held->row || s->fresh)) {
        const double rate =
            find_rate(s, find_before(s, at, i), at->marks + i * at->width, at->width);
        s->index = grow(s->index, rate);
        s->unfunded = grow(s->unfunded, rate);
    }
    wake_up(s, setup, holds, at->time_ns[i]);
    bl_metric_days_step(&s->days, at->time_ns[i + 1], s->index);
    s->fresh = false;
}

/* Bars from `from` on at which nothing but prices moves; where they end. */
static size_t pass_bars(bl_metric_tracking *s, const bl_stretch *at, size_t from)
{
    const bool holds = at->held->target > 0;
    const int64_t *before = find_before(s, at, from);
    const int64_t *marks = at->marks + from * at->width;
    double index = s->index;
    double unfunded = s->unfunded;
    size_t i = from;
    for (; i < at->len && at->time_ns[i] < s->wake_ns; i++, before = marks, marks += at->width) {
        if (holds) {
            const double rate = find_rate(s, before, marks, at->width);
            index = grow(index, rate);
            unfunded = grow(unfunded, rate);
        }
        bl_metric_days_step(&s->days, at->time_ns[i + 1], index);
    }
    s->index = index;
    s->unfunded = unfunded;
    return i;
}

static void follow_market(bl_metric_tracking *s, const bl_setup *setup, const bl_stretch *at)
{
    for (size_t i = 0; i < at->len; i++) {
        if (!at->held->row) {
            i = pass_bars(s, at, i);
        }
        if (i < at->len) {
            pass_point(s, setup, at, i);
        }
    }
    memcpy(s->marks, find_before(s, at, at->len), at->width * sizeof *s->marks);
}

void bl_metric_tracking_step(bl_metric_tracking *s, const bl_metric_input *in,
                             const bl_stretch *stretch)
{
    const bl_series_row *row = stretch->held->row;
    follow_market(s, in->log->setup, stretch);
    s->entrants += row && row->event == BL_EVENT_DEPOSIT;
    follow_entrants(s, in, stretch);
}

/* The tick that ends the window of a time; flows of a tick's own instant come before it. */
static int64_t find_window(const bl_mode_choice *mode, int64_t time_ns)
{
    return mode->model->next_tick(mode->params, time_ns - 1);
}

static void put_netting(const bl_metric_input *in, bl_metrics *out)
{
    const bl_mode_choice *mode = &in->log->setup->mode;
    const bool ticks = mode->model->next_tick != NULL;
    if (!ticks && !mode->model->with_flow) {
        bl_metric_put_null(out, BL_METRIC_NETTING_RATIO, "no_schedule");
        return;
    }
    double all = 0;
    double left = 0;
    double sum = 0;
    for (size_t i = 0; i < in->flows_len; i++) {
        const bool cut =
            i > 0 && (!ticks || find_window(mode, in->flows[i].time_ns) !=
                                    find_window(mode, in->flows[i - 1].time_ns));
        if (cut) {
            left += fabs(sum);
            sum = 0;
        }
        sum += in->flows[i].amount;
        all += fabs(in->flows[i].amount);
    }
    left += fabs(sum);
    bl_metric_put_if(out, BL_METRIC_NETTING_RATIO, all > 0, 100 * (1 - left / all), "no_flows");
}

static bool put_error(const bl_metric_tracking *s, const bl_metric_outcome *outcome,
                      bl_metrics *out)
{
    const size_t most = s->days.len + 1;
    double *own = malloc(2 * most * sizeof *own);
    if (!own) {
        return false;
    }
    double *ideal = own + most;
    const size_t len = bl_metric_days_returns(outcome->days, own);
    bl_metric_days_returns(&s->days, ideal);
    for (size_t i = 0; i < len; i++) {
        own[i] -= ideal[i];
    }
    const bool enough = len >= 2;
    bl_metric_put_if(out, BL_METRIC_TRACKING_ERROR, enough,
                     enough ? 100 * sqrt(BL_METRIC_DAYS_PER_YEAR) * bl_metric_stdev(own, len) : 0,
                     "too_few_days");
    free(own);
    return true;
}

bool bl_metric_tracking_put(bl_metric_tracking *s, const bl_metric_input *in,
                            const bl_metric_outcome *outcome, bl_metrics *out)
{
    bl_metric_days_end(&s->days, in->log->setup->end_ns, s->index);
    const double twr = outcome->twr;
    const double years = in->span_ns / (double)BL_METRIC_YEAR_NS;
    const double yearly = pow(1 + twr, 1 / years) - pow(s->index, 1 / years);
    bl_metric_put(out, BL_METRIC_IDEAL_TWR, 100 * (s->index - 1));
    bl_metric_put(out, BL_METRIC_TRACKING_DIFFERENCE, 1e4 * (1 + twr - s->index));
    bl_metric_put(out, BL_METRIC_TRACKING_DIFFERENCE_UNFUNDED, 1e4 * (1 + twr - s->unfunded));
    bl_metric_put_if(out, BL_METRIC_TRACKING_DIFFERENCE_YEAR, years >= 1, 1e4 * yearly,
                     "under_one_year");
    bl_metric_put_if(out, BL_METRIC_ENTRANT_EXPOSURE, s->entrant_weight > 0,
                     100 * s->entrant_sum / s->entrant_weight, "no_deposits");
    put_netting(in, out);
    return put_error(s, outcome, out);
}
