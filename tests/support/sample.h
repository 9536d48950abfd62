/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sample.h - numbers seen, and how sure their mean is.
 */
#ifndef BL_SAMPLE_H
#define BL_SAMPLE_H

#include <math.h>

typedef struct {
    double n, sum, squares;
} sample;

static inline void sample_add(sample *s, double x)
{
    s->n += 1;
    s->sum += x;
    s->squares += x * x;
}

static inline double sample_mean(const sample *s)
{
    return s->sum / s->n;
}

static inline double sample_deviation(const sample *s)
{
    return sqrt((s->squares - s->sum * s->sum / s->n) / (s->n - 1));
}

/* One standard error of the mean. */
static inline double sample_error(const sample *s)
{
    return sample_deviation(s) / sqrt(s->n);
}

#endif
