/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fees_per_lp.c - a fee on each LP's own profit, split between manager, carry and protocol (spec
 * 7.1, 7.2).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_fees_model bl_fees_per_lp;

static const bl_param params[] = {
    {.name = "rate",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of profit",
     .low = 0,
     .high = BL_PPB,
     .fallback = 200000000,
     .help = "fee on profit above the LP's own basis"},
};

static bool split(const int64_t *values, uint64_t profit, bl_fee_split *out)
{
    bl_fee_split parts = {0};
    if (!bl_muldiv_unsigned(profit, values[0], BL_PPB, BL_FLOOR, &parts.fee) ||
        !bl_muldiv_unsigned(parts.fee, 80, 100, BL_FLOOR, &parts.manager) ||
        !bl_muldiv_unsigned(parts.fee, 15, 100, BL_FLOOR, &parts.carry)) {
        return false;
    }
    parts.protocol = parts.fee - parts.manager - parts.carry;
    *out = parts;
    return true;
}

const bl_fees_model bl_fees_per_lp = {
    .info =
        {
            .kind = "fees",
            .name = "per_lp",
            .summary =
                "takes a share of each LP's own profit: 80 % manager, 15 % stays, 5 % protocol",
            .source = "spec 7.1 to 7.3",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .basis = BL_FEE_BASIS_LP,
    .split = split,
};
