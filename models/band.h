/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * band.h - a band around the target leverage, which several modes look at (spec 6.2).
 */
#ifndef BL_BAND_H
#define BL_BAND_H

#include "../sim/mode.h"

/* Where a rescale goes: words of a parameter and their places. */
#define BL_BAND_RULES "target|edge"
enum { BL_BAND_TARGET, BL_BAND_EDGE };

/* The parameters of a band. */
#define BL_BAND_WIDTH                                                                              \
    {                                                                                              \
        .name = "width", .kind = BL_PARAM_RATIO, .unit = "ratio of the target", .low = 0,          \
        .high = BL_PPB, .required = true, .help = "half-width of the band, relative to the target" \
    }
#define BL_BAND_RULE                                                                               \
    {                                                                                              \
        .name = "rule", .kind = BL_PARAM_CHOICE, .unit = "word", .choices = BL_BAND_RULES,         \
        .required = true, .help = "where a rescale goes: to the target or to the edge it crossed"  \
    }

/* Acts outside target * (1 +- width); sizes to the target, or to the edge that was crossed. */
bl_mode_wish bl_band_check(int64_t width_ppb, bool to_edge, const bl_mode_view *view);

#endif
