/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stress.c - the matrix of a suite, as text and as JSON.
 */
#include "stress.h"

#include <stdio.h>
#include <string.h>

#include "../reports/json.h"
#include "../reports/wrap.h"
#include "answer.h"

enum { COLUMNS_MAX = 64, COLUMN_MIN = 6, GAP = 2 };

bl_stress_cell bl_stress_judge(const bl_stress_row *row, const bl_stress_run *run)
{
    if (run == NULL) {
        return BL_STRESS_ABSENT;
    }
    if (run->failed > 0 || row->expects_len == 0) {
        return BL_STRESS_FAIL;
    }
    return run->asked > 0 ? BL_STRESS_OK : BL_STRESS_NOTHING;
}

/* An expectation that is about none of the modes that ran was not looked at; a scenario of such
 * ones alone says nothing. */
bool bl_stress_passes(const bl_stress_row *row)
{
    size_t good = 0;
    for (size_t i = 0; i < row->runs_len; i++) {
        const bl_stress_cell cell = bl_stress_judge(row, &row->runs[i]);
        if (cell == BL_STRESS_FAIL) {
            return false;
        }
        good += cell == BL_STRESS_OK ? 1 : 0;
    }
    return good > 0;
}

/* ---- text */

typedef struct {
    const char *modes[COLUMNS_MAX];
    int widths[COLUMNS_MAX];
    size_t len;
    size_t left_out; /* runs of modes beyond those */
    int name_width, mode_width;
} columns;

static const bl_stress_run *find_run(const bl_stress_row *row, const char *mode)
{
    for (size_t i = 0; i < row->runs_len; i++) {
        if (strcmp(row->runs[i].mode, mode) == 0) {
            return &row->runs[i];
        }
    }
    return NULL;
}

static void add_column(columns *found, const char *mode)
{
    const int len = (int)strlen(mode);
    found->mode_width = len > found->mode_width ? len : found->mode_width;
    for (size_t i = 0; i < found->len; i++) {
        if (strcmp(found->modes[i], mode) == 0) {
            return;
        }
    }
    found->left_out += found->len == COLUMNS_MAX ? 1 : 0;
    if (found->len < COLUMNS_MAX) {
        found->widths[found->len] = (len > COLUMN_MIN ? len : COLUMN_MIN) + GAP;
        found->modes[found->len++] = mode;
    }
}

static columns find_columns(const bl_stress *stress)
{
    columns found = {.name_width = 8, .mode_width = 16};
    for (size_t i = 0; i < stress->rows_len; i++) {
        const bl_stress_row *row = &stress->rows[i];
        const int len = (int)strlen(row->name);
        found.name_width = len > found.name_width ? len : found.name_width;
        for (size_t k = 0; k < row->runs_len; k++) {
            add_column(&found, row->runs[k].mode);
        }
    }
    return found;
}

static const char *cell_text(const bl_stress_row *row, const char *mode)
{
    static const char *const texts[] = {"-", "n/a", "ok", "FAIL"};
    return texts[bl_stress_judge(row, find_run(row, mode))];
}

/* As many columns as a line holds, from `first` on; the first that did not fit. */
static size_t print_block(const bl_stress *stress, const columns *c, size_t first)
{
    size_t end = first;
    int width = c->name_width;
    while (end < c->len && (end == first || width + c->widths[end] <= BL_WRAP_WIDTH)) {
        width += c->widths[end++];
    }
    printf("%-*s", c->name_width, "");
    for (size_t k = first; k < end; k++) {
        printf("%*s", c->widths[k], c->modes[k]);
    }
    fputc('\n', stdout);
    for (size_t i = 0; i < stress->rows_len; i++) {
        const bl_stress_row *row = &stress->rows[i];
        printf("%-*s", c->name_width, row->name);
        for (size_t k = first; k < end; k++) {
            printf("%*s", c->widths[k],
                   row->runs_len > 0 ? cell_text(row, c->modes[k]) : "refused");
        }
        fputc('\n', stdout);
    }
    return end;
}

/* Scenario, mode, horizon, result, price, drawdown, drift, headroom, trips, verdict. */
static void print_table(const bl_stress *stress, const columns *c)
{
    printf("%-*s  %-*s%6s%10s%9s%11s%9s%11s%7s\n", c->name_width, "", c->mode_width, "mode",
           "days", "P&L", "price %", "drawdown %", "drift %", "headroom %", "trips");
    for (size_t i = 0; i < stress->rows_len; i++) {
        const bl_stress_row *row = &stress->rows[i];
        for (size_t k = 0; k < row->runs_len; k++) {
            const bl_stress_run *run = &row->runs[k];
            printf("%-*s  %-*s", c->name_width, k == 0 ? row->name : "", c->mode_width, run->mode);
            bl_answer_print_number(run->days, 1, 6);
            bl_answer_print_number(run->pnl, 0, 10);
            bl_answer_print_number(run->twr, 2, 9);
            bl_answer_print_number(run->drawdown, 2, 11);
            bl_answer_print_number(run->drift, 2, 9);
            bl_answer_print_number(run->headroom, 2, 11);
            printf("%7llu  %s\n", (unsigned long long)run->trips, cell_text(row, run->mode));
        }
    }
    fputc('\n', stdout);
}

