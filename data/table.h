/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table.h - a CSV file with a header, read by column name (spec 12.3): columns in any order, a
 * time column's suffix gives its unit. Readers of one cell answer false after complaining.
 */
#ifndef BL_TABLE_H
#define BL_TABLE_H

#include "csv.h"
#include "feed.h"
#include "timestamp.h"

enum { BL_TABLE_COLUMNS_MAX = 8 };

typedef struct {
    const char *name;
    bool is_time; /* may be called name, name_s, name_ms, name_us, name_ns */
    bool optional;
} bl_table_column;

typedef struct {
    bl_csv *csv;
    const bl_table_column *columns;
    size_t columns_len;
    size_t header_len;                        /* how many of them the file has */
    size_t places[BL_TABLE_COLUMNS_MAX];      /* of each column in a row */
    bl_time_unit units[BL_TABLE_COLUMNS_MAX]; /* of time columns */
    bl_csv_row row;
    bl_feed_report report;
} bl_table;

/* Opens the file and reads its header. False: diags says why, nothing is open. */
bool bl_table_open(bl_table *table, const char *path, const bl_table_column *columns,
                   size_t columns_len, bl_csv_options options, bl_diags *diags);
/* Closes it and completes the report. True if the file had no error. */
bool bl_table_close(bl_table *table);

/* The next row; rows with too few or too many fields are complained about and passed over. */
bool bl_table_next(bl_table *table);
/* Whether the file has the column. */
bool bl_table_has(const bl_table *table, size_t column);
bl_csv_field bl_table_field(const bl_table *table, size_t column);
/* "COLUMN: expected WHAT, got 'TEXT'" at the cell. */
void bl_table_refuse(bl_table *table, size_t column, const char *expected);

bool bl_table_read_time(bl_table *table, size_t column, int64_t *out_ns);
/* Any decimal, rounded to the places; what was rounded is counted. */
bool bl_table_read_decimal(bl_table *table, size_t column, int places, const char *expected,
                           int64_t *out);
/* The same, at least `least`, which is not negative. */
bool bl_table_read_amount(bl_table *table, size_t column, int places, int64_t least,
                          const char *expected, int64_t *out);
/* Whether a number's text, blanks before it aside, begins with a minus. */
bool bl_table_is_negative(bl_csv_field field);
/* The place of the cell's text among `words`. */
bool bl_table_read_word(bl_table *table, size_t column, const char *const *words, size_t words_len,
                        const char *expected, size_t *out);
/* Complains where `time_ns` is before the last row's, then keeps it; counts the row. */
bool bl_table_note_time(bl_table *table, size_t column, int64_t time_ns);

#endif
