/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_figures.c - the charts of a report as files of their own, for a paper: the same scripts
 * that draw its pictures, in every format asked for.
 */
#include "figure.h"
#include "report.h"
#include "timeline.h"

bl_status bl_report_draw(const bl_readback *modes, size_t len, const bl_figures_input *in,
                         bl_figures_files *files, bl_err *err)
{
    bl_status status = BL_OK;
    files->len = 0;
    files->absent_len = 0;
    for (size_t id = 0; id < BL_TIMELINES && status == BL_OK; id++) {
        bl_timeline chart;
        if (!bl_timeline_gather((bl_timeline_id)id, modes, len, &chart)) {
            status = bl_err_set(err, BL_MEMORY, "no memory for the charts");
        } else if (chart.drawn > 0) {
            bl_script script;
            bl_script_open(&script);
            const int height = bl_figure_timeline_write(&chart, in->scenario, in->footer, &script);
            status = bl_figures_put(in, chart.kind->id, &script, height, files, err);
            bl_script_close(&script);
        }
        bl_timeline_close(&chart);
    }
    return status;
}
