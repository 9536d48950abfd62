/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_windows.c - the venue is down in the windows of a feed (spec 11.1).
 */
#include "../sim/windows.h"
#include "registry.h"

extern const bl_availability_model bl_availability_windows;

static const bl_param params[] = {
    {.name = "windows",
     .kind = BL_PARAM_FEED,
     .unit = "path",
     .required = true,
     .help = "feed begin,end,kind; down for begin <= t < end, overlaps join"},
};

/* Windows are joined when the setup is made. */
static bool is_up(const int64_t *values, const bl_windows *windows, int64_t time_ns)
{
    (void)values;
    return !bl_windows_hold(windows, time_ns);
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
