/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_token.c - returns have fourteen places after the point of one (10^14 is all of it again);
 * rounding is against whoever holds tokens, except that a redemption may burn fewer than offered.
 */
#include "jup_token.h"

#include "../sim/muldiv.h"

enum { YEAR_S = 31536000 };

#define WHOLE INT64_C(100000000000000)   /* 10^14 */
#define RATE_MAX INT64_C(50000000000000) /* fifty percent of a year */

int64_t bl_jup_token_rewards_rate(const bl_layer_rewards *rewards, uint64_t total_assets)
{
    int64_t rate;
    if (total_assets == 0 || total_assets < rewards->start_tvl) {
        return 0;
    }
    if (!bl_muldiv_signed((bl_i128)rewards->yearly, WHOLE, (bl_i128)total_assets, BL_FLOOR,
                          &rate) ||
        rate > RATE_MAX) {
        return RATE_MAX;
    }
    return rate;
}

/* Seconds of a window between two instants. */
static int64_t overlap_s(const bl_layer_rewards *window, int64_t from_s, int64_t to_s)
{
    const int64_t begin = window->begin_s > from_s ? window->begin_s : from_s;
    const int64_t end = window->end_s < to_s ? window->end_s : to_s;
    return end > begin ? end - begin : 0;
}

bool bl_jup_token_worth(uint64_t tokens, uint64_t token_price, uint64_t *out)
{
    return bl_muldiv_unsigned((bl_i128)tokens, (bl_i128)token_price, BL_PRICE_ONE, BL_FLOOR, out);
}

bool bl_jup_token_cost(uint64_t tokens, uint64_t token_price, uint64_t *out)
{
    return bl_muldiv_unsigned((bl_i128)tokens, (bl_i128)token_price, BL_PRICE_ONE, BL_CEIL, out);
}

bool bl_jup_token_burn_for(uint64_t amount, uint64_t token_price, uint64_t *out)
{
    return bl_muldiv_unsigned((bl_i128)amount, BL_PRICE_ONE, (bl_i128)token_price, BL_CEIL, out);
}

bool bl_jup_token_mint_for(uint64_t amount, uint64_t liquidity_price, uint64_t token_price,
                           bl_jup_minting *out)
{
    bl_jup_minting got;
    if (!bl_muldiv_unsigned((bl_i128)amount, BL_PRICE_ONE, (bl_i128)liquidity_price, BL_FLOOR,
                            &got.raw) ||
        !bl_jup_token_worth(got.raw, liquidity_price, &got.registered) ||
        !bl_muldiv_unsigned((bl_i128)got.registered, BL_PRICE_ONE, (bl_i128)token_price, BL_FLOOR,
                            &got.tokens)) {
        return false;
    }
    *out = got;
    return true;
}

bool bl_jup_token_update(bl_layer_token *token, const bl_layer_rewards *windows, size_t windows_len,
                         uint64_t tokens, uint64_t liquidity_price, int64_t now_s)
{
    const uint64_t old = token->price;
    bl_i128 gained;
    uint64_t assets;
    uint64_t more;
    uint64_t price;
    if (liquidity_price < token->liquidity_price || !bl_jup_token_worth(tokens, old, &assets) ||
        !bl_muldiv_wide((bl_i128)(liquidity_price - token->liquidity_price), WHOLE,
                        (bl_i128)token->liquidity_price, BL_FLOOR, &gained)) {
        return false;
    }
    for (size_t i = 0; i < windows_len; i++) {
        const bl_i128 rate = bl_jup_token_rewards_rate(&windows[i], assets);
        gained += rate * overlap_s(&windows[i], token->updated_s, now_s) / YEAR_S; /* floor */
    }
    if (!bl_muldiv_unsigned((bl_i128)old, gained, WHOLE, BL_FLOOR, &more) ||
        __builtin_add_overflow(old, more, &price)) {
        return false;
    }
    *token = (bl_layer_token){price, liquidity_price, now_s};
    return true;
}
