/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bars.c - finding a place in a tape of bars. Cursors move forward and mostly by little, so a
 * search begins at the cursor and doubles its step.
 */
#include "bars.h"

/* Of bars at equal steps; the first is visible by time_ns. */
static size_t count_steps(const bl_bars *bars, int64_t time_ns)
{
    const uint64_t since_ns = (uint64_t)time_ns - (uint64_t)bars->first_ns;
    const uint64_t count = since_ns / (uint64_t)bars->step_ns + 1;
    return count < bars->len ? (size_t)count : bars->len;
}

size_t bl_bars_count_visible(const bl_bars *bars, size_t from, int64_t time_ns)
{
    if (from >= bars->len || bl_bars_time(bars, from) > time_ns) {
        return from;
    }
    if (bars->visible_ns == NULL) {
        return count_steps(bars, time_ns);
    }
    size_t low = from + 1; /* so many are visible */
    size_t high = low;     /* the row that is looked at next */
    for (size_t step = 1; high < bars->len && bars->visible_ns[high] <= time_ns; step *= 2) {
        low = high + 1;
        high = step < bars->len - low ? low + step : bars->len;
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (bars->visible_ns[middle] <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
