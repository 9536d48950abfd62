/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_windows.c - the venue is down in the windows of a feed (spec 11.1).
 */
#include "outage.h"
#include "registry.h"

extern const bl_availability_model bl_availability_windows;

static const bl_param params[] = {
    {.name = "windows",
     .kind = BL_PARAM_FEED,
     .unit = "path",
     .required = true,
     .help = "feed begin,end,kind; down for begin <= t < end, overlaps join"},
};

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
    .is_up = bl_outage_is_up,
};
