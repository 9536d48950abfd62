/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_leverage_drift.c - small multiples of leverage, one panel a mode on one scale and one
 * time axis, and the flows that moved it below (figure_flows.h).
 *
 * Values that last no time are not on the curve: a flow and its rescale at one instant show as a
 * stem from the leverage before to the leverage after.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"
#include "figure_flows.h"
#include "metric.h"
#include "typeface.h"

enum { PANEL_PX = 176, STEM_PX = 5, STEMS = BL_FIGURE_COLUMNS / STEM_PX + 1, STRIPES_MAX = 96 };

typedef struct {
    bool is_set;
    double x, before, after;
} stem;

typedef struct {
    double begin, end;
    unsigned gates;
    bool liquidated;
} stripe;

typedef struct {
    const bl_figure_view *view;
    bl_m4 leverage; /* beside: the target */
    bl_m4 target;
    stem stems[STEMS], failures[STEMS];
    stripe stripes[STRIPES_MAX];
    size_t stripes_len;
    bool in_stripe;
    bool liquidated;
    double before; /* leverage at the point before */
    double target_before;
} curve;

typedef struct {
    double low, high;
    bool clipped;
} range;

/* ---- gathering ---- */

static void keep_stem(stem *stems, double part, stem s)
{
    const double at = part * (STEMS - 1);
    stem *kept = &stems[at <= 0 ? 0 : at >= STEMS - 1 ? STEMS - 1 : (size_t)at];
    if (!kept->is_set || fabs(s.after - s.before) > fabs(kept->after - kept->before)) {
        *kept = s;
    }
}

static void add_row(curve *c, const bl_mark *mark, double x)
{
    const bl_event event = mark->row->event;
    const double part = x / c->view->span_s;
    c->liquidated = c->liquidated || event == BL_EVENT_LIQUIDATION;
    if (!isfinite(mark->leverage) || !isfinite(c->before)) {
        return;
    }
    if (event == BL_EVENT_REBALANCE) {
        keep_stem(c->stems, part, (stem){true, x, c->before, mark->leverage});
    }
    if (event == BL_EVENT_FAILED) {
        keep_stem(c->failures, part, (stem){true, x, mark->leverage, mark->leverage});
    }
}

static void add_gates(curve *c, const bl_mark *mark, double x)
{
    const unsigned gates = mark->gates & (BL_GATE_D | BL_GATE_W);
    if (gates && !c->in_stripe && c->stripes_len < STRIPES_MAX) {
        c->stripes[c->stripes_len++] = (stripe){.begin = x};
    }
    c->in_stripe = gates != 0;
    if (!gates || c->stripes_len == 0) {
        return;
    }
    stripe *last = &c->stripes[c->stripes_len - 1];
    last->end = bl_figure_x(c->view, mark->until_ns);
    last->gates |= gates;
    last->liquidated = c->liquidated;
}

static void add_mark(void *context, const bl_mark *mark)
{
    curve *c = context;
    const double x = bl_figure_x(c->view, mark->time_ns);
    if (mark->row) {
        add_row(c, mark, x);
    }
    add_gates(c, mark, x);
    c->before = mark->leverage;
    if (mark->until_ns <= mark->time_ns) {
        return;
    }
    bl_m4_put(&c->leverage, (bl_m4_point){mark->time_ns, mark->leverage, mark->target});
    if (mark->target != c->target_before) {
        bl_m4_put(&c->target, (bl_m4_point){mark->time_ns, mark->target, 0});
    }
    c->target_before = mark->target;
}

static bool gather(const bl_figure_view *view, size_t run, curve *c)
{
    *c = (curve){.view = view, .before = NAN, .target_before = NAN};
    if (!bl_m4_open(&c->leverage, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS) ||
        !bl_m4_open(&c->target, view->start_ns, view->end_ns, BL_FIGURE_COLUMNS)) {
        return false;
    }
    bl_runlog_walk(view->in->runs[run].log, add_mark, c);
    return true;
}

/* ---- the scale ---- */

