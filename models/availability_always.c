/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_always.c - the venue is never down (spec 11.1).
 */
#include "registry.h"

extern const bl_availability_model bl_availability_always;

static bool is_up(const int64_t *values, const bl_windows *windows, int64_t time_ns)
{
    (void)values;
    (void)windows;
    (void)time_ns;
    return true;
}

const bl_availability_model bl_availability_always = {
    .info =
        {
            .kind = "availability",
            .name = "always",
            .summary = "is never down",
            .source = "spec 11.1",
            .version = 1,
        },
    .is_up = is_up,
};
