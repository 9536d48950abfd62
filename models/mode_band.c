/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_band.c - the book is resized when leverage leaves a band around the target (spec 6.2).
 */
#include "registry.h"

#include "band.h"

extern const bl_mode_model bl_mode_band;

enum { WIDTH, RULE };

static const bl_param params[] = {
    BL_BAND_WIDTH,
    BL_BAND_RULE,
};

static bl_mode_wish check(const int64_t *values, const bl_mode_view *view)
{
    return bl_band_check(values[WIDTH], values[RULE] == BL_BAND_EDGE, view);
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
    .width_at = WIDTH,
};
