/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_unlock_tail.c - what is locked of 10^9 units second by second, under each scheme at its
 * own rate: the whole curve, and on a log scale its last minutes, where rounding shows.
 */
#include "figure_probe.h"

#include <math.h>
#include <stdio.h>

#include "ends.h"
#include "figure.h"

enum { UNITS = 1000000000, PLOT_PX = 280, WORDS_PX = 220, SHARES_PERIOD_S = 864000 };
enum { WHOLE_S = 22000, TAIL_FROM_S = 21570, TAIL_UNTIL_S = 21760 };

static const char *const dashes[] = {"1", "(12,5)", "(3,4)", "(12,5,3,5)", "1", "(8,4)", "1", "1"};
static const double floor_units = 0.5; /* where a log axis shows 0 */

typedef struct {
    const bl_unlock_model *model;
    size_t color;
    char name[BL_ENDS_TEXT]; /* of all schemes with this curve */
} tail;

/* Of a gain of 10^9 at second 0; schemes on shares lock as many shares for their ten days. */
static double left_at(const bl_unlock_model *model, int64_t now_s)
{
    uint64_t units = 0;
    if (model->released != NULL) {
        const bl_lock lock = {.shares = UNITS,
                              .full_s = SHARES_PERIOD_S,
                              .rate = (bl_i128)UNITS * BL_PRICE_ONE / SHARES_PERIOD_S};
        return model->released(&lock, now_s, &units) ? (double)(UNITS - units) : (double)NAN;
    }
    const bl_lock lock = {.amount = UNITS};
    return model->locked(&lock, model->degradation, now_s, &units) ? (double)units : (double)NAN;
}

static bool is_same(const bl_unlock_model *a, const bl_unlock_model *b)
{
    for (int64_t s = 0; s <= WHOLE_S; s += 100) {
        if (left_at(a, s) != left_at(b, s)) {
            return false;
        }
    }
    for (int64_t s = TAIL_FROM_S; s <= TAIL_UNTIL_S; s++) {
        if (left_at(a, s) != left_at(b, s)) {
            return false;
        }
    }
    return true;
}

/* Schemes whose curves are one are drawn once, under all their names. */
static size_t merge(const bl_unlock_model *const *schemes, size_t len, tail out[BL_ENDS_MAX])
{
    size_t tails = 0;
    for (size_t s = 0; s < len && s < BL_ENDS_MAX; s++) {
        size_t t = 0;
        while (t < tails && !is_same(out[t].model, schemes[s])) {
            t++;
        }
        if (t == tails) {
            out[tails++] = (tail){schemes[s], s, ""};
        }
        bl_figure_append(out[t].name, sizeof out[t].name, "%s%s", out[t].name[0] ? ", " : "",
                         schemes[s]->info.name);
    }
    return tails;
}

static size_t put_curve(const bl_unlock_model *model, bl_script *script, int64_t from_s,
                        int64_t until_s, int64_t step_s, double least)
{
    bl_script_open_block(script);
    for (int64_t s = from_s; s <= until_s; s += step_s) {
        bl_script_put_row(script, (const double[]){(double)s, fmax(left_at(model, s), least)}, 2);
    }
    return bl_script_close_block(script);
}

static void draw_whole(bl_page *page, const tail *tails, size_t len, bl_panel panel)
{
    bl_axis x;
    bl_axis y;
    bl_end ends[BL_ENDS_MAX];
    size_t curves[BL_ENDS_MAX];
    panel.x_high = WHOLE_S;
    panel.y_high = 1.05e3; /* millions */
    bl_axis_set_numbers(&x, 0, WHOLE_S, 10, "");
    bl_axis_set_numbers(&y, 0, panel.y_high, 5, "");
    bl_page_open_panel(page, &panel, &x, &y, true);
    bl_page_put_heading(page, &panel, "Still locked, million units", BL_COLOR_INK,
                        "of 10⁹, no report after the first");
    for (size_t t = 0; t < len; t++) {
        ends[t] = (bl_end){.y = left_at(tails[t].model, WHOLE_S) / 1e6,
                           .color = bl_script_text_color(tails[t].color)};
        snprintf(ends[t].text, sizeof ends[t].text, "%s", tails[t].name);
        curves[t] = put_curve(tails[t].model, page->script, 0, WHOLE_S, 20, 0);
    }
    bl_ends_put(page, &panel, ends, len);
    bl_script_plot(page->script, "0 with lines ls 10");
    for (size_t t = 0; t < len; t++) {
        bl_script_plot(page->script, "$d%zu using 1:($2/1e6) with lines lc rgb '%s' lw 2 dt %s",
                       curves[t], bl_script_color(tails[t].color), dashes[tails[t].color]);
    }
    bl_page_close_panel(page);
}

/* The last second with something locked, and how much; false: it is not in the tail. */
static bool find_last(const tail *t, int64_t *at_s, double *left)
{
    for (int64_t s = TAIL_FROM_S; s < TAIL_UNTIL_S; s++) {
        *left = left_at(t->model, s);
        *at_s = s;
        if (*left > 0 && !(left_at(t->model, s + 1) > 0)) {
            return true;
        }
    }
    return false;
}

static void say_seconds(int64_t s, char out[BL_AXIS_TEXT])
{
    bl_axis_name_number((double)s, out);
}

