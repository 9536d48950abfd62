/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_lock.c - locked profit, what it covers and whom it serves (metrics 6), from the rows of a
 * `reported` run.
 *
 * Between rows locked profit is followed by the scheme's own formula: it falls in a straight line
 * and then rests, so a mean needs its value at both ends and the second at which it is gone.
 *
 * Simplification: a fee is paid by the holders as far as the price falls at the crank that mints
 * it, by the lock for the rest.
 */
#include "metric.h"

#include "locktrack.h"

#include <math.h>

enum { BPS = 10000 };

typedef struct {
    double value;
    int64_t at_ns;
} extreme;

typedef struct {
    double locked_area, reserve_area, reserve_time; /* x ns */
    double supply_area;
    extreme locked, step, unlock, reserve;
    size_t gains, losses, mints;
    double gain, loss, covered;
    extreme loss_most, loss_cover;
    int64_t mint_ns;
    double entered, subsidy, forfeit;
    double fees, fees_by_holders;
    double price;
} story;

static void widen(extreme *most, double value, int64_t at_ns)
{
    if (most->at_ns == BL_METRICS_NO_TIME || fabs(value) > fabs(most->value)) {
        *most = (extreme){value, at_ns};
    }
}

/* A deposit gets part of what is still locked, a withdrawal leaves its part behind. */
static void add_flow(story *s, const bl_series_row *row, const bl_lockstep *step)
{
    const bl_lockview *before = &step->before;
    const double shares = step->after.supply - before->supply;
    if (row->event == BL_EVENT_DEPOSIT && before->supply > 0) {
        const double paid = step->after.total - before->total;
        s->entered += paid;
        if (before->locked > 0) {
            s->subsidy += shares * step->after.price_full - paid;
        }
    } else if (row->event == BL_EVENT_WITHDRAW) {
        s->forfeit += -shares * (before->price_full - before->price);
    }
}

static void add_crank(story *s, const bl_series_row *row, const bl_lockstep *step)
{
    s->gains += step->gain > 0;
    s->gain += step->gain;
    if (step->loss > 0) {
        s->losses++;
        s->loss += step->loss;
        s->covered += fmin(step->loss, step->before.locked);
        if (step->loss > s->loss_most.value) {
            s->loss_most = (extreme){step->loss, row->time_ns};
            s->loss_cover = (extreme){step->before.locked / step->loss, row->time_ns};
        }
    }
}

static void add_fee(story *s, const bl_metric_input *in, const bl_series_row *row,
                    const bl_lockstep *step)
{
    const double fees = (double)row->fees.v * in->unit;
    if (fees > s->fees) {
        const double fall = (step->before.price - step->after.price) * step->before.supply;
        s->fees_by_holders += fmin(fmax(fall, 0), fees - s->fees);
        s->mint_ns = s->mints++ == 0 ? row->time_ns : s->mint_ns;
        s->fees = fees;
    }
}

static void add_row(story *s, const bl_metric_input *in, const bl_series_row *row,
                    const bl_lockstep *step)
{
    widen(&s->locked, step->after.locked, row->time_ns);
    if (step->after.supply > 0) {
        s->price = step->after.price;
    }
    if (!step->has_before) {
        return;
    }
    if (step->before.price > 0 && step->after.price > 0) {
        widen(&s->step, step->after.price / step->before.price - 1, row->time_ns);
    }
    add_flow(s, row, step);
    add_crank(s, row, step);
    add_fee(s, in, row, step);
}

