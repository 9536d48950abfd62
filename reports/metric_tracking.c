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

bool bl_metric_tracking_begin(bl_metric_tracking *s, const bl_metric_input *in)
{
    *s = (bl_metric_tracking){ .index = 1, .unfunded = 1, .fresh = true };
    const bl_setup *setup = in->log->setup;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_rates *rates = &setup->instruments[i].funding;
        s->targets[i] = (double)setup->instruments[i].target_ppb / (double)BL_PPB;
        while (s->rate[i] < rates->len && rates->time_ns[s->rate[i]] < setup->start_ns)
            s->rate[i]++;
    }
    return bl_metric_days_begin(&s->days, in);
}

void bl_metric_tracking_fini(bl_metric_tracking *s)
{
    free(s->days.values);
}

static double grow(double index, double rate)
{
    return index > 0 && 1 + rate > 0 ? index * (1 + rate) : 0;
}

/* Funding rows up to a time, that included. */
static void pay_funding(bl_metric_tracking *s, const bl_setup *setup, bool holds, int64_t time_ns)
{
    if (s->funding_ns > time_ns)
        return;
    s->funding_ns = INT64_MAX;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_rates *rates = &setup->instruments[i].funding;
        for (; s->rate[i] < rates->len && rates->time_ns[s->rate[i]] <= time_ns; s->rate[i]++) {
            const double rate = (double)rates->rate_ppb[s->rate[i]] / (double)BL_PPB;
            if (holds)
                s->index = grow(s->index, -s->targets[i] * rate);
        }
        if (s->rate[i] < rates->len && rates->time_ns[s->rate[i]] < s->funding_ns)
            s->funding_ns = rates->time_ns[s->rate[i]];
    }
}

static void move_prices(bl_metric_tracking *s, const bl_setup *setup, const bl_mark *mark)
{
    double rate = 0;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const double before = (double)s->marks[i];
        if (before > 0 && mark->marks[i] != s->marks[i])
            rate += s->targets[i] * ((double)mark->marks[i] / before - 1);
        s->marks[i] = mark->marks[i];
    }
    if (mark->target <= 0)
        return;
    s->index = grow(s->index, rate);
    s->unfunded = grow(s->unfunded, rate);
}

static void set_targets(bl_metric_tracking *s, const bl_setup *setup, int64_t time_ns)
{
    const bl_targets *targets = &setup->targets;
    for (; s->target < targets->len && targets->time_ns[s->target] <= time_ns; s->target++)
        s->targets[targets->instrument[s->target]] =
            (double)targets->leverage_ppb[s->target] / (double)BL_PPB;
}

/* Each deposit counts as new for a while: the mean of d over all that time, weighted by how many
 * do. One sum over the marks, whatever the number of deposits. */
static void follow_entrants(bl_metric_tracking *s, const bl_metric_input *in, const bl_mark *mark)
{
    if (mark->row && mark->row->event == BL_EVENT_DEPOSIT)
        s->entrants++;
    const bool drifts = mark->leverage >= 0 && mark->target > 0;
    const double d = drifts ? mark->leverage / mark->target - 1 : 0;
    int64_t from_ns = mark->time_ns;
    while (s->entrants > 0 && from_ns < mark->until_ns) {
        const bl_series_row *rows = in->log->series;
        while (rows[s->closed].event != BL_EVENT_DEPOSIT)
            s->closed++;
        const int64_t old_ns = rows[s->closed].time_ns + in->options.entrant_ns;
        const int64_t to_ns = old_ns < mark->until_ns ? old_ns : mark->until_ns;
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

void bl_metric_tracking_step(bl_metric_tracking *s, const bl_metric_input *in, const bl_mark *mark)
{
    const bl_setup *setup = in->log->setup;
    const bool holds = mark->target > 0;
    pay_funding(s, setup, holds, mark->time_ns - 1);
    if (mark->price_moved || s->fresh)
        move_prices(s, setup, mark);
    s->fresh = false;
    pay_funding(s, setup, holds, mark->time_ns);
    set_targets(s, setup, mark->time_ns);
    follow_entrants(s, in, mark);
    bl_metric_days_step(&s->days, mark, s->index);
}

/* The tick that ends the window of a time: ticks at (t - offset) mod every = 0, flows of a tick's
 * own instant before it. */
static int64_t find_window(const int64_t *params, int64_t time_ns)
{
    const int64_t every = params[0];
    const int64_t since = time_ns - params[1];
    return since / every + (since % every > 0);
}

static void put_netting(const bl_metric_input *in, bl_metrics *out)
{
    const bl_mode_choice *mode = &in->log->setup->mode;
    const bool ticks = mode->model->on_tick;
    if (!ticks && !mode->model->with_flow) {
        bl_metric_put_null(out, BL_METRIC_NETTING_RATIO, "no_schedule");
        return;
    }
    double all = 0;
    double left = 0;
    double sum = 0;
    for (size_t i = 0; i < in->flows_len; i++) {
        const bool cut = i > 0 && (!ticks || find_window(mode->params, in->flows[i].time_ns) !=
                                                 find_window(mode->params,
                                                             in->flows[i - 1].time_ns));
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
    if (!own)
        return false;
    double *ideal = own + most;
    const size_t len = bl_metric_days_returns(outcome->days, own);
    bl_metric_days_returns(&s->days, ideal);
    for (size_t i = 0; i < len; i++)
        own[i] -= ideal[i];
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
