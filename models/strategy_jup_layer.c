/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy_jup_layer.c - a lending pool over a liquidity layer (spec 9.1): interest by utilisation,
 * a withdrawal limit that expands, shortage all or nothing. Time passes when something happens or
 * is asked; asking changes nothing.
 *
 * Simplifications: the vault is the pool's only depositor; others at the layer only set totals, so
 * they neither come nor go with the rate. Where rewards or rounding leave the pool's supply short
 * of what its tokens are worth, it is made good at the next move, as the program's rebalancer does.
 */
#include "registry.h"

#include "../sim/muldiv.h"
#include "jup_accrual.h"
#include "jup_limit.h"
#include "jup_rates.h"
#include "jup_token.h"

extern const bl_strategy_model bl_strategy_jup_layer;

enum { SMALLEST = 10, PPB_OF_BPS = 100000 };

/* Exchange prices and the token's to this second. */
static bool catch_up(const bl_strategy_view *view, bl_holding *holding)
{
    bl_layer *layer = &holding->layer;
    return bl_jup_accrual_prices(&layer->reserve, view->layer->fee_bps, view->now_s) &&
           bl_jup_token_update(&layer->token, &view->layer->rewards, 1, holding->held,
                               layer->reserve.supply_price, view->now_s);
}

/* Utilisation and rate as they stand, for the time until the next interaction. */
static bool set_rate(const bl_strategy_view *view, bl_layer_reserve *reserve)
{
    return bl_jup_rates_utilisation(reserve, &reserve->utilisation_bps) &&
           bl_jup_rates_borrow(&view->layer->curve, reserve->utilisation_bps, &reserve->rate_bps);
}

/* Borrowers take, or give back, until so much is lent: ceil(supply*share/10^9), in raw, so that
 * the utilisation in basis points is not below the share. */
static bool lend_out(bl_layer_reserve *reserve, int64_t share_ppb)
{
    bl_i128 supply;
    return bl_muldiv_wide((bl_i128)reserve->supply_raw, (bl_i128)reserve->supply_price, 1, BL_FLOOR,
                          &supply) &&
           bl_muldiv_unsigned(supply, share_ppb, (bl_i128)BL_PPB * reserve->borrow_price, BL_CEIL,
                              &reserve->borrow_raw);
}

/* The end of every interaction: borrowers who keep a utilisation follow, the rate is set. */
static bool follow(const bl_strategy_view *view, bl_layer_reserve *reserve)
{
    const int64_t kept_ppb = view->layer->kept_ppb;
    return (kept_ppb < 0 || lend_out(reserve, kept_ppb)) && set_rate(view, reserve);
}

/* Supply of the pool worth what its tokens are. */
static bool make_good(bl_holding *holding)
{
    bl_layer *layer = &holding->layer;
    uint64_t worth;
    uint64_t raw;
    if (!bl_jup_token_worth(holding->held, layer->token.price, &worth) ||
        !bl_muldiv_unsigned((bl_i128)worth, BL_PRICE_ONE, (bl_i128)layer->reserve.supply_price,
                            BL_CEIL, &raw)) {
        return false;
    }
    if (raw <= layer->position.supply_raw) {
        return true;
    }
    const uint64_t missing = raw - layer->position.supply_raw;
    layer->position.supply_raw = raw;
    return !__builtin_add_overflow(layer->reserve.supply_raw, missing, &layer->reserve.supply_raw);
}

/* floor(supply - borrow), not below 0: what the layer could pay now */
static bool cash_of(const bl_layer_reserve *reserve, uint64_t *out)
{
    const bl_u128 supply = (bl_u128)reserve->supply_raw * reserve->supply_price;
    const bl_u128 borrow = (bl_u128)reserve->borrow_raw * reserve->borrow_price;
    const bl_u128 cash = supply > borrow ? (supply - borrow) / (bl_u128)BL_PRICE_ONE : 0;
    *out = (uint64_t)cash;
    return cash <= UINT64_MAX;
}

static bool open(const bl_strategy_view *view, bl_holding *holding)
{
    const uint64_t one = (uint64_t)BL_PRICE_ONE;
    bl_layer *layer = &holding->layer;
    layer->reserve = (bl_layer_reserve){.supply_price = one,
                                        .borrow_price = one,
                                        .supply_raw = view->layer->supply,
                                        .updated_s = view->now_s};
    layer->position = (bl_layer_position){.updated_s = view->now_s};
    layer->token = (bl_layer_token){one, one, view->now_s};
    return follow(view, &layer->reserve);
}

static bool observe(const bl_strategy_view *view, bl_holding *holding, int64_t utilisation_ppb)
{
    return catch_up(view, holding) && lend_out(&holding->layer.reserve, utilisation_ppb) &&
           set_rate(view, &holding->layer.reserve);
}

static bool liquidity(const bl_strategy_view *view, const bl_holding *holding,
                      const bl_lender *lender, uint64_t *out)
{
    bl_holding now = *holding;
    (void)lender;
    return catch_up(view, &now) && bl_jup_token_worth(now.held, now.layer.token.price, out);
}

/* The lesser of what the limit lets go and what the layer could pay. */
static bool reachable(const bl_strategy_view *view, const bl_holding *holding, uint64_t *out)
{
    bl_holding now = *holding;
    const bl_layer *layer = &now.layer;
    uint64_t cash;
    uint64_t free;
    if (!catch_up(view, &now) || !make_good(&now) || !cash_of(&layer->reserve, &cash)) {
        return false;
    }
    const uint64_t stays = bl_jup_limit_before(&layer->position, &view->layer->limit, view->now_s);
    if (!bl_muldiv_unsigned((bl_i128)(layer->position.supply_raw - stays),
                            (bl_i128)layer->reserve.supply_price, BL_PRICE_ONE, BL_FLOOR, &free)) {
        return false;
    }
    *out = free < cash ? free : cash;
    return true;
}

