/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paired.c - see paired.h. Simplification: days count as independent, and the interval is that of
 * a normal mean; it says what this one path can tell, not what other paths would.
 */
#include "paired.h"

#include <math.h>
#include <stdlib.h>

#include "metric.h"

enum { DAYS_MIN = 20 };

typedef struct {
    bl_metric_days days; /* of the share price; NAN without shares */
    double price;        /* of the last point */
} walk;

static void take(void *context, const bl_stretch *stretch)
{
    walk *w = context;
    const double supply = stretch->held->supply;
    for (size_t i = 0; i < stretch->len; i++) {
        w->price = supply > 0 ? stretch->value[i] / supply : NAN;
        bl_metric_days_step(&w->days, stretch->time_ns[i + 1], w->price);
    }
}

static bool sample(const bl_runlog *log, walk *w)
{
    const bl_metric_input in = {.log = log};
    if (!bl_metric_days_begin(&w->days, &in)) {
        return false;
    }
    bl_runlog_walk_stretches(log, take, w);
    bl_metric_days_end(&w->days, log->setup->end_ns, w->price);
    return true;
}

static bool is_priced(const bl_metric_days *days, size_t day)
{
    return days->values[day] > 0 && days->values[day - 1] > 0;
}

static void measure(const bl_metric_days *a, const bl_metric_days *b, bl_paired *out)
{
    const size_t len = a->len < b->len ? a->len : b->len;
    double sum = 0;
    double squares = 0;
    size_t n = 0;
    for (size_t i = 1; i < len; i++) {
        if (is_priced(a, i) && is_priced(b, i)) {
            const double gap =
                1e4 * (log(a->values[i] / a->values[i - 1]) - log(b->values[i] / b->values[i - 1]));
            sum += gap;
            squares += gap * gap;
            n++;
        }
    }
    *out = (bl_paired){.days = n};
    if (n < DAYS_MIN) {
        return;
    }
    out->mean = sum / (double)n;
    const double variance = (squares - sum * out->mean) / (double)(n - 1);
    const double half = 1.96 * sqrt((variance > 0 ? variance : 0) / (double)n);
    out->low = out->mean - half;
    out->high = out->mean + half;
}

bool bl_paired_compare(const bl_runlog *a, const bl_runlog *b, bl_paired *out)
{
    walk of_a = {.price = NAN};
    walk of_b = {.price = NAN};
    const bool good = sample(a, &of_a) && sample(b, &of_b);
    if (good) {
        measure(&of_a.days, &of_b.days, out);
    }
    free(of_a.days.values);
    free(of_b.days.values);
    return good;
}
