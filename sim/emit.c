/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * emit.c - everything the sink is told. Conservation: cash is what was paid in less what was paid
 * out, traded and funded, each summed on its own way; supply is what the holders hold.
 */
#include "emit.h"

#include "capital.h"
#include "failsafe.h"
#include "money.h"

/* Money a `reported` vault holds outside its book, lenders at what they were given. */
static bl_i128 held_outside(const bl_run *run)
{
    const bl_capital *capital = &run->state.capital;
    bl_u128 recorded = capital->reserve;
    bl_i128 held = (bl_i128)capital->reserve + run->tally.lent;
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        const bl_strategy_model *model = run->setup->pool.strategies[j].model;
        held += model->is_book || model->is_lender ? 0 : (bl_i128)capital->held[j].held;
        recorded += capital->recorded[j];
    }
    BL_ASSERT(recorded == capital->total);
    return held;
}

static void check_conservation(const bl_run *run)
{
    const bl_state *state = &run->state;
    bl_i128 cash = state->book.cash.v;
    if (bl_capital_is_used(run)) {
        cash += held_outside(run);
    }
    BL_ASSERT(cash == state->net_flow - run->tally.traded - run->tally.funded);
    BL_ASSERT(state->supply.v == run->tally.held);
}

static void send(bl_run *run, bool taken)
{
    if (!taken) {
        bl_trap_spring(&run->trap, NULL);
    }
    run->counts.events++;
    run->crash.event = run->counts.events;
}

unsigned bl_emit_gates(const bl_run *run)
{
    const bl_failsafe *failsafe = &run->failsafe;
    unsigned gates = bl_engine_deposits_shut(run) ? BL_GATE_D : 0;
    gates |= bl_engine_withdrawals_shut(run) ? BL_GATE_W : 0;
    gates |= failsafe->under_review && !run->setup->failsafe.retry_next_tick ? BL_GATE_T : 0;
    return gates;
}

/* floor(10^9*part/E) */
static bl_i128 share_of(bl_run *run, bl_i128 part, bl_cash equity)
{
    bl_i128 ppb = 0;
    BL_FITS(&run->trap, "leverage", bl_muldiv_wide(part, BL_PPB, equity.v, BL_FLOOR, &ppb));
    return ppb;
}

static void fill_book_columns(bl_run *run, bl_series_row *row)
{
    row->has_book = run->market.len > 0;
    if (!row->has_book) {
        return;
    }
    row->has_leverage = row->equity.v > 0;
    row->gross = bl_engine_worth(run).gross;
    row->target_ppb = bl_engine_target_ppb(run);
    if (row->has_leverage) {
        bl_i128 intended = bl_book_intended_gross(&run->state.book, &run->market);
        row->leverage_ppb = share_of(run, row->gross, row->equity);
        row->intended_ppb = share_of(run, intended, row->equity);
    }
}

static void fill_capital_columns(bl_run *run, bl_series_row *row)
{
    row->has_capital = bl_capital_is_used(run);
    if (row->has_capital) {
        row->reserve.v = run->state.capital.reserve;
        row->total.v = run->state.capital.total;
        row->unlocked.v = bl_capital_unlocked(run);
        BL_FITS(&run->trap, "U", row->unlocked.v <= INT64_MAX);
        row->locked.v = row->total.v - row->unlocked.v;
    }
}

/* What shares are valued by: E, or U under `reported` (spec 13.1, 13.2). */
static bl_cash priced(const bl_run *run)
{
    return bl_capital_is_used(run) ? bl_engine_nav(run) : bl_engine_equity(run);
}

/* The same from a row whose columns are filled: locked(t) is asked once. */
static bl_cash priced_in(const bl_series_row *row)
{
    return row->has_capital ? (bl_cash){(int64_t)row->unlocked.v} : row->equity;
}

void bl_emit_series(bl_run *run, bl_event event)
{
    check_conservation(run);
    bl_series_row row = {
        .time_ns = run->now_ns,
        .event = event,
        .equity = bl_engine_equity(run),
        .supply = bl_engine_supply(run),
        .fees = run->state.fees,
        .gates = bl_emit_gates(run),
    };
    fill_book_columns(run, &row);
    fill_capital_columns(run, &row);
    BL_FITS(&run->trap, "share price",
            bl_money_share_price(priced_in(&row), row.supply, &row.share_price));
    send(run, run->sink->series(run->sink->context, &row));
}

/* Sizes and their targets as they stand: positions, or strategy liquidities (spec 10.1). */
typedef struct {
    bl_qty now[BL_INSTRUMENTS_MAX];
    bl_qty target[BL_INSTRUMENTS_MAX];
} standing;

/* Targets only where they are wanted: they cost a division a strategy. */
static void read_standing(const bl_run *run, bool with_targets, standing *out)
{
    if (bl_capital_is_used(run)) {
        for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
            out->now[j].v = (int64_t)run->state.capital.recorded[j];
        }
        if (with_targets) {
            bl_capital_targets(run, run->state.capital.total, out->target);
        }
        return;
    }
    for (size_t i = 0; i < run->market.len; i++) {
        out->now[i] = run->state.book.q[i];
        if (with_targets) {
            out->target[i] = bl_book_intended(&run->state.book, &run->market, i);
        }
    }
}

void bl_emit_audit_sizes(bl_run *run, bl_event event, int64_t cause, bl_reason reason,
                         const bl_emit_sizes *sizes)
{
    standing stands;
    read_standing(run, sizes->target == NULL, &stands);
    bl_audit_row row = {
        .time_ns = run->now_ns,
        .event = event,
        .cause = cause,
        .reason = reason,
        .nav = priced(run),
        .supply = bl_engine_supply(run),
        .pre = sizes->pre != NULL ? sizes->pre : stands.now,
        .target = sizes->target != NULL ? sizes->target : stands.target,
        .post = stands.now,
        .cost = sizes->cost,
        .gates = bl_emit_gates(run),
        .flow = sizes->flow,
        .decided_ns =
            sizes->decided_ns != BL_DECIDED_NOW ? sizes->decided_ns : run->now_ns,
    };
    send(run, run->sink->audit(run->sink->context, &row));
}

