/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_leverage.c - leverage and its drift from the target (metrics 1), on the mark grid.
 *
 * Time-weighted numbers integrate the step function exactly. Extremes look at every mark, also at
 * those that last no time, except the flow row of a flow that is rescaled in the same act. Above
 * the band means by more than 1e-9, so that a drift of exactly the band is inside it.
 *
 * Simplification: quantiles come from a histogram of |d| in places of 0.001 %, up to 1000 %.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

static const double places_per_one = 1e5; /* 0.001 % */
enum { HISTOGRAM_LEN = 1000001 };
static const double band_slack = 1e-9;

bool bl_metric_leverage_begin(bl_metric_leverage *s, const bl_metric_input *in)
{
    *s = (bl_metric_leverage){ .low = INFINITY, .high = -INFINITY, .headroom = INFINITY,
                               .distance = INFINITY, .end = NAN, .d_max = -1, .abs_max = -1 };
    s->histogram = calloc(HISTOGRAM_LEN, sizeof *s->histogram);
    s->restore = malloc((in->log->series_len + 1) * sizeof *s->restore);
    s->waiting = malloc((in->log->series_len + 1) * sizeof *s->waiting);
    return s->histogram && s->restore && s->waiting;
}

void bl_metric_leverage_fini(bl_metric_leverage *s)
{
    free(s->histogram);
    free(s->restore);
    free(s->waiting);
}

static void close_stay(bl_metric_band *band, int64_t time_ns)
{
    const double stay = (double)(time_ns - band->since_ns);
    band->is_above = false;
    if (stay <= 0)
        return;
    band->excursions++;
    if (stay > band->longest) {
        band->longest = stay;
        band->longest_ns = band->since_ns;
    }
}

static void follow_band(bl_metric_leverage *s, const bl_mark *mark, double size, double band,
                        double lasted)
{
    const bool above = size > band + band_slack;
    if (above && !s->band.is_above) {
        s->band.is_above = true;
        s->band.since_ns = mark->time_ns;
    }
    if (!above && s->band.is_above)
        close_stay(&s->band, mark->time_ns);
    if (above) {
        s->band.above += lasted;
        s->band.area += (size - band) * lasted;
        return;
    }
    for (; s->waiting_len > 0; s->waiting_len--)
        s->restore[s->restore_len++] =
            (double)(mark->time_ns - s->waiting[s->waiting_len - 1]) / (double)BL_NS_PER_S;
}

static void add_drift(bl_metric_leverage *s, const bl_mark *mark, double d, double lasted)
{
    const double size = fabs(d);
    s->d_weight += lasted;
    s->d_sum += d * lasted;
    s->d_abs += size * lasted;
    s->d_square += d * d * lasted;
    if (size > s->d_max) {
        s->d_max = size;
        s->d_max_ns = mark->time_ns;
    }
    const double place = size * places_per_one + (1 - 1e-6); /* the next place, unless on one */
    const size_t at = place < HISTOGRAM_LEN - 1 ? (size_t)place : HISTOGRAM_LEN - 1;
    s->histogram[at] += lasted;
    if (at > s->histogram_top)
        s->histogram_top = at;
}

static void add_leverage(bl_metric_leverage *s, const bl_mark *mark, double lasted)
{
    s->weight += lasted;
    s->sum += mark->leverage * lasted;
    if (mark->leverage > s->high) {
        s->high = mark->leverage;
        s->high_ns = mark->time_ns;
    }
    if (mark->leverage < s->low) {
        s->low = mark->leverage;
        s->low_ns = mark->time_ns;
    }
    const double gap = fabs(mark->leverage - mark->target);
    if (gap > s->abs_max) {
        s->abs_max = gap;
        s->abs_max_ns = mark->time_ns;
    }
}

/* How far all prices may move together before the maintenance margin is reached. */
static void add_margin(bl_metric_leverage *s, const bl_mark *mark, double mm)
{
    const double headroom = 1 - mm * mark->leverage;
    if (headroom < s->headroom) {
        s->headroom = headroom;
        s->headroom_ns = mark->time_ns;
    }
    const double lack = mm * mark->gross - mark->equity;
    const double gain = mark->net - mm * mark->gross;
    if (gain == 0 || fabs(lack) >= fabs(s->distance * gain)) /* saves a division a mark */
        return;
    if (lack / gain > -1) {
        s->distance = lack / gain;
        s->distance_ns = mark->time_ns;
    }
}

