/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * blocks.c - see blocks.h. Correlations are summed in the order of the series, one lag at a time.
 */
#include "blocks.h"

#include <math.h>

#include "real.h"

static double find_mean(const double *series, size_t len)
{
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += series[i];
    }
    return sum / (double)len;
}

/* C(k) = 1/n sum (x_t - mean) (x_{t+k} - mean) */
static double find_covariance(const double *series, size_t len, double mean, size_t lag)
{
    double sum = 0;
    for (size_t i = 0; i + lag < len; i++) {
        sum += (series[i] - mean) * (series[i + lag] - mean);
    }
    return sum / (double)len;
}

static size_t count_digits(size_t n)
{
    size_t digits = 0;
    for (; n >= 10; n /= 10) {
        digits++;
    }
    return digits;
}

/* The least m with `run` correlations behind it that do not matter; at most `most`. */
static size_t find_last_lag(const double *series, size_t len, double mean, size_t most, size_t run)
{
    const double log10_len = bl_real_log((double)len) / bl_real_log(10);
    const double variance = find_covariance(series, len, mean, 0);
    const double bound = 2 * sqrt(log10_len / (double)len) * variance;
    size_t quiet = 0;
    for (size_t lag = 1; lag < len && lag <= most; lag++) {
        const double covariance = find_covariance(series, len, mean, lag);
        quiet = covariance < bound && covariance > -bound ? quiet + 1 : 0;
        if (quiet == run) {
            return lag - run;
        }
    }
    return most;
}

double bl_blocks_choose(const double *series, size_t len)
{
    if (len < 4) {
        return 1;
    }
    const double n = (double)len;
    const double mean = find_mean(series, len);
    const size_t run = count_digits(len) > 5 ? count_digits(len) : 5;
    const size_t most = (size_t)sqrt(n) + 1 + run;
    const size_t last = find_last_lag(series, len, mean, most, run);
    const size_t twice = 2 * (last > 1 ? last : 1);
    const size_t width = twice < most ? twice : most;
    double g = find_covariance(series, len, mean, 0);
    double slope = 0; /* G of the papers */
    for (size_t lag = 1; lag <= width && lag < len; lag++) {
        const double share = (double)lag / (double)width;
        const double weight = share <= 0.5 ? 1 : 2 * (1 - share);
        const double covariance = find_covariance(series, len, mean, lag);
        slope += 2 * weight * (double)lag * covariance;
        g += 2 * weight * covariance;
    }
    const double cap = 3 * sqrt(n) < n / 3 ? 3 * sqrt(n) : n / 3;
    const double ratio = g == 0 ? 0 : slope / g;
    const double block = bl_real_pow(ratio * ratio * n, 1.0 / 3);
    const double least = block > 1 ? block : 1;
    return least < cap ? least : cap > 1 ? cap : 1;
}
