/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lending_layer.c - the shipped scenario at 100 % utilisation shows what it says: refused
 * while everything is borrowed, paid whole afterwards; and a layer inside a run earns, to the
 * unit, what the formulas say (spec 8.4, 9.1).
 */
#include "../../scenarios/scenario.h"
#include "../support/lending.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <stdio.h>
#include <string.h>

#define FULL_FROM (INT64_C(1749340800) * BL_NS_PER_S)  /* 2025-06-08T00:00:00Z */
#define FULL_UNTIL (INT64_C(1749492000) * BL_NS_PER_S) /* 42 hours later */

#define MILLION UINT64_C(1000000000000) /* of an asset with six decimals */

enum { MONTHS = 12 };

static bl_scenario scenario;

/* What a run told. */
typedef struct {
    size_t refused, cranked; /* withdrawals from the lender while all of it is borrowed */
    size_t settled, pending, rows;
    bool other_reason;
} told;

static bool take_audit(void *context, const bl_audit_row *row)
{
    told *t = context;
    const bool full = row->time_ns >= FULL_FROM && row->time_ns < FULL_UNTIL;
    if (row->event == BL_EVENT_FAILED) {
        t->refused += full ? 1 : 0;
        t->other_reason |= row->reason != BL_REASON_NO_LIQUIDITY;
    } else if (row->event == BL_EVENT_CRANK && full && row->post[0].v + 10000 < row->pre[0].v) {
        t->cranked++;
    }
    return true;
}

static bool take_series(void *context, const bl_series_row *row)
{
    (void)row;
    ((told *)context)->rows++;
    return true;
}

static bool take_fill(void *context, const bl_fill_row *row)
{
    (void)context;
    (void)row;
    return false;
}

static bool take_flow(void *context, const bl_flow_row *row)
{
    told *t = context;
    t->settled += row->outcome == BL_OUTCOME_SETTLED ? 1 : 0;
    t->pending += row->outcome == BL_OUTCOME_PENDING ? 1 : 0;
    return true;
}

