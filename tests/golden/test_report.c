/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_report.c - runs read back from their folders, and what is made of them: the page, its
 * numbers, its policy, its bytes. What only a browser sees is in tests/browser.
 */
#define _GNU_SOURCE
#include "../../cli/replay.h"
#include "../../cli/shelf.h"
#include "../../data/base64.h"
#include "../../reports/compare_rows.h"
#include "../../reports/export.h"
#include "../../reports/report.h"
#include "../../reports/timeline.h"
#include "../support/sample_run.h"
#include "../support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MODES = 3 }; /* of the scenarios here that name none */

#define HOSTILE "</script><img src=x onerror=alert(1)>\"'&"

static char folder[2048];
static char run[2100];
static bl_replay replay; /* of what was run, in memory */
static bl_shelf shelf;
static bl_html page;

/* Replays a scenario into `run`, in its own modes or the three of `modes`. */
static const char *const *modes;

static void make_run(const char *scenario)
{
    bl_options options = {.command = "compare",
                          .scenario = scenario,
                          .band_ppb = BL_PPB / 10,
                          .no_figures = true,
                          .quiet = true};
    for (size_t i = 0; i < MODES && modes; i++) {
        options.modes[options.modes_len++] = modes[i];
    }
    bl_sample_run_make_folder(folder, sizeof folder);
    snprintf(run, sizeof run, "%s/run", folder);
    snprintf(options.out, sizeof options.out, "%s", run);
    ck_assert_int_eq(bl_replay_run(&replay, &options, true), 0);
}

static void open_shelf(void)
{
    bl_err err;
    const char *const runs[] = {run};
    ck_assert_msg(bl_shelf_open(&shelf, runs, 1, &err) == BL_OK, "%s", err.text);
}

/* The page without pictures. */
static void write_page(void)
{
    bl_err err;
    const bl_report_input input = {.modes = shelf.modes, .len = shelf.len};
    page = (bl_html){0};
    ck_assert_msg(bl_report_write(&input, &page, &err) == BL_OK, "%s", err.text);
}

static void clean_up(void)
{
    bl_html_close(&page);
    bl_shelf_close(&shelf);
    bl_replay_fini(&replay);
    bl_sample_run_remove_folder(folder);
}

static size_t count(const char *text, const char *part)
{
    size_t len = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part)) {
        len++;
    }
    return len;
}

static void change(const char *name, const char *from, const char *to)
{
    size_t len;
    char path[4200];
    char *text = bl_sample_run_read_file(run, name, &len);
    ck_assert_ptr_nonnull(text);
    char *at = strstr(text, from);
    ck_assert_ptr_nonnull(at);
    memcpy(at, to, strlen(to));
    snprintf(path, sizeof path, "%s/%s", run, name);
    FILE *file = fopen(path, "w");
    fwrite(text, 1, len, file);
    ck_assert_int_eq(fclose(file), 0);
    free(text);
}

/* ---- reading back */

static void expect_same_summaries(void)
{
    for (size_t i = 0; i < shelf.len; i++) {
        size_t old_len;
        size_t new_len;
        char *new = NULL;
        bl_err err;
        char *old = bl_sample_run_read_file(shelf.paths[i], "summary.json", &old_len);
        FILE *out = open_memstream(&new, &new_len);
        ck_assert(bl_summary_write(&shelf.modes[i].summary, out, &err));
        ck_assert_int_eq(fclose(out), 0);
        ck_assert_str_eq(new, old);
        free(new);
        free(old);
    }
}

START_TEST(a_run_read_back_writes_the_same_summary)
{
    make_run("scenarios/crash.yaml");
    open_shelf();
    ck_assert_uint_eq(shelf.len, 3);
    expect_same_summaries();
    clean_up();
    make_run("scenarios/lending-loss.yaml");
    open_shelf();
    expect_same_summaries();
    clean_up();
    make_run("scenarios/stress/slow-bleed.yaml");
    open_shelf();
    ck_assert_uint_eq(shelf.modes[0].course.limits_len, 2);
    ck_assert(shelf.modes[0].course.limits[0].broken && !shelf.modes[0].course.limits[1].broken);
    expect_same_summaries();
    clean_up();
}
END_TEST

