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
    *s = (bl_metric_leverage){.low = INFINITY,
                              .high = -INFINITY,
                              .headroom = INFINITY,
                              .distance = INFINITY,
                              .free_balance = INFINITY,
                              .end = NAN,
                              .drift.max = -1,
                              .abs_max = -1};
    s->tiered = in->log->setup->venue.tiers.len > 0;
    s->mm = (double)in->log->setup->venue.mm_ppb / (double)BL_PPB;
    s->im = (double)in->log->setup->venue.im_ppb / (double)BL_PPB;
    s->band_width = (double)in->options.band_ppb / (double)BL_PPB;
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
    const double stay = (double)(time_ns - band->stay.from_ns);
    band->is_above = false;
    if (stay <= 0) {
        return;
    }
    band->stay.until_ns = time_ns;
    band->stay.worst = nearbyint(1e6 * band->stay.worst) / 1e4;
    bl_stays_add(&band->stays, &band->stay);
    band->excursions++;
    if (stay > band->longest) {
        band->longest = stay;
        band->longest_ns = band->stay.from_ns;
    }
}

static void enter_band(bl_metric_leverage *s, int64_t time_ns)
{
    if (s->band.is_above) {
        close_stay(&s->band, time_ns);
    }
    for (; s->waiting_len > 0; s->waiting_len--) {
        s->restore[s->restore_len++] =
            (double)(time_ns - s->waiting[s->waiting_len - 1]) / (double)BL_NS_PER_S;
    }
}

static inline size_t find_place(double size)
{
    const double place = size * places_per_one + (1 - 1e-6); /* the next place, unless on one */
    return place < HISTOGRAM_LEN - 1 ? (size_t)(int32_t)place : HISTOGRAM_LEN - 1;
}

/* False for NAN. */
static inline bool is_defined(const bl_stretch *at, size_t i)
{
    return at->leverage[i] >= 0;
}

static inline bool drifts_at(const bl_stretch *at, size_t i)
{
    return at->drift[i] >= -1;
}

/* Looks at each point for a new extreme of the leverage. */
static void note_extremes(bl_metric_leverage *s, const bl_stretch *at)
{
    for (size_t i = 0; i < at->len; i++) {
        const double leverage = at->leverage[i];
        const double gap = fabs(leverage - at->held->target);
        if (!is_defined(at, i)) {
            continue;
        }
        if (leverage > s->high) {
            s->high = leverage;
            s->high_ns = at->time_ns[i];
        }
        if (leverage < s->low) {
            s->low = leverage;
            s->low_ns = at->time_ns[i];
        }
        if (gap > s->abs_max) {
            s->abs_max = gap;
            s->abs_max_ns = at->time_ns[i];
        }
    }
}

/* The level of leverage; the highest of the stretch. Most have no extreme of the run, which is seen
 * without their times: the gap to a fixed target is largest where leverage is lowest or highest. */
static double follow_levels(bl_metric_leverage *s, const bl_stretch *at)
{
    const double target = at->held->target;
    double low = INFINITY;
    double high = -INFINITY;
    double weight = s->weight;
    double sum = s->sum;
    for (size_t i = 0; i < at->len; i++) {
        if (!is_defined(at, i)) {
            continue;
        }
        weight += at->lasted_ns[i];
        sum += at->leverage[i] * at->lasted_ns[i];
        low = at->leverage[i] < low ? at->leverage[i] : low;
        high = at->leverage[i] > high ? at->leverage[i] : high;
    }
    s->weight = weight;
    s->sum = sum;
    if (low < s->low || high > s->high || !(fabs(low - target) <= s->abs_max) ||
        !(fabs(high - target) <= s->abs_max)) {
        note_extremes(s, at);
    }
    return high;
}

