/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_fees_and_costs.c - what was paid so far, stacked, one panel a mode on one scale:
 * performance fees, taker fees, spread and impact, liquidation fees; funding as a line of its own,
 * since it may be received.
 *
 * Sums are kept by pixel column: they only grow, so nothing is lost but a fraction of a pixel.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"
#include "typeface.h"

enum { FEES, TAKER, SLIPPAGE, LIQUIDATION, STACKED, FUNDING = STACKED, KINDS };
enum { PANEL_PX = 170, WORDS_PX = 196, LINE_PX = 19 };

static const struct {
    const char *name, *fill, *text;
} kinds[KINDS] = {
    [FEES] = {"performance fees", "#0072B2", "#0072B2"},
    [TAKER] = {"taker fees", "#E69F00", "#8A5A00"},
    [SLIPPAGE] = {"spread, impact", "#D55E00", "#B34E00"},
    [LIQUIDATION] = {"liquidation", "#CC79A7", "#7A3E5D"},
    [FUNDING] = {"funding", "#000000", "#000000"},
};

typedef struct {
    const bl_figure_view *view;
    double paid[BL_FIGURE_COLUMNS][KINDS]; /* within the column; then, summed, by its end */
    double sum[KINDS];
    double equity, fees;
    bool started;
} ledger;

static void pay(ledger *l, int64_t time_ns, int kind, double amount)
{
    const double part = bl_figure_x(l->view, time_ns) / l->view->span_s;
    const double at = fmin(fmax(part * BL_FIGURE_COLUMNS, 0), BL_FIGURE_COLUMNS - 1);
    l->paid[(size_t)at][kind] += amount;
}

static void add_mark(void *context, const bl_mark *mark)
{
    ledger *l = context;
    if (mark->row) {
        const double fees =
            (double)mark->row->fees.v * bl_facts_unit(l->view->in->runs[0].log->setup);
        pay(l, mark->time_ns, FEES, fees - l->fees);
        l->fees = fees;
        if (mark->row->event == BL_EVENT_FUNDING && l->started && !mark->row->has_capital) {
            pay(l, mark->time_ns, FUNDING, l->equity - mark->equity);
        }
    }
    l->equity = mark->equity;
    l->started = true;
}

static void gather(const bl_figure_view *view, size_t run, ledger *l)
{
    const bl_runlog *log = view->in->runs[run].log;
    const double unit = bl_facts_unit(log->setup);
    l->view = view;
    bl_runlog_walk(log, add_mark, l);
    for (size_t i = 0; i < log->fills_len; i++) {
        pay(l, log->fills[i].time_ns, TAKER, (double)log->fills[i].fee.v * unit);
        pay(l, log->fills[i].time_ns, SLIPPAGE, bl_facts_slippage(log->setup, &log->fills[i]));
    }
    for (size_t i = 0; i < log->audit_len; i++) {
        if (log->audit[i].event == BL_EVENT_LIQUIDATION) {
            pay(l, log->audit[i].time_ns, LIQUIDATION, (double)log->audit[i].cost.v * unit);
        }
    }
    for (size_t c = 0; c < BL_FIGURE_COLUMNS; c++) {
        for (size_t k = 0; k < KINDS; k++) {
            l->sum[k] += l->paid[c][k];
            l->paid[c][k] = l->sum[k];
        }
    }
}

/* x, then the edges of the stack from 0 up. */
static void put_row(const ledger *l, bl_script *s, double x, size_t column, double factor)
{
    double row[STACKED + 2] = {x};
    for (size_t k = 0; k < STACKED; k++) {
        row[k + 2] = row[k + 1] + l->paid[column][k] / factor;
    }
    bl_script_put_row(s, row, STACKED + 2);
}

static size_t put_stack(const ledger *l, bl_script *s, double factor)
{
    const double width_s = l->view->span_s / BL_FIGURE_COLUMNS;
    bl_script_open_block(s);
    put_row(l, s, 0, 0, factor);
    for (size_t c = 1; c < BL_FIGURE_COLUMNS; c++) {
        bool moved = false;
        for (size_t k = 0; k < STACKED; k++) {
            moved = moved || l->paid[c][k] != l->paid[c - 1][k];
        }
        if (!moved) {
            continue;
        }
        put_row(l, s, (double)c * width_s, c - 1, factor);
        put_row(l, s, (double)c * width_s, c, factor);
    }
    put_row(l, s, l->view->span_s, BL_FIGURE_COLUMNS - 1, factor);
    return bl_script_close_block(s);
}

