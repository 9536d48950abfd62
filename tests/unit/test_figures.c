/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_figures.c - whole figures of toy worlds: bytes, words, hostile names, axes, facts.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../reports/axis.h"
#include "../../reports/facts.h"
#include "../../reports/figures.h"
#include "../../reports/gnuplot.h"
#include "../../reports/page.h"
#include "../../reports/typeface.h"
#include "../support/sample_run.h"
#include "../support/toy_world.h"

#define HOUR_NS (3600 * BL_NS_PER_S)

static char folder[256];
static bl_toy_world world;
static bl_runlog logs[3];
static bl_figures_run runs[3];
static bl_figures_files files;
static bl_err err;

static const bl_toy_world_plan crash = {336, HOUR_NS, 14, 2.0, 0.18, true, 7};

static void live(const bl_toy_world_plan *plan)
{
    static const char *const modes[] = {"immediate", "4h", "24h"};
    const int64_t every_ns[] = {0, 4 * HOUR_NS, 24 * HOUR_NS};
    bl_toy_world_open(&world, plan);
    for (size_t i = 0; i < 3; i++) {
        bl_toy_world_run(&world, every_ns[i], plan->outage && i == 2, &logs[i]);
        runs[i] = (bl_figures_run){modes[i], &logs[i]};
    }
}

static void die(void)
{
    for (size_t i = 0; i < 3; i++) {
        bl_runlog_fini(&logs[i]);
    }
    bl_toy_world_close(&world);
}

static void make_folder(void)
{
    bl_sample_run_make_folder(folder, sizeof folder);
    err = (bl_err){.status = BL_OK};
}

static void remove_folder(void)
{
    bl_sample_run_remove_folder(folder);
}

static bl_figures_input make_input(size_t runs_len)
{
    return (bl_figures_input){.scenario = "toy",
                              .runs = runs,
                              .runs_len = runs_len,
                              .band_ppb = BL_PPB / 10,
                              .formats = BL_FIGURES_SVG,
                              .folder = folder,
                              .footer = "test"};
}

static void expect_drawn(const bl_figures_input *in)
{
    const bl_status status = bl_figures_draw(in, &files, &err);
    ck_assert_msg(status == BL_OK, "%s", err.text);
}

static char *read_svg(const char *name)
{
    size_t len = 0;
    char *text = bl_sample_run_read_file(folder, name, &len);
    ck_assert_ptr_nonnull(text);
    return text;
}

START_TEST(every_figure_comes_in_every_format_asked_for)
{
    live(&crash);
    bl_figures_input in = make_input(3);
    in.formats = BL_FIGURES_SVG | BL_FIGURES_PNG | BL_FIGURES_PDF;
    in.keep_gp = true;
    expect_drawn(&in);
    ck_assert_uint_eq(files.len, 16);
    for (size_t i = 0; i < files.len; i++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, files.names[i]);
        ck_assert_msg(access(path, F_OK) == 0, "%s is missing", path);
    }
    die();
}
END_TEST

START_TEST(figures_have_the_same_bytes_twice)
{
    char *first[4];
    live(&crash);
    const bl_figures_input in = make_input(3);
    for (int turn = 0; turn < 2; turn++) {
        expect_drawn(&in);
        ck_assert_uint_eq(files.len, 4);
        for (size_t i = 0; i < files.len; i++) {
            char *text = read_svg(files.names[i]);
            if (turn == 0) {
                first[i] = text;
                continue;
            }
            ck_assert_str_eq(text, first[i]);
            free(text);
            free(first[i]);
        }
    }
    die();
}
END_TEST

START_TEST(the_title_says_who_is_outside_the_band)
{
    live(&crash);
    const bl_figures_input in = make_input(3);
    expect_drawn(&in);
    char *text = read_svg("leverage_drift.svg");
    ck_assert_ptr_nonnull(strstr(text, "24h is outside the leverage band for 42 h, 4h for "));
    ck_assert_ptr_nonnull(strstr(text, "deposits shut"));
    free(text);
    die();
}
END_TEST

START_TEST(hostile_names_are_drawn_as_text_and_run_nothing)
{
    char hacked[300];
    char names[4][700];
    live(&crash);
    snprintf(hacked, sizeof hacked, "%s/hacked", folder);
    snprintf(names[0], sizeof names[0], "`touch %s`", hacked);
    snprintf(names[1], sizeof names[1], "'; system('touch %s')\n!touch %s #", hacked, hacked);
    snprintf(names[2], sizeof names[2], "{/=40 A} \"@b\" <script>^_&~\\ \xff %%s");
    snprintf(names[3], sizeof names[3], "EOD\nsystem(\"touch %s\")\n", hacked);
    for (size_t i = 0; i < 3; i++) {
        runs[i].mode = names[i];
    }
    bl_figures_input in = make_input(3);
    in.scenario = names[3];
    in.footer = names[1];
    expect_drawn(&in);
    ck_assert_int_ne(access(hacked, F_OK), 0);
    char *text = read_svg("cost_drift.svg");
    ck_assert_ptr_nonnull(strstr(text, "{/=40 A}"));
    ck_assert_ptr_null(strstr(text, "<script>"));
    free(text);
    die();
}
END_TEST

START_TEST(few_points_one_mode_and_no_flows_are_drawn_too)
{
    static const bl_toy_world_plan plans[] = {{73, 300 * BL_NS_PER_S, 3, 0.4, 0.02, false, 5},
                                              {1, HOUR_NS, 0, 1.0, 0, false, 1},
                                              {1800, 24 * HOUR_NS, 0, 1.0, 0.3, false, 2}};
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        live(&plans[i]);
        const bl_figures_input in = make_input(1 + i);
        expect_drawn(&in);
        ck_assert_uint_eq(files.len, 4);
        die();
    }
}
END_TEST

