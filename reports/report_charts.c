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
#include "compare.h"
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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Coordinates of paths without their second decimal, a tenth of a unit being less than anyone
 * sees: a year of minutes has a hundred thousand of them. In place; the new length. */
static size_t shorten_paths(char *bytes, size_t len)
{
    size_t kept = 0;
    bool within = false;
    for (size_t i = 0; i < len; i++) {
        const bool opens = i >= 4 && memcmp(bytes + i - 3, " d='", 4) == 0;
        const bool second = within && kept >= 2 && is_digit(bytes[i]) &&
                            is_digit(bytes[kept - 1]) && bytes[kept - 2] == '.';
        within = opens || (within && bytes[i] != '\'');
        if (!second) {
            bytes[kept++] = bytes[i];
        }
    }
    return kept;
}

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
    *len = shorten_paths(bytes, *len);
    return bytes;
}

static void put_image(bl_report_page *page, const char *bytes, size_t len, int height,
                      const char *alt)
{
    bl_html_print(page->html,
                  "<div class=\"still scroll\" role=\"region\" tabindex=\"0\" "
                  "aria-label=\"Picture of figure %zu\">\n<img src=\"",
                  page->figures);
    bl_html_put_svg(page->html, bytes, len);
    bl_html_add(page->html, "\"");
    if (height > 0) {
        bl_html_print(page->html, " width=\"%d\" height=\"%d\"", BL_PAGE_WIDTH, height);
    }
    bl_html_add(page->html, " alt=\"");
    bl_html_put_text(page->html, alt);
    bl_html_add(page->html, "\">\n</div>\n");
}

