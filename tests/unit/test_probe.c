/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_probe.c - a sandwich around a gain report: theft where nothing is locked, nothing where it
 * is; and its pictures.
 */
#include "../../models/registry.h"
#include "../../reports/figure_probe.h"
#include "../../reports/gnuplot.h"
#include "../../reports/probe.h"
#include "../support/lending.h"
#include "../support/sample_run.h"
#include "../support/world.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR (3600 * BL_NS_PER_S)

static lending *pool;
static bl_probe_input asked;
static bl_probe probe;
static bl_err err;

static bl_status play(void *context, const bl_setup *setup, const bl_sink *sink, bl_err *why)
{
    (void)context;
    return world_replay(setup, sink, NULL, why);
}

static bl_probe_scheme scheme(const char *name, int64_t unlock_s)
{
    return (bl_probe_scheme){(const bl_unlock_model *)bl_registry_find("unlock", name), unlock_s};
}

/* A lender that earns a thousandth an hour, cranked every four hours, one other LP. */
static void open_world(void)
{
    pool = lending_new();
    lending_clear(pool, 1000000000);
    lending_mode(pool, "4h", 4 * HOUR);
    pool->setup.pool.buffer_bps = 100;
    lending_strategy(pool, "jup_lend", 10000);
    for (int64_t i = 1; i <= 48; i++) {
        lending_price(pool, 0, i * HOUR, BL_PRICE_ONE + i * 1000000000, BL_NO_LIMIT);
    }
    lending_flow(pool, HOUR, 1, BL_FLOW_DEPOSIT, 500000000);
    pool->setup.end_ns = 48 * HOUR;
    asked = (bl_probe_input){.setup = &pool->setup,
                             .amount_ppb = BL_PPB / 10,
                             .schemes = {scheme("none", 0), scheme("meteora", 0),
                                         scheme("yearn_v3", 0)},
                             .schemes_len = 3,
                             .holds_ns = {0, HOUR, 24 * HOUR},
                             .holds_len = 3,
                             .reports_max = 4,
                             .play = play};
    err = (bl_err){.status = BL_OK};
}

static void close_world(void)
{
    lending_free(pool);
}

START_TEST(without_a_lock_a_sandwich_takes_its_part_of_the_gain)
{
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    ck_assert_uint_eq(probe.reports_len, 4);
    const bl_probe_cell *cell = &probe.cells[0][0];
    ck_assert_int_gt(cell->profit, 0);
    ck_assert_int_gt(cell->lps_loss, 0);
    ck_assert_uint_eq(cell->refused, 0);
    /* 4 h of 0.1 % on 99 of 100, a tenth more people to share it, 5 % fee */
    ck_assert_double_eq_tol(bl_probe_profit_bps(&probe, 0, 0), 34.2, 1.5);
    ck_assert_int_eq(bl_probe_break_even(&asked, &probe, 0), 0);
}
END_TEST

START_TEST(under_a_lock_a_sandwich_held_for_no_time_gains_nothing)
{
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    for (size_t s = 1; s < asked.schemes_len; s++) {
        ck_assert_int_le(probe.cells[s][0].profit, 0);
        ck_assert_int_gt(probe.cells[s][0].paid_in, 0);
        ck_assert_int_gt(probe.cells[s][1].profit, 0); /* an hour unlocks something */
        ck_assert_int_gt(probe.cells[s][2].profit, probe.cells[s][1].profit);
        ck_assert_double_lt(bl_probe_profit_bps(&probe, s, 1), bl_probe_profit_bps(&probe, 0, 1));
    }
}
END_TEST

START_TEST(who_stays_earns_what_the_vault_earns)
{
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    /* 0.1 % an hour, falling as the price grows, on 99 of 100, less the fee */
    ck_assert_double_eq_tol(probe.fair_bps[1], 9.3, 0.5);
    ck_assert_double_eq_tol(probe.fair_bps[2], 24 * 9.3, 12);
    ck_assert_double_eq(probe.fair_bps[0], 0);
}
END_TEST

START_TEST(the_base_run_and_its_flows_stay_as_they_are)
{
    const bl_setup before = pool->setup;
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    const bl_probe first = probe;
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    ck_assert_mem_eq(first.cells, probe.cells, sizeof probe.cells);
    ck_assert_ptr_eq(before.flows.time_ns, pool->setup.flows.time_ns);
    ck_assert_uint_eq(before.flows.len, pool->setup.flows.len);
    ck_assert_int_eq(pool->flow_ns[0], HOUR);
}
END_TEST

START_TEST(the_longer_the_unlock_the_less_a_sandwich_gains_in_a_short_time)
{
    static const char *const names[] = {"meteora", "meteora_legacy", "yearn_v2"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t s = 0; s < 3; s++) {
            asked.schemes[s] = scheme(names[i], (const int64_t[]){3600, 21600, 86400}[s]);
        }
        ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
        ck_assert_int_ge(probe.cells[0][1].profit, probe.cells[1][1].profit);
        ck_assert_int_ge(probe.cells[1][1].profit, probe.cells[2][1].profit);
        ck_assert_int_gt(probe.cells[0][1].profit, 2 * probe.cells[2][1].profit);
        for (size_t s = 0; s < 3; s++) { /* held for no time: nothing, whatever the unlock */
            ck_assert_int_le(probe.cells[s][0].profit, 0);
        }
    }
}
END_TEST

