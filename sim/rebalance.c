/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rebalance.c - every attempt that is not part of a flow goes through here.
 */
#include "rebalance.h"

#include "admin.h"
#include "allocate.h"
#include "attempt.h"
#include "crank.h"
#include "emit.h"
#include "failsafe.h"
#include "work.h"

static void trip_on(bl_run *run, int64_t cause, bl_reason reason)
{
    if (reason != BL_REASON_NONE) {
        bl_failsafe_take_failure(run, cause, reason);
    }
}

bl_reason bl_rebalance_attempt(bl_run *run, int64_t cause)
{
    if (bl_capital_is_used(run)) {
        return bl_allocate_pass(run, cause);
    }
    return bl_attempt_on_book(run, cause, run->setup->mode.model->free_trades);
}

/* What the mode asks for, at once or taking its time; a failure outside review trips. */
static void attempt_or_trip(bl_run *run, int64_t cause, bool quiet_when_empty)
{
    if (bl_work_takes_time(run)) {
        bl_attempt_size_by_rule(run);
        bl_work_begin(run, &run->state.book, cause, quiet_when_empty);
    } else if (bl_capital_is_used(run)) {
        trip_on(run, cause, bl_allocate_pass(run, cause));
    } else {
        trip_on(run, cause, bl_attempt_on_book(run, cause, quiet_when_empty));
    }
}

/* Reserve is all there is; one allocation pass follows, in every mode (spec 3.2). */
static void open_capital(bl_run *run)
{
    static const bl_qty nothing[BL_STRATEGIES_MAX];
    const bl_emit_sizes sizes = {nothing, NULL, {0}, BL_NO_CAUSE, BL_DECIDED_NOW};
    bl_emit_audit_sizes(run, BL_EVENT_OPEN, BL_NO_CAUSE, BL_REASON_NONE, &sizes);
    bl_emit_series(run, BL_EVENT_OPEN);
    const uint64_t capital = run->setup->vault.capital;
    bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_ADD_LIQUIDITY, 0, {capital, capital}});
    (void)bl_allocate_pass(run, BL_NO_CAUSE);
}

static void open_book(bl_run *run)
{
    bl_book *book = &run->state.book;
    bl_attempt attempt;
    bl_attempt_size_all(run, book, bl_engine_worth(run).equity, BL_PPB);
    if (!run->setup->vault.open_traded || run->setup->mode.model->free_trades) {
        bl_rescale_free(book, &run->market, BL_FILL_OPEN, &attempt);
        bl_attempt_book_fills(run, &attempt, BL_NO_CAUSE);
    } else {
        bl_attempt_make(run, BL_NO_CAUSE, &attempt);
    }
    static const bl_qty nothing[BL_INSTRUMENTS_MAX];
    bl_emit_sizes sizes = {nothing, attempt.target, attempt.cost, BL_NO_CAUSE, BL_DECIDED_NOW};
    bl_emit_audit_sizes(run, BL_EVENT_OPEN, BL_NO_CAUSE, attempt.reason, &sizes);
    bl_emit_series(run, BL_EVENT_OPEN);
    if (run->setup->vault.open_traded && !attempt.empty) {
        bl_emit_series(run, bl_attempt_event(&attempt));
    }
    trip_on(run, BL_NO_CAUSE, attempt.reason);
}

void bl_rebalance_open(bl_run *run)
{
    if (bl_capital_is_used(run)) {
        open_capital(run);
    } else {
        open_book(run);
    }
}

/* Rows of this instant set w_i; the last row of an instrument wins (spec 5.2). */
static bool take_targets(bl_run *run)
{
    const bl_targets *targets = &run->setup->targets;
    bool changed[BL_INSTRUMENTS_MAX] = {false};
    bool any = false;
    size_t *next = &run->cursors.target;
    for (; *next < targets->len && targets->time_ns[*next] <= run->now_ns; (*next)++) {
        run->weight_ppb[targets->instrument[*next]] = targets->leverage_ppb[*next];
        changed[targets->instrument[*next]] = true;
        any = true;
    }
    bl_cash equity = bl_engine_worth(run).equity;
    for (size_t i = 0; any && i < run->market.len; i++) {
        if (changed[i]) {
            bl_book_size(&run->state.book, &run->market, i, run->weight_ppb[i], equity);
        }
    }
    return any;
}

