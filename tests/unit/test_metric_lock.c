/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metric_lock.c - the metrics of locked profit on a log written by hand.
 */
#include "../../reports/metrics.h"
#include "../support/handlog.h"
#include "../support/lending.h"
#include "../support/suite.h"

#define SECOND BL_NS_PER_S
#define UNITS UINT64_C(1000000)

static lending *world;
static bl_runlog runs;
static bl_sink sink;
static bl_series_row now; /* the vault, changed by each step */
static bl_metrics metrics;

static void say(int64_t second, bl_event event)
{
    now.time_ns = second * SECOND;
    now.event = event;
    now.unlocked.v = now.total.v - now.locked.v;
    now.equity.v = (int64_t)now.total.v;
    ck_assert(sink.series(sink.context, &now));
}

/* A record with two strategies: what they have and what they should. */
static void record(int64_t second, int64_t has1, int64_t has2, int64_t wants1, int64_t wants2)
{
    const bl_qty has[2] = {{has1}, {has2}};
    const bl_qty wants[2] = {{wants1}, {wants2}};
    const bl_audit_row row = {.time_ns = second * SECOND,
                              .event = BL_EVENT_CRANK,
                              .pre = has,
                              .target = wants,
                              .post = has};
    ck_assert(sink.audit(sink.context, &row));
}

/* A vault of a million shares, 1 010 000 in it, 10 000 of them locked at second 0. */
static void begin(void)
{
    world = lending_new();
    world->setup.pool.buffer_bps = 1000;
    lending_strategy(world, "idle", 5000);
    lending_strategy(world, "idle", 5000);
    world->setup.end_ns = 100000 * SECOND;
    bl_runlog_init(&runs, &world->setup, NULL);
    sink = bl_runlog_sink(&runs);
    now = (bl_series_row){.has_capital = true,
                          .supply = {1000000 * UNITS},
                          .total = {1000000 * UNITS},
                          .reserve = {100000 * UNITS},
                          .locked = {10000 * UNITS}};
    say(0, BL_EVENT_OPEN);
}

static double value_of(const char *name)
{
    const bl_metric *metric = bl_metrics_find(&metrics, name);
    ck_assert_ptr_nonnull(metric);
    ck_assert_msg(metric->defined, "%s is null: %s", name, metric->why_null);
    return metric->value;
}

static const char *why_null(const char *name)
{
    const bl_metric *metric = bl_metrics_find(&metrics, name);
    ck_assert_msg(!metric->defined, "%s is %f", name, metric->value);
    return metric->why_null;
}

static void finish(void)
{
    const bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    const bl_run_counts counts = {0};
    bl_err err = {.status = BL_OK};
    now.locked.v = 0; /* past the unlock */
    say(100000, BL_EVENT_END);
    ck_assert(bl_metrics_compute(&runs, &counts, &options, &metrics, &err));
    bl_runlog_fini(&runs);
    lending_free(world);
}

START_TEST(an_entrant_before_the_unlock_is_paid_by_those_inside)
{
    begin();
    now.total.v += 990000 * UNITS; /* at 0.99 a share */
    now.supply.v += 1000000 * UNITS;
    say(0, BL_EVENT_DEPOSIT);
    finish();
    ck_assert_double_eq_tol(value_of("late_entrant_subsidy"), 5000, 1e-6);
    ck_assert_double_eq_tol(value_of("late_entrant_subsidy_of_deposits"), 50.5051, 1e-4);
    ck_assert_double_eq_tol(value_of("virtual_price"), 0.995, 1e-12);
    ck_assert_double_eq(value_of("forfeit_on_exit"), 0);
}
END_TEST

START_TEST(who_leaves_before_the_unlock_leaves_his_part)
{
    begin();
    now.total.v -= 495000 * UNITS;
    now.supply.v -= 500000 * UNITS;
    say(0, BL_EVENT_WITHDRAW);
    finish();
    ck_assert_double_eq_tol(value_of("forfeit_on_exit"), 5000, 1e-6);
    ck_assert_double_eq(value_of("late_entrant_subsidy"), 0);
}
END_TEST

START_TEST(locked_profit_is_averaged_along_its_line)
{
    begin();
    finish();
    /* 10 000 falls to nothing over 21 600 of 100 000 s */
    ck_assert_double_eq_tol(value_of("locked_profit_mean"), 10000 * 10800.0 / 100000, 0.06);
    ck_assert_double_eq(value_of("locked_profit_max"), 10000);
    ck_assert_double_eq(value_of("locked_profit_end"), 0);
    ck_assert_double_eq_tol(value_of("price_unlock_max"), 1e4 * 10000 / 21600 / 990000, 1e-5);
    ck_assert_double_eq(value_of("unlock_full_time"), 21601);
}
END_TEST

