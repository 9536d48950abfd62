/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ladder.c - the names take the room they need at the left, the figures at the right of each
 * column; what is left is the scale.
 */
#include "ladder.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "typeface.h"

enum { ROW_PX = 25, COLUMN_GAP_PX = 30, BELOW_PX = 66, TITLE_PX = 30, NAMES_MOST_PX = 250 };
static const double half_bar = 0.33;
static const double least_bar = 1e-4; /* of the scale: what is shorter is nothing */

void bl_ladder_add(bl_ladder *ladder, size_t column, size_t row, double from, double to,
                   const char *color)
{
    BL_ASSERT(ladder->len < BL_LADDER_MAX && row < ladder->rows_len &&
              column < ladder->columns_len);
    ladder->items[ladder->len++] = (bl_rung){column, row, from, to, color};
}

void bl_ladder_say_change(bl_ladder *ladder, size_t column, size_t row, double value)
{
    char number[BL_AXIS_TEXT];
    bl_axis_name_number(fabs(value), number);
    const bool is_none = strspn(number, "0.") == strlen(number);
    snprintf(ladder->texts[column][row], BL_AXIS_TEXT, "%s%.20s",
             is_none     ? ""
             : value < 0 ? "−"
                         : "+",
             is_none ? "0" : number);
}

/* ---- the scale ---- */

typedef struct {
    double low, high;        /* of the values */
    double left, width, gap; /* of the first column; of each; between them */
    double figures;          /* room for them at the right of a column */
} layout;

static void find_range(const bl_ladder *ladder, layout *l)
{
    double least = INFINITY;
    double most = -INFINITY;
    for (size_t i = 0; i < ladder->len; i++) {
        const bl_rung *bar = &ladder->items[i];
        const bool is_level = ladder->joins && bar->from == 0;
        least = fmin(least, is_level ? bar->to : fmin(bar->from, bar->to));
        most = fmax(most, fmax(bar->from, bar->to));
    }
    if (!(least <= most)) {
        least = most = 0;
    }
    const bool is_cut = ladder->joins && least > 0 && most - least < 0.5 * most;
    const double span = fmax(most, 0) - fmin(least, 0);
    l->low = is_cut      ? least - 0.3 * fmax(most - least, 1e-6 * most)
             : least < 0 ? least - 0.05 * span
                         : 0;
    l->high = fmax(most, 0);
    if (l->high <= l->low) {
        l->high = l->low + 1;
    }
}

bool bl_ladder_is_cut(const bl_ladder *ladder)
{
    layout l;
    find_range(ladder, &l);
    return l.low > 0;
}

static layout lay_out(const bl_ladder *ladder)
{
    layout l = {.gap = COLUMN_GAP_PX};
    double names = 0;
    for (size_t r = 0; r < ladder->rows_len; r++) {
        names = fmax(names, bl_typeface_width(ladder->rows[r], 12, false));
        for (size_t c = 0; c < ladder->columns_len; c++) {
            l.figures = fmax(l.figures, bl_typeface_width(ladder->texts[c][r], 11, false) + 12);
        }
    }
    const double columns = (double)ladder->columns_len;
    l.left = fmax(BL_PAGE_LEFT, 34 + fmin(names, NAMES_MOST_PX));
    l.width = (BL_PAGE_RIGHT - l.left - l.gap * (columns - 1)) / columns;
    find_range(ladder, &l);
    return l;
}

double bl_ladder_height(const bl_ladder *ladder)
{
    return (ladder->title ? TITLE_PX : 0) + BL_PAGE_HEADING + ROW_PX * (double)ladder->rows_len +
           BELOW_PX;
}

/* ---- drawing ---- */

static double middle_of(const bl_ladder *ladder, size_t row)
{
    return (double)(ladder->rows_len - row) - 0.5;
}

static void put_names(const bl_ladder *ladder, bl_page *page, const bl_panel *panel)
{
    for (size_t r = 0; r < ladder->rows_len; r++) {
        char cut[BL_LADDER_NAME + 8];
        bl_typeface_fit(ladder->rows[r], 12, false, NAMES_MOST_PX, cut, sizeof cut);
        bl_page_put_label(page, &(bl_label){.text = cut,
                                            .x = panel->left - 10,
                                            .y = bl_page_y(panel, middle_of(ladder, r)),
                                            .points = 12,
                                            .color = BL_COLOR_INK,
                                            .align = BL_ALIGN_RIGHT});
    }
}

/* Above its column: smaller before it is cut. */
static void put_mode(const bl_figure_view *view, bl_page *page, const bl_panel *panel,
                     size_t column)
{
    const double width = panel->right - panel->left + COLUMN_GAP_PX - 8;
    double points = 15;
    char mode[48];
    char cut[64];
    bl_figure_mode(view, column, mode);
    while (points > 11 && bl_typeface_width(mode, points, true) > width) {
        points--;
    }
    bl_typeface_fit(mode, points, true, width, cut, sizeof cut);
    bl_page_put_label(page, &(bl_label){.text = cut,
                                        .x = panel->left,
                                        .y = panel->top - BL_PAGE_HEADING / 2.0,
                                        .points = points,
                                        .color = bl_script_text_color(column),
                                        .bold = true});
}

