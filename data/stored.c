/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stored.c - reads what writer.c and its like wrote. Invariant: a table has rows of as many cells
 * as its header; a record has the members that spec 10.1 lists, of their types.
 */
#define _GNU_SOURCE
#include "stored.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv.h"
#include "decimal.h"
#include "outfile.h"
#include "verify.h"

/* ---- tables */

static bool grow(void **items, size_t *cap, size_t len, size_t item_bytes)
{
    if (len < *cap) {
        return true;
    }
    const size_t wanted = *cap < 64 ? 64 : *cap * 2;
    void *more = reallocarray(*items, wanted, item_bytes);
    if (more) {
        *items = more;
        *cap = wanted;
    }
    return more != NULL;
}

static bool add_text(bl_stored_table *table, const char *text, size_t len)
{
    while (table->text_cap - table->text_len < len + 1) {
        void *items = table->text;
        if (!grow(&items, &table->text_cap, table->text_cap, 1)) {
            return false;
        }
        table->text = items;
    }
    if (len > 0) {
        memcpy(table->text + table->text_len, text, len);
    }
    table->text[table->text_len + len] = '\0';
    table->text_len += len + 1;
    return true;
}

static bool add_cell(bl_stored_table *table, const bl_csv_field *field)
{
    void *items = table->cells;
    if (!grow(&items, &table->cells_cap, table->cells_len, sizeof *table->cells)) {
        return false;
    }
    table->cells = items;
    table->cells[table->cells_len++] = table->text_len;
    return add_text(table, field->text, field->text ? field->len : 0);
}

static bool add_row(bl_stored_table *table, const bl_csv_row *row, size_t line)
{
    void *items = table->lines;
    if (!grow(&items, &table->lines_cap, table->rows, sizeof *table->lines)) {
        return false;
    }
    table->lines = items;
    table->lines[table->rows] = line;
    for (size_t i = 0; i < row->len; i++) {
        if (!add_cell(table, &row->fields[i])) {
            return false;
        }
    }
    return true;
}

static void read_rows(bl_stored_table *table, bl_csv *csv)
{
    bl_csv_row row;
    if (!bl_csv_read_row(csv, &row)) {
        bl_csv_complain_file(csv, "expected a header");
        return;
    }
    table->columns = row.len;
    bool good = add_row(table, &row, 1);
    while (good && bl_csv_read_row(csv, &row)) {
        if (row.len != table->columns) {
            bl_csv_complain(csv, row.len, "expected %zu fields, got %zu", table->columns, row.len);
            return;
        }
        good = add_row(table, &row, bl_csv_line(csv));
        table->rows += good;
    }
    if (!good) {
        bl_csv_complain_file(csv, "out of memory");
    }
}

bool bl_stored_table_open(bl_stored_table *table, const char *path, bl_diags *diags)
{
    *table = (bl_stored_table){.columns = 0};
    snprintf(table->path, sizeof table->path, "%s", path);
    const size_t errors = diags->errors;
    bl_csv *csv = bl_csv_open(table->path, (bl_csv_options){.skip_hash = true}, diags);
    if (!csv) {
        return false;
    }
    read_rows(table, csv);
    bl_csv_close(csv);
    if (diags->errors > errors) {
        bl_stored_table_close(table);
        return false;
    }
    return true;
}

void bl_stored_table_close(bl_stored_table *table)
{
    free(table->text);
    free(table->cells);
    free(table->lines);
    *table = (bl_stored_table){.columns = 0};
}

const char *bl_stored_name(const bl_stored_table *table, size_t column)
{
    return table->text + table->cells[column];
}

const char *bl_stored_cell(const bl_stored_table *table, size_t row, size_t column)
{
    return column < table->columns ? table->text + table->cells[(row + 1) * table->columns + column]
                                   : "";
}

size_t bl_stored_column(const bl_stored_table *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (strcmp(bl_stored_name(table, i), name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

bool bl_stored_number(const bl_stored_table *table, size_t row, size_t column, int places,
                      int64_t *out)
{
    const char *cell = bl_stored_cell(table, row, column);
    bool rounded;
    return bl_decimal_parse(cell, strlen(cell), places, out, &rounded) == BL_DECIMAL_OK && !rounded;
}

int bl_stored_places(const bl_stored_table *table, size_t column)
{
    for (size_t row = 0; row < table->rows; row++) {
        const char *cell = bl_stored_cell(table, row, column);
        const char *point = strchr(cell, '.');
        if (cell[0] != '\0') {
            return point ? (int)strlen(point + 1) : 0;
        }
    }
    return 0;
}

/* ---- audit records */

static bool take_time(const json_t *value, int64_t *out)
{
    const char *text = json_string_value(value);
    bool rounded;
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    return text && bl_decimal_parse(text, strlen(text), 0, out, &rounded) == BL_DECIMAL_OK;
}

/* The members that everyone reads; the others are looked up in json. */
static bool take_record(bl_stored_record *record)
{
    const json_t *cause = json_object_get(record->json, "cause");
    record->kind = json_string_value(json_object_get(record->json, "kind"));
    record->gates = json_string_value(json_object_get(record->json, "gates"));
    record->reason = json_string_value(json_object_get(record->json, "reason"));
    record->cause = BL_STORED_NO_CAUSE;
    return record->kind && record->gates &&
           (json_is_null(cause) || take_time(cause, &record->cause)) &&
           take_time(json_object_get(record->json, "time_ns"), &record->time_ns);
}

static bool add_record(bl_stored *run, size_t *cap, const char *path, const char *line,
                       size_t number, bl_diags *diags)
{
    json_error_t where;
    void *items = run->records;
    bl_stored_record record = {.json = json_loads(line, JSON_REJECT_DUPLICATES, &where),
                               .line = number};
    if (!record.json || !take_record(&record)) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, number, record.json ? 1 : (size_t)where.column,
                    "expected an audit record, %s",
                    record.json ? "with time_ns, kind, cause and gates" : where.text);
    } else if (!grow(&items, cap, run->records_len, sizeof record)) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, number, 0, "out of memory");
    } else {
        run->records = items;
        run->records[run->records_len++] = record;
        return true;
    }
    json_decref(record.json);
    return false;
}

