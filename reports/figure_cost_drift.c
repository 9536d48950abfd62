/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_cost_drift.c - what a mode costs against how far it drifts, one named point a mode, and
 * the line of modes that no other beats on both.
 *
 * A mode that trades free (ideal) is a hollow point: a reference, never the finding.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"

enum { PANEL_PX = 560, LOG_FROM = 40 };

typedef struct {
    size_t run;
    double drift, cost; /* per cent, basis points of mean NAV */
    bool is_free;
    bool is_best; /* no other is at least as good on both */
} spot;

static int compare(const void *a, const void *b)
{
    const spot *x = a;
    const spot *y = b;
    if (x->drift != y->drift) {
        return x->drift > y->drift ? 1 : -1;
    }
    if (x->cost != y->cost) {
        return x->cost > y->cost ? 1 : -1;
    }
    return (x->run > y->run) - (x->run < y->run);
}

/* Sorted by drift; the best are those cheaper than all before them. */
static void gather(const bl_figure_view *view, spot *spots)
{
    const size_t len = view->in->runs_len;
    double cheapest = INFINITY;
    for (size_t i = 0; i < len; i++) {
        const bl_facts *f = &view->facts[i];
        spots[i] = (spot){i, 100 * f->drift_rms,
                          f->nav_mean > 0 ? 1e4 * bl_facts_trading(f) / f->nav_mean : 0, f->is_free,
                          false};
    }
    qsort(spots, len, sizeof *spots, compare);
    for (size_t i = 0; i < len; i++) {
        spots[i].is_best = !spots[i].is_free && spots[i].cost < cheapest;
        cheapest = spots[i].is_best ? spots[i].cost : cheapest;
    }
}

/* Linear from 0; by decades where the values span them, closer where they stand close together. */
static bool set_range(double least, double most, double *low, double *high)
{
    if (least > 0 && most > LOG_FROM * least) {
        *low = least / 1.6;
        *high = most * 1.6;
        return true;
    }
    const double span = most - least;
    const bool is_close = least > 0 && span > 0 && span < 0.5 * most;
    *low = is_close ? fmax(least - 0.5 * fmax(span, 0.1 * most), 0) : 0;
    *high = is_close ? most + 0.5 * fmax(span, 0.1 * most) : most > 0 ? most * 1.2 : 1;
    return false;
}

/* Modes that trade free set no range: one of them below it is moved to the edge. */
static bl_panel make_panel(spot *spots, size_t len)
{
    bl_panel p = {.left = BL_PAGE_LEFT,
                  .right = BL_PAGE_RIGHT,
                  .top = BL_PAGE_TOP + BL_PAGE_HEADING,
                  .bottom = BL_PAGE_TOP + BL_PAGE_HEADING + PANEL_PX};
    double least[2] = {INFINITY, INFINITY};
    double most[2] = {0, 0};
    for (size_t i = 0; i < len; i++) {
        most[0] = fmax(most[0], spots[i].drift);
        most[1] = fmax(most[1], spots[i].cost);
        if (spots[i].is_free) {
            continue;
        }
        least[0] = fmin(least[0], spots[i].drift);
        least[1] = fmin(least[1], spots[i].cost);
    }
    p.x_log = set_range(least[0], most[0], &p.x_low, &p.x_high);
    p.y_log = set_range(least[1], most[1], &p.y_low, &p.y_high);
    for (size_t i = 0; i < len; i++) {
        spots[i].drift = fmax(spots[i].drift, p.x_low);
        spots[i].cost = fmax(spots[i].cost, p.y_low);
    }
    return p;
}

/* ---- names ---- */

