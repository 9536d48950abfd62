/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_hermes.c - the allocation slot: portions to the best rate, the cap, the trigger, leaving a
 * venue that is used too much (domain.md B.7). Lenders here have rates that a test sets.
 */
#include "../../scenarios/scenario.h"
#include "../support/lending.h"
#include "../support/scratch.h"
#include "../support/suite.h"

#include "../../models/registry.h"

#include <stdio.h>
#include <string.h>

#define SECOND BL_NS_PER_S
#define PCT INT64_C(10000000) /* ppb */

enum { PORTIONS, TRIGGER, EXIT, STOP, CAP };
enum { BUSY_FROM_S = 100, BUSY_UNTIL_S = 200 };

static const bl_allocation_model *hermes(void)
{
    return (const bl_allocation_model *)bl_registry_find("allocation", "hermes");
}

/* -- lenders of tests ------------------------------------------------------------------------- */

static bool liquidity(const bl_strategy_view *view, const bl_holding *holding,
                      const bl_lender *lender, uint64_t *out)
{
    (void)view;
    (void)lender;
    *out = holding->held;
    return true;
}

static bl_reason deposit(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                         uint64_t amount)
{
    (void)view;
    (void)lender;
    holding->held += amount;
    return BL_REASON_NONE;
}

static bl_reason withdraw(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                          uint64_t amount)
{
    (void)view;
    (void)lender;
    holding->held -= amount;
    return BL_REASON_NONE;
}

/* 10 % less 1 ppb for every 10 units lent, or 7 % less 1 ppb for every 20. */
static bool steep_rate(const bl_strategy_view *view, const bl_holding *holding,
                       const bl_lender *lender, int64_t extra, int64_t *out_ppb)
{
    (void)view;
    (void)lender;
    *out_ppb = 10 * PCT - ((int64_t)holding->held + extra) / 10;
    return true;
}

static bool flat_rate(const bl_strategy_view *view, const bl_holding *holding,
                      const bl_lender *lender, int64_t extra, int64_t *out_ppb)
{
    (void)view;
    (void)lender;
    *out_ppb = 7 * PCT - ((int64_t)holding->held + extra) / 20;
    return true;
}

/* 90 % for a while, else 80 %, which is not above the exit. */
static bool busy(const bl_strategy_view *view, const bl_holding *holding, int64_t *out_ppb)
{
    (void)holding;
    *out_ppb = (view->now_s >= BUSY_FROM_S && view->now_s < BUSY_UNTIL_S ? 90 : 80) * PCT;
    return true;
}

#define LENDER                                                                                     \
    .info = {.name = "lender"}, .liquidity = liquidity, .deposit = deposit, .withdraw = withdraw
static const bl_strategy_model steep = {LENDER, .rate_after = steep_rate};
static const bl_strategy_model flat = {LENDER, .rate_after = flat_rate};
static const bl_strategy_model watched = {LENDER, .rate_after = steep_rate, .utilisation = busy};

static lending *open_vault(uint64_t capital)
{
    lending *l = lending_new();
    lending_clear(l, capital);
    bl_allocation_choice *choice = &l->setup.pool.allocation;
    choice->model = hermes();
    for (size_t i = 0; i < choice->model->info.params_len; i++) {
        choice->params[i] = choice->model->info.params[i].fallback;
    }
    return l;
}

static void add(lending *l, const bl_strategy_model *model)
{
    bl_pool_terms *pool = &l->setup.pool;
    pool->strategies[pool->strategies_len++] = (bl_strategy){.name = "a", .model = model};
}

static void run(lending *l, int64_t end_s)
{
    bl_err err = {.status = BL_OK};
    ck_assert_msg(lending_run(l, end_s * SECOND, &err) == BL_OK, "%s", err.text);
}

/* What strategies were last recorded at, in sum. */
static uint64_t lent(const lending *l)
{
    return (uint64_t)l->sums[l->audit_len - 1];
}

/* -- tests ------------------------------------------------------------------------------------ */

