/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_holding_fan.c - what a share bought at any time of the run was worth after it was held for
 * a while: quantiles over entries by time held, a fan a mode on one scale. Entries are STEPS even
 * times; times held go to half the run, so that at least half of the entries are in each quantile.
 *
 * Simplification: one history. Entries overlap, so this is the spread LPs met and no forecast; and
 * what an LP pays in shares of its own is not in the price.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ends.h"
#include "figure.h"
#include "metric.h"

enum { PANEL_PX = 150, WORDS_PX = 170, STEPS = 240, HELD = STEPS / 2, MARKS_LEAST = 20 };
enum { P5, P25, MEDIAN, P75, P95, QUANTILES };

static const double levels[QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

typedef struct { /* one mode */
    const bl_figure_view *view;
    double price[STEPS + 1];            /* in force at each step; NAN: none */
    size_t next;                        /* step that is looked for */
    size_t marks;                       /* that last some time */
    double spread[HELD + 1][QUANTILES]; /* per cent; NAN: too few entries */
} fan;

/* ---- gathering ---- */

static void add_mark(void *context, const bl_mark *mark)
{
    fan *f = context;
    const double until = bl_figure_x(f->view, mark->until_ns);
    if (mark->until_ns <= mark->time_ns) {
        return;
    }
    f->marks++;
    for (; f->next <= STEPS && (double)f->next * f->view->span_s / STEPS < until; f->next++) {
        f->price[f->next] = bl_facts_share(mark);
    }
}

/* Of values in order, between the two that stand beside the place. */
static double take_quantile(const double *values, size_t len, double level)
{
    const double at = level * (double)(len - 1);
    const size_t below = (size_t)at;
    const double part = at - (double)below;
    return below + 1 < len ? values[below] + part * (values[below + 1] - values[below])
                           : values[len - 1];
}

static void spread_out(fan *f)
{
    double gains[STEPS + 1];
    for (size_t held = 0; held <= HELD; held++) {
        size_t len = 0;
        for (size_t i = 0; i + held <= STEPS; i++) {
            const double gain = 100 * (f->price[i + held] / f->price[i] - 1);
            if (f->price[i] > 0 && isfinite(gain)) {
                gains[len++] = gain;
            }
        }
        qsort(gains, len, sizeof *gains, bl_metric_compare_doubles);
        for (size_t q = 0; q < QUANTILES; q++) {
            f->spread[held][q] =
                len >= MARKS_LEAST ? take_quantile(gains, len, levels[q]) : (double)NAN;
        }
    }
}

static void gather(const bl_figure_view *view, size_t run, fan *f)
{
    f->view = view;
    for (size_t i = 0; i <= STEPS; i++) {
        f->price[i] = NAN;
    }
    bl_runlog_walk(view->in->runs[run].log, add_mark, f);
    const bl_facts *facts = &view->facts[run];
    for (; f->next <= STEPS; f->next++) {
        f->price[f->next] = facts->share_last; /* the end itself lasts no time */
    }
    spread_out(f);
}

/* ---- drawing ---- */

static double held_s(const bl_figure_view *view, size_t held)
{
    return (double)held * view->span_s / STEPS;
}

static size_t put_fan(const bl_figure_view *view, bl_script *script, const fan *f, double unit_s)
{
    bl_script_open_block(script);
    for (size_t held = 0; held <= HELD; held++) {
        if (isfinite(f->spread[held][MEDIAN])) {
            double row[1 + QUANTILES] = {held_s(view, held) / unit_s};
            for (size_t q = 0; q < QUANTILES; q++) {
                row[1 + q] = f->spread[held][q];
            }
            bl_script_put_row(script, row, 1 + QUANTILES);
        }
    }
    return bl_script_close_block(script);
}

static void put_signed(double value, char out[BL_AXIS_TEXT])
{
    char number[BL_AXIS_TEXT];
    bl_axis_name_number(fabs(value), number);
    snprintf(out, BL_AXIS_TEXT, "%s%.20s", value < 0 ? "−" : "+", number);
}

static void put_words(bl_page *page, const bl_panel *panel, const fan *f, size_t run)
{
    static const char *const names[QUANTILES] = {"p5", "p25", "median", "p75", "p95"};
    bl_end ends[QUANTILES];
    for (size_t q = 0; q < QUANTILES; q++) {
        char number[BL_AXIS_TEXT];
        put_signed(f->spread[HELD][q], number);
        ends[q] = (bl_end){.y = f->spread[HELD][q],
                           .color = q == MEDIAN ? bl_script_text_color(run) : BL_COLOR_GREY};
        snprintf(ends[q].text, sizeof ends[q].text, "%s %s %%", names[q], number);
    }
    if (isfinite(f->spread[HELD][MEDIAN])) {
        bl_ends_put(page, panel, ends, QUANTILES);
    }
}

static void plot_fan(bl_page *page, const bl_panel *panel, size_t block, size_t run)
{
    bl_script *script = page->script;
    const char *color = bl_script_color(run);
    bl_script_plot(script, "0 with lines lc rgb '#000000' lw 0.7");
    if (block == 0) {
        return;
    }
    bl_page_fill(page, panel, block, 2, 6, "transparent solid 0.22", color);
    bl_page_fill(page, panel, block, 3, 5, "transparent solid 0.35", color);
    for (int edge = 2; edge <= 6; edge += 4) {
        bl_script_plot(script, "$d%zu using 1:%d with lines lc rgb '%s' lw 0.8 dt (2,3)", block,
                       edge, color);
    }
    bl_script_plot(script, "$d%zu using 1:4 with lines lc rgb '%s' lw 2", block, color);
}

static void draw_panel(const bl_figure_view *view, bl_page *page, const fan *f, size_t run,
                       const bl_panel *panel, const bl_axis *x, double unit_s)
{
    const bool is_last = run + 1 == view->panels;
    char mode[48];
    bl_axis y;
    bl_axis_set_numbers(&y, panel->y_low, panel->y_high, 4, " %");
    bl_page_open_panel(page, panel, x, &y, is_last);
    bl_page_put_heading(page, panel, bl_figure_mode(view, run, mode), bl_script_text_color(run),
                        "");
    put_words(page, panel, f, run);
    if (is_last) {
        bl_page_put_axis_title(page, panel, unit_s > 3600 ? "Days held" : "Hours held");
    }
    plot_fan(page, panel, put_fan(view, page->script, f, unit_s), run);
    bl_page_close_panel(page);
}

/* ---- words and the page ---- */

static bool counts_days(const bl_figure_view *view)
{
    return held_s(view, HELD) >= 4 * 86400;
}

/* "7.0 days", "46 days", "12 h" */
static void say_held(const bl_figure_view *view, char out[BL_AXIS_TEXT])
{
    if (counts_days(view)) {
        const double days = held_s(view, HELD) / 86400;
        snprintf(out, BL_AXIS_TEXT, "%.*f days", days < 30 ? 1 : 0, days);
    } else {
        bl_axis_name_hours(held_s(view, HELD) / 3600, out);
    }
}

static void say_title(const bl_figure_view *view, const fan *fans, char out[BL_FIGURE_TEXT])
{
    size_t worst = 0;
    size_t best = 0;
    char a[48];
    char b[48];
    char held[BL_AXIS_TEXT];
    char low[BL_AXIS_TEXT];
    char high[BL_AXIS_TEXT];
    for (size_t k = 1; k < view->panels; k++) {
        worst = fans[k].spread[HELD][P5] < fans[worst].spread[HELD][P5] ? k : worst;
        best = fans[k].spread[HELD][P5] > fans[best].spread[HELD][P5] ? k : best;
    }
    say_held(view, held);
    put_signed(fans[worst].spread[HELD][P5], low);
    put_signed(fans[best].spread[HELD][P5], high);
    bl_figure_mode(view, worst, a);
    bl_figure_mode(view, best, b);
    snprintf(out, BL_FIGURE_TEXT, "Held %s, one entry in twenty ends below %s %%", held, low);
    if (worst != best) {
        bl_figure_append(out, BL_FIGURE_TEXT, " under %s, %s %% under %s", a, high, b);
    }
}

static void find_range(const fan *fans, size_t len, bl_panel *panel)
{
    double low = 0;
    double high = 0;
    for (size_t k = 0; k < len; k++) {
        for (size_t held = 0; held <= HELD; held++) {
            low = fmin(low, fans[k].spread[held][P5]);
            high = fmax(high, fans[k].spread[held][P95]);
        }
    }
    const double air = high > low ? 0.08 * (high - low) : 1;
    panel->y_low = low - air;
    panel->y_high = high + air;
}

static int draw_page(const bl_figure_view *view, const fan *fans, bl_script *script)
{
    const double unit_s = counts_days(view) ? 86400 : 3600;
    const double height = bl_figure_panel(view, view->panels - 1, PANEL_PX).bottom + BL_PAGE_BOTTOM;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    bl_page page;
    bl_panel range;
    bl_axis x;
    say_title(view, fans, title);
    snprintf(subtitle, sizeof subtitle,
             "Return of a share bought at any of %d even times. Line: median. Dark: "
             "middle half. Pale: 5 to 95 %%. One history.%s",
             STEPS, view->note);
    find_range(fans, view->panels, &range);
    bl_axis_set_numbers(&x, 0, held_s(view, HELD) / unit_s, 8, "");
    bl_page_open(&page, script, height, title, subtitle);
    for (size_t k = 0; k < view->panels; k++) {
        bl_panel panel = bl_figure_panel(view, k, PANEL_PX);
        panel.right -= WORDS_PX;
        panel.x_high = held_s(view, HELD) / unit_s;
        panel.y_low = range.y_low;
        panel.y_high = range.y_high;
        draw_panel(view, &page, &fans[k], k, &panel, &x, unit_s);
    }
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_holding_fan_write(const bl_figure_view *view, bl_script *script)
{
    fan *fans = calloc(view->panels, sizeof *fans);
    size_t known = 0;
    if (!fans) {
        return 0;
    }
    for (size_t k = 0; k < view->panels; k++) {
        gather(view, k, &fans[k]);
        known += fans[k].marks >= MARKS_LEAST && isfinite(fans[k].spread[HELD][MEDIAN]);
    }
    const int height = known == view->panels ? draw_page(view, fans, script) : BL_FIGURE_NO_SHARES;
    free(fans);
    return height;
}
