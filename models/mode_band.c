/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_band.c - the book is resized when leverage leaves a band around the target (spec 6.2).
 */
#include "registry.h"

#include "../sim/muldiv.h"

extern const bl_mode_model bl_mode_band;

enum { WIDTH, RULE };
enum { TO_TARGET, TO_EDGE };

static const bl_param params[] = {
    {.name = "width",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of the target",
     .low = 0,
     .high = BL_PPB,
     .required = true,
     .help = "half-width of the band, relative to the target"},
    {.name = "rule",
     .kind = BL_PARAM_CHOICE,
     .unit = "word",
     .choices = "target|edge",
     .required = true,
     .help = "where a rescale goes: to the target or to the edge it crossed"},
};

/* |L - L0| > floor(width*L0/10^9) for a target of L0; a leverage is far below 2^127, so the
 * difference fits. */
static bl_mode_wish check(const int64_t *values, const bl_mode_view *view)
{
    int64_t reach = 0;
    (void)bl_muldiv_signed(values[WIDTH], view->target_ppb, BL_PPB, BL_FLOOR, &reach);
    bl_i128 drift = view->leverage_ppb - view->target_ppb;
    bool above = drift > 0;
    bl_mode_wish wish = {.acts = (above ? drift : -drift) > reach, .scale_ppb = BL_PPB};
    if (values[RULE] == TO_EDGE) {
        wish.scale_ppb = above ? BL_PPB + values[WIDTH] : BL_PPB - values[WIDTH];
    }
    return wish;
}

const bl_mode_model bl_mode_band = {
    .info =
        {
            .kind = "mode",
            .name = "band",
            .summary = "resizes when leverage leaves a band around the target",
            .source = "spec 6.2",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .check = check,
};