static void put_figures(const bl_ladder *ladder, bl_page *page, const bl_panel *panel,
                        size_t column)
{
    for (size_t r = 0; r < ladder->rows_len; r++) {
        const double y = middle_of(ladder, r);
        if (r % 2 == 0) { /* pale stripes lead the eye along a row */
            bl_script_add(page->script,
                          "set object rectangle from graph 0, first %g to graph 1, first %g "
                          "fillcolor rgb '#F4F4F4' fillstyle solid noborder behind\n",
                          y - 0.5, y + 0.5);
        }
        bl_page_put_label(page, &(bl_label){.text = ladder->texts[column][r],
                                            .x = panel->right - 5,
                                            .y = bl_page_y(panel, y),
                                            .points = 11,
                                            .color = "#000000",
                                            .align = BL_ALIGN_RIGHT});
    }
}

static size_t put_joins(const bl_ladder *ladder, bl_script *script, size_t column)
{
    bl_script_open_block(script);
    for (size_t i = 0; i + 1 < ladder->len; i++) {
        const bl_rung *bar = &ladder->items[i];
        const bl_rung *next = &ladder->items[i + 1];
        if (bar->column == column && next->column == column && ladder->joins) {
            bl_script_put_row(script, (double[]){bar->to, middle_of(ladder, bar->row) - half_bar},
                              2);
            bl_script_put_row(script, (double[]){bar->to, middle_of(ladder, next->row) + half_bar},
                              2);
            bl_script_put_break(script);
        }
    }
    return bl_script_close_block(script);
}

static bool looks_alike(const bl_rung *a, const bl_rung *b)
{
    return a->column == b->column && a->color == b->color && (a->to < a->from) == (b->to < b->from);
}

/* The bars of one column, colour and direction; the first of them brings all. */
static size_t put_kind(const bl_ladder *ladder, bl_script *script, size_t first, const layout *l)
{
    const double least = least_bar * (l->high - l->low);
    const bl_rung *lead = &ladder->items[first];
    for (size_t i = 0; i < first; i++) {
        if (looks_alike(&ladder->items[i], lead)) {
            return 0;
        }
    }
    bl_script_open_block(script);
    for (size_t i = first; i < ladder->len; i++) {
        const bl_rung *bar = &ladder->items[i];
        if (looks_alike(bar, lead) && fabs(bar->to - bar->from) >= least) {
            const double y = middle_of(ladder, bar->row);
            const double from = fmax(fmin(bar->from, bar->to), l->low);
            const double to = fmax(fmax(bar->from, bar->to), l->low);
            bl_script_put_row(script, (double[]){from, y, from, to, y - half_bar, y + half_bar}, 6);
        }
    }
    return bl_script_close_block(script);
}

static void plot_column(const bl_ladder *ladder, bl_script *script, size_t column, const layout *l)
{
    size_t blocks[BL_LADDER_MAX] = {0};
    for (size_t i = 0; i < ladder->len; i++) {
        blocks[i] = ladder->items[i].column == column ? put_kind(ladder, script, i, l) : 0;
    }
    const size_t joins = put_joins(ladder, script, column);
    bl_script_plot(script, "0 with lines ls 10");
    if (joins > 0) {
        bl_script_plot(script, "$d%zu using 1:2 with lines lc rgb '#5A5A5A' lw 0.8", joins);
    }
    for (size_t i = 0; i < ladder->len; i++) {
        if (blocks[i] > 0) {
            /* To the left is pale, to be told from the right in grey too; a border, so that the
             * smallest is a line and not nothing. */
            const bl_rung *bar = &ladder->items[i];
            bl_script_plot(script,
                           "$d%zu using 1:2:3:4:5:6 with boxxyerror fs solid %g border rgb '%s' "
                           "fc rgb '%s' lw 0.8",
                           blocks[i], bar->to < bar->from ? 0.4 : 1.0, bar->color, bar->color);
        }
    }
}

static void draw_column(const bl_figure_view *view, bl_page *page, const bl_ladder *ladder,
                        const layout *l, bl_panel panel, size_t column)
{
    const double scale_px = fmax(l->width - l->figures, 40);
    const double span = (l->high - l->low) * l->width / scale_px;
    bl_axis x;
    panel.left = l->left + (double)column * (l->width + l->gap);
    panel.right = panel.left + l->width;
    panel.x_low = l->low;
    panel.x_high = l->low + span;
    panel.y_high = (double)ladder->rows_len;
    bl_axis_set_numbers(&x, l->low, l->high, (size_t)fmin(fmax(scale_px / 75, 3), 9),
                        ladder->suffix);
    bl_page_open_panel(page, &panel, &x, &(bl_axis){.len = 0}, true);
    put_mode(view, page, &panel, column);
    if (column == 0) {
        put_names(ladder, page, &panel);
    }
    put_figures(ladder, page, &panel, column);
    if (l->low < 0) {
        bl_script_add(page->script, "set arrow from 0, graph 0 to 0, graph 1 nohead ls 10\n");
    }
    plot_column(ladder, page->script, column, l);
    bl_page_close_panel(page);
}

void bl_ladder_draw(const bl_figure_view *view, bl_page *page, double top, const bl_ladder *ladder)
{
    const layout l = lay_out(ladder);
    bl_panel panel = {.left = l.left, .right = BL_PAGE_RIGHT};
    panel.top = top + (ladder->title ? TITLE_PX : 0) + BL_PAGE_HEADING;
    panel.bottom = panel.top + ROW_PX * (double)ladder->rows_len;
    if (ladder->title) {
        bl_page_put_label(page, &(bl_label){.text = ladder->title,
                                            .x = BL_PAGE_LEFT,
                                            .y = top + TITLE_PX / 2.0,
                                            .points = 14,
                                            .color = BL_COLOR_INK,
                                            .bold = true});
    }
    bl_page_put_axis_title(page, &panel, ladder->unit);
    for (size_t c = 0; c < ladder->columns_len; c++) {
        draw_column(view, page, ladder, &l, panel, c);
    }
}
