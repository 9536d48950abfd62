/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settle.c - a settlement is computed beside the state: its price, its fee, the book with its cash
 * and intended sizes, the quotes of its rescale. Then it is booked whole, or dropped whole; fills
 * that stand in spite of a failure are booked in either case.
 */
#include "settle.h"

#include "attempt.h"
#include "emit.h"
#include "failsafe.h"
#include "money.h"
#include "notice.h"
#include "work.h"

#include <string.h>

void bl_settle_stop(bl_run *run, size_t flow, bl_reason reason)
{
    bl_flow *it = &run->ledger.flows[flow];
    run->counts.rail_waits += reason == BL_REASON_RAIL_CLOSED && it->reason != reason ? 1 : 0;
    it->reason = reason;
}

static void leave_waiting(bl_run *run, size_t flow, bl_flow_stage stage)
{
    bl_idset_remove(&run->ledger.waiting, flow);
    run->ledger.flows[flow].stage = stage;
}

void bl_settle_refuse(bl_run *run, size_t flow, bl_reason reason)
{
    leave_waiting(run, flow, BL_FLOW_REFUSED);
    bl_settle_stop(run, flow, reason);
    run->counts.flows_refused++;
    run->counts.refusals[reason]++;
    bl_emit_audit(run, BL_EVENT_REFUSAL, (int64_t)flow, reason);
}

static bl_dealing dealing_now(const bl_run *run)
{
    return (bl_dealing){bl_engine_nav(run), run->state.supply};
}

/* floor(a*S/N); a first deposit gets a share a unit (spec 4.2). */
static uint64_t shares_for(bl_run *run, uint64_t amount, const bl_dealing *deal)
{
    uint64_t shares = amount;
    if (deal->supply.v > 0) {
        BL_FITS(&run->trap, "shares minted",
                bl_muldiv_unsigned((bl_i128)amount, (bl_i128)deal->supply.v, deal->nav.v, BL_FLOOR,
                                   &shares));
    }
    return shares;
}

/* The book after the flow, before any trade; a first deposit sizes anew (spec 6.1). */
static void move_capital(bl_run *run, bl_settlement *s)
{
    s->book = run->state.book;
    BL_FITS(&run->trap, "cash", s->amount.v <= INT64_MAX);
    int64_t amount = s->deposit ? (int64_t)s->amount.v : -(int64_t)s->amount.v;
    bl_attempt_move_capital(run, &s->book, bl_engine_worth(run).equity, amount);
    if (s->deposit && run->state.supply.v == 0) {
        bl_cash after = bl_book_worth(&s->book, &run->market).equity;
        bl_attempt_size_all(run, &s->book, after, BL_PPB);
    }
}

static void book_deposit(bl_run *run, const bl_settlement *s)
{
    bl_lp *lp = &run->ledger.lps[s->lp];
    BL_FITS(&run->trap, "supply",
            !__builtin_add_overflow(run->state.supply.v, s->shares.v, &run->state.supply.v) &&
                !__builtin_add_overflow(lp->paid_in.v, s->amount.v, &lp->paid_in.v) &&
                !__builtin_add_overflow(lp->basis.v, s->amount.v, &lp->basis.v));
    run->tally.held += s->shares.v;
    run->state.net_flow += s->amount.v;
    bl_ledger_credit(&run->ledger, s->lp, s->shares, run->now_ns);
    bl_emit_share(run, &(bl_share_row){.event = BL_EVENT_DEPOSIT,
                                       .lp = s->lp,
                                       .flow = (int64_t)s->flow,
                                       .gained = s->shares.v,
                                       .paid = s->amount,
                                       .basis = lp->basis});
}

static void tell_withdrawal(bl_run *run, const bl_settlement *s)
{
    const bl_fees_exit *exit = &s->exit;
    const bl_fees_moved moved = {exit->split, exit->to_manager, exit->to_protocol};
    bl_share_row row = {.event = BL_EVENT_WITHDRAW,
                        .lp = s->lp,
                        .flow = (int64_t)s->flow,
                        .gained = -(bl_i128)s->shares.v,
                        .paid = s->amount,
                        .basis = run->ledger.lps[s->lp].basis};
    bl_fees_tell_moved(run, &row, &moved);
}

static void book_withdrawal(bl_run *run, const bl_settlement *s)
{
    bl_fees_book_crystal(run, &s->crystal, (int64_t)s->flow);
    const bl_fees_exit *exit = &s->exit;
    bl_lp *lp = &run->ledger.lps[s->lp];
    bl_ledger_release(&run->ledger, s->lp, s->flow);
    run->state.manager.v += exit->to_manager.v;
    run->state.protocol.v += exit->to_protocol.v;
    run->state.fees.v += exit->split.manager + exit->split.protocol;
    lp->fees.v += exit->split.manager + exit->split.protocol;
    lp->basis.v -= exit->basis_used.v;
    lp->paid_out.v += s->amount.v;
    BL_ASSERT(run->state.supply.v >= s->shares.v);
    run->state.supply.v -= s->shares.v;
    run->tally.held -= s->shares.v;
    run->state.net_flow -= s->amount.v;
    tell_withdrawal(run, s);
}

