/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feeds.c - prices come first: they give the default start, which flows are checked against. A
 * feed that fails does not keep the others from being read, so that all complaints come at once.
 */
#include "feeds.h"

#include <stdio.h>
#include <string.h>

#include "../data/timestamp.h"
#include "../models/registry.h"
#include "lending.h"
#include "outages.h"
#include "paths.h"
#include "severity.h"

enum { ROLE_BYTES = 64 };

typedef struct {
    bl_reading *reading;
    const bl_scenario_options *options;
    bl_scenario *out;
} loading;

/* The path of a feed as it will be opened, or NULL. */
static const char *resolve(const loading *l, const bl_yaml_node *node, const char *role)
{
    char path[BL_PATHS_LEN_MAX + 1];
    char why[BL_PATHS_WHY];
    if (!bl_paths_resolve(l->out->path, node->text, l->options->allow_outside, path, why)) {
        bl_yaml_complain(node, l->reading->diags, "%s: '%.120s' %s", role, node->text, why);
        return NULL;
    }
    const char *copy = bl_pool_copy(l->reading->pool, path, strlen(path));
    if (copy == NULL) {
        bl_yaml_complain(node, l->reading->diags, "%s: out of memory", role);
    }
    return copy;
}

static void list_feed(const loading *l, const char *role, const bl_feed_report *report)
{
    bl_scenario_feed *feed = &l->out->feeds[l->out->feeds_len];
    snprintf(feed->role, sizeof feed->role, "%s", role);
    feed->report = report;
    l->out->feeds_len++;
}

static void refuse_empty(const loading *l, const bl_yaml_node *node, const char *role)
{
    bl_yaml_complain(node, l->reading->diags, "%s: '%.120s' has no rows, expected at least one",
                     role, node->text);
}

