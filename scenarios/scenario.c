/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scenario.c - file, tree, overrides, schema, checks, feeds: each step runs when the one before
 * had no complaint, and gathers all of its own. One pool holds what is not a feed's.
 */
#include "scenario.h"

#include <string.h>

#include "../models/registry.h"
#include "checks.h"
#include "feeds.h"
#include "overrides.h"
#include "schema.h"

static bool apply_options(bl_pool *pool, const bl_scenario_options *options, bl_yaml_node *root,
                          bl_diags *diags)
{
    bool ok = true;
    if (root->kind != BL_YAML_MAPPING) {
        return true; /* the schema says so */
    }
    for (size_t i = 0; i < options->overrides_len; i++) {
        ok = bl_overrides_apply(pool, root, options->overrides[i], i + 1, diags) && ok;
    }
    if (options->modes_len > 0) {
        ok = bl_overrides_set_modes(pool, root, options->modes, options->modes_len, diags) && ok;
    }
    return ok;
}

static bool is_after(const bl_diag *a, const bl_diag *b)
{
    const int files = strcmp(a->file, b->file);
    if (files != 0) {
        return files > 0;
    }
    return a->line != b->line ? a->line > b->line : a->column > b->column;
}

/* The schema is read in the table's order; people read from the top of the file. */
static void sort_diags(bl_diags *diags, size_t from)
{
    for (size_t i = from; i < diags->len; i++) {
        const bl_diag moving = diags->items[i];
        size_t at = i;
        for (; at > from && is_after(&diags->items[at - 1], &moving); at--) {
            diags->items[at] = diags->items[at - 1];
        }
        diags->items[at] = moving;
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Keys of `reported` accounting; a scheme brings its own degradation where none is given. */
static void take_pool(const bl_draft *draft, bl_setup *base)
{
    static const char *const schemes[] = {"none", "meteora", "meteora_legacy", "yearn_v2",
                                          "yearn_v3"}; /* choices of vault.unlock */
    base->accounting = draft->reported ? BL_ACCOUNTING_REPORTED : BL_ACCOUNTING_NAV;
    bl_pool_terms *pool = &base->pool;
    pool->buffer_bps = draft->buffer_bp;
    pool->min_move_bps = draft->min_move_bp;
    pool->idle = draft->idle;
    pool->allocation.model = (const bl_allocation_model *)(const void *)draft->allocation.model;
    memcpy(pool->allocation.params, draft->allocation.params, sizeof pool->allocation.params);
    pool->unlock =
        (const bl_unlock_model *)(const void *)bl_registry_find("unlock", schemes[draft->unlock]);
    pool->degradation = draft->degradation > 0 ? draft->degradation : pool->unlock->degradation;
}

/* What the draft holds, the feeds aside. */
static void take_draft(const bl_draft *draft, const bl_scenario_options *options, bl_scenario *out)
{
    bl_setup *base = &out->base;
    *base = draft->setup;
    base->seed = options->has_seed ? options->seed : base->seed;
    base->fees.model = (const bl_fees_model *)(const void *)draft->fees.model;
    memcpy(base->fees.params, draft->fees.params, sizeof base->fees.params);
    bl_venue *venue = &base->venue;
    venue->availability = (const bl_availability_model *)(const void *)draft->availability.model;
    venue->capacity = (const bl_capacity_model *)(const void *)draft->capacity.model;
    venue->price = (const bl_price_model *)(const void *)draft->price.model;
    venue->latency = (const bl_latency_model *)(const void *)draft->latency.model;
    memcpy(venue->latency_params, draft->latency.params, sizeof venue->latency_params);
    memcpy(venue->availability_params, draft->availability.params,
           sizeof venue->availability_params);
    memcpy(venue->capacity_params, draft->capacity.params, sizeof venue->capacity_params);
    memcpy(venue->price_params, draft->price.params, sizeof venue->price_params);
    take_pool(draft, base);
    memcpy(out->modes, draft->modes, sizeof out->modes);
    out->modes_len = draft->modes_len;
    base->mode = out->modes[0];
    out->name = draft->name != NULL ? draft->name : base_name(out->path);
    out->rounded = draft->rounded;
    out->severity.ppb = draft->severity_ppb;
    out->stands_for = draft->stands_for;
    out->expects = draft->expects;
    out->expects_len = draft->expects_len;
}

/* Mistaken for a scenario easily: both are YAML and stand side by side. */
static bool is_import_list(const bl_yaml_node *root, bl_diags *diags)
{
    const bl_yaml_node *feeds = bl_yaml_find(root, "feeds");
    if (feeds == NULL || bl_yaml_find(root, "vault") != NULL) {
        return false;
    }
    bl_diag *diag = bl_yaml_complain_key(feeds, diags, "this is an import list, not a scenario");
    bl_diag_set_hint(diag, "ballast import LIST -o FOLDER makes its feeds");
    return true;
}

/* Everything up to the feeds; false where something was refused. */
static bool read_draft(bl_reading *reading, const bl_scenario_options *options, bl_scenario *out)
{
    const size_t errors = reading->diags->errors;
    const size_t from = reading->diags->len;
    bl_yaml_node *root = bl_yaml_read(reading->pool, out->path, out->sha256, reading->diags);
    if (root == NULL || is_import_list(root, reading->diags) ||
        !apply_options(reading->pool, options, root, reading->diags)) {
        return false;
    }
    reading->root = root;
    bl_schema_read(reading);
    bl_checks_run(reading);
    sort_diags(reading->diags, from);
    return reading->diags->errors == errors;
}

static bool open_all(bl_pool *pool, const char *path, const bl_scenario_options *options,
                     bl_scenario *out, bl_diags *diags)
{
    bl_draft *draft = bl_pool_take(pool, sizeof *draft);
    const size_t errors = diags->errors;
    bl_reading reading = {.pool = pool, .diags = diags, .draft = draft};
    out->path = bl_pool_copy(pool, path, strlen(path));
    if (draft == NULL || out->path == NULL) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "out of memory");
        return false;
    }
    if (!read_draft(&reading, options, out)) {
        return false;
    }
    take_draft(draft, options, out);
    bl_feeds_load(&reading, options, out);
    return diags->errors == errors;
}

bool bl_scenario_open(const char *path, const bl_scenario_options *options, bl_scenario *out,
                      bl_diags *diags)
{
    bl_pool pool = {0};
    memset(out, 0, sizeof *out);
    const bool ok = open_all(&pool, path, options, out, diags);
    out->memory = pool.chunks;
    if (!ok) {
        bl_scenario_close(out);
    }
    return ok;
}

void bl_scenario_close(bl_scenario *scenario)
{
    bl_pool pool = {.chunks = scenario->memory};
    bl_feeds_close(scenario);
    bl_pool_free(&pool);
    memset(scenario, 0, sizeof *scenario);
}

bl_setup bl_scenario_setup(const bl_scenario *scenario, size_t mode)
{
    BL_ASSERT(mode < scenario->modes_len);
    bl_setup setup = scenario->base;
    setup.mode = scenario->modes[mode];
    return setup;
}
