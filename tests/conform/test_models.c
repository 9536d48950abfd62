/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_models.c - what every model in the registry promises, whoever wrote it: it describes itself,
 * stays in its range, and answers the same question with the same answer. A new model is tested
 * here from the day it has a line in registry.def.
 */
#include "../../models/registry.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { VIEWS = 300, BARS = 5 };

typedef void (*visit)(const bl_model_info *info, const int64_t *params);

/* Visits each model of a kind with its least, default and greatest parameters. */
static void each_model(const char *kind, visit look)
{
    size_t seen = 0;
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        if (strcmp(info->kind, kind) != 0) {
            continue;
        }
        for (int which = 0; which < 3; which++) {
            int64_t params[BL_PARAMS_MAX] = {0};
            for (size_t k = 0; k < info->params_len; k++) {
                const bl_param *param = &info->params[k];
                const int64_t middle = param->required ? param->low : param->fallback;
                const int64_t values[] = {param->low, middle, param->high};
                params[k] = values[which];
            }
            look(info, params);
        }
        seen++;
    }
    ck_assert_uint_gt(seen, 0);
}

/* -- descriptions ----------------------------------------------------------------------------- */

static bool is_sentence(const char *text)
{
    return text != NULL && text[0] != '\0' && strchr(text, '\n') == NULL;
}

START_TEST(every_model_says_what_it_is_and_where_it_comes_from)
{
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        ck_assert_msg(is_sentence(info->kind), "model %zu is of no kind", i);
        ck_assert_msg(is_sentence(info->name) && is_sentence(info->summary) &&
                          is_sentence(info->source),
                      "%s %zu", info->kind, i);
        ck_assert_int_ge(info->version, 1);
    }
}
END_TEST

START_TEST(every_model_is_found_by_its_kind_and_name_and_no_two_share_them)
{
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        ck_assert_ptr_eq(bl_registry_find(info->kind, info->name), info);
    }
    ck_assert_ptr_null(bl_registry_find("price", "no such model"));
    ck_assert_ptr_null(bl_registry_find("no such kind", "fixed"));
}
END_TEST

static void check_param(const char *model, const bl_param *param)
{
    ck_assert_msg(is_sentence(param->name) && is_sentence(param->unit) && is_sentence(param->help),
                  "%s: a parameter without words", model);
    if (param->kind == BL_PARAM_CHOICE) {
        ck_assert_msg(param->choices != NULL && strchr(param->choices, '|') != NULL,
                      "%s %s: no choices", model, param->name);
        return;
    }
    ck_assert_msg(param->choices == NULL, "%s %s: choices", model, param->name);
    if (param->kind != BL_PARAM_FEED) {
        ck_assert_msg(param->low <= param->high, "%s %s: empty range", model, param->name);
        ck_assert_msg(param->required ||
                          (param->low <= param->fallback && param->fallback <= param->high),
                      "%s %s: default out of range", model, param->name);
    }
}

START_TEST(every_parameter_has_words_a_range_and_a_default_inside_it)
{
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        ck_assert_uint_le(info->params_len, BL_PARAMS_MAX);
        for (size_t k = 0; k < info->params_len; k++) {
            check_param(info->name, &info->params[k]);
            for (size_t other = 0; other < k; other++) {
                ck_assert_str_ne(info->params[k].name, info->params[other].name);
            }
        }
    }
}
END_TEST

/* -- slots of the venue ----------------------------------------------------------------------- */

/* An order, the bars behind it and what was left before it. */
typedef struct {
    int64_t visible_ns[BARS], close[BARS], volume[BARS];
    int64_t level_ns[2], level_price[2], level_quantity[2];
    bl_depth depth;
    bl_regimes regime;
    bl_liquidity left;
    bl_order_view view;
} sight;

