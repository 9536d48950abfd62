/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_rates.c - funding rates, `time,rate` (spec 5.3, 12.3).
 */
#include "series.h"

#include <string.h>

enum { TIME, RATE };

static const bl_table_column wanted[] = {{"time", true, false}, {"rate", false, false}};

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    (void)context;
    size_t row = columns->len;
    int64_t *time_ns = (int64_t *)columns->items[0] + row;
    int64_t *rate_ppb = (int64_t *)columns->items[1] + row;
    bool good =
        bl_table_read_time(table, TIME, time_ns) && bl_table_note_time(table, TIME, *time_ns);
    good = bl_table_read_decimal(table, RATE, 9, "a decimal, such as 0.0001", rate_ppb) && good;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_rates(const char *path, bl_tape_cache *cache, bl_feed_rates *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8};
    static const bl_series_plan plan = {wanted, 2, item_bytes, 2, read_row, NULL};
    memset(out, 0, sizeof *out);
    const bl_series_source source = {path, cache, "funding"};
    bl_columns *columns = bl_series_open(&source, &plan, NULL, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->rates = (bl_rates){columns->len, columns->items[0], columns->items[1]};
    out->memory = columns;
    return true;
}

void bl_feed_close_rates(bl_feed_rates *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