/* How far all prices may move together before the maintenance margin is reached. */
static inline void add_distance(bl_metric_leverage *s, const bl_stretch *at, size_t i)
{
    const double lack = s->mm * at->gross[i] - at->equity[i];
    const double gain = at->net[i] - s->mm * at->gross[i];
    if (gain == 0 || fabs(lack) >= fabs(s->distance * gain)) { /* saves a division a mark */
        return;
    }
    if (lack / gain > -1) {
        s->distance = lack / gain;
        s->distance_ns = at->time_ns[i];
    }
}

/* Whether no point of a stretch can be nearer to its margins than one before. The distance is of
 * (1 - mm L) over at most (1 + mm) L, of a lone long position (1 - mm) L. */
static bool is_further(const bl_metric_leverage *s, const bl_stretch *at, double high)
{
    const double slack = 1 + 1e-9; /* for what rounding does to the bound */
    const bool lone_long = at->width == 1 && at->net[0] > 0;
    const double gain_max = (lone_long ? 1 - s->mm : 1 + s->mm) * high * slack;
    return at->equity_min > 0 && 1 - s->mm * high >= s->headroom &&
           1 - s->mm * high >= fabs(s->distance) * gain_max &&
           at->equity_min - s->im * at->gross_max >= s->free_balance;
}

static void follow_margin(bl_metric_leverage *s, const bl_stretch *at, double high)
{
    if (is_further(s, at, high)) {
        return;
    }
    for (size_t i = 0; i < at->len; i++) {
        const double free_balance = at->equity[i] - s->im * at->gross[i];
        const double headroom = 1 - s->mm * at->leverage[i];
        if (!is_defined(at, i)) {
            continue;
        }
        if (free_balance < s->free_balance) {
            s->free_balance = free_balance;
            s->free_ns = at->time_ns[i];
        }
        if (headroom < s->headroom) {
            s->headroom = headroom;
            s->headroom_ns = at->time_ns[i];
        }
        add_distance(s, at, i);
    }
}

static bl_stay_cause find_cause(const bl_mark *mark)
{
    if (!mark->row) {
        return mark->traded ? BL_STAY_TRADING : BL_STAY_PRICE;
    }
    switch (mark->row->event) {
    case BL_EVENT_DEPOSIT:
    case BL_EVENT_WITHDRAW:
        return BL_STAY_FLOW;
    case BL_EVENT_REBALANCE:
    case BL_EVENT_FAILED:
    case BL_EVENT_CALLED_OFF:
    case BL_EVENT_CRANK:
        return BL_STAY_TRADING;
    case BL_EVENT_FUNDING:
        return BL_STAY_FUNDING;
    default:
        return BL_STAY_OTHER;
    }
}

static inline void follow_band(bl_metric_leverage *s, const bl_stretch *at, size_t i)
{
    const double size = fabs(at->drift[i]);
    if (!drifts_at(at, i)) {
        if (s->band.is_above) {
            close_stay(&s->band, at->time_ns[i]);
        }
        return;
    }
    if (!(size > s->band_width + band_slack)) {
        enter_band(s, at->time_ns[i]);
        return;
    }
    if (!s->band.is_above) {
        s->band.is_above = true;
        s->band.stay =
            (bl_stay){.from_ns = at->time_ns[i], .cause = find_cause(at->held)};
    }
    if (size > fabs(s->band.stay.worst)) {
        s->band.stay.worst = at->drift[i];
        s->band.stay.worst_ns = at->time_ns[i];
    }
    const double area = (size - s->band_width) * at->lasted_ns[i];
    s->band.above += at->lasted_ns[i];
    s->band.area += area;
    s->band.area_by[s->band.stay.cause] += area;
}

/* The largest |d| of a stretch, below 0 where there is none. */
static double add_drift(bl_metric_drift *s, const bl_stretch *at, double *histogram)
{
    bl_metric_drift sums = *s;
    double top = -1;
    for (size_t i = 0; i < at->len; i++) {
        if (!drifts_at(at, i)) {
            continue;
        }
        const double d = at->drift[i];
        const double size = fabs(d);
        const double lasted = at->lasted_ns[i];
        sums.weight += lasted;
        sums.sum += d * lasted;
        sums.abs += size * lasted;
        sums.square += d * d * lasted;
        top = size > top ? size : top;
        histogram[find_place(size)] += lasted;
    }
    for (size_t i = 0; top > sums.max; i++) {
        if (drifts_at(at, i) && fabs(at->drift[i]) == top) {
            sums.max = top;
            sums.max_ns = at->time_ns[i];
        }
    }
    *s = sums;
    return top;
}