START_TEST(a_thinned_curve_says_so)
{
    static const bl_toy_world_plan plan = {20000, 60 * BL_NS_PER_S, 20, 2.0, 0.1, false, 3};
    live(&plan);
    const bl_figures_input in = make_input(1);
    expect_drawn(&in);
    char *text = read_svg("leverage_drift.svg");
    ck_assert_ptr_nonnull(strstr(text, " points drawn."));
    free(text);
    die();
}
END_TEST

START_TEST(facts_add_up)
{
    bl_facts facts;
    live(&crash);
    bl_facts_gather(&logs[2], BL_PPB / 10, &facts);
    ck_assert_double_eq_tol(facts.span_h, 335, 1e-6);
    ck_assert_double_eq_tol(facts.paused_h, 24, 1e-6);
    ck_assert_uint_eq(facts.pauses, 1);
    ck_assert_uint_eq(facts.failed, 1);
    ck_assert_double_gt(facts.outside_h, facts.longest_h);
    ck_assert_double_gt(facts.taker, 0);
    /* The toy venue: half a spread of 4 bps to a taker fee of 5.5 bps. */
    ck_assert_double_eq_tol(facts.slippage / facts.taker, 4 / 5.5, 0.01);
    die();
}
END_TEST

static void expect_times(int64_t hours, const char *first, const char *last)
{
    const int64_t start_ns = 1704067200 * BL_NS_PER_S; /* 2024-01-01 */
    bl_axis axis;
    bl_axis_set_times(&axis, start_ns, start_ns + hours * HOUR_NS, 1252);
    ck_assert_uint_ge(axis.len, 5);
    ck_assert_uint_le(axis.len, 14);
    ck_assert_str_eq(axis.tics[0].text, first);
    ck_assert_str_eq(axis.tics[axis.len - 1].text, last);
}

START_TEST(time_axes_fit_hours_to_centuries)
{
    expect_times(1, "01 Jan", "01:00");
    expect_times(6, "01 Jan", "06:00");
    expect_times(24 * 14, "01 Jan", "15 Jan");
    expect_times(24 * 366, "Jan 2024", "Jan 2025");
    expect_times(24 * 366 * 10, "2024", "2034");
    expect_times((int64_t)24 * 365 * 200, "2040", "2220");
}
END_TEST

START_TEST(numbers_are_said_shortly)
{
    char text[BL_AXIS_TEXT];
    bl_axis_name_number(1234567.8, text);
    ck_assert_str_eq(text, "1 234 568");
    bl_axis_name_number(-45.26, text);
    ck_assert_str_eq(text, "−45.3");
    bl_axis_name_number(0, text);
    ck_assert_str_eq(text, "0");
    bl_axis_name_hours(45.2, text);
    ck_assert_str_eq(text, "45 h");
    bl_axis_name_hours(0.25, text);
    ck_assert_str_eq(text, "15 min");
    bl_axis_name_hours(168, text);
    ck_assert_str_eq(text, "7 days");
}
END_TEST

START_TEST(text_is_cut_to_the_room_there_is)
{
    char cut[100];
    bl_typeface_fit("a name that is far too long for its place", 12, true, 100, cut, sizeof cut);
    ck_assert_double_le(bl_typeface_width(cut, 12, true), 100);
    ck_assert_ptr_nonnull(strstr(cut, "…"));
    bl_typeface_fit("short", 12, true, 100, cut, sizeof cut);
    ck_assert_str_eq(cut, "short");
    bl_typeface_fit("ééééééééééééééé", 12, false, 60, cut, sizeof cut);
    ck_assert_uint_eq(strlen(cut) % 2, 1); /* whole two-byte letters and a three-byte ellipsis */
}
END_TEST

START_TEST(labels_are_spread_and_stay_inside)
{
    double ys[] = {10, 11, 12, 99};
    bl_page_spread(ys, 4, 20, 0, 100);
    for (int i = 1; i < 4; i++) {
        ck_assert_double_ge(ys[i], ys[i - 1] + 20);
    }
    ck_assert_double_le(ys[3], 100);
}
END_TEST

static void add_drawing(TCase *tests)
{
    if (!bl_gnuplot_path()) {
        printf("skipped: gnuplot is not installed, no figure was drawn\n");
        return;
    }
    tcase_add_test(tests, every_figure_comes_in_every_format_asked_for);
    tcase_add_test(tests, figures_have_the_same_bytes_twice);
    tcase_add_test(tests, the_title_says_who_is_outside_the_band);
    tcase_add_test(tests, hostile_names_are_drawn_as_text_and_run_nothing);
    tcase_add_test(tests, few_points_one_mode_and_no_flows_are_drawn_too);
    tcase_add_test(tests, a_thinned_curve_says_so);
}

int main(void)
{
    Suite *suite = suite_create("figures");
    TCase *tests = tcase_create("figures");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    add_drawing(tests);
    tcase_add_test(tests, facts_add_up);
    tcase_add_test(tests, time_axes_fit_hours_to_centuries);
    tcase_add_test(tests, numbers_are_said_shortly);
    tcase_add_test(tests, text_is_cut_to_the_room_there_is);
    tcase_add_test(tests, labels_are_spread_and_stay_inside);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
