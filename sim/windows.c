/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * windows.c - joined windows have ascending ends, so one bisection answers.
 */
#include "windows.h"

/* The first window that ends after time_ns. */
static size_t find(const bl_windows *windows, int64_t time_ns)
{
    size_t low = 0;
    size_t high = windows->len;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (windows->end_ns[middle] <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool bl_windows_hold(const bl_windows *windows, int64_t time_ns)
{
    const size_t at = find(windows, time_ns);
    return at < windows->len && windows->begin_ns[at] <= time_ns;
}

int64_t bl_windows_next_end(const bl_windows *windows, int64_t time_ns)
{
    const size_t at = find(windows, time_ns);
    return at < windows->len ? windows->end_ns[at] : INT64_MAX;
}
