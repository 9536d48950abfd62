/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_charts.c - charts and pictures with their words and tables, and the parts of the report
 * that are made of them.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../data/timestamp.h"
#include "compare_rows.h"
#include "figure.h"
#include "gnuplot.h"
#include "report_part.h"

enum { PICTURE_MAX = 3 * 1024 * 1024 }; /* of a picture that came with the run */

void bl_report_print_time(int64_t time_ns, char out[BL_REPORT_TIME])
{
    char text[BL_TIMESTAMP_TEXT];
    const int len = (int)bl_timestamp_print(time_ns, text) - 1;
    text[10] = ' ';
    snprintf(out, BL_REPORT_TIME, "%.*s UTC", len, text);
}

/* ---- pictures */

/* A whole SVG file, at most PICTURE_MAX bytes; NULL: there is none. To be freed. */
static char *read_picture(const char *folder, const char *name, size_t *len)
{
    char path[4200];
    if (snprintf(path, sizeof path, "%s/%s.svg", folder, name) >= (int)sizeof path) {
        return NULL;
    }
    FILE *file = fopen(path, "re");
    char *bytes = file ? malloc(PICTURE_MAX + 1) : NULL;
    *len = bytes ? fread(bytes, 1, PICTURE_MAX + 1, file) : 0;
    if (file) {
        fclose(file);
    }
    if (*len == 0 || *len > PICTURE_MAX || !memmem(bytes, *len, "<svg", 4) ||
        !memmem(bytes, *len, "</svg>", 6)) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

static void put_image(bl_report_page *page, const char *bytes, size_t len, int height,
                      const char *alt)
{
    bl_html_add(page->html, "<img class=\"still\" src=\"");
    bl_html_put_svg(page->html, bytes, len);
    bl_html_add(page->html, "\"");
    if (height > 0) {
        bl_html_print(page->html, " width=\"%d\" height=\"%d\"", BL_PAGE_WIDTH, height);
    }
    bl_html_add(page->html, " alt=\"");
    bl_html_put_text(page->html, alt);
    bl_html_add(page->html, "\">\n");
}

static void put_caption(bl_report_page *page, const char *title, const char *reading,
                        const char *change)
{
    bl_html_print(page->html, "<figcaption><p><b>Figure %zu.</b> ", page->figures);
    bl_html_put_text(page->html, title);
    bl_html_add(page->html, ".</p>\n<p>How to read this: ");
    bl_html_put_text(page->html, reading);
    bl_html_add(page->html, "</p>\n<p>What would change it: ");
    bl_html_put_text(page->html, change);
    bl_html_add(page->html, "</p></figcaption>\n");
}

bl_status bl_report_put_figure(bl_report_page *page, const char *name, const char *title,
                               const char *reading, const char *change)
{
    size_t len = 0;
    char *bytes = page->in->figures ? read_picture(page->in->figures, name, &len) : NULL;
    if (!bytes) {
        return BL_OK;
    }
    char alt[240];
    snprintf(alt, sizeof alt, "%s. The numbers stand in the tables of this part and in the "
             "summary.", title);
    page->figures++;
    bl_html_print(page->html, "<figure id=\"figure-%s\">\n", name);
    put_image(page, bytes, len, 0, alt);
    free(bytes);
    put_caption(page, title, reading, change);
    bl_html_add(page->html, "</figure>\n");
    return BL_OK;
}

static bl_status draw(bl_report_page *page, const bl_timeline *t, const char *alt)
{
    bl_script script;
    char footer[64];
    char path[4200];
    snprintf(footer, sizeof footer, "ballast report");
    bl_script_open(&script);
    const int height =
        bl_figure_timeline_write(t, page->columns[0].scenario, footer, &script);
    const bl_gnuplot_job job = {.script = script.text,
                                .script_len = script.len,
                                .format = BL_GNUPLOT_SVG,
                                .width = BL_PAGE_WIDTH,
                                .height = height,
                                .folder = page->in->scratch,
                                .name = t->kind->id};
    bl_status status = height > 0 ? bl_gnuplot_draw(&job, page->err)
                                  : bl_err_set(page->err, BL_MEMORY, "no memory for a picture");
    bl_script_close(&script);
    if (status != BL_OK) {
        return status;
    }
    size_t len = 0;
    char *bytes = read_picture(page->in->scratch, t->kind->id, &len);
    snprintf(path, sizeof path, "%s/%s.svg", page->in->scratch, t->kind->id);
    unlink(path);
    if (!bytes) {
        return bl_err_set(page->err, BL_SYSTEM, "a picture of the report cannot be read back");
    }
    put_image(page, bytes, len, height, alt);
    free(bytes);
    return BL_OK;
}

/* ---- charts */

static void say_alt(const bl_timeline *t, char out[BL_TIMELINE_TEXT])
{
    char range[BL_TIMELINE_TEXT];
    bl_timeline_say_title(t, out);
    for (size_t i = 0; i < t->len; i++) {
        const size_t len = strlen(out);
        bl_timeline_say_range(t, i, range);
        if (len + strlen(range) + 48 > BL_TIMELINE_TEXT) {
            return;
        }
        snprintf(out + len, BL_TIMELINE_TEXT - len, "%s %.40s %s", i == 0 ? "." : ";",
                 t->curves[i].name, range);
    }
}

static void put_values(bl_report_page *page, const bl_timeline *t)
{
    char name[200];
    char text[BL_COMPARE_TEXT];
    char when[BL_REPORT_TIME];
    snprintf(name, sizeof name, "%s, %s: the record in force at each time", t->kind->title,
             t->kind->unit);
    bl_html_print(page->html, "<details%s><summary>Table for figure %zu</summary>\n",
                  page->shows_pictures ? "" : " open", page->figures);
    bl_report_open_table(page, name);
    bl_report_put_mode_heads(page, "Time");
    for (size_t k = 0; k < t->ticks_len; k++) {
        bl_report_print_time(t->ticks_ns[k], when);
        bl_report_put_row_head(page, when);
        for (size_t i = 0; i < t->len; i++) {
            const bl_compare_cell cell = {.defined = isfinite(t->curves[i].at[k]),
                                          .value = t->curves[i].at[k],
                                          .places = t->kind->places};
            bl_compare_rows_print_cell(&cell, text);
            bl_report_put_cell(page, text, false);
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
    bl_html_add(page->html, "<p class=\"note\">All records: <code>ballast export RUN --format csv"
                            "</code></p>\n</details>\n");
}

bl_status bl_report_put_chart(bl_report_page *page, bl_timeline_id id)
{
    const bl_timeline *t = &page->timelines[id];
    char alt[BL_TIMELINE_TEXT];
    char title[BL_TIMELINE_TEXT];
    bl_status status = BL_OK;
    if (t->drawn == 0) {
        return BL_OK;
    }
    page->figures++;
    bl_html_print(page->html, "<figure id=\"figure-%s\">\n<div class=\"plot\" hidden></div>\n",
                  t->kind->id);
    if (page->shows_pictures) {
        say_alt(t, alt);
        status = draw(page, t, alt);
    }
    bl_timeline_say_title(t, title);
    put_caption(page, title, t->kind->reading, t->kind->change);
    bl_html_add(page->html, "</figure>\n");
    put_values(page, t);
    return status;
}

/* ---- tables of metrics */

/* Metrics with their times, modes as columns. */
static void put_metrics(bl_report_page *page, const char *name, const bl_metric_id *ids, size_t len)
{
    char text[BL_METRICS_TEXT];
    char when[BL_REPORT_TIME];
    bl_report_open_table(page, name);
    bl_report_put_mode_heads(page, "Metric");
    for (size_t m = 0; m < len; m++) {
        const bl_metric *first = &page->columns[0].metrics->items[ids[m]];
        bl_html_print(page->html, "<tr><th scope=\"row\">%s <span class=\"unit\">%s</span></th>",
                      first->name, strcmp(first->unit, "q") == 0 ? "asset units" : first->unit);
        for (size_t i = 0; i < page->in->len; i++) {
            const bl_metric *metric = &page->columns[i].metrics->items[ids[m]];
            bl_metrics_print_value(metric, text);
            bl_html_print(page->html, "<td data-metric=\"%s\">%s", metric->name, text);
            if (metric->defined && metric->at_ns != BL_METRICS_NO_TIME) {
                bl_report_print_time(metric->at_ns, when);
                bl_html_print(page->html, " <span class=\"unit\">%s</span>", when);
            }
            bl_html_add(page->html, "</td>");
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

#define PUT_METRICS(page, name, ...)                                                               \
    put_metrics(page, name, (const bl_metric_id[]){__VA_ARGS__},                                   \
                sizeof((const bl_metric_id[]){__VA_ARGS__}) / sizeof(bl_metric_id))

/* ---- the parts */

bl_status bl_report_leverage_write(bl_report_page *page)
{
    bl_html_print(page->html,
                  "<p>The band is %.10g %% of the target leverage to either side.</p>\n",
                  (double)page->columns[0].options->band_ppb / 1e7);
    const bl_status status = bl_report_put_chart(page, BL_TIMELINE_LEVERAGE);
    if (status != BL_OK) {
        return status;
    }
    PUT_METRICS(page, "Stays outside the band: how long, how far, and when the worst was",
                BL_METRIC_LEVERAGE_MAX, BL_METRIC_LEVERAGE_MIN, BL_METRIC_DRIFT_RMS,
                BL_METRIC_DRIFT_P95, BL_METRIC_DRIFT_MAX, BL_METRIC_TIME_ABOVE_BAND,
                BL_METRIC_STAY_ABOVE_BAND_MAX, BL_METRIC_EXCURSIONS, BL_METRIC_DRIFT_AREA,
                BL_METRIC_RESTORE_MEDIAN, BL_METRIC_RESTORE_MAX);
    return bl_report_put_figure(
        page, "leverage_drift", "Leverage of each mode on the price grid, with band and rebalances",
        "The grey strip is the band; what is filled is time outside it. A stem is a rebalance, "
        "from the value before to the value after; a pale stripe is a pause.",
        "A mode that looks more often, or a book that fills more.");
}

bl_status bl_report_fees_write(bl_report_page *page)
{
    const bl_status status = bl_report_put_chart(page, BL_TIMELINE_COST);
    if (status != BL_OK) {
        return status;
    }
    PUT_METRICS(page, "What was paid, and to whom", BL_METRIC_COST_FEES, BL_METRIC_COST_SLIPPAGE,
                BL_METRIC_COST_BPS, BL_METRIC_COST_PER_FLOW, BL_METRIC_FEES_TOTAL,
                BL_METRIC_FEES_ACCRUED, BL_METRIC_FEES_OF_EQUITY, BL_METRIC_PNL_FUNDING);
    return bl_report_put_figure(
        page, "fees_and_costs", "Fees and costs of each mode, stacked, added up over time",
        "The height is what has been paid so far; each colour is one who was paid.",
        "Fewer rebalances, other fees, a deeper market.");
}

bl_status bl_report_returns_write(bl_report_page *page)
{
    const bl_status status = bl_report_put_chart(page, BL_TIMELINE_SHARE_PRICE);
    if (status != BL_OK) {
        return status;
    }
    PUT_METRICS(page, "Returns, and what is lost against the ideal vault", BL_METRIC_TWR,
                BL_METRIC_MWR, BL_METRIC_IDEAL_TWR, BL_METRIC_TRACKING_DIFFERENCE,
                BL_METRIC_TRACKING_ERROR, BL_METRIC_MAX_DRAWDOWN, BL_METRIC_VOLATILITY);
    return bl_report_put_figure(
        page, "nav_share_price", "Value and share price of each mode",
        "Steps of the value are flows; the share price shows none of them.",
        "Other prices, or another leverage while they moved.");
}

bl_status bl_report_lock_write(bl_report_page *page)
{
    const bl_status status = bl_report_put_chart(page, BL_TIMELINE_LOCKED);
    if (status != BL_OK) {
        return status;
    }
    PUT_METRICS(page, "Gains, what of them is locked, and who gets it", BL_METRIC_GAIN_TOTAL,
                BL_METRIC_LOCKED_MAX, BL_METRIC_LOCKED_MEAN, BL_METRIC_LOCKED_END,
                BL_METRIC_UNLOCK_FULL, BL_METRIC_LOSS_TOTAL, BL_METRIC_LOSS_COVER,
                BL_METRIC_SUBSIDY, BL_METRIC_FORFEIT);
    return bl_report_put_figure(
        page, "locked_profit", "Profit still to unlock, with the reports that changed it",
        "A jump up is a gain, a jump down a loss the lock took; between them it unlocks.",
        "More frequent reports, or a faster unlock.");
}
