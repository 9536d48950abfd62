/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * deflated.c - see deflated.h. S0 = sqrt(V) ((1 - g) z(1 - 1/N) + g z(1 - 1/(N e))), V the variance
 * of the daily Sharpe ratios of the N trials, ddof 1, g Euler's constant; then the probabilistic
 * Sharpe ratio above S0. From the printed metrics, so that runs read back have it too.
 *
 * Simplification: trials count as independent, which modes on one path are not: S0 is too high, the
 * chance too low.
 */
#include "deflated.h"

#include "metric.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static const double euler = 0.57721566490153286;

/* The daily Sharpe ratio of a trial; false: it has none, or is the ideal vault. */
static bool find_sharpe(const bl_summary *column, double *out)
{
    const bl_metric *sharpe = &column->metrics->items[BL_METRIC_SHARPE];
    *out = sharpe->value / sqrt(BL_METRIC_DAYS_PER_YEAR);
    return sharpe->defined && strcmp(column->log->setup->mode.text, "ideal") != 0;
}

/* What the best of all trials would show without merit; NAN: fewer than two. */
static double find_luck(const bl_summary *columns, size_t len)
{
    double n = 0;
    double sum = 0;
    double squares = 0;
    double s;
    for (size_t i = 0; i < len; i++) {
        if (find_sharpe(&columns[i], &s)) {
            n++;
            sum += s;
        }
    }
    for (size_t i = 0; i < len; i++) {
        if (find_sharpe(&columns[i], &s)) {
            squares += (s - sum / n) * (s - sum / n);
        }
    }
    if (n < 2) {
        return (double)NAN;
    }
    return sqrt(squares / (n - 1)) * ((1 - euler) * gsl_cdf_ugaussian_Pinv(1 - 1 / n) +
                                      euler * gsl_cdf_ugaussian_Pinv(1 - 1 / (n * exp(1))));
}

bool bl_deflated_find(const bl_summary *columns, size_t len, size_t column, double *out,
                      const char **why)
{
    const bl_metric *items = columns[column].metrics->items;
    const double luck = find_luck(columns, len);
    double s = 0;
    *out = 0;
    *why = NULL;
    if (!items[BL_METRIC_SHARPE].defined) {
        *why = items[BL_METRIC_SHARPE].why_null;
    } else if (!find_sharpe(&columns[column], &s)) {
        *why = "no_trial";
    } else if (isnan(luck)) {
        *why = "one_trial";
    }
    if (*why != NULL) {
        return false;
    }
    const double chance = bl_metric_find_psr(s, luck, items[BL_METRIC_DAYS].value,
                                             items[BL_METRIC_SKEWNESS].value,
                                             items[BL_METRIC_KURTOSIS].value);
    *why = isnan(chance) ? "no_variation" : NULL;
    *out = isnan(chance) ? 0 : chance;
    return *why == NULL;
}
