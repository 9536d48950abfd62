/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * work.c - positions are compared with where they should be by now, and the difference is sent:
 * there is no list of open orders. After k of n slices a leg should have done trunc(k/n) of its
 * way, in whole steps. What is below the venue's minima waits for the next slice, and is dust
 * behind the last one.
 */
#include "work.h"

#include "attempt.h"
#include "calendar.h"
#include "emit.h"
#include "failsafe.h"
#include "muldiv.h"
#include "notice.h"
#include "windows.h"

#include <string.h>

bool bl_work_takes_time(const bl_run *run)
{
    const bl_rebalance_rule *rule = &run->setup->rebalance;
    const bl_latency_model *latency = run->setup->venue.latency;
    return !bl_capital_is_used(run) && !run->setup->mode.model->free_trades &&
           (rule->carry != BL_CARRY_NONE || rule->slices > 1 ||
            (latency != NULL && latency->delay != NULL));
}

/* Grows with everything that makes orders under way obsolete. */
static uint64_t generation(const bl_run *run)
{
    return run->counts.attempts + run->counts.trips + run->counts.liquidations;
}

static int64_t slices_of(const bl_run *run)
{
    const int64_t slices = run->setup->rebalance.slices;
    return slices > 1 ? slices : 1;
}

/* How long an order decided now is on its way. */
static int64_t delay_of(bl_run *run)
{
    const bl_venue *venue = &run->setup->venue;
    int64_t delay_ns = 0;
    if (venue->latency != NULL && venue->latency->delay != NULL) {
        const bl_latency_view view = {run->setup->seed, run->now_ns,
                                      bl_windows_hold(&venue->slow, run->now_ns)};
        BL_FITS(&run->trap, "latency",
                venue->latency->delay(venue->latency_params, &view, &delay_ns) && delay_ns >= 0);
    }
    return delay_ns;
}

/* When slice k of n goes out, counted from 0. */
static int64_t slice_ns(const bl_run *run, int64_t k)
{
    int64_t wait_ns = 0;
    BL_FITS(run->market.trap, "slice",
            bl_muldiv_signed(k, run->setup->rebalance.window_ns, slices_of(run), BL_FLOOR,
                             &wait_ns));
    return bl_calendar_later(run->work.arrives_ns, wait_ns);
}

/* -- the end ---------------------------------------------------------------------------------- */

/* What the whole came to, as one attempt. */
static void sum_up(const bl_run *run, bl_reason reason, bl_attempt *out)
{
    bl_rescale_clear(out);
    memcpy(out->target, run->work.target, sizeof out->target);
    out->empty = reason == BL_REASON_NONE && !run->work.traded;
    out->whole = reason == BL_REASON_NONE;
    out->reason = reason;
    out->unwound = run->work.unwound;
    out->dust_len = run->work.dust_len;
    out->decided_ns = run->work.decided_ns;
    BL_FITS(run->market.trap, "cost",
            run->work.cost >= INT64_MIN && run->work.cost <= INT64_MAX);
    out->cost.v = (int64_t)run->work.cost;
}

/* One record, one row. */
static void close(bl_run *run, const bl_attempt *attempt)
{
    run->work.active = false;
    bl_attempt_count(run, attempt);
    bl_attempt_tell(run, attempt, run->work.pre, run->work.cause);
}

/* Something else took its place: what filled stands, and nothing trips. */
static void call_off(bl_run *run)
{
    bl_attempt attempt;
    sum_up(run, BL_REASON_NONE, &attempt);
    attempt.called_off = true;
    close(run, &attempt);
}

/* A failure outside review trips. */
static void finish(bl_run *run, bl_reason reason)
{
    bl_attempt attempt;
    sum_up(run, reason, &attempt);
    close(run, &attempt);
    if (reason != BL_REASON_NONE) {
        bl_failsafe_take_failure(run, run->work.cause, reason);
    }
}

/* -- sending ---------------------------------------------------------------------------------- */

/* Where a leg should be after the slices that have gone out. */
static int64_t due_quantity(const bl_run *run, size_t i)
{
    const bl_work *work = &run->work;
    const int64_t step = run->market.instruments[i].step;
    const int64_t n = slices_of(run);
    const bl_i128 way = (bl_i128)work->goal[i].v - work->pre[i].v;
    const bl_i128 done = work->slices_sent >= n ? way : way * work->slices_sent / n / step * step;
    return (int64_t)(work->pre[i].v + done);
}

/* The legs to send now; true where there are any. */
static bool find_legs(bl_run *run, bl_qty *legs)
{
    const bool last = run->work.slices_sent >= slices_of(run);
    bool any = false;
    for (size_t i = 0; i < run->market.len; i++) {
        legs[i].v = due_quantity(run, i) - run->state.book.q[i].v;
        if (legs[i].v == 0 || !bl_rescale_is_dust(&run->market, i, legs[i])) {
            any |= legs[i].v != 0;
            continue;
        }
        legs[i].v = 0;
        if (last) { /* a remainder the venue would not take */
            run->work.goal[i] = run->state.book.q[i];
            run->work.dust_len++;
        }
    }
    return any;
}

typedef enum { TAKES, RESTED, REVERSES } manner;

/* Sends legs and books what fills; what rested meets the maker's fee. */
static void send(bl_run *run, const bl_qty *legs, bl_atomicity atomicity, manner how,
                 bl_attempt *out)
{
    bl_desk desk;
    bl_rescale_clear(out);
    bl_order_open_desk(&desk, &run->market, &run->setup->venue, run->now_ns);
    desk.fee_ppb = how == RESTED ? run->setup->venue.maker_ppb : run->setup->venue.taker_ppb;
    desk.unwinds = how == REVERSES;
    bl_rescale_trade(&desk, legs, atomicity, out);
    bl_attempt_book_fills(run, out, run->work.cause);
    run->work.cost += out->cost.v;
    run->work.traded |= out->fills_len > 0;
    run->work.unwound |= out->unwound || (how == REVERSES && out->fills_len > 0);
}

