/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * page.c - see page.h. Labels are in screen coordinates, plots in their own.
 */
#include "page.h"

#include <math.h>
#include <string.h>

#include "typeface.h"

static const double line_px = 1.25 * 4 / 3; /* height of a line, pixels a point */

void bl_page_put_label(bl_page *page, const bl_label *label)
{
    static const char *const aligns[] = {"left", "center", "right"};
    bl_script_add(page->script, "set label ");
    bl_script_put_text(page->script, label->text, label->bold, BL_TEXT_LABEL);
    bl_script_add(page->script, " at screen %.6f,%.6f %s font ',%g' textcolor rgb '%s' front\n",
                  label->x / page->width, 1 - label->y / page->height, aligns[label->align],
                  label->points, label->color);
}

/* The largest of the sizes from `points` down to `least` at which text fits; it is cut below. */
static double shrink(const char *text, double points, double least, bool bold, double width)
{
    while (points > least && bl_typeface_width(text, points, bold) > width) {
        points--;
    }
    return points;
}

static void put_line(bl_page *page, const char *text, double y, double points, double least,
                     bool bold)
{
    const double width = page->width - BL_PAGE_LEFT - 24;
    const double size = shrink(text, points, least, bold, width);
    char cut[400];
    bl_typeface_fit(text, size, bold, width, cut, sizeof cut);
    bl_page_put_label(page, &(bl_label){.text = cut,
                                        .x = BL_PAGE_LEFT,
                                        .y = y,
                                        .points = size,
                                        .bold = bold,
                                        .color = bold ? "#000000" : BL_COLOR_GREY});
}

void bl_page_open(bl_page *page, bl_script *script, double height, const char *title,
                  const char *subtitle)
{
    *page = (bl_page){script, BL_PAGE_WIDTH, height};
    bl_script_add(script, "set multiplot\n");
    put_line(page, title, 36, 18, 14, true);
    put_line(page, subtitle, 69, 13, 10, false);
}

static void put_tics(bl_script *script, char axis, const bl_axis *tics, bool says)
{
    if (tics->len == 0) { /* an empty list would bring gnuplot's own */
        bl_script_add(script, "unset %ctics\n", axis);
        return;
    }
    bl_script_add(script, "set %ctics (", axis);
    for (size_t i = 0; i < tics->len; i++) {
        bl_script_add(script, i > 0 ? "," : "");
        bl_script_put_text(script, says ? tics->tics[i].text : "", false, BL_TEXT_TIC);
        bl_script_add(script, " %.12g", tics->tics[i].at);
    }
    bl_script_add(script, ")\n");
}

void bl_page_open_panel(bl_page *page, const bl_panel *panel, const bl_axis *x, const bl_axis *y,
                        bool says_x)
{
    bl_script *s = page->script;
    bl_script_add(s, "set lmargin at screen %.6f\nset rmargin at screen %.6f\n",
                  panel->left / page->width, panel->right / page->width);
    bl_script_add(s, "set tmargin at screen %.6f\nset bmargin at screen %.6f\n",
                  1 - panel->top / page->height, 1 - panel->bottom / page->height);
    bl_script_add(s, "%s logscale x\n%s logscale y\n", panel->x_log ? "set" : "unset",
                  panel->y_log ? "set" : "unset");
    bl_script_add(s, "set xrange [%.12g:%.12g]\nset yrange [%.12g:%.12g]\n", panel->x_low,
                  panel->x_high, panel->y_low, panel->y_high);
    put_tics(s, 'x', x, says_x);
    put_tics(s, 'y', y, true);
}

void bl_page_put_heading(bl_page *page, const bl_panel *panel, const char *name, const char *color,
                         const char *facts)
{
    const double y = panel->top - BL_PAGE_HEADING / 2.0;
    const double facts_width = bl_typeface_width(facts, 12, false);
    char cut[200];
    bl_typeface_fit(name, 15, true, panel->right - panel->left - facts_width - 40, cut, sizeof cut);
    bl_page_put_label(
        page,
        &(bl_label){
            .text = cut, .x = panel->left, .y = y, .points = 15, .color = color, .bold = true});
    bl_page_put_label(page, &(bl_label){.text = facts,
                                        .x = panel->right,
                                        .y = y + 1,
                                        .points = 12,
                                        .color = BL_COLOR_GREY,
                                        .align = BL_ALIGN_RIGHT});
}