static void print_failures(const bl_stress_row *row)
{
    if (row->expects_len == 0 && row->runs_len > 0) {
        printf("  %s: expects nothing\n", row->path);
    }
    for (size_t k = 0; k < row->runs_len; k++) {
        for (size_t i = 0; i < row->expects_len; i++) {
            const bl_judge_verdict *verdict = &row->runs[k].verdicts[i];
            if (verdict->applies && !verdict->passed) {
                bl_answer_print_failure(&row->expects[i], verdict, row->runs[k].mode);
            }
        }
    }
}

void bl_stress_print(const bl_stress *stress, bool table)
{
    const columns found = find_columns(stress);
    size_t good = 0;
    for (size_t first = 0; first < found.len;) {
        first = print_block(stress, &found, first);
        fputc('\n', stdout);
    }
    if (found.left_out > 0) {
        printf("Runs of modes beyond the first %d, not shown above: %zu.\n\n", COLUMNS_MAX,
               found.left_out);
    }
    if (table) {
        print_table(stress, &found);
    }
    for (size_t i = 0; i < stress->rows_len; i++) {
        good += bl_stress_passes(&stress->rows[i]) ? 1 : 0;
    }
    if (good < stress->rows_len) {
        puts("Did not hold:");
        for (size_t i = 0; i < stress->rows_len; i++) {
            print_failures(&stress->rows[i]);
        }
        fputc('\n', stdout);
    }
    for (size_t i = 0; i < stress->rows_len; i++) {
        const bl_stress_row *row = &stress->rows[i];
        char head[128];
        snprintf(head, sizeof head, "%.100s:", row->name);
        if (row->stands_for != NULL) {
            bl_wrap_print(stdout, head, row->stands_for, 2);
        }
    }
    printf("\n%zu of %zu scenarios pass.\n", good, stress->rows_len);
}

/* ---- JSON */

static json_t *pack_expectation(const bl_expect *expect, const bl_judge_verdict *verdict)
{
    json_t *at =
        verdict->at_ns != BL_METRICS_NO_TIME ? bl_json_make_time(verdict->at_ns) : json_null();
    return json_pack("{s:o, s:I, s:b, s:s, s:o}", "text", bl_json_make_text(expect->text), "line",
                     (json_int_t)expect->line, "passed", (int)verdict->passed, "seen",
                     verdict->seen, "at", at);
}

static json_t *pack_run(const bl_stress_row *row, const bl_stress_run *run)
{
    json_t *list = json_array();
    int failed = 0;
    for (size_t i = 0; i < row->expects_len; i++) {
        if (run->verdicts[i].applies) {
            failed |=
                json_array_append_new(list, pack_expectation(&row->expects[i], &run->verdicts[i]));
        }
    }
    if (failed) {
        json_decref(list);
        return NULL;
    }
    const bl_stress_cell cell = bl_stress_judge(row, run);
    return json_pack(
        "{s:o, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "mode",
        bl_json_make_text(run->mode), "result",
        cell == BL_STRESS_FAIL ? "fail" : (cell == BL_STRESS_OK ? "ok" : "n/a"), "trips",
        (json_int_t)run->trips, "days", bl_json_make_number(run->days, 6), "pnl",
        bl_json_make_number(run->pnl, 6), "twr", bl_json_make_number(run->twr, 4), "max_drawdown",
        bl_json_make_number(run->drawdown, 4), "drift_max", bl_json_make_number(run->drift, 4),
        "margin_headroom_min", bl_json_make_number(run->headroom, 4), "expect", list);
}

static json_t *pack_row(const bl_stress_row *row)
{
    json_t *runs = json_array();
    int failed = 0;
    for (size_t i = 0; i < row->runs_len; i++) {
        failed |= json_array_append_new(runs, pack_run(row, &row->runs[i]));
    }
    if (failed) {
        json_decref(runs);
        return NULL;
    }
    return json_pack("{s:o, s:o, s:o, s:b, s:b, s:o}", "name", bl_json_make_text(row->name), "path",
                     bl_json_make_text(row->path), "stands_for",
                     row->stands_for != NULL ? bl_json_make_text(row->stands_for) : json_null(),
                     "passed", (int)bl_stress_passes(row), "refused", (int)(row->runs_len == 0),
                     "modes", runs);
}

bool bl_stress_write_json(const bl_stress *stress, bl_err *err)
{
    json_t *rows = json_array();
    size_t good = 0;
    int failed = 0;
    for (size_t i = 0; i < stress->rows_len; i++) {
        good += bl_stress_passes(&stress->rows[i]) ? 1 : 0;
        failed |= json_array_append_new(rows, pack_row(&stress->rows[i]));
    }
    if (failed) {
        json_decref(rows);
        return bl_json_write(NULL, stdout, err);
    }
    json_t *root = json_pack("{s:s, s:o, s:I, s:I, s:o}", "schema", "ballast.stress/1", "suite",
                             bl_json_make_text(stress->suite), "passed", (json_int_t)good, "failed",
                             (json_int_t)(stress->rows_len - good), "scenarios", rows);
    return bl_json_write(root, stdout, err);
}
