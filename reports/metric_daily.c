/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_daily.c - a step function sampled at 00:00 UTC and the statistics of its daily returns
 * (metrics 8). The value of an instant is the one after all its events. Only whole days count:
 * what lies before the first 00:00 and after the last one is in no return.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

bool bl_metric_days_begin(bl_metric_days *days, const bl_metric_input *in)
{
    const bl_setup *setup = in->log->setup;
    const size_t most = (size_t)((setup->end_ns - setup->start_ns) / BL_NS_PER_DAY) + 2;
    days->len = 0;
    days->next_ns = (setup->start_ns + BL_NS_PER_DAY - 1) / BL_NS_PER_DAY * BL_NS_PER_DAY;
    days->values = malloc(most * sizeof *days->values);
    return days->values != NULL;
}

void bl_metric_days_end(bl_metric_days *days, int64_t end_ns, double value)
{
    if (days->next_ns == end_ns) {
        days->values[days->len++] = value;
        days->next_ns += BL_NS_PER_DAY;
    }
}

size_t bl_metric_days_returns(const bl_metric_days *days, double *out)
{
    size_t len = 0;
    for (size_t i = 1; i < days->len; i++) {
        out[len++] = days->values[i - 1] > 0 ? days->values[i] / days->values[i - 1] - 1 : 0;
    }
    return len;
}

double bl_metric_mean(const double *values, size_t len)
{
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += values[i];
    }
    return sum / (double)len;
}

double bl_metric_stdev(const double *values, size_t len)
{
    const double mean = bl_metric_mean(values, len);
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += (values[i] - mean) * (values[i] - mean);
    }
    return sqrt(sum / (double)(len - 1));
}

/* The square root of the mean of squares of what is below 0. */
static double find_downside(const double *returns, size_t len)
{
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += returns[i] < 0 ? returns[i] * returns[i] : 0;
    }
    return sqrt(sum / (double)len);
}

static double find_ulcer(const bl_metric_days *days)
{
    double peak = 0;
    double sum = 0;
    for (size_t i = 0; i < days->len; i++) {
        if (days->values[i] > peak) {
            peak = days->values[i];
        }
        const double fall = peak > 0 ? 100 * (days->values[i] / peak - 1) : 0;
        sum += fall * fall;
    }
    return sqrt(sum / (double)days->len);
}

static void put_ratios(const double *returns, size_t len, bl_metrics *out)
{
    const double year = sqrt(BL_METRIC_DAYS_PER_YEAR);
    const char *const few = "too_few_days";
    const bool enough = len >= 2;
    const double mean = enough ? bl_metric_mean(returns, len) : 0;
    const double stdev = enough ? bl_metric_stdev(returns, len) : 0;
    const double downside = enough ? find_downside(returns, len) : 0;
    const double daily = stdev > 0 ? mean / stdev : 0;
    const char *const flat = enough ? "no_variation" : few;
    bl_metric_put_if(out, BL_METRIC_VOLATILITY, enough, 100 * year * stdev, few);
    bl_metric_put_if(out, BL_METRIC_SHARPE, stdev > 0, daily * year, flat);
    bl_metric_put_if(out, BL_METRIC_SHARPE_SE, stdev > 0,
                     year * sqrt((1 + daily * daily / 2) / (double)len), flat);
    bl_metric_put_if(out, BL_METRIC_SORTINO, downside > 0, year * mean / downside,
                     enough ? "no_loss" : few);
}

/* Historical VaR and ES on ascending returns. A tail of fewer than one day says nothing. */
static void put_tail(const double *sorted, size_t len, double p, bl_metric_id var,
                     bl_metric_id shortfall, bl_metrics *out)
{
    const double tail = (double)len * p;
    if (tail < 1 - 1e-9) {
        bl_metric_put_null(out, var, "too_few_days");
        bl_metric_put_null(out, shortfall, "too_few_days");
        return;
    }
    const size_t whole = (size_t)floor(tail + 1e-9);
    double sum = 0;
    for (size_t i = 0; i < whole; i++) {
        sum += sorted[i];
    }
    if (whole < len) {
        sum += (tail - (double)whole) * sorted[whole];
    }
    bl_metric_put(out, var, -100 * bl_metric_rank(sorted, len, p));
    bl_metric_put(out, shortfall, -100 * sum / tail);
}

bool bl_metric_daily_put(const bl_metric_outcome *outcome, bl_metrics *out)
{
    double *returns = malloc((outcome->days->len + 1) * sizeof *returns);
    if (!returns) {
        return false;
    }
    const size_t len = bl_metric_days_returns(outcome->days, returns);
    bl_metric_put(out, BL_METRIC_DAYS, (double)len);
    put_ratios(returns, len, out);
    bl_metric_put_if(out, BL_METRIC_ULCER, len >= 1, len >= 1 ? find_ulcer(outcome->days) : 0,
                     "too_few_days");
    qsort(returns, len, sizeof *returns, bl_metric_compare_doubles);
    put_tail(returns, len, 0.05, BL_METRIC_VAR_95, BL_METRIC_ES_95, out);
    put_tail(returns, len, 0.01, BL_METRIC_VAR_99, BL_METRIC_ES_99, out);
    free(returns);
    return true;
}
