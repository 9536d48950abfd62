/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attribution_file.c - attribution.csv: leverage by class in ppb, equity by class in base units.
 */
#include "attribution.h"
#include "sheet.h"

typedef struct {
    bl_sheet sheet;
    const bl_setup *setup;
} file;

static void write_step(void *context, const bl_attribution_step *step)
{
    file *f = context;
    const int places = f->setup->vault.decimals;
    bl_sheet_put_time(&f->sheet, step->row->time_ns);
    bl_sheet_put_text(&f->sheet, bl_record_event_name(step->row->event));
    bl_sheet_put_number(&f->sheet, step->leverage_ppb, 9);
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        bl_sheet_put_number(&f->sheet, step->leverage[c], 9);
    }
    bl_sheet_put_number(&f->sheet, step->row->equity.v, places);
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        bl_sheet_put_number(&f->sheet, step->equity[c], places);
    }
    bl_sheet_end_line(&f->sheet);
}

bl_status bl_attribution_write(const bl_runlog *log, const char *folder, bl_err *err)
{
    static const char header[] = "time_ns,time,cause,leverage"
#define X(id, name) "," name
        BL_ATTRIBUTION_LIST(X)
#undef X
        ",equity"
#define X(id, name) ",equity_" name
        BL_ATTRIBUTION_LIST(X)
#undef X
        ;
    file f = {.setup = log->setup};
    if (bl_sheet_open(&f.sheet, folder, "attribution.csv", header, err) != BL_OK) {
        return err->status;
    }
    bl_attribution_walk(log, write_step, &f);
    return bl_sheet_close(&f.sheet, err);
}