START_TEST(portions_go_where_the_next_one_earns_most)
{
    const bl_holding none = {.held = 0};
    const bl_lender lender = {.price = BL_PRICE_ONE};
    const bl_allocation_place places[] = {
        {.model = &steep, .holding = &none, .lender = &lender},
        {.model = &flat, .holding = &none, .lender = &lender},
        {.model = &steep, .holding = &none, .lender = &lender, .shut = true},
    };
    const bl_allocation_view view = {1000000000, 900000000, places, 3};
    const int64_t params[] = {100, 0, 0, 1, BL_PPB};
    const int64_t portion = 9000000;
    bl_qty out[3];
    ck_assert(hermes()->targets(params, &view, out));
    ck_assert_int_eq(out[0].v + out[1].v, 900000000);
    ck_assert_int_eq(out[2].v, 0);
    int64_t here;
    int64_t there;
    ck_assert(steep_rate(NULL, &none, NULL, out[0].v + portion, &here));
    ck_assert(flat_rate(NULL, &none, NULL, out[1].v, &there));
    ck_assert_int_le(here, there); /* nothing is gained by moving a portion one way */
    ck_assert(steep_rate(NULL, &none, NULL, out[0].v, &here));
    ck_assert(flat_rate(NULL, &none, NULL, out[1].v + portion, &there));
    ck_assert_int_ge(here, there); /* nor the other */
}
END_TEST

START_TEST(the_first_of_equal_rates_fills_up_to_the_cap_and_the_rest_stays_in_reserve)
{
    const bl_holding none = {.held = 0};
    const bl_lender lender = {.price = BL_PRICE_ONE, .rate_ppb = 5};
    const bl_strategy_model *index =
        (const bl_strategy_model *)bl_registry_find("strategy", "jup_lend");
    const bl_strategy_model *idle = (const bl_strategy_model *)bl_registry_find("strategy", "idle");
    const bl_allocation_place places[] = {
        {.model = idle, .holding = &none, .lender = &lender},
        {.model = index, .holding = &none, .lender = &lender},
        {.model = index, .holding = &none, .lender = &lender},
    };
    const bl_allocation_view view = {1000, 1000, places, 3};
    const int64_t params[] = {100, 0, 0, 1, 30 * PCT};
    bl_qty out[3];
    ck_assert(hermes()->targets(params, &view, out));
    ck_assert_int_eq(out[0].v, 0); /* it has no rate */
    ck_assert_int_eq(out[1].v, 300);
    ck_assert_int_eq(out[2].v, 300);
}
END_TEST

START_TEST(an_index_earns_the_growth_of_its_last_row)
{
    lending *l = open_vault(1000000000);
    size_t slow = lending_strategy(l, "jup_lend", 0);
    size_t fast = lending_strategy(l, "jup_lend", 0);
    l->setup.pool.allocation.params[CAP] = BL_PPB;
    lending_price(l, slow, 60 * SECOND, BL_PRICE_ONE + 1000000, BL_NO_LIMIT);
    lending_price(l, fast, 60 * SECOND, BL_PRICE_ONE + 2000000, BL_NO_LIMIT);
    lending_mode(l, "4h", 120 * SECOND);
    run(l, 60);
    ck_assert_uint_eq(lent(l), 1000000000); /* no rate yet: the first of equals */
    ck_assert_uint_eq(l->chain[l->chain_len - 1].strategy, slow);
    run(l, 120);
    const bl_chain_row *last = &l->chain[l->chain_len - 1];
    last -= last->kind == BL_CHAIN_REPORT_LOSS ? 1 : 0; /* a unit of rounding */
    ck_assert_int_eq(last->kind, BL_CHAIN_STRATEGY_DEPOSIT);
    ck_assert_uint_eq(last->strategy, fast);
    ck_assert_uint_gt(last->amounts[0], 999000000);
    lending_free(l);
}
END_TEST

START_TEST(nothing_moves_within_the_trigger_but_everything_is_recorded)
{
    lending *l = open_vault(1000000);
    size_t place = lending_strategy(l, "jup_lend", 0);
    l->setup.pool.buffer_bps = 1000;
    l->setup.pool.allocation.params[CAP] = BL_PPB;
    l->setup.pool.allocation.params[TRIGGER] = PCT;
    lending_price(l, place, 10 * SECOND, BL_PRICE_ONE * 101 / 100, BL_NO_LIMIT);
    lending_flow(l, 20 * SECOND, 1, BL_FLOW_DEPOSIT, 1000);
    lending_mode(l, "1m", 60 * SECOND);
    run(l, 60);
    const bl_chain_row *last = &l->chain[l->chain_len - 2];
    ck_assert_uint_eq(last->amounts[0], 10); /* 900 of 1001000 are within a hundredth */
    ck_assert_int_eq(l->chain[l->chain_len - 1].kind, BL_CHAIN_PERFORMANCE_FEE);
    l->setup.pool.allocation.params[TRIGGER] = 0;
    run(l, 60);
    ck_assert_uint_eq(l->chain[l->chain_len - 2].amounts[0], 900);
    lending_free(l);
}
END_TEST

