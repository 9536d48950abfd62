/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * checks.c - each check names the key it stands at; those of an accounting come before those of
 * instruments.
 */
#include "checks.h"

#include <string.h>

#include "../data/timestamp.h"
#include "../sim/mode.h"
#include "../sim/terms.h"
#include "keys.h"
#include "lending.h"

enum { SCALE_MAX = 29, WEIGHTS_MAX = 10000 };

static const bl_yaml_node *find(const bl_reading *reading, const char *path)
{
    return bl_yaml_find(reading->root, path);
}

/* Keys that only accounting 'reported' has (spec 8, 12.1). */
static void refuse_reported_keys(const bl_reading *reading)
{
    for (size_t i = 0; i < bl_keys_count(); i++) {
        const bl_key *key = bl_keys_at(i);
        const bl_yaml_node *node = key->reported_only ? find(reading, key->path) : NULL;
        if (node != NULL) {
            bl_yaml_complain_key(node, reading->diags, "%s: needs accounting 'reported'",
                                 key->path);
        }
    }
}

static void check_weights(const bl_reading *reading)
{
    int64_t sum = 0;
    for (size_t i = 0; i < reading->draft->strategies_len; i++) {
        sum += reading->draft->strategies[i].weight_bp;
    }
    if (sum > WEIGHTS_MAX) {
        bl_yaml_complain(find(reading, "strategies"), reading->diags,
                         "strategies: the weights sum to %lld, allowed is at most %d",
                         (long long)sum, WEIGHTS_MAX);
    }
}

static void check_modes(const bl_reading *reading)
{
    for (size_t i = 0; i < reading->draft->modes_len; i++) {
        if (reading->draft->modes[i].model->needs_nav) {
            bl_yaml_complain(find(reading, "modes"), reading->diags,
                             "modes: '%s' needs accounting 'nav'", reading->draft->modes[i].text);
        }
    }
}

static void check_needs_nav(const bl_reading *reading, const char *path)
{
    const bl_yaml_node *node = find(reading, path);
    if (node != NULL) {
        bl_yaml_complain_key(node, reading->diags, "%s: needs accounting 'nav'", path);
    }
}

/* What a handler needs, and what it has no use for (spec 3.1, 9.1). */
static void check_handler(const bl_reading *reading, size_t place, const bl_yaml_node *node)
{
    const bl_draft_strategy *it = &reading->draft->strategies[place];
    if (it->handler == BL_HANDLER_JUP_LEND && it->index == NULL) {
        bl_yaml_complain(node, reading->diags, "strategies[%zu].index: is required by jup_lend",
                         place);
    } else if (it->handler != BL_HANDLER_JUP_LEND && it->index != NULL) {
        bl_yaml_complain(it->index, reading->diags,
                         "strategies[%zu].index: only jup_lend reads one", place);
    } else if (it->handler == BL_HANDLER_PERP_BOOK && reading->draft->instruments_len == 0) {
        bl_yaml_complain(node, reading->diags,
                         "strategies[%zu]: perp_book needs instruments, at least one", place);
    }
}

static void check_strategies(bl_reading *reading)
{
    const bl_yaml_node *list = find(reading, "strategies");
    const bl_draft *draft = reading->draft;
    size_t books = 0;
    for (size_t j = 0; j < draft->strategies_len; j++) {
        check_handler(reading, j, bl_yaml_at(list, j));
        bl_lending_check(reading, j, bl_yaml_at(list, j));
        books += draft->strategies[j].handler == BL_HANDLER_PERP_BOOK ? 1 : 0;
        for (size_t i = 0; i < j; i++) {
            if (draft->strategies[i].name != NULL && draft->strategies[j].name != NULL &&
                strcmp(draft->strategies[i].name, draft->strategies[j].name) == 0) {
                bl_yaml_complain(bl_yaml_at(list, j), reading->diags,
                                 "strategies[%zu].name: '%s' is the name of strategies[%zu] too", j,
                                 draft->strategies[j].name, i);
            }
        }
    }
    if (books > 1) {
        bl_yaml_complain(list, reading->diags, "strategies: at most one perp_book, got %zu", books);
    }
    if (books == 0 && draft->instruments_len > 0) {
        bl_yaml_complain(find(reading, "instruments"), reading->diags,
                         "instruments: need a strategy of handler perp_book");
    }
}

static void check_reported(bl_reading *reading)
{
    const bl_draft *draft = reading->draft;
    const bl_yaml_node *fees = find(reading, "vault.fees");
    const bl_fees_model *model = (const bl_fees_model *)(const void *)draft->fees.model;
    check_weights(reading);
    check_modes(reading);
    check_needs_nav(reading, "oracle");
    check_needs_nav(reading, "limits");
    if (fees != NULL && model != NULL && model->basis != BL_FEE_BASIS_NONE) {
        bl_yaml_complain(fees, reading->diags,
                         "vault.fees: '%s' needs accounting 'nav', allowed: none",
                         model->info.name);
    }
    check_strategies(reading);
    if (draft->idle && draft->strategies_len > 0) {
        bl_yaml_complain_key(find(reading, "strategies"), reading->diags,
                             "strategies: a vault of kind 'idle' has none");
    }
}

