/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare.c - prints the comparison as a table of 100 characters, three modes wide, and as JSON.
 */
#include "compare.h"

#include "../data/timestamp.h"
#include "compare_rows.h"
#include "json.h"
#include "wrap.h"

#include <string.h>

enum { LABEL_WIDTH = 37, COLUMN_WIDTH = 21, BLOCK_COLUMNS = 3, BEYOND_MAX = 9 };

/* Characters of UTF-8 text, as far as a terminal gives each one place. */
static int count_places(const char *text)
{
    int places = 0;
    for (; *text != '\0'; text++) {
        places += ((unsigned char)*text & 0xC0U) != 0x80U;
    }
    return places;
}

/* Text at the right of a column; what is too long for it is cut. */
static void print_right(FILE *out, const char *text, int width)
{
    const int places = count_places(text);
    if (places > width - 1) {
        fprintf(out, " %.*s~", width - 2, text);
    } else {
        fprintf(out, "%*s%s", width - places, "", text);
    }
}

/* How many places the label takes of the column after it. */
static int print_label(FILE *out, const bl_compare_row *row, const char *asset)
{
    char label[BL_COMPARE_TEXT] = "";
    const char *unit = row->unit && strcmp(row->unit, "q") == 0 ? asset : row->unit;
    size_t len = 0;
    for (const char *from = row->label; *from != '\0' && len + 1 < sizeof label; from++) {
        label[len++] = *from == '_' ? ' ' : *from;
    }
    const int room = (int)(sizeof label - len);
    if (row->reason) {
        snprintf(label + len, (size_t)room, ": %s", row->reason);
    } else if (unit) {
        snprintf(label + len, (size_t)room, ", %s", unit);
    }
    const int places = count_places(label);
    const int left = LABEL_WIDTH - 2 - places;
    fprintf(out, "  %s%*s", label, left > 0 ? left : 0, "");
    return left >= 0 ? 0 : left < -BEYOND_MAX ? BEYOND_MAX : -left;
}

/* A row without a value in any column only stands in the list below the table. */
static bool has_value(const bl_compare_row *row, const bl_summary *columns, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bl_compare_rows_find_cell(row, columns, len, i).defined) {
            return true;
        }
    }
    return false;
}

static void print_row(FILE *out, const bl_compare_row *row, const bl_summary *columns, size_t len,
                      size_t first, const char *asset)
{
    if (row->kind == BL_COMPARE_GROUP) {
        fprintf(out, "\n%s\n", row->label);
        return;
    }
    if (!has_value(row, columns, len)) {
        return;
    }
    int beyond = print_label(out, row, asset);
    for (size_t i = first; i < len && i < first + BLOCK_COLUMNS; i++) {
        char text[BL_COMPARE_TEXT];
        const bl_compare_cell cell = bl_compare_rows_find_cell(row, columns, len, i);
        bl_compare_rows_print_cell(&cell, text);
        print_right(out, text, COLUMN_WIDTH - beyond);
        beyond = 0;
    }
    fputc('\n', out);
}

static void print_block(FILE *out, const bl_compare_row *rows, size_t rows_len,
                        const bl_summary *columns, size_t len, size_t first, const char *asset)
{
    fprintf(out, "\n%*s", LABEL_WIDTH, "");
    for (size_t i = first; i < len && i < first + BLOCK_COLUMNS; i++) {
        print_right(out, columns[i].log->setup->mode.text, COLUMN_WIDTH);
    }
    fputc('\n', out);
    for (size_t i = 0; i < rows_len; i++) {
        print_row(out, &rows[i], columns, len, first, asset);
    }
}

bool bl_compare_have_one_band(const bl_summary *columns, size_t len)
{
    size_t same = 0;
    while (same < len && columns[same].options->band_ppb == columns[0].options->band_ppb) {
        same++;
    }
    return same == len;
}

/* One band where all columns have it, else one for each: reports set runs beside each other. */
static void print_bands(FILE *out, const bl_summary *columns, size_t len)
{
    const size_t shown = bl_compare_have_one_band(columns, len) ? 1 : len;
    fputs(shown == 1 ? "band" : "bands, column by column:", out);
    for (size_t i = 0; i < shown; i++) {
        const bl_metric band = {
            .defined = true, .places = 1, .value = (double)columns[i].options->band_ppb / 1e7};
        char text[BL_METRICS_TEXT];
        bl_metrics_print_value(&band, text);
        fprintf(out, "%s +-%s %%", i > 0 ? "," : "", text);
    }
    fputs(" of the target leverage\n", out);
}

static void print_title(FILE *out, const bl_summary *columns, size_t len)
{
    const bl_summary *column = &columns[0];
    const bl_setup *setup = column->log->setup;
    const bl_metric days = {.defined = true,
                            .places = 1,
                            .value =
                                (double)(setup->end_ns - setup->start_ns) / (double)BL_NS_PER_DAY};
    char start[BL_TIMESTAMP_TEXT];
    char end[BL_TIMESTAMP_TEXT];
    char days_text[BL_METRICS_TEXT];
    bl_metrics_print_value(&days, days_text);
    fprintf(out, "%s\n%.*s to %.*s, %s days\n", column->scenario,
            (int)bl_timestamp_print(setup->start_ns, start), start,
            (int)bl_timestamp_print(setup->end_ns, end), end, days_text);
    if (setup->instruments_len > 0) {
        print_bands(out, columns, len);
    }
    if (setup->accounting == BL_ACCOUNTING_REPORTED && setup->pool.unlock) {
        fprintf(out, "profit unlocks by %s\n", setup->pool.unlock->info.name);
    }
}

