/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_windows.c - windows of time, `begin,end,kind` (spec 11.1, 12.3): outages, closed rails. A
 * kind that needs a model is refused where the scenario chose none.
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

static const bl_table_column wanted_without_kind[FIELDS] = {
    {"begin", true, false},
    {"end", true, false},
    {"kind", false, true},
};

/* "total, submit, cancel_only or slow" */
static const char *list_kinds(const bl_feed_windows_options *options)
{
    if (options->no_slow == NULL && options->no_stale == NULL) {
        return "total, submit, cancel_only, slow or stale";
    }
    if (options->no_slow == NULL) {
        return "total, submit, cancel_only or slow";
    }
    return options->no_stale == NULL ? "total, submit, cancel_only or stale"
                                     : "total, submit or cancel_only";
}

static bool read_kind(bl_table *table, const bl_feed_windows_options *options, uint8_t *out)
{
    static const char *const kinds[] = {"total", "submit", "cancel_only", "slow",
                                        "stale"}; /* as bl_window_kind */
    size_t kind = BL_WINDOW_TOTAL;
    *out = BL_WINDOW_TOTAL;
    if (!bl_table_has(table, KIND)) {
        return true;
    }
    if (!bl_table_read_word(table, KIND, kinds, sizeof kinds / sizeof *kinds, list_kinds(options),
                            &kind)) {
        return false;
    }
    const char *why = kind == BL_WINDOW_SLOW    ? options->no_slow
                      : kind == BL_WINDOW_STALE ? options->no_stale
                                                : NULL;
    if (why != NULL) {
        (void)bl_csv_complain(table->csv, table->places[KIND], "kind: '%s' %s; expected %s",
                              kinds[kind], why, list_kinds(options));
    }
    *out = (uint8_t)kind;
    return why == NULL;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    const size_t row = columns->len;
    bool good = bl_interval_read(table, (int64_t *)columns->items[0] + row,
                                 (int64_t *)columns->items[1] + row);
    good = read_kind(table, context, (uint8_t *)columns->items[2] + row) && good;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_windows(const char *path, const bl_feed_windows_options *options,
                          bl_feed_windows *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8, 1};
    const bl_series_plan plan = {options->kind_optional ? wanted_without_kind : wanted, FIELDS,
                                 item_bytes, 3, read_row, NULL};
    bl_feed_windows_options given = *options;
    memset(out, 0, sizeof *out);
    bl_columns *columns = bl_series_read(path, &plan, &given, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->windows = (bl_windows){columns->len, columns->items[0], columns->items[1]};
    out->kinds = columns->items[2];
    out->memory = columns;
    return true;
}

void bl_feed_close_windows(bl_feed_windows *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
