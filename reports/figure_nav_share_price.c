/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_nav_share_price.c - NAV and share price of the first mode, its drawdowns shaded, and
 * below it what each other mode's share is worth against it: curves that would coincide are drawn
 * as their difference.
 *
 * Two modes are compared at every point where either holds a value; what lasts no time is left
 * out.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"
#include "typeface.h"

enum { PANEL_PX = 190, WORDS_PX = 230, LINE_PX = 20 };

typedef struct {
    const bl_figure_view *view;
    bl_m4 nav, share;                  /* beside the share: its peak so far */
    bl_m4 ahead[BL_FIGURE_PANELS_MAX]; /* of mode k over the first; [0] unused */
    double last[BL_FIGURE_PANELS_MAX]; /* and in the end */
    int64_t *times_ns;                 /* the first mode's share, point by point */
    double *prices;
    size_t len, cap;
    bool out_of_memory;
    double peak;
    size_t mode, at; /* while another mode is walked */
} story;

typedef struct {
    double low, high;
} range;

/* ---- gathering ---- */

static bool make_room(story *s)
{
    if (s->len < s->cap) {
        return true;
    }
    const size_t cap = s->cap > 0 ? s->cap * 2 : 4096;
    int64_t *times_ns = realloc(s->times_ns, cap * sizeof *times_ns);
    s->times_ns = times_ns ? times_ns : s->times_ns;
    double *prices = realloc(s->prices, cap * sizeof *prices);
    s->prices = prices ? prices : s->prices;
    s->out_of_memory = s->out_of_memory || !times_ns || !prices;
    s->cap = s->out_of_memory ? s->cap : cap;
    return !s->out_of_memory;
}

static void add_first(void *context, const bl_mark *mark)
{
    story *s = context;
    if (mark->until_ns <= mark->time_ns || !make_room(s)) {
        return;
    }
    const double price = bl_facts_share(mark);
    s->peak = price > s->peak ? price : s->peak;
    s->times_ns[s->len] = mark->time_ns;
    s->prices[s->len++] = price;
    bl_m4_put(&s->nav, (bl_m4_point){mark->time_ns, mark->equity, 0});
    bl_m4_put(&s->share, (bl_m4_point){mark->time_ns, price, s->peak});
}

static void compare_at(story *s, int64_t time_ns, double price)
{
    const double opening = s->view->facts[0].share_first;
    const double bps = opening > 0 ? (price - s->prices[s->at]) / opening * 1e4 : NAN;
    bl_m4_put(&s->ahead[s->mode], (bl_m4_point){time_ns, bps, 0});
    s->last[s->mode] = isfinite(bps) ? bps : s->last[s->mode];
}

/* The value holds over the mark: compared at its start and wherever the first mode moves on. */
static void add_other(void *context, const bl_mark *mark)
{
    story *s = context;
    if (mark->until_ns <= mark->time_ns || s->len == 0) {
        return;
    }
    const double price = bl_facts_share(mark);
    while (s->at + 1 < s->len && s->times_ns[s->at + 1] <= mark->time_ns) {
        s->at++;
    }
    compare_at(s, mark->time_ns, price);
    while (s->at + 1 < s->len && s->times_ns[s->at + 1] < mark->until_ns) {
        s->at++;
        compare_at(s, s->times_ns[s->at], price);
    }
}

static bool gather(const bl_figure_view *view, size_t modes, story *s)
{
    *s = (story){.view = view};
    bool good = bl_m4_open(&s->nav, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS) &&
                bl_m4_open(&s->share, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS);
    for (size_t k = 1; k < modes; k++) {
        good = bl_m4_open(&s->ahead[k], view->start_ns, view->end_ns, BL_FIGURE_COLUMNS) && good;
    }
    if (!good) {
        return false;
    }
    bl_runlog_walk(view->in->runs[0].log, add_first, s);
    for (size_t k = 1; k < modes && !s->out_of_memory; k++) {
        s->mode = k;
        s->at = 0;
        bl_runlog_walk(view->in->runs[k].log, add_other, s);
    }
    return !s->out_of_memory;
}