void bl_page_close_panel(bl_page *page)
{
    bl_script_end_plot(page->script);
    bl_script_add(page->script, "unset label\nunset object\nunset arrow\n");
}

void bl_page_put_axis_title(bl_page *page, const bl_panel *panel, const char *text)
{
    bl_page_put_label(page, &(bl_label){.text = text,
                                        .x = (panel->left + panel->right) / 2,
                                        .y = panel->bottom + 52,
                                        .points = 13,
                                        .color = BL_COLOR_INK,
                                        .align = BL_ALIGN_CENTER});
}

static void put_foot(bl_page *page, const char *text, double x, bl_align align)
{
    char cut[400];
    bl_typeface_fit(text, 11, false, (BL_PAGE_RIGHT - BL_PAGE_LEFT) / 2.0 - 20, cut, sizeof cut);
    bl_page_put_label(page, &(bl_label){.text = cut,
                                        .x = x,
                                        .y = page->height - 18,
                                        .points = 11,
                                        .color = BL_COLOR_FAINT,
                                        .align = align});
}

/* The footer belongs to no panel: it is drawn by an empty plot of its own, without axes. */
void bl_page_close(bl_page *page, const char *name, const char *footer)
{
    put_foot(page, name, BL_PAGE_LEFT, BL_ALIGN_LEFT);
    put_foot(page, footer, BL_PAGE_RIGHT, BL_ALIGN_RIGHT);
    bl_script_add(page->script, "unset border\nunset xtics\nunset ytics\nunset logscale\n"
                                "set xrange [0:1]\nset yrange [0:1]\nplot -1 with lines\n"
                                "unset multiplot\n");
}

/* The upper edge is lifted by less than can be seen: where two edges touch at an upright step,
 * gnuplot 5.4 draws slivers down to the axis, and a PDF shows them however thin they are. */
void bl_page_fill(bl_page *page, const bl_panel *panel, size_t block, size_t lower, size_t upper,
                  const char *style, const char *color)
{
    const double hair = 1e-4 * (panel->y_high - panel->y_low);
    bl_script_plot(page->script,
                   "$d%zu using 1:%s%zu%s:(%s%zu+%g) with filledcurves fs %s noborder fc rgb '%s'",
                   block, lower > 0 ? "" : "(", lower, lower > 0 ? "" : ")", upper > 0 ? "$" : "",
                   upper, hair, style, color);
}

static double part(double v, double low, double high, bool is_log)
{
    return is_log ? log(v / low) / log(high / low) : (v - low) / (high - low);
}

double bl_page_x(const bl_panel *p, double x)
{
    return p->left + part(x, p->x_low, p->x_high, p->x_log) * (p->right - p->left);
}

double bl_page_y(const bl_panel *p, double y)
{
    return p->bottom - part(y, p->y_low, p->y_high, p->y_log) * (p->bottom - p->top);
}

bool bl_page_is_free(const bl_boxes *boxes, bl_box box)
{
    for (size_t i = 0; i < boxes->len; i++) {
        const bl_box *b = &boxes->items[i];
        if (box.left < b->right && b->left < box.right && box.top < b->bottom &&
            b->top < box.bottom) {
            return false;
        }
    }
    return true;
}

bool bl_page_take(bl_boxes *boxes, bl_box box)
{
    if (boxes->len == BL_BOXES_MAX) {
        return false;
    }
    boxes->items[boxes->len++] = box;
    return true;
}

bl_box bl_page_box(const bl_label *label)
{
    const double width = bl_typeface_width(label->text, label->points, label->bold) + 6;
    const double half = label->points * line_px / 2;
    const double before = label->align == BL_ALIGN_LEFT     ? 3
                          : label->align == BL_ALIGN_CENTER ? width / 2
                                                            : width - 3;
    return (bl_box){label->x - before, label->y - half, label->x - before + width, label->y + half};
}

void bl_page_spread(double *ys, size_t len, double least, double top, double bottom)
{
    if (len == 0) {
        return;
    }
    if (ys[0] < top) {
        ys[0] = top;
    }
    for (size_t i = 1; i < len; i++) {
        if (ys[i] < ys[i - 1] + least) {
            ys[i] = ys[i - 1] + least;
        }
    }
    double limit = bottom;
    for (size_t i = len; i-- > 0; limit = ys[i] - least) {
        if (ys[i] > limit) {
            ys[i] = limit;
        }
    }
}
