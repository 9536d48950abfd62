/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_locked_profit.c - what is still to unlock, one panel a mode on one scale, with the reports
 * that changed it; below, the total of the first mode and what of it is unlocked, and the virtual
 * price of every mode.
 *
 * Each row is two points, before it and after it, so that a jump is upright; between rows the
 * curve is the scheme's, with a corner where the lock is gone. The largest reports get words.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ends.h"
#include "figure.h"
#include "locktrack.h"
#include "typeface.h"

enum { PANEL_PX = 150, WORDS_PX = 236, MARKS_MAX = 12 };

typedef struct {
    int64_t time_ns;
    double change, locked; /* locked: after it */
} mark;

typedef struct {                /* one mode */
    bl_m4 locked, total, price; /* beside total: what is unlocked */
    mark marks[MARKS_MAX];      /* the largest reports, largest first */
    size_t marks_len;
    double locked_max, locked_end, total_max, price_low, price_high, price_end;
    double gain, loss;
} curves;

/* ---- gathering ---- */

static void note(curves *c, const mark *m)
{
    size_t at = c->marks_len < MARKS_MAX ? c->marks_len++ : MARKS_MAX;
    for (; at > 0 && fabs(c->marks[at - 1].change) < fabs(m->change); at--) {
        if (at < MARKS_MAX) {
            c->marks[at] = c->marks[at - 1];
        }
    }
    if (at < MARKS_MAX) {
        c->marks[at] = *m;
    }
}

static void put_view(curves *c, int64_t time_ns, const bl_lockview *view)
{
    bl_m4_put(&c->locked, (bl_m4_point){time_ns, view->locked, 0});
    bl_m4_put(&c->total, (bl_m4_point){time_ns, view->total, view->total - view->locked});
    bl_m4_put(&c->price, (bl_m4_point){time_ns, view->supply > 0 ? view->price : (double)NAN, 0});
    c->locked_max = fmax(c->locked_max, view->locked);
    c->total_max = fmax(c->total_max, view->total);
    c->locked_end = view->locked;
    if (view->supply > 0) {
        c->price_low = fmin(c->price_low, view->price);
        c->price_high = fmax(c->price_high, view->price);
        c->price_end = view->price;
    }
}

/* The corner between the last row and this time, where the lock ran out. */
static void put_corner(curves *c, const bl_locktrack *track, int64_t until_ns)
{
    const int64_t gone_ns = bl_locktrack_end_ns(track);
    if (gone_ns > track->row.time_ns && gone_ns < until_ns) {
        const bl_lockview view = bl_locktrack_view(track, gone_ns);
        put_view(c, gone_ns, &view);
    }
}

static void add_step(curves *c, const bl_series_row *row, const bl_lockstep *step)
{
    if (step->has_before) {
        put_view(c, row->time_ns, &step->before);
    }
    put_view(c, row->time_ns, &step->after);
    c->gain += step->gain;
    c->loss += step->loss;
    if (step->gain > 0 || step->loss > 0) {
        note(c, &(mark){row->time_ns, step->gain - step->loss, step->after.locked});
    }
}

static bool gather(const bl_figure_view *view, size_t run, curves *c)
{
    const bl_runlog *log = view->in->runs[run].log;
    *c = (curves){.price_low = INFINITY, .price_high = -INFINITY};
    const bool good = bl_m4_open(&c->locked, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS) &&
                      bl_m4_open(&c->total, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS) &&
                      bl_m4_open(&c->price, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS);
    bl_locktrack track;
    bl_locktrack_begin(&track, log->setup);
    for (size_t i = 0; i < log->series_len && good; i++) {
        if (i > 0) {
            put_corner(c, &track, log->series[i].time_ns);
        }
        const bl_lockstep step = bl_locktrack_step(&track, &log->series[i]);
        add_step(c, &log->series[i], &step);
    }
    if (good && log->series_len > 0) {
        put_corner(c, &track, view->end_ns);
        const bl_lockview last = bl_locktrack_view(&track, view->end_ns);
        put_view(c, view->end_ns, &last);
    }
    return good;
}

