/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capital.c - formulas of spec 8.1 and 8.7 on the state as it stands.
 */
#include "capital.h"

#include "engine.h"
#include "keeper.h"
#include "muldiv.h"

enum { BPS = 10000 };

bool bl_capital_is_used(const bl_run *run)
{
    return run->setup->accounting == BL_ACCOUNTING_REPORTED;
}

int64_t bl_capital_now_s(const bl_run *run)
{
    int64_t now_ns = run->now_ns;
    return now_ns / BL_NS_PER_S - (now_ns % BL_NS_PER_S < 0 ? 1 : 0);
}

uint64_t bl_capital_locked(const bl_run *run)
{
    const bl_pool_terms *terms = &run->setup->pool;
    uint64_t locked = 0;
    BL_FITS(run->market.trap, "locked(t)",
            terms->unlock->locked(&run->state.capital.lock, run->state.capital.degradation,
                                  bl_capital_now_s(run), &locked));
    return locked;
}

uint64_t bl_capital_unlocked(const bl_run *run)
{
    uint64_t locked = bl_capital_locked(run);
    BL_FITS(run->market.trap, "U", locked <= run->state.capital.total);
    return run->state.capital.total - locked;
}

uint64_t bl_capital_released(const bl_run *run)
{
    const bl_unlock_model *unlock = run->setup->pool.unlock;
    uint64_t released = 0;
    if (bl_capital_is_used(run) && unlock->released != NULL) {
        BL_FITS(run->market.trap, "released shares",
                unlock->released(&run->state.capital.lock, bl_capital_now_s(run), &released));
    }
    return released;
}

bl_strategy_view bl_capital_view(const bl_run *run, size_t strategy)
{
    return (bl_strategy_view){bl_capital_now_s(run), &run->setup->pool.strategies[strategy].layer};
}

uint64_t bl_capital_liquidity(const bl_run *run, size_t strategy)
{
    const bl_strategy *what = &run->setup->pool.strategies[strategy];
    const bl_capital *capital = &run->state.capital;
    uint64_t liquidity = 0;
    if (what->model->is_book) {
        int64_t equity = bl_book_worth(&run->state.book, &run->market).equity.v;
        return equity > 0 ? (uint64_t)equity : 0;
    }
    const bl_strategy_view view = bl_capital_view(run, strategy);
    BL_FITS(run->market.trap, "liquidity",
            what->model->liquidity(&view, &capital->held[strategy], &capital->lenders[strategy],
                                   &liquidity));
    return liquidity;
}

bl_cash bl_capital_equity(const bl_run *run)
{
    bl_u128 sum = run->state.capital.reserve;
    for (size_t j = 0; j < run->setup->pool.strategies_len; j++) {
        sum += bl_capital_liquidity(run, j);
    }
    BL_FITS(run->market.trap, "E", sum <= INT64_MAX);
    return (bl_cash){(int64_t)sum};
}

bool bl_capital_is_left_out(const bl_run *run, size_t strategy)
{
    return run->state.capital.removed[strategy] ||
           (run->failsafe.book_closed && run->setup->pool.strategies[strategy].model->is_book);
}

void bl_capital_receive(bl_run *run, uint64_t amount)
{
    uint64_t *reserve = &run->state.capital.reserve;
    BL_FITS(&run->trap, "R", !__builtin_add_overflow(*reserve, amount, reserve));
}

static int64_t share_of(const bl_run *run, uint64_t amount, int64_t bps)
{
    int64_t share = 0;
    BL_FITS(run->market.trap, "target",
            bl_muldiv_signed((bl_i128)amount, bps, BPS, BL_FLOOR, &share));
    return share;
}

void bl_capital_targets(const bl_run *run, uint64_t total, bl_qty *out)
{
    const bl_pool_terms *terms = &run->setup->pool;
    uint64_t invested = total - (uint64_t)share_of(run, total, terms->buffer_bps);
    if (bl_keeper_is_used(run)) {
        bl_keeper_targets(run, total, invested, out);
        return;
    }
    for (size_t j = 0; j < terms->strategies_len; j++) {
        out[j].v = bl_capital_is_left_out(run, j)
                       ? 0
                       : share_of(run, invested, terms->strategies[j].weight_bps);
    }
}
