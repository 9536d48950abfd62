/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fees.c - fee shares move between holders (per LP) or are minted (vault mark); fee accounts pay
 * nothing. Amounts are computed first and booked by whoever keeps the act.
 */
#include "fees.h"

#include "emit.h"
#include "money.h"

static bl_fee_basis basis_of(const bl_run *run)
{
    return run->setup->fees.model->basis;
}

/* floor(a*b/c) into an amount */
static uint64_t portion(bl_run *run, const char *formula, bl_i128 a, bl_i128 b, bl_i128 c)
{
    uint64_t out = 0;
    BL_FITS(&run->trap, formula, bl_muldiv_unsigned(a, b, c, BL_FLOOR, &out));
    return out;
}

static bl_fee_split split_of(bl_run *run, uint64_t profit)
{
    bl_fee_split split = {0};
    const bl_fees_choice *fees = &run->setup->fees;
    BL_FITS(&run->trap, "fee", fees->model->split(fees->params, profit, &split));
    return split;
}

bl_fees_exit bl_fees_on_exit(bl_run *run, uint32_t id, bl_shares w, const bl_dealing *deal)
{
    bl_fees_exit out = {.split = {0}};
    const bl_lp *lp = &run->ledger.lps[id];
    bl_i128 held = (bl_i128)lp->free.v + lp->escrowed.v;
    if (basis_of(run) != BL_FEE_BASIS_LP || held == 0) {
        return out;
    }
    BL_FITS(
        &run->trap, "basis of exit",
        bl_muldiv_unsigned((bl_i128)lp->basis.v, (bl_i128)w.v, held, BL_CEIL, &out.basis_used.v));
    bl_i128 supply = (bl_i128)deal->supply.v;
    uint64_t value = portion(run, "value of exit", (bl_i128)w.v, deal->nav.v, supply);
    if (value > out.basis_used.v) {
        out.split = split_of(run, value - out.basis_used.v);
        out.to_manager.v =
            portion(run, "fee shares", (bl_i128)out.split.manager, supply, deal->nav.v);
        out.to_protocol.v =
            portion(run, "fee shares", (bl_i128)out.split.protocol, supply, deal->nav.v);
    }
    return out;
}

bl_fees_crystal bl_fees_above_mark(bl_run *run, const bl_dealing *deal)
{
    bl_fees_crystal out = {.risen = false};
    if (basis_of(run) != BL_FEE_BASIS_VAULT || deal->nav.v <= 0 || deal->supply.v == 0) {
        return out;
    }
    BL_FITS(&run->trap, "share price", bl_money_share_price(deal->nav, deal->supply, &out.price));
    if (out.price <= run->state.high_water) {
        return out;
    }
    out.risen = true;
    bl_i128 supply = (bl_i128)deal->supply.v;
    uint64_t gain = portion(run, "gain above the mark", out.price - run->state.high_water, supply,
                            BL_PRICE_ONE);
    out.fee.v = split_of(run, gain).fee;
    out.minted.v =
        portion(run, "fee shares", (bl_i128)out.fee.v, supply, deal->nav.v - (bl_i128)out.fee.v);
    return out;
}

static void tell_account(bl_run *run, const bl_share_row *of, bl_holder holder, uint64_t shares,
                         uint64_t value)
{
    bl_share_row row = {.event = of->event,
                        .holder = holder,
                        .flow = of->flow,
                        .gained = shares,
                        .fee = {value}};
    if (shares > 0 || value > 0) {
        bl_emit_share(run, &row);
    }
}

void bl_fees_tell_moved(bl_run *run, bl_share_row *row, const bl_fees_moved *moved)
{
    const bl_fee_split *split = &moved->split;
    row->gained -= (bl_i128)moved->to_manager.v + moved->to_protocol.v;
    row->fee.v = split->manager + split->protocol;
    bl_emit_share(run, row);
    tell_account(run, row, BL_HOLDER_MANAGER, moved->to_manager.v, split->manager);
    tell_account(run, row, BL_HOLDER_PROTOCOL, moved->to_protocol.v, split->protocol);
}

void bl_fees_book_crystal(bl_run *run, const bl_fees_crystal *crystal, int64_t flow)
{
    if (!crystal->risen) {
        return;
    }
    run->state.high_water = crystal->price;
    run->state.manager.v += crystal->minted.v;
    run->tally.held += crystal->minted.v;
    BL_FITS(&run->trap, "supply",
            !__builtin_add_overflow(run->state.supply.v, crystal->minted.v, &run->state.supply.v));
    run->state.fees.v += crystal->fee.v;
    const bl_share_row of = {.event = flow == BL_NO_CAUSE ? BL_EVENT_FEE : BL_EVENT_WITHDRAW,
                             .flow = flow};
    tell_account(run, &of, BL_HOLDER_MANAGER, crystal->minted.v, crystal->fee.v);
}

/* One LP's month: shares for the fee leave, the basis moves up to what is left (spec 7.2). */
static bool charge_lp(bl_run *run, uint32_t id, const bl_dealing *deal)
{
    bl_lp *lp = &run->ledger.lps[id];
    bl_i128 supply = (bl_i128)deal->supply.v;
    uint64_t held = lp->free.v + lp->escrowed.v;
    uint64_t value = portion(run, "value of LP", (bl_i128)held, deal->nav.v, supply);
    if (value <= lp->basis.v) {
        return false;
    }
    bl_fee_split split = split_of(run, value - lp->basis.v);
    uint64_t manager = portion(run, "fee shares", (bl_i128)split.manager, supply, deal->nav.v);
    uint64_t protocol = portion(run, "fee shares", (bl_i128)split.protocol, supply, deal->nav.v);
    bl_ledger_take(&run->ledger, id, (bl_shares){manager + protocol});
    run->state.manager.v += manager;
    run->state.protocol.v += protocol;
    run->state.fees.v += split.manager + split.protocol;
    lp->fees.v += split.manager + split.protocol;
    lp->basis.v = portion(run, "basis", (bl_i128)(held - manager - protocol), deal->nav.v, supply);
    const bl_fees_moved moved = {split, {manager}, {protocol}};
    bl_share_row row = {
        .event = BL_EVENT_FEE, .lp = id, .flow = BL_NO_CAUSE, .basis = lp->basis};
    bl_fees_tell_moved(run, &row, &moved);
    return manager + protocol > 0;
}

static bool charge_all(bl_run *run, const bl_dealing *deal)
{
    bool moved = false;
    if (deal->nav.v <= 0 || deal->supply.v == 0) {
        return false;
    }
    for (size_t i = 0; i < run->ledger.settled_len; i++) {
        moved |= charge_lp(run, run->ledger.settled[i], deal);
    }
    return moved;
}

void bl_fees_month(bl_run *run)
{
    bl_dealing deal = {bl_engine_nav(run), run->state.supply};
    bool moved = false;
    if (basis_of(run) == BL_FEE_BASIS_LP) {
        moved = charge_all(run, &deal);
    } else {
        bl_fees_crystal crystal = bl_fees_above_mark(run, &deal);
        bl_fees_book_crystal(run, &crystal, BL_NO_CAUSE);
        moved = crystal.minted.v > 0;
    }
    if (moved) {
        bl_emit_audit(run, BL_EVENT_FEE, BL_NO_CAUSE, BL_REASON_NONE);
        bl_emit_series(run, BL_EVENT_FEE);
    }
}
