/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_figures.c - whole figures of toy worlds: bytes, words, hostile names, axes, facts.
 */
#define _GNU_SOURCE
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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

enum { KINDS = 11, DRAWN = 8 }; /* figures there are; that a toy world has */

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
    ck_assert_uint_eq(files.len, 4 * DRAWN);
    for (size_t i = 0; i < files.len; i++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, files.names[i]);
        ck_assert_msg(access(path, F_OK) == 0, "%s is missing", path);
    }
    die();
}
END_TEST

/* Of all files so far, in order; a digest would say less. */
static char *read_all(size_t *len)
{
    char *all = NULL;
    *len = 0;
    for (size_t i = 0; i < files.len; i++) {
        size_t more = 0;
        char *bytes = bl_sample_run_read_file(folder, files.names[i], &more);
        ck_assert_ptr_nonnull(bytes);
        all = realloc(all, *len + more);
        ck_assert_ptr_nonnull(all);
        memcpy(all + *len, bytes, more);
        *len += more;
        free(bytes);
    }
    return all;
}

START_TEST(figures_have_the_same_bytes_a_second_later)
{
    live(&crash);
    bl_figures_input in = make_input(3);
    in.formats = BL_FIGURES_SVG | BL_FIGURES_PNG | BL_FIGURES_PDF;
    in.keep_gp = true;
    size_t len[2];
    expect_drawn(&in);
    char *first = read_all(&len[0]);
    nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 100000000}, NULL);
    expect_drawn(&in);
    char *second = read_all(&len[1]);
    ck_assert_uint_eq(len[0], len[1]);
    ck_assert_int_eq(memcmp(first, second, len[0]), 0);
    free(first);
    free(second);
    die();
}
END_TEST

static const char *why_absent(const char *figure)
{
    for (size_t i = 0; i < files.absent_len; i++) {
        if (strcmp(files.absent[i].figure, figure) == 0) {
            return files.absent[i].why;
        }
    }
    return "drawn";
}

START_TEST(a_figure_with_nothing_to_show_tells_why)
{
    live(&crash);
    const bl_figures_input in = make_input(3);
    expect_drawn(&in);
    ck_assert_uint_eq(files.absent_len, 3);
    ck_assert_ptr_nonnull(strstr(why_absent("locked_profit"), "no profit is locked"));
    ck_assert_ptr_nonnull(strstr(why_absent("fee_schemes"), "no scheme takes a fee"));
    ck_assert_ptr_nonnull(strstr(why_absent("lp_transfers"), "no flow or rebalance moved"));
    ck_assert_str_eq(why_absent("drawdown"), "drawn");
    die();
}
END_TEST

/* A fall of 18 % in the middle; its depth stands at the mark, its time in the heading. */
START_TEST(the_deepest_drawdown_is_named)
{
    bl_facts facts;
    char number[BL_AXIS_TEXT];
    char when[BL_AXIS_TITLE];
    char expected[BL_AXIS_TEXT + BL_AXIS_TITLE];
    live(&crash);
    bl_facts_gather(&logs[0], BL_PPB / 10, &facts);
    const bl_figures_input in = make_input(1);
    expect_drawn(&in);
    char *text = read_svg("drawdown.svg");
    bl_axis_name_number(100 * facts.drawdown, number);
    bl_axis_name_instant(facts.drawdown_ns, when);
    snprintf(expected, sizeof expected, "A share falls %s %% below its peak", number);
    ck_assert_ptr_nonnull(strstr(text, expected));
    snprintf(expected, sizeof expected, "deepest %s", when);
    ck_assert_ptr_nonnull(strstr(text, expected));
    free(text);
    die();
}
END_TEST

/* gnuplot 5.4 runs a fill down to the axis where its edges touch at an upright step. */
START_TEST(no_fill_runs_down_to_the_axis)
{
    enum { BOTTOM = BL_PAGE_TOP + BL_PAGE_HEADING + 150 };
    char edge[16];
    size_t fills = 0;
    live(&crash);
    const bl_figures_input in = make_input(1);
    expect_drawn(&in);
    char *text = read_svg("drawdown.svg");
    snprintf(edge, sizeof edge, ",%d.", BOTTOM);
    for (char *at = strstr(text, "<polygon"); at; at = strstr(at + 1, "<polygon")) {
        char *end = strstr(at, "/>");
        ck_assert_ptr_nonnull(end);
        *end = '\0';
        ck_assert_msg(!strstr(at, edge), "%.300s", at);
        *end = '/';
        fills++;
    }
    ck_assert_uint_gt(fills, 0);
    free(text);
    die();
}
END_TEST

/* ---- the fan, found again: prices at 241 even times, gains over half the run */

typedef struct {
    double price[241];
    size_t next;
    int64_t start_ns, end_ns;
} probe;

static void look(void *context, const bl_mark *mark)
{
    probe *p = context;
    const double step = (double)(p->end_ns - p->start_ns) / 240;
    while (p->next <= 240 && (double)p->next * step < (double)(mark->until_ns - p->start_ns)) {
        p->price[p->next++] = mark->value / mark->supply;
    }
    if (mark->until_ns >= p->end_ns) {
        p->price[240] = mark->value / mark->supply;
    }
}

/* The value with `below` others under it, by counting. */
static double pick(const double *values, size_t len, size_t below)
{
    for (size_t i = 0; i < len; i++) {
        size_t less = 0;
        size_t same = 0;
        for (size_t k = 0; k < len; k++) {
            less += values[k] < values[i];
            same += values[k] == values[i];
        }
        if (less <= below && below < less + same) {
            return values[i];
        }
    }
    return NAN;
}

START_TEST(the_fan_ends_at_the_quantiles_of_all_entries)
{
    double gains[121];
    char number[BL_AXIS_TEXT];
    char expected[64];
    live(&crash);
    probe p = {.start_ns = world.setup.start_ns, .end_ns = world.setup.end_ns};
    bl_runlog_walk(&logs[0], look, &p);
    for (size_t i = 0; i <= 120; i++) {
        gains[i] = 100 * (p.price[i + 120] / p.price[i] - 1);
    }
    const bl_figures_input in = make_input(1);
    expect_drawn(&in);
    char *text = read_svg("holding_fan.svg");
    const struct {
        const char *name;
        size_t below; /* of 121 entries: 5, 25, 50, 75 and 95 % of 120 are whole */
    } levels[] = {{"p5", 6}, {"p25", 30}, {"median", 60}, {"p75", 90}, {"p95", 114}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const double value = pick(gains, 121, levels[i].below);
        bl_axis_name_number(fabs(value), number);
        snprintf(expected, sizeof expected, "%s %s%s %%", levels[i].name, value < 0 ? "−" : "+",
                 number);
        ck_assert_msg(strstr(text, expected) != NULL, "%s", expected);
    }
    free(text);
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
        ck_assert_uint_eq(files.len + files.absent_len, KINDS);
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
    tcase_add_test(tests, figures_have_the_same_bytes_a_second_later);
    tcase_add_test(tests, a_figure_with_nothing_to_show_tells_why);
    tcase_add_test(tests, the_deepest_drawdown_is_named);
    tcase_add_test(tests, no_fill_runs_down_to_the_axis);
    tcase_add_test(tests, the_fan_ends_at_the_quantiles_of_all_entries);
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