/* The drift and its stays outside the band; a stretch inside, after one inside, has none. */
static void follow_drift(bl_metric_leverage *s, const bl_stretch *at)
{
    const double top = add_drift(&s->drift, at, s->histogram);
    if (top <= s->band_width && !s->band.is_above && s->waiting_len == 0) {
        return;
    }
    for (size_t i = 0; i < at->len; i++) {
        follow_band(s, at, i);
    }
}

static void add_insolvent(bl_metric_leverage *s, const bl_stretch *at)
{
    for (size_t i = 0; at->equity_min <= 0 && i < at->len; i++) {
        if (!(at->equity[i] > 0) && (at->gross[i] > 0 || at->held->supply > 0)) {
            s->insolvent += at->lasted_ns[i];
        }
    }
}

static bool is_flow(const bl_series_row *row)
{
    return row && (row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_WITHDRAW);
}

void bl_metric_leverage_step(bl_metric_leverage *s, const bl_metric_input *in,
                             const bl_stretch *stretch)
{
    const size_t last = stretch->len - 1;
    const bl_series_row *row = stretch->held->row;
    s->end = stretch->leverage[last];
    s->net_end = stretch->net[last];
    s->equity_end = stretch->equity[last];
    add_insolvent(s, stretch);
    if (is_flow(row) && drifts_at(stretch, 0)) {
        s->waiting[s->waiting_len++] = stretch->time_ns[0];
    }
    if (bl_metric_is_inside_act(in, stretch->held)) {
        return;
    }
    follow_margin(s, stretch, follow_levels(s, stretch));
    follow_drift(s, stretch);
}

static double find_quantile(const bl_metric_leverage *s, double p)
{
    const size_t top = s->drift.max >= 0 ? find_place(s->drift.max) : 0;
    double seen = 0;
    size_t at = 0;
    for (; at < top; at++) {
        seen += s->histogram[at];
        if (seen >= p * s->drift.weight) {
            break;
        }
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
        while (next > 0 &&
               (double)(end_ns - s->waiting[next - 1]) / (double)BL_NS_PER_S < s->restore[i]) {
            next--;
            at_risk--;
        }
        survival *= 1 - 1 / (double)at_risk--;
        if (survival <= 0.5 + 1e-12) {
            return s->restore[i];
        }
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
    if (s->band.is_above) {
        close_stay(&s->band, in->log->setup->end_ns);
    }
    const bl_metric_band *band = &s->band;
    out->stays = band->stays;
    bl_metric_put_if(out, BL_METRIC_TIME_ABOVE_BAND, s->drift.weight > 0,
                     100 * band->above / s->drift.weight, "no_target");
    bl_metric_put_at(out, BL_METRIC_STAY_ABOVE_BAND_MAX, band->longest / (double)BL_NS_PER_S,
                     band->longest > 0 ? band->longest_ns : BL_METRICS_NO_TIME);
    bl_metric_put(out, BL_METRIC_EXCURSIONS, (double)band->excursions);
    bl_metric_put(out, BL_METRIC_DRIFT_AREA, 100 * band->area / (3600.0 * (double)BL_NS_PER_S));
    for (int cause = 0; cause < BL_STAY_CAUSES; cause++) {
        bl_metric_put(out, (bl_metric_id)(BL_METRIC_AREA_PRICE + cause),
                      100 * band->area_by[cause] / (3600.0 * (double)BL_NS_PER_S));
    }
}

static void put_drift(const bl_metric_leverage *s, bl_metrics *out)
{
    static const struct {
        bl_metric_id id;
        double p;
    } quantiles[] = {
        {BL_METRIC_DRIFT_P50, 0.50}, {BL_METRIC_DRIFT_P95, 0.95}, {BL_METRIC_DRIFT_P99, 0.99}};
    const bool some = s->drift.weight > 0;
    bl_metric_put_if(out, BL_METRIC_DRIFT_MEAN, some, 100 * s->drift.sum / s->drift.weight,
                     "no_target");
    bl_metric_put_if(out, BL_METRIC_DRIFT_MEAN_ABS, some, 100 * s->drift.abs / s->drift.weight,
                     "no_target");
    bl_metric_put_if(out, BL_METRIC_DRIFT_RMS, some, 100 * sqrt(s->drift.square / s->drift.weight),
                     "no_target");
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
        bl_metric_put_if(out, quantiles[i].id, some, find_quantile(s, quantiles[i].p), "no_target");
    }
    if (s->drift.max >= 0) {
        bl_metric_put_at(out, BL_METRIC_DRIFT_MAX, 100 * s->drift.max, s->drift.max_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_DRIFT_MAX, "no_target");
    }
}

