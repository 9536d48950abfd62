/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric.c - what the sections share: rounding a value into its place in the table, order
 * statistics, and which marks are no state of the vault.
 */
#include "metric.h"

#include <math.h>

/* Past this many units of the last place a double says nothing about it, and it must print. */
static const double units_max = 1e30;

void bl_metric_put_at(bl_metrics *out, bl_metric_id id, double value, int64_t at_ns)
{
    bl_metric *metric = &out->items[id];
    const double power = pow(10, metric->places);
    const double scaled = nearbyint(value * power);
    if (!(fabs(scaled) < units_max)) {
        bl_metric_put_null(out, id, "not_finite");
        return;
    }
    metric->defined = true;
    metric->value = scaled / power + 0.0;
    metric->why_null = NULL;
    metric->at_ns = at_ns;
}

void bl_metric_put(bl_metrics *out, bl_metric_id id, double value)
{
    bl_metric_put_at(out, id, value, BL_METRICS_NO_TIME);
}

void bl_metric_put_null(bl_metrics *out, bl_metric_id id, const char *why)
{
    bl_metric *metric = &out->items[id];
    metric->defined = false;
    metric->value = 0;
    metric->why_null = why;
    metric->at_ns = BL_METRICS_NO_TIME;
}

void bl_metric_put_if(bl_metrics *out, bl_metric_id id, bool defined, double value, const char *why)
{
    if (defined) {
        bl_metric_put(out, id, value);
    } else {
        bl_metric_put_null(out, id, why);
    }
}

int bl_metric_compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

double bl_metric_rank(const double *sorted, size_t len, double p)
{
    const size_t k = (size_t)ceil((double)len * p - 1e-9);
    return sorted[k > 0 ? k - 1 : 0];
}

bool bl_metric_is_inside_act(const bl_metric_input *in, const bl_mark *mark)
{
    const bl_series_row *row = mark->row;
    if (!row || row + 1 >= in->log->series + in->log->series_len ||
        row[1].time_ns != row->time_ns) {
        return false;
    }
    if (row[1].event == BL_EVENT_CRANK) {
        return row->event == BL_EVENT_OPEN || row->event == BL_EVENT_CRANK;
    }
    return row[1].event == BL_EVENT_REBALANCE &&
           (row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_WITHDRAW);
}
