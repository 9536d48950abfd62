/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_risk.c - what daily returns say about their own reliability (metrics 8): the probabilistic
 * Sharpe ratio, VaR and ES of a normal law beside the historical ones, and a back-test of the
 * historical VaR on days it had not seen.
 *
 * Each day is held against the VaR of all days before it, once there are 100 of them (99 %) or 20
 * (95 %), so that no day judges itself.
 */
#include "metric.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a normal law */

static void put_normal(double mean, double stdev, double p, bl_metric_id var,
                       bl_metric_id shortfall, bl_metrics *out)
{
    const double z = gsl_cdf_ugaussian_Pinv(p);
    bl_metric_put(out, var, -100 * (mean + z * stdev));
    bl_metric_put(out, shortfall, -100 * (mean - stdev * gsl_ran_ugaussian_pdf(z) / p));
}

typedef struct {
    double skew, kurtosis; /* of the sample, ddof 0 */
} shape;

static shape find_shape(const double *r, size_t len, double mean)
{
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (size_t i = 0; i < len; i++) {
        const double d = r[i] - mean;
        second += d * d;
        third += d * d * d;
        fourth += d * d * d * d;
    }
    const double n = (double)len;
    return (shape){third / n / pow(second / n, 1.5), fourth / n / (second / n * second / n)};
}

double bl_metric_find_psr(double s, double above, double days, double skew, double kurtosis)
{
    const double spread = 1 - skew * s + (kurtosis - 1) / 4 * s * s;
    return spread > 0 ? gsl_cdf_ugaussian_P((s - above) * sqrt(days - 1) / sqrt(spread))
                      : (double)NAN;
}

static void put_law(const double *r, size_t len, bl_metrics *out)
{
    const bool enough = len >= 2;
    const double mean = enough ? bl_metric_mean(r, len) : 0;
    const double stdev = enough ? bl_metric_stdev(r, len) : 0;
    if (!(stdev > 0)) {
        for (int id = BL_METRIC_PSR; id <= BL_METRIC_NORMAL_ES_99; id++) {
            bl_metric_put_null(out, (bl_metric_id)id, enough ? "no_variation" : "too_few_days");
        }
        return;
    }
    const shape of = find_shape(r, len, mean);
    const double psr = bl_metric_find_psr(mean / stdev, 0, (double)len, of.skew, of.kurtosis);
    bl_metric_put_if(out, BL_METRIC_PSR, !isnan(psr), 100 * psr, "no_variation");
    bl_metric_put(out, BL_METRIC_SKEWNESS, of.skew);
    bl_metric_put(out, BL_METRIC_KURTOSIS, of.kurtosis);
    put_normal(mean, stdev, 0.05, BL_METRIC_NORMAL_VAR_95, BL_METRIC_NORMAL_ES_95, out);
    put_normal(mean, stdev, 0.01, BL_METRIC_NORMAL_VAR_99, BL_METRIC_NORMAL_ES_99, out);
}

/* ---- the back-test */

typedef struct {
    size_t days, hits;
    size_t pairs[2][2]; /* of a day and the next: whether each exceeded */
    size_t recent;      /* hits of the last 250 days */
} backtest;

enum { TRAFFIC_DAYS = 250 };

/* Puts a value into its place among ascending ones. */
static void insert(double *sorted, size_t len, double value)
{
    size_t at = len;
    while (at > 0 && sorted[at - 1] > value) {
        at--;
    }
    memmove(sorted + at + 1, sorted + at, (len - at) * sizeof *sorted);
    sorted[at] = value;
}

static backtest look_back(const double *r, size_t len, double p, double *sorted)
{
    backtest t = {.days = 0};
    const size_t first = (size_t)ceil(1 / p - 1e-9);
    bool before = false;
    for (size_t i = 0; i < len; i++) {
        if (i >= first) {
            const bool hit = r[i] < bl_metric_rank(sorted, i, p);
            t.pairs[before][hit] += t.days > 0;
            t.hits += hit;
            t.recent += hit && i + TRAFFIC_DAYS >= len;
            t.days++;
            before = hit;
        }
        insert(sorted, i, r[i]);
    }
    return t;
}

/* x ln(y), 0 where x is 0. */
static double times_log(size_t x, double y)
{
    return x > 0 ? (double)x * log(y) : 0;
}

/* Kupiec's likelihood ratio: does the share of hits fit p. */
static double find_coverage(const backtest *t, double p)
{
    const double share = (double)t->hits / (double)t->days;
    const size_t misses = t->days - t->hits;
    return -2 * (times_log(misses, 1 - p) + times_log(t->hits, p) -
                 times_log(misses, 1 - share) - times_log(t->hits, share));
}

/* Christoffersen's: does a hit follow a hit more often than a miss. */
static double find_independence(const backtest *t)
{
    const size_t(*n)[2] = t->pairs;
    const size_t after_miss = n[0][0] + n[0][1];
    const size_t after_hit = n[1][0] + n[1][1];
    const size_t hits = n[0][1] + n[1][1];
    const double p = (double)hits / (double)(after_miss + after_hit);
    const double p0 = after_miss ? (double)n[0][1] / (double)after_miss : 0;
    const double p1 = after_hit ? (double)n[1][1] / (double)after_hit : 0;
    return -2 * (times_log(n[0][0] + n[1][0], 1 - p) + times_log(hits, p) -
                 times_log(n[0][0], 1 - p0) - times_log(n[0][1], p0) -
                 times_log(n[1][0], 1 - p1) - times_log(n[1][1], p1));
}

/* first: the level's first metric; days, hits and p-values follow in metrics.def. */
static void put_backtest(const backtest *t, double p, bl_metric_id first, bl_metrics *out)
{
    bl_metric_put(out, first, (double)t->days);
    if (t->days < 2) {
        for (int k = 1; k <= 4; k++) {
            bl_metric_put_null(out, first + (bl_metric_id)k, "too_few_days");
        }
        return;
    }
    const double coverage = fmax(find_coverage(t, p), 0);
    const double independence = fmax(find_independence(t), 0);
    bl_metric_put(out, first + 1, (double)t->hits);
    bl_metric_put(out, first + 2, 100 * gsl_cdf_chisq_Q(coverage, 1));
    bl_metric_put(out, first + 3, 100 * gsl_cdf_chisq_Q(independence, 1));
    bl_metric_put(out, first + 4, 100 * gsl_cdf_chisq_Q(coverage + independence, 2));
}

bool bl_metric_risk_put(const bl_metric_outcome *outcome, bl_metrics *out)
{
    const size_t most = outcome->days->len + 1;
    double *r = malloc(2 * most * sizeof *r);
    if (!r) {
        return false;
    }
    const size_t len = bl_metric_days_returns(outcome->days, r);
    put_law(r, len, out);
    const backtest at_95 = look_back(r, len, 0.05, r + most);
    const backtest at_99 = look_back(r, len, 0.01, r + most);
    put_backtest(&at_95, 0.05, BL_METRIC_TEST_95_DAYS, out);
    put_backtest(&at_99, 0.01, BL_METRIC_TEST_99_DAYS, out);
    bl_metric_put_if(out, BL_METRIC_TRAFFIC_LIGHT, at_99.days >= TRAFFIC_DAYS,
                     at_99.recent >= 10 ? 2 : at_99.recent >= 5, "too_few_days");
    free(r);
    return true;
}
