/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_drawdown.c - how far the share price stands below its highest value so far, one panel a
 * mode on one scale, the deepest point named.
 *
 * Values that last no time are not on the curve but count as deepest, as they do in the metrics.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"

enum { PANEL_PX = 150 };
static const double rounding = 1e-7; /* of shares; less than that is no fall */

typedef struct { /* one mode */
    bl_m4 curve; /* per cent, 0 or below */
    double peak, now;
    double stay_h, longest_h; /* below the peak: now, at the longest stretch */
} water;

static void add_mark(void *context, const bl_mark *mark)
{
    water *w = context;
    const double share = bl_facts_share(mark);
    const double hours = (double)(mark->until_ns - mark->time_ns) / 3.6e12;
    w->peak = share > w->peak ? share : w->peak;
    w->now = w->peak > 0 ? 100 * (share / w->peak - 1) : (double)NAN;
    if (hours <= 0) {
        return;
    }
    bl_m4_put(&w->curve, (bl_m4_point){mark->time_ns, w->now, 0});
    w->stay_h = w->now < -100 * rounding ? w->stay_h + hours : 0;
    w->longest_h = fmax(w->longest_h, w->stay_h);
}

static void say_facts(const bl_facts *f, const water *w, char out[BL_FIGURE_TEXT])
{
    char text[BL_AXIS_TITLE];
    if (f->drawdown < rounding) {
        snprintf(out, BL_FIGURE_TEXT, "never below its peak");
        return;
    }
    bl_axis_name_instant(f->drawdown_ns, text);
    snprintf(out, BL_FIGURE_TEXT, "deepest %s", text);
    bl_axis_name_hours(w->longest_h, text);
    bl_figure_append(out, BL_FIGURE_TEXT, " · longest below the peak %s", text);
    bl_axis_name_number(-w->now, text);
    bl_figure_append(out, BL_FIGURE_TEXT,
                     w->now < -100 * rounding ? " · %s %% below at the end" : " · recovered", text);
}

/* The deepest point and its depth in words, on the side that has room. */
static size_t put_deepest(const bl_figure_view *view, bl_page *page, const bl_panel *panel,
                          const bl_facts *f, size_t run)
{
    const double x = bl_figure_x(view, f->drawdown_ns);
    char number[BL_AXIS_TEXT];
    char text[BL_AXIS_TEXT + 8];
    if (f->drawdown < rounding) {
        return 0;
    }
    bl_axis_name_number(100 * f->drawdown, number);
    snprintf(text, sizeof text, "−%s %%", number);
    const bool left = bl_page_x(panel, x) > (panel->left + panel->right) / 2;
    bl_page_put_label(page, &(bl_label){.text = text,
                                        .x = bl_page_x(panel, x) + (left ? -9 : 9),
                                        .y = bl_page_y(panel, -100 * f->drawdown) + 13,
                                        .points = 12,
                                        .bold = true,
                                        .color = bl_script_text_color(run),
                                        .align = left ? BL_ALIGN_RIGHT : BL_ALIGN_LEFT});
    bl_script_open_block(page->script);
    bl_script_put_row(page->script, (const double[]){x, -100 * f->drawdown}, 2);
    return bl_script_close_block(page->script);
}

static void draw_panel(const bl_figure_view *view, bl_page *page, const water *w, size_t run,
                       bl_panel panel, bool says_x)
{
    const char *color = bl_script_color(run);
    char facts[BL_FIGURE_TEXT];
    char mode[48];
    bl_axis y;
    bl_axis_set_numbers(&y, panel.y_low, 0, 4, " %");
    bl_page_open_panel(page, &panel, &view->times, &y, says_x);
    say_facts(&view->facts[run], w, facts);
    bl_page_put_heading(page, &panel, bl_figure_mode(view, run, mode), bl_script_text_color(run),
                        facts);
    if (says_x) {
        bl_page_put_axis_title(page, &panel, view->axis_title);
    }
    const size_t deepest = put_deepest(view, page, &panel, &view->facts[run], run);
    const size_t curve = bl_figure_put_curve(view, page->script, &w->curve, 1);
    bl_script_plot(page->script, "0 with lines ls 10");
    if (curve > 0) {
        bl_page_fill(page, &panel, curve, 2, 0, "transparent solid 0.25", color);
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.5", curve, color);
    }
    if (deepest > 0) {
        bl_script_plot(page->script, "$d%zu using 1:2 with points pt %d ps 1.1 lc rgb '%s'",
                       deepest, bl_script_point_type(run), color);
    }
    bl_page_close_panel(page);
}

/* ---- words and the page ---- */

static void say_title(const bl_figure_view *view, char out[BL_FIGURE_TEXT])
{
    const bl_facts *f = view->facts;
    size_t worst = 0;
    size_t best = 0;
    char a[48];
    char b[48];
    char most[BL_AXIS_TEXT];
    char least[BL_AXIS_TEXT];
    for (size_t k = 1; k < view->panels; k++) {
        worst = f[k].drawdown > f[worst].drawdown ? k : worst;
        best = f[k].drawdown < f[best].drawdown ? k : best;
    }
    bl_axis_name_number(100 * f[worst].drawdown, most);
    bl_axis_name_number(100 * f[best].drawdown, least);
    bl_figure_mode(view, worst, a);
    bl_figure_mode(view, best, b);
    if (best == worst) {
        snprintf(out, BL_FIGURE_TEXT, "A share falls %s %% below its peak%s", most,
                 view->panels > 1 ? " in every mode" : "");
    } else {
        snprintf(out, BL_FIGURE_TEXT, "A share falls %s %% below its peak under %s, %s %% under %s",
                 most, a, least, b);
    }
}

static int draw_page(const bl_figure_view *view, bl_script *script, const water *all)
{
    const size_t len = view->panels;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    double deepest = 0;
    size_t drawn = 0;
    size_t seen = 0;
    bl_page page;
    for (size_t k = 0; k < len; k++) {
        deepest = fmax(deepest, 100 * view->facts[k].drawdown);
        drawn += bl_m4_count(&all[k].curve);
        seen += all[k].curve.seen;
    }
    if (deepest < 100 * rounding) {
        return BL_FIGURE_NO_DRAWDOWN;
    }
    const double height = bl_figure_panel(view, len - 1, PANEL_PX).bottom + BL_PAGE_BOTTOM;
    say_title(view, title);
    snprintf(subtitle, sizeof subtitle,
             "Share price below its highest value so far, %% of that value.%s", view->note);
    bl_figure_say_thinned(subtitle, sizeof subtitle, drawn, seen);
    bl_page_open(&page, script, height, title, subtitle);
    for (size_t k = 0; k < len; k++) {
        bl_panel panel = bl_figure_panel(view, k, PANEL_PX);
        panel.y_low = -1.22 * deepest;
        panel.y_high = 0.04 * deepest;
        draw_panel(view, &page, &all[k], k, panel, k + 1 == len);
    }
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_drawdown_write(const bl_figure_view *view, bl_script *script)
{
    water *all = calloc(view->panels, sizeof *all);
    bool good = all;
    for (size_t k = 0; good && k < view->panels; k++) {
        good = bl_m4_open(&all[k].curve, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS);
        if (good) {
            bl_runlog_walk(view->in->runs[k].log, add_mark, &all[k]);
        }
    }
    const int height = good ? draw_page(view, script, all) : 0;
    for (size_t k = 0; all && k < view->panels; k++) {
        bl_m4_close(&all[k].curve);
    }
    free(all);
    return height;
}