static void discard(curves *all, size_t len)
{
    for (size_t k = 0; k < len; k++) {
        bl_m4_close(&all[k].locked);
        bl_m4_close(&all[k].total);
        bl_m4_close(&all[k].price);
    }
    free(all);
}

/* ---- drawing ---- */

/* Points joined as they are: x, value, beside. */
static size_t put_points(const bl_figure_view *view, bl_script *script, const bl_m4 *m4,
                         double factor)
{
    bl_m4_point points[BL_M4_KEPT];
    bl_script_open_block(script);
    for (size_t c = 0; c < m4->columns_len; c++) {
        const size_t len = bl_m4_take(m4, c, points);
        for (size_t i = 0; i < len; i++) {
            bl_script_put_row(script,
                              (const double[]){bl_figure_x(view, points[i].time_ns),
                                               points[i].value / factor, points[i].beside / factor},
                              3);
        }
        if (m4->columns[c].breaks) {
            bl_script_put_break(script);
        }
    }
    return bl_script_close_block(script);
}

static bool is_worth_a_word(const curves *c, const mark *m)
{
    return fabs(m->change) >= 0.04 * fmax(c->locked_max, fabs(c->marks[0].change));
}

static size_t put_lines(bl_script *script, const bl_panel *panel, const double *xs, size_t len)
{
    bl_script_open_block(script);
    for (size_t i = 0; i < len; i++) {
        bl_script_put_row(script, (const double[]){xs[i], panel->y_low}, 2);
        bl_script_put_row(script, (const double[]){xs[i], panel->y_high}, 2);
        bl_script_put_break(script);
    }
    return bl_script_close_block(script);
}

/* Words beside their dotted lines, largest first, as far as there is room; the lines' block. */
static size_t put_marks(const bl_figure_view *view, bl_page *page, const bl_panel *panel,
                        const curves *c, double factor)
{
    bl_boxes *boxes = calloc(1, sizeof *boxes);
    if (boxes == NULL) {
        page->script->out_of_memory = true;
        return 0;
    }
    double named[MARKS_MAX];
    size_t len = 0;
    for (size_t i = 0; i < c->marks_len && is_worth_a_word(c, &c->marks[i]); i++) {
        const mark *m = &c->marks[i];
        const double x = bl_figure_x(view, m->time_ns);
        const bool gains = m->change > 0;
        char number[BL_AXIS_TEXT];
        char text[64];
        bl_axis_name_number(fabs(m->change) / factor, number);
        snprintf(text, sizeof text, "%s%s %s", gains ? "+" : "−", number, gains ? "gain" : "loss");
        bl_label label = {.text = text,
                          .x = bl_page_x(panel, x) + 5,
                          .y = panel->top + 9,
                          .points = 11,
                          .color = gains ? BL_COLOR_GREY : "#B34E00"};
        if (bl_page_box(&label).right > panel->right) {
            label.x -= 10;
            label.align = BL_ALIGN_RIGHT;
        }
        if (bl_page_is_free(boxes, bl_page_box(&label)) &&
            bl_page_take(boxes, bl_page_box(&label))) {
            bl_page_put_label(page, &label);
            named[len++] = x;
        }
    }
    free(boxes);
    return put_lines(page->script, panel, named, len);
}

static void say_facts(const curves *c, char out[BL_FIGURE_TEXT])
{
    char gain[BL_AXIS_TEXT];
    char loss[BL_AXIS_TEXT];
    char most[BL_AXIS_TEXT];
    bl_axis_name_number(c->gain, gain);
    bl_axis_name_number(c->loss, loss);
    bl_axis_name_number(c->locked_max, most);
    snprintf(out, BL_FIGURE_TEXT, "gains %s", gain);
    if (c->loss > 1e-4 * c->gain) { /* a unit of rounding is no news */
        bl_figure_append(out, BL_FIGURE_TEXT, " · losses %s", loss);
    }
    bl_figure_append(out, BL_FIGURE_TEXT, " · most locked %s", most);
}

