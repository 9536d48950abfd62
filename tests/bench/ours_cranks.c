/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_cranks.c - cranks in one run of the core: `ours_cranks CRANKS`. A `reported` vault with one
 * lender, a tick a minute; the sink keeps only the last row; the inner time is the replay alone.
 */
#include "../../models/registry.h"
#include "../../sim/run.h"
#include "support/cranks.h"
#include "support/last_row.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define PERIOD_NS (CRANKS_PERIOD_S * BL_NS_PER_S)

static bool make_index(const cranks_world *world, bl_index *out)
{
    int64_t *time_ns = malloc((world->len + 1) * sizeof *time_ns);
    uint64_t *available = malloc((world->len + 1) * sizeof *available);
    if (time_ns == NULL || available == NULL) {
        return false;
    }
    for (size_t i = 0; i <= world->len; i++) {
        time_ns[i] = (int64_t)i * PERIOD_NS;
        available[i] = BL_NO_LIMIT;
    }
    *out = (bl_index){world->len + 1, time_ns, world->price, available};
    return true;
}

static bool make_flows(const cranks_world *world, bl_flows *out)
{
    const size_t len = world->flows_len;
    int64_t *time_ns = malloc((len + 1) * sizeof *time_ns);
    uint32_t *lp = malloc((len + 1) * sizeof *lp);
    uint8_t *kind = malloc(len + 1);
    if (time_ns == NULL || lp == NULL || kind == NULL) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        time_ns[i] = (int64_t)(i + 1) * CRANKS_FLOW_EVERY * PERIOD_NS + PERIOD_NS / 2;
        lp[i] = cranks_lp(i);
        kind[i] = i % 2 == 0 ? BL_FLOW_DEPOSIT : BL_FLOW_WITHDRAW_AMOUNT;
    }
    *out = (bl_flows){len, time_ns, lp, kind, world->amount, CRANKS_LPS + 1};
    return true;
}

static bool make_setup(const cranks_world *world, bl_setup *out)
{
    *out = (bl_setup){.accounting = BL_ACCOUNTING_REPORTED};
    out->vault = (bl_vault_terms){.decimals = 6, .capital = CRANKS_CAPITAL};
    out->failsafe.review_delay_ns = PERIOD_NS;
    out->limits = (bl_limits_rule){false, -1, -1, -1};
    out->fees.model = (const bl_fees_model *)bl_registry_find("fees", "none");
    out->venue.availability =
        (const bl_availability_model *)bl_registry_find("availability", "always");
    out->mode =
        (bl_mode_choice){.model = (const bl_mode_model *)bl_registry_find("mode", "interval"),
                         .params = {PERIOD_NS},
                         .text = "interval:60s"};
    out->pool =
        (bl_pool_terms){.buffer_bps = CRANKS_BUFFER_BPS,
                        .min_move_bps = CRANKS_MOVE_BPS,
                        .unlock = (const bl_unlock_model *)bl_registry_find("unlock", "meteora"),
                        .strategies_len = 1};
    out->pool.degradation = out->pool.unlock->degradation;
    out->pool.strategies[0] =
        (bl_strategy){.name = "lender",
                      .weight_bps = 10000,
                      .model = (const bl_strategy_model *)bl_registry_find("strategy", "jup_lend")};
    out->end_ns = (int64_t)(world->len + 1) * PERIOD_NS - BL_NS_PER_S;
    return make_index(world, &out->pool.strategies[0].index) && make_flows(world, &out->flows);
}

static int replay(const bl_setup *setup)
{
    bl_series_row last = {0};
    const bl_sink sink = last_row_sink(&last);
    const size_t bytes = bl_run_bytes(setup);
    void *memory = malloc(bytes);
    bl_err err = {0};
    bl_run *run = memory == NULL ? NULL : bl_run_seal(setup, &sink, memory, bytes, &err);
    const clock_t begin = clock();
    if (run == NULL || bl_run_replay(run, &err) != BL_OK) {
        fprintf(stderr, "%s\n", err.text);
        free(memory);
        return 3;
    }
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    printf("check total=%" PRIu64 " reserve=%" PRIu64 " locked=%" PRIu64 " supply=%" PRIu64
           " fees=%" PRIu64 "\n",
           last.total.v, last.reserve.v, last.locked.v, last.supply.v, last.fees.v);
    free(memory);
    return 0;
}

int main(int argc, char **argv)
{
    static bl_setup setup;
    cranks_world world;
    if (argc != 2) {
        return 2;
    }
    if (!cranks_make(strtoull(argv[1], NULL, 10), &world) || !make_setup(&world, &setup)) {
        return 4;
    }
    return replay(&setup);
}
