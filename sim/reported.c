/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reported.c - strategies are not revalued for a flow; a withdrawal that causes cranks is priced
 * again after each of them. In `immediate` an allocation pass follows a flow that stood.
 */
#include "reported.h"

#include "allocate.h"
#include "crank.h"
#include "failsafe.h"
#include "muldiv.h"
#include "oracle.h"
#include "settle.h"

enum { KEEPER_TRIES = 3, SMALLEST = 10 };

static bl_dealing dealing(const bl_run *run, const bl_dealing *given)
{
    return given != NULL ? *given : (bl_dealing){bl_oracle_nav(run), bl_engine_supply(run)};
}

/* `immediate` allocates after each flow, as far as the failsafe lets it (spec 8.7, 6.10). */
static void follow_up(bl_run *run, size_t flow)
{
    if (run->setup->mode.model->with_flow && !bl_failsafe_holds_trading(run)) {
        (void)bl_allocate_pass(run, (int64_t)flow);
    }
}

static bl_settlement settlement_of(const bl_run *run, size_t flow, const bl_dealing *deal)
{
    return (bl_settlement){.flow = flow, .lp = run->setup->flows.lp[flow], .deal = *deal,
                           .book = run->state.book};
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
    const bl_dealing deal = dealing(run, given);
    if (bl_failsafe_deposits_shut(run)) {
        bl_settle_stop(run, flow, BL_REASON_GATE_SHUT);
    } else if (amount == 0) {
        bl_settle_refuse(run, flow, BL_REASON_DUST);
    } else if (deal.supply.v > 0 && deal.nav.v == 0) {
        bl_settle_refuse(run, flow, BL_REASON_MATH_OVERFLOW);
    } else {
        bl_capital *capital = &run->state.capital;
        BL_FITS(&run->trap, "T",
                !__builtin_add_overflow(capital->total, amount, &capital->total));
        capital->reserve += amount;
        bl_settlement s = settlement_of(run, flow, &deal);
        s.deposit = true;
        s.amount.v = amount;
        s.shares.v = shares_for(run, amount, &deal);
        bl_settle_book(run, &s);
        follow_up(run, flow);
    }
}

/* out = floor(w*U/S) */
static uint64_t payout_of(bl_run *run, size_t flow, const bl_dealing *deal)
{
    uint64_t payout = 0;
    bl_shares escrowed = run->ledger.flows[flow].shares;
    if (escrowed.v > 0) {
        BL_FITS(&run->trap, "payout",
                bl_muldiv_unsigned((bl_i128)escrowed.v, deal->nav.v, (bl_i128)deal->supply.v,
                                   BL_FLOOR, &payout));
    }
    return payout;
}

/* Pays from the reserve where it covers the payout; else how much is short. */
static uint64_t pay_or_short(bl_run *run, size_t flow, const bl_dealing *given)
{
    const bl_dealing deal = dealing(run, given);
    bl_capital *capital = &run->state.capital;
    uint64_t payout = payout_of(run, flow, &deal);
    if (payout > capital->reserve) {
        bl_settle_stop(run, flow, BL_REASON_RESERVE_SHORT);
        return payout - capital->reserve;
    }
    capital->total -= payout;
    capital->reserve -= payout;
    bl_settlement s = settlement_of(run, flow, &deal);
    s.amount.v = payout;
    s.shares = run->ledger.flows[flow].shares;
    bl_settle_book(run, &s);
    return 0;
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
    bl_crank crank = {.strategy = strategy, .withdraws = true,
                      .amount = amount < SMALLEST ? SMALLEST : amount, .cause = (int64_t)flow};
    return bl_crank_turn(run, &crank) == BL_REASON_NONE;
}

void bl_reported_withdraw(bl_run *run, size_t flow, const bl_dealing *deal)
{
    if (run->failsafe.under_review && run->setup->failsafe.withdrawals_wait) {
        bl_settle_stop(run, flow, BL_REASON_GATE_SHUT);
        return;
    }
    uint64_t missing = pay_or_short(run, flow, deal);
    for (int i = 0; missing > 0 && i < KEEPER_TRIES && !run->failsafe.under_review; i++) {
        if (!fetch(run, flow, missing)) {
            break;
        }
        missing = pay_or_short(run, flow, deal);
    }
    if (missing == 0) {
        follow_up(run, flow);
    }
}

void bl_reported_pay_waiting(bl_run *run)
{
    const bl_idset *waiting = &run->ledger.waiting;
    if (run->failsafe.under_review && run->setup->failsafe.withdrawals_wait) {
        return;
    }
    for (size_t id = bl_idset_next(waiting, 0); id < run->ledger.flows_len;
         id = bl_idset_next(waiting, id + 1)) {
        if (run->setup->flows.kind[id] != BL_FLOW_DEPOSIT) {
            (void)pay_or_short(run, id, NULL);
        }
    }
}
