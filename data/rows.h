/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rows.h - a table of a finished run in memory: series.csv, flows.csv, fills.csv read back as
 * text, cell by cell, with numbers and times taken out of the cells on request.
 */
#ifndef BL_ROWS_H
#define BL_ROWS_H

#include "../sim/err.h"

enum { BL_ROWS_NONE = -1 }; /* no column of that name */

typedef struct {
    size_t columns_len, len; /* rows without the header */
    /* private: every cell with a NUL behind it, header first; where each begins */
    char *text;
    size_t text_len, text_cap;
    size_t *begin;
    size_t begin_len, begin_cap;
} bl_rows;

/* Reads folder/name. BL_INPUT: err says file, line and column; nothing is open then. */
bl_status bl_rows_open(bl_rows *rows, const char *folder, const char *name, bl_err *err);
/* Also of one that is all zero. */
void bl_rows_close(bl_rows *rows);

const char *bl_rows_header(const bl_rows *rows, size_t column);
/* The column of that name, or BL_ROWS_NONE. */
int bl_rows_find(const bl_rows *rows, const char *name);
/* "" where the cell is empty or the column is BL_ROWS_NONE. */
const char *bl_rows_cell(const bl_rows *rows, size_t row, int column);
/* False: empty, or no number. Exact where 18 digits and a double are. */
bool bl_rows_number(const bl_rows *rows, size_t row, int column, double *out);
bool bl_rows_integer(const bl_rows *rows, size_t row, int column, int64_t *out);

#endif