/* Keeps a settlement: state, ledger, the flow's outcome, its row. */
void bl_settle_book(bl_run *run, const bl_settlement *s)
{
    bl_flow *flow = &run->ledger.flows[s->flow];
    if (s->deposit) {
        book_deposit(run, s);
    } else {
        book_withdrawal(run, s);
    }
    run->state.book = s->book;
    leave_waiting(run, s->flow, BL_FLOW_SETTLED);
    flow->settled_ns = run->now_ns;
    flow->amount = s->amount;
    flow->shares = s->shares;
    BL_FITS(&run->trap, "share price",
            bl_money_share_price(s->deal.nav, s->deal.supply, &flow->share_price));
    run->counts.flows_settled++;
    run->instant.flow_stood = true;
    bl_emit_series(run, s->deposit ? BL_EVENT_DEPOSIT : BL_EVENT_WITHDRAW);
}

/* The intended book after the flow, which its rescale aims at (spec 6.1). */
static bl_book size_after(const bl_run *run, const bl_settlement *s)
{
    bl_book sized = s->book;
    if (run->setup->rebalance.sizing == BL_SIZING_TARGET) {
        bl_worth worth = bl_book_worth(&sized, &run->market);
        bl_attempt_size_all(run, &sized, worth.equity, BL_PPB);
    }
    return sized;
}

/* Quotes the rescale after the flow; `sized` is the intended book it aims at. */
static void quote_rescale(bl_run *run, const bl_settlement *s, bl_book *sized, bl_attempt *attempt)
{
    const bl_rebalance_rule *rule = &run->setup->rebalance;
    bl_book room;
    *sized = size_after(run, s);
    bl_rescale_try(bl_notice_aim(run, sized, s->flow, &room), &run->market, &run->setup->venue,
                   rule->atomicity, run->now_ns, attempt);
    bl_attempt_count(run, attempt);
}

/* Who bears the cost of the rescale (spec 4.6). False: nothing is left to mint on. */
static bool charge_cost(bl_run *run, bl_settlement *s, bl_cash cost)
{
    bool flow_pays = run->setup->vault.costs_flow;
    int64_t share = cost.v;
    if (s->deposit) {
        if (!flow_pays) {
            return true;
        }
        int64_t left = (int64_t)s->amount.v - cost.v;
        s->shares.v = left < 1 ? 0 : shares_for(run, (uint64_t)left, &s->deal);
        return s->shares.v > 0;
    }
    bl_i128 supply = (bl_i128)run->state.supply.v + s->crystal.minted.v;
    if (!flow_pays && supply > 0) {
        BL_FITS(&run->trap, "share of cost",
                bl_muldiv_signed(cost.v, (bl_i128)s->shares.v, supply, BL_CEIL, &share));
    }
    int64_t kept = share < (int64_t)s->amount.v ? share : (int64_t)s->amount.v;
    s->amount.v -= (uint64_t)kept;
    s->book.cash.v += kept;
    return true;
}

/* Flow and rescale as one act (spec 6.5). NONE where it stands whole; DUST where the cost left
 * nothing and it was refused; else the failure's reason, tripped. */
static bl_reason settle_with_rescale(bl_run *run, bl_settlement *s)
{
    bl_attempt attempt;
    bl_book sized;
    bl_qty pre[BL_INSTRUMENTS_MAX];
    memcpy(pre, run->state.book.q, sizeof pre);
    quote_rescale(run, s, &sized, &attempt);
    attempt.flow = (int64_t)s->flow;
    bool stands = attempt.whole || run->setup->rebalance.on_failure == BL_FAILURE_KEEP;
    if (stands && !charge_cost(run, s, attempt.cost)) {
        bl_settle_refuse(run, s->flow, BL_REASON_DUST);
        return BL_REASON_DUST;
    }
    if (stands) {
        bl_settle_book(run, s);
        memcpy(run->state.book.b, sized.b, sizeof sized.b);
    } else {
        bl_settle_stop(run, s->flow, attempt.reason);
    }
    bl_attempt_book_fills(run, &attempt, (int64_t)s->flow);
    bl_attempt_tell(run, &attempt, pre, (int64_t)s->flow);
    if (!attempt.whole) {
        bl_failsafe_take_failure(run, (int64_t)s->flow, attempt.reason);
    }
    return attempt.reason;
}

/* The flow stands, and a rescale that takes time sets out (sim/work.h). */
static void settle_before_rescale(bl_run *run, const bl_settlement *s)
{
    const bl_book sized = size_after(run, s);
    bl_settle_book(run, s);
    memcpy(run->state.book.b, sized.b, sizeof sized.b);
    bl_work_begin(run, &run->state.book, (int64_t)s->flow, false);
}

