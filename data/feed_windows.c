/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_windows.c - outage windows, `begin,end,kind` (spec 11.1, 12.3). The three kinds that are
 * accepted refuse new orders alike, so the kind is checked and not kept.
 */
#include "interval.h"
#include "series.h"

#include <string.h>

enum { KIND = BL_INTERVAL_END + 1, FIELDS };

static const bl_table_column wanted[FIELDS] = {
    {"begin", true, false},
    {"end", true, false},
    {"kind", false, false},
};

static bool check_kind(bl_table *table)
{
    static const char *const kinds[] = {"total", "submit", "cancel_only", "slow", "stale"};
    size_t kind;
    if (!bl_table_read_word(table, KIND, kinds, sizeof kinds / sizeof *kinds,
                            "total, submit or cancel_only", &kind)) {
        return false;
    }
    if (kind < 3) {
        return true;
    }
    (void)bl_csv_complain(table->csv, table->places[KIND],
                          "kind: '%s' needs a %s model, which this version has none of; expected "
                          "total, submit or cancel_only",
                          kinds[kind], kind == 3 ? "latency" : "feed");
    return false;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    (void)context;
    bool good = bl_interval_read(table, (int64_t *)columns->items[0] + columns->len,
                                 (int64_t *)columns->items[1] + columns->len);
    return check_kind(table) && good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_windows(const char *path, bl_feed_windows *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 2, read_row};
    memset(out, 0, sizeof *out);
    bl_columns *columns = bl_series_read(path, &plan, NULL, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->windows = (bl_windows){columns->len, columns->items[0], columns->items[1]};
    out->memory = columns;
    return true;
}

void bl_feed_close_windows(bl_feed_windows *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