/* That second and the first with nothing, in words beside the drop. */
static void put_last(bl_page *page, const bl_panel *panel, const tail *t)
{
    int64_t s;
    double left;
    char text[96];
    char last[BL_AXIS_TEXT];
    char next[BL_AXIS_TEXT];
    if (!find_last(t, &s, &left)) {
        return;
    }
    say_seconds(s, last);
    say_seconds(s + 1, next);
    snprintf(text, sizeof text, "%.0f units at %s s, 0 at %s s", left, last, next);
    bl_label label = {.text = text,
                      .x = bl_page_x(panel, (double)s + 1) + 8,
                      .y = bl_page_y(panel, left),
                      .points = 12,
                      .bold = true,
                      .color = bl_script_text_color(t->color)};
    if (bl_page_box(&label).right > panel->right) {
        label.x = bl_page_x(panel, (double)s) - 14;
        label.align = BL_ALIGN_RIGHT;
    }
    bl_page_put_label(page, &label);
}

/* "The lock of meteora ends with 6 units at 21 600 s, of yearn_v2 with 6000 at 21 739 s" */
static void say_title(const tail *tails, size_t len, char out[BL_FIGURE_TEXT])
{
    char seconds[BL_AXIS_TEXT];
    bool found = false;
    out[0] = '\0';
    for (size_t t = 0; t < len; t++) {
        int64_t s;
        double left;
        if (find_last(&tails[t], &s, &left)) {
            say_seconds(s, seconds);
            bl_figure_append(out, BL_FIGURE_TEXT, "%s of %s %s %.0f%s at %s s",
                             found ? "," : "The lock", tails[t].name, found ? "with" : "ends with",
                             left, found ? "" : " units", seconds);
            found = true;
        }
    }
    if (!found) {
        char until[BL_AXIS_TEXT];
        say_seconds(TAIL_FROM_S, seconds);
        say_seconds(TAIL_UNTIL_S, until);
        snprintf(out, BL_FIGURE_TEXT, "No lock ends between %s s and %s s", seconds, until);
    }
}

static void set_decades(bl_axis *axis)
{
    axis->len = 0;
    axis->step = 0;
    static const char *const words[] = {"1", "100", "10⁴", "10⁶", "10⁸"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        axis->tics[axis->len].at = pow(10, 2 * (double)i);
        snprintf(axis->tics[axis->len].text, BL_AXIS_TEXT, "%s", words[i]);
        axis->len++;
    }
}

static void draw_tail(bl_page *page, const tail *tails, size_t len, bl_panel panel)
{
    bl_axis x;
    bl_axis y;
    size_t curves[BL_ENDS_MAX];
    panel.x_low = TAIL_FROM_S;
    panel.x_high = TAIL_UNTIL_S;
    panel.y_low = floor_units;
    panel.y_high = 2e9;
    panel.y_log = true;
    bl_axis_set_numbers(&x, TAIL_FROM_S, TAIL_UNTIL_S, 10, "");
    set_decades(&y);
    bl_page_open_panel(page, &panel, &x, &y, true);
    bl_page_put_heading(page, &panel, "The tail, units, log scale", BL_COLOR_INK,
                        "0 stands on the axis");
    bl_page_put_axis_title(page, &panel, "Seconds since the report");
    for (size_t t = 0; t < len; t++) {
        put_last(page, &panel, &tails[t]);
        curves[t] =
            put_curve(tails[t].model, page->script, TAIL_FROM_S, TAIL_UNTIL_S, 1, floor_units);
    }
    bl_script_plot(page->script, "%.12g with lines ls 10", floor_units);
    for (size_t t = 0; t < len; t++) {
        bl_script_plot(page->script, "$d%zu using 1:2 with steps lc rgb '%s' lw 1.6 dt %s",
                       curves[t], bl_script_color(tails[t].color), dashes[tails[t].color]);
    }
    bl_page_close_panel(page);
}

static int write_tail(const bl_figures_input *in, const bl_unlock_model *const *schemes,
                      size_t schemes_len, bl_script *script)
{
    tail tails[BL_ENDS_MAX];
    const size_t len = merge(schemes, schemes_len, tails);
    bl_panel whole = {.left = BL_PAGE_LEFT,
                      .right = BL_PAGE_RIGHT - WORDS_PX,
                      .top = BL_PAGE_TOP + BL_PAGE_HEADING};
    whole.bottom = whole.top + PLOT_PX;
    bl_panel last = whole;
    last.top = whole.bottom + 2 * BL_PAGE_HEADING + BL_PAGE_GAP;
    last.bottom = last.top + PLOT_PX;
    const double height = last.bottom + BL_PAGE_BOTTOM;
    bl_page page;
    char title[BL_FIGURE_TEXT];
    say_title(tails, len, title);
    bl_page_open(&page, script, height, title,
                 "Locked profit of 10⁹ units after one report, each scheme at its default rate, "
                 "in the schemes' own integers.");
    draw_whole(&page, tails, len, whole);
    draw_tail(&page, tails, len, last);
    bl_page_close(&page, in->scenario, in->footer);
    return (int)height;
}

bl_status bl_figure_unlock_tail_draw(const bl_figures_input *in,
                                     const bl_unlock_model *const *schemes, size_t schemes_len,
                                     bl_figures_files *files, bl_err *err)
{
    bl_script script;
    bl_script_open(&script);
    const int height = write_tail(in, schemes, schemes_len, &script);
    const bl_status status = bl_figures_put(in, "unlock_tail", &script, height, files, err);
    bl_script_close(&script);
    return status;
}
