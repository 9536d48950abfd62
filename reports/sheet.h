/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sheet.h - a CSV table that stands beside those of the run digest: a line at a time, cell by cell,
 * in the form of spec 13.0. A failed write is remembered and told when the table closes.
 */
#ifndef BL_SHEET_H
#define BL_SHEET_H

#include "../data/outfile.h"
#include "../sim/base.h"

typedef struct {
    bl_outfile file;
    bool begun; /* the line has a cell */
} bl_sheet;

/* Creates folder/name with its header line, which has no LF. */
bl_status bl_sheet_open(bl_sheet *sheet, const char *folder, const char *name, const char *header,
                        bl_err *err);
/* value / 10^places, all of them printed. */
void bl_sheet_put_number(bl_sheet *sheet, bl_i128 value, int places);
/* Rounded half to even; not finite: an empty cell. */
void bl_sheet_put_real(bl_sheet *sheet, double value, int places);
/* Quoted where RFC 4180 needs it. */
void bl_sheet_put_text(bl_sheet *sheet, const char *text);
void bl_sheet_put_empty(bl_sheet *sheet);
/* time_ns and time. */
void bl_sheet_put_time(bl_sheet *sheet, int64_t time_ns);
void bl_sheet_end_line(bl_sheet *sheet);
bl_status bl_sheet_close(bl_sheet *sheet, bl_err *err);

#endif