/* One rebalance over the whole plan, of the book whatever the accounting (spec 5.2, 5.5). */
static void attempt_targets(bl_run *run)
{
    const bool quiet = run->setup->mode.model->free_trades;
    if (bl_capital_is_used(run)) {
        trip_on(run, BL_NO_CAUSE, bl_attempt_on_book(run, BL_NO_CAUSE, quiet));
    } else {
        attempt_or_trip(run, BL_NO_CAUSE, quiet);
    }
}

/* A band on what strategies were worth when last recorded (spec 6.2, 8.7). */
static void check_capital(bl_run *run, int64_t cause)
{
    const bl_mode_choice *mode = &run->setup->mode;
    if (bl_allocate_is_out_of_band(run, mode->params[mode->model->width_at])) {
        (void)bl_allocate_pass(run, cause);
    }
}

static int64_t net_target_ppb(const bl_run *run)
{
    int64_t net_ppb = 0;
    for (size_t i = 0; i < run->market.len; i++) {
        net_ppb += run->weight_ppb[i];
    }
    return net_ppb;
}

/* Of the smallest orders, each instrument with the weight of its target: floor(sum |w|*cost /
 * sum |w|). */
static int64_t cost_ppb(const bl_run *run)
{
    const int64_t target_ppb = bl_engine_target_ppb(run);
    bl_i128 sum = 0;
    for (size_t i = 0; i < run->market.len; i++) {
        const int64_t weight_ppb = run->weight_ppb[i];
        const bl_i128 cost = bl_order_cost(&run->market, &run->setup->venue, run->now_ns, i);
        sum += cost * (weight_ppb < 0 ? -weight_ppb : weight_ppb);
    }
    return target_ppb > 0 ? (int64_t)(sum / target_ppb) : 0;
}

/* A band or ideal looks at the marks. A band rests while E <= 0; ideal then sizes to 0. */
static void check_book(bl_run *run, int64_t cause)
{
    const bl_mode_model *mode = run->setup->mode.model;
    bl_worth worth = bl_engine_worth(run);
    bl_mode_view view = {0, bl_engine_target_ppb(run), net_target_ppb(run), 0};
    if (mode->weighs_cost) {
        view.cost_ppb = cost_ppb(run);
    }
    if (worth.equity.v > 0) {
        view.leverage_ppb = bl_book_leverage(worth, &run->trap);
    } else if (!mode->free_trades) {
        return;
    }
    bl_mode_wish wish = mode->check(run->setup->mode.params, &view);
    if (!wish.acts || run->work.active) {
        return;
    }
    bl_attempt_size_all(run, &run->state.book, worth.equity, wish.scale_ppb);
    attempt_or_trip(run, cause, true);
}

static void check(bl_run *run, int64_t cause)
{
    if (bl_capital_is_used(run)) {
        check_capital(run, cause);
    } else {
        check_book(run, cause);
    }
}

static void tick(bl_run *run)
{
    int64_t cause = run->ticks_len++;
    if (bl_engine_holds_trading(run)) {
        return;
    }
    if (run->setup->mode.model->check != NULL) {
        check(run, cause);
    } else {
        attempt_or_trip(run, cause, run->setup->mode.model->free_trades);
    }
}

/* True where the mode looks at every mark and flow. */
static bool watches(const bl_mode_model *mode)
{
    return mode->check != NULL && mode->next_tick == NULL;
}

void bl_rebalance_phase(bl_run *run)
{
    const bl_instant *instant = &run->instant;
    if (take_targets(run) && !bl_engine_holds_trading(run)) {
        attempt_targets(run);
    }
    bl_crank_feed(run);
    bl_admin_feed(run);
    if (instant->tick) {
        tick(run);
    }
    if (watches(run->setup->mode.model) && !bl_engine_holds_trading(run) &&
        (instant->start || instant->bar || instant->index || instant->flow_stood)) {
        check(run, BL_NO_CAUSE);
    }
}