/* From the last row to the next one, or to the end. */
static void add_span(story *s, const bl_locktrack *track, int64_t until_ns, int64_t buffer_bps)
{
    const int64_t from_ns = track->row.time_ns;
    if (until_ns <= from_ns) {
        return;
    }
    const bl_lockview from = bl_locktrack_view(track, from_ns);
    const bl_lockview until = bl_locktrack_view(track, until_ns);
    const int64_t gone_ns = bl_locktrack_end_ns(track);
    const double lasted = (double)((gone_ns < until_ns ? gone_ns : until_ns) - from_ns);
    s->locked_area += (from.locked + until.locked) / 2 * lasted;
    if (until_ns - from_ns >= BL_NS_PER_S && from.price > 0) {
        const bl_lockview second = bl_locktrack_view(track, from_ns + BL_NS_PER_S);
        widen(&s->unlock, second.price / from.price - 1, from_ns + BL_NS_PER_S);
    }
    const double target = from.total * (double)buffer_bps / BPS;
    if (target > 0) {
        const double drift = fabs(from.reserve / target - 1);
        widen(&s->reserve, drift, from_ns);
        s->reserve_area += drift * (double)(until_ns - from_ns);
        s->reserve_time += (double)(until_ns - from_ns);
    }
}

static story follow(const bl_metric_input *in)
{
    const bl_runlog *log = in->log;
    const extreme none = {0, BL_METRICS_NO_TIME};
    story s = {.locked = none,
               .step = none,
               .unlock = none,
               .reserve = none,
               .loss_most = none,
               .loss_cover = none,
               .mint_ns = BL_METRICS_NO_TIME};
    bl_locktrack track;
    bl_locktrack_begin(&track, log->setup);
    for (size_t i = 0; i < log->series_len; i++) {
        if (i > 0) {
            add_span(&s, &track, log->series[i].time_ns, log->setup->pool.buffer_bps);
        }
        const bl_lockstep step = bl_locktrack_step(&track, &log->series[i]);
        add_row(&s, in, &log->series[i], &step);
    }
    if (log->series_len > 0) {
        add_span(&s, &track, log->setup->end_ns, log->setup->pool.buffer_bps);
    }
    return s;
}

static void put_extreme(bl_metrics *out, bl_metric_id id, extreme most, double scale,
                        const char *why)
{
    if (most.at_ns == BL_METRICS_NO_TIME) {
        bl_metric_put_null(out, id, why);
    } else {
        bl_metric_put_at(out, id, scale * most.value, most.at_ns);
    }
}

static void put_curve(const bl_metric_input *in, const story *s, bl_metrics *out)
{
    const bl_runlog *log = in->log;
    bl_locktrack track;
    bl_locktrack_begin(&track, log->setup);
    put_extreme(out, BL_METRIC_LOCKED_MAX, s->locked, 1, "no_rows");
    bl_metric_put_if(out, BL_METRIC_LOCKED_MEAN, in->span_ns > 0, s->locked_area / in->span_ns,
                     "no_time");
    for (size_t i = 0; i < log->series_len; i++) {
        (void)bl_locktrack_step(&track, &log->series[i]);
    }
    bl_metric_put(out, BL_METRIC_LOCKED_END, bl_locktrack_view(&track, log->setup->end_ns).locked);
    bl_metric_put_if(out, BL_METRIC_VIRTUAL_PRICE, s->price > 0, s->price, "no_shares");
    put_extreme(out, BL_METRIC_PRICE_STEP, s->step, BPS, "no_events");
    put_extreme(out, BL_METRIC_PRICE_UNLOCK, s->unlock, BPS, "no_time");
    const int64_t half_s = bl_locktrack_unlock_s(log->setup, 0.5);
    const int64_t full_s = bl_locktrack_unlock_s(log->setup, 0);
    bl_metric_put_if(out, BL_METRIC_UNLOCK_HALF, half_s >= 0, (double)half_s, "never_unlocks");
    bl_metric_put_if(out, BL_METRIC_UNLOCK_FULL, full_s >= 0, (double)full_s, "never_unlocks");
}