static void widen(range *r, double value)
{
    r->low = value < r->low ? value : r->low;
    r->high = value > r->high ? value : r->high;
}

static void widen_by_curve(range *r, const curve *c, double band)
{
    for (size_t i = 0; i < c->leverage.columns_len; i++) {
        if (c->leverage.columns[i].seen > 0) {
            widen(r, c->leverage.columns[i].kept[1].point.value);
            widen(r, c->leverage.columns[i].kept[2].point.value);
        }
        if (c->target.columns[i].seen > 0) {
            widen(r, c->target.columns[i].kept[1].point.value * (1 - band));
            widen(r, c->target.columns[i].kept[2].point.value * (1 + band));
        }
    }
    for (size_t i = 0; i < STEMS; i++) {
        if (c->stems[i].is_set) {
            widen(r, c->stems[i].before);
        }
    }
}

/* The leverage a curve stays below in all but a fiftieth of its columns. */
static double find_usual(const curve *c, double *highs)
{
    size_t count = 0;
    for (size_t i = 0; i < c->leverage.columns_len; i++) {
        if (c->leverage.columns[i].seen > 0) {
            highs[count++] = c->leverage.columns[i].kept[2].point.value;
        }
    }
    qsort(highs, count, sizeof *highs, bl_metric_compare_doubles);
    return count > 0 ? highs[count - 1 - count / 50] : 0;
}

/* One scale for all panels. Where the wildest would flatten the others, it is cut off, and the
 * headings give the peak in words. */
static bool scale(const curve *curves, size_t len, double band, range *out)
{
    double *highs = malloc(BL_FIGURE_COLUMNS * sizeof *highs);
    if (!highs) {
        return false;
    }
    double usual[BL_FIGURE_PANELS_MAX];
    double calm = 0;
    range r = {INFINITY, -INFINITY, false};
    for (size_t k = 0; k < len; k++) {
        usual[k] = find_usual(&curves[k], highs);
        widen_by_curve(&r, &curves[k], band);
        for (size_t i = 0; i < curves[k].target.columns_len; i++) {
            if (curves[k].target.columns[i].seen > 0) {
                calm = fmax(calm, curves[k].target.columns[i].kept[2].point.value * (1 + band));
            }
        }
    }
    free(highs);
    qsort(usual, len, sizeof *usual, bl_metric_compare_doubles);
    calm = fmax(calm, usual[(len - 1) / 2]);
    if (!(r.low <= r.high)) {
        r = (range){0, 1, false};
    }
    if (calm > r.low && r.high > 2.5 * calm) {
        r = (range){r.low, fmin(fmax(2 * calm, usual[len - 1] * 1.05), 3 * calm), true};
    }
    const double span = r.high > r.low ? r.high - r.low : 1;
    *out = (range){r.low - 0.13 * span, r.high + 0.06 * span, r.clipped};
    return true;
}

/* ---- drawing ---- */

static size_t put_band(const bl_figure_view *view, bl_script *s, const curve *c)
{
    const double band = (double)view->in->band_ppb / (double)BL_PPB;
    bl_m4_point points[BL_M4_KEPT];
    double held = NAN;
    bl_script_open_block(s);
    for (size_t i = 0; i < c->target.columns_len; i++) {
        const size_t len = bl_m4_take(&c->target, i, points);
        for (size_t k = 0; k < len; k++) {
            const double x = bl_figure_x(view, points[k].time_ns);
            const double t = points[k].value;
            if (isfinite(held)) {
                bl_script_put_row(s, (double[]){x, held * (1 - band), held * (1 + band), held}, 4);
            }
            bl_script_put_row(s, (double[]){x, t * (1 - band), t * (1 + band), t}, 4);
            held = t;
        }
    }
    if (isfinite(held)) {
        bl_script_put_row(s, (double[]){view->span_s, held * (1 - band), held * (1 + band), held},
                          4);
    }
    return bl_script_close_block(s);
}

typedef struct {
    double x, value, edge;
    int side; /* -1 below, 1 above, 0 within */
} outside;