static void draw_bars(sight *s, draws *d)
{
    for (int k = 0; k < BARS; k++) {
        s->visible_ns[k] = s->view.time_ns - (BARS - k) * 60 * BL_NS_PER_S;
        s->close[k] = draws_between(d, 1, INT64_C(1) << 40);
        s->volume[k] = s->view.volume;
    }
    s->view.past =
        (bl_bars){.len = BARS, .visible_ns = s->visible_ns, .close = s->close, .volume = s->volume};
    s->view.mark.v = s->close[BARS - 1];
}

/* A snapshot of a level a side, deep enough for any order. */
static void draw_book(sight *s, draws *d)
{
    static const uint8_t bids[2] = {0, 1};
    for (int k = 0; k < 2; k++) {
        s->level_ns[k] = s->view.time_ns;
        s->level_price[k] = s->view.mark.v + (k == 0 ? draws_between(d, 1, 1000) : 0);
        s->level_quantity[k] = INT64_MAX;
    }
    s->depth = (bl_depth){2, s->level_ns, bids, s->level_price, s->level_quantity};
    s->view.depth = &s->depth;
}

/* Orders of every size against every volume, from none to the most that fits. */
static bl_order_view *draw_view(sight *s, draws *d)
{
    int64_t scale = INT64_C(1) << draws_below(d, 46);
    *s = (sight){.view = {.time_ns = draws_between(d, INT64_MAX / 4, INT64_MAX / 2)}};
    s->view.step = draws_between(d, 1, 1000);
    s->view.quantity = s->view.step * draws_between(d, 1, scale);
    s->view.volume = draws_once_in(d, 4) ? 0 : draws_between(d, 0, 3 * scale);
    s->view.buys = draws_once_in(d, 2);
    s->view.left = &s->left;
    s->view.regime = &s->regime;
    s->view.tick = draws_between(d, 1, 100);
    s->view.scale = 10000000000;
    s->view.instrument = (uint32_t)draws_below(d, BL_INSTRUMENTS_MAX);
    s->left.used = draws_once_in(d, 2) ? 0 : draws_between(d, 0, scale);
    draw_bars(s, d);
    draw_book(s, d);
    return &s->view;
}

static void check_capacity(const bl_model_info *info, const int64_t *params)
{
    const bl_capacity_model *model = (const bl_capacity_model *)info;
    draws d = draws_new(1, 0);
    for (int i = 0; i < VIEWS; i++) {
        sight seen;
        bl_order_view *view = draw_view(&seen, &d);
        int64_t fits = -1;
        int64_t again = -2;
        ck_assert(model->capacity(params, view, &fits));
        ck_assert(model->capacity(params, view, &again));
        ck_assert_int_eq(fits, again);
        ck_assert_int_ge(fits, 0);
        ck_assert_int_le(fits, view->quantity);
        seen.left.used += draws_between(&d, 0, 1000000);
        ck_assert(model->capacity(params, view, &again));
        ck_assert_msg(again <= fits, "%s: more fits after more was used", info->name);
    }
}

START_TEST(a_capacity_is_between_nothing_and_all_and_never_grows_with_use)
{
    each_model("capacity", check_capacity);
}
END_TEST

static void check_price(const bl_model_info *info, const int64_t *params)
{
    const bl_price_model *model = (const bl_price_model *)info;
    draws d = draws_new(2, 0);
    for (int i = 0; i < VIEWS; i++) {
        sight seen;
        bl_order_view *view = draw_view(&seen, &d);
        int64_t ppb = -1;
        int64_t again = -1;
        int64_t larger = -1;
        bl_reason reason = model->adjust(params, view, &ppb);
        ck_assert_int_eq(model->adjust(params, view, &again), reason);
        ck_assert_int_eq(ppb, again);
        ck_assert(reason == BL_REASON_NONE || reason == BL_REASON_NO_LIQUIDITY);
        view->quantity += view->step * draws_between(&d, 0, 1000);
        ck_assert_int_eq(model->adjust(params, view, &larger), reason);
        ck_assert(reason != BL_REASON_NONE || ppb >= 0);
        ck_assert_msg(larger >= ppb, "%s: a larger order is cheaper", info->name);
    }
}

