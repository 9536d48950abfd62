/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fees_none.c - no performance fee (spec 7.4).
 */
#include "registry.h"

extern const bl_fees_model bl_fees_none;

const bl_fees_model bl_fees_none = {
    .info =
        {
            .kind = "fees",
            .name = "none",
            .summary = "takes no performance fee",
            .source = "spec 7.4",
            .version = 1,
        },
    .basis = BL_FEE_BASIS_NONE,
};
