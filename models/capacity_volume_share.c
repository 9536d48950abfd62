/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capacity_volume_share.c - orders fit up to a share of the last visible bar's volume (spec 11.2).
 */
#include "registry.h"

#include "share.h"

extern const bl_capacity_model bl_capacity_volume_share;

static const bl_param params[] = {
    {.name = "limit",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of bar volume",
     .low = 0,
     .high = BL_PPB,
     .required = true,
     .help = "share of the bar's volume that all fills together may take"},
};

static bool capacity(const int64_t *values, const bl_order_view *view, int64_t *out)
{
    return bl_share_left(view, values[0], out);
}

static int64_t limit(const int64_t *values)
{
    return values[0];
}

const bl_capacity_model bl_capacity_volume_share = {
    .info =
        {
            .kind = "capacity",
            .name = "volume_share",
            .summary = "takes up to a share of the last visible bar's volume",
            .source = "spec 11.2",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .capacity = capacity,
    .limit = limit,
};
