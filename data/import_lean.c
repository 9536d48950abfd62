/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_lean.c - QuantConnect LEAN: a zip a day, times in ms since midnight of the day in its
 * name; daily files with dates. Quotes become bars of the middle between bid and ask, or (depth) a
 * book of one level a side as it stood when the bar ended, which --shift says.
 */
#include "importer.h"

#define BAR "time=1,open=2,high=3,low=4,close=5,volume=6"

enum { BID = 1, ASK = 6, CLOSE = 3, SIZE = 4 };

/* (bid + ask) / 2 as text; false: one of them is no number, *at is which. */
static bool print_middle(const bl_csv_row *row, size_t part, char *out, size_t *out_len, size_t *at)
{
    static const bl_import_number half = {5, -1, false};
    const size_t columns[] = {BID + part, ASK + part};
    bl_import_number sum = {0};
    for (size_t i = 0; i < 2; i++) {
        const bl_csv_field field = row->fields[columns[i]];
        bl_import_number number;
        *at = columns[i];
        if (!field.text ||
            bl_import_number_parse(field.text, field.len, &number) != BL_IMPORT_NUMBER_OK ||
            number.negative || number.mantissa == 0 || !bl_import_number_add(sum, number, &sum)) {
            return false;
        }
    }
    if (!bl_import_number_multiply(sum, half, &sum)) {
        return false;
    }
    *out_len = bl_import_number_print(sum, out);
    return true;
}

static bool put_middle(bl_import_job *job, const bl_csv_row *names, const bl_csv_row *row,
                       bl_import_place place, bl_import_reason *reason)
{
    (void)names;
    char text[BL_ROLE_CLOSE + 1][BL_IMPORT_NUMBER_TEXT];
    bl_import_field fields[BL_IMPORT_ROLES_MAX + 1] = {{0}};
    fields[BL_ROLE_TIME] = bl_importers_field(row, 0);
    for (size_t role = BL_ROLE_OPEN; role <= BL_ROLE_CLOSE; role++) {
        size_t at = 0;
        if (!print_middle(row, role - BL_ROLE_OPEN, text[role], &fields[role].len, &at)) {
            job->report->rows_read++;
            return bl_import_job_refuse(reason, BL_FINDING_NUMBER, at, bl_importers_field(row, at),
                                        "bid and ask must be prices above 0");
        }
        fields[role].text = text[role];
    }
    return bl_import_job_put_row(job, fields, place, reason);
}

/* Bid and ask as they closed. */
static bool put_book(bl_import_job *job, const bl_csv_row *names, const bl_csv_row *row,
                     bl_import_place place, bl_import_reason *reason)
{
    (void)names;
    for (size_t side = 0; side < 2; side++) {
        const size_t first = side == 0 ? BID : ASK;
        bl_import_field fields[BL_IMPORT_ROLES_MAX + 1] = {{0}};
        fields[BL_ROLE_TIME] = bl_importers_field(row, 0);
        fields[BL_ROLE_SIDE] = (bl_import_field){side == 0 ? "bid" : "ask", 3};
        fields[BL_ROLE_LEVEL] = bl_importers_field(row, first + CLOSE);
        fields[BL_ROLE_QUANTITY] = bl_importers_field(row, first + SIZE);
        if (!bl_import_job_put_row(job, fields, place, reason)) {
            reason->role = reason->role == BL_ROLE_TIME ? 0 : first + reason->role + 1;
            return false;
        }
    }
    return true;
}

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_PRICES, .first = "midnight 6", .columns = BAR, .time_unit = "midnight"},
    {.kind = BL_IMPORT_PRICES,
     .first = "%Y%m%d %H:%M 6",
     .columns = BAR,
     .time_unit = "%Y%m%d %H:%M",
     .tz = "UTC"},
    {.kind = BL_IMPORT_PRICES, .first = "midnight 11", .time_unit = "midnight", .put = put_middle},
    {.kind = BL_IMPORT_PRICES,
     .first = "%Y%m%d %H:%M 11",
     .time_unit = "%Y%m%d %H:%M",
     .tz = "UTC",
     .put = put_middle},
    {.kind = BL_IMPORT_DEPTH,
     .first = "midnight 11",
     .time_unit = "midnight",
     .needs_shift = true,
     .put = put_book},
    {.kind = BL_IMPORT_DEPTH,
     .first = "%Y%m%d %H:%M 11",
     .time_unit = "%Y%m%d %H:%M",
     .tz = "UTC",
     .needs_shift = true,
     .put = put_book},
    {.kind = BL_IMPORT_FUNDING,
     .first = "%Y%m%d %H:%M:%S 2",
     .columns = "time=1,rate=2",
     .time_unit = "%Y%m%d %H:%M:%S",
     .tz = "UTC"},
};

const bl_importer bl_import_lean_importer = {
    "lean", "QuantConnect LEAN minutes and days, trades and quotes; funding", layouts,
    sizeof layouts / sizeof layouts[0]};