static void discard(story *s)
{
    bl_m4_close(&s->nav);
    bl_m4_close(&s->share);
    for (size_t k = 1; k < BL_FIGURE_PANELS_MAX; k++) {
        bl_m4_close(&s->ahead[k]);
    }
    free(s->times_ns);
    free(s->prices);
}

/* ---- drawing ---- */

static void widen(range *r, const bl_m4 *m4)
{
    for (size_t i = 0; i < m4->columns_len; i++) {
        if (m4->columns[i].seen == 0) {
            continue;
        }
        r->low = fmin(r->low, m4->columns[i].kept[1].point.value);
        r->high = fmax(r->high, m4->columns[i].kept[2].point.value);
    }
}

static void set_range(bl_panel *panel, range r, double factor)
{
    if (!(r.low <= r.high)) {
        r = (range){0, 1};
    }
    const double air = r.high > r.low ? 0.08 * (r.high - r.low) : fmax(fabs(r.high) * 0.05, 1e-6);
    panel->y_low = (r.low - air) / factor;
    panel->y_high = (r.high + air) / factor;
}

static void open_panel(bl_page *page, const bl_figure_view *view, const bl_panel *panel,
                       const char *name, const char *color, const char *facts, bool says_x)
{
    bl_axis y;
    bl_axis_set_numbers(&y, panel->y_low, panel->y_high, 4, "");
    bl_page_open_panel(page, panel, &view->times, &y, says_x);
    bl_page_put_heading(page, panel, name, color, facts);
    if (says_x) {
        bl_page_put_axis_title(page, panel, view->axis_title);
    }
}

static void draw_nav(const story *s, bl_page *page, bl_panel panel)
{
    const bl_facts *f = &s->view->facts[0];
    range r = {INFINITY, -INFINITY};
    char name[BL_FIGURE_TEXT];
    char facts[BL_FIGURE_TEXT];
    char from[BL_AXIS_TEXT];
    char to[BL_AXIS_TEXT];
    char mode[48];
    widen(&r, &s->nav);
    const bl_axis_scale scale = bl_axis_pick_scale(fmax(r.high, -r.low));
    set_range(&panel, r, scale.factor);
    bl_figure_mode(s->view, 0, mode);
    snprintf(name, sizeof name, "NAV, %sasset units, %s", scale.word, mode);
    bl_axis_name_number(f->nav_first / scale.factor, from);
    bl_axis_name_number(f->nav_last / scale.factor, to);
    snprintf(facts, sizeof facts, "from %s to %s", from, to);
    open_panel(page, s->view, &panel, name, bl_script_text_color(0), facts, false);
    const size_t line = bl_figure_put_curve(s->view, page->script, &s->nav, 1 / scale.factor);
    bl_script_plot(page->script, "%.12g with lines ls 10", panel.y_low);
    if (line > 0) {
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.6", line,
                       bl_script_color(0));
    }
    bl_page_close_panel(page);
}

/* x, price, peak, as they hold; the space between is what was lost. */
static size_t put_drawdown(const story *s, bl_script *script)
{
    bl_m4_point points[BL_M4_KEPT];
    double price = NAN;
    double peak = NAN;
    bl_script_open_block(script);
    for (size_t c = 0; c < s->share.columns_len; c++) {
        const size_t len = bl_m4_take(&s->share, c, points);
        for (size_t i = 0; i < len; i++) {
            const double x = bl_figure_x(s->view, points[i].time_ns);
            if (isfinite(price)) {
                bl_script_put_row(script, (const double[]){x, price, peak}, 3);
            }
            price = points[i].value;
            peak = points[i].beside;
            bl_script_put_row(script, (const double[]){x, price, peak}, 3);
        }
    }
    if (isfinite(price)) {
        bl_script_put_row(script, (const double[]){s->view->span_s, price, peak}, 3);
    }
    return bl_script_close_block(script);
}

