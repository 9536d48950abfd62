/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_rates.h - what a liquidity layer's borrowers pay: utilisation, and a rate that bends at one
 * kink (v1) or two (v2). Basis points, 10 000 is one. Source: Fluid's liquidity program, as in the
 * domain notes C.3. Pure; false: does not fit, or no such point.
 */
#ifndef BL_JUP_RATES_H
#define BL_JUP_RATES_H

#include "../sim/layer.h"

enum { BL_JUP_BPS = 10000, BL_JUP_RATE_MAX = 65535 };

/* floor((borrow_raw*bp + borrow_free*10^12)*10^4 / (supply_raw*sp + supply_free*10^12)), 0 without
 * supply; may pass 10 000. */
bool bl_jup_rates_utilisation(const bl_layer_reserve *reserve, int64_t *out_bps);
/* The rate at a utilisation: on the segment chosen with `<`, so that a kink belongs to the one
 * above it; the last one goes on beyond 10 000. At most 65 535; false where it is negative. */
bool bl_jup_rates_borrow(const bl_layer_curve *curve, int64_t utilisation_bps, int64_t *out_bps);

#endif
