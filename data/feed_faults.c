/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_faults.c - faults of the NAV oracle, `begin,end,kind,value` (spec 6.12, 12.3).
 */
#include "decimal.h"
#include "interval.h"
#include "series.h"

#include <string.h>

enum { KIND = BL_INTERVAL_END + 1, VALUE, FIELDS };

static const bl_table_column wanted[FIELDS] = {
    {"begin", true, false},
    {"end", true, false},
    {"kind", false, false},
    {"value", false, false},
};

static bool read_scale(bl_table *table, int64_t *out_ppb)
{
    bl_csv_field field = bl_table_field(table, VALUE);
    bool rounded = false;
    if (field.text == NULL ||
        bl_decimal_parse_ratio(field.text, field.len, out_ppb, &rounded) != BL_DECIMAL_OK ||
        bl_table_is_negative(field)) {
        bl_table_refuse(table, VALUE, "a ratio of 0 or more, such as 0.97 or 97%");
        return false;
    }
    table->report.rounded += rounded;
    return true;
}

static bool read_delay(bl_table *table, int64_t *out_ns)
{
    bl_csv_field field = bl_table_field(table, VALUE);
    if (field.text != NULL && bl_timestamp_parse_duration(field.text, field.len, out_ns)) {
        return true;
    }
    bl_table_refuse(table, VALUE, "a duration, such as 90s or 10m");
    return false;
}

static bool read_value(bl_table *table, bl_fault_kind kind, int64_t *out)
{
    if (kind == BL_FAULT_SCALE || kind == BL_FAULT_OUTLIER) {
        return read_scale(table, out);
    }
    if (kind == BL_FAULT_DELAY) {
        return read_delay(table, out);
    }
    *out = 0;
    if (bl_table_field(table, VALUE).len == 0) {
        return true;
    }
    bl_table_refuse(table, VALUE, "nothing for freeze");
    return false;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    static const char *const kinds[] = {"freeze", "scale", "delay",
                                        "outlier"}; /* as bl_fault_kind */
    (void)context;
    size_t row = columns->len;
    size_t kind = 0;
    bool good = bl_interval_read(table, (int64_t *)columns->items[0] + row,
                                 (int64_t *)columns->items[1] + row);
    good = bl_table_read_word(table, KIND, kinds, 4, "freeze, scale, delay or outlier", &kind) &&
           read_value(table, (bl_fault_kind)kind, (int64_t *)columns->items[3] + row) && good;
    ((uint8_t *)columns->items[2])[row] = (uint8_t)kind;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_faults(const char *path, bl_feed_faults *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8, 1, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 4, read_row, NULL};
    memset(out, 0, sizeof *out);
    bl_columns *columns = bl_series_read(path, &plan, NULL, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->faults = (bl_faults){columns->len, columns->items[0], columns->items[1], columns->items[2],
                              columns->items[3]};
    out->memory = columns;
    return true;
}

void bl_feed_close_faults(bl_feed_faults *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
