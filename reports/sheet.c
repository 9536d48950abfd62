/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sheet.c - cells into an output file.
 */
#include "sheet.h"

#include "../data/decimal.h"
#include "../data/timestamp.h"

#include <math.h>
#include <string.h>

bl_status bl_sheet_open(bl_sheet *sheet, const char *folder, const char *name, const char *header,
                        bl_err *err)
{
    sheet->begun = false;
    if (bl_outfile_open(&sheet->file, folder, name, NULL, err) != BL_OK) {
        return err->status;
    }
    bl_outfile_put(&sheet->file, header, strlen(header));
    bl_outfile_put(&sheet->file, "\n", 1);
    return BL_OK;
}

static void put_cell(bl_sheet *sheet, const char *text, size_t len)
{
    if (sheet->begun) {
        bl_outfile_put(&sheet->file, ",", 1);
    }
    sheet->begun = true;
    bl_outfile_put(&sheet->file, text, len);
}

void bl_sheet_put_number(bl_sheet *sheet, bl_i128 value, int places)
{
    char text[BL_DECIMAL_TEXT];
    put_cell(sheet, text, bl_decimal_print(value, places, text));
}

void bl_sheet_put_real(bl_sheet *sheet, double value, int places)
{
    const double scaled = nearbyint(value * pow(10, places));
    if (fabs(scaled) < 1e30) {
        bl_sheet_put_number(sheet, (bl_i128)scaled, places);
    } else {
        bl_sheet_put_empty(sheet);
    }
}

void bl_sheet_put_text(bl_sheet *sheet, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        put_cell(sheet, text, strlen(text));
        return;
    }
    put_cell(sheet, "\"", 1);
    for (const char *at = text; *at != '\0'; at++) {
        bl_outfile_put(&sheet->file, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    }
    bl_outfile_put(&sheet->file, "\"", 1);
}

void bl_sheet_put_empty(bl_sheet *sheet)
{
    put_cell(sheet, "", 0);
}

void bl_sheet_put_time(bl_sheet *sheet, int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    const size_t len = bl_timestamp_print(time_ns, text);
    bl_sheet_put_number(sheet, time_ns, 0);
    put_cell(sheet, text, len);
}

void bl_sheet_end_line(bl_sheet *sheet)
{
    bl_outfile_put(&sheet->file, "\n", 1);
    sheet->begun = false;
}

bl_status bl_sheet_close(bl_sheet *sheet, bl_err *err)
{
    return bl_outfile_close(&sheet->file, err);
}
