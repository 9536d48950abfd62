/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_rates.c - a line through two points is kept as slope and constant with twelve places, each
 * truncated as the program does; so a point between two kinks may be one less than by hand.
 */
#include "jup_rates.h"

#include "../sim/muldiv.h"

#define PLACES ((bl_i128)BL_PRICE_ONE)

/* raw*price + free*10^12: an amount with twelve places more than the asset's. */
static bool amount_of(uint64_t raw, uint64_t price, uint64_t free, bl_u128 *out)
{
    bl_u128 bearing = (bl_u128)raw * price;
    bl_u128 rest = (bl_u128)free * (uint64_t)BL_PRICE_ONE;
    *out = bearing + rest;
    return *out >= bearing && *out >> 127 == 0;
}

bool bl_jup_rates_utilisation(const bl_layer_reserve *reserve, int64_t *out_bps)
{
    bl_u128 supply;
    bl_u128 borrow;
    if (!amount_of(reserve->supply_raw, reserve->supply_price, reserve->supply_free, &supply) ||
        !amount_of(reserve->borrow_raw, reserve->borrow_price, reserve->borrow_free, &borrow)) {
        return false;
    }
    if (supply == 0) {
        *out_bps = 0;
        return true;
    }
    return bl_muldiv_signed((bl_i128)borrow, BL_JUP_BPS, (bl_i128)supply, BL_FLOOR, out_bps);
}

bool bl_jup_rates_borrow(const bl_layer_curve *curve, int64_t utilisation_bps, int64_t *out_bps)
{
    size_t right = 1;
    while (right + 1 < curve->len && utilisation_bps >= curve->utilisation_bps[right]) {
        right++;
    }
    const bl_i128 x1 = curve->utilisation_bps[right - 1];
    const bl_i128 y1 = curve->rate_bps[right - 1];
    const bl_i128 width = curve->utilisation_bps[right] - x1;
    if (width <= 0) {
        return false;
    }
    const bl_i128 slope = (curve->rate_bps[right] - y1) * PLACES / width; /* trunc */
    const bl_i128 constant = y1 * PLACES - slope * x1;
    const bl_i128 rate = (slope * utilisation_bps + constant) / PLACES; /* trunc */
    *out_bps = rate > BL_JUP_RATE_MAX ? BL_JUP_RATE_MAX : (int64_t)rate;
    return rate >= 0;
}
