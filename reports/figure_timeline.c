/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_timeline.c - the picture of a report's time chart: small multiples, one mode a panel, on
 * one scale of time and value.
 */
#include <math.h>
#include <stdio.h>

#include "figure.h"
#include "timeline.h"

enum { PANEL_PX = 120 };

static void find_scale(const bl_timeline *t, size_t len, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < len; i++) {
        *low = fmin(*low, t->curves[i].low);
        *high = fmax(*high, t->curves[i].high);
    }
    const double air = *high > *low ? 0.08 * (*high - *low) : fmax(fabs(*high) * 0.1, 1e-9);
    *low -= air;
    *high += air;
}

static void draw_panel(const bl_figure_view *view, bl_page *page, const bl_timeline *t, size_t k,
                       const bl_panel *panel, double factor)
{
    const bool is_last = k + 1 == view->panels;
    bl_axis y;
    char facts[BL_TIMELINE_TEXT];
    bl_axis_set_numbers(&y, panel->y_low, panel->y_high, 4, "");
    bl_page_open_panel(page, panel, &view->times, &y, is_last);
    bl_timeline_say_range(t, k, facts);
    bl_page_put_heading(page, panel, t->curves[k].name, bl_script_text_color(k), facts);
    if (is_last) {
        bl_page_put_axis_title(page, panel, view->axis_title);
    }
    const size_t block = bl_figure_put_curve(view, page->script, &t->curves[k].m4, factor);
    if (block > 0) {
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lw 1.6 lc rgb '%s'", block,
                       bl_script_color(k));
    } else {
        bl_script_plot(page->script, "-1e300 with lines lw 0");
    }
    bl_page_close_panel(page);
}

int bl_figure_timeline_write(const bl_timeline *t, const char *scenario, const char *footer,
                             bl_script *script)
{
    bl_figure_view view = {.start_ns = t->start_ns, .end_ns = t->end_ns, .panels = t->len};
    char title[BL_TIMELINE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    double low;
    double high;
    bl_page page;
    if (view.end_ns <= view.start_ns) {
        view.end_ns = view.start_ns + BL_NS_PER_S;
    }
    if (view.panels > BL_FIGURE_PANELS_MAX) {
        view.panels = BL_FIGURE_PANELS_MAX;
        snprintf(view.note, sizeof view.note, " The first %zu of %zu modes.", view.panels, t->len);
    }
    view.span_s = bl_figure_x(&view, view.end_ns);
    bl_axis_set_times(&view.times, view.start_ns, view.end_ns, BL_PAGE_RIGHT - BL_PAGE_LEFT);
    bl_axis_name_times(view.start_ns, view.end_ns, view.axis_title);
    find_scale(t, view.panels, &low, &high);
    const bl_axis_scale scale = bl_axis_pick_scale(fmax(fabs(low), fabs(high)));
    bl_timeline_say_title(t, title);
    snprintf(subtitle, sizeof subtitle, "%s, %s%s. Each record is held until the next.%s",
             t->kind->title, scale.word, t->kind->unit, view.note);
    bl_figure_say_thinned(subtitle, sizeof subtitle, t->drawn, t->seen);
    const bl_panel last = bl_figure_panel(&view, view.panels - 1, PANEL_PX);
    const double height = last.bottom + BL_PAGE_BOTTOM;
    bl_page_open(&page, script, height, title, subtitle);
    for (size_t k = 0; k < view.panels; k++) {
        bl_panel panel = bl_figure_panel(&view, k, PANEL_PX);
        panel.y_low = low / scale.factor;
        panel.y_high = high / scale.factor;
        draw_panel(&view, &page, t, k, &panel, 1 / scale.factor);
    }
    bl_page_close(&page, scenario, footer);
    return script->out_of_memory ? 0 : (int)height;
}
