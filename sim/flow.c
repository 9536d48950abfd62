/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flow.c - requests. What a request asks for is fixed here; what it gets is settled in settle.c.
 */
#include "flow.h"

#include "calendar.h"
#include "emit.h"
#include "failsafe.h"
#include "muldiv.h"
#include "reported.h"
#include "settle.h"

static void request_deposit(bl_run *run, size_t id)
{
    const bl_vault_terms *vault = &run->setup->vault;
    if (run->setup->flows.amount[id] < vault->min_deposit) {
        bl_settle_refuse(run, id, BL_REASON_MIN_DEPOSIT);
    } else if (bl_engine_deposits_shut(run) && !run->setup->failsafe.queue_deposits) {
        bl_settle_refuse(run, id, BL_REASON_GATE_SHUT);
    } else {
        run->ledger.flows[id].stage = BL_FLOW_WAITING;
        bl_idset_add(&run->ledger.waiting, id);
    }
}

/* Shares a withdrawal asks for, at N and S of this phase (spec 4.3). */
static uint64_t shares_asked(bl_run *run, size_t id, uint64_t balance)
{
    uint64_t amount = run->setup->flows.amount[id];
    uint64_t shares = balance;
    bl_cash nav = bl_engine_nav(run);
    switch ((bl_flow_kind)run->setup->flows.kind[id]) {
    case BL_FLOW_WITHDRAW_PART:
        BL_FITS(&run->trap, "part of balance",
                bl_muldiv_unsigned((bl_i128)balance, (bl_i128)amount, BL_PPB, BL_FLOOR, &shares));
        break;
    case BL_FLOW_WITHDRAW_AMOUNT:
        /* a quotient that does not fit is above any balance */
        if (nav.v <= 0 || !bl_muldiv_unsigned((bl_i128)amount, (bl_i128)bl_engine_supply(run).v,
                                              nav.v, BL_CEIL, &shares)) {
            shares = balance;
        }
        break;
    case BL_FLOW_DEPOSIT:
    case BL_FLOW_WITHDRAW_ALL:
        break;
    }
    return shares < balance ? shares : balance;
}

static void request_withdrawal(bl_run *run, size_t id)
{
    const bl_vault_terms *vault = &run->setup->vault;
    uint32_t lp = run->setup->flows.lp[id];
    uint64_t balance = run->ledger.lps[lp].free.v;
    if (balance == 0) {
        bl_settle_refuse(run, id, BL_REASON_NO_SHARES);
        return;
    }
    bl_shares shares = {shares_asked(run, id, balance)};
    if (shares.v == 0) {
        bl_settle_refuse(run, id, BL_REASON_DUST);
        return;
    }
    int64_t lot_ns = bl_ledger_escrow(&run->ledger, lp, id, shares);
    int64_t locked_ns = vault->lockup_first ? run->ledger.lps[lp].first_settled_ns : lot_ns;
    int64_t notice_ns = bl_calendar_later(run->now_ns, vault->delay_ns);
    int64_t lockup_ns = bl_calendar_later(locked_ns, vault->lockup_ns);
    int64_t matures_ns = notice_ns > lockup_ns ? notice_ns : lockup_ns;
    run->ledger.flows[id].stage = BL_FLOW_NOTICE;
    run->ledger.flows[id].matures_ns = matures_ns;
    bl_idset_add(&run->ledger.notice, id);
    if (matures_ns <= run->now_ns) {
        bl_flow_mature(run, id);
    } else if (matures_ns <= run->setup->end_ns) {
        bl_queue_handle handle = bl_queue_put(run->queue, matures_ns, BL_PHASE_SETTLE, id);
        BL_ASSERT(handle.v != 0);
    }
}

void bl_flow_mature(bl_run *run, size_t flow)
{
    run->ledger.flows[flow].stage = BL_FLOW_WAITING;
    bl_idset_remove(&run->ledger.notice, flow);
    bl_idset_add(&run->ledger.waiting, flow);
    run->instant.matured = true;
}

void bl_flow_request_all(bl_run *run)
{
    const bl_flows *flows = &run->setup->flows;
    size_t *next = &run->cursors.flow;
    for (; *next < flows->len && flows->time_ns[*next] == run->now_ns; (*next)++) {
        run->instant.request = true;
        if (flows->kind[*next] == BL_FLOW_DEPOSIT) {
            request_deposit(run, *next);
        } else {
            request_withdrawal(run, *next);
        }
    }
}

static bool is_withdrawal(const bl_run *run, size_t id)
{
    return run->setup->flows.kind[id] != BL_FLOW_DEPOSIT;
}

static void settle_one(bl_run *run, size_t id, const bl_dealing *deal)
{
    bool withdrawal = is_withdrawal(run, id);
    if (bl_capital_is_used(run)) {
        (withdrawal ? bl_reported_withdraw : bl_reported_deposit)(run, id, deal);
    } else {
        (withdrawal ? bl_settle_withdrawal : bl_settle_deposit)(run, id, deal);
    }
}

static void settle_waiting(bl_run *run, const bl_dealing *deal)
{
    bl_idset *waiting = &run->ledger.waiting;
    for (size_t id = bl_idset_next(waiting, 0); id < run->ledger.flows_len;
         id = bl_idset_next(waiting, id + 1)) {
        if (run->ledger.flows[id].tried_ns == run->now_ns) {
            continue;
        }
        run->ledger.flows[id].tried_ns = run->now_ns;
        settle_one(run, id, deal);
    }
}

/* Waits for its price alone: withdrawals that a gate holds back take no fee (spec 6.10, 6.12). */
static bool a_withdrawal_is_due(const bl_run *run)
{
    const bl_idset *waiting = &run->ledger.waiting;
    if (bl_engine_withdrawals_shut(run) || bl_engine_holds_withdrawals(run) ||
        bl_engine_rail_is_closed(run)) {
        return false;
    }
    size_t id = bl_idset_next(waiting, 0);
    while (id < run->ledger.flows_len && !is_withdrawal(run, id)) {
        id = bl_idset_next(waiting, id + 1);
    }
    return id < run->ledger.flows_len;
}

/* All flows of a tick are dealt at one N and S (spec 4.5). */
static void settle_at_tick(bl_run *run)
{
    bl_dealing deal = {bl_engine_nav(run), bl_engine_supply(run)};
    if (a_withdrawal_is_due(run)) {
        bl_fees_crystal crystal = bl_fees_above_mark(run, &deal);
        bl_fees_book_crystal(run, &crystal, BL_NO_CAUSE);
        deal.supply = run->state.supply;
    }
    settle_waiting(run, &deal);
}

void bl_flow_settle_all(bl_run *run)
{
    const bl_instant *instant = &run->instant;
    if (run->ledger.waiting.len == 0) {
        return;
    }
    if (bl_engine_settles_at_ticks(run)) {
        if (instant->tick) {
            settle_at_tick(run);
        }
    } else if (instant->start || instant->bar || instant->index || instant->request ||
               instant->matured || instant->rail) {
        settle_waiting(run, NULL);
    }
}

void bl_flow_settle_after_review(bl_run *run)
{
    if (!bl_engine_settles_at_ticks(run)) {
        settle_waiting(run, NULL);
    }
}