/* Back to where positions were, last leg first, by normal orders (spec 6.4). */
static void unwind(bl_run *run)
{
    for (size_t i = run->market.len; i-- > 0;) {
        bl_qty legs[BL_INSTRUMENTS_MAX] = {{0}};
        bl_attempt back;
        legs[i].v = run->work.pre[i].v - run->state.book.q[i].v;
        if (legs[i].v != 0) {
            send(run, legs, BL_ATOMIC_KEEP, REVERSES, &back);
        }
    }
}

static void fail(bl_run *run, bl_reason reason)
{
    if (run->setup->rebalance.atomicity == BL_ATOMIC_UNWIND) {
        unwind(run);
    }
    finish(run, reason);
}

static bool is_there(const bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        if (run->work.goal[i].v != run->state.book.q[i].v) {
            return false;
        }
    }
    return true;
}

/* Fell short: it rests, or that was the end of it. `again`: it had rested before. */
static void fall_short(bl_run *run, bl_reason reason, bool again)
{
    const bl_carry carry = run->setup->rebalance.carry;
    if (carry == BL_CARRY_NONE || (carry == BL_CARRY_NEXT_BAR && again)) {
        fail(run, reason);
        return;
    }
    run->work.short_of = reason;
    memcpy(run->work.seen_ns, run->market.visible_ns, sizeof run->work.seen_ns);
}

/* One try at everything due; `rested`: at a new bar, without a new slice. */
static void try_now(bl_run *run, bool rested)
{
    const bl_atomicity atomicity = run->setup->rebalance.carry == BL_CARRY_NONE
                                       ? run->setup->rebalance.atomicity
                                       : BL_ATOMIC_KEEP;
    bl_qty legs[BL_INSTRUMENTS_MAX];
    bl_attempt sent = {.whole = true};
    if (find_legs(run, legs)) {
        send(run, legs, atomicity, rested ? RESTED : TAKES, &sent);
    }
    if (!sent.whole) {
        fall_short(run, sent.reason, rested);
        return;
    }
    run->work.short_of = BL_REASON_NONE;
    if (run->work.slices_sent >= slices_of(run)) {
        BL_ASSERT(is_there(run));
        finish(run, BL_REASON_NONE);
    }
}

/* -- time ------------------------------------------------------------------------------------- */

void bl_work_begin(bl_run *run, const bl_book *sized, int64_t cause, bool quiet_when_empty)
{
    bl_work *work = &run->work;
    bl_qty legs[BL_INSTRUMENTS_MAX];
    bl_attempt plan;
    bl_book room;
    if (work->active) {
        call_off(run);
    }
    if (!bl_rescale_plan(bl_notice_aim(run, sized, BL_NOTICE_ALL, &room), &run->market, legs,
                         &plan)) {
        bl_attempt_count(run, &plan);
        if (!quiet_when_empty) {
            bl_attempt_tell(run, &plan, run->state.book.q, cause);
        }
        return;
    }
    *work = (bl_work){.active = true,
                      .cause = cause,
                      .dust_len = plan.dust_len,
                      .decided_ns = run->now_ns};
    memcpy(work->pre, run->state.book.q, sizeof work->pre);
    memcpy(work->target, plan.target, sizeof work->target);
    for (size_t i = 0; i < run->market.len; i++) {
        work->goal[i].v = work->pre[i].v + legs[i].v;
    }
    work->generation = generation(run);
    work->arrives_ns = bl_calendar_later(run->now_ns, delay_of(run));
    work->deadline_ns = run->setup->rebalance.deadline_ns > 0
                            ? bl_calendar_later(run->now_ns, run->setup->rebalance.deadline_ns)
                            : INT64_MAX;
    if (work->arrives_ns == run->now_ns) {
        work->slices_sent = 1;
        try_now(run, false);
    }
}

/* A bar has come on an instrument that is short. */
static bool bar_came(const bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        if (run->market.visible_ns[i] > run->work.seen_ns[i] &&
            due_quantity(run, i) != run->state.book.q[i].v) {
            return true;
        }
    }
    return false;
}

void bl_work_phase(bl_run *run)
{
    bl_work *work = &run->work;
    if (!work->active) {
        return;
    }
    bool slice = false;
    while (work->slices_sent < slices_of(run) && slice_ns(run, work->slices_sent) <= run->now_ns) {
        work->slices_sent++;
        slice = true;
    }
    if (slice || (work->short_of != BL_REASON_NONE && bar_came(run))) {
        try_now(run, !slice);
    }
    if (work->active && work->deadline_ns <= run->now_ns) {
        fail(run, work->short_of != BL_REASON_NONE ? work->short_of : BL_REASON_TIMEOUT);
    }
}

void bl_work_yield(bl_run *run)
{
    if (run->work.active && run->work.generation != generation(run)) {
        call_off(run);
    }
}

bool bl_work_waits_for_bar(const bl_run *run)
{
    const bl_work *work = &run->work;
    return work->active && work->short_of != BL_REASON_NONE;
}

int64_t bl_work_next_ns(const bl_run *run)
{
    const bl_work *work = &run->work;
    if (!work->active) {
        return INT64_MAX;
    }
    const int64_t next_ns = work->slices_sent < slices_of(run) ? slice_ns(run, work->slices_sent)
                                                               : INT64_MAX;
    return next_ns < work->deadline_ns ? next_ns : work->deadline_ns;
}