static bl_reason deposit(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                         uint64_t amount)
{
    bl_holding after = *holding;
    bl_layer *layer = &after.layer;
    bl_jup_minting got;
    (void)lender;
    if (amount < SMALLEST) {
        return BL_REASON_AMOUNT_NEARLY_ZERO;
    }
    if (!catch_up(view, &after) || !make_good(&after) ||
        !bl_jup_token_mint_for(amount, layer->reserve.supply_price, layer->token.price, &got)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    if (got.tokens == 0) {
        return BL_REASON_DEPOSIT_INSIGNIFICANT;
    }
    if (!bl_jup_limit_deposit(&layer->position, &view->layer->limit, got.raw, view->now_s) ||
        __builtin_add_overflow(layer->reserve.supply_raw, got.raw, &layer->reserve.supply_raw) ||
        __builtin_add_overflow(after.held, got.tokens, &after.held) ||
        !follow(view, &layer->reserve)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    *holding = after;
    return BL_REASON_NONE;
}

/* What a withdrawal takes: raw supply of the position, tokens of the vault. */
typedef struct {
    uint64_t amount, raw, burn;
} leaving;

/* In the order of spec 9.2: the limit, the tokens, and last the transfer of cash. */
static bl_reason refusal_of(const bl_strategy_view *view, const bl_holding *holding,
                            const leaving *it)
{
    const bl_layer *layer = &holding->layer;
    const uint64_t supply = layer->position.supply_raw;
    const uint64_t stays = bl_jup_limit_before(&layer->position, &view->layer->limit, view->now_s);
    uint64_t cash;
    if (stays > 0 && (it->raw > supply || supply - it->raw < stays)) {
        return BL_REASON_WITHDRAWAL_LIMIT;
    }
    if (!cash_of(&layer->reserve, &cash)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    return it->burn > holding->held || it->raw > supply || it->amount > cash
               ? BL_REASON_NO_LIQUIDITY
               : BL_REASON_NONE;
}

static bl_reason withdraw(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                          uint64_t amount)
{
    bl_holding after = *holding;
    bl_layer *layer = &after.layer;
    leaving it = {.amount = amount};
    (void)lender;
    if (amount < SMALLEST) {
        return BL_REASON_AMOUNT_NEARLY_ZERO;
    }
    if (!catch_up(view, &after) || !make_good(&after) ||
        !bl_muldiv_unsigned((bl_i128)amount, BL_PRICE_ONE, (bl_i128)layer->reserve.supply_price,
                            BL_CEIL, &it.raw) ||
        !bl_jup_token_burn_for(amount, layer->token.price, &it.burn)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    const bl_reason refusal = refusal_of(view, &after, &it);
    if (refusal != BL_REASON_NONE) {
        return refusal;
    }
    BL_ASSERT(bl_jup_limit_withdraw(&layer->position, &view->layer->limit, it.raw, view->now_s));
    layer->reserve.supply_raw -= it.raw;
    after.held -= it.burn;
    if (!follow(view, &layer->reserve)) {
        return BL_REASON_MATH_OVERFLOW;
    }
    *holding = after;
    return BL_REASON_NONE;
}

/* What keepers ask: the supply's part of what borrowers would pay, rewards aside, with the
 * utilisation that the other supply leaves. */
static bool rate_after(const bl_strategy_view *view, const bl_holding *holding,
                       const bl_lender *lender, int64_t extra, int64_t *out_ppb)
{
    bl_holding then = *holding;
    bl_layer_reserve *reserve = &then.layer.reserve;
    bl_i128 supply;
    (void)lender;
    if (!catch_up(view, &then) ||
        !bl_muldiv_wide(extra, BL_PRICE_ONE, (bl_i128)reserve->supply_price, BL_FLOOR, &supply)) {
        return false;
    }
    supply += (bl_i128)reserve->supply_raw;
    if (supply < 0 || supply > UINT64_MAX) {
        return false;
    }
    reserve->supply_raw = (uint64_t)supply;
    return follow(view, reserve) &&
           bl_muldiv_signed((bl_i128)reserve->rate_bps * reserve->utilisation_bps,
                            (BL_JUP_BPS - (bl_i128)view->layer->fee_bps) * PPB_OF_BPS,
                            BL_JUP_BPS * BL_JUP_BPS, BL_FLOOR, out_ppb);
}

static bool utilisation(const bl_strategy_view *view, const bl_holding *holding, int64_t *out_ppb)
{
    (void)view;
    *out_ppb = (int64_t)holding->layer.reserve.utilisation_bps * PPB_OF_BPS;
    return true;
}

const bl_strategy_model bl_strategy_jup_layer = {
    .info =
        {
            .kind = "strategy",
            .name = "jup_layer",
            .summary =
                "lends through a modelled liquidity layer: rates by utilisation, a withdrawal "
                "limit that expands, all or nothing",
            .source = "spec 9.1; Fluid's liquidity and lending programs",
            .version = 1,
        },
    .program_type = "JupLend",
    .is_lender = true,
    .open = open,
    .observe = observe,
    .liquidity = liquidity,
    .reachable = reachable,
    .deposit = deposit,
    .withdraw = withdraw,
    .rate_after = rate_after,
    .utilisation = utilisation,
};
