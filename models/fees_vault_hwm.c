/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fees_vault_hwm.c - a fee above one high-water mark of the share price, minted to the manager
 * (spec 7.4).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_fees_model bl_fees_vault_hwm;

static const bl_param params[] = {
    {.name = "rate",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of profit",
     .low = 0,
     .high = BL_PPB,
     .fallback = 200000000,
     .help = "fee on gains above the vault's high-water mark"},
};

static bool split(const int64_t *values, uint64_t profit, bl_fee_split *out)
{
    bl_fee_split parts = {0};
    if (!bl_muldiv_unsigned(profit, values[0], BL_PPB, BL_FLOOR, &parts.fee)) {
        return false;
    }
    parts.manager = parts.fee;
    *out = parts;
    return true;
}

const bl_fees_model bl_fees_vault_hwm = {
    .info =
        {
            .kind = "fees",
            .name = "vault_hwm",
            .summary = "mints the manager a share of gains above one high-water mark",
            .source = "spec 7.4",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .basis = BL_FEE_BASIS_VAULT,
    .split = split,
};
