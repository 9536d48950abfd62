/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * run.c - a run's life: sealed into the caller's memory, replayed once, asked for its counts.
 */
#include "run.h"

#include "emit.h"
#include "engine.h"
#include "kernel.h"
#include "money.h"
#include "oracle.h"

static size_t round_up(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

/* Every withdrawal may be in its notice at once, and every late report on its way. */
static size_t queue_capacity(const bl_setup *setup)
{
    return setup->flows.len + bl_oracle_late_max(&setup->oracle) + 1;
}

size_t bl_run_bytes(const bl_setup *setup)
{
    return round_up(sizeof(bl_run)) + round_up(bl_ledger_bytes(&setup->flows)) +
           round_up(bl_queue_bytes(queue_capacity(setup))) +
           round_up(bl_oracle_late_max(&setup->oracle) * sizeof(bl_late_report)) + 64;
}

/* What the readers of files have promised; a setup made by code must keep it too. */
static bl_status check_setup(const bl_setup *setup, bl_err *err)
{
    bool reported = setup->accounting == BL_ACCOUNTING_REPORTED;
    if (setup->instruments_len > BL_INSTRUMENTS_MAX || (!reported && setup->instruments_len == 0)) {
        return bl_err_set(err, BL_INPUT, "a run needs 1 to 32 instruments");
    }
    if (setup->end_ns < setup->start_ns) {
        return bl_err_set(err, BL_INPUT, "the end lies before the start");
    }
    if (setup->flows.len > 0 && setup->flows.time_ns[0] < setup->start_ns) {
        return bl_err_set(err, BL_INPUT, "a flow lies before the start");
    }
    if (queue_capacity(setup) > BL_QUEUE_CAPACITY_MAX) {
        return bl_err_set(err, BL_INPUT, "more flows than a run can hold (16 million)");
    }
    const bl_mode_choice *mode = &setup->mode;
    if (mode->model->since != NULL && setup->start_ns < mode->model->since(mode->params)) {
        return bl_err_set(err, BL_INPUT, "the start lies before the mode's ticks are known");
    }
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_bars *bars = &setup->instruments[i].bars;
        if (bars->len == 0 || bl_bars_time(bars, 0) > setup->start_ns) {
            return bl_err_set(err, BL_INPUT, "the start lies before the first visible bar");
        }
    }
    return BL_OK;
}

static bl_status check_strategies(const bl_setup *setup, bl_err *err)
{
    for (size_t j = 0; j < setup->pool.strategies_len; j++) {
        const bl_strategy *what = &setup->pool.strategies[j];
        if (what->model->takes_index &&
            (what->index.len == 0 || what->index.time_ns[0] > setup->start_ns)) {
            return bl_err_set(err, BL_INPUT, "the start lies before the first index row");
        }
        if (what->model->observe != NULL &&
            (what->layer.curve.len < 2 || what->layer.limit.expand_s <= 0)) {
            return bl_err_set(err, BL_INPUT, "a liquidity layer needs a curve and a limit");
        }
        if (what->model->observe != NULL && what->layer.kept_ppb < 0 &&
            (what->utilisation.len == 0 || what->utilisation.time_ns[0] > setup->start_ns)) {
            return bl_err_set(err, BL_INPUT, "the start lies before the first utilisation row");
        }
        if (what->model->is_book && setup->instruments_len == 0) {
            return bl_err_set(err, BL_INPUT, "a book needs instruments");
        }
    }
    return BL_OK;
}

static void open_market(bl_run *run)
{
    const bl_setup *setup = run->setup;
    run->market.instruments = setup->instruments;
    run->market.len = setup->instruments_len;
    run->market.trap = &run->trap;
    run->market.valued = run->valued;
    run->market.seed = setup->seed;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_instrument *what = &setup->instruments[i];
        run->market.scale[i] =
            bl_money_scale(what->price_decimals, what->quantity_decimals, setup->vault.decimals);
        run->weight_ppb[i] = what->target_ppb;
    }
}

bl_run *bl_run_seal(const bl_setup *setup, const bl_sink *sink, void *memory, size_t bytes,
                    bl_err *err)
{
    if (check_setup(setup, err) != BL_OK || check_strategies(setup, err) != BL_OK) {
        return NULL;
    }
    BL_ASSERT(bytes >= bl_run_bytes(setup) && (uintptr_t)memory % 16 == 0);
    unsigned char *place = (unsigned char *)round_up((uintptr_t)memory);
    bl_run *run = (bl_run *)place;
    *run = (bl_run){.setup = setup, .sink = sink};
    place += round_up(sizeof *run);
    bl_ledger_init(&run->ledger, &setup->flows, place);
    place += round_up(bl_ledger_bytes(&setup->flows));
    run->queue = bl_queue_init(place, queue_capacity(setup));
    place += round_up(bl_queue_bytes(queue_capacity(setup)));
    run->oracle.late = (bl_late_report *)place;
    run->oracle.late_len = bl_oracle_late_max(&setup->oracle);
    run->oracle.reported_ns = setup->start_ns;
    run->failsafe.review_ns = INT64_MAX;
    run->crash = (bl_crash_context){.mode = setup->mode.text, .seed = setup->seed};
    open_market(run);
    return run;
}

static void count_late(bl_run *run)
{
    run->counts.flows_late = run->setup->flows.len - run->cursors.flow;
}

bl_status bl_run_replay(bl_run *run, bl_err *err)
{
    bl_base_set_context(&run->crash);
    if (setjmp(run->trap.out) != 0) {
        bl_base_set_context(NULL);
        if (run->trap.formula == NULL) {
            return bl_err_set(err, BL_SYSTEM, "a row could not be written");
        }
        bl_err_set(err, BL_RANGE, run->trap.formula);
        bl_err_prepend(err, "RANGE: a result does not fit");
        return BL_RANGE;
    }
    bl_kernel_start(run);
    bl_kernel_advance(run);
    run->now_ns = run->setup->end_ns;
    count_late(run);
    run->counts.attempts_open = run->work.active ? 1 : 0;
    bl_emit_end(run);
    bl_base_set_context(NULL);
    return BL_OK;
}

const bl_run_counts *bl_run_result(const bl_run *run)
{
    return &run->counts;
}
