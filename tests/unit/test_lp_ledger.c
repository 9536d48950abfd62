/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lp_ledger.c - who paid for a rebalance, in numbers that a pencil gives: a vault of 1 000 000
 * at 0.4x, an LP with as much again that comes and goes, trades 10 bps beside the mark.
 */
#include "../../reports/lp_ledger.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>

static world *w;
static bl_runlog runlog;
static bl_lp_ledger ledger;

#define UNITS(amount) ((int64_t)((amount) * (double)WORLD_UNIT))
#define TRANSFER(lp) ((int64_t)(ledger.accounts[lp].received - ledger.accounts[lp].given))
#define OF(lp, field) ((int64_t)ledger.accounts[lp].field)

static void open_vault(const char *mode)
{
    w = world_new();
    world_mode(w, mode);
    w->setup.instruments[0].target_ppb = 400000000;
    w->setup.venue.price_params[0] = 1000000;
    for (int64_t hour = 0; hour <= 12; hour++) {
        world_bar(w, 0, hour * WORLD_HOUR, 5000000, 1000);
    }
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 1000000 * WORLD_UNIT);
    world_flow(w, 5 * WORLD_HOUR, 1, BL_FLOW_WITHDRAW_PART, BL_PPB);
}

static void run(void)
{
    bl_err err = {0};
    world_end(w, 12 * WORLD_HOUR);
    bl_runlog_init(&runlog, &w->setup, NULL);
    const bl_sink sink = bl_runlog_sink(&runlog);
    ck_assert_msg(world_replay(&w->setup, &sink, NULL, &err) == BL_OK, "%s", err.text);
    ck_assert(bl_lp_ledger_make(&runlog, NULL, NULL, &ledger) &&
              bl_lp_exposure_measure(&runlog, BL_NS_PER_DAY, &ledger) &&
              bl_lp_returns_solve(&runlog, &ledger));
}

static void close_world(void)
{
    bl_lp_ledger_fini(&ledger);
    bl_runlog_fini(&runlog);
    world_free(w);
}

/* Buying 8 coins for the deposit costs 400, half of it the other LP's; selling them costs 400, all
 * of it the other's, for the LP is gone. */
START_TEST(between_ticks_those_who_stay_pay_for_those_who_come_and_go)
{
    open_vault("4h");
    run();
    ck_assert_int_eq(OF(1, paid_in), UNITS(1000000));
    ck_assert_int_eq(OF(1, paid_out), UNITS(999800));
    ck_assert_int_eq(OF(1, cost), UNITS(800));
    ck_assert_int_eq(TRANSFER(1), UNITS(600));
    ck_assert_int_eq(TRANSFER(0), -UNITS(600));
    ck_assert_int_eq(OF(0, value), UNITS(999400));
    ck_assert_int_eq((int64_t)ledger.rounding, 0);
    ck_assert_int_eq((int64_t)ledger.caused, UNITS(800));
    close_world();
}
END_TEST

START_TEST(the_swing_that_would_pay_is_the_cost_of_40_percent_of_the_flow)
{
    open_vault("4h");
    run();
    const double bps = 1e4 * (double)ledger.caused / (double)ledger.flowed;
    ck_assert_double_eq_tol(bps, 4.0004, 1e-4); /* 800 / 1 999 800; metrics 7: 4 bps */
    close_world();
}
END_TEST

typedef struct {
    bl_i128 cost[4], by[4];
    size_t len;
} charges;

static void note_charge(void *context, const bl_lp_entry *entry)
{
    charges *c = context;
    if (entry->cost != 0 && c->len < 4) {
        c->cost[c->len] = entry->cost;
        c->by[c->len++] = entry->caused_by;
    }
}

/* 400 on 1 000 000 that came in, 400 on what went out. */
START_TEST(each_cost_names_the_size_of_the_flow_that_caused_it)
{
    static const char *const modes[] = {"4h", "immediate"};
    static const double out[] = {999800, 999600};
    for (int i = 0; i < 2; i++) {
        charges all = {.len = 0};
        open_vault(modes[i]);
        run();
        bl_lp_ledger_fini(&ledger);
        ck_assert(bl_lp_ledger_make(&runlog, note_charge, &all, &ledger));
        ck_assert_uint_eq(all.len, 2);
        ck_assert_int_eq((int64_t)all.cost[0], UNITS(400));
        ck_assert_int_eq((int64_t)all.by[0], UNITS(1000000));
        ck_assert_int_eq((int64_t)all.cost[1], UNITS(400));
        ck_assert_int_eq((int64_t)all.by[1], UNITS(out[i]));
        close_world();
    }
}
END_TEST

START_TEST(in_the_pool_a_flow_with_its_rescale_pays_its_part_of_the_cost)
{
    open_vault("immediate");
    run();
    ck_assert_int_eq(OF(1, paid_out), UNITS(999600)); /* 999 800 less half of 400 */
    ck_assert_int_eq(OF(1, cost), UNITS(800));
    ck_assert_int_eq(TRANSFER(1), UNITS(400));
    ck_assert_int_eq(TRANSFER(0), -UNITS(400));
    close_world();
}
END_TEST

START_TEST(a_flow_that_bears_its_cost_passes_nothing_on)
{
    open_vault("immediate");
    w->setup.vault.costs_flow = true;
    run();
    ck_assert_int_eq(OF(1, cost), UNITS(799.95)); /* sells 7.999: 16 coins to 8.0016 */
    ck_assert_int_eq(TRANSFER(1), -1); /* a floor */
    ck_assert_int_eq(TRANSFER(0) + (int64_t)ledger.rounding, 1);
    ck_assert_int_eq(OF(0, value), UNITS(1000000));
    close_world();
}
END_TEST

START_TEST(returns_are_those_of_the_lp_and_not_of_the_vault)
{
    open_vault("4h");
    run();
    ck_assert_double_eq_tol(ledger.accounts[0].twr - 1, -0.0006, 1e-12);
    ck_assert_double_eq_tol(ledger.accounts[1].twr - 1, -0.0002, 1e-12);
    ck_assert_double_eq_tol(ledger.accounts[1].mwr, -0.0002, 1e-9);
    ck_assert_double_eq_tol(ledger.accounts[0].mwr, -0.0006, 1e-9);
    close_world();
}
END_TEST

/* 0.2x for 3 hours, at the target for the next 1, 0.8x... but then it has left; new for 24 h. */
START_TEST(exposure_counts_from_the_entry_on)
{
    open_vault("4h");
    run();
    /* 1 h to 4 h: 0.2/0.4 - 1; to 5 h: 400 000/999 800 of 0.4 ... 8 h: twice that; then 0 */
    const double before = 800000 / 1999600.0 / 0.4 - 1;
    const double late = 800000 / 999800.0 / 0.4 - 1;
    const double after = 400000 / 999400.0 / 0.4 - 1;
    ck_assert_double_eq_tol(ledger.accounts[1].exposure,
                            (3 * -0.5 + before + 3 * late + 4 * after) / 11, 1e-8);
    ck_assert(isnan(ledger.accounts[0].exposure));
    close_world();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        between_ticks_those_who_stay_pay_for_those_who_come_and_go,
        the_swing_that_would_pay_is_the_cost_of_40_percent_of_the_flow,
        each_cost_names_the_size_of_the_flow_that_caused_it,
        in_the_pool_a_flow_with_its_rescale_pays_its_part_of_the_cost,
        a_flow_that_bears_its_cost_passes_nothing_on,
        returns_are_those_of_the_lp_and_not_of_the_vault,
        exposure_counts_from_the_entry_on,
        NULL,
    };
    return suite_run("ledger of the LPs", tests);
}
