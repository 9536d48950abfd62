/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lending.c - see lending.h. A test that runs out of room is a broken test: it crashes.
 */
#include "lending.h"

#include "../../models/registry.h"

#include <stdlib.h>
#include <string.h>

static const bl_model_info *find(const char *kind, const char *name)
{
    const bl_model_info *info = bl_registry_find(kind, name);
    BL_ASSERT(info != NULL);
    return info;
}

lending *lending_new(void)
{
    lending *l = calloc(1, sizeof *l);
    BL_ASSERT(l != NULL);
    lending_clear(l, 1000000);
    return l;
}

void lending_free(lending *l)
{
    free(l->memory);
    free(l);
}

void lending_clear(lending *l, uint64_t capital)
{
    bl_setup *setup = &l->setup;
    *setup = (bl_setup){.accounting = BL_ACCOUNTING_REPORTED};
    setup->vault = (bl_vault_terms){.decimals = 6, .capital = capital};
    setup->failsafe.review_delay_ns = 6 * 3600 * BL_NS_PER_S;
    setup->limits = (bl_limits_rule){false, -1, -1, -1};
    setup->fees.model = (const bl_fees_model *)find("fees", "none");
    setup->venue.availability = (const bl_availability_model *)find("availability", "always");
    setup->venue.capacity = (const bl_capacity_model *)find("capacity", "unlimited");
    setup->venue.price = (const bl_price_model *)find("price", "fixed");
    setup->venue.max_slippage_ppb = -1;
    setup->flows = (bl_flows){0, l->flow_ns, l->flow_lp, l->flow_kind, l->flow_amount, LENDING_LPS};
    setup->pool.cranks = (bl_cranks){
        0, l->crank_ns, l->crank_signer, l->crank_withdraws, l->crank_strategy, l->crank_amount};
    lending_unlock(l, "meteora");
    lending_mode(l, "never", 0);
}

void lending_unlock(lending *l, const char *name)
{
    l->setup.pool.unlock = (const bl_unlock_model *)find("unlock", name);
    l->setup.pool.degradation = l->setup.pool.unlock->degradation;
}

void lending_mode(lending *l, const char *name, int64_t every_ns)
{
    const char *model = every_ns > 0 ? "interval" : name;
    l->setup.mode = (bl_mode_choice){
        .model = (const bl_mode_model *)find("mode", model), .params = {every_ns}, .text = name};
}

size_t lending_strategy(lending *l, const char *handler, int64_t weight_bps)
{
    bl_pool_terms *pool = &l->setup.pool;
    size_t strategy = pool->strategies_len++;
    BL_ASSERT(strategy < BL_STRATEGIES_MAX);
    bl_strategy *what = &pool->strategies[strategy];
    *what = (bl_strategy){.name = handler,
                          .weight_bps = weight_bps,
                          .model = (const bl_strategy_model *)find("strategy", handler)};
    if (what->model->takes_index) {
        lending_price(l, strategy, 0, BL_PRICE_ONE, BL_NO_LIMIT);
    }
    return strategy;
}

void lending_price(lending *l, size_t strategy, int64_t time_ns, int64_t price, uint64_t available)
{
    lending_index *rows = &l->index[strategy];
    bl_index *index = &l->setup.pool.strategies[strategy].index;
    BL_ASSERT(index->len < LENDING_ROWS_MAX);
    rows->time_ns[index->len] = time_ns;
    rows->price[index->len] = price;
    rows->available[index->len] = available;
    *index = (bl_index){index->len + 1, rows->time_ns, rows->price, rows->available};
}

void lending_flow(lending *l, int64_t time_ns, uint32_t lp, bl_flow_kind kind, uint64_t amount)
{
    size_t row = l->setup.flows.len++;
    BL_ASSERT(row < LENDING_ROWS_MAX && lp < LENDING_LPS);
    l->flow_ns[row] = time_ns;
    l->flow_lp[row] = lp;
    l->flow_kind[row] = (uint8_t)kind;
    l->flow_amount[row] = amount;
}

void lending_crank(lending *l, int64_t time_ns, size_t strategy, bool withdraws, uint64_t amount)
{
    size_t row = l->setup.pool.cranks.len++;
    BL_ASSERT(row < LENDING_ROWS_MAX);
    l->crank_ns[row] = time_ns;
    l->crank_signer[row] = BL_SIGNER_OPERATOR;
    l->crank_withdraws[row] = withdraws ? 1 : 0;
    l->crank_strategy[row] = (uint32_t)strategy;
    l->crank_amount[row] = amount;
}

/* -- the log ---------------------------------------------------------------------------------- */

static bool keep_series(void *context, const bl_series_row *row)
{
    lending *l = context;
    BL_ASSERT(l->series_len < LENDING_LOG_MAX);
    l->series_told[l->series_len] = l->told++;
    l->series[l->series_len++] = *row;
    return true;
}

static bool keep_fill(void *context, const bl_fill_row *row)
{
    (void)context;
    (void)row;
    return false; /* nothing here trades */
}

static bool keep_audit(void *context, const bl_audit_row *row)
{
    lending *l = context;
    BL_ASSERT(l->audit_len < LENDING_LOG_MAX);
    bl_u128 sum = 0;
    for (size_t j = 0; j < l->setup.pool.strategies_len; j++) {
        sum += (uint64_t)row->post[j].v;
    }
    l->sums[l->audit_len] = sum;
    l->audit_told[l->audit_len] = l->told++;
    bl_audit_row *kept = &l->audit[l->audit_len++];
    *kept = *row;
    kept->pre = kept->target = kept->post = NULL;
    return true;
}

static bool keep_flow(void *context, const bl_flow_row *row)
{
    lending *l = context;
    l->flows[l->flow_rows_len++] = *row;
    return true;
}

static bool keep_lp(void *context, const bl_lp_row *row)
{
    lending *l = context;
    BL_ASSERT(l->lps_len < sizeof l->lps / sizeof l->lps[0]);
    l->lps[l->lps_len++] = *row;
    return true;
}

static bool keep_event(void *context, const bl_chain_row *row)
{
    lending *l = context;
    BL_ASSERT(l->chain_len < LENDING_LOG_MAX);
    l->chain[l->chain_len++] = *row;
    return true;
}

static void make_room(lending *l)
{
    size_t bytes = bl_run_bytes(&l->setup);
    if (bytes > l->memory_len) {
        free(l->memory);
        l->memory = malloc(bytes);
        l->memory_len = bytes;
        BL_ASSERT(l->memory != NULL);
    }
}

bl_status lending_run(lending *l, int64_t end_ns, bl_err *err)
{
    const bl_sink sink = {l,         keep_series, keep_fill,  keep_audit,
                          keep_flow, keep_lp,     keep_event, NULL};
    l->setup.end_ns = end_ns;
    l->series_len = l->audit_len = l->told = l->flow_rows_len = l->lps_len = 0;
    l->chain_len = 0;
    make_room(l);
    bl_run *run = bl_run_seal(&l->setup, &sink, l->memory, l->memory_len, err);
    if (run == NULL) {
        return err->status;
    }
    bl_status status = bl_run_replay(run, err);
    l->counts = *bl_run_result(run);
    return status;
}

const bl_series_row *lending_last(const lending *l, bl_event event)
{
    size_t row = l->series_len;
    BL_ASSERT(row > 0);
    while (event != BL_EVENT_COUNT && l->series[row - 1].event != event) {
        row--;
        BL_ASSERT(row > 0);
    }
    return &l->series[row - 1];
}