static void draw_locked(const bl_figure_view *view, bl_page *page, const curves *c, size_t run,
                        bl_panel panel, const bl_axis_scale *scale)
{
    bl_axis y;
    char facts[BL_FIGURE_TEXT];
    char mode[48];
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 4, "");
    bl_page_open_panel(page, &panel, &view->times, &y, false);
    say_facts(c, facts);
    bl_page_put_heading(page, &panel, bl_figure_mode(view, run, mode), bl_script_text_color(run),
                        facts);
    bl_end end = {.y = c->locked_end / scale->factor, .color = bl_script_text_color(run)};
    char number[BL_AXIS_TEXT];
    bl_axis_name_number(c->locked_end, number);
    snprintf(end.text, sizeof end.text, "locked at the end %s", number);
    bl_ends_put(page, &panel, &end, 1);
    const size_t marks = put_marks(view, page, &panel, c, 1);
    const size_t curve = put_points(view, page->script, &c->locked, scale->factor);
    bl_script_plot(page->script, "%.12g with lines ls 10", panel.y_low);
    if (curve > 0) {
        bl_page_fill(page, &panel, curve, 0, 2, "transparent solid 0.25", bl_script_color(run));
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.6", curve,
                       bl_script_color(run));
    }
    if (marks > 0) {
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '#8C8C8C' lw 1 dt (2,3)",
                       marks);
    }
    bl_page_close_panel(page);
}

static void draw_total(const bl_figure_view *view, bl_page *page, const curves *c, bl_panel panel)
{
    const bl_axis_scale scale = bl_axis_pick_scale(c->total_max);
    bl_axis y;
    char mode[48];
    char name[BL_FIGURE_TEXT];
    panel.y_low = 0;
    panel.y_high = c->total_max > 0 ? 1.12 * c->total_max / scale.factor : 1;
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 4, "");
    bl_page_open_panel(page, &panel, &view->times, &y, false);
    bl_figure_mode(view, 0, mode);
    snprintf(name, sizeof name, "Total amount, %sasset units, %s", scale.word, mode);
    bl_page_put_heading(page, &panel, name, bl_script_text_color(0),
                        "below unlocked, blue; above locked, orange");
    const size_t curve = put_points(view, page->script, &c->total, scale.factor);
    bl_script_plot(page->script, "0 with lines ls 10");
    if (curve > 0) {
        bl_page_fill(page, &panel, curve, 0, 3, "transparent solid 0.25", BL_COLOR_IN);
        bl_page_fill(page, &panel, curve, 3, 2, "solid 0.85", "#E69F00");
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '#333333' lw 1.2", curve);
    }
    bl_page_close_panel(page);
}

static void set_prices(const curves *all, size_t len, bl_panel *panel)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t k = 0; k < len; k++) {
        low = fmin(low, all[k].price_low);
        high = fmax(high, all[k].price_high);
    }
    if (!(low <= high)) {
        low = high = 1;
    }
    const double air = fmax(0.08 * (high - low), 1e-9 * high);
    panel->y_low = low - air;
    panel->y_high = high + air;
}

static void draw_prices(const bl_figure_view *view, bl_page *page, const curves *all,
                        bl_panel panel)
{
    static const char *const dashes[] = {"1", "(12,5)", "(3,4)", "(12,5,3,5)", "1"};
    bl_end ends[BL_FIGURE_PANELS_MAX];
    size_t lines[BL_FIGURE_PANELS_MAX];
    bl_axis y;
    set_prices(all, view->panels, &panel);
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 6, "");
    bl_page_open_panel(page, &panel, &view->times, &y, true);
    bl_page_put_heading(page, &panel, "Virtual price", BL_COLOR_INK, "(total − locked) / shares");
    bl_page_put_axis_title(page, &panel, view->axis_title);
    for (size_t k = 0; k < view->panels; k++) {
        char mode[48];
        bl_typeface_fit(view->in->runs[k].mode, 12, true, WORDS_PX - 86, mode, sizeof mode);
        ends[k] = (bl_end){.y = all[k].price_end, .color = bl_script_text_color(k)};
        snprintf(ends[k].text, sizeof ends[k].text, "%s %.6f", mode, all[k].price_end);
        lines[k] = put_points(view, page->script, &all[k].price, 1);
    }
    bl_ends_put(page, &panel, ends, view->panels);
    bl_script_plot(page->script, "%.15g with lines ls 10", panel.y_low);
    for (size_t k = 0; k < view->panels; k++) {
        if (lines[k] > 0) {
            bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.6 dt %s",
                           lines[k], bl_script_color(k), dashes[k]);
        }
    }
    bl_page_close_panel(page);
}

