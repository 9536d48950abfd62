/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_windows.c - the venue is down in the windows of a feed (spec 11.1).
 */
#include "registry.h"

extern const bl_availability_model bl_availability_windows;

static const bl_param params[] = {
    {.name = "windows",
     .kind = BL_PARAM_FEED,
     .unit = "path",
     .required = true,
     .help = "feed begin,end,kind; down for begin <= t < end, overlaps join"},
};

/* Windows are sorted by begin and joined when the setup is made, so ends ascend too. */
static bool is_up(const int64_t *values, const bl_windows *windows, int64_t time_ns)
{
    (void)values;
    size_t low = 0;
    size_t high = windows->len;
    while (low < high) { /* first window that begins after time_ns */
        size_t middle = low + (high - low) / 2;
        if (windows->begin_ns[middle] <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 || time_ns >= windows->end_ns[low - 1];
}

const bl_availability_model bl_availability_windows = {
    .info =
        {
            .kind = "availability",
            .name = "windows",
            .summary = "is down in the windows of a feed",
            .source = "spec 11.1",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .is_up = is_up,
};