void bl_emit_audit(bl_run *run, bl_event event, int64_t cause, bl_reason reason)
{
    const bl_emit_sizes sizes = {NULL, NULL, {0}, BL_NO_CAUSE, BL_DECIDED_NOW};
    bl_emit_audit_sizes(run, event, cause, reason, &sizes);
}

void bl_emit_trade(bl_run *run, const bl_fill *fill, int64_t cause)
{
    int64_t cash_before = run->state.book.cash.v;
    bl_book_trade(&run->state.book, &run->market, fill);
    run->tally.traded += (bl_i128)cash_before - run->state.book.cash.v;
    bl_fill_row row = {
        .time_ns = run->now_ns,
        .cause = cause,
        .instrument = (uint32_t)fill->instrument,
        .quantity = fill->quantity,
        .mark = run->market.mark[fill->instrument],
        .price = fill->price,
        .fee = fill->fee,
        .reason = fill->reason,
    };
    run->counts.fills++;
    bl_order_leave(&run->market, &run->setup->venue, run->now_ns, fill);
    row.shift_ppb = run->market.left[fill->instrument].shift_ppb;
    send(run, run->sink->fill(run->sink->context, &row));
}

void bl_emit_share(bl_run *run, bl_share_row *row)
{
    row->time_ns = run->now_ns;
    if (run->sink->share != NULL && !run->sink->share(run->sink->context, row)) {
        bl_trap_spring(&run->trap, NULL);
    }
}

void bl_emit_chain(bl_run *run, const bl_emit_event *event)
{
    const bl_chain_row row = {run->now_ns,
                              event->kind,
                              (uint32_t)event->strategy,
                              {event->amounts[0], event->amounts[1]}};
    if (run->sink->event != NULL && !run->sink->event(run->sink->context, &row)) {
        bl_trap_spring(&run->trap, NULL);
    }
}

static void send_flows(bl_run *run)
{
    static const bl_outcome outcomes[] = {BL_OUTCOME_PENDING, BL_OUTCOME_PENDING,
                                          BL_OUTCOME_PENDING, BL_OUTCOME_SETTLED,
                                          BL_OUTCOME_REFUSED};
    for (size_t i = 0; i < run->cursors.flow; i++) {
        const bl_flow *flow = &run->ledger.flows[i];
        bl_flow_row row = {
            .seq = i,
            .outcome = outcomes[flow->stage],
            .reason = flow->stage == BL_FLOW_SETTLED ? BL_REASON_NONE : flow->reason,
            .settled_ns = flow->settled_ns,
            .amount = flow->amount,
            .shares = flow->shares,
            .share_price = flow->share_price,
        };
        run->counts.flows_pending += row.outcome == BL_OUTCOME_PENDING ? 1 : 0;
        send(run, run->sink->flow(run->sink->context, &row));
    }
}

/* floor(s*E/S), U for E under `reported`; 0 when S is 0 */
static bl_cash value_of(bl_run *run, bl_shares shares)
{
    bl_cash worth = priced(run);
    bl_shares supply = bl_engine_supply(run);
    bl_cash value = {0};
    if (supply.v > 0) {
        BL_FITS(
            &run->trap, "value",
            bl_muldiv_signed((bl_i128)shares.v, worth.v, (bl_i128)supply.v, BL_FLOOR, &value.v));
    }
    return value;
}

static void send_fee_account(bl_run *run, bl_holder holder, bl_shares shares)
{
    bl_lp_row row = {.holder = holder, .shares = shares, .value = value_of(run, shares)};
    send(run, run->sink->lp(run->sink->context, &row));
}

static void send_lps(bl_run *run)
{
    bl_fee_basis basis = run->setup->fees.model->basis;
    for (size_t i = 0; i < run->ledger.settled_len; i++) {
        const bl_lp *lp = &run->ledger.lps[run->ledger.settled[i]];
        bl_shares shares = {lp->free.v + lp->escrowed.v};
        bl_lp_row row = {
            .holder = BL_HOLDER_LP,
            .lp = run->ledger.settled[i],
            .shares = shares,
            .value = value_of(run, shares),
            .has_basis = basis == BL_FEE_BASIS_LP,
            .basis = lp->basis,
            .paid_in = lp->paid_in,
            .paid_out = lp->paid_out,
            .fees = lp->fees,
        };
        send(run, run->sink->lp(run->sink->context, &row));
    }
    if (bl_capital_is_used(run)) {
        send_fee_account(run, BL_HOLDER_VAULT, run->state.manager);
    }
    if (basis != BL_FEE_BASIS_NONE) {
        send_fee_account(run, BL_HOLDER_MANAGER, run->state.manager);
    }
    if (basis == BL_FEE_BASIS_LP) {
        send_fee_account(run, BL_HOLDER_PROTOCOL, run->state.protocol);
    }
}

void bl_emit_end(bl_run *run)
{
    BL_ASSERT(bl_ledger_total(&run->ledger) + run->state.manager.v + run->state.protocol.v +
                  run->state.capital.lock.shares ==
              run->state.supply.v);
    bl_emit_series(run, BL_EVENT_END);
    send_flows(run);
    send_lps(run);
    bl_emit_audit(run, BL_EVENT_END, BL_NO_CAUSE, BL_REASON_NONE);
}