static void say_drawdown(const bl_facts *f, char out[BL_FIGURE_TEXT])
{
    char percent[BL_AXIS_TEXT];
    char when[BL_AXIS_TITLE];
    bl_axis_name_number(100 * f->drawdown, percent);
    bl_axis_name_instant(f->drawdown_ns, when);
    snprintf(out, BL_FIGURE_TEXT,
             f->drawdown > 0 ? "deepest %s %% below its peak, %s" : "no drawdown", percent, when);
}

static void draw_share(const story *s, bl_page *page, bl_panel panel, bool says_x)
{
    range r = {INFINITY, -INFINITY};
    char name[BL_FIGURE_TEXT];
    char facts[BL_FIGURE_TEXT];
    char mode[48];
    widen(&r, &s->share);
    set_range(&panel, r, 1);
    bl_figure_mode(s->view, 0, mode);
    snprintf(name, sizeof name, "Share price, %s", mode);
    say_drawdown(&s->view->facts[0], facts);
    open_panel(page, s->view, &panel, name, bl_script_text_color(0), facts, says_x);
    const size_t loss = put_drawdown(s, page->script);
    const size_t line = bl_figure_put_curve(s->view, page->script, &s->share, 1);
    bl_script_plot(page->script, "%.12g with lines ls 10", panel.y_low);
    if (loss > 0) {
        bl_page_fill(page, &panel, loss, 2, 3, "transparent solid 0.18", BL_COLOR_OUT);
    }
    if (line > 0) {
        bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.6", line,
                       bl_script_color(0));
    }
    bl_page_close_panel(page);
}

typedef struct {
    double y;
    size_t mode;
} end;

static int compare(const void *a, const void *b)
{
    const end *x = a;
    const end *y = b;
    if (x->y != y->y) {
        return x->y > y->y ? 1 : -1;
    }
    return (x->mode > y->mode) - (x->mode < y->mode);
}

static void put_ends(const story *s, bl_page *page, const bl_panel *panel, size_t modes)
{
    end ends[BL_FIGURE_PANELS_MAX];
    double ys[BL_FIGURE_PANELS_MAX];
    for (size_t k = 1; k < modes; k++) {
        ends[k - 1] = (end){bl_page_y(panel, s->last[k]), k};
    }
    qsort(ends, modes - 1, sizeof *ends, compare);
    for (size_t i = 0; i + 1 < modes; i++) {
        ys[i] = ends[i].y;
    }
    bl_page_spread(ys, modes - 1, LINE_PX, panel->top, panel->bottom);
    for (size_t i = 0; i + 1 < modes; i++) {
        char mode[BL_FIGURE_TEXT];
        char number[BL_AXIS_TEXT];
        const double bps = s->last[ends[i].mode];
        bl_axis_name_number(fabs(bps), number);
        bl_typeface_fit(s->view->in->runs[ends[i].mode].mode, 12, true, WORDS_PX - 76, mode, 100);
        bl_figure_append(mode, sizeof mode, " %s%s", bps < 0 ? "−" : "+", number);
        bl_page_put_label(page, &(bl_label){.text = mode,
                                            .x = panel->right + 10,
                                            .y = ys[i],
                                            .points = 12,
                                            .bold = true,
                                            .color = bl_script_text_color(ends[i].mode)});
    }
}