/* 4 % at nothing, 10 % at 80 % used, a twentieth kept by the layer; others supply 10^12. */
START_TEST(a_layer_answers_with_the_rate_its_curve_would_give)
{
    static const bl_layer_terms terms = {.curve = {3, {0, 8000, 10000}, {400, 1000, 15000}},
                                         .fee_bps = 500,
                                         .limit = {2000, 172800, 1},
                                         .supply = 1000000000000,
                                         .kept_ppb = -1};
    static const struct {
        int64_t extra, rate_ppb;
    } cases[] = {{0, 76000000}, {1000000000000, 26600000}, {3000000000000, 10450000}};
    const bl_strategy_model *layer =
        (const bl_strategy_model *)bl_registry_find("strategy", "jup_layer");
    const bl_strategy_view view = {0, &terms};
    const bl_lender lender = {.price = BL_PRICE_ONE};
    bl_holding holding = {.held = 0};
    int64_t ppb;
    ck_assert(layer->open(&view, &holding) && layer->observe(&view, &holding, 80 * PCT));
    ck_assert(layer->utilisation(&view, &holding, &ppb));
    ck_assert_int_eq(ppb, 80 * PCT);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert(layer->rate_after(&view, &holding, &lender, cases[i].extra, &ppb));
        ck_assert_int_eq(ppb, cases[i].rate_ppb);
    }
    ck_assert(!layer->rate_after(&view, &holding, &lender, -1000000000001, &ppb));
}
END_TEST

START_TEST(a_venue_used_too_much_is_left_for_a_while)
{
    static const struct {
        int64_t end_s;
        bool lent;
    } cases[] = {{60, true}, {119, true}, {120, false}, {240, false}, {719, false}, {720, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lending *l = open_vault(1000000);
        add(l, &watched);
        l->setup.pool.allocation.params[STOP] = 600 * SECOND;
        lending_mode(l, "1m", 60 * SECOND);
        run(l, cases[i].end_s);
        const bl_series_row *end = lending_last(l, BL_EVENT_END);
        ck_assert_msg((end->reserve.v < 1000000) == cases[i].lent, "at %d s reserve %llu",
                      (int)cases[i].end_s, (unsigned long long)end->reserve.v);
        ck_assert_uint_eq(lent(l), 1000000 - end->reserve.v);
        lending_free(l);
    }
}
END_TEST

START_TEST(a_scenario_names_the_slot_and_its_numbers)
{
    static const char text[] =
        "vault: {accounting: reported, capital: 1,\n"
        "  allocation: {hermes: {portions: %s, exit_stop: 6h}}}\nmodes: [4h]\n"
        "start: 2024-01-01T00:00:00Z\nend: 2024-01-02T00:00:00Z\n"
        "strategies: [{name: a, handler: idle, weight: 1}]\n";
    static bl_scenario scenario;
    scratch files;
    char yaml[512];
    bl_diags diags;
    const bl_scenario_options options = {0};
    scratch_open(&files);
    bl_diag_init(&diags);
    snprintf(yaml, sizeof yaml, text, "250");
    ck_assert(bl_scenario_open(scratch_put(&files, "s.yaml", yaml), &options, &scenario, &diags));
    const bl_allocation_choice *choice = &scenario.base.pool.allocation;
    ck_assert_ptr_eq(choice->model, hermes());
    ck_assert_int_eq(choice->params[PORTIONS], 250);
    ck_assert_int_eq(choice->params[TRIGGER], PCT / 10);
    ck_assert_int_eq(choice->params[EXIT], 80 * PCT);
    ck_assert_int_eq(choice->params[STOP], 6 * 3600 * SECOND);
    ck_assert_int_eq(choice->params[CAP], 30 * PCT);
    bl_scenario_close(&scenario);
    snprintf(yaml, sizeof yaml, text, "99");
    ck_assert(!bl_scenario_open(scratch_put(&files, "t.yaml", yaml), &options, &scenario, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "vault.allocation.hermes.portions: '99'"));
    scratch_close(&files);
}
END_TEST

int main(void)
{
    return suite_run("hermes",
                     (const TTest *const[]){
                         portions_go_where_the_next_one_earns_most,
                         the_first_of_equal_rates_fills_up_to_the_cap_and_the_rest_stays_in_reserve,
                         an_index_earns_the_growth_of_its_last_row,
                         nothing_moves_within_the_trigger_but_everything_is_recorded,
                         a_layer_answers_with_the_rate_its_curve_would_give,
                         a_venue_used_too_much_is_left_for_a_while,
                         a_scenario_names_the_slot_and_its_numbers, NULL});
}