static size_t put_funding(const ledger *l, bl_script *s, double factor)
{
    const double width_s = l->view->span_s / BL_FIGURE_COLUMNS;
    bl_script_open_block(s);
    for (size_t c = 0; c < BL_FIGURE_COLUMNS; c++) {
        if (c == 0 || c + 1 == BL_FIGURE_COLUMNS ||
            l->paid[c][FUNDING] != l->paid[c - 1][FUNDING]) {
            bl_script_put_row(
                s, (const double[]){(double)(c + (c > 0)) * width_s, l->paid[c][FUNDING] / factor},
                2);
        }
    }
    return bl_script_close_block(s);
}

static void plot_stack(const ledger *l, bl_page *page, double factor, const bl_panel *panel)
{
    bl_script *s = page->script;
    const size_t stack = put_stack(l, s, factor);
    const size_t funding = l->sum[FUNDING] != 0 ? put_funding(l, s, factor) : 0;
    bl_script_plot(s, "%.12g with lines ls 10", panel->y_low);
    for (size_t k = 0; k < STACKED; k++) {
        if (l->sum[k] > 0) {
            bl_page_fill(page, panel, stack, k + 2, k + 3, "solid 0.85", kinds[k].fill);
        }
    }
    bl_script_plot(s, "$d%zu using 1:%d with lines lc rgb '#333333' lw 1.2", stack, STACKED + 2);
    if (funding > 0) {
        bl_script_plot(s, "$d%zu using 1:2 with steps lc rgb '#000000' lw 1.4 dt (8,4)", funding);
    }
}

/* ---- words ---- */

typedef struct {
    double y;
    int kind;
} line;

static int compare(const void *a, const void *b)
{
    const line *x = a;
    const line *y = b;
    if (x->y != y->y) {
        return x->y > y->y ? 1 : -1;
    }
    return (x->kind > y->kind) - (x->kind < y->kind);
}

/* Labels at the right ends of what they name, kept apart. */
static void put_words(const ledger *l, bl_page *page, const bl_panel *panel, double factor)
{
    line lines[KINDS];
    double ys[KINDS];
    size_t len = 0;
    double below = 0;
    for (int k = 0; k < KINDS; k++) {
        const double top = k < STACKED ? below + l->sum[k] : l->sum[k];
        const double middle = k < STACKED ? (below + top) / 2 : top;
        if (l->sum[k] != 0) {
            lines[len++] = (line){bl_page_y(panel, middle / factor), k};
        }
        below = k < STACKED ? top : below;
    }
    qsort(lines, len, sizeof *lines, compare);
    for (size_t i = 0; i < len; i++) {
        ys[i] = lines[i].y;
    }
    bl_page_spread(ys, len, LINE_PX, panel->top, panel->bottom);
    for (size_t i = 0; i < len; i++) {
        char text[BL_FIGURE_TEXT];
        char number[BL_AXIS_TEXT];
        bl_axis_name_number(l->sum[lines[i].kind] / factor, number);
        snprintf(text, sizeof text, "%s %s", kinds[lines[i].kind].name, number);
        bl_page_put_label(page, &(bl_label){.text = text,
                                            .x = panel->right + 10,
                                            .y = ys[i],
                                            .points = 12,
                                            .color = kinds[lines[i].kind].text});
    }
}

static double total_of(const ledger *l)
{
    double total = 0;
    for (size_t k = 0; k < STACKED; k++) {
        total += l->sum[k];
    }
    return total;
}

static void say_title(const bl_figure_view *view, char out[BL_FIGURE_TEXT])
{
    const bl_facts *f = view->facts;
    size_t most = 0;
    size_t least = 0;
    char a[48];
    char b[48];
    char high[BL_AXIS_TEXT];
    char low[BL_AXIS_TEXT];
    for (size_t i = 1; i < view->panels; i++) {
        most = bl_facts_paid(&f[i]) > bl_facts_paid(&f[most]) ? i : most;
        const bool free = f[least].is_free && !f[i].is_free;
        const bool cheaper =
            f[i].is_free == f[least].is_free && bl_facts_paid(&f[i]) < bl_facts_paid(&f[least]);
        least = free || cheaper ? i : least;
    }
    bl_axis_name_number(bl_facts_paid(&f[most]), high);
    bl_axis_name_number(bl_facts_paid(&f[least]), low);
    bl_figure_mode(view, most, a);
    bl_figure_mode(view, least, b);
    if (most == least) {
        snprintf(out, BL_FIGURE_TEXT, "%s pays %s in fees and costs", a, high);
    } else {
        snprintf(out, BL_FIGURE_TEXT, "%s pays most, %s in fees and costs; %s least, %s", a, high,
                 b, low);
    }
}