START_TEST(a_price_moves_against_the_order_and_no_less_for_a_larger_one)
{
    each_model("price", check_price);
}
END_TEST

/* What time does to a slot's words: nothing grows, and nothing changes its side. */
static void check_rest(const bl_model_info *info, bl_slot_rest *rest, const int64_t *params)
{
    draws d = draws_new(7, 0);
    for (int i = 0; rest != NULL && i < VIEWS; i++) {
        int64_t words[BL_SLOT_WORDS];
        int64_t before[BL_SLOT_WORDS];
        for (int k = 0; k < BL_SLOT_WORDS; k++) {
            before[k] = draws_between(&d, 0, INT64_C(1) << draws_below(&d, 62));
        }
        memcpy(words, before, sizeof words);
        rest(params, draws_between(&d, 0, INT64_C(1) << draws_below(&d, 60)), words);
        for (int k = 0; k < BL_SLOT_WORDS; k++) {
            ck_assert_msg(words[k] >= 0 && words[k] <= before[k], "%s: word %d grows", info->name,
                          k);
        }
    }
}

static void check_capacity_memory(const bl_model_info *info, const int64_t *params)
{
    const bl_capacity_model *model = (const bl_capacity_model *)info;
    draws d = draws_new(8, 0);
    check_rest(info, model->rest, params);
    for (int i = 0; model->widen != NULL && i < VIEWS; i++) {
        sight seen;
        const bl_order_view *view = draw_view(&seen, &d);
        const int64_t ppb = draws_between(&d, 0, BL_PPB);
        ck_assert_msg(model->widen(params, view, ppb) >= ppb, "%s narrows a price", info->name);
    }
}

static void check_price_memory(const bl_model_info *info, const int64_t *params)
{
    const bl_price_model *model = (const bl_price_model *)info;
    draws d = draws_new(9, 0);
    check_rest(info, model->rest, params);
    for (int i = 0; model->leave != NULL && i < VIEWS; i++) {
        sight seen;
        const bl_order_view *view = draw_view(&seen, &d);
        int64_t before_ppb = 0;
        int64_t after_ppb = 0;
        int64_t shift_ppb = 0;
        if (model->adjust(params, view, &before_ppb) != BL_REASON_NONE || before_ppb >= BL_PPB) {
            continue; /* no such order fills */
        }
        ck_assert(model->leave(params, view, seen.left.price));
        (void)model->adjust(params, view, &after_ppb);
        ck_assert_msg(after_ppb + 1 >= before_ppb, "%s: a second order is cheaper", info->name);
        if (model->shift != NULL && model->shift(params, view, &shift_ppb)) {
            ck_assert_msg(shift_ppb >= 0, "%s moves the mark against a fill", info->name);
        }
    }
}

START_TEST(what_a_slot_remembers_fades_and_never_helps_the_next_order)
{
    each_model("capacity", check_capacity_memory);
    each_model("price", check_price_memory);
}
END_TEST

static void check_availability(const bl_model_info *info, const int64_t *params)
{
    static const int64_t begin_ns[] = {100, 500, 900};
    static const int64_t end_ns[] = {200, 600, 1000};
    const bl_windows windows = {3, begin_ns, end_ns};
    const bl_windows none = {0, NULL, NULL};
    const bl_availability_model *model = (const bl_availability_model *)info;
    bool up[1100];
    for (int64_t t = 0; t < 1100; t++) {
        up[t] = model->is_up(params, &windows, t);
        ck_assert_msg(model->is_up(params, &none, t), "%s: down without a window", info->name);
    }
    for (int64_t t = 1100; t-- > 0;) {
        ck_assert(model->is_up(params, &windows, t) == up[t]);
    }
}