static void put_margin(const bl_metric_leverage *s, bl_metrics *out)
{
    if (s->tiered) {
        bl_metric_put_null(out, BL_METRIC_FREE_BALANCE_MIN, "tiered_margin");
        bl_metric_put_null(out, BL_METRIC_MARGIN_HEADROOM_MIN, "tiered_margin");
        bl_metric_put_null(out, BL_METRIC_LIQUIDATION_DISTANCE, "tiered_margin");
        return;
    }
    if (isfinite(s->headroom)) {
        bl_metric_put_at(out, BL_METRIC_MARGIN_HEADROOM_MIN, 100 * s->headroom, s->headroom_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_MARGIN_HEADROOM_MIN, "insolvent");
    }
    if (isfinite(s->free_balance)) {
        bl_metric_put_at(out, BL_METRIC_FREE_BALANCE_MIN, s->free_balance, s->free_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_FREE_BALANCE_MIN, "no_time");
    }
    if (isfinite(s->distance)) {
        bl_metric_put_at(out, BL_METRIC_LIQUIDATION_DISTANCE, 100 * s->distance, s->distance_ns);
    } else {
        bl_metric_put_null(out, BL_METRIC_LIQUIDATION_DISTANCE, "unreachable");
    }
}

void bl_metric_leverage_put(bl_metric_leverage *s, const bl_metric_input *in, bl_metrics *out)
{
    static const bl_metric_id levels[] = {BL_METRIC_LEVERAGE_MEAN, BL_METRIC_LEVERAGE_MAX,
                                          BL_METRIC_LEVERAGE_MIN, BL_METRIC_DRIFT_ABS_MAX};
    if (s->abs_max >= 0) {
        bl_metric_put_if(out, BL_METRIC_LEVERAGE_MEAN, s->weight > 0, s->sum / s->weight,
                         "no_time");
        bl_metric_put_at(out, BL_METRIC_LEVERAGE_MAX, s->high, s->high_ns);
        bl_metric_put_at(out, BL_METRIC_LEVERAGE_MIN, s->low, s->low_ns);
        bl_metric_put_at(out, BL_METRIC_DRIFT_ABS_MAX, s->abs_max, s->abs_max_ns);
    } else {
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
            bl_metric_put_null(out, levels[i], "insolvent");
        }
    }
    bl_metric_put_if(out, BL_METRIC_LEVERAGE_END, isfinite(s->end), s->end, "insolvent");
    bl_metric_put_if(out, BL_METRIC_LEVERAGE_NET_END, s->equity_end > 0, s->net_end / s->equity_end,
                     "insolvent");
    bl_metric_put(out, BL_METRIC_INSOLVENT_TIME, s->insolvent / (double)BL_NS_PER_S);
    put_drift(s, out);
    put_band(s, in, out);
    put_restore(s, in, out);
    put_margin(s, out);
}
