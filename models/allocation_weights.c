/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * allocation_weights.c - each strategy by its weight; the formula stands in the core (spec 8.7).
 */
#include "registry.h"

extern const bl_allocation_model bl_allocation_weights;

const bl_allocation_model bl_allocation_weights = {
    .info =
        {
            .kind = "allocation",
            .name = "weights",
            .summary = "gives each strategy its weight of what is invested",
            .source = "spec 8.7",
            .version = 1,
        },
};