/* Outages are a matter of the seed and the run, in order, and go on the same when it is longer. */
static void check_outages(const bl_model_info *info, const int64_t *params)
{
    enum { ROWS = 2000, SEEDS = 3 };
    static int64_t begin_ns[ROWS], end_ns[ROWS], again_begin[ROWS], again_end[ROWS];
    const bl_availability_model *model = (const bl_availability_model *)info;
    for (uint64_t seed = 0; model->draw != NULL && seed < SEEDS; seed++) {
        bl_outage_plan plan = {.seed = seed, .start_ns = 5 * BL_NS_PER_S};
        plan.end_ns = plan.start_ns + 20 * BL_NS_PER_DAY;
        const size_t len = model->draw(params, &plan, begin_ns, end_ns, ROWS);
        ck_assert_uint_le(len, ROWS + 1);
        plan.end_ns += 20 * BL_NS_PER_DAY;
        ck_assert_uint_ge(model->draw(params, &plan, again_begin, again_end, ROWS), len);
        for (size_t i = 0; i < len && i < ROWS; i++) {
            ck_assert_msg(begin_ns[i] >= plan.start_ns && begin_ns[i] <= end_ns[i], "%s",
                          info->name);
            ck_assert_msg(i == 0 || begin_ns[i - 1] <= begin_ns[i], "%s goes back", info->name);
            ck_assert_msg(begin_ns[i] == again_begin[i] && end_ns[i] == again_end[i],
                          "%s: outage %zu depends on the end of the run", info->name, i);
        }
    }
}

START_TEST(drawn_outages_are_in_order_and_do_not_depend_on_how_long_the_run_is)
{
    each_model("availability", check_outages);
}
END_TEST

static void check_latency(const bl_model_info *info, const int64_t *params)
{
    const bl_latency_model *model = (const bl_latency_model *)info;
    draws d = draws_new(8, 0);
    for (int i = 0; model->delay != NULL && i < VIEWS; i++) {
        bl_latency_view view = {draws_bits(&d), draws_between(&d, 0, INT64_MAX / 2), false};
        int64_t usual_ns = -1;
        int64_t again_ns = -1;
        int64_t slow_ns = -1;
        if (!model->delay(params, &view, &usual_ns)) {
            continue; /* does not fit: only where parameters are at their greatest */
        }
        ck_assert(model->delay(params, &view, &again_ns));
        ck_assert_int_eq(usual_ns, again_ns);
        ck_assert_int_ge(usual_ns, 0);
        view.slow = true;
        ck_assert_msg(!model->delay(params, &view, &slow_ns) || slow_ns >= usual_ns,
                      "%s is faster when slow", info->name);
    }
}

START_TEST(a_latency_depends_on_the_seed_and_the_time_and_is_no_shorter_when_slow)
{
    each_model("latency", check_latency);
}
END_TEST

START_TEST(whether_a_venue_is_up_depends_on_the_time_and_not_on_who_asked_before)
{
    each_model("availability", check_availability);
}
END_TEST

