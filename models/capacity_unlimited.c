/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capacity_unlimited.c - every order fits (spec 11.2).
 */
#include "registry.h"

extern const bl_capacity_model bl_capacity_unlimited;

static bool capacity(const int64_t *values, const bl_order_view *view, int64_t *out)
{
    (void)values;
    *out = view->quantity;
    return true;
}

const bl_capacity_model bl_capacity_unlimited = {
    .info =
        {
            .kind = "capacity",
            .name = "unlimited",
            .summary = "takes any size",
            .source = "spec 11.2",
            .version = 1,
        },
    .capacity = capacity,
};