START_TEST(a_loss_meets_the_lock_first)
{
    begin();
    now.total.v -= 4000 * UNITS; /* within the lock */
    now.locked.v -= 4000 * UNITS;
    say(0, BL_EVENT_CRANK);
    now.total.v -= 16000 * UNITS; /* beyond it: 6 000 were left */
    now.locked.v = 0;
    say(0, BL_EVENT_CRANK);
    finish();
    ck_assert_double_eq(value_of("loss_reports"), 2);
    ck_assert_double_eq_tol(value_of("loss_reported"), 20000, 1e-6);
    ck_assert_double_eq_tol(value_of("loss_cover"), 50, 1e-9);
    ck_assert_double_eq_tol(value_of("loss_uncovered"), 10000, 1e-6);
    ck_assert_double_eq_tol(value_of("loss_max"), 16000, 1e-6);
    ck_assert_double_eq_tol(value_of("loss_max_cover"), 37.5, 1e-9);
    ck_assert_double_eq_tol(value_of("price_step_max"), -1e4 * 10000 / 990000, 1e-5);
}
END_TEST

START_TEST(a_fee_is_paid_by_the_lock_or_by_a_lower_price)
{
    begin();
    now.total.v += 10000 * UNITS; /* shares for 500, and 495.x of the gain unlocked with them */
    now.locked.v = 19505000000;
    now.supply.v += 500 * UNITS;
    now.fees.v = 495 * UNITS;
    say(0, BL_EVENT_CRANK);
    now.supply.v += 1000 * UNITS; /* shares from nothing: the price falls */
    now.fees.v += 1000 * UNITS;
    say(0, BL_EVENT_FEE);
    const bl_lp_row vault = {
        .holder = BL_HOLDER_VAULT, .shares = {1500 * UNITS}, .value = {1510 * (int64_t)UNITS}};
    ck_assert(sink.lp(sink.context, &vault));
    finish();
    ck_assert_double_eq(value_of("fee_mints"), 2);
    ck_assert_double_eq_tol(value_of("fees_paid_by_holders"), 990, 2);
    ck_assert_double_eq_tol(value_of("fees_paid_by_lock"), 505, 2);
    ck_assert_double_eq(value_of("fee_vault_worth"), 1510);
    ck_assert_double_eq(value_of("fee_vault_growth"), 15);
}
END_TEST

START_TEST(drift_is_weighted_by_how_long_it_lasts)
{
    begin();
    record(0, 0, 0, 450, 450);     /* lasts no time */
    record(0, 450, 360, 450, 450); /* 20 % for 25 000 s */
    record(25000, 450, 450, 450, 450);
    now.reserve.v = 150000 * UNITS; /* 50 % too much for half the time */
    now.locked.v = 0;
    say(50000, BL_EVENT_SAMPLE);
    finish();
    ck_assert_double_eq_tol(value_of("allocation_drift_mean"), 5, 1e-9);
    ck_assert_double_eq_tol(value_of("allocation_drift_max"), 20, 1e-9);
    ck_assert_double_eq_tol(value_of("reserve_drift_mean"), 25, 1e-9);
    ck_assert_double_eq_tol(value_of("reserve_drift_max"), 50, 1e-9);
}
END_TEST

START_TEST(without_instruments_nothing_is_said_of_leverage)
{
    begin();
    finish();
    ck_assert_str_eq(why_null("leverage_mean"), "no_book");
    ck_assert_str_eq(why_null("turnover"), "no_book");
    ck_assert_str_eq(why_null("ideal_twr"), "no_ideal");
    ck_assert_double_eq(value_of("insolvent_time"), 0);
    ck_assert_double_eq_tol(value_of("twr"), 0, 1e-9); /* 0.99 unlocks to the opening price */
}
END_TEST

START_TEST(under_nav_no_profit_is_locked)
{
    static const double closes[] = {100, 101};
    static bl_handlog h;
    bl_handlog_init(&h, 0, 3600 * SECOND, closes, 2, 1000, BL_PPB);
    bl_handlog_row(&h, 0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    ck_assert_str_eq(why_null("locked_profit_max"), "no_locked_profit");
    ck_assert_str_eq(why_null("allocation_drift_max"), "no_locked_profit");
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        an_entrant_before_the_unlock_is_paid_by_those_inside,
        who_leaves_before_the_unlock_leaves_his_part,
        locked_profit_is_averaged_along_its_line,
        a_loss_meets_the_lock_first,
        a_fee_is_paid_by_the_lock_or_by_a_lower_price,
        drift_is_weighted_by_how_long_it_lasts,
        without_instruments_nothing_is_said_of_leverage,
        under_nav_no_profit_is_locked,
        NULL,
    };
    return suite_run("metric_lock", tests);
}
