/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * series.c - see the header. A bad row is left out and the next one read, so that a file's
 * complaints come together.
 */
#include "series.h"

#include <string.h>

#include "outfile.h"

void bl_series_digest(const char *const *names, size_t len, char out[BL_SERIES_DIGEST])
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    for (size_t i = 0; i < len; i++) {
        sha256_update(&hash, strlen(names[i]) + 1, (const uint8_t *)names[i]);
    }
    bl_outfile_print_digest(&hash, out);
}

static bool read_rows(bl_table *table, const bl_series_plan *plan, void *context,
                      bl_columns *columns)
{
    while (bl_table_next(table)) {
        bl_series_verdict verdict = plan->read_row(table, columns, context);
        if (verdict == BL_SERIES_DROP) {
            continue;
        }
        columns->len += verdict == BL_SERIES_KEEP;
        if (verdict == BL_SERIES_NO_MEMORY || !bl_columns_reserve(columns)) {
            return false;
        }
    }
    return true;
}

bl_columns *bl_series_read(const char *path, const bl_series_plan *plan, void *context,
                           bl_feed_report *report, bl_diags *diags)
{
    bl_table table;
    if (!bl_table_open(&table, path, plan->wanted, plan->wanted_len, (bl_csv_options){0}, diags)) {
        return NULL;
    }
    size_t lines = bl_csv_estimate_lines(table.csv);
    bl_columns *columns = bl_columns_open(plan->item_bytes, plan->items_len, lines + lines / 64);
    if (columns == NULL || !read_rows(&table, plan, context, columns)) {
        bl_csv_complain_file(table.csv, "out of memory");
    } else if (plan->finish != NULL && bl_csv_is_sound(table.csv)) {
        plan->finish(&table, columns, context);
    }
    if (!bl_table_close(&table)) {
        bl_columns_close(columns);
        return NULL;
    }
    *report = table.report;
    return columns;
}

bl_columns *bl_series_open(const bl_series_source *source, const bl_series_plan *plan,
                           void *context, bl_feed_report *report, bl_diags *diags)
{
    bl_tape_slot slot;
    bl_tape tape;
    bl_columns *columns = NULL;
    if (bl_tape_cache_find(source->cache, source->path, source->options, &slot, &tape, diags)) {
        columns = bl_columns_map(plan->item_bytes, plan->items_len, &tape);
    }
    if (columns != NULL) {
        *report = tape.report;
        return columns;
    }
    columns = bl_series_read(source->path, plan, context, report, diags);
    if (columns != NULL) {
        bl_columns_list(columns, report, &tape);
        bl_tape_cache_keep(&slot, &tape, diags);
    }
    return columns;
}