static void put_caption(bl_report_page *page, const char *reading, const char *change)
{
    bl_html_add(page->html, "<figcaption><p>How to read this: ");
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
    snprintf(alt, sizeof alt,
             "%s. The numbers stand in the tables of this part and in the "
             "summary.",
             title);
    page->figures++;
    bl_html_print(page->html, "<figure id=\"figure-%s\">\n<p class=\"title\"><b>Figure %zu.</b> ",
                  name, page->figures);
    bl_html_put_text(page->html, title);
    bl_html_add(page->html, ".</p>\n");
    put_image(page, bytes, len, 0, alt);
    free(bytes);
    put_caption(page, reading, change);
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
    const int height = bl_figure_timeline_write(t, page->columns[0].scenario, footer, &script);
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

/* Where the rows stand that link to this chart: the way back without a script. */
static void put_way_back(bl_report_page *page, bl_timeline_id id)
{
    static const struct {
        const char *part, *words;
    } ways[BL_TIMELINES] = {
        [BL_TIMELINE_LEVERAGE] = {"failsafe", "limits and pauses"},
        [BL_TIMELINE_EQUITY] = {"flows", "flows"},
        [BL_TIMELINE_COST] = {"flows", "fills"},
        [BL_TIMELINE_SHARE_PRICE] = {"failsafe", "limits and pauses"},
    };
    if (ways[id].part) {
        bl_html_print(page->html,
                      "<p class=\"note\">Rows with a place here: <a href=\"#%s\">%s</a>"
                      ".</p>\n",
                      ways[id].part, ways[id].words);
    }
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
    bl_timeline_say_title(t, title);
    bl_html_print(page->html, "<figure id=\"figure-%s\" tabindex=\"-1\">\n<p class=\"title\">",
                  t->kind->id);
    bl_html_print(page->html, "<b>Figure %zu.</b> ", page->figures);
    bl_html_put_text(page->html, title);
    bl_html_add(page->html, ".</p>\n<div class=\"plot\" hidden></div>\n");
    if (page->shows_pictures) {
        say_alt(t, alt);
        status = draw(page, t, alt);
    }
    put_caption(page, t->kind->reading, t->kind->change);
    bl_html_add(page->html, "</figure>\n");
    put_way_back(page, id);
    put_values(page, t);
    return status;
}

/* ---- the parts */

#define ROW(id, label, unit, scale, places)                                                        \
    {                                                                                              \
        BL_COMPARE_METRIC, label, unit, BL_METRIC_##id, scale, places, NULL                        \
    }

static const bl_compare_row shortfall_rows[] = {
    ROW(IS, "all of it", "bps", 1, 2),
    ROW(IS_DELAY, "price moved before the order", "bps", 1, 2),
    ROW(IS_SPREAD, "spread and impact", "bps", 1, 2),
    ROW(IS_OPPORTUNITY, "what was never filled", "bps", 1, 2),
    ROW(IS_EXPLICIT, "fees of the venue", "bps", 1, 2),
};

static const bl_compare_row risk_rows[] = {
    ROW(MAX_DRAWDOWN, "largest drawdown", "%", 1, 2),
    ROW(DRAWDOWN_RECOVERY, "back at its peak after", "h", 1.0 / 3600, 1),
    ROW(ULCER, "ulcer index", NULL, 1, 4),
    ROW(VAR_95, "VaR 95 %, historical, a day", "%", 1, 2),
    ROW(ES_95, "ES 95 %, historical, a day", "%", 1, 2),
    ROW(VAR_99, "VaR 99 %, historical, a day", "%", 1, 2),
    ROW(ES_99, "ES 99 %, historical, a day", "%", 1, 2),
    ROW(NORMAL_VAR_99, "VaR 99 %, normal law, a day", "%", 1, 2),
    ROW(NORMAL_ES_99, "ES 99 %, normal law, a day", "%", 1, 2),
    ROW(TEST_95_DAYS, "back-test of VaR 95 %: days", NULL, 1, 0),
    ROW(TEST_95_HITS, "days worse than VaR 95 %", NULL, 1, 0),
    ROW(TEST_95_JOINT, "chance of that if it were right", "%", 1, 2),
    ROW(TEST_99_DAYS, "back-test of VaR 99 %: days", NULL, 1, 0),
    ROW(TEST_99_HITS, "days worse than VaR 99 %", NULL, 1, 0),
    ROW(TEST_99_JOINT, "chance of that if it were right", "%", 1, 2),
    ROW(TRAFFIC_LIGHT, "traffic light: 0 green, 1 yellow, 2 red", NULL, 1, 0),
};

static void put_band(bl_report_page *page)
{
    const double *band = page->timelines[BL_TIMELINE_LEVERAGE].band;
    const bool one = bl_compare_have_one_band(page->columns, page->in->len);
    bl_html_add(page->html, one ? "<p>The band is " : "<p>The bands are, column by column, ");
    for (size_t i = 0; i < (one ? 1 : page->in->len); i++) {
        bl_html_print(page->html, "%s%.10g %%", i > 0 ? ", " : "",
                      (double)page->columns[i].options->band_ppb / 1e7);
    }
    bl_html_add(page->html, " of the target leverage to either side");
    if (isfinite(band[0])) {
        bl_html_print(page->html, ": %.6g to %.6g x", band[0], band[1]);
    }
    bl_html_add(page->html, ".</p>\n");
}

bl_status bl_report_leverage_write(bl_report_page *page)
{
    put_band(page);
    bl_status status = bl_report_put_chart(page, BL_TIMELINE_LEVERAGE);
    if (status != BL_OK) {
        return status;
    }
    bl_report_put_group(page, "Leverage drift", "How far leverage was off, and when it was worst",
                        true);
    bl_report_put_stays(page);
    status = bl_report_put_figure(
        page, "leverage_drift", "Leverage of each mode on the price grid, with band and rebalances",
        "The grey strip is the band; what is filled is time outside it. A stem is a rebalance, "
        "from the value before to the value after; a pale stripe is a pause.",
        "A mode that looks more often, or a book that fills more.");
    return status != BL_OK
               ? status
               : bl_report_put_figure(
                     page, "drift_hours",
                     "Mean distance of leverage from its target, by weekday and hour, UTC",
                     "Dark is far off; the frame is the worst hour. A mode that waits shows when "
                     "it waits.",
                     "A rebalance at another hour, or flows at another time of the day.");
}

bl_status bl_report_fees_write(bl_report_page *page)
{
    bl_status status = bl_report_put_chart(page, BL_TIMELINE_COST);
    if (status != BL_OK) {
        return status;
    }
    bl_report_put_group(page, "Cost", "What trading cost", true);
    bl_report_put_own_rows(page,
                           "Implementation shortfall: against what rebalances wanted, at the marks "
                           "of their decision",
                           shortfall_rows, sizeof shortfall_rows / sizeof *shortfall_rows);
    status = bl_report_put_figure(
        page, "fees_and_costs", "Fees and costs of each mode, stacked, added up over time",
        "The height is what has been paid so far; each colour is one who was paid.",
        "Fewer rebalances, other fees, a deeper market.");
    if (status != BL_OK) {
        return status;
    }
    bl_report_put_group(page, "Fees",
                        "Performance fees: what was taken, and what other schemes "
                        "would have taken from the same run",
                        true);
    return bl_report_put_figure(
        page, "fee_schemes",
        "Performance fees under five kinds of high-water mark, from the same flows",
        "The second block is the unfairness: to the right LPs are charged too much, to the left "
        "too little.",
        "Another scheme, or LPs that enter at other times.");
}

bl_status bl_report_returns_write(bl_report_page *page)
{
    bl_status status = bl_report_put_chart(page, BL_TIMELINE_SHARE_PRICE);
    if (status != BL_OK) {
        return status;
    }
    bl_report_put_group(page, "Return", "Returns, and what is lost against the ideal vault", true);
    status =
        bl_report_put_figure(page, "nav_share_price", "Value and share price of each mode",
                             "Steps of the value are flows; the share price shows none of them.",
                             "Other prices, or another leverage while they moved.");
    if (status == BL_OK) {
        status = bl_report_put_figure(page, "drawdown", "How far the share price is below its peak",
                                      "0 is a new peak; depth and length of a valley are what an "
                                      "LP sits through.",
                                      "Less leverage, or less of it while prices fall.");
    }
    if (status == BL_OK) {
        status = bl_report_put_figure(
            page, "holding_fan", "What a share returned, by how long it was held",
            "Line: median; dark: the middle half; pale: 5 to 95 % of 240 times of entry.",
            "Another history: this is one, seen from every time of entry.");
    }
    bl_report_put_own_rows(page, "Drawdown, value at risk and its back-test, by daily steps",
                           risk_rows, sizeof risk_rows / sizeof *risk_rows);
    return status;
}

bl_status bl_report_lock_write(bl_report_page *page)
{
    const bl_status status = bl_report_put_chart(page, BL_TIMELINE_LOCKED);
    if (status != BL_OK) {
        return status;
    }
    bl_report_put_group(page, "Locked profit", "Gains, what of them is locked, and who gets it",
                        true);
    return bl_report_put_figure(
        page, "locked_profit", "Profit still to unlock, with the reports that changed it",
        "A jump up is a gain, a jump down a loss the lock took; between them it unlocks.",
        "More frequent reports, or a faster unlock.");
}
