/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_accrual.h - interest of a liquidity layer: exchange prices move with the rate and the
 * utilisation that the last interaction left behind, simply between interactions. Source: Fluid's
 * liquidity program on Solana, as in the domain notes C.2 (elsewhere the borrow price floors).
 */
#ifndef BL_JUP_ACCRUAL_H
#define BL_JUP_ACCRUAL_H

#include "../sim/layer.h"

/* ratio(w,f): 0 if both are 0, 10 000 if equal, else floor(smaller*10^4/larger) */
int64_t bl_jup_accrual_ratio_bps(uint64_t with_interest, uint64_t without);
/* The part of the borrow rate that reaches interest-bearing supply before the fee. */
bool bl_jup_accrual_supply_ratio(const bl_layer_reserve *reserve, int64_t *out_bps);
/* Brings the prices to now_s, not before the last interaction. False: does not fit, nothing
 * changed. */
bool bl_jup_accrual_prices(bl_layer_reserve *reserve, int64_t fee_bps, int64_t now_s);

#endif
