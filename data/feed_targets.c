/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_targets.c - target leverages, `time,instrument,leverage` (spec 5.2, 12.3).
 */
#include "series.h"

#include <stdio.h>
#include <string.h>

enum { TIME, INSTRUMENT, LEVERAGE, FIELDS };

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},
    {"instrument", false, false},
    {"leverage", false, false},
};

typedef struct {
    const char *const *names;
    size_t names_len;
} instruments;

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    const instruments *known = context;
    size_t row = columns->len;
    int64_t *time_ns = (int64_t *)columns->items[0] + row;
    size_t place = 0;
    bool good =
        bl_table_read_time(table, TIME, time_ns) && bl_table_note_time(table, TIME, *time_ns);
    good = bl_table_read_word(table, INSTRUMENT, known->names, known->names_len,
                              "the name of an instrument of the scenario", &place) &&
           good;
    good = bl_table_read_decimal(table, LEVERAGE, 9, "a decimal, such as 2.0 or -1",
                                 (int64_t *)columns->items[2] + row) &&
           good;
    ((uint32_t *)columns->items[1])[row] = (uint32_t)place;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_targets(const char *path, const char *const *names, size_t names_len,
                          bl_tape_cache *cache, bl_feed_targets *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 4, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 3, read_row, NULL};
    memset(out, 0, sizeof *out);
    instruments known = {names, names_len};
    char digest[BL_SERIES_DIGEST];
    char text[BL_TAPE_OPTIONS];
    bl_series_digest(names, names_len, digest);
    snprintf(text, sizeof text, "targets of %s", digest);
    const bl_series_source source = {path, cache, text};
    bl_columns *columns = bl_series_open(&source, &plan, &known, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->targets =
        (bl_targets){columns->len, columns->items[0], columns->items[1], columns->items[2]};
    out->memory = columns;
    return true;
}

void bl_feed_close_targets(bl_feed_targets *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