/* ---- words and the page ---- */

static void say_title(const bl_figure_view *view, const curves *all, char out[BL_FIGURE_TEXT])
{
    size_t most = 0;
    size_t least = 0;
    char a[48];
    char b[48];
    char high[BL_AXIS_TEXT];
    char low[BL_AXIS_TEXT];
    for (size_t k = 1; k < view->panels; k++) {
        most = all[k].locked_max > all[most].locked_max ? k : most;
        least = all[k].locked_max < all[least].locked_max ? k : least;
    }
    bl_axis_name_number(all[most].locked_max, high);
    bl_axis_name_number(all[least].locked_max, low);
    bl_figure_mode(view, most, a);
    bl_figure_mode(view, least, b);
    if (all[most].locked_max <= 0) {
        snprintf(out, BL_FIGURE_TEXT, "No profit is ever locked");
    } else if (most == least) {
        snprintf(out, BL_FIGURE_TEXT, "Up to %s of profit waits to unlock", high);
    } else {
        snprintf(out, BL_FIGURE_TEXT,
                 "Up to %s of profit waits to unlock under %s, up to %s under %s", high, a, low, b);
    }
}

static int draw_page(const bl_figure_view *view, bl_script *script, const curves *all)
{
    const size_t len = view->panels;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    bl_page page;
    double most = 0;
    for (size_t k = 0; k < len; k++) {
        most = fmax(most, all[k].locked_max);
    }
    const bl_axis_scale scale = bl_axis_pick_scale(most);
    bl_panel last = bl_figure_panel(view, len + 1, PANEL_PX);
    const double height = last.bottom + BL_PAGE_BOTTOM;
    say_title(view, all, title);
    snprintf(subtitle, sizeof subtitle,
             "Locked profit by %s, %sasset units. Dotted: the largest "
             "gains and losses reported.%s",
             view->in->runs[0].log->setup->pool.unlock->info.name, scale.word, view->note);
    bl_page_open(&page, script, height, title, subtitle);
    for (size_t k = 0; k < len; k++) {
        bl_panel panel = bl_figure_panel(view, k, PANEL_PX);
        panel.right -= WORDS_PX;
        panel.y_high = most > 0 ? 1.25 * most / scale.factor : 1;
        draw_locked(view, &page, &all[k], k, panel, &scale);
    }
    bl_panel total = bl_figure_panel(view, len, PANEL_PX);
    total.right -= WORDS_PX;
    last.right -= WORDS_PX;
    draw_total(view, &page, &all[0], total);
    draw_prices(view, &page, all, last);
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_locked_profit_write(const bl_figure_view *view, bl_script *script)
{
    bl_figure_view narrow = *view;
    if (view->in->runs[0].log->setup->accounting != BL_ACCOUNTING_REPORTED) {
        return BL_FIGURE_NO_LOCK;
    }
    bl_axis_set_times(&narrow.times, view->start_ns, view->end_ns,
                      BL_PAGE_RIGHT - BL_PAGE_LEFT - WORDS_PX);
    curves *all = calloc(view->panels, sizeof *all);
    bool good = all != NULL;
    for (size_t k = 0; k < view->panels && good; k++) {
        good = gather(&narrow, k, &all[k]);
    }
    const int height = good ? draw_page(&narrow, script, all) : 0;
    if (all != NULL) {
        discard(all, view->panels);
    }
    return height;
}
