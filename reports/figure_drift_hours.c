/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_drift_hours.c - when leverage is off its target: the mean of |drift| by weekday and hour
 * (UTC), a map a mode on one scale of classes.
 *
 * Classes instead of a sliding scale: one bad day cannot wash out all the others, and a colour can
 * be named in grey. Each cell has its number too. A cell is weighted by time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure.h"
#include "typeface.h"

enum { DAYS = 7, HOURS = 24, ROW_PX = 23, LEGEND_PX = 42, SWATCH_PX = 20, CLASSES = 8 };

static const char *const days[DAYS] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const double half_cell = 0.47;

/* Viridis, light for little, and text that stands out on it. A class reaches up to `below` %. */
static const struct {
    double below;
    const char *fill, *text;
} classes[CLASSES] = {
    {1, "#FDE725", "#000000"},   {2, "#B4DE2C", "#000000"},        {5, "#6DCD59", "#000000"},
    {10, "#35B779", "#000000"},  {20, "#1F9E89", "#000000"},       {50, "#31688E", "#FFFFFF"},
    {100, "#482878", "#FFFFFF"}, {INFINITY, "#2A0134", "#FFFFFF"},
};

typedef struct { /* one mode */
    double sum[DAYS][HOURS], hours[DAYS][HOURS];
    double all, known_h;
    size_t day, hour; /* the worst cell */
} map;

typedef struct {
    map maps[BL_FIGURE_PANELS_MAX];
    bool has[DAYS]; /* in any mode */
    size_t rows;
} sheet;

/* ---- gathering ---- */

static void add_mark(void *context, const bl_mark *mark)
{
    static const int64_t hour_ns = 3600 * BL_NS_PER_S;
    map *m = context;
    if (!isfinite(mark->leverage) || mark->target <= 0) {
        return;
    }
    const double drift = 100 * fabs(mark->leverage / mark->target - 1);
    for (int64_t from_ns = mark->time_ns; from_ns < mark->until_ns;) {
        const int64_t hour = from_ns / hour_ns; /* since 1970-01-01, a Thursday; never before */
        const int64_t next_ns = (hour + 1) * hour_ns;
        const int64_t until_ns = next_ns < mark->until_ns ? next_ns : mark->until_ns;
        const double lasted_h = (double)(until_ns - from_ns) / (double)hour_ns;
        m->sum[(hour / HOURS + 3) % DAYS][hour % HOURS] += drift * lasted_h;
        m->hours[(hour / HOURS + 3) % DAYS][hour % HOURS] += lasted_h;
        m->all += drift * lasted_h;
        m->known_h += lasted_h;
        from_ns = until_ns;
    }
}

static double mean_of(const map *m, size_t day, size_t hour)
{
    return m->hours[day][hour] > 0 ? m->sum[day][hour] / m->hours[day][hour] : (double)NAN;
}

static bool gather(const bl_figure_view *view, sheet *s)
{
    double known_h = 0;
    for (size_t k = 0; k < view->panels; k++) {
        map *m = &s->maps[k];
        double worst = -1;
        bl_runlog_walk(view->in->runs[k].log, add_mark, m);
        known_h += m->known_h;
        for (size_t d = 0; d < DAYS; d++) {
            for (size_t h = 0; h < HOURS; h++) {
                const double mean = mean_of(m, d, h);
                s->has[d] = s->has[d] || isfinite(mean);
                if (mean > worst) {
                    worst = mean;
                    m->day = d;
                    m->hour = h;
                }
            }
        }
    }
    for (size_t d = 0; d < DAYS; d++) {
        s->rows += s->has[d];
    }
    return known_h > 0;
}

static size_t class_of(double mean)
{
    size_t c = 0;
    while (c + 1 < CLASSES && mean >= classes[c].below) {
        c++;
    }
    return c;
}

/* ---- drawing ---- */

static double place_day(const sheet *s, size_t day)
{
    size_t row = 0;
    for (size_t d = 0; d < day; d++) {
        row += s->has[d];
    }
    return (double)(s->rows - row) - 0.5;
}

