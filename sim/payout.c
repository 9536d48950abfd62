/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * payout.c - a payout leaves the reserve and the total together; nothing here cranks.
 */
#include "payout.h"

#include "emit.h"
#include "muldiv.h"

bl_dealing bl_payout_dealing(const bl_run *run, const bl_dealing *given)
{
    return given != NULL ? *given : (bl_dealing){bl_engine_nav(run), bl_engine_supply(run)};
}

bl_settlement bl_payout_settlement(const bl_run *run, size_t flow, const bl_dealing *deal)
{
    return (bl_settlement){
        .flow = flow, .lp = run->setup->flows.lp[flow], .deal = *deal, .book = run->state.book};
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

uint64_t bl_payout_try(bl_run *run, size_t flow, const bl_dealing *given)
{
    const bl_dealing deal = bl_payout_dealing(run, given);
    bl_capital *capital = &run->state.capital;
    uint64_t payout = payout_of(run, flow, &deal);
    if (payout > capital->reserve) {
        bl_settle_stop(run, flow, BL_REASON_RESERVE_SHORT);
        return payout - capital->reserve;
    }
    capital->total -= payout;
    capital->reserve -= payout;
    bl_settlement s = bl_payout_settlement(run, flow, &deal);
    s.amount.v = payout;
    s.shares = run->ledger.flows[flow].shares;
    bl_settle_book(run, &s);
    bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_REMOVE_LIQUIDITY, 0, {s.shares.v, payout}});
    return 0;
}

void bl_payout_waiting(bl_run *run)
{
    const bl_idset *waiting = &run->ledger.waiting;
    if (bl_engine_holds_withdrawals(run) || bl_engine_rail_is_closed(run)) {
        return;
    }
    for (size_t id = bl_idset_next(waiting, 0); id < run->ledger.flows_len;
         id = bl_idset_next(waiting, id + 1)) {
        if (run->setup->flows.kind[id] != BL_FLOW_DEPOSIT) {
            (void)bl_payout_try(run, id, NULL);
        }
    }
}
