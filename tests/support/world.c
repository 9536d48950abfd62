/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world.c - see world.h. A test that runs out of room is a broken test: it crashes.
 */
#include "world.h"

#include "../../models/registry.h"

#include <stdlib.h>
#include <string.h>

static const bl_model_info *find(const char *kind, const char *name)
{
    const bl_model_info *info = bl_registry_find(kind, name);
    BL_ASSERT(info != NULL);
    return info;
}

void world_slot(world *w, const char *kind, const char *name)
{
    const bl_model_info *info = find(kind, name);
    bl_venue *venue = &w->setup.venue;
    int64_t params[BL_PARAMS_MAX] = {0};
    for (size_t i = 0; i < info->params_len; i++) {
        params[i] = info->params[i].fallback;
    }
    if (strcmp(kind, "availability") == 0) {
        venue->availability = (const bl_availability_model *)info;
    } else if (strcmp(kind, "latency") == 0) {
        venue->latency = (const bl_latency_model *)info;
        memcpy(venue->latency_params, params, sizeof params);
    } else if (strcmp(kind, "capacity") == 0) {
        venue->capacity = (const bl_capacity_model *)info;
        memcpy(venue->capacity_params, params, sizeof params);
    } else if (strcmp(kind, "price") == 0) {
        venue->price = (const bl_price_model *)info;
        memcpy(venue->price_params, params, sizeof params);
    } else {
        BL_ASSERT(strcmp(kind, "fees") == 0);
        w->setup.fees.model = (const bl_fees_model *)info;
        memcpy(w->setup.fees.params, params, sizeof params);
    }
}

world *world_new(void)
{
    world *w = calloc(1, sizeof *w);
    BL_ASSERT(w != NULL);
    w->bar_ns = WORLD_HOUR;
    bl_setup *setup = &w->setup;
    setup->vault = (bl_vault_terms){.decimals = 6, .capital = 1000000 * WORLD_UNIT};
    setup->failsafe.review_delay_ns = 6 * WORLD_HOUR;
    setup->limits = (bl_limits_rule){false, -1, -1, -1};
    world_slot(w, "fees", "none");
    world_slot(w, "availability", "always");
    world_slot(w, "capacity", "unlimited");
    world_slot(w, "price", "fixed");
    setup->venue.max_slippage_ppb = -1;
    setup->venue.im_ppb = 100000000;
    setup->venue.mm_ppb = 5000000;
    setup->venue.liq_fee_ppb = 5000000;
    setup->instruments_len = 1;
    for (size_t i = 0; i < 2; i++) {
        setup->instruments[i] = (bl_instrument){.name = i == 0 ? "BTC" : "ETH",
                                                .price_decimals = 8,
                                                .quantity_decimals = 8,
                                                .step = 100000,
                                                .bar_ns = WORLD_HOUR,
                                                .gap = BL_GAP_HOLD};
    }
    setup->flows.lps_len = 16;
    world_mode(w, "immediate");
    return w;
}

void world_free(world *w)
{
    free(w);
}

void world_mode(world *w, const char *text)
{
    bl_mode_choice *mode = &w->setup.mode;
    *mode = (bl_mode_choice){.text = text};
    if (strcmp(text, "4h") == 0 || strcmp(text, "24h") == 0) {
        mode->model = (const bl_mode_model *)find("mode", "interval");
        mode->params[0] = (text[0] == '4' ? 4 : 24) * WORLD_HOUR;
    } else {
        mode->model = (const bl_mode_model *)find("mode", text);
    }
}

void world_interval(world *w, int64_t every_ns)
{
    world_mode(w, "4h");
    w->setup.mode.params[0] = every_ns;
    w->setup.mode.text = "interval";
}

void world_band(world *w, int64_t width_ppb, bool to_edge)
{
    w->setup.mode = (bl_mode_choice){.model = (const bl_mode_model *)find("mode", "band"),
                                     .params = {width_ppb, to_edge ? 1 : 0},
                                     .text = "band"};
}

