/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * export.c - see export.h.
 */
#include "export.h"

#include <string.h>

#include "../data/parquet.h"
#include "json.h"

const char *const bl_export_table_names[BL_EXPORT_TABLES] = {"series", "flows", "fills"};
const char *const bl_export_format_names[BL_EXPORT_FORMATS] = {"csv", "json", "md", "parquet"};

static const bl_stored_table *rows_of(const bl_export *e, size_t mode)
{
    const bl_readback *stored = &e->modes[mode];
    return e->table == BL_EXPORT_SERIES  ? &stored->run.tables[BL_STORED_SERIES]
           : e->table == BL_EXPORT_FLOWS ? &stored->run.tables[BL_STORED_FLOWS]
                                         : &stored->run.tables[BL_STORED_FILLS];
}

size_t bl_export_count(const bl_export *e)
{
    size_t len = 0;
    for (size_t i = 0; i < e->len; i++) {
        len += rows_of(e, i)->rows;
    }
    return len;
}

/* What a column holds, by its name; a `cause` is a word in the series and a number elsewhere. */
static bl_parquet_type type_of(const bl_export *e, const char *name)
{
    static const char *const words[] = {"time", "kind",    "lp",         "outcome", "reason",
                                        "mode", "instrument", "requested", "gates"};
    static const char *const integers[] = {"seq", "cause"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(name, words[i]) == 0) {
            return BL_PARQUET_TEXT;
        }
    }
    if (e->table == BL_EXPORT_SERIES && strcmp(name, "cause") == 0) {
        return BL_PARQUET_TEXT;
    }
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        if (strcmp(name, integers[i]) == 0) {
            return BL_PARQUET_INTEGER;
        }
    }
    const size_t len = strlen(name);
    return len > 3 && strcmp(name + len - 3, "_ns") == 0 ? BL_PARQUET_TIME : BL_PARQUET_NUMBER;
}

/* ---- text */

typedef void cell_writer(const bl_export *e, FILE *out, const char *name, const char *text);

static void put_csv(const bl_export *e, FILE *out, const char *name, const char *text)
{
    (void)e;
    (void)name;
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"" : "", out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_string(FILE *out, const char *text)
{
    json_t *string = bl_json_make_text(text);
    if (!string || json_dumpf(string, out, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) != 0) {
        fputs("null", out);
    }
    json_decref(string);
}

/* Numbers with all their digits; times are strings, as in audit.jsonl: they need 61 bits. */
static void put_json(const bl_export *e, FILE *out, const char *name, const char *text)
{
    const bl_parquet_type type = type_of(e, name);
    put_string(out, name);
    fputc(':', out);
    if (text[0] == '\0') {
        fputs("null", out);
    } else if (type == BL_PARQUET_NUMBER || type == BL_PARQUET_INTEGER) {
        fputs(text, out);
    } else {
        put_string(out, text);
    }
}

static void put_markdown(const bl_export *e, FILE *out, const char *name, const char *text)
{
    (void)e;
    (void)name;
    for (; *text != '\0'; text++) {
        fputs(strchr("|\\`*_<>[]#", *text) ? "\\" : "", out);
        fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
    }
}

typedef struct {
    const char *open, *between, *close;
    cell_writer *put;
} style;

static void put_row(const bl_export *e, FILE *out, const style *s, size_t mode, size_t row)
{
    const bl_stored_table *rows = rows_of(e, mode);
    fputs(s->open, out);
    s->put(e, out, "mode", e->modes[mode].setup.mode.text);
    for (size_t c = 0; c < rows->columns; c++) {
        fputs(s->between, out);
        s->put(e, out, bl_stored_name(rows, c), bl_stored_cell(rows, row, c));
    }
    fputs(s->close, out);
}

static void put_heads(const bl_export *e, FILE *out, const style *s)
{
    const bl_stored_table *rows = rows_of(e, 0);
    fputs(s->open, out);
    s->put(e, out, "", "mode");
    for (size_t c = 0; c < rows->columns; c++) {
        fputs(s->between, out);
        s->put(e, out, "", bl_stored_name(rows, c));
    }
    fputs(s->close, out);
    for (size_t c = 0; c <= rows->columns && e->format == BL_EXPORT_MARKDOWN; c++) {
        fputs("|---", out);
    }
    fputs(e->format == BL_EXPORT_MARKDOWN ? "|\n" : "", out);
}

static void write_text(const bl_export *e, FILE *out)
{
    static const style styles[] = {[BL_EXPORT_CSV] = {"", ",", "\n", put_csv},
                                   [BL_EXPORT_JSON] = {"{", ",", "}\n", put_json},
                                   [BL_EXPORT_MARKDOWN] = {"| ", " | ", " |\n", put_markdown}};
    const style *s = &styles[e->format];
    if (e->format != BL_EXPORT_JSON) {
        put_heads(e, out, s);
    }
    for (size_t m = 0; m < e->len; m++) {
        for (size_t r = 0; r < rows_of(e, m)->rows; r++) {
            put_row(e, out, s, m, r);
        }
    }
}

/* ---- Parquet */

/* Cells are asked for column by column, rows in order: the mode of a row is found by walking. */
static void find_cell(const void *table, size_t row, size_t column, bl_parquet_cell *out)
{
    const bl_export *e = table;
    size_t mode = 0;
    while (row >= rows_of(e, mode)->rows) {
        row -= rows_of(e, mode++)->rows;
    }
    const bl_stored_table *rows = rows_of(e, mode);
    if (column == 0) {
        *out = (bl_parquet_cell){.present = true, .text = e->modes[mode].setup.mode.text};
        return;
    }
    const size_t at = column - 1;
    const bl_parquet_type type = type_of(e, bl_stored_name(rows, column - 1));
    out->text = bl_stored_cell(rows, row, at);
    if (type == BL_PARQUET_TEXT) {
        out->present = out->text[0] != '\0';
    } else if (type == BL_PARQUET_NUMBER) {
        out->present = bl_readback_number(rows, row, at, &out->number);
    } else {
        out->present = bl_stored_number(rows, row, at, 0, &out->integer);
    }
}

static void write_parquet(const bl_export *e, FILE *out)
{
    const bl_stored_table *rows = rows_of(e, 0);
    bl_parquet_column columns[BL_PARQUET_COLUMNS_MAX] = {{"mode", BL_PARQUET_TEXT}};
    size_t len = 1;
    for (size_t c = 0; c < rows->columns && len < BL_PARQUET_COLUMNS_MAX; c++) {
        const char *name = bl_stored_name(rows, c);
        columns[len++] = (bl_parquet_column){name, type_of(e, name)};
    }
    *e->out_of_memory = !bl_parquet_write(out, columns, len, bl_export_count(e), find_cell, e);
}

void bl_export_write(FILE *out, const void *what)
{
    const bl_export *e = what;
    if (e->format == BL_EXPORT_PARQUET) {
        write_parquet(e, out);
    } else {
        write_text(e, out);
    }
}
