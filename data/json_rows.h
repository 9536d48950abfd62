/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json_rows.h - rows of a JSON file with their places: the elements of its first list whose
 * elements are lists or objects, or of the lists of given names. Texts pass as they are written,
 * numbers to their last digit. Strict JSON to the end of the file; refused with the place: what is
 * none, lists deeper than 32, more than 256 columns, text over 1 GiB. The file may be compressed.
 */
#ifndef BL_JSON_ROWS_H
#define BL_JSON_ROWS_H

#include "csv.h"

typedef struct bl_json_rows bl_json_rows;

/* lists: names, separated by commas; NULL: the first list. NULL returned: diags says why. path,
 * lists and diags must outlive it. */
bl_json_rows *bl_json_rows_open(const char *path, const char *lists, bl_diags *diags);
void bl_json_rows_close(bl_json_rows *rows);

/* The next row. Of an object the values in the order of the first object's names, what is missing
 * without text, as is null; a value that is a list or an object itself is all its text.
 * False: the file ended, or an error ended it. */
bool bl_json_rows_read(bl_json_rows *rows, bl_csv_row *out);
/* Names of the first object's values, after the first row; none: rows are lists. */
bl_csv_row bl_json_rows_names(const bl_json_rows *rows);
/* The name of the list the row stands in, "" at the top. */
bl_csv_field bl_json_rows_list(const bl_json_rows *rows);
/* Where a field of the row just read stands, from 1. */
void bl_json_rows_place(const bl_json_rows *rows, size_t field, size_t *line, size_t *column);
bl_diag *bl_json_rows_complain(bl_json_rows *rows, size_t field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* SHA-256 of the file as it lies on disk, in hex; 65 bytes. */
void bl_json_rows_print_hash(bl_json_rows *rows, char *out);
bool bl_json_rows_is_sound(const bl_json_rows *rows);

#endif