static const char *find_gap(const bl_compare_row *row, const bl_summary *columns, size_t len)
{
    for (size_t i = 0; i < len && row->kind != BL_COMPARE_GROUP; i++) {
        const bl_compare_cell cell = bl_compare_rows_find_cell(row, columns, len, i);
        if (!cell.defined) {
            return cell.why_null;
        }
    }
    return NULL;
}

/* What "-" means, row by row. */
static void print_gaps(FILE *out, const bl_compare_row *rows, size_t rows_len,
                       const bl_summary *columns, size_t len)
{
    char text[BL_COMPARE_VERDICT * 2];
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < rows_len && at < sizeof text - BL_COMPARE_TEXT; i++) {
        const char *why = find_gap(&rows[i], columns, len);
        if (why) {
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s (%s)", at > 0 ? ", " : "",
                                   rows[i].label, why);
        }
    }
    if (at > 0) {
        bl_wrap_print(out, "\nUndefined:", text, 2);
    }
}

static void print_verdicts(FILE *out, const bl_summary *columns, size_t len)
{
    char text[BL_COMPARE_VERDICT];
    fputc('\n', out);
    for (size_t i = 0; i < len; i++) {
        char head[BL_COMPARE_TEXT];
        snprintf(head, sizeof head, "%.64s:", columns[i].log->setup->mode.text);
        bl_compare_verdict_write(&columns[i], text);
        bl_wrap_print(out, head, text, 2);
    }
    bl_compare_verdict_write_best(columns, len, text);
    if (text[0] == '\0') {
        return;
    }
    fputc('\n', out);
    bl_wrap_print(out, "", text, 0);
    bl_compare_verdict_write_decision(columns, len, text);
    if (text[0] != '\0') {
        bl_wrap_print(out, "", text, 0);
    }
}

bool bl_compare_print(const bl_summary *columns, size_t len, const char *asset, FILE *out,
                      bl_err *err)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    const size_t rows_len = bl_compare_rows_list(columns, len, rows);
    if (len == 0) {
        return true;
    }
    print_title(out, columns, len);
    for (size_t first = 0; first < len; first += BLOCK_COLUMNS) {
        print_block(out, rows, rows_len, columns, len, first, asset ? asset : "asset units");
    }
    print_gaps(out, rows, rows_len, columns, len);
    print_verdicts(out, columns, len);
    if (!ferror(out)) {
        return true;
    }
    bl_err_set(err, BL_SYSTEM, "comparison: write failed");
    return false;
}

static json_t *make_value(const bl_compare_cell *cell)
{
    if (!cell->defined) {
        return json_null();
    }
    return cell->word[0] != '\0' ? json_string(cell->word)
                                 : bl_json_make_number(cell->value, cell->places);
}

/* The values of the table, with its places and units. */
static json_t *make_row(const bl_compare_row *row, const char *group, const bl_summary *columns,
                        size_t len)
{
    json_t *made = json_object();
    json_t *values = json_array();
    int failed = json_object_set_new(made, "group", json_string(group));
    failed |= json_object_set_new(made, "label", json_string(row->label));
    if (row->kind == BL_COMPARE_METRIC) {
        failed |= json_object_set_new(made, "metric",
                                      json_string(columns[0].metrics->items[row->id].name));
    }
    if (row->reason) {
        failed |= json_object_set_new(made, "reason", json_string(row->reason));
    }
    if (row->unit) {
        failed |= json_object_set_new(made, "unit", json_string(row->unit));
    }
    failed |= json_object_set_new(made, "values", values);
    for (size_t i = 0; i < len && !failed; i++) {
        const bl_compare_cell cell = bl_compare_rows_find_cell(row, columns, len, i);
        failed |= json_array_append_new(values, make_value(&cell));
    }
    if (!failed) {
        return made;
    }
    json_decref(made);
    return NULL;
}

static int add_rows(json_t *root, const bl_summary *columns, size_t len)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    const size_t rows_len = bl_compare_rows_list(columns, len, rows);
    const char *group = "";
    json_t *all = json_array();
    int failed = json_object_set_new(root, "rows", all);
    for (size_t i = 0; i < rows_len && !failed; i++) {
        if (rows[i].kind == BL_COMPARE_GROUP) {
            group = rows[i].label;
        } else {
            failed |= json_array_append_new(all, make_row(&rows[i], group, columns, len));
        }
    }
    return failed;
}

static int add_verdicts(json_t *root, const bl_summary *columns, size_t len)
{
    char text[BL_COMPARE_VERDICT];
    json_t *modes = json_array();
    json_t *verdicts = json_object();
    int failed = json_object_set_new(root, "modes", modes);
    failed |= json_object_set_new(root, "verdicts", verdicts);
    for (size_t i = 0; i < len && !failed; i++) {
        const char *mode = columns[i].log->setup->mode.text;
        bl_compare_verdict_write(&columns[i], text);
        failed |= json_array_append_new(modes, bl_json_make_text(mode));
        failed |= json_object_set_new(verdicts, mode, bl_json_make_text(text));
    }
    bl_compare_verdict_write_decision(columns, len, text);
    failed |= json_object_set_new(root, "decision", bl_json_make_text(text));
    return failed;
}

bool bl_compare_write_json(const bl_summary *columns, size_t len, FILE *out, bl_err *err)
{
    json_t *root = json_object();
    int failed = json_object_set_new(root, "schema", json_string("ballast.compare/1"));
    failed |= json_object_set_new(root, "scenario",
                                  bl_json_make_text(len > 0 ? columns[0].scenario : ""));
    failed |= add_verdicts(root, columns, len);
    failed |= add_rows(root, columns, len);
    if (failed) {
        json_decref(root);
        root = NULL;
    }
    return bl_json_write(root, out, err);
}