START_TEST(a_run_read_back_is_judged_as_it_was_when_it_ran)
{
    char before[BL_COMPARE_VERDICT];
    char after[BL_COMPARE_VERDICT];
    bl_summary ran[MODES];
    bl_summary read[MODES];
    make_run("scenarios/calm.yaml");
    open_shelf();
    ck_assert_uint_eq(shelf.len, MODES);
    for (size_t i = 0; i < MODES; i++) {
        ran[i] = replay.modes[i].summary;
        read[i] = shelf.modes[i].summary;
        bl_compare_verdict_write(&ran[i], before);
        bl_compare_verdict_write(&read[i], after);
        ck_assert_str_eq(before, after);
    }
    bl_compare_verdict_write_decision(ran, MODES, before);
    bl_compare_verdict_write_decision(read, MODES, after);
    ck_assert_str_eq(before, after);
    ck_assert_ptr_nonnull(strstr(after, "Over 91 days that is"));
    clean_up();
}
END_TEST

START_TEST(between_runs_of_different_worlds_nothing_is_decided)
{
    char text[BL_COMPARE_VERDICT];
    bl_summary read[MODES];
    make_run("scenarios/calm.yaml");
    open_shelf();
    for (size_t i = 0; i < MODES; i++) {
        read[i] = shelf.modes[i].summary;
    }
    shelf.modes[1].setup.end_ns += BL_NS_PER_DAY;
    bl_compare_verdict_write_decision(read, MODES, text);
    ck_assert_str_eq(text, "No decision: the runs are of different scenarios or times.");
    bl_compare_verdict_write_best(read, MODES, text);
    ck_assert_str_eq(text, "");
    shelf.modes[1].setup.end_ns -= BL_NS_PER_DAY;
    read[2].scenario = "another";
    bl_compare_verdict_write_decision(read, MODES, text);
    ck_assert_str_eq(text, "No decision: the runs are of different scenarios or times.");
    clean_up();
}
END_TEST

START_TEST(a_summary_without_its_limits_is_refused)
{
    bl_err err;
    const char *const runs[] = {run};
    make_run("scenarios/stress/slow-bleed.yaml");
    change("24h/summary.json", "\"limits\"", "\"limitz\"");
    ck_assert_int_eq(bl_shelf_open(&shelf, runs, 1, &err), BL_INPUT);
    ck_assert_ptr_nonnull(strstr(err.text, "24h/summary.json: limits: expected the list"));
    change("24h/summary.json", "\"limitz\"", "\"limits\"");
    change("24h/summary.json", "\"broken_at\"", "\"broken_to\"");
    ck_assert_int_eq(bl_shelf_open(&shelf, runs, 1, &err), BL_INPUT);
    change("24h/summary.json", "\"broken_to\"", "\"broken_at\"");
    change("24h/summary.json", "\"name\": \"max_drawdown\"", "\"name\": \"maxdrawdown2\"");
    ck_assert_int_eq(bl_shelf_open(&shelf, runs, 1, &err), BL_INPUT);
    clean_up();
}
END_TEST

START_TEST(the_stays_outside_the_band_are_those_the_metrics_count)
{
    make_run("scenarios/crash.yaml");
    open_shelf();
    for (size_t i = 0; i < shelf.len; i++) {
        const bl_metric *metrics = shelf.modes[i].metrics.items;
        const bl_stays *stays = &shelf.modes[i].metrics.stays;
        double above_ns = 0;
        double worst = 0;
        for (size_t k = 0; k < stays->len; k++) {
            const bl_stay *stay = &stays->items[k];
            ck_assert(k == 0 ||
                      stay->until_ns - stay->from_ns <= stay[-1].until_ns - stay[-1].from_ns);
            ck_assert(stay->from_ns <= stay->worst_ns && stay->worst_ns <= stay->until_ns);
            above_ns += (double)(stay->until_ns - stay->from_ns);
            worst = fmax(worst, fabs(stay->worst));
        }
        ck_assert_double_eq((double)stays->len, metrics[BL_METRIC_EXCURSIONS].value);
        ck_assert_int_eq(stays->items[0].from_ns, metrics[BL_METRIC_STAY_ABOVE_BAND_MAX].at_ns);
        ck_assert_double_eq_tol(worst, metrics[BL_METRIC_DRIFT_MAX].value, 1e-4);
        ck_assert_double_eq_tol(
            above_ns / (double)(shelf.modes[i].setup.end_ns - shelf.modes[i].setup.start_ns) * 100,
            metrics[BL_METRIC_TIME_ABOVE_BAND].value, 1e-3);
    }
    clean_up();
}
END_TEST