static outside locate(const bl_figure_view *view, bl_m4_point p)
{
    const double band = (double)view->in->band_ppb / (double)BL_PPB;
    const double x = bl_figure_x(view, p.time_ns);
    if (p.beside > 0 && p.value - p.beside > band * p.beside) {
        return (outside){x, p.value, p.beside * (1 + band), 1};
    }
    if (p.beside > 0 && p.beside - p.value > band * p.beside) {
        return (outside){x, p.value, p.beside * (1 - band), -1};
    }
    return (outside){x, p.value, 0, 0};
}

/* What holds from one point to the next as a box: x edge value, twice. */
static void put_stay(bl_script *s, const outside *from, double until)
{
    if (from->side == 0) {
        return;
    }
    bl_script_put_row(s, (const double[]){from->x, from->edge, from->value}, 3);
    bl_script_put_row(s, (const double[]){until, from->edge, from->value}, 3);
}

static size_t put_outside(const bl_figure_view *view, bl_script *s, const bl_m4 *m4)
{
    bl_m4_point points[BL_M4_KEPT];
    outside last = {0, 0, 0, 0};
    bl_script_open_block(s);
    for (size_t c = 0; c < m4->columns_len; c++) {
        const size_t len = bl_m4_take(m4, c, points);
        for (size_t i = 0; i < len; i++) {
            const outside here = locate(view, points[i]);
            put_stay(s, &last, here.x);
            if (here.side != last.side) {
                bl_script_put_break(s);
            }
            last = here;
        }
        if (m4->columns[c].breaks) {
            last.side = 0;
            bl_script_put_break(s);
        }
    }
    put_stay(s, &last, view->span_s);
    return bl_script_close_block(s);
}

static size_t put_stems(bl_script *s, const stem *stems, const bl_panel *panel, double least_px)
{
    bl_script_open_block(s);
    for (size_t i = 0; i < STEMS; i++) {
        if (!stems[i].is_set) {
            continue;
        }
        const double before = fmin(stems[i].before, panel->y_high);
        const double after = fmin(stems[i].after, panel->y_high);
        const double px = fabs(bl_page_y(panel, before) - bl_page_y(panel, after));
        if (px >= least_px) {
            bl_script_put_row(s, (const double[]){stems[i].x, before, after}, 3);
        }
    }
    return bl_script_close_block(s);
}

static void put_stripe(bl_page *page, const bl_panel *panel, const stripe *p, double *free_px)
{
    bl_script_add(page->script,
                  "set object rectangle from first %.12g, graph 0 to first %.12g, graph 1 fillcolor"
                  " rgb '" BL_COLOR_PAUSE "' fillstyle transparent solid 0.20 noborder behind\n",
                  p->begin, p->end);
    const char *words = p->liquidated           ? "liquidated, deposits shut"
                        : p->gates == BL_GATE_D ? "deposits shut"
                        : p->gates == BL_GATE_W ? "withdrawals shut"
                                                : "deposits and withdrawals shut";
    const double half = bl_typeface_width(words, 11, false) / 2 + 4;
    const double middle = (bl_page_x(panel, p->begin) + bl_page_x(panel, p->end)) / 2;
    const double x = fmin(fmax(middle, panel->left + half), panel->right - half);
    if (x - half < *free_px) {
        return;
    }
    *free_px = x + half;
    bl_page_put_label(page, &(bl_label){.text = words,
                                        .x = x,
                                        .y = panel->bottom - 11,
                                        .points = 11,
                                        .color = BL_COLOR_PAUSE_TEXT,
                                        .align = BL_ALIGN_CENTER});
}

