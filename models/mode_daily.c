/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_daily.c - the book is rescaled once a day, when clocks of a place show a time: the 16:00 of
 * a fund's city, through winter and summer.
 */
#include "registry.h"

#include "../sim/zone.h"

extern const bl_mode_model bl_mode_daily;

enum { CLOCK, ZONE };

/* "|UTC|Europe/London..." */
#define X(name, winter_min, rule, since) "|" name
static const char zones[] = BL_ZONE_LIST(X);
#undef X

static const bl_param params[] = {
    {.name = "time",
     .kind = BL_PARAM_CLOCK,
     .unit = "time of day",
     .low = 0,
     .high = BL_NS_PER_DAY - 60 * BL_NS_PER_S,
     .required = true,
     .help = "what clocks show at a tick; left out by a change to summer time: the change; "
             "repeated by the change back: the first"},
    {.name = "zone",
     .kind = BL_PARAM_CHOICE,
     .unit = "place",
     .choices = zones + 1,
     .required = true,
     .help = "whose clocks; a run starts no earlier than the year since which its rule holds"},
};

static int64_t next_tick(const int64_t *values, int64_t after_ns)
{
    return bl_zone_next(values[ZONE], values[CLOCK], after_ns);
}

static int64_t since(const int64_t *values)
{
    return bl_zone_since(values[ZONE]);
}

const bl_mode_model bl_mode_daily = {
    .info =
        {
            .kind = "mode",
            .name = "daily",
            .summary = "rescales once a day at a local time, summer time included",
            .source = "rules of the IANA time zone database, as of 2025",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .next_tick = next_tick,
    .since = since,
};
