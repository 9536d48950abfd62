/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * parquet.h - a flat table as an Apache Parquet file: every column optional, plain pages, each
 * packed with zstd, row groups of 65 536. The same table gives the same bytes for one version of
 * zstd.
 */
#ifndef BL_PARQUET_H
#define BL_PARQUET_H

#include <stdio.h>

#include "../sim/base.h"

typedef enum {
    BL_PARQUET_INTEGER, /* 64 bits */
    BL_PARQUET_TIME,    /* ns since 1970, UTC */
    BL_PARQUET_NUMBER,  /* a double */
    BL_PARQUET_TEXT     /* UTF-8 */
} bl_parquet_type;

typedef struct {
    const char *name;
    bl_parquet_type type;
} bl_parquet_column;

typedef struct {
    bool present; /* else the cell is null */
    int64_t integer;
    double number;
    const char *text; /* good until the next cell */
} bl_parquet_cell;

typedef void bl_parquet_source(const void *table, size_t row, size_t column, bl_parquet_cell *out);

enum { BL_PARQUET_COLUMNS_MAX = 64 };

/* False: no memory. What could not be written is seen in the stream's error flag. */
bool bl_parquet_write(FILE *out, const bl_parquet_column *columns, size_t columns_len, size_t rows,
                      bl_parquet_source *source, const void *table);

#endif