static void plot_curve(const bl_figure_view *view, bl_page *page, const curve *c, size_t run,
                       const bl_panel *panel)
{
    bl_script *s = page->script;
    const bool crowded = view->facts[run].rebalances > 60;
    const size_t band = put_band(view, s, c);
    const size_t out = put_outside(view, s, &c->leverage);
    const size_t line = bl_figure_put_curve(view, s, &c->leverage, 1);
    const size_t stems = put_stems(s, c->stems, panel, crowded ? 4 : 0);
    const size_t failed = put_stems(s, c->failures, panel, 0);
    const char *color = bl_script_color(run);
    bl_script_plot(s, "%.12g with lines ls 10", panel->y_low);
    if (band > 0) {
        bl_page_fill(page, panel, band, 2, 3, "transparent solid 0.28", "#9E9E9E");
    }
    if (out > 0) {
        bl_script_plot(s,
                       "$d%zu using 1:2:3 with filledcurves fs transparent solid 0.35 noborder "
                       "fc rgb '%s'",
                       out, color);
    }
    if (band > 0) {
        bl_script_plot(s, "$d%zu using 1:4 with lines ls 13", band);
    }
    if (line > 0) {
        bl_script_plot(s, "$d%zu using 1:2 with lines lc rgb '%s' lw 1.5", line, color);
    }
    if (stems > 0) {
        bl_script_plot(s, "$d%zu using 1:2:(0):($3-$2) with vectors nohead lc rgb '%s' lw 0.8",
                       stems, color);
        bl_script_plot(s, "$d%zu using 1:2 with points pt %d ps %g lc rgb '%s'", stems,
                       bl_script_point_type(run), crowded ? 0.6 : 0.9, color);
    }
    if (failed > 0) {
        bl_script_plot(s, "$d%zu using 1:2 with points pt 2 ps 1.1 lw 1.6 lc rgb '#000000'",
                       failed);
    }
}

static void say_facts(const bl_facts *f, const range *r, char out[BL_FIGURE_TEXT])
{
    char text[BL_AXIS_TITLE];
    char hours[BL_AXIS_TEXT];
    bl_axis_name_hours(f->outside_h, hours);
    snprintf(out, BL_FIGURE_TEXT,
             f->outside_h > 0 ? "outside the band %s" : "never outside the band", hours);
    bl_axis_name_number(f->leverage_peak, hours);
    bl_figure_append(out, BL_FIGURE_TEXT, " · peak %sx", hours);
    if (r->clipped && f->leverage_peak > r->high) {
        bl_axis_name_instant(f->leverage_peak_ns, text);
        bl_figure_append(out, BL_FIGURE_TEXT, " (off the scale, %s)", text);
    }
    bl_axis_name_number((double)f->rebalances, hours);
    bl_figure_append(out, BL_FIGURE_TEXT, " · %s rebalance%s", hours,
                     f->rebalances == 1 ? "" : "s");
    if (f->failed > 0) {
        bl_figure_append(out, BL_FIGURE_TEXT, ", %zu failed", f->failed);
    }
    if (f->paused_h > 0) {
        bl_axis_name_hours(f->paused_h, hours);
        bl_figure_append(out, BL_FIGURE_TEXT, " · shut %s", hours);
    }
}

static void draw_panel(const bl_figure_view *view, bl_page *page, const curve *c, size_t run,
                       bl_panel panel, const range *r, bool says_x)
{
    bl_axis y;
    char facts[BL_FIGURE_TEXT];
    double free_px = 0;
    panel.y_low = r->low;
    panel.y_high = r->high;
    bl_axis_set_numbers(&y, r->low, r->high, 4, "x");
    bl_page_open_panel(page, &panel, &view->times, &y, says_x);
    say_facts(&view->facts[run], r, facts);
    bl_page_put_heading(page, &panel, view->in->runs[run].mode, bl_script_text_color(run), facts);
    for (size_t i = 0; i < c->stripes_len; i++) {
        put_stripe(page, &panel, &c->stripes[i], &free_px);
    }
    if (says_x) {
        bl_page_put_axis_title(page, &panel, view->axis_title);
    }
    plot_curve(view, page, c, run, &panel);
    bl_page_close_panel(page);
}

/* ---- words ---- */