/* 10^(pd+qd-d) divides q*m into asset units (spec 1.3). */
static void check_scale(const bl_reading *reading, size_t place, const bl_yaml_node *node)
{
    const bl_instrument *it = &reading->draft->instruments[place].core;
    const int decimals = reading->draft->setup.vault.decimals;
    const int scale = it->price_decimals + it->quantity_decimals - decimals;
    if (scale < 0 || scale > SCALE_MAX) {
        bl_yaml_complain(node, reading->diags,
                         "instruments[%zu]: price_decimals %d and quantity_decimals %d less "
                         "vault.decimals %d make %d, allowed is 0 to %d",
                         place, it->price_decimals, it->quantity_decimals, decimals, scale,
                         SCALE_MAX);
    }
}

static void check_name(const bl_reading *reading, size_t place, const bl_yaml_node *node)
{
    const bl_draft_instrument *all = reading->draft->instruments;
    const bl_yaml_node *name = bl_yaml_child(node, "name", 4);
    for (size_t i = 0; i < place; i++) {
        if (all[i].core.name != NULL && all[place].core.name != NULL &&
            strcmp(all[i].core.name, all[place].core.name) == 0) {
            bl_yaml_complain(name, reading->diags,
                             "instruments[%zu].name: '%s' is the name of instruments[%zu] too",
                             place, name->text, i);
            return;
        }
    }
}

static void check_instruments(const bl_reading *reading)
{
    const bl_yaml_node *list = find(reading, "instruments");
    if (reading->root->kind != BL_YAML_MAPPING) {
        return;
    }
    if (!reading->draft->reported &&
        (list == NULL || (list->kind == BL_YAML_LIST && list->len == 0))) {
        bl_yaml_complain(list != NULL ? list : reading->root, reading->diags,
                         "instruments: is required, at least one under accounting 'nav'");
        return;
    }
    for (size_t i = 0; i < reading->draft->instruments_len; i++) {
        const bl_yaml_node *node = bl_yaml_at(list, i);
        bl_draft_instrument *it = &reading->draft->instruments[i];
        it->core.step = it->core.step == 0 ? 1 : it->core.step;
        check_scale(reading, i, node);
        check_name(reading, i, node);
    }
}

/* A slot that walks books has a feed of them for every instrument. */
static void check_depth(const bl_reading *reading, const bl_capacity_model *capacity)
{
    const bl_yaml_node *list = find(reading, "instruments");
    for (size_t i = 0; capacity->takes_depth && i < reading->draft->instruments_len; i++) {
        if (reading->draft->instruments[i].depth == NULL) {
            bl_yaml_complain(bl_yaml_at(list, i), reading->diags,
                             "instruments[%zu].depth: is required by venue.capacity '%s'", i,
                             capacity->info.name);
        }
    }
}

/* A feed that stands still is stale, unless the gap policy says to trade on (spec 2.4). */
static void check_frozen(const bl_reading *reading)
{
    const bl_yaml_node *list = find(reading, "instruments");
    for (size_t i = 0; reading->draft->feed_frozen && i < reading->draft->instruments_len; i++) {
        const bl_yaml_node *gap = bl_yaml_child(bl_yaml_at(list, i), "gap", 3);
        if (gap != NULL && reading->draft->instruments[i].core.gap == BL_GAP_HOLD) {
            bl_yaml_complain(gap, reading->diags,
                             "instruments[%zu].gap: 'hold' would trade on a frozen feed, allowed "
                             "with venue.feed 'frozen': no_trade, outage, fail",
                             i);
        }
    }
}

/* Slots that do not go together, and prices under which a round trip can gain. */
static void check_venue(const bl_reading *reading)
{
    const bl_draft *draft = reading->draft;
    const bl_yaml_node *node = find(reading, "venue.price");
    const bl_capacity_model *capacity =
        (const bl_capacity_model *)(const void *)draft->capacity.model;
    const bl_price_model *price = (const bl_price_model *)(const void *)draft->price.model;
    if (capacity == NULL || price == NULL) {
        return;
    }
    check_depth(reading, capacity);
    if (price->takes_depth && !capacity->takes_depth) {
        bl_yaml_complain(node, reading->diags, "venue.price: '%s' needs venue.capacity 'depth'",
                         price->info.name);
    }
    const char *why = price->gains != NULL ? price->gains(draft->price.params) : NULL;
    if (why != NULL && !draft->allow_manipulation) {
        bl_yaml_complain(node, reading->diags,
                         "venue.price: a round trip can gain: %s; allowed with "
                         "venue.allow_manipulation: true",
                         why);
    }
}

