/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paired.c - see paired.h. Simplification: days count as independent, and the interval is that of
 * a normal mean; it says what this one path can tell, not what other paths would.
 */
#include "paired.h"

#include <math.h>

static bool is_priced(const bl_course *course, int64_t day)
{
    return day > 0 && day < (int64_t)course->days_len && course->days[day] > 0 &&
           course->days[day - 1] > 0;
}

static double find_growth(const bl_course *course, int64_t day)
{
    return log(course->days[day] / course->days[day - 1]);
}

void bl_paired_compare(const bl_course *a, const bl_course *b, bl_paired *out)
{
    const int64_t later = (b->first_ns - a->first_ns) / BL_NS_PER_DAY;
    double sum = 0;
    double squares = 0;
    size_t n = 0;
    for (int64_t i = 1; i < (int64_t)a->days_len; i++) {
        if (is_priced(a, i) && is_priced(b, i - later)) {
            const double gap = 1e4 * (find_growth(a, i) - find_growth(b, i - later));
            sum += gap;
            squares += gap * gap;
            n++;
        }
    }
    *out = (bl_paired){.days = n};
    if (n < BL_PAIRED_DAYS_MIN) {
        return;
    }
    out->mean = sum / (double)n;
    const double variance = (squares - sum * out->mean) / (double)(n - 1);
    const double half = 1.96 * sqrt((variance > 0 ? variance : 0) / (double)n);
    out->low = out->mean - half;
    out->high = out->mean + half;
}
