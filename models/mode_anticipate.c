/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_anticipate.c - an interval mode that knows the queue: withdrawals are announced a notice
 * before they are paid, so positions are reduced tick by tick over it instead of at its end.
 */
#include "registry.h"

#include "../sim/calendar.h"

extern const bl_mode_model bl_mode_anticipate;

enum { EVERY };

static const bl_param params[] = {
    {.name = "every",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = INT64_MAX,
     .required = true,
     .help = "time between two ticks, at t mod every = 0"},
};

static int64_t next_tick(const int64_t *values, int64_t after_ns)
{
    return bl_calendar_next_tick(after_ns, values[EVERY], 0);
}

const bl_mode_model bl_mode_anticipate = {
    .info =
        {
            .kind = "mode",
            .name = "anticipate",
            .summary = "rescales at ticks and sells ahead of announced withdrawals",
            .source = "docs/formats.md, Modes",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .next_tick = next_tick,
    .anticipates = true,
    .needs_nav = true,
};
