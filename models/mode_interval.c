/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_interval.c - the book is rescaled at fixed times: 4h, 24h, interval:EVERY+OFFSET (spec 6.2).
 */
#include "registry.h"

#include "../sim/calendar.h"

extern const bl_mode_model bl_mode_interval;

enum { EVERY, OFFSET };

static const bl_param params[] = {
    {.name = "every",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = INT64_MAX,
     .required = true,
     .help = "time between two ticks"},
    {.name = "offset",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = INT64_MAX,
     .fallback = 0,
     .help = "ticks fall where (t - offset) mod every = 0"},
};

static int64_t next_tick(const int64_t *values, int64_t after_ns)
{
    return bl_calendar_next_tick(after_ns, values[EVERY], values[OFFSET]);
}

const bl_mode_model bl_mode_interval = {
    .info =
        {
            .kind = "mode",
            .name = "interval",
            .summary = "rescales at UTC-aligned ticks; 4h and 24h are interval:4h and interval:24h",
            .source = "spec 6.2, 2.5",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .next_tick = next_tick,
};
