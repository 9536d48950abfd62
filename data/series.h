/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * series.h - the common way of the feeds: a table's rows, one after another, into columns.
 */
#ifndef BL_SERIES_H
#define BL_SERIES_H

#include "columns.h"
#include "table.h"
#include "tape_cache.h"

typedef enum { BL_SERIES_KEEP, BL_SERIES_DROP, BL_SERIES_NO_MEMORY } bl_series_verdict;

/* One kind of feed. read_row writes its row at items[i][columns->len], where there is room; it
 * answers DROP after complaining. */
typedef struct {
    const bl_table_column *wanted;
    size_t wanted_len;
    const size_t *item_bytes;
    size_t items_len;
    bl_series_verdict (*read_row)(bl_table *table, bl_columns *columns, void *context);
    /* What shows only behind the last row, where all are good; complains. NULL: nothing. */
    void (*finish)(bl_table *table, const bl_columns *columns, const void *context);
} bl_series_plan;

typedef struct {
    const char *path;
    bl_tape_cache *cache; /* NULL: none */
    const char *options;  /* for the cache: what besides the bytes decides the columns */
} bl_series_source;

/* Names whose places stand in the columns, as one word for `options`. */
enum { BL_SERIES_DIGEST = 65 };
void bl_series_digest(const char *const *names, size_t len, char out[BL_SERIES_DIGEST]);

/* All rows, with room for one more; NULL: diags says why. The caller closes the columns. */
bl_columns *bl_series_read(const char *path, const bl_series_plan *plan, void *context,
                           bl_feed_report *report, bl_diags *diags);
/* The same, or the tape of an earlier reading; there may be no room for one more. */
bl_columns *bl_series_open(const bl_series_source *source, const bl_series_plan *plan,
                           void *context, bl_feed_report *report, bl_diags *diags);

#endif
