/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_tiers.c - maintenance margin by the value of a position, `above,mm`: strictly rising from 0.
 */
#include "decimal.h"
#include "series.h"

#include <string.h>

enum { ABOVE, MM, FIELDS };

static const bl_table_column wanted[FIELDS] = {
    {"above", false, false},
    {"mm", false, false},
};

static bool read_ratio(bl_table *table, int64_t *out_ppb)
{
    const bl_csv_field field = bl_table_field(table, MM);
    bool rounded = false;
    if (field.text == NULL ||
        bl_decimal_parse_ratio(field.text, field.len, out_ppb, &rounded) != BL_DECIMAL_OK ||
        bl_table_is_negative(field) || *out_ppb > BL_PPB) {
        bl_table_refuse(table, MM, "a ratio from 0 to 1, such as 0.5% or 0.005");
        return false;
    }
    table->report.rounded += rounded;
    return true;
}

static bool read_above(bl_table *table, int decimals, const bl_columns *columns)
{
    int64_t *above = columns->items[0];
    const size_t row = columns->len;
    if (!bl_table_read_amount(table, ABOVE, decimals, 0, "an amount of 0 or more", &above[row])) {
        return false;
    }
    if (row == 0 ? above[row] == 0 : above[row] > above[row - 1]) {
        return true;
    }
    bl_table_refuse(table, ABOVE, row == 0 ? "0 in the first row" : "more than in the row before");
    return false;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    bool good = read_above(table, *(const int *)context, columns);
    good = read_ratio(table, (int64_t *)columns->items[1] + columns->len) && good;
    table->report.rows++;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

bool bl_feed_read_tiers(const char *path, int decimals, bl_feed_tiers *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 2, read_row, NULL};
    memset(out, 0, sizeof *out);
    bl_columns *columns = bl_series_read(path, &plan, &decimals, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->report.timeless = true;
    out->tiers = (bl_tiers){columns->len, columns->items[0], columns->items[1]};
    out->memory = columns;
    return true;
}

void bl_feed_close_tiers(bl_feed_tiers *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
