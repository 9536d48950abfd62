/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latency_none.c - an order is at the venue in the instant that decides it.
 */
#include "registry.h"

extern const bl_latency_model bl_latency_none;

const bl_latency_model bl_latency_none = {
    .info =
        {
            .kind = "latency",
            .name = "none",
            .summary = "orders are at the venue at once",
            .source = "spec 11",
            .version = 1,
        },
};