START_TEST(modes_stand_in_the_order_in_which_they_were_asked_for)
{
    const char *const asked[] = {"24h", "immediate", "4h"};
    modes = asked;
    make_run("scenarios/crash.yaml");
    modes = NULL;
    open_shelf();
    ck_assert_uint_eq(shelf.len, MODES);
    for (size_t i = 0; i < MODES; i++) {
        ck_assert_str_eq(shelf.modes[i].setup.mode.text, asked[i]);
    }
    clean_up();
}
END_TEST

START_TEST(a_changed_run_has_no_report)
{
    bl_err err;
    const char *const runs[] = {run};
    make_run("scenarios/crash.yaml");
    change("4h/series.csv", "sample", "simple");
    ck_assert_int_eq(bl_shelf_open(&shelf, runs, 1, &err), BL_INTEGRITY);
    clean_up();
}
END_TEST

START_TEST(a_run_of_another_version_is_refused_with_its_place)
{
    bl_err err;
    const char *const runs[] = {run};
    make_run("scenarios/crash.yaml");
    change("24h/summary.json", "\"leverage_mean\"", "\"leverage_mode\"");
    ck_assert_int_eq(bl_shelf_open(&shelf, runs, 1, &err), BL_INPUT);
    ck_assert_ptr_nonnull(strstr(err.text, "24h/summary.json: leverage_mean"));
    change("24h/summary.json", "\"leverage_mode\"", "\"leverage_mean\"");
    change("24h/manifest.json", "\"results_version\": 1", "\"results_version\": 9");
    ck_assert_int_eq(bl_shelf_open(&shelf, runs, 1, &err), BL_INPUT);
    ck_assert_ptr_nonnull(strstr(err.text, "results_version"));
    clean_up();
}
END_TEST

/* ---- the page */

/* <td data-metric="name">value: cells come mode by mode. */
START_TEST(every_number_of_the_page_is_that_of_the_summary)
{
    static const char mark[] = "<td data-metric=\"";
    size_t seen = 0;
    make_run("scenarios/crash.yaml");
    open_shelf();
    write_page();
    for (const char *at = strstr(page.text, mark); at; at = strstr(at, mark), seen++) {
        char name[80];
        char found[80];
        char expected[BL_METRICS_TEXT];
        const size_t name_len = strcspn(at += sizeof mark - 1, "\"");
        snprintf(name, sizeof name, "%.*s", (int)name_len, at);
        at += name_len + 2;
        snprintf(found, sizeof found, "%.*s", (int)strcspn(at, " <"), at);
        const bl_metric *metric =
            bl_metrics_find(shelf.modes[seen % shelf.len].summary.metrics, name);
        ck_assert_ptr_nonnull(metric);
        bl_metrics_print_value(metric, expected);
        ck_assert_msg(strcmp(found, expected) == 0, "%s: '%s', not '%s'", name, found, expected);
    }
    ck_assert_uint_gt(seen, 300);
    ck_assert_uint_eq(seen % shelf.len, 0);
    clean_up();
}
END_TEST

/* <td data-of="name" data-scale="x">value, digits in groups. */
START_TEST(every_rounded_number_is_the_one_of_the_summary_in_its_places)
{
    static const char mark[] = "<td data-of=\"";
    size_t seen = 0;
    make_run("scenarios/crash.yaml");
    open_shelf();
    write_page();
    for (const char *at = strstr(page.text, mark); at; at = strstr(at, mark), seen++) {
        char name[80];
        char digits[80];
        double scale = 0;
        size_t len = 0;
        const size_t name_len = strcspn(at += sizeof mark - 1, "\"");
        snprintf(name, sizeof name, "%.*s", (int)name_len, at);
        ck_assert_int_eq(sscanf(at + name_len, "\" data-scale=\"%lf\"", &scale), 1);
        for (at = strchr(at, '>') + 1; *at != '<' && len + 1 < sizeof digits; at++) {
            if (*at != ' ' || at[1] != '<') {
                digits[len] = *at;
                len += *at != ' ';
            }
        }
        digits[len] = '\0';
        const bl_metric *metric =
            bl_metrics_find(shelf.modes[seen % shelf.len].summary.metrics, name);
        ck_assert_ptr_nonnull(metric);
        const char *point = strchr(digits, '.');
        const double half = 0.5 * pow(10, point ? -(double)strlen(point + 1) : 0);
        if (metric->defined) {
            ck_assert_msg(fabs(atof(digits) - metric->value * scale) <= half + 1e-9, "%s: '%s'",
                          name, digits);
        } else {
            ck_assert_str_eq(digits, "-");
        }
    }
    ck_assert_uint_gt(seen, 200);
    ck_assert_uint_eq(seen % shelf.len, 0);
    clean_up();
}
END_TEST

