/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_index.c - a lender's index, `time,exchange_price[,available]` (spec 9.1, 12.3). Prices never
 * fall and times are never equal; an empty `available` is no limit.
 */
#include "series.h"

#include <stdio.h>
#include <string.h>

enum { TIME, PRICE, AVAILABLE, FIELDS, PRICE_PLACES = 12 };

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},
    {"exchange_price", false, false},
    {"available", false, true},
};

typedef struct {
    int decimals;
} unit;

static bool read_available(bl_table *table, const unit *asset, uint64_t *out)
{
    int64_t amount = 0;
    *out = BL_NO_LIMIT;
    if (!bl_table_has(table, AVAILABLE) || bl_table_field(table, AVAILABLE).len == 0) {
        return true;
    }
    if (!bl_table_read_amount(table, AVAILABLE, asset->decimals, 0,
                              "an amount of 0 or more, or nothing", &amount)) {
        return false;
    }
    *out = (uint64_t)amount;
    return true;
}

/* What only the row before can tell. */
static bool follows(bl_table *table, const bl_columns *columns)
{
    size_t row = columns->len;
    const int64_t *time_ns = columns->items[0];
    const int64_t *price = columns->items[1];
    bool good = true;
    if (row > 0 && time_ns[row] == time_ns[row - 1]) {
        bl_table_refuse(table, TIME, "a time after the row before");
        good = false;
    }
    if (row > 0 && price[row] < price[row - 1]) {
        bl_table_refuse(table, PRICE, "a price that does not fall");
        good = false;
    }
    return good;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    size_t row = columns->len;
    int64_t *time_ns = (int64_t *)columns->items[0] + row;
    bool good =
        bl_table_read_time(table, TIME, time_ns) && bl_table_note_time(table, TIME, *time_ns);
    good = bl_table_read_amount(table, PRICE, PRICE_PLACES, 1, "a price above 0",
                                (int64_t *)columns->items[1] + row) &&
           good;
    good = read_available(table, context, (uint64_t *)columns->items[2] + row) && good;
    return good && follows(table, columns) ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_index(const char *path, int decimals, bl_tape_cache *cache, bl_feed_index *out,
                        bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 3, read_row, NULL};
    memset(out, 0, sizeof *out);
    unit asset = {decimals};
    char options[BL_TAPE_OPTIONS];
    snprintf(options, sizeof options, "index, decimals %d", decimals);
    const bl_series_source source = {path, cache, options};
    bl_columns *columns = bl_series_open(&source, &plan, &asset, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->index = (bl_index){columns->len, columns->items[0], columns->items[1], columns->items[2]};
    out->memory = columns;
    return true;
}

void bl_feed_close_index(bl_feed_index *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
