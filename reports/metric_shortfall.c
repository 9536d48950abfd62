/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_shortfall.c - what deciding and trading cost against the marks of the decision (metrics 3,
 * Perold 1988): delay from the decision to the order, spread and impact of the order, opportunity
 * of what never filled, up to the next attempt, and fees; the ages of the prices traded on.
 *
 * Simplification: an attempt that was undone with its flow wanted nothing; delay counts closes, not
 * what own trades did to them.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double delay, spread, opportunity, fees, wanted; /* whole assets */
} sums;

typedef struct {
    const bl_metric_input *in;
    size_t next[BL_INSTRUMENTS_MAX]; /* the first bar not yet visible */
    double scale[BL_INSTRUMENTS_MAX];
} screen;

/* The close that is visible at a time; times may go back a little. */
static double find_close(screen *s, size_t i, int64_t time_ns)
{
    const bl_bars *bars = &s->in->log->setup->instruments[i].bars;
    size_t *next = &s->next[i];
    *next = bl_bars_count_visible(bars, *next, time_ns);
    while (*next > 1 && bl_bars_time(bars, *next - 1) > time_ns) {
        (*next)--;
    }
    return *next > 0 ? (double)bars->close[*next - 1] * s->scale[i] : 0;
}

static screen open_screen(const bl_metric_input *in)
{
    screen s = {.in = in};
    for (size_t i = 0; i < in->log->setup->instruments_len; i++) {
        const bl_instrument *it = &in->log->setup->instruments[i];
        s.scale[i] = 1 / pow(10, it->price_decimals + it->quantity_decimals);
    }
    return s;
}

static bool is_attempt(const bl_runlog_audit *record)
{
    return record->event == BL_EVENT_REBALANCE || record->event == BL_EVENT_FAILED ||
           record->event == BL_EVENT_CALLED_OFF;
}

/* When the next attempt is decided, or the end. */
static int64_t find_next(const bl_runlog *log, size_t record)
{
    for (size_t k = record + 1; k < log->audit_len; k++) {
        if (is_attempt(&log->audit[k])) {
            return log->audit[k].decided_ns > log->audit[record].time_ns
                       ? log->audit[k].decided_ns
                       : log->audit[record].time_ns;
        }
    }
    return log->setup->end_ns;
}

/* The fills of an attempt: those of its cause since it was decided. */
static void add_fills(sums *sum, screen *s, const bl_runlog_audit *record, size_t *fill)
{
    const bl_runlog *log = s->in->log;
    for (; *fill < log->fills_len && log->fills[*fill].time_ns <= record->time_ns; (*fill)++) {
        const bl_fill_row *it = &log->fills[*fill];
        if (it->time_ns == record->time_ns && it->cause != record->cause) {
            return;
        }
        if (it->cause != record->cause || it->time_ns < record->decided_ns ||
            it->reason > BL_FILL_UNWIND) {
            continue;
        }
        const size_t i = it->instrument;
        const double q = (double)it->quantity.v;
        const double decided = find_close(s, i, record->decided_ns);
        const double mark = (double)it->mark.v * s->scale[i];
        sum->delay += q * (mark - decided);
        sum->spread += q * ((double)it->price.v * s->scale[i] - mark);
        sum->fees += (double)it->fee.v * s->in->unit;
    }
}

static void add_attempt(sums *sum, screen *s, size_t record, size_t *fill)
{
    const bl_runlog *log = s->in->log;
    const size_t n = log->setup->instruments_len;
    const bl_runlog_audit *it = &log->audit[record];
    const bl_qty *pre = log->sizes + 3 * n * record;
    const int64_t next_ns = find_next(log, record);
    add_fills(sum, s, it, fill);
    for (size_t i = 0; i < n; i++) {
        const double decided = find_close(s, i, it->decided_ns);
        const double wanted = (double)pre[n + i].v - (double)pre[i].v;
        const double missed = (double)pre[n + i].v - (double)pre[2 * n + i].v;
        sum->wanted += fabs(wanted) * decided;
        sum->opportunity += missed * (find_close(s, i, next_ns) - decided);
    }
}

/* The last flow that stood up to a row; -1: none. */
static int64_t find_last_flow(const bl_runlog *log, const bl_series_row *row, size_t *share,
                              int64_t last)
{
    const size_t told = log->row_shares ? log->row_shares[row - log->series] : 0;
    for (; *share < told; (*share)++) {
        const bl_share_row *it = &log->shares[*share];
        last = it->holder == BL_HOLDER_LP && it->flow != BL_NO_CAUSE ? it->flow : last;
    }
    return last;
}

