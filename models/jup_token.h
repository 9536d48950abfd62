/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_token.h - shares of a lending pool over a liquidity layer: their price follows the layer's
 * and what rewards add. Prices have twelve places. Source: Fluid's lending program, as in the
 * domain notes C.5.
 */
#ifndef BL_JUP_TOKEN_H
#define BL_JUP_TOKEN_H

#include "../sim/layer.h"

/* Percent of a year that rewards pay, 10^12 is one percent, at most fifty; 0 below start_tvl. */
int64_t bl_jup_token_rewards_rate(const bl_layer_rewards *rewards, uint64_t total_assets);
/* Brings the price to now_s: old + floor(old*(rewards_ret + liq_ret)/10^14). tokens: how many
 * there are. False: the layer's price fell, or it does not fit; nothing changed. */
bool bl_jup_token_update(bl_layer_token *token, const bl_layer_rewards *windows, size_t windows_len,
                         uint64_t tokens, uint64_t liquidity_price, int64_t now_s);

/* What a deposit becomes: raw supply at the layer, and tokens. tokens 0: too small to count. */
typedef struct {
    uint64_t raw, registered, tokens;
} bl_jup_minting;

bool bl_jup_token_mint_for(uint64_t amount, uint64_t liquidity_price, uint64_t token_price,
                           bl_jup_minting *out);
/* ceil(a*10^12/tok): tokens burned for an amount */
bool bl_jup_token_burn_for(uint64_t amount, uint64_t token_price, uint64_t *out);
/* floor(tokens*tok/10^12): what tokens redeem */
bool bl_jup_token_worth(uint64_t tokens, uint64_t token_price, uint64_t *out);
/* ceil(tokens*tok/10^12): what minting so many costs */
bool bl_jup_token_cost(uint64_t tokens, uint64_t token_price, uint64_t *out);

#endif
