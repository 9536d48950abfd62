/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reported.c - strategies are not revalued for a flow; a withdrawal that causes cranks is priced
 * again after each of them. In `immediate` an allocation pass follows a flow that stood.
 */
#include "reported.h"

#include "allocate.h"
#include "crank.h"
#include "emit.h"
#include "failsafe.h"
#include "muldiv.h"
#include "payout.h"

enum { KEEPER_TRIES = 3, SMALLEST = 10 };

/* `immediate` allocates after each flow, as far as the failsafe lets it (spec 8.7, 6.10). */
static void follow_up(bl_run *run, size_t flow)
{
    if (run->setup->mode.model->with_flow && !bl_engine_holds_trading(run)) {
        (void)bl_allocate_pass(run, (int64_t)flow);
    }
}

/* Shares of a deposit; the amount is in the total already where the vault was empty. */
static uint64_t shares_for(bl_run *run, uint64_t amount, const bl_dealing *deal)
{
    uint64_t shares = amount;
    if (deal->supply.v == 0) {
        return run->setup->pool.unlock->released != NULL ? amount : bl_capital_unlocked(run);
    }
    BL_FITS(&run->trap, "shares minted",
            bl_muldiv_unsigned((bl_i128)amount, (bl_i128)deal->supply.v, deal->nav.v, BL_FLOOR,
                               &shares));
    return shares;
}

void bl_reported_deposit(bl_run *run, size_t flow, const bl_dealing *given)
{
    uint64_t amount = run->setup->flows.amount[flow];
    const bl_dealing deal = bl_payout_dealing(run, given);
    if (bl_engine_deposits_shut(run)) {
        bl_settle_stop(run, flow, BL_REASON_GATE_SHUT);
    } else if (amount == 0) {
        bl_settle_refuse(run, flow, BL_REASON_DUST);
    } else if (run->roles.disabled) {
        bl_settle_refuse(run, flow, BL_REASON_VAULT_DISABLED);
    } else if (deal.supply.v > 0 && deal.nav.v == 0) {
        bl_settle_refuse(run, flow, BL_REASON_MATH_OVERFLOW);
    } else {
        bl_capital *capital = &run->state.capital;
        BL_FITS(&run->trap, "T", !__builtin_add_overflow(capital->total, amount, &capital->total));
        capital->reserve += amount;
        bl_settlement s = bl_payout_settlement(run, flow, &deal);
        s.deposit = true;
        s.amount.v = amount;
        s.shares.v = shares_for(run, amount, &deal);
        bl_settle_book(run, &s);
        bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_ADD_LIQUIDITY, 0, {s.shares.v, amount}});
        follow_up(run, flow);
    }
}

/* The strategy with the largest recorded value that is worth a crank; len: none. */
static size_t richest(const bl_run *run)
{
    size_t len = run->setup->pool.strategies_len;
    size_t best = len;
    for (size_t j = 0; j < len; j++) {
        const uint64_t *recorded = run->state.capital.recorded;
        if ((best == len || recorded[j] > recorded[best]) &&
            bl_capital_liquidity(run, j) >= SMALLEST) {
            best = j;
        }
    }
    return best;
}

/* One crank of the keeper for what is short; false where none helps. */
static bool fetch(bl_run *run, size_t flow, uint64_t missing)
{
    size_t strategy = richest(run);
    if (strategy == run->setup->pool.strategies_len) {
        return false;
    }
    uint64_t worth = bl_capital_liquidity(run, strategy);
    uint64_t amount = missing < worth ? missing : worth;
    bl_crank crank = {.strategy = strategy,
                      .withdraws = true,
                      .amount = amount < SMALLEST ? SMALLEST : amount,
                      .cause = (int64_t)flow};
    return bl_crank_turn(run, &crank) == BL_REASON_NONE;
}

/* What is missing still, after the keeper's cranks. A crank that trips leaves the reserve alone
 * to pay, at once (spec 6.10). */
static uint64_t crank_for(bl_run *run, size_t flow, const bl_dealing *deal, uint64_t missing)
{
    for (int i = 0; missing > 0 && i < KEEPER_TRIES; i++) {
        if (!fetch(run, flow, missing)) {
            return run->failsafe.under_review && !bl_engine_holds_withdrawals(run)
                       ? bl_payout_try(run, flow, deal)
                       : missing;
        }
        missing = bl_payout_try(run, flow, deal);
    }
    return missing;
}

void bl_reported_withdraw(bl_run *run, size_t flow, const bl_dealing *deal)
{
    if (bl_engine_rail_is_closed(run)) {
        bl_settle_stop(run, flow, BL_REASON_RAIL_CLOSED);
        return;
    }
    if (bl_engine_holds_withdrawals(run)) {
        bl_settle_stop(run, flow, BL_REASON_GATE_SHUT);
        return;
    }
    uint64_t missing = bl_payout_try(run, flow, deal);
    if (missing > 0 && !run->failsafe.under_review) {
        missing = crank_for(run, flow, deal, missing);
    }
    if (missing == 0) {
        follow_up(run, flow);
    }
}