/* The first place around the point that is free; none: the point stays without a name. */
static void put_name(const bl_figure_view *view, bl_page *page, const bl_panel *panel,
                     const spot *s, bl_boxes *boxes)
{
    static const struct {
        double dx, dy;
        bl_align align;
    } around[] = {{14, 0, BL_ALIGN_LEFT},   {12, -18, BL_ALIGN_LEFT},  {12, 18, BL_ALIGN_LEFT},
                  {-14, 0, BL_ALIGN_RIGHT}, {-12, 18, BL_ALIGN_RIGHT}, {-12, -18, BL_ALIGN_RIGHT},
                  {0, 24, BL_ALIGN_CENTER}, {0, -24, BL_ALIGN_CENTER}, {14, 40, BL_ALIGN_LEFT},
                  {14, -40, BL_ALIGN_LEFT}, {-14, 40, BL_ALIGN_RIGHT}, {-14, -40, BL_ALIGN_RIGHT}};
    char mode[48];
    char name[80];
    bl_figure_mode(view, s->run, mode);
    snprintf(name, sizeof name, s->is_free ? "%s (trades free)" : "%s", mode);
    const double x = bl_page_x(panel, s->drift);
    const double y = bl_page_y(panel, s->cost);
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        const bl_label label = {.text = name,
                                .x = x + around[i].dx,
                                .y = y + around[i].dy,
                                .points = 13,
                                .color = bl_script_text_color(s->run),
                                .align = around[i].align,
                                .bold = true};
        const bl_box box = bl_page_box(&label);
        const bool inside = box.left > panel->left && box.right < panel->right + 30 &&
                            box.top > panel->top - 8 && box.bottom < panel->bottom;
        if (!inside || !bl_page_is_free(boxes, box)) {
            continue;
        }
        bl_page_take(boxes, box);
        bl_page_put_label(page, &label);
        return;
    }
}

/* Where the stairs run no name may stand. */
static void take_stairs(const bl_panel *panel, const spot *spots, size_t len, bl_boxes *boxes)
{
    double level = panel->top;
    double from = panel->left;
    for (size_t i = 0; i < len; i++) {
        const double x = bl_page_x(panel, spots[i].drift);
        const double y = bl_page_y(panel, spots[i].cost);
        if (!spots[i].is_best) {
            continue;
        }
        bl_page_take(boxes, (bl_box){x - 1, level, x + 1, y});
        if (level > panel->top) {
            bl_page_take(boxes, (bl_box){from, level - 1, x, level + 1});
        }
        level = y;
        from = x;
    }
    bl_page_take(boxes, (bl_box){from, level - 1, panel->right, level + 1});
}

static void put_names(const bl_figure_view *view, bl_page *page, const bl_panel *panel,
                      const spot *spots, bl_boxes *boxes)
{
    const size_t len = view->in->runs_len;
    take_stairs(panel, spots, len, boxes);
    for (size_t i = 0; i < len; i++) {
        const double x = bl_page_x(panel, spots[i].drift);
        const double y = bl_page_y(panel, spots[i].cost);
        bl_page_take(boxes, (bl_box){x - 9, y - 9, x + 9, y + 9});
    }
    for (size_t i = 0; i < len; i++) {
        put_name(view, page, panel, &spots[i], boxes);
    }
}

/* ---- drawing ---- */

/* Stairs: from one best point right, then down to the next. */
static size_t put_stairs(bl_script *s, const bl_panel *panel, const spot *spots, size_t len)
{
    double cost = NAN;
    bl_script_open_block(s);
    for (size_t i = 0; i < len; i++) {
        if (!spots[i].is_best) {
            continue;
        }
        bl_script_put_row(
            s, (const double[]){spots[i].drift, isfinite(cost) ? cost : panel->y_high}, 2);
        bl_script_put_row(s, (const double[]){spots[i].drift, spots[i].cost}, 2);
        cost = spots[i].cost;
    }
    if (isfinite(cost)) {
        bl_script_put_row(s, (const double[]){panel->x_high, cost}, 2);
    }
    return bl_script_close_block(s);
}

static void plot_spots(bl_script *s, const bl_panel *panel, const spot *spots, size_t len)
{
    const size_t stairs = put_stairs(s, panel, spots, len);
    size_t blocks = 0;
    const size_t first = s->blocks + 1;
    for (size_t i = 0; i < len; i++) {
        bl_script_open_block(s);
        bl_script_put_row(s, (const double[]){spots[i].drift, spots[i].cost}, 2);
        blocks += bl_script_close_block(s) > 0;
    }
    bl_script_plot(s, "%.12g with lines ls 10", panel->y_low);
    if (stairs > 0) {
        bl_script_plot(s, "$d%zu using 1:2 with lines lc rgb '#9E9E9E' lw 1.2 dt (6,4)", stairs);
    }
    for (size_t i = 0; i < blocks; i++) {
        bl_script_plot(s, "$d%zu using 1:2 with points pt %d ps 1.8 lw 1.6 lc rgb '%s'", first + i,
                       bl_script_point_type(spots[i].run) - (spots[i].is_free ? 1 : 0),
                       bl_script_color(spots[i].run));
    }
}