static void say_title(const bl_figure_view *view, char out[BL_FIGURE_TEXT])
{
    size_t worst = 0;
    size_t best = 0;
    char a[48];
    char b[48];
    char most[BL_AXIS_TEXT];
    char least[BL_AXIS_TEXT];
    const bl_facts *f = view->facts;
    for (size_t i = 1; i < view->panels; i++) {
        worst = f[i].outside_h > f[worst].outside_h ? i : worst;
        best = f[i].outside_h < f[best].outside_h ? i : best;
    }
    bl_axis_name_hours(f[worst].outside_h, most);
    bl_axis_name_hours(f[best].outside_h, least);
    bl_figure_mode(view, worst, a);
    bl_figure_mode(view, best, b);
    if (f[worst].outside_h <= 0) {
        snprintf(out, BL_FIGURE_TEXT, "%s the leverage band",
                 view->panels > 1 ? "No mode leaves" : "The vault never leaves");
    } else if (best == worst) {
        snprintf(out, BL_FIGURE_TEXT, "%s is outside the leverage band for %s",
                 view->panels > 1 ? "Every mode" : a, most);
    } else if (f[best].outside_h <= 0) {
        snprintf(out, BL_FIGURE_TEXT, "%s is outside the leverage band for %s; %s never leaves it",
                 a, most, b);
    } else {
        snprintf(out, BL_FIGURE_TEXT, "%s is outside the leverage band for %s, %s for %s", a, most,
                 b, least);
    }
}

static void say_subtitle(const bl_figure_view *view, const curve *curves, size_t len,
                         char out[BL_FIGURE_TEXT])
{
    size_t drawn = 0;
    size_t seen = 0;
    bool failed = false;
    bool paused = false;
    char band[BL_AXIS_TEXT];
    for (size_t k = 0; k < len; k++) {
        drawn += bl_m4_count(&curves[k].leverage);
        seen += curves[k].leverage.seen;
        failed = failed || view->facts[k].failed > 0;
        paused = paused || view->facts[k].paused_h > 0;
    }
    snprintf(band, sizeof band, "%g", (double)view->in->band_ppb / 1e7);
    snprintf(out, BL_FIGURE_TEXT,
             "Gross leverage. Black: target. Grey: ±%s %%. Filled: time "
             "outside. Marks: rebalances, from the value before%s.%s%s",
             band, failed ? "; × failed" : "", paused ? " Purple: gates shut." : "", view->note);
    bl_figure_say_thinned(out, BL_FIGURE_TEXT, drawn, seen);
}

static int draw_page(const bl_figure_view *view, bl_script *script, const curve *curves, size_t len)
{
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    range r;
    bl_page page;
    if (!scale(curves, len, (double)view->in->band_ppb / (double)BL_PPB, &r)) {
        return 0;
    }
    const double flows_px = bl_figure_flows_height(view);
    const bl_panel last = bl_figure_panel(view, len - 1, PANEL_PX);
    const double height = last.bottom + BL_PAGE_BOTTOM +
                          (flows_px > 0 ? flows_px + BL_PAGE_HEADING + BL_PAGE_GAP : 0);
    say_title(view, title);
    say_subtitle(view, curves, len, subtitle);
    bl_page_open(&page, script, height, title, subtitle);
    for (size_t k = 0; k < len; k++) {
        draw_panel(view, &page, &curves[k], k, bl_figure_panel(view, k, PANEL_PX), &r,
                   flows_px <= 0 && k + 1 == len);
    }
    bool good = true;
    if (flows_px > 0) {
        good = bl_figure_flows_draw(view, &page, last.bottom + BL_PAGE_GAP + BL_PAGE_HEADING);
    }
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return good ? (int)height : 0;
}

int bl_figure_leverage_drift_write(const bl_figure_view *view, bl_script *script)
{
    const size_t len = view->panels;
    if (view->in->runs[0].log->setup->instruments_len == 0) {
        return BL_FIGURE_NO_BOOK;
    }
    curve *curves = calloc(len, sizeof *curves);
    bool good = curves;
    for (size_t k = 0; good && k < len; k++) {
        good = gather(view, k, &curves[k]);
    }
    const int height = good ? draw_page(view, script, curves, len) : 0;
    for (size_t k = 0; curves && k < len; k++) {
        bl_m4_close(&curves[k].leverage);
        bl_m4_close(&curves[k].target);
    }
    free(curves);
    return height;
}