static void say_facts(const bl_facts *f, char out[BL_FIGURE_TEXT])
{
    char number[BL_AXIS_TEXT];
    bl_axis_name_number(bl_facts_paid(f), number);
    snprintf(out, BL_FIGURE_TEXT, "paid %s", number);
    if (f->nav_mean > 0) {
        bl_axis_name_number(1e4 * bl_facts_paid(f) / f->nav_mean, number);
        bl_figure_append(out, BL_FIGURE_TEXT, " · %s bps of mean NAV", number);
    }
    bl_axis_name_number(fabs(f->funding), number);
    if (f->funding != 0) {
        bl_figure_append(out, BL_FIGURE_TEXT, " · funding %s %s",
                         f->funding > 0 ? "paid" : "received", number);
    }
}

/* ---- the page ---- */

static void draw_panel(const bl_figure_view *view, bl_page *page, const ledger *l, size_t run,
                       bl_panel panel, const bl_axis_scale *scale, bool says_x)
{
    bl_axis y;
    char facts[BL_FIGURE_TEXT];
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 4, "");
    bl_page_open_panel(page, &panel, &view->times, &y, says_x);
    say_facts(&view->facts[run], facts);
    bl_page_put_heading(page, &panel, view->in->runs[run].mode, bl_script_text_color(run), facts);
    put_words(l, page, &panel, scale->factor);
    if (says_x) {
        bl_page_put_axis_title(page, &panel, view->axis_title);
    }
    plot_stack(l, page, scale->factor, &panel);
    bl_page_close_panel(page);
}

static int draw_page(bl_figure_view *view, bl_script *script, const ledger *ledgers)
{
    const size_t len = view->panels;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    double high = 0;
    double low = 0;
    bool has_funding = false;
    bl_page page;
    for (size_t k = 0; k < len; k++) {
        has_funding = has_funding || ledgers[k].sum[FUNDING] != 0;
        high = fmax(high, total_of(&ledgers[k]));
        for (size_t c = 0; c < BL_FIGURE_COLUMNS; c++) {
            high = fmax(high, ledgers[k].paid[c][FUNDING]);
            low = fmin(low, ledgers[k].paid[c][FUNDING]);
        }
    }
    const bl_axis_scale scale = bl_axis_pick_scale(fmax(high, -low));
    high = high - low > 0 ? high / scale.factor : 1;
    low /= scale.factor;
    say_title(view, title);
    snprintf(subtitle, sizeof subtitle, "Paid so far, stacked, %sasset units.%s%s", scale.word,
             has_funding ? " Dashed: funding, not counted; received where it falls." : "",
             view->note);
    const double width = BL_PAGE_RIGHT - WORDS_PX - BL_PAGE_LEFT;
    bl_axis_set_times(&view->times, view->start_ns, view->end_ns, width);
    const bl_panel last = bl_figure_panel(view, len - 1, PANEL_PX);
    const double height = last.bottom + BL_PAGE_BOTTOM;
    bl_page_open(&page, script, height, title, subtitle);
    for (size_t k = 0; k < len; k++) {
        bl_panel panel = bl_figure_panel(view, k, PANEL_PX);
        panel.right -= WORDS_PX;
        panel.y_low = low * 1.08;
        panel.y_high = high + 0.08 * (high - low);
        draw_panel(view, &page, &ledgers[k], k, panel, &scale, k + 1 == len);
    }
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_fees_and_costs_write(const bl_figure_view *view, bl_script *script)
{
    const size_t len = view->panels;
    ledger *ledgers = calloc(len, sizeof *ledgers);
    if (!ledgers) {
        return 0;
    }
    for (size_t k = 0; k < len; k++) {
        gather(view, k, &ledgers[k]);
    }
    bl_figure_view narrow = *view;
    const int height = draw_page(&narrow, script, ledgers);
    free(ledgers);
    return height;
}