static void expect_rows(const char *scenario)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    bl_summary columns[MODES];
    make_run(scenario);
    open_shelf();
    write_page();
    for (size_t i = 0; i < shelf.len; i++) {
        columns[i] = shelf.modes[i].summary;
    }
    const size_t len = bl_compare_rows_list(columns, shelf.len, rows);
    for (size_t r = 0; r < len; r++) {
        char head[160];
        bool says = false;
        for (size_t i = 0; i < shelf.len; i++) {
            const bl_compare_cell cell = bl_compare_rows_find_cell(&rows[r], columns, shelf.len, i);
            says = says || (cell.defined && (cell.value > 0 || cell.value < 0));
        }
        if (rows[r].kind == BL_COMPARE_METRIC && says) {
            snprintf(head, sizeof head, "<th scope=\"row\">%s", rows[r].label);
            const bool quoted = strchr(rows[r].label, '\'') != NULL;
            ck_assert_msg(quoted || strstr(page.text, head), "%s: %s", scenario, head);
        }
    }
    clean_up();
}

START_TEST(no_row_of_the_comparison_is_missing_from_the_page)
{
    expect_rows("scenarios/crash.yaml");
    expect_rows("scenarios/lending-loss.yaml");
    expect_rows("scenarios/hybrid.yaml");
}
END_TEST

START_TEST(a_link_from_a_row_leads_to_a_figure_that_is_there)
{
    size_t links = 0;
    make_run("scenarios/crash.yaml");
    open_shelf();
    write_page();
    for (const char *at = strstr(page.text, "<a href=\"#"); at; at = strstr(at, "<a href=\"#")) {
        char id[100];
        char target[120];
        at += strlen("<a href=\"#");
        snprintf(id, sizeof id, "%.*s", (int)strcspn(at, "\""), at);
        snprintf(target, sizeof target, "id=\"%s\"", id);
        ck_assert_msg(strstr(page.text, target), "%s", id);
        links += strncmp(at + strlen(id) + 1, " data-at=", 9) == 0;
    }
    ck_assert_uint_gt(links, 40);
    clean_up();
}
END_TEST

static void expect_sums(const char *open, const char *close)
{
    size_t seen = 0;
    for (const char *at = strstr(page.text, open); at; at = strstr(at, open), seen++) {
        char sum[BL_BASE64_SUM];
        at += strlen(open);
        const char *end = strstr(at, close);
        bl_base64_print_sum(at, (size_t)(end - at), sum);
        const char *found = strstr(page.text, sum);
        ck_assert_ptr_nonnull(found);
        ck_assert(found < strstr(page.text, "<title>"));
    }
    ck_assert_uint_gt(seen, 0);
}

START_TEST(the_policy_names_every_script_and_style_and_lets_nothing_else_in)
{
    make_run("scenarios/crash.yaml");
    open_shelf();
    write_page();
    expect_sums("<style>", "</style>");
    expect_sums("<script>", "</script>");
    ck_assert_ptr_nonnull(strstr(page.text, "default-src 'none'; base-uri 'none'"));
    ck_assert_ptr_null(strstr(page.text, "unsafe"));
    ck_assert_ptr_null(strstr(page.text, " style=\""));
    ck_assert_ptr_null(strstr(page.text, "src=\"http"));
    ck_assert_ptr_null(strstr(page.text, "href=\"http"));
    ck_assert_ptr_null(strstr(page.text, " onclick"));
    clean_up();
}
END_TEST

