/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv.h - rows of a CSV file, plain or compressed (data/bytes.h), with their places. Strict libcsv
 * reads every row that has a quote, a space or a tab; plain rows are split directly, with the same
 * fields. One physical line at a time, so that every complaint can name line and column. Refused,
 * with the place: NUL, a carriage return inside a line, UTF-16, anything but a regular file, a
 * line or a record over 64 KiB, a field over 4 KiB, more than 256 columns. A structural error ends
 * the file.
 */
#ifndef BL_CSV_H
#define BL_CSV_H

#include "diag.h"

enum {
    BL_CSV_RECORD_MAX = 64 * 1024,
    BL_CSV_FIELD_MAX = 4 * 1024,
    BL_CSV_COLUMNS_MAX = 256,
    BL_CSV_SLACK = 32 /* bytes that may be read past a field's or a line's end */
};

typedef struct bl_csv bl_csv;

typedef struct {
    bool skip_hash;     /* leave the SHA-256 out */
    bool general_only;  /* libcsv reads every row */
    char separator;     /* between fields; 0: comma */
    const char *member; /* of a zip archive; NULL: the only file in it */
} bl_csv_options;

/* Not terminated, but no digit follows it. NULL: missing, that is empty and not quoted. */
typedef struct {
    const char *text;
    size_t len;
} bl_csv_field;

/* Good until the next row is read. */
typedef struct {
    const bl_csv_field *fields;
    size_t len;
} bl_csv_row;

/* Physical lines in memory, each with its \n. */
typedef struct {
    const char *begin, *end;
} bl_csv_lines;

/* NULL: diags says why. diags and path must outlive the reader. */
bl_csv *bl_csv_open(const char *path, bl_csv_options options, bl_diags *diags);
void bl_csv_close(bl_csv *csv);

/* The next row that is not blank. False: the file ended, or an error ended the reading. */
bool bl_csv_read_row(bl_csv *csv, bl_csv_row *out);
/* Complains at a field of the row just read; field = its length: at the end of its line. Returns
 * the complaint for a hint, or NULL. */
bl_diag *bl_csv_complain(bl_csv *csv, size_t field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Complains about the file as a whole. */
void bl_csv_complain_file(bl_csv *csv, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Complete lines that follow, read from the file if none are at hand; none: false. A caller that
 * can read them itself says how far it came and how many lines that were. */
bool bl_csv_peek_lines(bl_csv *csv, bl_csv_lines *out);
void bl_csv_skip_lines(bl_csv *csv, const char *to, size_t lines);

/* About how many lines are left, judged by those at hand. */
size_t bl_csv_estimate_lines(const bl_csv *csv);
/* Column of a field of the row just read, from 1, counted in characters. */
size_t bl_csv_column(const bl_csv *csv, size_t field);
/* Line of the row just read, from 1. */
size_t bl_csv_line(const bl_csv *csv);
/* True once libcsv has read a row after the first. */
bool bl_csv_used_libcsv(const bl_csv *csv);
/* True while the file has no error. */
bool bl_csv_is_sound(const bl_csv *csv);
/* Of the file as it lies on disk. */
uint64_t bl_csv_bytes(const bl_csv *csv);
/* Hex of the SHA-256 of the same, after the last row of a sound file; 65 bytes, "" if skipped. */
void bl_csv_print_hash(bl_csv *csv, char *out);

#endif
