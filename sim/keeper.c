/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keeper.c - a utilisation is looked at when a pass begins and when targets are asked for; what was
 * left stays left until its time is over, whatever its utilisation does meanwhile.
 */
#include "keeper.h"

#include "muldiv.h"

#define YEAR_NS (INT64_C(31536000) * BL_NS_PER_S)

static const bl_allocation_choice *choice(const bl_run *run)
{
    return &run->setup->pool.allocation;
}

bool bl_keeper_is_used(const bl_run *run)
{
    return choice(run)->model != NULL && choice(run)->model->targets != NULL;
}

/* How long the model would leave a strategy for, as it is used now. */
static int64_t stop_ns(const bl_run *run, size_t strategy)
{
    const bl_strategy_model *model = run->setup->pool.strategies[strategy].model;
    const bl_strategy_view view = bl_capital_view(run, strategy);
    int64_t utilisation_ppb = 0;
    if (model->utilisation == NULL ||
        !model->utilisation(&view, &run->state.capital.held[strategy], &utilisation_ppb)) {
        return 0;
    }
    return choice(run)->model->stop_ns(choice(run)->params, utilisation_ppb);
}

bool bl_keeper_is_shut(const bl_run *run, size_t strategy)
{
    if (bl_capital_is_left_out(run, strategy)) {
        return true;
    }
    return bl_keeper_is_used(run) &&
           (run->now_ns < run->left_until_ns[strategy] || stop_ns(run, strategy) > 0);
}

void bl_keeper_note_exits(bl_run *run)
{
    for (size_t j = 0; bl_keeper_is_used(run) && j < run->setup->pool.strategies_len; j++) {
        int64_t stop = stop_ns(run, j);
        if (stop > 0 && run->now_ns >= run->left_until_ns[j]) {
            run->left_until_ns[j] = run->now_ns + stop;
        }
    }
}

static bl_allocation_view look(const bl_run *run, uint64_t total, bl_allocation_place *places)
{
    const bl_pool_terms *terms = &run->setup->pool;
    const bl_capital *capital = &run->state.capital;
    for (size_t j = 0; j < terms->strategies_len; j++) {
        places[j] = (bl_allocation_place){
            .model = terms->strategies[j].model,
            .view = bl_capital_view(run, j),
            .holding = &capital->held[j],
            .lender = &capital->lenders[j],
            .recorded = capital->recorded[j],
            .shut = bl_keeper_is_shut(run, j),
        };
    }
    return (bl_allocation_view){.total = total, .places = places, .len = terms->strategies_len};
}

void bl_keeper_targets(const bl_run *run, uint64_t total, uint64_t invested, bl_qty *out)
{
    bl_allocation_place places[BL_STRATEGIES_MAX];
    bl_allocation_view view = look(run, total, places);
    view.invested = invested;
    BL_FITS(run->market.trap, "target",
            choice(run)->model->targets(choice(run)->params, &view, out));
}

bool bl_keeper_is_due(const bl_run *run, uint64_t total, const bl_qty *targets)
{
    bl_allocation_place places[BL_STRATEGIES_MAX];
    if (!bl_keeper_is_used(run)) {
        return true;
    }
    const bl_allocation_view view = look(run, total, places);
    return choice(run)->model->is_due(choice(run)->params, &view, targets);
}

/* floor((p1-p0)*10^9*year/(p0*dt)); a rate that does not fit is the largest that does */
int64_t bl_keeper_growth_ppb(const bl_index *index, size_t row)
{
    int64_t rate_ppb = INT64_MAX;
    if (row == 0) {
        return 0;
    }
    bl_i128 gained = (bl_i128)index->price[row] - index->price[row - 1];
    bl_i128 base = (bl_i128)index->price[row - 1] * (index->time_ns[row] - index->time_ns[row - 1]);
    if (!bl_muldiv_signed(gained, (bl_i128)BL_PPB * YEAR_NS, base, BL_FLOOR, &rate_ppb)) {
        return INT64_MAX;
    }
    return rate_ppb;
}
