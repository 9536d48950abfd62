/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_stress.c - what `ballast stress --json` said, as a part of the page: scenarios and modes,
 * what did not hold, the worst cases, and the command that repeats one.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report_part.h"

enum { MODES_MAX = 32, WORST = 10, FAILED_LISTED = 40 };

typedef struct {
    const char *names[MODES_MAX]; /* of all scenarios, in the order they are met */
    size_t len;
} mode_list;

typedef struct {
    const json_t *scenario, *run;
    double drawdown; /* below 0 */
} worst_case;

static json_t *scenarios_of(const bl_report_page *page)
{
    return json_object_get(page->in->stress, "scenarios");
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static bool has(const mode_list *list, const char *name)
{
    for (size_t i = 0; i < list->len; i++) {
        if (strcmp(list->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static mode_list list_modes(const bl_report_page *page)
{
    mode_list list = {.len = 0};
    json_t *scenario;
    json_t *run;
    size_t i;
    size_t k;
    json_array_foreach(scenarios_of(page), i, scenario)
    {
        json_array_foreach(json_object_get(scenario, "modes"), k, run)
        {
            const char *name = bl_stored_word(run, "mode");
            if (list.len < MODES_MAX && !has(&list, name)) {
                list.names[list.len++] = name;
            }
        }
    }
    return list;
}

/* ---- the matrix */

static const json_t *find_run(const json_t *scenario, const char *mode)
{
    json_t *run;
    size_t i;
    json_array_foreach(json_object_get(scenario, "modes"), i, run)
    {
        if (strcmp(bl_stored_word(run, "mode"), mode) == 0) {
            return run;
        }
    }
    return NULL;
}

static void put_result(bl_report_page *page, const char *result)
{
    if (strcmp(result, "fail") == 0) {
        bl_html_add(page->html, "<td class=\"broken\">FAIL</td>");
        return;
    }
    bl_html_add(page->html, strcmp(result, "ok") == 0 ? "<td class=\"kept\">" : "<td>");
    bl_html_put_text(page->html, result);
    bl_html_add(page->html, "</td>");
}

static void put_matrix(bl_report_page *page)
{
    const mode_list list = list_modes(page);
    const char *heads[MODES_MAX + 3] = {"<Scenario", "<Stands for"};
    json_t *scenario;
    size_t i;
    for (size_t k = 0; k < list.len; k++) {
        heads[2 + k] = list.names[k];
    }
    bl_report_open_list(page, "ok: all that is expected of the mode holds; FAIL: something does "
                              "not; n/a: nothing is expected; -: the scenario lacks the mode");
    bl_report_put_heads(page, heads);
    json_array_foreach(scenarios_of(page), i, scenario)
    {
        const bool refused = json_is_true(json_object_get(scenario, "refused"));
        bl_report_put_row_head(page, bl_stored_word(scenario, "name"));
        bl_report_put_cell(page, bl_stored_word(scenario, "stands_for"), true);
        for (size_t k = 0; k < list.len; k++) {
            const json_t *run = find_run(scenario, list.names[k]);
            put_result(page, refused ? "refused" : run ? bl_stored_word(run, "result") : "-");
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

/* ---- what did not hold */

/* The last scenario stands for all of them: its path, with the mode to be filled in. */
static void put_repeat(bl_report_page *page)
{
    const json_t *all = scenarios_of(page);
    const json_t *one = json_array_get(all, json_array_size(all) - 1);
    bl_html_add(page->html, "<p>To repeat a row, its scenario and mode, here with the last: <code>"
                            "ballast run ");
    bl_report_put_shell_word(page->html, bl_stored_word(one, "path"));
    bl_html_add(page->html, " --mode MODE</code>, with the <code>--set</code> and <code>--severity"
                            "</code> that the suite was given.</p>\n");
}

static size_t list_failed(bl_report_page *page, const json_t *scenario, const json_t *run,
                          size_t len, bool puts)
{
    json_t *expect;
    size_t i;
    json_array_foreach(json_object_get(run, "expect"), i, expect)
    {
        if (json_is_true(json_object_get(expect, "passed")) || len++ >= FAILED_LISTED || !puts) {
            continue;
        }
        bl_report_put_row_head(page, bl_stored_word(scenario, "name"));
        bl_report_put_cell(page, bl_stored_word(run, "mode"), true);
        bl_report_put_cell(page, bl_stored_word(expect, "text"), true);
        bl_report_put_cell(page, bl_stored_word(expect, "seen"), true);
        bl_report_put_cell(page, bl_stored_word(expect, "at"), false);
        bl_html_add(page->html, "</tr>\n");
    }
    return len;
}

static size_t walk_failed(bl_report_page *page, bool puts)
{
    size_t len = 0;
    size_t i;
    size_t k;
    json_t *scenario;
    json_t *run;
    json_array_foreach(scenarios_of(page), i, scenario)
    {
        json_array_foreach(json_object_get(scenario, "modes"), k, run)
        {
            len = list_failed(page, scenario, run, len, puts);
        }
    }
    return len;
}

static void put_failed(bl_report_page *page)
{
    const size_t len = walk_failed(page, false);
    if (len == 0) {
        return;
    }
    bl_report_open_list(page, len > FAILED_LISTED ? "What did not hold: the first 40"
                                                  : "What did not hold");
    bl_report_put_heads(
        page, (const char *const[]){"<Scenario", "<Mode", "<Expected", "<Seen", "At", NULL});
    walk_failed(page, true);
    bl_report_close_table(page);
}

/* ---- the worst cases */

static size_t insert(worst_case *worst, size_t len, worst_case it)
{
    size_t at = len < WORST ? len : WORST;
    for (; at > 0 && worst[at - 1].drawdown > it.drawdown; at--) {
        if (at < WORST) {
            worst[at] = worst[at - 1];
        }
    }
    if (at < WORST) {
        worst[at] = it;
    }
    return len < WORST ? len + 1 : WORST;
}

static size_t find_worst(const bl_report_page *page, worst_case worst[WORST])
{
    size_t len = 0;
    size_t i;
    size_t k;
    json_t *scenario;
    json_t *run;
    json_array_foreach(scenarios_of(page), i, scenario)
    {
        json_array_foreach(json_object_get(scenario, "modes"), k, run)
        {
            const double drawdown = number_of(run, "max_drawdown");
            if (isfinite(drawdown)) {
                len = insert(worst, len, (worst_case){scenario, run, drawdown});
            }
        }
    }
    return len;
}

static void put_worst(bl_report_page *page)
{
    worst_case worst[WORST];
    const size_t len = find_worst(page, worst);
    if (len == 0) {
        return;
    }
    bl_report_open_list(page, "The runs with the largest drawdowns");
    bl_report_put_heads(page, (const char *const[]){"<Scenario", "<Mode", "Drawdown, %",
                                                    "Result, asset units", "Largest drift, %",
                                                    "Least headroom, %", "Trips", NULL});
    for (size_t i = 0; i < len; i++) {
        const json_t *run = worst[i].run;
        bl_report_put_row_head(page, bl_stored_word(worst[i].scenario, "name"));
        bl_report_put_cell(page, bl_stored_word(run, "mode"), true);
        bl_report_put_number(page, worst[i].drawdown, 2);
        bl_report_put_number(page, number_of(run, "pnl"), 2);
        bl_report_put_number(page, number_of(run, "drift_max"), 2);
        bl_report_put_number(page, number_of(run, "margin_headroom_min"), 2);
        bl_report_put_number(page, number_of(run, "trips"), 0);
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

bool bl_report_stress_applies(const bl_report_page *page)
{
    return page->in->stress;
}

bl_status bl_report_stress_write(bl_report_page *page)
{
    const double passed = number_of(page->in->stress, "passed");
    const double failed = number_of(page->in->stress, "failed");
    bl_html_print(page->html,
                  "<p class=\"verdict %s\"><b>%.0f of %.0f scenario%s pass%s.</b> Suite <code>",
                  failed > 0 ? "broken" : "kept", passed, passed + failed,
                  passed + failed > 1 ? "s" : "", passed + failed > 1 ? "" : "es");
    bl_html_put_text(page->html, bl_stored_word(page->in->stress, "suite"));
    bl_html_add(page->html, "</code>, replayed apart from the runs of this page: a scenario passes "
                            "where all that it expects of its modes holds.</p>\n");
    put_matrix(page);
    put_failed(page);
    put_worst(page);
    put_repeat(page);
    return BL_OK;
}
