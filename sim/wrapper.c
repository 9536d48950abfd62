/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wrapper.c - only differences across an action are measured: what came in on other ways between
 * two cranks is gain or loss of the later one.
 */
#include "wrapper.h"

#include "emit.h"
#include "muldiv.h"

enum { FEE_NUMERATOR = 500, FEE_DENOMINATOR = 10000 };

/* Own shares that have unlocked disappear before anything is measured (spec 8.6). */
static void burn_released(bl_run *run)
{
    uint64_t released = bl_capital_released(run);
    BL_ASSERT(released <= run->state.capital.lock.shares);
    run->state.capital.lock.shares -= released;
    run->state.supply.v -= released;
    run->tally.held -= released;
}

bl_wrapper_before bl_wrapper_look(const bl_run *run, size_t strategy)
{
    const bl_capital *capital = &run->state.capital;
    uint64_t locked = bl_capital_locked(run);
    return (bl_wrapper_before){capital->total, capital->total - locked, locked,
                               capital->held[strategy].held};
}

static uint64_t fee_of(uint64_t gain, uint64_t unlocked)
{
    uint64_t fee = 0;
    if (unlocked > 0) { /* a part of a gain always fits */
        (void)bl_muldiv_unsigned((bl_i128)gain, FEE_NUMERATOR, FEE_DENOMINATOR, BL_FLOOR, &fee);
    }
    return fee;
}

/* T2 = T1 + R2 + c2 - R1 - c1 */
static void measure(bl_run *run, size_t strategy)
{
    bl_capital *capital = &run->state.capital;
    capital->recorded[strategy] = bl_capital_liquidity(run, strategy);
    bl_u128 total = capital->reserve;
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        total += capital->recorded[j];
    }
    BL_FITS(&run->trap, "T", total <= UINT64_MAX);
    capital->total = (uint64_t)total;
}

/* For conservation: what a lender has of the vault's money (spec 3.3). */
static void note_loan(bl_run *run, const bl_crank *crank)
{
    if (run->setup->pool.strategies[crank->strategy].model->is_lender) {
        run->tally.lent += crank->withdraws ? -(bl_i128)crank->amount : (bl_i128)crank->amount;
    }
}

/* Collateral a withdrawal burned; a book has none but the amount itself. */
static uint64_t collateral_of(const bl_run *run, const bl_crank *crank,
                              const bl_wrapper_before *before)
{
    bool is_book = run->setup->pool.strategies[crank->strategy].model->is_book;
    uint64_t held = run->state.capital.held[crank->strategy].held;
    return is_book || !crank->withdraws ? crank->amount : before->held - held;
}

bl_wrapper_result bl_wrapper_account(bl_run *run, const bl_crank *crank,
                                     const bl_wrapper_before *before)
{
    bl_capital *capital = &run->state.capital;
    note_loan(run, crank);
    measure(run, crank->strategy);
    burn_released(run);
    bl_unlock_report report = {
        .now_s = bl_capital_now_s(run),
        .total_before = before->total,
        .total_after = capital->total,
        .unlocked = before->unlocked,
        .supply = run->state.supply.v,
        .locked = before->locked,
        .gain = capital->total > before->total ? capital->total - before->total : 0,
        .loss = capital->total < before->total ? before->total - capital->total : 0,
        .degradation = capital->degradation,
    };
    report.fee = fee_of(report.gain, report.unlocked);
    bl_unlock_result result = {.fee_shares = 0};
    BL_FITS(&run->trap, "report",
            run->setup->pool.unlock->report(&capital->lock, &report, &result));
    run->state.manager.v += result.fee_shares;
    run->state.fees.v += result.fee_value;
    bl_u128 supply = (bl_u128)run->state.supply.v + result.fee_shares + result.minted;
    BL_FITS(&run->trap, "S", supply <= UINT64_MAX);
    run->state.supply.v = (uint64_t)supply - result.burned;
    run->tally.held += (bl_u128)result.fee_shares + result.minted;
    run->tally.held -= result.burned;
    return (bl_wrapper_result){collateral_of(run, crank, before), report.loss, result.fee_shares};
}

/* The handler's event, then the wrapper's. */
void bl_wrapper_tell(bl_run *run, const bl_crank *crank, const bl_wrapper_result *of)
{
    const size_t strategy = crank->strategy;
    bl_emit_event moved = {BL_CHAIN_STRATEGY_DEPOSIT, strategy, {crank->amount, 0}};
    if (crank->withdraws) {
        moved =
            (bl_emit_event){BL_CHAIN_STRATEGY_WITHDRAW, strategy, {of->collateral, crank->amount}};
    }
    if (crank->amount > 0) {
        bl_emit_chain(run, &moved);
    }
    if (of->loss > 0) {
        bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_REPORT_LOSS, strategy, {of->loss, 0}});
    }
    if (of->fee_shares > 0) {
        bl_emit_share(run, &(bl_share_row){.event = BL_EVENT_CRANK,
                                           .holder = BL_HOLDER_VAULT,
                                           .flow = BL_NO_CAUSE,
                                           .gained = of->fee_shares});
        bl_emit_chain(run,
                      &(bl_emit_event){BL_CHAIN_PERFORMANCE_FEE, strategy, {of->fee_shares, 0}});
    }
}