static void add_attempts(sums *sum, screen *s)
{
    const bl_runlog *log = s->in->log;
    size_t fill = 0;
    size_t share = 0;
    size_t audit = 0;
    int64_t last_flow = BL_NO_CAUSE;
    for (size_t k = 0; k < log->series_len; k++) {
        const bl_series_row *row = &log->series[k];
        last_flow = find_last_flow(log, row, &share, last_flow);
        const bl_runlog_audit *record = bl_runlog_find_attempt(log, &audit, row);
        if (record && (record->flow == BL_NO_CAUSE || record->flow == last_flow)) {
            add_attempt(sum, s, (size_t)(record - log->audit), &fill);
        }
    }
}

static void put_shortfall(const sums *sum, const char *why, bl_metrics *out)
{
    const struct {
        bl_metric_id id;
        double value;
    } parts[] = {
        {BL_METRIC_IS, sum->delay + sum->spread + sum->opportunity + sum->fees},
        {BL_METRIC_IS_DELAY, sum->delay},
        {BL_METRIC_IS_SPREAD, sum->spread},
        {BL_METRIC_IS_OPPORTUNITY, sum->opportunity},
        {BL_METRIC_IS_EXPLICIT, sum->fees},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bl_metric_put_if(out, parts[i].id, sum->wanted > 0,
                         sum->wanted > 0 ? 1e4 * parts[i].value / sum->wanted : 0, why);
    }
}

/* ---- ages and durations */

static void put_ranks(double *values, size_t len, bl_metric_id first, const char *why,
                      bl_metrics *out)
{
    qsort(values, len, sizeof *values, bl_metric_compare_doubles);
    const bool some = len > 0;
    bl_metric_put_if(out, first, some, some ? bl_metric_rank(values, len, 0.50) : 0, why);
    bl_metric_put_if(out, first + 1, some, some ? bl_metric_rank(values, len, 0.95) : 0, why);
    bl_metric_put_if(out, first + 2, some, some ? values[len - 1] : 0, why);
}

static void put_ages(screen *s, double *ages, bl_metrics *out)
{
    const bl_runlog *log = s->in->log;
    size_t len = 0;
    for (size_t k = 0; k < log->fills_len; k++) {
        const bl_fill_row *it = &log->fills[k];
        if (it->reason > BL_FILL_UNWIND) {
            continue;
        }
        (void)find_close(s, it->instrument, it->time_ns);
        const bl_bars *bars = &log->setup->instruments[it->instrument].bars;
        const size_t next = s->next[it->instrument];
        const int64_t seen_ns = next > 0 ? bl_bars_time(bars, next - 1) : it->time_ns;
        ages[len++] = (double)(it->time_ns - seen_ns) / (double)BL_NS_PER_S;
    }
    put_ranks(ages, len, BL_METRIC_DATA_AGE_P50, "no_fills", out);
}

static void put_durations(const bl_runlog *log, double *spans, const char *why, bl_metrics *out)
{
    size_t len = 0;
    for (size_t k = 0; k < log->audit_len; k++) {
        const bl_runlog_audit *it = &log->audit[k];
        if (it->event == BL_EVENT_REBALANCE) {
            spans[len++] = (double)(it->time_ns - it->decided_ns) / (double)BL_NS_PER_S;
        }
    }
    put_ranks(spans, len, BL_METRIC_COMPLETE_P50, why, out);
}

bool bl_metric_shortfall_put(const bl_metric_input *in, bl_metrics *out)
{
    const bl_runlog *log = in->log;
    const size_t most = (log->fills_len > log->audit_len ? log->fills_len : log->audit_len) + 1;
    double *values = malloc(most * sizeof *values);
    if (!values) {
        return false;
    }
    sums sum = {0};
    screen s = open_screen(in);
    const bool in_coins = log->setup->accounting == BL_ACCOUNTING_NAV;
    const char *why = in_coins ? "no_attempts" : "not_recorded"; /* cranks record liquidities */
    if (in_coins) {
        add_attempts(&sum, &s);
    }
    put_shortfall(&sum, why, out);
    put_ages(&s, values, out);
    put_durations(log, values, why, out);
    free(values);
    return true;
}