static void check_margin(const bl_reading *reading)
{
    const bl_yaml_node *mm = find(reading, "venue.mm");
    if (mm != NULL && reading->draft->tiers != NULL) {
        bl_yaml_complain_key(mm, reading->diags,
                             "venue.mm: has no use where venue.tiers gives the margin");
    }
}

/* Not NULL, and not refused: nothing follows from a time that could not be read. */
static bool is_time(const bl_yaml_node *node)
{
    int64_t time_ns;
    return node && node->text && bl_timestamp_parse_iso(node->text, strlen(node->text), &time_ns);
}

static void check_window(const bl_reading *reading)
{
    const bl_yaml_node *start = find(reading, "start");
    const bl_yaml_node *end = find(reading, "end");
    const bl_setup *setup = &reading->draft->setup;
    if (is_time(start) && is_time(end) && setup->end_ns < setup->start_ns) {
        bl_yaml_complain(end, reading->diags, "end: '%s' is before start '%s'", end->text,
                         start->text);
    }
}

/* Rebalances that take time (sim/work.h): what they need, and what cannot go with them. */
static void check_resting(const bl_reading *reading, const bl_rebalance_rule *rule)
{
    const bl_yaml_node *carry = find(reading, "rebalance.carry");
    const bl_yaml_node *slices = find(reading, "rebalance.slices");
    if (rule->carry == BL_CARRY_DEADLINE && rule->deadline_ns == 0) {
        bl_yaml_complain(carry, reading->diags, "rebalance.carry: needs 'rebalance.deadline'");
    }
    if (rule->slices > 1 && rule->window_ns == 0) {
        bl_yaml_complain(slices, reading->diags, "rebalance.slices: needs 'rebalance.window'");
    }
    if (rule->slices <= 1 && rule->window_ns > 0) {
        bl_yaml_complain(find(reading, "rebalance.window"), reading->diags,
                         "rebalance.window: needs 'rebalance.slices', 2 or more");
    }
    if (rule->deadline_ns > 0 && rule->deadline_ns <= rule->window_ns) {
        bl_yaml_complain(find(reading, "rebalance.deadline"), reading->diags,
                         "rebalance.deadline: must lie behind 'rebalance.window'");
    }
    if ((rule->carry != BL_CARRY_NONE || rule->slices > 1) &&
        rule->atomicity == BL_ATOMIC_ALL_OR_NONE) {
        bl_yaml_complain(rule->slices > 1 ? slices : carry, reading->diags,
                         "rebalance: orders that rest or go out in slices cannot be all or none, "
                         "set 'rebalance.atomicity' to unwind or keep");
    }
}

static void check_flow_acts(const bl_reading *reading, const char *path)
{
    const bl_draft *draft = reading->draft;
    const bl_yaml_node *node = find(reading, path);
    for (size_t i = 0; i < draft->modes_len; i++) {
        if (draft->modes[i].model->with_flow &&
            (draft->setup.rebalance.on_failure == BL_FAILURE_REVERT ||
             draft->setup.vault.costs_flow)) {
            bl_yaml_complain(node, reading->diags,
                             "%s: a rebalance that takes time leaves the flow of mode '%s' "
                             "standing, set 'rebalance.on_failure' to keep and 'vault.costs' to "
                             "pool",
                             path, draft->modes[i].text);
            return;
        }
    }
}

static void check_time(const bl_reading *reading)
{
    static const char *const paths[] = {"rebalance.carry", "rebalance.slices", "venue.latency"};
    const bl_draft *draft = reading->draft;
    const bl_rebalance_rule *rule = &draft->setup.rebalance;
    const bl_latency_model *latency = (const bl_latency_model *)(const void *)draft->latency.model;
    const bool takes_time[] = {rule->carry != BL_CARRY_NONE, rule->slices > 1,
                               latency != NULL && latency->delay != NULL};
    check_resting(reading, rule);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (takes_time[i] && draft->reported) {
            check_needs_nav(reading, paths[i]);
        } else if (takes_time[i]) {
            check_flow_acts(reading, paths[i]);
        }
    }
    if (rule->deadline_ns > 0 && !takes_time[0] && !takes_time[1] && !takes_time[2]) {
        bl_yaml_complain(find(reading, "rebalance.deadline"), reading->diags,
                         "rebalance.deadline: needs 'rebalance.carry', 'rebalance.slices' or "
                         "'venue.latency'");
    }
}

void bl_checks_run(bl_reading *reading)
{
    check_window(reading);
    if (reading->draft->reported) {
        check_reported(reading);
    } else {
        refuse_reported_keys(reading);
    }
    check_instruments(reading);
    check_time(reading);
    check_venue(reading);
    check_frozen(reading);
    check_margin(reading);
}