static void say_title(const bl_figure_view *view, const spot *spots, char out[BL_FIGURE_TEXT])
{
    const spot *closest = NULL;
    const spot *cheapest = NULL;
    char a[48];
    char b[48];
    char drift[BL_AXIS_TEXT];
    char cost[BL_AXIS_TEXT];
    for (size_t i = 0; i < view->in->runs_len; i++) {
        closest = !closest && spots[i].is_best ? &spots[i] : closest;
        cheapest = spots[i].is_best ? &spots[i] : cheapest;
    }
    if (!closest) {
        snprintf(out, BL_FIGURE_TEXT, "Trading is free here");
        return;
    }
    bl_figure_mode(view, closest->run, a);
    bl_figure_mode(view, cheapest->run, b);
    bl_axis_name_number(cheapest->cost, cost);
    bl_axis_name_number(closest->drift, drift);
    if (view->in->runs_len == 1) {
        snprintf(out, BL_FIGURE_TEXT, "%s drifts by %s %% and pays %s bps for trading", a, drift,
                 cost);
    } else if (closest == cheapest) {
        snprintf(out, BL_FIGURE_TEXT,
                 "%s is both the closest to target, %s %%, and the cheapest, "
                 "%s bps",
                 a, drift, cost);
    } else {
        snprintf(out, BL_FIGURE_TEXT,
                 "%s keeps closest to target, %s %% RMS; %s trades "
                 "cheapest, %s bps",
                 a, drift, b, cost);
    }
}

static void set_axis(bl_axis *axis, double low, double high, bool is_log)
{
    if (is_log) {
        bl_axis_set_decades(axis, low, high);
    } else {
        bl_axis_set_numbers(axis, low, high, 7, "");
    }
}

static int draw_page(const bl_figure_view *view, bl_script *script, spot *spots, bl_boxes *boxes)
{
    const size_t len = view->in->runs_len;
    const bl_panel panel = make_panel(spots, len);
    const double height = panel.bottom + BL_PAGE_BOTTOM;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    bl_axis x;
    bl_axis y;
    bl_page page;
    say_title(view, spots, title);
    snprintf(subtitle, sizeof subtitle, "One point a mode; lower left is better.%s%s",
             len > 1 ? " Dashed: no mode is both cheaper and closer." : "",
             panel.x_low > 0 || panel.y_low > 0 ? " Axes do not begin at 0." : "");
    bl_page_open(&page, script, height, title, subtitle);
    set_axis(&x, panel.x_low, panel.x_high, panel.x_log);
    set_axis(&y, panel.y_low, panel.y_high, panel.y_log);
    bl_page_open_panel(&page, &panel, &x, &y, true);
    bl_page_put_heading(&page, &panel, "Trading cost, bps of mean NAV", BL_COLOR_INK,
                        "taker fees, spread, impact, liquidation");
    bl_page_put_axis_title(&page, &panel, "RMS drift of leverage from target, %");
    put_names(view, &page, &panel, spots, boxes);
    plot_spots(script, &panel, spots, len);
    bl_page_close_panel(&page);
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_cost_drift_write(const bl_figure_view *view, bl_script *script)
{
    if (view->in->runs[0].log->setup->instruments_len == 0) {
        return BL_FIGURE_NO_BOOK;
    }
    spot *spots = calloc(view->in->runs_len, sizeof *spots);
    bl_boxes *boxes = calloc(1, sizeof *boxes);
    int height = 0;
    if (spots && boxes) {
        gather(view, spots);
        height = draw_page(view, script, spots, boxes);
    }
    free(spots);
    free(boxes);
    return height;
}
