/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_ideal.c - the frictionless reference: on target at every mark, at the mark (spec 6.2).
 */
#include "registry.h"

extern const bl_mode_model bl_mode_ideal;

static bl_mode_wish check(const int64_t *values, const bl_mode_view *view)
{
    (void)values;
    (void)view;
    return (bl_mode_wish){.acts = true, .scale_ppb = BL_PPB};
}

const bl_mode_model bl_mode_ideal = {
    .info =
        {
            .kind = "mode",
            .name = "ideal",
            .summary = "is on target at every mark, free and past the venue: the reference",
            .source = "spec 6.2",
            .version = 1,
        },
    .free_trades = true,
    .needs_nav = true,
    .check = check,
};