void bl_metric_leverage_step(bl_metric_leverage *s, const bl_metric_input *in, const bl_mark *mark)
{
    const double lasted = (double)(mark->until_ns - mark->time_ns);
    const bool defined = mark->equity > 0 && !isnan(mark->leverage);
    const bool drifts = defined && mark->target > 0;
    const double d = drifts ? mark->leverage / mark->target - 1 : 0;
    s->end = mark->leverage;
    s->net_end = mark->net;
    s->equity_end = mark->equity;
    if (!(mark->equity > 0) && (mark->gross > 0 || mark->supply > 0))
        s->insolvent += lasted;
    if (drifts && mark->row &&
        (mark->row->event == BL_EVENT_DEPOSIT || mark->row->event == BL_EVENT_WITHDRAW))
        s->waiting[s->waiting_len++] = mark->time_ns;
    if (bl_metric_is_inside_act(in, mark))
        return;
    if (defined) {
        add_leverage(s, mark, lasted);
        add_margin(s, mark, (double)in->log->setup->venue.mm_ppb / (double)BL_PPB);
    }
    if (drifts) {
        add_drift(s, mark, d, lasted);
        follow_band(s, mark, fabs(d), (double)in->options.band_ppb / (double)BL_PPB, lasted);
    } else if (s->band.is_above) {
        close_stay(&s->band, mark->time_ns);
    }
}

static double find_quantile(const bl_metric_leverage *s, double p)
{
    double seen = 0;
    size_t at = 0;
    for (; at < s->histogram_top; at++) {
        seen += s->histogram[at];
        if (seen >= p * s->d_weight)
            break;
    }
    return 100 * (double)at / places_per_one;
}

/* Kaplan-Meier: the first t with S(t) <= 1/2; negative where the waiting flows hide it. Ties of
 * an end and a censoring count the end first, as is the custom. */
static double find_median(bl_metric_leverage *s, int64_t end_ns)
{
    qsort(s->restore, s->restore_len, sizeof *s->restore, bl_metric_compare_doubles);
    size_t at_risk = s->restore_len + s->waiting_len;
    size_t next = s->waiting_len; /* waiting is ascending in time: shortest waits are last */
    double survival = 1;
    for (size_t i = 0; i < s->restore_len; i++) {
        while (next > 0 && (double)(end_ns - s->waiting[next - 1]) / (double)BL_NS_PER_S <
                               s->restore[i]) {
            next--;
            at_risk--;
        }
        survival *= 1 - 1 / (double)at_risk--;
        if (survival <= 0.5 + 1e-12)
            return s->restore[i];
    }
    return -1;
}

static void put_restore(bl_metric_leverage *s, const bl_metric_input *in, bl_metrics *out)
{
    bl_metric_put(out, BL_METRIC_RESTORE_CENSORED, (double)s->waiting_len);
    if (s->restore_len + s->waiting_len == 0) {
        bl_metric_put_null(out, BL_METRIC_RESTORE_MEDIAN, "no_flows");
        bl_metric_put_null(out, BL_METRIC_RESTORE_MAX, "no_flows");
        return;
    }
    const double median = find_median(s, in->log->setup->end_ns);
    bl_metric_put_if(out, BL_METRIC_RESTORE_MEDIAN, median >= 0, median, "censored");
    bl_metric_put_if(out, BL_METRIC_RESTORE_MAX, s->restore_len > 0,
                     s->restore_len > 0 ? s->restore[s->restore_len - 1] : 0, "none_restored");
}