START_TEST(a_suite_is_a_matrix_with_what_did_not_hold_and_the_worst_first)
{
    bl_err err;
    json_t *stress = json_pack(
        "{s:s, s:i, s:i, s:[{s:s, s:s, s:s, s:b, s:[{s:s, s:s, s:i, s:f, s:f, s:[{s:s, s:b, s:s}]},"
        " {s:s, s:s, s:i, s:f, s:f, s:[]}]}, {s:s, s:s, s:n, s:b, s:[]}]}",
        "suite", "s<uite", "passed", 1, "failed", 1, "scenarios", "name", "halves", "path",
        "s/halves.yaml", "stands_for", "a <day>", "refused", false, "modes", "mode", "4h", "result",
        "fail", "trips", 2, "pnl", -12345.678, "max_drawdown", -10.5, "expect", "text",
        "{never: x}", "passed", false, "seen", "leverage 3", "mode", "24h", "result", "ok", "trips",
        0, "pnl", 0.0, "max_drawdown", -20.25, "expect", "name", "other", "path", "s/other.yaml",
        "stands_for", "refused", true, "modes");
    ck_assert_ptr_nonnull(stress);
    make_run("scenarios/crash.yaml");
    open_shelf();
    const bl_report_input input = {.modes = shelf.modes, .len = shelf.len, .stress = stress};
    page = (bl_html){0};
    ck_assert_int_eq(bl_report_write(&input, &page, &err), BL_OK);
    ck_assert_ptr_nonnull(strstr(page.text, "<b>1 of 2 scenarios pass.</b> Suite <code>s&lt;uite"));
    ck_assert_ptr_nonnull(strstr(page.text, "a &lt;day&gt;</td><td class=\"broken\">FAIL</td>"
                                            "<td class=\"kept\">ok</td></tr>"));
    ck_assert_ptr_nonnull(strstr(page.text, "<td>refused</td><td>refused</td>"));
    ck_assert_ptr_nonnull(strstr(page.text, "{never: x}</td><td class=\"left\">leverage 3"));
    const char *worst = strstr(page.text, "largest drawdowns</span>");
    ck_assert_ptr_nonnull(worst);
    ck_assert(strstr(worst, "<td>-20.25</td>") <
              strstr(worst, "<td>-10.50</td><td>-12 345.68</td>"));
    json_decref(stress);
    clean_up();
}
END_TEST

START_TEST(two_pages_have_the_same_bytes)
{
    make_run("scenarios/crash.yaml");
    open_shelf();
    write_page();
    bl_html first = page;
    write_page();
    ck_assert_uint_eq(first.len, page.len);
    ck_assert_mem_eq(first.text, page.text, page.len);
    bl_html_close(&first);
    clean_up();
}
END_TEST

START_TEST(hostile_names_are_text_in_the_page_and_the_tables)
{
    bl_html markdown = {0};
    make_run("scenarios/crash.yaml");
    open_shelf();
    shelf.modes[1].setup.mode.text = HOSTILE "|*_`[x]";
    for (size_t i = 0; i < shelf.len; i++) {
        shelf.modes[i].summary.scenario = HOSTILE;
    }
    write_page();
    ck_assert_ptr_null(strstr(page.text, "<img"));
    ck_assert_uint_gt(count(page.text, "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"), 10);
    ck_assert_uint_eq(count(page.text, "<script"), count(page.text, "</script>"));
    const bl_summary columns[] = {shelf.modes[0].summary, shelf.modes[1].summary};
    ck_assert(bl_report_write_markdown(columns, 2, &markdown));
    ck_assert_uint_eq(count(markdown.text, "<img"), count(markdown.text, "\\<img"));
    ck_assert_ptr_nonnull(strstr(markdown.text, "\\|\\*\\_\\`\\[x\\]"));
    bl_html_close(&markdown);
    clean_up();
}
END_TEST

START_TEST(a_page_without_pictures_says_so_and_opens_its_tables)
{
    make_run("scenarios/crash.yaml");
    open_shelf();
    write_page();
    ck_assert_ptr_nonnull(strstr(page.text, "no pictures of the time charts"));
    ck_assert_ptr_nonnull(strstr(page.text, "<details open><summary>Table for figure 1"));
    clean_up();
}
END_TEST

START_TEST(a_lending_vault_has_a_part_for_the_lock_and_none_for_leverage)
{
    make_run("scenarios/lending-calm.yaml");
    open_shelf();
    write_page();
    ck_assert_ptr_nonnull(strstr(page.text, "<h2 id=\"lock\">"));
    ck_assert_ptr_null(strstr(page.text, "<h2 id=\"leverage\">"));
    clean_up();
}
END_TEST

/* ---- charts */

START_TEST(charts_agree_with_the_metrics)
{
    bl_timeline leverage;
    bl_timeline cost;
    make_run("scenarios/crash.yaml");
    open_shelf();
    ck_assert(bl_timeline_gather(BL_TIMELINE_LEVERAGE, shelf.modes, shelf.len, &leverage));
    ck_assert(bl_timeline_gather(BL_TIMELINE_COST, shelf.modes, shelf.len, &cost));
    for (size_t i = 0; i < shelf.len; i++) {
        const bl_metric *metrics = shelf.modes[i].metrics.items;
        ck_assert_double_eq_tol(leverage.curves[i].high, metrics[BL_METRIC_LEVERAGE_MAX].value,
                                1e-6);
        ck_assert_double_eq_tol(leverage.curves[i].low, metrics[BL_METRIC_LEVERAGE_MIN].value,
                                1e-6);
        ck_assert_double_eq_tol(leverage.curves[i].last, metrics[BL_METRIC_LEVERAGE_END].value,
                                1e-6);
        ck_assert_double_eq_tol(
            cost.curves[i].last,
            metrics[BL_METRIC_COST_FEES].value + metrics[BL_METRIC_COST_SLIPPAGE].value, 1e-3);
        ck_assert_double_eq(cost.curves[i].at[cost.ticks_len - 1], cost.curves[i].last);
    }
    bl_timeline_close(&leverage);
    bl_timeline_close(&cost);
    clean_up();
}
END_TEST

