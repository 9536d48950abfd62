/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * admin.c - an instruction is tested in the program's order: signer, strategy, value. One that is
 * refused late brings back state and tally as they were.
 */
#include "admin.h"

#include "crank.h"
#include "direct.h"
#include "emit.h"
#include "wrapper.h"

enum { RESIDUAL_MAX = 1 };

#define DEGRADATION_MAX UINT64_C(1000000000000)

void bl_admin_open(bl_run *run)
{
    run->roles = (bl_roles){.operator_key = BL_SIGNER_OPERATOR};
    run->state.capital.degradation = run->setup->pool.degradation;
}

bool bl_admin_may_crank(const bl_run *run, uint8_t signer)
{
    return !run->setup->pool.idle &&
           (signer == BL_SIGNER_ADMIN || signer == run->roles.operator_key);
}

bool bl_admin_is_listed(const bl_run *run, uint32_t strategy)
{
    return strategy < run->setup->pool.strategies_len && !run->state.capital.removed[strategy];
}

/* All that the lender lets out; what stays behind is too little to be asked for, or refuses. */
static bl_reason empty_strategy(bl_run *run, bl_crank *crank)
{
    bl_capital *capital = &run->state.capital;
    crank->amount = bl_direct_reachable(run, crank->strategy);
    if (crank->amount > 0 && bl_crank_move_holding(run, crank) != BL_REASON_NONE) {
        crank->amount = 0;
    }
    bl_capital_receive(run, crank->amount);
    if (bl_capital_liquidity(run, crank->strategy) > RESIDUAL_MAX) {
        return BL_REASON_HAVE_MONEY;
    }
    capital->held[crank->strategy].held = 0;
    capital->removed[crank->strategy] = true;
    return BL_REASON_NONE;
}

static bl_reason remove_strategy(bl_run *run, uint32_t strategy)
{
    if (!bl_admin_is_listed(run, strategy)) {
        return BL_REASON_NO_STRATEGY;
    }
    if (run->setup->pool.strategies[strategy].model->is_book) {
        return BL_REASON_UNSUPPORTED;
    }
    const bl_state kept = run->state;
    bl_qty pre[BL_STRATEGIES_MAX];
    bl_crank crank = {.strategy = strategy, .withdraws = true, .cause = BL_NO_CAUSE};
    bl_crank_read_sizes(run, pre);
    const bl_wrapper_before before = bl_wrapper_look(run, strategy);
    bl_reason reason = empty_strategy(run, &crank);
    if (reason != BL_REASON_NONE) {
        run->state = kept;
        return reason;
    }
    const bl_wrapper_result result = bl_wrapper_account(run, &crank, &before);
    bl_wrapper_tell(run, &crank, &result);
    if (crank.amount > 0 || pre[strategy].v > 0) {
        bl_crank_tell(run, &crank, pre);
    }
    return BL_REASON_NONE;
}

/* What is locked now is locked anew at the new rate, so the price does not jump. */
static bl_reason set_degradation(bl_run *run, uint64_t rate)
{
    if (rate == 0 || rate > DEGRADATION_MAX) {
        return BL_REASON_DEGRADATION;
    }
    bl_capital *capital = &run->state.capital;
    if (run->setup->pool.unlock->released == NULL) {
        capital->lock.amount = bl_capital_locked(run);
        capital->lock.report_s = bl_capital_now_s(run);
    }
    capital->degradation = (int64_t)rate;
    return BL_REASON_NONE;
}

static bl_reason act(bl_run *run, size_t row)
{
    const bl_admin *admin = &run->setup->pool.admin;
    const bl_admin_action action = (bl_admin_action)admin->action[row];
    if (run->setup->pool.idle ||
        (action != BL_ADMIN_DIRECT_WITHDRAW && admin->signer[row] != BL_SIGNER_ADMIN)) {
        return BL_REASON_UNAUTHORIZED;
    }
    switch (action) {
    case BL_ADMIN_ENABLE:
    case BL_ADMIN_DISABLE:
        run->roles.disabled = action == BL_ADMIN_DISABLE;
        break;
    case BL_ADMIN_REMOVE_STRATEGY:
        return remove_strategy(run, admin->strategy[row]);
    case BL_ADMIN_SET_DEGRADATION:
        return set_degradation(run, admin->value[row]);
    case BL_ADMIN_SET_OPERATOR:
        run->roles.operator_key = (uint8_t)admin->value[row];
        break;
    case BL_ADMIN_DIRECT_WITHDRAW:
        return bl_direct_withdraw(run, row);
    }
    return BL_REASON_NONE;
}

void bl_admin_feed(bl_run *run)
{
    const bl_admin *admin = &run->setup->pool.admin;
    size_t *next = &run->cursors.admin;
    for (; *next < admin->len && admin->time_ns[*next] == run->now_ns; (*next)++) {
        bl_reason reason = act(run, *next);
        if (reason != BL_REASON_NONE) {
            run->counts.refusals[reason]++;
            bl_emit_audit(run, BL_EVENT_REFUSAL, BL_NO_CAUSE, reason);
        }
    }
}
