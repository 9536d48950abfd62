/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_response.c - from a cause to the trip, from the trip to the review that clears, and
 * requests that nothing can serve any more (metrics 4).
 *
 * Simplifications: a trip while deposits are shut already has no alert and is not seen; a lockup is
 * not taken off what is stuck, the notice period is.
 */
#include "metric.h"
#include "pause.h"

#include <math.h>

/* ---- detection and response */

typedef struct {
    double sum, most; /* ns */
    int64_t most_ns;
    size_t len;
} spans;

static void add(spans *s, int64_t from_ns, int64_t until_ns, int64_t alert_ns)
{
    const double lasted = (double)(until_ns - from_ns);
    s->sum += lasted;
    if (s->len++ == 0 || lasted > s->most) {
        s->most = lasted;
        s->most_ns = alert_ns;
    }
}

static void put_spans(const spans *s, bl_metric_id mean, bl_metrics *out)
{
    const bl_metric_id longest = mean + 1;
    if (s->len == 0) {
        bl_metric_put_null(out, mean, "never_tripped");
        bl_metric_put_null(out, longest, "never_tripped");
        return;
    }
    bl_metric_put(out, mean, s->sum / (double)BL_NS_PER_S / (double)s->len);
    bl_metric_put_at(out, longest, s->most / (double)BL_NS_PER_S, s->most_ns);
}

static void put_trips(const bl_runlog *log, bl_metrics *out)
{
    spans detection = {0};
    spans response = {0};
    const bl_runlog_audit *resumed = log->audit;
    const bl_runlog_audit *alert = NULL; /* under review since */
    for (const bl_runlog_audit *at = log->audit; at < log->audit + log->audit_len; at++) {
        if (bl_pause_is_trip(at) && alert == NULL) {
            alert = at;
            add(&detection, bl_pause_find_cause(log, resumed, at), at->time_ns, at->time_ns);
        } else if (at->event == BL_EVENT_REVIEW && at->reason == BL_REASON_NONE &&
                   alert != NULL) {
            add(&response, alert->time_ns, at->time_ns, alert->time_ns);
            alert = NULL;
            resumed = at;
        }
    }
    if (alert != NULL) {
        add(&response, alert->time_ns, log->setup->end_ns, alert->time_ns);
    }
    put_spans(&detection, BL_METRIC_DETECT_MEAN, out);
    put_spans(&response, BL_METRIC_RESPONSE_MEAN, out);
}

/* ---- stuck */

/* When the book was closed by force last; INT64_MAX: never. */
static int64_t find_liquidation(const bl_runlog *log)
{
    for (size_t k = log->audit_len; k-- > 0;) {
        if (log->audit[k].event == BL_EVENT_LIQUIDATION) {
            return log->audit[k].time_ns;
        }
    }
    return INT64_MAX;
}

/* Since when a request is beyond help; INT64_MAX: it is not. */
static int64_t find_stuck(const bl_runlog *log, const bl_flow_row *flow, int64_t liquidated_ns)
{
    const bl_setup *setup = log->setup;
    const bl_series_row *last = &log->series[log->series_len - 1];
    const bool enters = setup->flows.kind[flow->seq] == BL_FLOW_DEPOSIT;
    const bool shut = (setup->failsafe.without & BL_RULE_LIQUIDATION) == 0;
    const bool ruined = last->equity.v <= 0 && last->gross == 0;
    if (flow->outcome != BL_OUTCOME_PENDING || liquidated_ns == INT64_MAX || !shut ||
        (!enters && !ruined)) {
        return INT64_MAX;
    }
    const int64_t due_ns =
        setup->flows.time_ns[flow->seq] + (enters ? 0 : setup->vault.delay_ns);
    return due_ns > liquidated_ns ? due_ns : liquidated_ns;
}

static void put_stuck(const bl_runlog *log, bl_metrics *out)
{
    const int64_t liquidated_ns = find_liquidation(log);
    int64_t since_ns = log->setup->end_ns;
    size_t len = 0;
    for (size_t k = 0; k < log->flows_len && log->series_len > 0; k++) {
        const int64_t stuck_ns = find_stuck(log, &log->flows[k], liquidated_ns);
        len += stuck_ns < log->setup->end_ns;
        since_ns = stuck_ns < since_ns ? stuck_ns : since_ns;
    }
    const double lasted = (double)(log->setup->end_ns - since_ns);
    bl_metric_put_at(out, BL_METRIC_STUCK_TIME, lasted / (double)BL_NS_PER_S,
                     len > 0 ? since_ns : BL_METRICS_NO_TIME);
    bl_metric_put(out, BL_METRIC_STUCK_REQUESTS, (double)len);
}

void bl_metric_response_put(const bl_metric_input *in, bl_metrics *out)
{
    put_trips(in->log, out);
    put_stuck(in->log, out);
}