static void draw_ahead(const story *s, bl_page *page, bl_panel panel, size_t modes)
{
    static const char *const dashes[] = {"1", "1", "(12,5)", "(3,4)", "(12,5,3,5)"};
    range r = {0, 0};
    char name[BL_FIGURE_TEXT];
    char mode[48];
    size_t lines[BL_FIGURE_PANELS_MAX];
    for (size_t k = 1; k < modes; k++) {
        widen(&r, &s->ahead[k]);
    }
    set_range(&panel, r, 1);
    bl_figure_mode(s->view, 0, mode);
    snprintf(name, sizeof name, "Share price less that of %s, bps", mode);
    open_panel(page, s->view, &panel, name, BL_COLOR_INK, "of the opening price", true);
    put_ends(s, page, &panel, modes);
    for (size_t k = 1; k < modes; k++) {
        lines[k] = bl_figure_put_curve(s->view, page->script, &s->ahead[k], 1);
    }
    bl_script_plot(page->script, "0 with lines lc rgb '%s' lw 1.2", bl_script_color(0));
    for (size_t k = 1; k < modes; k++) {
        if (lines[k] > 0) {
            bl_script_plot(page->script, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.6 dt %s",
                           lines[k], bl_script_color(k), dashes[k]);
        }
    }
    bl_page_close_panel(page);
}

/* ---- words ---- */

/* What a share gained, per cent; the text has its sign. */
static double say_gain(const bl_facts *f, char out[BL_AXIS_TEXT])
{
    const double gain = f->share_first > 0 ? 100 * (f->share_last / f->share_first - 1) : 0;
    char number[BL_AXIS_TEXT];
    bl_axis_name_number(fabs(gain), number);
    snprintf(out, BL_AXIS_TEXT, "%s%.20s", gain < 0 ? "−" : "+", number);
    return gain;
}

static void say_title(const bl_figure_view *view, size_t modes, char out[BL_FIGURE_TEXT])
{
    size_t best = 0;
    size_t worst = 0;
    char a[48];
    char b[48];
    char high[BL_AXIS_TEXT];
    char low[BL_AXIS_TEXT];
    for (size_t k = 1; k < modes; k++) {
        const double gain = say_gain(&view->facts[k], high);
        best = gain > say_gain(&view->facts[best], high) ? k : best;
        worst = gain < say_gain(&view->facts[worst], low) ? k : worst;
    }
    say_gain(&view->facts[best], high);
    say_gain(&view->facts[worst], low);
    bl_figure_mode(view, best, a);
    bl_figure_mode(view, worst, b);
    if (best == worst) {
        snprintf(out, BL_FIGURE_TEXT, "A share ends at %s %%%s", high,
                 modes > 1 ? " in every mode" : "");
    } else {
        snprintf(out, BL_FIGURE_TEXT, "A share ends best under %s, %s %%; worst under %s, %s %%", a,
                 high, b, low);
    }
}

static int draw_page(const story *s, bl_script *script, size_t modes)
{
    const bl_figure_view *view = s->view;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    bl_page page;
    bl_panel panels[3];
    const size_t len = modes > 1 ? 3 : 2;
    for (size_t k = 0; k < len; k++) {
        panels[k] = bl_figure_panel(view, k, PANEL_PX);
        panels[k].right -= modes > 1 ? WORDS_PX : 0;
    }
    const double height = panels[len - 1].bottom + BL_PAGE_BOTTOM;
    say_title(view, modes, title);
    snprintf(subtitle, sizeof subtitle,
             "After fees. Shaded: below the highest share price so far. "
             "%s%s",
             modes > 1 ? "Other modes as differences." : "", view->note);
    bl_figure_say_thinned(subtitle, sizeof subtitle, bl_m4_count(&s->share), s->share.seen);
    bl_page_open(&page, script, height, title, subtitle);
    draw_nav(s, &page, panels[0]);
    draw_share(s, &page, panels[1], len == 2);
    if (len == 3) {
        draw_ahead(s, &page, panels[2], modes);
    }
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_nav_share_price_write(const bl_figure_view *view, bl_script *script)
{
    bl_figure_view narrow = *view;
    const size_t modes = view->panels;
    if (modes > 1) {
        bl_axis_set_times(&narrow.times, view->start_ns, view->end_ns,
                          BL_PAGE_RIGHT - BL_PAGE_LEFT - WORDS_PX);
    }
    story *s = malloc(sizeof *s);
    if (!s) {
        return 0;
    }
    const int height = gather(&narrow, modes, s) ? draw_page(s, script, modes) : 0;
    discard(s);
    free(s);
    return height;
}
