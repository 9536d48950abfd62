/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns.h - the yardstick for reading: a price CSV of one known shape (time_ms and five numbers,
 * no quotes) into an int64 and five double columns, as fast as portable C goes while it still
 * refuses every byte that does not belong. It does nothing a product needs besides.
 */
#ifndef BENCH_COLUMNS_H
#define BENCH_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COLUMN_OPEN, COLUMN_HIGH, COLUMN_LOW, COLUMN_CLOSE, COLUMN_VOLUME, COLUMNS };

typedef struct {
    size_t len;
    int64_t *time_ms;
    double *numbers[COLUMNS];
} columns;

typedef struct {
    size_t len;
    int64_t *time_ms;
    double *amount; /* negative: a withdrawal */
} flow_columns;

/* False: not of the shape, or not readable. The memory is the process's until it ends. */
bool columns_read(const char *path, columns *out);
/* The times and closes alone, mapped from the file `cache`, which is written from `path` where it
 * is not there yet. */
bool columns_map(const char *path, const char *cache, columns *out);
bool columns_read_flows(const char *path, flow_columns *out);

#endif
