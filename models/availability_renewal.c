/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_renewal.c - up for an exponential time, down for an exponential or lognormal one,
 * and so on from an up time at start; maintenance comes on top, at fixed times. The venue is up
 * for a part up/(up+down) of the time. Source: models 1.9 (a), (d). Anchors there: Solana from
 * 2021 to 2025 halted 1.71 times a year (up 213 d), for 11.03 h, spread 66.2 %.
 */
#include "registry.h"

#include "../sim/calendar.h"
#include "outage.h"
#include "real.h"

extern const bl_availability_model bl_availability_renewal;

enum { MAINTENANCE = BL_OUTAGE_OWN, EVERY, OFFSET };

static const bl_param params[] = {
    BL_OUTAGE_MEAN("up", "mean time from the end of an outage to the next"),
    BL_OUTAGE_LENGTH,
    {.name = "maintenance",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 365 * BL_NS_PER_DAY,
     .help = "length of scheduled maintenance; none where it is 0"},
    {.name = "every",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 60 * BL_NS_PER_S,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 7 * BL_NS_PER_DAY,
     .help = "maintenance begins where (t - offset) mod every = 0"},
    {.name = "offset",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 0,
     .high = 3650 * BL_NS_PER_DAY,
     .help = "see every"},
};

/* The first begin of maintenance at or after time_ns. */
static int64_t next_maintenance(const int64_t *values, int64_t time_ns)
{
    if (values[MAINTENANCE] == 0) {
        return INT64_MAX;
    }
    const int64_t phase_ns = (time_ns - values[OFFSET]) % values[EVERY];
    const int64_t ahead_ns = phase_ns > 0 ? values[EVERY] - phase_ns : -phase_ns;
    return bl_calendar_later(time_ns, ahead_ns);
}

static size_t draw(const int64_t *values, const bl_outage_plan *plan, int64_t *begin_ns,
                   int64_t *end_ns, size_t cap)
{
    bl_outage_list list = {plan, begin_ns, end_ns, cap, 0, 0};
    int64_t planned_ns = next_maintenance(values, plan->start_ns);
    int64_t up_ns = plan->start_ns;
    int64_t fails_ns = up_ns;
    while (bl_outage_goes_on(&list, fails_ns)) {
        const double up = (double)values[BL_OUTAGE_APART] *
                          bl_draw_exponential(bl_outage_bits(plan, BL_OUTAGE_GAP, list.drawn));
        fails_ns = bl_calendar_later(up_ns, bl_real_round_time(up));
        for (; planned_ns < fails_ns && bl_outage_goes_on(&list, planned_ns);
             planned_ns = bl_calendar_later(planned_ns, values[EVERY])) {
            bl_outage_put(&list, planned_ns, bl_calendar_later(planned_ns, values[MAINTENANCE]));
        }
        if (bl_outage_goes_on(&list, fails_ns)) {
            up_ns = bl_outage_begin(&list, values, fails_ns);
        }
    }
    return list.len;
}

const bl_availability_model bl_availability_renewal = {
    .info =
        {
            .kind = "availability",
            .name = "renewal",
            .summary = "is up and down by turns for random times, and down for maintenance",
            .source = "spec 11.1, models 1.9",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .draw = draw,
    .is_up = bl_outage_is_up,
};