static void load_prices(const loading *l, size_t place)
{
    const bl_draft_instrument *it = &l->reading->draft->instruments[place];
    bl_feed_bars *feed = &l->out->bars[place];
    const bl_feed_bars_options options = {
        .price_decimals = it->core.price_decimals,
        .quantity_decimals = it->core.quantity_decimals,
        .bar_ns = it->core.bar_ns,
        .stamp_close = it->stamp_close,
        .gap_fail = it->core.gap == BL_GAP_FAIL,
        .skip_hash = l->options->no_sums && l->options->cache == NULL,
        .cache = l->options->cache,
    };
    char role[ROLE_BYTES];
    snprintf(role, sizeof role, "instruments[%zu].prices", place);
    const char *path = resolve(l, it->prices, role);
    if (path == NULL || !bl_feed_read_bars(path, &options, feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    l->out->base.instruments[place].bars = feed->bars;
    if (feed->bars.len == 0) {
        refuse_empty(l, it->prices, role);
    }
}

static void load_funding(const loading *l, size_t place)
{
    const bl_yaml_node *node = l->reading->draft->instruments[place].funding;
    bl_feed_rates *feed = &l->out->funding[place];
    char role[ROLE_BYTES];
    snprintf(role, sizeof role, "instruments[%zu].funding", place);
    const char *path = node == NULL ? NULL : resolve(l, node, role);
    if (path != NULL && bl_feed_read_rates(path, l->options->cache, feed, l->reading->diags)) {
        list_feed(l, role, &feed->report);
        l->out->base.instruments[place].funding = feed->rates;
    }
}

static void load_depth(const loading *l, size_t place)
{
    const bl_draft_instrument *it = &l->reading->draft->instruments[place];
    const bl_feed_depth_options options = {it->core.price_decimals, it->core.quantity_decimals,
                                           l->options->cache};
    bl_feed_depth *feed = &l->out->depths[place];
    char role[ROLE_BYTES];
    snprintf(role, sizeof role, "instruments[%zu].depth", place);
    const char *path = it->depth == NULL ? NULL : resolve(l, it->depth, role);
    if (path == NULL || !bl_feed_read_depth(path, &options, feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    l->out->base.instruments[place].depth = feed->depth;
    if (feed->depth.len == 0) {
        refuse_empty(l, it->depth, role);
    }
}

static void load_instruments(const loading *l)
{
    const bl_draft *draft = l->reading->draft;
    bl_setup *base = &l->out->base;
    base->instruments_len = draft->instruments_len;
    for (size_t i = 0; i < draft->instruments_len; i++) {
        base->instruments[i] = draft->instruments[i].core;
        load_prices(l, i);
        load_funding(l, i);
        load_depth(l, i);
    }
}

static void complain_memory(const loading *l, const bl_yaml_node *node, const char *role)
{
    bl_yaml_complain(node, l->reading->diags, "%s: out of memory", role);
}

static bool freeze_feeds(const loading *l, const bl_windows *frozen)
{
    bl_setup *base = &l->out->base;
    for (size_t i = 0; frozen->len > 0 && i < base->instruments_len; i++) {
        if (!bl_outages_freeze(l->reading->pool, frozen, &base->instruments[i].bars,
                               &base->facts)) {
            return false;
        }
    }
    return true;
}

/* After the prices, which a frozen feed holds back (spec 11.1). */
static void load_windows(const loading *l)
{
    static const char role[] = "venue.availability.windows";
    static const unsigned down =
        1U << BL_WINDOW_TOTAL | 1U << BL_WINDOW_SUBMIT | 1U << BL_WINDOW_CANCEL_ONLY;
    const bl_draft *draft = l->reading->draft;
    const bl_yaml_node *node = draft->availability.feed;
    bl_pool *pool = l->reading->pool;
    bl_venue *venue = &l->out->base.venue;
    bl_feed_windows *feed = &l->out->windows;
    bl_windows frozen;
    const bl_feed_windows_options options = {
        .no_slow =
            venue->latency->delay != NULL ? NULL : "needs a latency model, venue.latency is none",
        .no_stale = draft->feed_frozen ? NULL : "needs a feed model, venue.feed is live",
    };
    const char *path = node == NULL ? NULL : resolve(l, node, role);
    if (path == NULL || !bl_feed_read_windows(path, &options, feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    bl_windows windows = feed->windows;
    bl_severity_scale_windows(l->reading, &windows, l->out);
    if (!bl_outages_join(pool, &windows, feed->kinds, down, &venue->windows) ||
        !bl_outages_join(pool, &windows, feed->kinds, 1U << BL_WINDOW_SLOW, &venue->slow) ||
        !bl_outages_join(pool, &windows, feed->kinds, 1U << BL_WINDOW_STALE, &frozen) ||
        !freeze_feeds(l, &frozen)) {
        complain_memory(l, node, role);
    }
}

static void load_rail(const loading *l)
{
    static const char role[] = "vault.rail";
    static const bl_feed_windows_options options = {"is no kind of a closed rail",
                                                    "is no kind of a closed rail", true};
    const bl_yaml_node *node = l->reading->draft->rail;
    bl_feed_windows *feed = &l->out->rail;
    const char *path = node == NULL ? NULL : resolve(l, node, role);
    if (path == NULL || !bl_feed_read_windows(path, &options, feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    if (!bl_outages_join(l->reading->pool, &feed->windows, NULL, 0, &l->out->base.vault.rail)) {
        complain_memory(l, node, role);
    }
}

static void load_tiers(const loading *l)
{
    static const char role[] = "venue.tiers";
    const bl_yaml_node *node = l->reading->draft->tiers;
    bl_feed_tiers *feed = &l->out->tiers;
    const char *path = node == NULL ? NULL : resolve(l, node, role);
    if (path == NULL ||
        !bl_feed_read_tiers(path, l->out->base.vault.decimals, feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    l->out->base.venue.tiers = feed->tiers;
    if (feed->tiers.len == 0) {
        refuse_empty(l, node, role);
    }
}

static void load_faults(const loading *l)
{
    static const char role[] = "oracle.faults";
    const bl_yaml_node *node = l->reading->draft->faults;
    bl_feed_faults *feed = &l->out->faults;
    const char *path = node == NULL ? NULL : resolve(l, node, role);
    if (path != NULL && bl_feed_read_faults(path, feed, l->reading->diags)) {
        list_feed(l, role, &feed->report);
        l->out->base.oracle.faults = feed->faults;
    }
}

static void load_targets(const loading *l)
{
    const bl_draft *draft = l->reading->draft;
    const char *names[BL_INSTRUMENTS_MAX];
    bl_feed_targets *feed = &l->out->targets;
    for (size_t i = 0; i < draft->instruments_len; i++) {
        names[i] = draft->instruments[i].core.name;
    }
    const char *path = draft->targets == NULL ? NULL : resolve(l, draft->targets, "targets");
    if (path != NULL && bl_feed_read_targets(path, names, draft->instruments_len, l->options->cache,
                                             feed, l->reading->diags)) {
        list_feed(l, "targets", &feed->report);
        l->out->base.targets = feed->targets;
    }
}

static void load_flows(const loading *l, int64_t start_ns)
{
    const bl_draft *draft = l->reading->draft;
    bl_feed_flows *feed = &l->out->flows;
    if (draft->flows == NULL) {
        if (!bl_feed_empty_flows(feed)) {
            bl_yaml_complain(l->reading->root, l->reading->diags, "flows: out of memory");
        }
        l->out->base.flows = feed->flows;
        return;
    }
    const char *path = resolve(l, draft->flows, "flows");
    if (path != NULL && bl_feed_read_flows(path, draft->setup.vault.decimals, start_ns,
                                           l->options->cache, feed, l->reading->diags)) {
        list_feed(l, "flows", &feed->report);
        l->out->base.flows = feed->flows;
    }
}

static void load_index(const loading *l, size_t place)
{
    const bl_draft_strategy *it = &l->reading->draft->strategies[place];
    bl_feed_index *feed = &l->out->indices[place];
    char role[ROLE_BYTES];
    snprintf(role, sizeof role, "strategies[%zu].index", place);
    const char *path = it->index == NULL ? NULL : resolve(l, it->index, role);
    if (path == NULL || !bl_feed_read_index(path, l->out->base.vault.decimals, l->options->cache,
                                            feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    l->out->base.pool.strategies[place].index = feed->index;
    if (feed->index.len == 0) {
        refuse_empty(l, it->index, role);
    }
}

static void load_utilisation(const loading *l, size_t place)
{
    const bl_yaml_node *node = l->reading->draft->strategies[place].layer.utilisation;
    bl_feed_utilisation *feed = &l->out->utilisations[place];
    char role[ROLE_BYTES];
    snprintf(role, sizeof role, "strategies[%zu].layer.utilisation", place);
    const char *path = node == NULL ? NULL : resolve(l, node, role);
    if (path == NULL ||
        !bl_feed_read_utilisation(path, l->options->cache, feed, l->reading->diags)) {
        return;
    }
    list_feed(l, role, &feed->report);
    l->out->base.pool.strategies[place].utilisation = feed->utilisation;
    if (feed->utilisation.len == 0) {
        refuse_empty(l, node, role);
    }
}

static const bl_strategy_model *find_handler(int handler)
{
    static const char *const names[] = {"jup_lend", "perp_book", "idle",
                                        "jup_layer"}; /* BL_HANDLER_* */
    return (const bl_strategy_model *)(const void *)bl_registry_find("strategy", names[handler]);
}

static void load_strategies(const loading *l)
{
    const bl_draft *draft = l->reading->draft;
    bl_pool_terms *pool = &l->out->base.pool;
    pool->strategies_len = draft->strategies_len;
    for (size_t j = 0; j < draft->strategies_len; j++) {
        const bl_draft_strategy *it = &draft->strategies[j];
        pool->strategies[j] = (bl_strategy){.name = it->name,
                                            .model = find_handler(it->handler),
                                            .weight_bps = it->weight_bp,
                                            .layer = bl_lending_terms(&it->layer)};
        load_index(l, j);
        load_utilisation(l, j);
    }
}

static void list_strategies(const bl_draft *draft, const char **names)
{
    for (size_t j = 0; j < draft->strategies_len; j++) {
        names[j] = draft->strategies[j].name;
    }
}

/* After the flows, whose LPs may sign. */
static void load_admin(const loading *l)
{
    const bl_draft *draft = l->reading->draft;
    const char *names[BL_STRATEGIES_MAX];
    bl_feed_admin *feed = &l->out->admin;
    list_strategies(draft, names);
    const bl_feed_admin_options options = {names,
                                           draft->strategies_len,
                                           l->out->flows.names,
                                           l->out->flows.flows.lps_len,
                                           draft->setup.vault.decimals,
                                           l->out->base.start_ns};
    const char *path = draft->admin == NULL ? NULL : resolve(l, draft->admin, "admin");
    if (path != NULL && bl_feed_read_admin(path, &options, feed, l->reading->diags)) {
        list_feed(l, "admin", &feed->report);
        l->out->base.pool.admin = feed->admin;
    }
}

/* After the admin feed, whose operators may sign. */
static void load_cranks(const loading *l)
{
    const bl_draft *draft = l->reading->draft;
    const char *names[BL_STRATEGIES_MAX];
    bl_feed_cranks *feed = &l->out->cranks;
    list_strategies(draft, names);
    const bl_feed_cranks_options options = {names,
                                            draft->strategies_len,
                                            l->out->admin.operators,
                                            l->out->admin.operators_len,
                                            draft->setup.vault.decimals,
                                            l->out->base.start_ns,
                                            l->options->cache};
    const char *path = draft->cranks == NULL ? NULL : resolve(l, draft->cranks, "cranks");
    if (path != NULL && bl_feed_read_cranks(path, &options, feed, l->reading->diags)) {
        list_feed(l, "cranks", &feed->report);
        l->out->base.pool.cranks = feed->cranks;
    }
}

/* The instants of spec 2.5: the latest first and the latest last visible bar or index row. */
typedef struct {
    bool known; /* every feed has rows */
    bool none;  /* there is no feed with rows at a time of their own */
    int64_t first_ns, last_ns;
    const char *first_name;
} span;

static void widen(span *found, const char *name, int64_t first_ns, int64_t last_ns)
{
    if (first_ns > found->first_ns) {
        found->first_ns = first_ns;
        found->first_name = name;
    }
    found->last_ns = last_ns > found->last_ns ? last_ns : found->last_ns;
}

/* Whether there are rows: without them nothing is known. */
static bool has_rows(span *found, size_t len)
{
    found->none = false;
    found->known = found->known && len > 0;
    return len > 0;
}

static void widen_by_rows(span *found, const char *name, const int64_t *times_ns, size_t len)
{
    if (has_rows(found, len)) {
        widen(found, name, times_ns[0], times_ns[len - 1]);
    }
}

static void widen_by_bars(span *found, const char *name, const bl_bars *bars)
{
    if (has_rows(found, bars->len)) {
        widen(found, name, bl_bars_time(bars, 0), bl_bars_time(bars, bars->len - 1));
    }
}

static span find_span(const bl_setup *base)
{
    span found = {.known = true, .none = true, .first_ns = INT64_MIN, .last_ns = INT64_MIN};
    for (size_t i = 0; i < base->instruments_len; i++) {
        widen_by_bars(&found, base->instruments[i].name, &base->instruments[i].bars);
    }
    for (size_t j = 0; j < base->pool.strategies_len; j++) {
        const bl_strategy *strategy = &base->pool.strategies[j];
        if (strategy->model->takes_index) {
            widen_by_rows(&found, strategy->name, strategy->index.time_ns, strategy->index.len);
        } else if (strategy->model->observe != NULL && strategy->layer.kept_ppb < 0) {
            widen_by_rows(&found, strategy->name, strategy->utilisation.time_ns,
                          strategy->utilisation.len);
        }
    }
    found.known = found.known && found.first_ns != INT64_MIN;
    return found;
}

static void print_time(int64_t time_ns, char *out)
{
    out[bl_timestamp_print(time_ns, out)] = '\0';
}

/* Start and end of the run, given or by default. */
static void settle_window(const loading *l, const span *bars)
{
    const bl_yaml_node *start = bl_yaml_find(l->reading->root, "start");
    const bl_yaml_node *end = bl_yaml_find(l->reading->root, "end");
    bl_setup *base = &l->out->base;
    char first[BL_TIMESTAMP_TEXT + 1];
    char last[BL_TIMESTAMP_TEXT + 1];
    base->start_ns = start == NULL ? bars->first_ns : base->start_ns;
    base->end_ns = end == NULL ? bars->last_ns : base->end_ns;
    print_time(base->start_ns < bars->first_ns ? bars->first_ns : base->start_ns, first);
    print_time(base->end_ns, last);
    if (base->start_ns < bars->first_ns) {
        bl_yaml_complain(start, l->reading->diags,
                         "start: '%s' is before the first visible bar or row of '%.40s', the "
                         "first usable time is %s",
                         start->text, bars->first_name, first);
    } else if (base->end_ns < base->start_ns && (start == NULL || end == NULL)) {
        const bl_yaml_node *where = end != NULL ? end : start;
        bl_yaml_complain(where != NULL ? where : l->reading->root, l->reading->diags,
                         "%s: the run would end at %s, before it starts at %s",
                         end != NULL ? "end" : "start", last, first);
    }
}

/* Reserve and idle strategies alone: nothing but the scenario says when the run is. */
static void need_window(const loading *l)
{
    static const char *const ends[] = {"start", "end"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (bl_yaml_find(l->reading->root, ends[i]) == NULL) {
            bl_yaml_complain(l->reading->root, l->reading->diags,
                             "%s: is required where there are no prices and no index", ends[i]);
        }
    }
}

/* Ticks by local time are known from some year on. */
static void check_modes(const loading *l)
{
    const bl_yaml_node *list = bl_yaml_find(l->reading->root, "modes");
    for (size_t i = 0; i < l->out->modes_len; i++) {
        const bl_mode_choice *mode = &l->out->modes[i];
        const int64_t since_ns =
            mode->model->since != NULL ? mode->model->since(mode->params) : INT64_MIN;
        char since[BL_TIMESTAMP_TEXT + 1];
        if (l->out->base.start_ns < since_ns) {
            print_time(since_ns, since);
            bl_yaml_complain(bl_yaml_at(list, i), l->reading->diags,
                             "modes: '%s' has no ticks before %s, the run may not start earlier",
                             mode->text, since);
        }
    }
}

/* The states of a capacity slot that has some, from start to end; they are counted first. */
static void draw_regimes(const loading *l)
{
    bl_setup *base = &l->out->base;
    bl_venue *venue = &base->venue;
    const bl_regime_plan plan = {base->seed, base->start_ns, base->end_ns};
    if (venue->capacity->draw == NULL || l->reading->diags->errors > 0) {
        return;
    }
    const size_t len = venue->capacity->draw(venue->capacity_params, &plan, NULL, NULL, 0);
    int64_t *begin_ns = bl_pool_take(l->reading->pool, len * sizeof *begin_ns);
    uint8_t *state = bl_pool_take(l->reading->pool, len);
    if (len > BL_REGIMES_MAX) {
        bl_yaml_complain(bl_yaml_find(l->reading->root, "venue.capacity"), l->reading->diags,
                         "venue.capacity: more than %d states within the run, expected longer ones",
                         BL_REGIMES_MAX);
    } else if (begin_ns == NULL || state == NULL) {
        bl_yaml_complain(l->reading->root, l->reading->diags, "venue.capacity: out of memory");
    } else {
        venue->capacity->draw(venue->capacity_params, &plan, begin_ns, state, len);
        venue->regimes = (bl_regimes){len, begin_ns, state};
    }
}

/* The outages of a model that draws them, once for all modes (spec 11.5). */
static void draw_outages(const loading *l)
{
    bl_setup *base = &l->out->base;
    const bl_outage_plan plan = {base->seed, base->start_ns, base->end_ns,
                                 base->instruments_len > 0 ? base->instruments[0].bars
                                                           : (bl_bars){.len = 0}};
    const bl_yaml_node *node = bl_yaml_find(l->reading->root, "venue.availability");
    size_t len = 0;
    if (base->venue.availability->draw == NULL || l->reading->diags->errors > 0) {
        return;
    }
    if (!bl_outages_draw(l->reading->pool, &plan, &base->venue, &base->facts, &len)) {
        complain_memory(l, node, "venue.availability");
    } else if (len > BL_OUTAGES_MAX) {
        bl_yaml_complain(node, l->reading->diags,
                         "venue.availability: more than %d outages within the run, expected fewer",
                         BL_OUTAGES_MAX);
    }
}

static void count_late_flows(bl_scenario *out)
{
    const bl_flows *flows = &out->base.flows;
    for (size_t i = flows->len; i > 0 && flows->time_ns[i - 1] > out->base.end_ns; i--) {
        out->late_flows++;
    }
}

void bl_feeds_load(bl_reading *reading, const bl_scenario_options *options, bl_scenario *out)
{
    const loading l = {reading, options, out};
    load_instruments(&l);
    bl_severity_scale_market(reading, out);
    load_windows(&l);
    load_rail(&l);
    load_tiers(&l);
    load_faults(&l);
    bl_severity_scale_faults(reading, out);
    load_targets(&l);
    load_strategies(&l);
    const span bars = find_span(&out->base);
    if (bars.known) {
        settle_window(&l, &bars);
    } else if (bars.none) {
        need_window(&l);
    }
    const bool starts = bars.known || bl_yaml_find(reading->root, "start") != NULL;
    load_flows(&l, starts ? out->base.start_ns : INT64_MIN);
    bl_severity_scale_flows(reading, out);
    load_admin(&l);
    load_cranks(&l);
    if (starts) {
        check_modes(&l);
    }
    draw_regimes(&l);
    draw_outages(&l);
    count_late_flows(out);
}

void bl_feeds_close(bl_scenario *scenario)
{
    for (size_t i = 0; i < BL_INSTRUMENTS_MAX; i++) {
        bl_feed_close_bars(&scenario->bars[i]);
        bl_feed_close_rates(&scenario->funding[i]);
        bl_feed_close_depth(&scenario->depths[i]);
    }
    for (size_t j = 0; j < BL_STRATEGIES_MAX; j++) {
        bl_feed_close_index(&scenario->indices[j]);
        bl_feed_close_utilisation(&scenario->utilisations[j]);
    }
    bl_feed_close_cranks(&scenario->cranks);
    bl_feed_close_admin(&scenario->admin);
    bl_feed_close_targets(&scenario->targets);
    bl_feed_close_windows(&scenario->windows);
    bl_feed_close_windows(&scenario->rail);
    bl_feed_close_tiers(&scenario->tiers);
    bl_feed_close_faults(&scenario->faults);
    bl_feed_close_flows(&scenario->flows);
}