static bool read_records(bl_stored *run, const char *path, bl_diags *diags)
{
    FILE *file = fopen(path, "rbe");
    char *line = NULL;
    size_t line_cap = 0;
    size_t cap = 0;
    size_t number = 0;
    bool good = file != NULL;
    if (!file) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "cannot open: %s", strerror(errno));
        return false;
    }
    while (good && getline(&line, &line_cap, file) > 0) {
        good = add_record(run, &cap, path, line, ++number, diags);
    }
    if (good && (ferror(file) || number == 0)) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "%s",
                    number == 0 ? "is empty" : "cannot be read");
        good = false;
    }
    free(line);
    fclose(file);
    return good;
}

int64_t bl_stored_amount(const bl_stored_record *record, const char *key)
{
    int64_t value = 0;
    return take_time(json_object_get(record->json, key), &value) ? value : 0;
}

/* ---- a mode's folder */

const char *bl_stored_file(bl_stored_kind kind)
{
    static const char *const names[BL_STORED_TABLES] = {
        "series.csv", "flows.csv", "fills.csv", "lps.csv", "attribution.csv", "lp_returns.csv"};
    return names[kind];
}

static bool make_path(const char *folder, const char *name, char out[4096], bl_diags *diags)
{
    const int len = snprintf(out, 4096, "%s/%s", folder, name);
    if (len > 0 && len < 4096) {
        return true;
    }
    bl_diag_add(diags, BL_DIAG_ERROR, folder, 0, 0, "the path is too long");
    return false;
}

static bool read_document(const char *folder, const char *name, json_t **out, bl_diags *diags)
{
    char path[4096];
    json_error_t where;
    if (!make_path(folder, name, path, diags)) {
        return false;
    }
    *out = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    if (*out) {
        return true;
    }
    bl_diag_add(diags, BL_DIAG_ERROR, path, where.line > 0 ? (size_t)where.line : 0,
                where.column > 0 ? (size_t)where.column : 0, "%s", where.text);
    return false;
}

static bool read_tables(bl_stored *run, bl_diags *diags)
{
    char path[4096];
    for (int i = 0; i < BL_STORED_TABLES; i++) {
        if (!make_path(run->folder, bl_stored_file((bl_stored_kind)i), path, diags)) {
            return false;
        }
        if (i >= BL_STORED_ATTRIBUTION && access(path, F_OK) != 0) {
            continue;
        }
        if (!bl_stored_table_open(&run->tables[i], path, diags)) {
            return false;
        }
    }
    return true;
}

bool bl_stored_open(bl_stored *run, const char *folder, bl_diags *diags)
{
    char path[4096];
    memset(run, 0, sizeof *run);
    snprintf(run->folder, sizeof run->folder, "%s", folder);
    if (make_path(folder, "audit.jsonl", path, diags) && read_records(run, path, diags) &&
        read_tables(run, diags) && read_document(folder, "manifest.json", &run->manifest, diags) &&
        read_document(folder, "summary.json", &run->summary, diags)) {
        return true;
    }
    bl_stored_close(run);
    return false;
}

void bl_stored_close(bl_stored *run)
{
    for (size_t i = 0; i < run->records_len; i++) {
        json_decref(run->records[i].json);
    }
    for (int i = 0; i < BL_STORED_TABLES; i++) {
        bl_stored_table_close(&run->tables[i]);
    }
    free(run->records);
    json_decref(run->manifest);
    json_decref(run->summary);
    memset(run, 0, sizeof *run);
}

const char *bl_stored_word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* ---- a run's folder */

static int is_candidate(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

bl_status bl_stored_list_modes(const char *path, bl_stored_modes *out, bl_err *err)
{
    struct dirent **entries;
    const int len = scandir(path, &entries, is_candidate, by_name);
    out->len = 0;
    if (len < 0 && errno == ENOTDIR) {
        bl_err_set(err, BL_SYSTEM, "is no folder; a RUN is a folder that run or compare wrote");
        bl_err_prepend(err, path);
        return err->status;
    }
    if (len < 0) {
        return bl_outfile_fail(err, "open", path, errno);
    }
    for (int i = 0; i < len; i++) {
        char inner[4096];
        const char *name = entries[i]->d_name;
        const int inner_len = snprintf(inner, sizeof inner, "%s/%s", path, name);
        if (inner_len > 0 && (size_t)inner_len < sizeof inner && bl_verify_is_mode(inner) &&
            out->len < BL_STORED_MODES_MAX) {
            snprintf(out->names[out->len++], sizeof out->names[0], "%s", name);
        }
        free(entries[i]);
    }
    free(entries);
    if (out->len > 0) {
        return BL_OK;
    }
    bl_err_set(err, BL_SYSTEM,
               "no audit.jsonl here nor in a folder in it; a RUN is a folder that run or compare "
               "wrote");
    bl_err_prepend(err, path);
    return err->status;
}