static void put_results(const story *s, bl_metrics *out)
{
    const bool lost = s->losses > 0;
    bl_metric_put(out, BL_METRIC_GAINS, (double)s->gains);
    bl_metric_put(out, BL_METRIC_GAIN_TOTAL, s->gain);
    bl_metric_put(out, BL_METRIC_LOSSES, (double)s->losses);
    bl_metric_put(out, BL_METRIC_LOSS_TOTAL, s->loss);
    put_extreme(out, BL_METRIC_LOSS_MAX, s->loss_most, 1, "no_losses");
    put_extreme(out, BL_METRIC_LOSS_MAX_COVER, s->loss_cover, 100, "no_losses");
    bl_metric_put_if(out, BL_METRIC_LOSS_COVER, lost, lost ? 100 * s->covered / s->loss : 0,
                     "no_losses");
    bl_metric_put(out, BL_METRIC_LOSS_UNCOVERED, s->loss - s->covered);
    bl_metric_put(out, BL_METRIC_SUBSIDY, s->subsidy);
    bl_metric_put_if(out, BL_METRIC_SUBSIDY_BPS, s->entered > 0,
                     s->entered > 0 ? BPS * s->subsidy / s->entered : 0, "no_deposits");
    bl_metric_put(out, BL_METRIC_FORFEIT, s->forfeit);
}

static void put_fees(const bl_metric_input *in, const story *s, bl_metrics *out)
{
    double worth = 0;
    for (size_t i = 0; i < in->log->lps_len; i++) {
        if (in->log->lps[i].holder == BL_HOLDER_VAULT) {
            worth += (double)in->log->lps[i].value.v * in->unit;
        }
    }
    bl_metric_put_at(out, BL_METRIC_FEE_MINTS, (double)s->mints, s->mint_ns);
    bl_metric_put(out, BL_METRIC_FEE_WORTH, worth);
    bl_metric_put(out, BL_METRIC_FEE_GROWTH, worth - s->fees);
    bl_metric_put(out, BL_METRIC_FEE_BY_LOCK, s->fees - s->fees_by_holders);
    bl_metric_put(out, BL_METRIC_FEE_BY_HOLDERS, s->fees_by_holders);
}

/* max_j |c_j/target_j - 1| of one record; negative where no strategy has a target. */
static double find_drift(const bl_qty *sizes, size_t len)
{
    double most = -1;
    for (size_t j = 0; j < len; j++) {
        const double target = (double)sizes[len + j].v;
        if (target > 0) {
            most = fmax(most, fabs((double)sizes[2 * len + j].v / target - 1));
        }
    }
    return most;
}

static void put_drift(const bl_metric_input *in, const story *s, bl_metrics *out)
{
    const bl_runlog *log = in->log;
    const size_t len = bl_setup_sizes_len(log->setup);
    extreme most = {0, BL_METRICS_NO_TIME};
    double area = 0;
    double time = 0;
    for (size_t i = 0; i < log->audit_len; i++) {
        const int64_t until_ns =
            i + 1 < log->audit_len ? log->audit[i + 1].time_ns : log->setup->end_ns;
        const double lasted = (double)(until_ns - log->audit[i].time_ns);
        const double drift = find_drift(log->sizes + 3 * len * i, len);
        if (drift >= 0 && lasted > 0) {
            widen(&most, drift, log->audit[i].time_ns);
            area += drift * lasted;
            time += lasted;
        }
    }
    put_extreme(out, BL_METRIC_RESERVE_DRIFT_MAX, s->reserve, 100, "no_buffer");
    bl_metric_put_if(out, BL_METRIC_RESERVE_DRIFT, s->reserve_time > 0,
                     100 * s->reserve_area / s->reserve_time, "no_buffer");
    put_extreme(out, BL_METRIC_ALLOCATION_DRIFT_MAX, most, 100, "no_target");
    bl_metric_put_if(out, BL_METRIC_ALLOCATION_DRIFT, time > 0, 100 * area / time, "no_target");
}

void bl_metric_lock_put(const bl_metric_input *in, bl_metrics *out)
{
    if (in->log->setup->accounting != BL_ACCOUNTING_REPORTED) {
        for (int id = BL_METRIC_LOCKED_MAX; id <= BL_METRIC_ALLOCATION_DRIFT_MAX; id++) {
            bl_metric_put_null(out, (bl_metric_id)id, "no_locked_profit");
        }
        return;
    }
    const story s = follow(in);
    put_curve(in, &s, out);
    put_results(&s, out);
    put_fees(in, &s, out);
    put_drift(in, &s, out);
}