START_TEST(six_hours_are_the_rate_of_the_scheme_and_a_fixed_scheme_takes_none)
{
    asked.schemes[0] = scheme("meteora", 21600);
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    ck_assert_mem_eq(probe.cells[0], probe.cells[1], sizeof probe.cells[0]);
    ck_assert(bl_probe_takes_unlock(scheme("meteora", 0).model, 1000000000000));
    ck_assert(!bl_probe_takes_unlock(scheme("meteora", 0).model, 1000000000001));
    ck_assert(!bl_probe_takes_unlock(scheme("meteora", 0).model, 0));
    ck_assert(!bl_probe_takes_unlock(scheme("yearn_v3", 0).model, 3600));
}
END_TEST

START_TEST(a_run_too_short_for_the_hold_is_refused)
{
    asked.holds_ns[2] = 100 * HOUR;
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_INPUT);
    ck_assert_ptr_nonnull(strstr(err.text, "--hold"));
}
END_TEST

START_TEST(the_pictures_say_what_was_found)
{
    char folder[256];
    bl_figures_files files;
    size_t len = 0;
    bl_sample_run_make_folder(folder, sizeof folder);
    const bl_figures_input in = {
        .scenario = "toy", .formats = BL_FIGURES_SVG, .folder = folder, .footer = "test"};
    ck_assert_int_eq(bl_probe_run(&asked, &probe, &err), BL_OK);
    ck_assert_msg(bl_figure_probe_draw(&in, &asked, &probe, &files, &err) == BL_OK, "%s", err.text);
    ck_assert_uint_eq(files.len, 2);
    char *text = bl_sample_run_read_file(folder, "unlock_tail.svg", &len);
    ck_assert_ptr_nonnull(strstr(text, "6 units at 21 600 s, 0 at 21 601 s"));
    ck_assert_ptr_nonnull(strstr(text, "ends with 6 units at 21 600 s"));
    free(text);
    text = bl_sample_run_read_file(folder, "probe.svg", &len);
    ck_assert_ptr_nonnull(strstr(text, "bps under none"));
    free(text);
    bl_sample_run_remove_folder(folder);
}
END_TEST

START_TEST(locked_profit_is_drawn_and_leverage_is_not)
{
    static const char *const modes[] = {"4h"};
    char folder[256];
    bl_figures_files files;
    bl_runlog log;
    size_t len = 0;
    bl_sample_run_make_folder(folder, sizeof folder);
    bl_runlog_init(&log, &pool->setup, NULL);
    const bl_sink sink = bl_runlog_sink(&log);
    ck_assert_int_eq(world_replay(&pool->setup, &sink, NULL, &err), BL_OK);
    const bl_figures_run run = {modes[0], &log};
    const bl_figures_input in = {.scenario = "toy",
                                 .runs = &run,
                                 .runs_len = 1,
                                 .band_ppb = BL_PPB / 10,
                                 .formats = BL_FIGURES_SVG,
                                 .folder = folder,
                                 .footer = "test"};
    ck_assert_msg(bl_figures_draw(&in, &files, &err) == BL_OK, "%s", err.text);
    for (size_t i = 0; i < files.absent_len; i++) {
        ck_assert_str_ne(files.absent[i].figure, "locked_profit");
    }
    ck_assert_str_eq(files.absent[0].figure, "leverage_drift");
    ck_assert_str_eq(files.absent[0].why, "no position was traded");
    char *text = bl_sample_run_read_file(folder, "locked_profit.svg", &len);
    ck_assert_ptr_nonnull(strstr(text, "of profit waits to unlock"));
    ck_assert_ptr_nonnull(strstr(text, " gain"));
    free(text);
    bl_runlog_fini(&log);
    bl_sample_run_remove_folder(folder);
}
END_TEST

static void add_drawing(TCase *tests)
{
    if (bl_gnuplot_path() == NULL) {
        printf("skipped: gnuplot is not installed, no figure was drawn\n");
        return;
    }
    tcase_add_test(tests, the_pictures_say_what_was_found);
    tcase_add_test(tests, locked_profit_is_drawn_and_leverage_is_not);
}

int main(void)
{
    Suite *suite = suite_create("probe");
    TCase *tests = tcase_create("probe");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_world, close_world);
    tcase_add_test(tests, without_a_lock_a_sandwich_takes_its_part_of_the_gain);
    tcase_add_test(tests, under_a_lock_a_sandwich_held_for_no_time_gains_nothing);
    tcase_add_test(tests, who_stays_earns_what_the_vault_earns);
    tcase_add_test(tests, the_base_run_and_its_flows_stay_as_they_are);
    tcase_add_test(tests, the_longer_the_unlock_the_less_a_sandwich_gains_in_a_short_time);
    tcase_add_test(tests, six_hours_are_the_rate_of_the_scheme_and_a_fixed_scheme_takes_none);
    tcase_add_test(tests, a_run_too_short_for_the_hold_is_refused);
    add_drawing(tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