static bool take_lp(void *context, const bl_lp_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static told replay(size_t mode)
{
    told t = {0};
    const bl_sink sink = {.context = &t,
                          .series = take_series,
                          .fill = take_fill,
                          .audit = take_audit,
                          .flow = take_flow,
                          .lp = take_lp};
    const bl_setup setup = bl_scenario_setup(&scenario, mode);
    bl_err err;
    ck_assert_msg(world_replay(&setup, &sink, NULL, &err) == BL_OK, "%s", err.text);
    return t;
}

START_TEST(while_all_of_it_is_borrowed_nothing_comes_back_and_later_everybody_is_paid)
{
    const bl_scenario_options options = {0};
    bl_diags diags;
    bl_diag_init(&diags);
    ck_assert_msg(
        bl_scenario_open("scenarios/lending-utilisation-100.yaml", &options, &scenario, &diags),
        "%s", diags.items[0].message);
    for (size_t mode = 0; mode < scenario.modes_len; mode++) {
        const told t = replay(mode);
        ck_assert_uint_gt(t.refused, 0);
        ck_assert(!t.other_reason);
        ck_assert_uint_eq(t.cranked, 0);
        ck_assert_uint_eq(t.settled, scenario.base.flows.len);
        ck_assert_uint_eq(t.pending, 0);
        ck_assert_uint_gt(t.rows, 240);
    }
    bl_scenario_close(&scenario);
}
END_TEST

/* -- to the unit ------------------------------------------------------------------------------ */

enum { DAY_S = 86400, YEAR_S = 31536000, ROWS = 4 };

/* A vault of a million that lends all of it at start, and then nobody touches anything. */
static lending *new_vault(int64_t kept_ppb)
{
    lending *l = lending_new();
    lending_clear(l, MILLION);
    const size_t place = lending_strategy(l, "jup_layer", 10000);
    l->setup.pool.strategies[place].layer = (bl_layer_terms){
        .curve = {4, {0, 8500, 9300, 10000}, {0, 600, 800, 10000}},
        .fee_bps = 1000,
        .limit = {2000, 2 * DAY_S, MILLION / 2},
        .supply = 10 * MILLION,
        .kept_ppb = kept_ppb,
    };
    return l;
}

static int64_t run_year(lending *l)
{
    bl_err err;
    ck_assert_msg(lending_run(l, YEAR_S * BL_NS_PER_S, &err) == BL_OK, "%s", err.text);
    return lending_last(l, BL_EVENT_END)->equity.v;
}

/* 5.64 % of 80 %, less a tenth, simply. */
START_TEST(a_year_untouched_is_worth_what_the_formulas_say)
{
    lending *l = new_vault(800000000);
    ck_assert_int_eq(run_year(l), (int64_t)MILLION + INT64_C(40608000000));
    lending_free(l);
}
END_TEST

/* Quarters at 80 %, 100 %, 85 % and 0 %, each row an instant of its own: the growth of each is on
 * what the one before left; utilisation is exact at each row. */
START_TEST(rows_of_the_feed_are_instants_at_which_the_rate_changes)
{
    static const int64_t times[ROWS] = {0, YEAR_S / 4 * BL_NS_PER_S, YEAR_S / 2 * BL_NS_PER_S,
                                        YEAR_S / 4 * 3 * BL_NS_PER_S};
    static const int64_t shares[ROWS] = {800000000, BL_PPB, 850000000, 0};
    lending *l = new_vault(-1);
    l->setup.pool.strategies[0].utilisation = (bl_utilisation){ROWS, times, shares};
    /* at start the row comes first, then the deposit: 8 of 11 are borrowed, 7272 bp at 513 */
    int64_t price = BL_PRICE_ONE;
    static const int64_t yearly[ROWS] = {513 * 7272, 9999 * 10000, 600 * 8500, 0};
    for (size_t i = 0; i < ROWS; i++) { /* a quarter of it, less a tenth of the interest */
        price += (int64_t)((bl_i128)price * yearly[i] * 9000 / 4 / BL_PRICE_ONE);
    }
    const int64_t equity = run_year(l);
    ck_assert_int_le(equity, price);
    ck_assert_int_gt(equity, price - 10);
    ck_assert_uint_eq(l->counts.instants, 1 + (ROWS - 1) + MONTHS);
    lending_free(l);
}
END_TEST

START_TEST(a_layer_without_terms_or_with_a_late_feed_is_refused)
{
    static const int64_t times[] = {1};
    static const int64_t shares[] = {0};
    lending *l = new_vault(-1);
    bl_err err;
    ck_assert(lending_run(l, BL_NS_PER_S, &err) == BL_INPUT);
    l->setup.pool.strategies[0].utilisation = (bl_utilisation){1, times, shares};
    ck_assert(lending_run(l, BL_NS_PER_S, &err) == BL_INPUT);
    ck_assert_ptr_nonnull(strstr(err.text, "before the first utilisation row"));
    l->setup.pool.strategies[0].layer.kept_ppb = 0;
    l->setup.pool.strategies[0].utilisation.len = 0;
    ck_assert(lending_run(l, BL_NS_PER_S, &err) == BL_OK);
    l->setup.pool.strategies[0].layer.limit.expand_s = 0;
    ck_assert(lending_run(l, BL_NS_PER_S, &err) == BL_INPUT);
    ck_assert_ptr_nonnull(strstr(err.text, "needs a curve and a limit"));
    lending_free(l);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        while_all_of_it_is_borrowed_nothing_comes_back_and_later_everybody_is_paid,
        a_year_untouched_is_worth_what_the_formulas_say,
        rows_of_the_feed_are_instants_at_which_the_rate_changes,
        a_layer_without_terms_or_with_a_late_feed_is_refused,
        NULL,
    };
    return suite_run("lending_layer", tests);
}
