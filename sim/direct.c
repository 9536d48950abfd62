/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * direct.c - what is wanted is priced before the wrapper runs; where the strategy cannot give all
 * of it, fewer shares burn, priced after it. No notice and no gate holds it: the program has none.
 */
#include "direct.h"

#include "admin.h"
#include "crank.h"
#include "emit.h"
#include "muldiv.h"
#include "wrapper.h"

enum { PRECISION_LOSS_MAX = 1 };

/* One withdrawal under way. */
typedef struct {
    uint32_t lp;
    uint64_t unmint, want, out, burn;
    bl_crank crank; /* amount 0: the reserve covers it */
    bl_qty pre[BL_STRATEGIES_MAX];
    bl_wrapper_result result;
} direct;

uint64_t bl_direct_reachable(const bl_run *run, size_t strategy)
{
    const bl_strategy_model *model = run->setup->pool.strategies[strategy].model;
    const bl_lender *lender = &run->state.capital.lenders[strategy];
    uint64_t worth = bl_capital_liquidity(run, strategy);
    if (model->reachable != NULL) {
        const bl_strategy_view view = bl_capital_view(run, strategy);
        uint64_t reachable = 0;
        BL_FITS(run->market.trap, "what can be withdrawn",
                model->reachable(&view, &run->state.capital.held[strategy], &reachable));
        return reachable < worth ? reachable : worth;
    }
    return lender->limited && lender->available < worth ? lender->available : worth;
}

/* floor(shares*U/S), or floor(amount*S/U) */
static uint64_t convert(bl_run *run, uint64_t what, bool to_amount)
{
    bl_i128 unlocked = bl_engine_nav(run).v;
    bl_i128 supply = (bl_i128)bl_engine_supply(run).v;
    uint64_t result = 0;
    BL_FITS(&run->trap, "direct withdrawal",
            bl_muldiv_unsigned((bl_i128)what, to_amount ? unlocked : supply,
                               to_amount ? supply : unlocked, BL_FLOOR, &result));
    return result;
}

static bl_reason open_direct(const bl_run *run, size_t row, direct *d)
{
    const bl_admin *admin = &run->setup->pool.admin;
    const uint32_t strategy = admin->strategy[row];
    d->lp = admin->lp[row];
    if (!bl_admin_is_listed(run, strategy)) {
        return BL_REASON_NO_STRATEGY;
    }
    if (run->setup->pool.strategies[strategy].model->is_book) {
        return BL_REASON_UNSUPPORTED;
    }
    if (admin->value[row] == 0) {
        return BL_REASON_AMOUNT_ZERO;
    }
    uint64_t balance = d->lp == UINT32_MAX ? 0 : run->ledger.lps[d->lp].free.v;
    d->unmint = admin->value[row] == BL_NO_LIMIT ? balance : admin->value[row];
    d->crank = (bl_crank){.strategy = strategy, .withdraws = true, .cause = BL_NO_CAUSE};
    return balance == 0 || d->unmint > balance ? BL_REASON_NO_SHARES : BL_REASON_NONE;
}

/* The wrapper over what the reserve is short of, as far as the strategy has it. */
static bl_reason fetch(bl_run *run, direct *d)
{
    const uint64_t reserve = run->state.capital.reserve;
    const uint64_t reachable = bl_direct_reachable(run, d->crank.strategy);
    if (d->want <= reserve) {
        return BL_REASON_NONE;
    }
    const uint64_t need = d->want - reserve;
    const bl_wrapper_before before = bl_wrapper_look(run, d->crank.strategy);
    d->crank.amount = need < reachable ? need : reachable;
    bl_reason reason = bl_crank_move_holding(run, &d->crank);
    if (reason == BL_REASON_NONE) {
        bl_capital_receive(run, d->crank.amount);
        d->result = bl_wrapper_account(run, &d->crank, &before);
    }
    return reason;
}

/* The refined burn, and what it may not do. */
static bl_reason refine(bl_run *run, direct *d, uint64_t min_out)
{
    const uint64_t reserve = run->state.capital.reserve;
    d->out = d->want < reserve ? d->want : reserve;
    d->burn = d->unmint;
    if (d->out < d->want) {
        if (bl_engine_nav(run).v == 0) {
            return BL_REASON_MATH_OVERFLOW;
        }
        d->burn = convert(run, d->out, false);
        if (d->burn > d->unmint) {
            return BL_REASON_UNMINT_AMOUNT;
        }
        if (d->out - convert(run, d->burn, true) > PRECISION_LOSS_MAX) {
            return BL_REASON_PRECISION_LOSS;
        }
    }
    return d->out < min_out ? BL_REASON_SLIPPAGE : BL_REASON_NONE;
}

static void pay(bl_run *run, const direct *d)
{
    bl_lp *lp = &run->ledger.lps[d->lp];
    run->state.capital.total -= d->out;
    run->state.capital.reserve -= d->out;
    run->state.supply.v -= d->burn;
    run->state.net_flow -= d->out;
    run->tally.held -= d->burn;
    bl_ledger_take(&run->ledger, d->lp, (bl_shares){d->burn});
    lp->paid_out.v += d->out;
    bl_emit_share(run, &(bl_share_row){.event = BL_EVENT_WITHDRAW,
                                       .lp = d->lp,
                                       .flow = BL_NO_CAUSE,
                                       .gained = -(bl_i128)d->burn,
                                       .paid = {d->out}});
    run->instant.flow_stood = true;
    bl_emit_series(run, BL_EVENT_WITHDRAW);
    bl_emit_chain(run, &(bl_emit_event){BL_CHAIN_REMOVE_LIQUIDITY, 0, {d->burn, d->out}});
}

bl_reason bl_direct_withdraw(bl_run *run, size_t row)
{
    direct d = {.lp = 0};
    bl_reason reason = open_direct(run, row, &d);
    if (reason != BL_REASON_NONE) {
        return reason;
    }
    const bl_state kept = run->state;
    const bl_tally tally = run->tally;
    bl_crank_read_sizes(run, d.pre);
    d.want = convert(run, d.unmint, true);
    reason = fetch(run, &d);
    if (reason == BL_REASON_NONE) {
        reason = refine(run, &d, run->setup->pool.admin.min_out[row]);
    }
    if (reason != BL_REASON_NONE) {
        run->state = kept;
        run->tally = tally;
        return reason;
    }
    if (d.crank.amount > 0) {
        bl_wrapper_tell(run, &d.crank, &d.result);
        bl_crank_tell(run, &d.crank, d.pre);
    }
    pay(run, &d);
    return BL_REASON_NONE;
}