static void put_number(const sheet *s, bl_page *page, const bl_panel *panel, size_t day,
                       size_t hour, double mean)
{
    char text[BL_AXIS_TEXT];
    snprintf(text, sizeof text, "%.*f", mean < 9.95 ? 1 : 0, mean);
    bl_page_put_label(page, &(bl_label){.text = text,
                                        .x = bl_page_x(panel, (double)hour + 0.5),
                                        .y = bl_page_y(panel, place_day(s, day)),
                                        .points = 11,
                                        .color = classes[class_of(mean)].text,
                                        .align = BL_ALIGN_CENTER});
}

static size_t put_class(const sheet *s, bl_script *script, const map *m, size_t c)
{
    bl_script_open_block(script);
    for (size_t d = 0; d < DAYS; d++) {
        for (size_t h = 0; h < HOURS; h++) {
            const double mean = mean_of(m, d, h);
            if (isfinite(mean) && class_of(mean) == c) {
                bl_script_put_row(script, (double[]){(double)h + 0.5, place_day(s, d), mean}, 3);
            }
        }
    }
    return bl_script_close_block(script);
}

static void plot_map(const sheet *s, bl_page *page, const bl_panel *panel, const map *m)
{
    size_t blocks[CLASSES];
    for (size_t c = 0; c < CLASSES; c++) {
        blocks[c] = put_class(s, page->script, m, c);
    }
    for (size_t d = 0; d < DAYS; d++) {
        for (size_t h = 0; h < HOURS; h++) {
            if (isfinite(mean_of(m, d, h))) {
                put_number(s, page, panel, d, h, mean_of(m, d, h));
            }
        }
    }
    bl_script_plot(page->script, "0 with lines ls 10");
    for (size_t c = 0; c < CLASSES; c++) {
        if (blocks[c] > 0) {
            bl_script_plot(page->script,
                           "$d%zu using 1:2:(%g):(%g) with boxxyerror fs solid 1 noborder "
                           "fc rgb '%s'",
                           blocks[c], half_cell, half_cell, classes[c].fill);
        }
    }
}

/* The cell the heading names: white on black, to be seen on any fill. */
static void frame_worst(const sheet *s, bl_script *script, const map *m)
{
    static const struct {
        const char *color;
        double width;
    } lines[] = {{"#000000", 4.5}, {"#FFFFFF", 1.5}};
    const double x = (double)m->hour + 0.5;
    const double y = place_day(s, m->day);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        bl_script_add(script,
                      "set object rectangle from first %g, first %g to first %g, first %g "
                      "fillstyle empty border rgb '%s' linewidth %g front\n",
                      x - 0.5, y - 0.5, x + 0.5, y + 0.5, lines[i].color, lines[i].width);
    }
}

static void set_axes(const sheet *s, bl_axis *x, bl_axis *y)
{
    *x = (bl_axis){.step = 3};
    *y = (bl_axis){.step = 1};
    for (size_t h = 0; h <= HOURS; h += 3) {
        x->tics[x->len].at = (double)h;
        snprintf(x->tics[x->len++].text, BL_AXIS_TEXT, "%02zu:00", h);
    }
    for (size_t d = 0; d < DAYS; d++) {
        if (s->has[d]) {
            y->tics[y->len].at = place_day(s, d);
            snprintf(y->tics[y->len++].text, BL_AXIS_TEXT, "%s", days[d]);
        }
    }
}

static void draw_panel(const bl_figure_view *view, bl_page *page, const sheet *s, size_t run,
                       bl_panel panel)
{
    const bool is_last = run + 1 == view->panels;
    const map *m = &s->maps[run];
    char facts[BL_FIGURE_TEXT] = "no leverage";
    char number[BL_AXIS_TEXT];
    char mode[48];
    bl_axis x;
    bl_axis y;
    set_axes(s, &x, &y);
    bl_page_open_panel(page, &panel, &x, &y, is_last);
    if (m->known_h > 0) {
        frame_worst(s, page->script, m);
        bl_axis_name_number(mean_of(m, m->day, m->hour), number);
        snprintf(facts, sizeof facts, "highest %s %02zu:00, %s %%", days[m->day], m->hour, number);
        bl_axis_name_number(m->all / m->known_h, number);
        bl_figure_append(facts, sizeof facts, " · mean %s %%", number);
    }
    bl_page_put_heading(page, &panel, bl_figure_mode(view, run, mode), bl_script_text_color(run),
                        facts);
    if (is_last) {
        bl_page_put_axis_title(page, &panel, "Hour of the day (UTC)");
    }
    plot_map(s, page, &panel, m);
    bl_page_close_panel(page);
}