/* ---- tables */

START_TEST(an_exported_table_has_the_cells_of_the_run)
{
    bool out_of_memory = false;
    char *text = NULL;
    size_t len;
    make_run("scenarios/crash.yaml");
    open_shelf();
    for (int t = 0; t < BL_EXPORT_TABLES; t++) {
        char name[32];
        size_t file_len;
        const bl_export export = {.modes = &shelf.modes[1],
                                  .len = 1,
                                  .table = (bl_export_table)t,
                                  .out_of_memory = &out_of_memory};
        FILE *out = open_memstream(&text, &len);
        bl_export_write(out, &export);
        fclose(out);
        snprintf(name, sizeof name, "4h/%s.csv", bl_export_table_names[t]);
        char *file = bl_sample_run_read_file(run, name, &file_len);
        const char *at = text;
        const char *mode = "mode,";
        for (const char *line = file; *line != '\0'; mode = "4h,") {
            const size_t line_len = strcspn(line, "\n") + 1;
            ck_assert_mem_eq(at, mode, strlen(mode));
            at += strlen(mode);
            ck_assert_mem_eq(at, line, line_len);
            at += line_len;
            line += line_len;
        }
        ck_assert_int_eq(*at, '\0');
        free(file);
        free(text);
    }
    clean_up();
}
END_TEST

START_TEST(a_line_of_json_has_every_digit_and_null_for_what_is_empty)
{
    bool out_of_memory = false;
    char *text = NULL;
    size_t len;
    size_t lines = 0;
    make_run("scenarios/crash.yaml");
    open_shelf();
    const bl_export export = {.modes = shelf.modes,
                              .len = shelf.len,
                              .format = BL_EXPORT_JSON,
                              .out_of_memory = &out_of_memory};
    FILE *out = open_memstream(&text, &len);
    bl_export_write(out, &export);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "\"share_price\":1.000000000000,"));
    for (char *line = text; *line != '\0'; lines++) {
        char *end = strchr(line, '\n');
        *end = '\0';
        json_t *parsed = json_loads(line, 0, NULL);
        ck_assert_ptr_nonnull(parsed);
        ck_assert(json_is_null(json_object_get(parsed, "locked")));
        ck_assert(json_is_string(json_object_get(parsed, "time_ns")));
        json_decref(parsed);
        line = end + 1;
    }
    ck_assert_uint_eq(lines, bl_export_count(&export));
    free(text);
    clean_up();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_run_read_back_writes_the_same_summary,
        a_run_read_back_is_judged_as_it_was_when_it_ran,
        between_runs_of_different_worlds_nothing_is_decided,
        a_summary_without_its_limits_is_refused,
        the_stays_outside_the_band_are_those_the_metrics_count,
        modes_stand_in_the_order_in_which_they_were_asked_for,
        a_changed_run_has_no_report,
        a_run_of_another_version_is_refused_with_its_place,
        every_number_of_the_page_is_that_of_the_summary,
        every_rounded_number_is_the_one_of_the_summary_in_its_places,
        no_row_of_the_comparison_is_missing_from_the_page,
        a_link_from_a_row_leads_to_a_figure_that_is_there,
        the_policy_names_every_script_and_style_and_lets_nothing_else_in,
        a_suite_is_a_matrix_with_what_did_not_hold_and_the_worst_first,
        two_pages_have_the_same_bytes,
        hostile_names_are_text_in_the_page_and_the_tables,
        a_page_without_pictures_says_so_and_opens_its_tables,
        a_lending_vault_has_a_part_for_the_lock_and_none_for_leverage,
        charts_agree_with_the_metrics,
        an_exported_table_has_the_cells_of_the_run,
        a_line_of_json_has_every_digit_and_null_for_what_is_empty,
        NULL,
    };
    return suite_run("report", tests);
}
