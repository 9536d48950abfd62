/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pause.c - alerts and reviews from the audit records, prices from the last row.
 *
 * Simplification: what causes a trip begins with the outage or the oracle's fault that it is about,
 * else with the first failed attempt of its reason, else with itself.
 */
#include "pause.h"

#include <math.h>

bool bl_pause_is_trip(const bl_runlog_audit *record)
{
    return record->event == BL_EVENT_ALERT && record->reason != BL_REASON_LIQUIDATED;
}

/* The begin of the interval that holds a time; time_ns where none does. */
static int64_t find_begin(const int64_t *begin_ns, const int64_t *end_ns, size_t len,
                          int64_t time_ns)
{
    for (size_t i = 0; i < len; i++) {
        if (begin_ns[i] <= time_ns && time_ns < end_ns[i]) {
            return begin_ns[i];
        }
    }
    return time_ns;
}

static int64_t find_failure(const bl_runlog_audit *since, const bl_runlog_audit *alert)
{
    for (const bl_runlog_audit *at = since; at < alert; at++) {
        if (at->event == BL_EVENT_FAILED && at->reason == alert->reason) {
            return at->time_ns;
        }
    }
    return alert->time_ns;
}

int64_t bl_pause_find_cause(const bl_runlog *log, const bl_runlog_audit *since,
                            const bl_runlog_audit *alert)
{
    const bl_windows *windows = &log->setup->venue.windows;
    const bl_faults *faults = &log->setup->oracle.faults;
    int64_t cause_ns = find_failure(since, alert);
    if (alert->reason == BL_REASON_VENUE_DOWN) {
        cause_ns = find_begin(windows->begin_ns, windows->end_ns, windows->len, alert->time_ns);
    } else if (alert->reason == BL_REASON_DIVERGENCE) {
        cause_ns = find_begin(faults->begin_ns, faults->end_ns, faults->len, alert->time_ns);
    }
    return cause_ns > log->setup->start_ns ? cause_ns : log->setup->start_ns;
}

static double to_seconds(int64_t from_ns, int64_t until_ns)
{
    return (double)(until_ns - from_ns) / (double)BL_NS_PER_S;
}

/* A review whose record has no reason cleared. */
static void follow_reviews(const bl_runlog *log, bl_pause *out)
{
    int64_t since_ns = 0;
    bool under_review = false;
    for (size_t i = 0; i < log->audit_len; i++) {
        const bl_runlog_audit *record = &log->audit[i];
        if (bl_pause_is_trip(record) && !under_review) {
            under_review = true;
            since_ns = record->time_ns;
        } else if (record->event == BL_EVENT_REVIEW && record->reason == BL_REASON_NONE &&
                   under_review) {
            under_review = false;
            out->review_s += to_seconds(since_ns, record->time_ns);
        }
        if (bl_pause_is_trip(record) && !out->tripped) {
            out->tripped = true;
            const int64_t cause_ns = bl_pause_find_cause(log, log->audit, record);
            out->detect_s = to_seconds(cause_ns, record->time_ns);
        }
    }
    if (under_review) {
        out->review_s += to_seconds(since_ns, log->setup->end_ns);
    }
}

bool bl_pause_measure(const bl_runlog *log, const bl_metrics *metrics, bl_pause *out, bl_err *err)
{
    const bl_metric *trips = &metrics->items[BL_METRIC_TRIPS];
    const bl_metric *leverage = &metrics->items[BL_METRIC_LEVERAGE_MAX];
    const bl_series_row *last = log->series_len > 0 ? &log->series[log->series_len - 1] : NULL;
    *out = (bl_pause){.trips = (uint64_t)trips->value,
                      .has_leverage = leverage->defined,
                      .leverage = leverage->value,
                      .price = NAN};
    if (last != NULL && last->supply.v > 0) {
        out->price = (double)last->share_price / 1e12;
    }
    follow_reviews(log, out);
    return bl_waits_measure(log, &out->waits, err);
}

double bl_pause_cost_bps(const bl_pause *with, const bl_pause *without)
{
    return 1e4 * (without->price - with->price);
}