void world_mark(world *w, size_t instrument, int64_t time_ns, int64_t price, int64_t volume)
{
    bl_instrument *what = &w->setup.instruments[instrument];
    size_t row = what->bars.len++;
    BL_ASSERT(row < WORLD_BARS_MAX);
    w->visible_ns[instrument][row] = time_ns;
    w->close[instrument][row] = price;
    w->volume[instrument][row] = volume;
    what->bars.visible_ns = w->visible_ns[instrument];
    what->bars.close = w->close[instrument];
    what->bars.volume = w->volume[instrument];
}

void world_bar(world *w, size_t instrument, int64_t time_ns, int64_t price_cents,
               int64_t volume_coins)
{
    world_mark(w, instrument, time_ns, price_cents * 1000000, volume_coins * 100000000);
}

void world_flow(world *w, int64_t time_ns, uint32_t lp, bl_flow_kind kind, uint64_t amount)
{
    size_t row = w->flows_len++;
    BL_ASSERT(row < WORLD_FLOWS_MAX);
    w->flow_ns[row] = time_ns;
    w->flow_lp[row] = lp;
    w->flow_kind[row] = (uint8_t)kind;
    w->flow_amount[row] = amount;
}

static bool keep_series(void *context, const bl_series_row *row)
{
    world *w = context;
    BL_ASSERT(w->series_len < WORLD_ROWS_MAX);
    w->fills_before[w->series_len] = w->fills_len;
    w->series[w->series_len++] = *row;
    return true;
}

static bool keep_fill(void *context, const bl_fill_row *row)
{
    world *w = context;
    BL_ASSERT(w->fills_len < WORLD_ROWS_MAX);
    w->fills[w->fills_len++] = *row;
    return true;
}

static bool keep_audit(void *context, const bl_audit_row *row)
{
    world *w = context;
    BL_ASSERT(w->audit_len < WORLD_ROWS_MAX);
    bl_audit_row *kept = &w->audit[w->audit_len];
    bl_qty(*sizes)[2] = w->sizes[w->audit_len++];
    size_t bytes = w->setup.instruments_len * sizeof(bl_qty);
    *kept = *row;
    kept->pre = memcpy(sizes[0], row->pre, bytes);
    kept->target = memcpy(sizes[1], row->target, bytes);
    kept->post = memcpy(sizes[2], row->post, bytes);
    return true;
}

static bool keep_flow(void *context, const bl_flow_row *row)
{
    world *w = context;
    w->flows[w->flow_rows_len++] = *row;
    return true;
}

static bool keep_lp(void *context, const bl_lp_row *row)
{
    world *w = context;
    BL_ASSERT(w->lps_len < sizeof w->lps / sizeof w->lps[0]);
    w->lps[w->lps_len++] = *row;
    return true;
}

bl_status world_replay(const bl_setup *setup, const bl_sink *sink, bl_run_counts *counts,
                       bl_err *err)
{
    size_t bytes = bl_run_bytes(setup);
    void *memory = malloc(bytes);
    BL_ASSERT(memory != NULL);
    bl_run *run = bl_run_seal(setup, sink, memory, bytes, err);
    bl_status status = run == NULL ? err->status : bl_run_replay(run, err);
    if (run != NULL && counts != NULL) {
        *counts = *bl_run_result(run);
    }
    free(memory);
    return status;
}

void world_end(world *w, int64_t end_ns)
{
    bl_setup *setup = &w->setup;
    setup->end_ns = end_ns;
    setup->flows.len = w->flows_len;
    setup->flows.time_ns = w->flow_ns;
    setup->flows.lp = w->flow_lp;
    setup->flows.kind = w->flow_kind;
    setup->flows.amount = w->flow_amount;
}

bl_status world_run(world *w, int64_t end_ns, bl_err *err)
{
    bl_sink sink = {w, keep_series, keep_fill, keep_audit, keep_flow, keep_lp, NULL, NULL};
    world_end(w, end_ns);
    w->series_len = w->fills_len = w->audit_len = w->flow_rows_len = w->lps_len = 0;
    return world_replay(&w->setup, &sink, &w->counts, err);
}
