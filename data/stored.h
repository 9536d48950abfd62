/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stored.h - a finished mode's folder read back (spec 10, 13): its tables as text, cell by cell,
 * and its audit records. For those who ask about a run after it; nothing is computed here.
 */
#ifndef BL_STORED_H
#define BL_STORED_H

#include "../sim/err.h"
#include "diag.h"

#include <jansson.h>

/* A CSV file with a header. Cells are NUL-terminated; an empty one is "". */
typedef struct {
    char path[4096];
    char *text;
    size_t text_len, text_cap;
    size_t *cells; /* places in text: the header's, then row by row */
    size_t cells_len, cells_cap;
    size_t *lines; /* of each row */
    size_t lines_cap;
    size_t columns, rows;
} bl_stored_table;

/* False: diags says why, nothing is open. */
bool bl_stored_table_open(bl_stored_table *table, const char *path, bl_diags *diags);
void bl_stored_table_close(bl_stored_table *table);
const char *bl_stored_name(const bl_stored_table *table, size_t column);
const char *bl_stored_cell(const bl_stored_table *table, size_t row, size_t column);
/* SIZE_MAX: there is none of that name. */
size_t bl_stored_column(const bl_stored_table *table, const char *name);
/* The cell as a number of 10^-places; false: it is empty or no such number. */
bool bl_stored_number(const bl_stored_table *table, size_t row, size_t column, int places,
                      int64_t *out);
/* Digits after the point, as in the first row whose cell is not empty; 0 where there is none. */
int bl_stored_places(const bl_stored_table *table, size_t column);

enum { BL_STORED_NO_CAUSE = -1 };

/* One line of audit.jsonl. The texts belong to json. */
typedef struct {
    json_t *json;
    size_t line;
    int64_t time_ns, cause; /* BL_STORED_NO_CAUSE: null */
    const char *kind, *gates;
    const char *reason; /* NULL: null */
} bl_stored_record;

typedef enum {
    BL_STORED_SERIES,
    BL_STORED_FLOWS,
    BL_STORED_FILLS,
    BL_STORED_LPS,
    BL_STORED_ATTRIBUTION, /* may be missing: no columns */
    BL_STORED_RETURNS,     /* lp_returns.csv; the same */
    BL_STORED_TABLES
} bl_stored_kind;

typedef struct {
    char folder[4096];
    bl_stored_table tables[BL_STORED_TABLES];
    bl_stored_record *records;
    size_t records_len;
    json_t *manifest, *summary;
} bl_stored;

/* The file of a table: "series.csv". */
const char *bl_stored_file(bl_stored_kind kind);
/* Everything in a mode's folder. False: diags says why, nothing is open. */
bool bl_stored_open(bl_stored *run, const char *folder, bl_diags *diags);
void bl_stored_close(bl_stored *run);
/* A text member of the manifest, "" where it is missing. */
const char *bl_stored_word(const json_t *object, const char *key);
/* An amount of a record, a number or a decimal string; 0 where it is neither. */
int64_t bl_stored_amount(const bl_stored_record *record, const char *key);

enum { BL_STORED_MODES_MAX = 64 };
/* The names of the modes' folders within a run's, in byte order. */
typedef struct {
    char names[BL_STORED_MODES_MAX][256];
    size_t len;
} bl_stored_modes;
/* BL_SYSTEM: it cannot be read, or has none. data/verify.h tells a mode's folder. */
bl_status bl_stored_list_modes(const char *path, bl_stored_modes *out, bl_err *err);

#endif