/* Swatches in a line below the subtitle; they belong to the first plot. */
static void put_legend(bl_page *page)
{
    double x = BL_PAGE_LEFT;
    const double y = BL_PAGE_TOP + 4;
    double from = 0;
    for (size_t c = 0; c < CLASSES; c++) {
        char text[BL_AXIS_TEXT];
        if (isfinite(classes[c].below)) {
            snprintf(text, sizeof text, "%g to %g %%", from, classes[c].below);
        } else {
            snprintf(text, sizeof text, "above %g %%", from);
        }
        from = classes[c].below;
        bl_script_add(page->script,
                      "set object rectangle from screen %.6f, screen %.6f to screen %.6f, "
                      "screen %.6f fillcolor rgb '%s' fillstyle solid noborder front\n",
                      x / page->width, 1 - (y - SWATCH_PX / 2.0) / page->height,
                      (x + SWATCH_PX) / page->width, 1 - (y + SWATCH_PX / 2.0) / page->height,
                      classes[c].fill);
        bl_page_put_label(page, &(bl_label){.text = text,
                                            .x = x + SWATCH_PX + 7,
                                            .y = y,
                                            .points = 12,
                                            .color = BL_COLOR_GREY});
        x += SWATCH_PX + 7 + bl_typeface_width(text, 12, false) + 24;
    }
}

/* ---- words and the page ---- */

static void say_title(const bl_figure_view *view, const sheet *s, char out[BL_FIGURE_TEXT])
{
    size_t worst = 0;
    size_t best = 0;
    char a[48];
    char b[48];
    char most[BL_AXIS_TEXT];
    char least[BL_AXIS_TEXT];
    double high[BL_FIGURE_PANELS_MAX] = {0};
    for (size_t k = 0; k < view->panels; k++) {
        high[k] =
            s->maps[k].known_h > 0 ? mean_of(&s->maps[k], s->maps[k].day, s->maps[k].hour) : 0;
        worst = high[k] > high[worst] ? k : worst;
        const bool is_choice = !view->facts[k].is_free; /* ideal is a reference, no finding */
        best = is_choice && (high[k] < high[best] || view->facts[best].is_free) ? k : best;
    }
    bl_axis_name_number(high[worst], most);
    bl_axis_name_number(high[best], least);
    bl_figure_mode(view, worst, a);
    bl_figure_mode(view, best, b);
    snprintf(out, BL_FIGURE_TEXT, "%s drifts most on %s at %02zu:00 UTC, %s %% on average", a,
             days[s->maps[worst].day], s->maps[worst].hour, most);
    if (best != worst && high[best] < high[worst]) {
        bl_figure_append(out, BL_FIGURE_TEXT, "; %s at most %s %%", b, least);
    }
}

static int draw_page(const bl_figure_view *view, const sheet *s, bl_script *script)
{
    const double panel_px = ROW_PX * (double)s->rows;
    const bl_panel last = bl_figure_panel(view, view->panels - 1, panel_px);
    const double height = last.bottom + LEGEND_PX + BL_PAGE_BOTTOM;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    bl_page page;
    say_title(view, s, title);
    snprintf(subtitle, sizeof subtitle,
             "Mean distance of leverage from its target, %% of the target, by weekday and hour. "
             "Framed: highest.%s",
             view->note);
    bl_page_open(&page, script, height, title, subtitle);
    put_legend(&page);
    for (size_t k = 0; k < view->panels; k++) {
        bl_panel panel = bl_figure_panel(view, k, panel_px);
        panel.top += LEGEND_PX;
        panel.bottom += LEGEND_PX;
        panel.x_high = HOURS;
        panel.y_high = (double)s->rows;
        draw_panel(view, &page, s, k, panel);
    }
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_drift_hours_write(const bl_figure_view *view, bl_script *script)
{
    sheet *s = calloc(1, sizeof *s);
    if (!s) {
        return 0;
    }
    const int height = gather(view, s) ? draw_page(view, s, script) : BL_FIGURE_NO_DRIFT;
    free(s);
    return height;
}