void bl_settle_deposit(bl_run *run, size_t flow, const bl_dealing *deal)
{
    bl_settlement s = {.flow = flow,
                       .lp = run->setup->flows.lp[flow],
                       .deposit = true,
                       .amount = {run->setup->flows.amount[flow]},
                       .deal = deal != NULL ? *deal : dealing_now(run)};
    if (bl_engine_deposits_shut(run)) {
        bl_settle_stop(run, flow, BL_REASON_GATE_SHUT);
        return;
    }
    if (s.deal.nav.v < 0 || (s.deal.nav.v == 0 && s.deal.supply.v > 0)) {
        bl_settle_refuse(run, flow, BL_REASON_INSOLVENT);
        return;
    }
    s.shares.v = shares_for(run, s.amount.v, &s.deal);
    if (s.shares.v == 0) {
        bl_settle_refuse(run, flow, BL_REASON_DUST);
        return;
    }
    move_capital(run, &s);
    if (run->setup->mode.model->with_flow && bl_work_takes_time(run)) {
        settle_before_rescale(run, &s);
    } else if (run->setup->mode.model->with_flow) {
        (void)settle_with_rescale(run, &s);
    } else {
        bl_settle_book(run, &s);
    }
}

/* Fee first, then the payout for what is left (spec 4.4, 7.3, 7.4). */
static void price_withdrawal(bl_run *run, bl_settlement *s, bool dealt_at_tick)
{
    bl_shares escrowed = run->ledger.flows[s->flow].shares;
    if (!dealt_at_tick) {
        s->crystal = bl_fees_above_mark(run, &s->deal);
        BL_FITS(&run->trap, "supply",
                !__builtin_add_overflow(s->deal.supply.v, s->crystal.minted.v, &s->deal.supply.v));
    }
    if (escrowed.v == 0) {
        return; /* fees took it all */
    }
    s->exit = bl_fees_on_exit(run, s->lp, escrowed, &s->deal);
    s->shares.v = escrowed.v - s->exit.to_manager.v - s->exit.to_protocol.v;
    BL_FITS(&run->trap, "payout",
            bl_muldiv_unsigned((bl_i128)s->shares.v, s->deal.nav.v, (bl_i128)s->deal.supply.v,
                               BL_FLOOR, &s->amount.v));
}

/* Paid as it is, if the free balance covers it; in `immediate` an attempt follows where retries
 * are allowed (spec 6.10). */
static void settle_under_review(bl_run *run, bl_settlement *s, int64_t free_balance)
{
    if (bl_engine_holds_withdrawals(run)) {
        bl_settle_stop(run, s->flow, BL_REASON_GATE_SHUT);
        return;
    }
    if ((bl_i128)s->amount.v > free_balance && bl_engine_has_rule(run, BL_RULE_FREE_BALANCE)) {
        bl_settle_stop(run, s->flow, BL_REASON_MARGIN);
        return;
    }
    bl_settle_book(run, s);
    if (run->setup->mode.model->with_flow && run->setup->failsafe.retry_next_tick) {
        (void)bl_attempt_on_book(run, (int64_t)s->flow, false);
    }
}

/* What holds a withdrawal back before it is priced; NONE: nothing. */
static bl_reason obstacle(const bl_run *run, const bl_dealing *deal)
{
    if (bl_engine_rail_is_closed(run)) {
        return BL_REASON_RAIL_CLOSED;
    }
    if (bl_engine_withdrawals_shut(run)) {
        return BL_REASON_GATE_SHUT;
    }
    return deal->nav.v <= 0 ? BL_REASON_INSOLVENT : BL_REASON_NONE;
}

/* True where its own failure tripped and it waits still. */
static bool try_withdrawal(bl_run *run, size_t flow, const bl_dealing *deal)
{
    const bl_mode_model *mode = run->setup->mode.model;
    bl_settlement s = {.flow = flow,
                       .lp = run->setup->flows.lp[flow],
                       .deal = deal != NULL ? *deal : dealing_now(run)};
    bl_reason reason = obstacle(run, &s.deal);
    if (reason != BL_REASON_NONE) {
        bl_settle_stop(run, flow, reason);
        return false;
    }
    price_withdrawal(run, &s, deal != NULL);
    move_capital(run, &s);
    int64_t free_balance =
        bl_book_free_balance(bl_engine_worth(run), run->setup->venue.im_ppb, &run->trap);
    bool covered = (bl_i128)s.amount.v <= free_balance || mode->free_trades;
    if (run->failsafe.under_review) {
        settle_under_review(run, &s, free_balance);
    } else if (!mode->with_flow && covered) {
        bl_settle_book(run, &s);
    } else if (covered && bl_work_takes_time(run)) {
        settle_before_rescale(run, &s);
    } else if (mode->waits_for_margin) {
        bl_settle_stop(run, flow, BL_REASON_MARGIN);
    } else {
        return settle_with_rescale(run, &s) != BL_REASON_NONE && run->failsafe.under_review &&
               run->ledger.flows[flow].stage == BL_FLOW_WAITING;
    }
    return false;
}

void bl_settle_withdrawal(bl_run *run, size_t flow, const bl_dealing *deal)
{
    if (try_withdrawal(run, flow, deal)) {
        (void)try_withdrawal(run, flow, deal); /* once more, now under review (spec 6.10) */
    }
}
