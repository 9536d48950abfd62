/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_utilisation.c - how much of a liquidity layer's supply is borrowed, `time,utilisation`, a
 * share from 0 to 1 (spec 9.1). Times are never equal.
 */
#include "series.h"

#include <string.h>

enum { TIME, UTILISATION, FIELDS, SHARE_PLACES = 9 };

static const char expected[] = "a share from 0 to 1, such as 0.85";

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},
    {"utilisation", false, false},
};

static bool read_share(bl_table *table, int64_t *out_ppb)
{
    if (!bl_table_read_amount(table, UTILISATION, SHARE_PLACES, 0, expected, out_ppb)) {
        return false;
    }
    if (*out_ppb > BL_PPB) {
        bl_table_refuse(table, UTILISATION, expected);
        return false;
    }
    return true;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    const size_t row = columns->len;
    int64_t *time_ns = columns->items[0];
    int64_t *share_ppb = columns->items[1];
    (void)context;
    bool good = bl_table_read_time(table, TIME, &time_ns[row]) &&
                bl_table_note_time(table, TIME, time_ns[row]);
    if (good && row > 0 && time_ns[row] == time_ns[row - 1]) {
        bl_table_refuse(table, TIME, "a time after the row before");
        good = false;
    }
    good = read_share(table, &share_ppb[row]) && good;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_utilisation(const char *path, bl_tape_cache *cache, bl_feed_utilisation *out,
                              bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 2, read_row, NULL};
    memset(out, 0, sizeof *out);
    const bl_series_source source = {path, cache, "utilisation"};
    bl_columns *columns = bl_series_open(&source, &plan, NULL, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->utilisation = (bl_utilisation){columns->len, columns->items[0], columns->items[1]};
    out->memory = columns;
    return true;
}

void bl_feed_close_utilisation(bl_feed_utilisation *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
