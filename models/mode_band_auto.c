/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode_band_auto.c - a band to the edge whose width follows from what trading costs. Leverage L
 * diffuses with s = k*sigma a year, k = |L(L-1)|; trading costs eps*s^2/(2w) a year and tracking
 * K*w^2/6 with K = gamma*sigma^2; the sum is least at w^3 = 3*eps*s^2/(2K) = 3*eps*k^2/(2*gamma).
 * Volatility cancels: it wears on both sides alike. Cost is then twice the tracking term.
 *
 * The rule holds for small costs and a diffusion without flows. Of several instruments all are
 * taken to move as one, k = G*|1-N| with G the gross and N the net target. k = 0 (a target of 0 or
 * of 1 long): prices move nothing, the width is 0 and every look that finds something to trade
 * trades. A half-width is at most the target itself. All in integers, each rounded down.
 *
 * Constantinides 1986; Davis and Norman 1990; Janecek and Shreve 2004; Martin 2012.
 */
#include "registry.h"

#include "../sim/muldiv.h"
#include "band.h"

extern const bl_mode_model bl_mode_band_auto;

enum { GAMMA };

#define DRIFT_MAX ((bl_i128)BL_PPB * BL_PPB) /* k beyond 10^9: as wide as can be */

static const bl_param params[] = {
    {.name = "gamma",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = BL_PPB / 1000,
     .high = 1000 * BL_PPB,
     .fallback = BL_PPB,
     .help = "aversion to tracking error: penalty gamma/2 times its variance, a year"},
};

/* How many bits x has. */
static int bits_of(bl_u128 x)
{
    const uint64_t high = (uint64_t)(x >> 64);
    return high > 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)x);
}

/* floor of the cube root of x above 0: Newton's steps from above fall until they are there. */
static int64_t cube_root(bl_u128 x)
{
    bl_u128 root = (bl_u128)1 << (bits_of(x) + 2) / 3;
    for (;;) {
        const bl_u128 next = (2 * root + x / (root * root)) / 3;
        if (next >= root) {
            return (int64_t)root;
        }
        root = next;
    }
}

/* Half-width relative to the target, ppb. */
static int64_t width_of(int64_t gamma_ppb, const bl_mode_view *view)
{
    const bl_i128 gross = view->target_ppb;
    const bl_i128 beyond = BL_PPB - (bl_i128)view->net_ppb;
    const bl_i128 drift = gross * (beyond < 0 ? -beyond : beyond) / BL_PPB; /* k */
    const bl_i128 factor = 3 * (bl_i128)view->cost_ppb * BL_PPB;
    bl_i128 cube = 0; /* of w in ppb */
    if (drift == 0) {
        return 0;
    }
    if (drift > DRIFT_MAX || !bl_muldiv_wide(drift * drift, factor, 2 * (bl_i128)gamma_ppb,
                                             BL_FLOOR, &cube)) {
        return BL_PPB;
    }
    const bl_i128 reach = cube > 0 ? cube_root((bl_u128)cube) : 0;
    const bl_i128 width = reach * BL_PPB / gross;
    return width < BL_PPB ? (int64_t)width : BL_PPB;
}

static bl_mode_wish check(const int64_t *values, const bl_mode_view *view)
{
    return bl_band_check(width_of(values[GAMMA], view), true, view);
}

const bl_mode_model bl_mode_band_auto = {
    .info =
        {
            .kind = "mode",
            .name = "band:auto",
            .summary = "a band to the edge, as wide as costs make worth while",
            .source = "Davis and Norman 1990; Martin 2012",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .check = check,
    .weighs_cost = true,
    .needs_nav = true,
};