static void put_band(bl_metric_leverage *s, const bl_metric_input *in, bl_metrics *out)
{
    if (s->band.is_above)
        close_stay(&s->band, in->log->setup->end_ns);
    const bl_metric_band *band = &s->band;
    bl_metric_put_if(out, BL_METRIC_TIME_ABOVE_BAND, s->d_weight > 0,
                     100 * band->above / s->d_weight, "no_target");
    bl_metric_put_at(out, BL_METRIC_STAY_ABOVE_BAND_MAX, band->longest / (double)BL_NS_PER_S,
                     band->longest > 0 ? band->longest_ns : BL_METRICS_NO_TIME);
    bl_metric_put(out, BL_METRIC_EXCURSIONS, (double)band->excursions);
    bl_metric_put(out, BL_METRIC_DRIFT_AREA,
                  100 * band->area / (3600.0 * (double)BL_NS_PER_S));
}

static void put_drift(const bl_metric_leverage *s, bl_metrics *out)
{
    static const struct {
        bl_metric_id id;
        double p;
    } quantiles[] = { { BL_METRIC_DRIFT_P50, 0.50 },
                      { BL_METRIC_DRIFT_P95, 0.95 },
                      { BL_METRIC_DRIFT_P99, 0.99 } };
    const bool some = s->d_weight > 0;
    bl_metric_put_if(out, BL_METRIC_DRIFT_MEAN, some, 100 * s->d_sum / s->d_weight, "no_target");
    bl_metric_put_if(out, BL_METRIC_DRIFT_MEAN_ABS, some, 100 * s->d_abs / s->d_weight,
                     "no_target");
    bl_metric_put_if(out, BL_METRIC_DRIFT_RMS, some, 100 * sqrt(s->d_square / s->d_weight),
                     "no_target");
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++)
        bl_metric_put_if(out, quantiles[i].id, some, find_quantile(s, quantiles[i].p),
                         "no_target");
    if (s->d_max >= 0)
        bl_metric_put_at(out, BL_METRIC_DRIFT_MAX, 100 * s->d_max, s->d_max_ns);
    else
        bl_metric_put_null(out, BL_METRIC_DRIFT_MAX, "no_target");
}

static void put_margin(const bl_metric_leverage *s, bl_metrics *out)
{
    if (isfinite(s->headroom))
        bl_metric_put_at(out, BL_METRIC_MARGIN_HEADROOM_MIN, 100 * s->headroom, s->headroom_ns);
    else
        bl_metric_put_null(out, BL_METRIC_MARGIN_HEADROOM_MIN, "insolvent");
    if (isfinite(s->distance))
        bl_metric_put_at(out, BL_METRIC_LIQUIDATION_DISTANCE, 100 * s->distance, s->distance_ns);
    else
        bl_metric_put_null(out, BL_METRIC_LIQUIDATION_DISTANCE, "unreachable");
}

void bl_metric_leverage_put(bl_metric_leverage *s, const bl_metric_input *in, bl_metrics *out)
{
    static const bl_metric_id levels[] = { BL_METRIC_LEVERAGE_MEAN, BL_METRIC_LEVERAGE_MAX,
                                           BL_METRIC_LEVERAGE_MIN, BL_METRIC_DRIFT_ABS_MAX };
    if (s->abs_max >= 0) {
        bl_metric_put_if(out, BL_METRIC_LEVERAGE_MEAN, s->weight > 0, s->sum / s->weight,
                         "no_time");
        bl_metric_put_at(out, BL_METRIC_LEVERAGE_MAX, s->high, s->high_ns);
        bl_metric_put_at(out, BL_METRIC_LEVERAGE_MIN, s->low, s->low_ns);
        bl_metric_put_at(out, BL_METRIC_DRIFT_ABS_MAX, s->abs_max, s->abs_max_ns);
    } else {
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            bl_metric_put_null(out, levels[i], "insolvent");
    }
    bl_metric_put_if(out, BL_METRIC_LEVERAGE_END, isfinite(s->end), s->end, "insolvent");
    bl_metric_put_if(out, BL_METRIC_LEVERAGE_NET_END, s->equity_end > 0,
                     s->net_end / s->equity_end, "insolvent");
    bl_metric_put(out, BL_METRIC_INSOLVENT_TIME, s->insolvent / (double)BL_NS_PER_S);
    put_drift(s, out);
    put_band(s, in, out);
    put_restore(s, in, out);
    put_margin(s, out);
}
