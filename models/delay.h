/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * delay.h - what latency models share: one draw for each second of decisions, and how much longer
 * orders take in a slow window.
 */
#ifndef BL_DELAY_H
#define BL_DELAY_H

#include "../sim/venue.h"

#define BL_DELAY_DURATION(parameter, standard_ns, text)                                            \
    {                                                                                              \
        .name = parameter, .kind = BL_PARAM_DURATION, .unit = "duration", .low = 0,                \
        .high = 3600 * BL_NS_PER_S, .fallback = standard_ns, .help = text                          \
    }
#define BL_DELAY_SLOW                                                                              \
    {                                                                                              \
        .name = "slow", .kind = BL_PARAM_COUNT, .unit = "number", .low = 1, .high = 1000000,       \
        .fallback = 10, .help = "times as long in an outage of kind slow"                          \
    }

/* The bits of the second of the decision. */
uint64_t bl_delay_bits(const bl_latency_view *view);
/* `delay` nanoseconds, up to whole ones, `slow` times in a slow window. False: does not fit. */
bool bl_delay_answer(double delay, int64_t slow, const bl_latency_view *view, int64_t *out_ns);

#endif
