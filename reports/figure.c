/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure.c - what figures share: the time axis, the column of panels, the curve as it holds.
 */
#include "figure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "typeface.h"

double bl_figure_x(const bl_figure_view *view, int64_t time_ns)
{
    return (double)(time_ns - view->start_ns) / (double)BL_NS_PER_S;
}

bl_panel bl_figure_panel(const bl_figure_view *view, size_t k, double height)
{
    const double step = height + BL_PAGE_HEADING + BL_PAGE_GAP;
    const double top = BL_PAGE_TOP + BL_PAGE_HEADING + (double)k * step;
    return (bl_panel){.left = BL_PAGE_LEFT,
                      .right = BL_PAGE_RIGHT,
                      .top = top,
                      .bottom = top + height,
                      .x_low = 0,
                      .x_high = view->span_s};
}

const char *bl_figure_mode(const bl_figure_view *view, size_t run, char out[48])
{
    const char *mode = view->in->runs[run].mode;
    bl_typeface_fit(strcmp(mode, "never") == 0 ? "mode never" : mode, 18, true, 300, out, 48);
    return out;
}

static void put_point(bl_script *script, double x, double y)
{
    bl_script_put_row(script, (const double[]){x, y}, 2);
}

size_t bl_figure_put_curve(const bl_figure_view *view, bl_script *script, const bl_m4 *m4,
                           double scale)
{
    const double corner_s = view->span_s / (2 * (double)BL_FIGURE_COLUMNS);
    bl_m4_point points[BL_M4_KEPT];
    bool joined = false;
    double x = 0;
    double y = 0;
    bl_script_open_block(script);
    for (size_t c = 0; c < m4->columns_len; c++) {
        const size_t len = bl_m4_take(m4, c, points);
        for (size_t i = 0; i < len; i++) {
            const double at = bl_figure_x(view, points[i].time_ns);
            if (joined && at - x > corner_s) {
                put_point(script, at, y);
            }
            x = at;
            y = points[i].value * scale;
            put_point(script, x, y);
            joined = true;
        }
        if (m4->columns[c].breaks && joined) {
            bl_script_put_break(script);
            joined = false;
        }
    }
    if (joined && view->span_s - x > corner_s) {
        put_point(script, view->span_s, y);
    }
    return bl_script_close_block(script);
}

void bl_figure_append(char *text, size_t text_bytes, const char *format, ...)
{
    const size_t len = strlen(text);
    va_list list;
    va_start(list, format);
    vsnprintf(text + len, text_bytes - len, format, list);
    va_end(list);
}

void bl_figure_say_thinned(char *text, size_t text_bytes, size_t drawn, size_t seen)
{
    char few[BL_AXIS_TEXT];
    char all[BL_AXIS_TEXT];
    if (drawn >= seen) {
        return;
    }
    bl_axis_name_number((double)drawn, few);
    bl_axis_name_number((double)seen, all);
    bl_figure_append(text, text_bytes, " %s of %s points drawn.", few, all);
}
