/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_interval_band.c - a band that is looked at on a schedule: what a keeper with a cron job
 * and a tolerance does. Between two looks leverage may go anywhere.
 */
#include "registry.h"

#include "../sim/calendar.h"
#include "band.h"

extern const bl_mode_model bl_mode_interval_band;

enum { EVERY, WIDTH, RULE };

static const bl_param params[] = {
    {.name = "every",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = INT64_MAX,
     .required = true,
     .help = "time between two looks, at t mod every = 0"},
    BL_BAND_WIDTH,
    BL_BAND_RULE,
};

static int64_t next_tick(const int64_t *values, int64_t after_ns)
{
    return bl_calendar_next_tick(after_ns, values[EVERY], 0);
}

static bl_mode_wish check(const int64_t *values, const bl_mode_view *view)
{
    return bl_band_check(values[WIDTH], values[RULE] == BL_BAND_EDGE, view);
}

const bl_mode_model bl_mode_interval_band = {
    .info =
        {
            .kind = "mode",
            .name = "interval-band",
            .summary = "looks at a band around the target at UTC-aligned ticks, and only then",
            .source = "spec 6.2, 2.5",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .next_tick = next_tick,
    .check = check,
    .width_at = WIDTH,
};