START_TEST(a_window_is_down_from_its_begin_to_just_before_its_end)
{
    static const int64_t begin_ns[] = {100, 500};
    static const int64_t end_ns[] = {200, 600};
    const bl_windows windows = {2, begin_ns, end_ns};
    const bl_availability_model *model =
        (const bl_availability_model *)bl_registry_find("availability", "windows");
    static const struct {
        int64_t time_ns;
        bool up;
    } rows[] = {{INT64_MIN, true}, {99, true},   {100, false}, {199, false}, {200, true},
                {499, true},       {500, false}, {599, false}, {600, true},  {INT64_MAX, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert(model->is_up(NULL, &windows, rows[i].time_ns) == rows[i].up);
    }
}
END_TEST

/* -- fees and modes --------------------------------------------------------------------------- */

static void check_fees(const bl_model_info *info, const int64_t *params)
{
    const bl_fees_model *model = (const bl_fees_model *)info;
    ck_assert((model->split == NULL) == (model->basis == BL_FEE_BASIS_NONE));
    draws d = draws_new(3, 0);
    uint64_t fee_before = 0;
    for (unsigned bits = 0; model->split != NULL && bits < 63; bits++) {
        uint64_t profit = (UINT64_C(1) << bits) + draws_below(&d, UINT64_C(1) << bits);
        bl_fee_split split = {0};
        bl_fee_split again = {0};
        ck_assert(model->split(params, profit, &split));
        ck_assert(model->split(params, profit, &again));
        ck_assert_uint_eq(split.fee, again.fee);
        ck_assert_uint_eq(split.manager, again.manager);
        ck_assert_uint_eq(split.manager + split.carry + split.protocol, split.fee);
        ck_assert_uint_le(split.fee, profit);
        ck_assert_uint_ge(split.fee, fee_before);
        fee_before = split.fee;
    }
}

START_TEST(a_fee_is_the_sum_of_its_parts_and_no_more_than_the_profit)
{
    each_model("fees", check_fees);
}
END_TEST

static void check_mode(const bl_model_info *info, const int64_t *params)
{
    const bl_mode_model *mode = (const bl_mode_model *)info;
    bool ticks = mode->next_tick != NULL;
    int ways = mode->with_flow + (ticks || mode->check != NULL) + mode->waits_for_margin;
    ck_assert_msg(ways == 1, "%s acts in %d ways", info->name, ways);
    ck_assert_msg(!mode->free_trades || mode->check != NULL, "%s", info->name);
    draws d = draws_new(4, 0);
    for (int i = 0; mode->check != NULL && i < VIEWS; i++) {
        bl_mode_view view = {.leverage_ppb = draws_between(&d, 0, 20 * BL_PPB)};
        view.target_ppb = draws_between(&d, 0, 5 * BL_PPB);
        view.net_ppb = draws_between(&d, -view.target_ppb, view.target_ppb);
        view.cost_ppb = draws_between(&d, 0, 2 * BL_PPB);
        bl_mode_wish wish = mode->check(params, &view);
        bl_mode_wish again = mode->check(params, &view);
        ck_assert(wish.acts == again.acts && wish.scale_ppb == again.scale_ppb);
        ck_assert_int_ge(wish.scale_ppb, 0);
        view.leverage_ppb = view.target_ppb;
        ck_assert_msg(mode->free_trades || !mode->check(params, &view).acts,
                      "%s trades a book that is on target", info->name);
    }
}

static void check_ticks(const bl_model_info *info, const int64_t *params)
{
    const bl_mode_model *mode = (const bl_mode_model *)info;
    draws d = draws_new(6, 0);
    ck_assert_msg(mode->since == NULL || mode->next_tick != NULL, "%s", info->name);
    for (int i = 0; mode->next_tick != NULL && i < VIEWS; i++) {
        const int64_t early_ns = -40000 * BL_NS_PER_DAY;
        const int64_t since_ns = mode->since != NULL ? mode->since(params) : early_ns;
        const int64_t from_ns = since_ns > early_ns ? since_ns : early_ns;
        const int64_t now_ns = draws_between(&d, from_ns, INT64_MAX / 2);
        const int64_t tick_ns = mode->next_tick(params, now_ns);
        ck_assert_msg(tick_ns > now_ns, "%s: a tick in the past", info->name);
        ck_assert_int_eq(mode->next_tick(params, now_ns + (tick_ns - now_ns) / 2), tick_ns);
        ck_assert_int_eq(mode->next_tick(params, tick_ns - 1), tick_ns);
    }
}

START_TEST(a_tick_is_ahead_and_stays_the_next_until_it_comes)
{
    each_model("mode", check_ticks);
}
END_TEST

START_TEST(a_mode_acts_in_exactly_one_way)
{
    each_model("mode", check_mode);
}
END_TEST

START_TEST(a_band_acts_outside_its_width_and_goes_to_the_target_or_the_edge_it_left)
{
    const bl_mode_model *band = (const bl_mode_model *)bl_registry_find("mode", "band");
    const int64_t to_target[BL_PARAMS_MAX] = {50000000, 0};
    const int64_t to_edge[BL_PARAMS_MAX] = {50000000, 1};
    const int64_t target_ppb = 2000000000;
    bl_mode_view at_edge = {2100000000, target_ppb, 0, 0};
    bl_mode_view above = {2100000001, target_ppb, 0, 0};
    bl_mode_view below = {1899999999, target_ppb, 0, 0};
    ck_assert(!band->check(to_target, &at_edge).acts);
    ck_assert(band->check(to_target, &above).acts && band->check(to_target, &below).acts);
    ck_assert_int_eq(band->check(to_target, &above).scale_ppb, BL_PPB);
    ck_assert_int_eq(band->check(to_edge, &above).scale_ppb, 1050000000);
    ck_assert_int_eq(band->check(to_edge, &below).scale_ppb, 950000000);
}
END_TEST

/* -- strategies ------------------------------------------------------------------------------- */

/* A lender's world: the price of an index, and a liquidity layer with others in it. */
typedef struct {
    draws d;
    bl_layer_terms terms;
    bl_strategy_view view;
    bl_holding held;
    bl_lender lender;
} lending_world;

static void open_world(lending_world *w, const bl_strategy_model *model)
{
    memset(w, 0, sizeof *w);
    w->d = draws_new(5, 0);
    w->terms = (bl_layer_terms){.curve = {3, {0, 8000, 10000}, {400, 1000, 15000}},
                                .fee_bps = 500,
                                .limit = {3500, 21600, UINT64_C(1) << 36},
                                .supply = UINT64_C(1) << 38,
                                .kept_ppb = 700000000};
    w->view.layer = &w->terms;
    w->lender = (bl_lender){.price = BL_PRICE_ONE};
    ck_assert(model->open == NULL || model->open(&w->view, &w->held));
}

static uint64_t worth(const lending_world *w, const bl_strategy_model *model)
{
    uint64_t out = 0;
    uint64_t again = 1;
    ck_assert(model->liquidity(&w->view, &w->held, &w->lender, &out));
    ck_assert(model->liquidity(&w->view, &w->held, &w->lender, &again));
    ck_assert_uint_eq(out, again);
    return out;
}

/* Moves an amount; refused: nothing has changed. */
static bool moves(lending_world *w, const bl_strategy_model *model, bool withdraws, uint64_t amount)
{
    bl_holding held;
    bl_lender lender;
    memcpy(&held, &w->held, sizeof held);
    memcpy(&lender, &w->lender, sizeof lender);
    bl_reason reason =
        (withdraws ? model->withdraw : model->deposit)(&w->view, &w->held, &w->lender, amount);
    if (reason == BL_REASON_NONE) {
        return true;
    }
    ck_assert_msg(memcmp(&held, &w->held, sizeof held) == 0 &&
                      memcmp(&lender, &w->lender, sizeof lender) == 0,
                  "%s refuses and moves", model->info.name);
    return false;
}

static uint64_t draw_units(draws *d)
{
    return draws_below(d, UINT64_C(1) << draws_between(d, 1, 36));
}

static void check_strategy(const bl_model_info *info, const int64_t *params)
{
    const bl_strategy_model *model = (const bl_strategy_model *)info;
    (void)params;
    ck_assert(model->is_book == (model->liquidity == NULL));
    lending_world w;
    size_t moved = 0;
    for (int i = 0; !model->is_book && i < VIEWS; i++) {
        if (i == 0) {
            open_world(&w, model);
        }
        uint64_t before = worth(&w, model);
        uint64_t in = draw_units(&w.d);
        uint64_t after = moves(&w, model, false, in) ? before + in : before;
        ck_assert_msg(worth(&w, model) <= after, "%s: a deposit gains", info->name);
        before = worth(&w, model);
        uint64_t out = draws_once_in(&w.d, 2) ? in : draw_units(&w.d);
        bool left = moves(&w, model, true, out);
        after = left ? before - out : before;
        moved += left ? 1 : 0;
        ck_assert_msg(worth(&w, model) <= after && after <= before, "%s: a withdrawal gains",
                      info->name);
        w.view.now_s += draws_between(&w.d, 0, 40000);
        w.lender.price += draws_between(&w.d, 0, 1000000000);
        w.lender.limited = draws_once_in(&w.d, 3);
        w.lender.available = draw_units(&w.d);
        ck_assert_msg(worth(&w, model) + 1 >= after, "%s loses with time", info->name);
    }
    ck_assert(model->is_book || moved > VIEWS / 3);
}

START_TEST(a_strategy_moves_all_or_nothing_and_never_pays_for_moving)
{
    each_model("strategy", check_strategy);
}
END_TEST

/* -- unlocks ---------------------------------------------------------------------------------- */

/* A crank on a vault whose totals and shares fit together; released shares are burned first. */
static bl_unlock_report draw_report(draws *d, const bl_unlock_model *model, bl_lock *lock,
                                    int64_t now_s)
{
    bl_unlock_report crank = {.now_s = now_s, .degradation = model->degradation};
    uint64_t released = 0;
    ck_assert(model->locked(lock, model->degradation, now_s, &crank.locked));
    ck_assert(model->released == NULL || model->released(lock, now_s, &released));
    ck_assert_uint_le(released, lock->shares);
    lock->shares -= released;
    crank.unlocked = 1 + draw_units(d);
    crank.total_before = crank.locked + crank.unlocked;
    crank.supply = 1 + lock->shares + draw_units(d);
    uint64_t change = draw_units(d) % (2 * crank.total_before);
    bool gains = draws_once_in(d, 2);
    crank.gain = gains ? change : 0;
    crank.loss = gains ? 0 : change % crank.total_before;
    crank.total_after = crank.total_before + crank.gain - crank.loss;
    crank.fee = crank.gain / 20;
    return crank;
}

/* From a report on, less and less is locked, and more and more shares are released. */
static void check_decay(const bl_unlock_model *model, const bl_lock *lock, int64_t now_s, draws *d)
{
    uint64_t locked_before = UINT64_MAX;
    uint64_t released_before = 0;
    for (int i = 0; i < 12; i++) {
        uint64_t locked = 1;
        uint64_t again = 2;
        uint64_t released = 0;
        ck_assert(model->locked(lock, model->degradation, now_s, &locked));
        ck_assert(model->locked(lock, model->degradation, now_s, &again));
        ck_assert(model->released == NULL || model->released(lock, now_s, &released));
        ck_assert_uint_eq(locked, again);
        ck_assert_msg(locked <= lock->amount && locked <= locked_before, "%s: the lock grows",
                      model->info.name);
        ck_assert_msg(released <= lock->shares && released >= released_before,
                      "%s: released shares come back", model->info.name);
        locked_before = locked;
        released_before = released;
        now_s += draws_between(d, 0, i < 6 ? 4000 : 400000);
    }
}

static void check_unlock(const bl_model_info *info, const int64_t *params)
{
    const bl_unlock_model *model = (const bl_unlock_model *)info;
    bl_lock lock = {.report_s = 0};
    draws d = draws_new(6, 0);
    int64_t now_s = 0;
    (void)params;
    for (int i = 0; i < VIEWS; i++) {
        bl_unlock_report crank = draw_report(&d, model, &lock, now_s);
        bl_unlock_result result = {.fee_shares = 0};
        uint64_t shares = lock.shares;
        if (!model->report(&lock, &crank, &result)) { /* does not fit: a vault of its own */
            lock = (bl_lock){.report_s = now_s};
            continue;
        }
        uint64_t locked = 0;
        ck_assert(model->locked(&lock, model->degradation, now_s, &locked));
        ck_assert_msg(locked <= crank.total_after, "%s locks more than there is", info->name);
        ck_assert_uint_eq(shares + result.minted - result.burned, lock.shares);
        ck_assert_msg(crank.fee > 0 || result.fee_shares == 0, "%s: a fee on nothing", info->name);
        ck_assert_msg(result.fee_value <= crank.fee, "%s: more than the fee", info->name);
        check_decay(model, &lock, now_s, &d);
        now_s += draws_between(&d, 0, 30000);
    }
}

START_TEST(a_lock_only_shrinks_with_time_and_is_never_more_than_there_is)
{
    each_model("unlock", check_unlock);
}
END_TEST

/* -- allocation ------------------------------------------------------------------------------- */

enum { PLACES = 5 };

/* Lenders of any rate, some shut, some that have lent before. */
static void draw_places(draws *d, bl_allocation_place *places, bl_lender *lenders,
                        bl_holding *holdings)
{
    for (size_t j = 0; j < PLACES; j++) {
        const char *name = draws_once_in(d, 4) ? "idle" : "jup_lend";
        lenders[j] = (bl_lender){.price = BL_PRICE_ONE, .rate_ppb = draws_between(d, 0, BL_PPB)};
        holdings[j] = (bl_holding){.held = draws_below(d, 1000000)};
        places[j] = (bl_allocation_place){
            .model = (const bl_strategy_model *)bl_registry_find("strategy", name),
            .holding = &holdings[j],
            .lender = &lenders[j],
            .recorded = holdings[j].held,
            .shut = draws_once_in(d, 4) != 0};
    }
}

static void check_allocation(const bl_model_info *info, const int64_t *params)
{
    const bl_allocation_model *model = (const bl_allocation_model *)info;
    draws d = draws_new(5, 0);
    for (int i = 0; model->targets != NULL && i < VIEWS; i++) {
        bl_allocation_place places[PLACES];
        bl_lender lenders[PLACES];
        bl_holding holdings[PLACES];
        bl_qty out[PLACES];
        bl_qty again[PLACES];
        bl_i128 sum = 0;
        draw_places(&d, places, lenders, holdings);
        uint64_t total = draws_below(&d, UINT64_C(1) << draws_below(&d, 62)) + 1;
        bl_allocation_view view = {total, draws_below(&d, total), places, PLACES};
        ck_assert(model->targets(params, &view, out) && model->targets(params, &view, again));
        for (size_t j = 0; j < PLACES; j++) {
            ck_assert_int_eq(out[j].v, again[j].v);
            ck_assert_int_ge(out[j].v, 0);
            ck_assert_msg(!places[j].shut || out[j].v == 0, "%s lends where it may not",
                          info->name);
            places[j].recorded = (uint64_t)out[j].v;
            sum += out[j].v;
        }
        ck_assert_msg(sum <= (bl_i128)view.invested, "%s lends more than there is", info->name);
        ck_assert_msg(!model->is_due(params, &view, out), "%s moves what is on target", info->name);
    }
}

START_TEST(an_allocation_lends_no_more_than_is_invested_and_nothing_where_it_is_shut)
{
    each_model("allocation", check_allocation);
}
END_TEST

int main(void)
{
    return suite_run("models",
                     (const TTest *const[]){
                         every_model_says_what_it_is_and_where_it_comes_from,
                         every_model_is_found_by_its_kind_and_name_and_no_two_share_them,
                         every_parameter_has_words_a_range_and_a_default_inside_it,
                         a_capacity_is_between_nothing_and_all_and_never_grows_with_use,
                         a_price_moves_against_the_order_and_no_less_for_a_larger_one,
                         what_a_slot_remembers_fades_and_never_helps_the_next_order,
                         whether_a_venue_is_up_depends_on_the_time_and_not_on_who_asked_before,
                         drawn_outages_are_in_order_and_do_not_depend_on_how_long_the_run_is,
                         a_latency_depends_on_the_seed_and_the_time_and_is_no_shorter_when_slow,
                         a_window_is_down_from_its_begin_to_just_before_its_end,
                         a_fee_is_the_sum_of_its_parts_and_no_more_than_the_profit,
                         a_tick_is_ahead_and_stays_the_next_until_it_comes,
                         a_mode_acts_in_exactly_one_way,
                         a_band_acts_outside_its_width_and_goes_to_the_target_or_the_edge_it_left,
                         an_allocation_lends_no_more_than_is_invested_and_nothing_where_it_is_shut,
                         a_strategy_moves_all_or_nothing_and_never_pays_for_moving,
                         a_lock_only_shrinks_with_time_and_is_never_more_than_there_is, NULL});
}
