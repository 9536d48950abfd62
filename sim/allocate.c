/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * allocate.c - withdrawals first, then deposits, then pokes; total and recorded values are read
 * once, at the start. After each crank, withdrawals that wait for reserve are tried from it.
 */
#include "allocate.h"

#include "capital.h"
#include "crank.h"
#include "keeper.h"
#include "muldiv.h"
#include "payout.h"

#include <string.h>

enum { SMALLEST = 10 };

typedef struct {
    bl_run *run;
    int64_t cause;
    uint64_t move_min;
    bl_qty target[BL_STRATEGIES_MAX];
    uint64_t recorded[BL_STRATEGIES_MAX];
    bool cranked[BL_STRATEGIES_MAX];
    bool rests[BL_STRATEGIES_MAX]; /* is not poked */
} pass;

static bl_reason turn(pass *p, size_t strategy, bool withdraws, uint64_t amount)
{
    bl_crank crank = {strategy, withdraws, amount, p->cause, p->target};
    p->cranked[strategy] = true;
    bl_reason reason = bl_crank_turn(p->run, &crank);
    if (reason == BL_REASON_NONE) {
        bl_payout_waiting(p->run);
    }
    return reason;
}

/* How far a strategy is above (withdraws) or below its target; 0 where the move is too small. */
static uint64_t move_of(const pass *p, size_t j, bool withdraws)
{
    uint64_t target = (uint64_t)p->target[j].v;
    uint64_t recorded = p->recorded[j];
    uint64_t move = 0;
    if (withdraws && recorded > target) {
        move = recorded - target;
    } else if (!withdraws && target > recorded) {
        move = target - recorded;
    }
    return move < p->move_min || move < SMALLEST ? 0 : move;
}

static bl_reason move_all(pass *p, bool withdraws)
{
    size_t len = p->run->setup->pool.strategies_len;
    bl_reason reason = BL_REASON_NONE;
    for (size_t j = 0; j < len && reason == BL_REASON_NONE; j++) {
        uint64_t move = bl_capital_is_left_out(p->run, j) ? 0 : move_of(p, j, withdraws);
        uint64_t reserve = p->run->state.capital.reserve;
        if (!withdraws && move > reserve) {
            move = reserve;
        }
        if (move >= SMALLEST) {
            reason = turn(p, j, withdraws, move);
        }
    }
    return reason;
}

static bl_reason poke_rest(pass *p)
{
    size_t len = p->run->setup->pool.strategies_len;
    bl_reason reason = BL_REASON_NONE;
    for (size_t j = 0; j < len && reason == BL_REASON_NONE; j++) {
        if (!p->cranked[j] && !p->rests[j] && !bl_capital_is_left_out(p->run, j) &&
            p->run->state.capital.reserve >= SMALLEST) {
            reason = turn(p, j, false, SMALLEST);
        }
    }
    return reason;
}

/* All of a strategy that the keeper leaves is fetched, not only what was recorded of it; then it
 * rests, pokes included. */
static void take_left(pass *p)
{
    for (size_t j = 0; j < p->run->setup->pool.strategies_len; j++) {
        if (!bl_capital_is_left_out(p->run, j) && bl_keeper_is_shut(p->run, j)) {
            p->recorded[j] = bl_capital_liquidity(p->run, j);
            p->rests[j] = true;
        }
    }
}

bl_reason bl_allocate_pass(bl_run *run, int64_t cause)
{
    const bl_capital *capital = &run->state.capital;
    pass p = {.run = run, .cause = cause};
    bl_keeper_note_exits(run);
    bl_capital_targets(run, capital->total, p.target);
    memcpy(p.recorded, capital->recorded, sizeof p.recorded);
    BL_FITS(&run->trap, "smallest move",
            bl_muldiv_unsigned((bl_i128)capital->total, run->setup->pool.min_move_bps, 10000,
                               BL_FLOOR, &p.move_min));
    if (!bl_keeper_is_due(run, capital->total, p.target)) {
        p.move_min = UINT64_MAX;
    }
    take_left(&p);
    bl_reason reason = move_all(&p, true);
    if (reason == BL_REASON_NONE) {
        reason = move_all(&p, false);
    }
    return reason == BL_REASON_NONE ? poke_rest(&p) : reason;
}

bool bl_allocate_is_out_of_band(const bl_run *run, int64_t width_ppb)
{
    bl_qty target[BL_STRATEGIES_MAX];
    bl_capital_targets(run, run->state.capital.total, target);
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        int64_t reach = 0;
        BL_FITS(run->market.trap, "band",
                bl_muldiv_signed(target[j].v, width_ppb, BL_PPB, BL_FLOOR, &reach));
        bl_i128 drift = (bl_i128)run->state.capital.recorded[j] - target[j].v;
        if (!bl_capital_is_left_out(run, j) && (drift < 0 ? -drift : drift) > reach) {
            return true;
        }
    }
    return false;
}
