/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rows.c - see rows.h. Invariant: begin has columns_len * (len + 1) places, header first.
 */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "decimal.h"

/* Doubles a buffer until `need` items fit. */
static bool make_room(void **items, size_t *cap, size_t need, size_t item)
{
    size_t wanted = *cap > 0 ? *cap : 1024;
    while (wanted < need) {
        wanted *= 2;
    }
    if (wanted == *cap) {
        return true;
    }
    void *grown = realloc(*items, wanted * item);
    if (!grown) {
        return false;
    }
    *items = grown;
    *cap = wanted;
    return true;
}

static bool keep_cell(bl_rows *rows, const bl_csv_field *field)
{
    const size_t len = field->text ? field->len : 0;
    void *text = rows->text;
    void *begin = rows->begin;
    bool good = make_room(&text, &rows->text_cap, rows->text_len + len + 1, 1);
    rows->text = text;
    good = good && make_room(&begin, &rows->begin_cap, rows->begin_len + 1, sizeof *rows->begin);
    rows->begin = begin;
    if (!good) {
        return false;
    }
    rows->begin[rows->begin_len++] = rows->text_len;
    if (len > 0) {
        memcpy(rows->text + rows->text_len, field->text, len);
    }
    rows->text[rows->text_len + len] = '\0';
    rows->text_len += len + 1;
    return true;
}

static bl_status keep_rows(bl_rows *rows, bl_csv *csv, bl_err *err)
{
    bl_csv_row row;
    bool opened = false;
    while (bl_csv_read_row(csv, &row)) {
        if (!opened) {
            rows->columns_len = row.len;
            opened = true;
        } else if (row.len != rows->columns_len) {
            bl_csv_complain(csv, row.len, "expected %zu cells as in the header, got %zu",
                            rows->columns_len, row.len);
            return BL_OK; /* the complaint speaks */
        } else {
            rows->len++;
        }
        for (size_t i = 0; i < row.len; i++) {
            if (!keep_cell(rows, &row.fields[i])) {
                return bl_err_set(err, BL_MEMORY, "no memory for a table of the run");
            }
        }
    }
    return BL_OK;
}

bl_status bl_rows_open(bl_rows *rows, const char *folder, const char *name, bl_err *err)
{
    char path[4096];
    bl_diags diags;
    *rows = (bl_rows){0};
    const int len = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (len < 0 || (size_t)len >= sizeof path) {
        return bl_err_set(err, BL_SYSTEM, "the path of a table is too long");
    }
    bl_diag_init(&diags);
    bl_csv *csv = bl_csv_open(path, (bl_csv_options){.skip_hash = true}, &diags);
    bl_status status = BL_OK;
    if (csv) {
        status = keep_rows(rows, csv, err);
        bl_csv_close(csv);
    }
    if (status == BL_OK && (diags.errors > 0 || rows->columns_len == 0)) {
        char text[sizeof err->text] = "";
        const bl_diag *first = diags.len > 0 ? &diags.items[0] : NULL;
        snprintf(text, sizeof text, "%.200s:%zu:%zu: %.200s", path, first ? first->line : 1,
                 first ? first->column : 1, first ? first->message : "expected a header");
        status = bl_err_set(err, BL_INPUT, text);
    }
    if (status != BL_OK) {
        bl_rows_close(rows);
    }
    return status;
}

void bl_rows_close(bl_rows *rows)
{
    free(rows->text);
    free(rows->begin);
    *rows = (bl_rows){0};
}

const char *bl_rows_header(const bl_rows *rows, size_t column)
{
    return rows->text + rows->begin[column];
}

int bl_rows_find(const bl_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->columns_len; i++) {
        if (strcmp(bl_rows_header(rows, i), name) == 0) {
            return (int)i;
        }
    }
    return BL_ROWS_NONE;
}

const char *bl_rows_cell(const bl_rows *rows, size_t row, int column)
{
    if (column < 0 || row >= rows->len) {
        return "";
    }
    return rows->text + rows->begin[(row + 1) * rows->columns_len + (size_t)column];
}

/* Digits after the point; of a number that is too long for 63 bits fewer are kept. */
bool bl_rows_number(const bl_rows *rows, size_t row, int column, double *out)
{
    const char *text = bl_rows_cell(rows, row, column);
    const char *point = strchr(text, '.');
    int places = point ? (int)strlen(point + 1) : 0;
    int64_t scaled = 0;
    bool rounded;
    bl_decimal_status status = bl_decimal_parse(text, strlen(text), places, &scaled, &rounded);
    while (status == BL_DECIMAL_RANGE && places > 0) {
        places--;
        status = bl_decimal_parse(text, strlen(text), places, &scaled, &rounded);
    }
    double power = 1;
    for (int i = 0; i < places; i++) {
        power *= 10;
    }
    if (status == BL_DECIMAL_OK) {
        *out = (double)scaled / power;
    }
    return status == BL_DECIMAL_OK;
}

bool bl_rows_integer(const bl_rows *rows, size_t row, int column, int64_t *out)
{
    const char *text = bl_rows_cell(rows, row, column);
    bool rounded;
    int64_t value;
    if (bl_decimal_parse(text, strlen(text), 0, &value, &rounded) != BL_DECIMAL_OK || rounded) {
        return false;
    }
    *out = value;
    return true;
}
