/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_summary.c - the verdicts and what decides, every metric with its definition; and the
 * comparison as Markdown and CSV.
 */
#include <stdio.h>
#include <string.h>

#include "compare_rows.h"
#include "report_part.h"

/* ---- summary */

/* How a mode's verdict is marked, in colour and with a sign. */
static const char *class_of(const bl_summary *column)
{
    const bool broken = bl_course_find_broken(column->course) || column->counts->liquidations > 0;
    const bool shut = column->metrics->items[BL_METRIC_TRIPS].value > 0;
    if (broken) {
        return "broken";
    }
    if (shut) {
        return "tripped";
    }
    return column->course->limits_len > 0 ? "kept" : "plain";
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Characters of a time as verdicts write one, "2025-09-08T13:20:40Z", at the begin of a text; 0:
 * there is none. */
static size_t find_time(const char *text)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd";
    size_t len = 0;
    for (; shape[len] != '\0'; len++) {
        if (shape[len] == 'd' ? !is_digit(text[len]) : text[len] != shape[len]) {
            return 0;
        }
    }
    if (text[len] == '.') {
        len += 1 + strspn(text + len + 1, "0123456789");
    }
    return text[len] == 'Z' ? len + 1 : 0;
}

/* A sentence as it is said elsewhere, for a page: groups of digits and their unit stay together,
 * times are written as in its tables and do not break. */
static void put_sentence(bl_html *html, const char *text)
{
    char piece[BL_COMPARE_VERDICT];
    while (*text != '\0') {
        const size_t time = find_time(text);
        if (time > 0) {
            bl_html_print(html, "<span class=\"when\">%.10s %.*s UTC</span>", text, (int)time - 12,
                          text + 11);
            text += time;
        } else if (is_digit(text[0]) && text[1] == ' ' && (is_digit(text[2]) || text[2] == '%')) {
            snprintf(piece, sizeof piece, "%c\u00a0", text[0]);
            bl_html_put_text(html, piece);
            text += 2;
        } else {
            size_t len = 1;
            while (text[len] != '\0' && !is_digit(text[len])) {
                len++;
            }
            snprintf(piece, sizeof piece, "%.*s", (int)len, text);
            bl_html_put_text(html, piece);
            text += len;
        }
    }
}

static void put_verdicts(bl_report_page *page)
{
    char text[BL_COMPARE_VERDICT];
    bl_compare_verdict_write_decision(page->columns, page->in->len, text);
    if (text[0] != '\0') {
        bl_html_add(page->html, "<p class=\"best\">");
        put_sentence(page->html, text);
        bl_html_add(page->html, "</p>\n");
    }
    bl_compare_verdict_write_best(page->columns, page->in->len, text);
    if (text[0] != '\0') {
        bl_html_add(page->html, "<p>");
        put_sentence(page->html, text);
        bl_html_add(page->html, "</p>\n");
    }
    for (size_t i = 0; i < page->in->len; i++) {
        bl_compare_verdict_write(&page->columns[i], text);
        bl_html_print(page->html, "<p class=\"verdict %s\">", class_of(&page->columns[i]));
        bl_html_put_element(page->html, "b", bl_report_mode(page, i));
        bl_html_add(page->html, ": ");
        put_sentence(page->html, text);
        bl_html_add(page->html, "</p>\n");
    }
}

bl_status bl_report_summary_write(bl_report_page *page)
{
    static const bl_metric_id ids[] = {BL_METRIC_LEVERAGE_MAX,
                                       BL_METRIC_MAX_DRAWDOWN,
                                       BL_METRIC_LIQUIDATIONS,
                                       BL_METRIC_TRIPS,
                                       BL_METRIC_PAUSE_D_SHARE,
                                       BL_METRIC_WAIT_MAX,
                                       BL_METRIC_DRIFT_RMS,
                                       BL_METRIC_DRIFT_MAX,
                                       BL_METRIC_TIME_ABOVE_BAND,
                                       BL_METRIC_EXCURSIONS,
                                       BL_METRIC_REBALANCES_COMPLETE,
                                       BL_METRIC_REBALANCES_FAILED,
                                       BL_METRIC_COST_BPS,
                                       BL_METRIC_NETTING_RATIO,
                                       BL_METRIC_FEES_OF_EQUITY,
                                       BL_METRIC_GAIN_TOTAL,
                                       BL_METRIC_LOCKED_MAX,
                                       BL_METRIC_LOSS_TOTAL,
                                       BL_METRIC_SUBSIDY,
                                       BL_METRIC_CROSS_SUBSIDY,
                                       BL_METRIC_TWR,
                                       BL_METRIC_TRACKING_DIFFERENCE,
                                       BL_METRIC_VOLATILITY};
    put_verdicts(page);
    bl_report_put_rows(page,
                       "What decides: modes as columns, limits first. The other rows of the "
                       "comparison stand in the parts below. A dash is a value that is not "
                       "defined.",
                       ids, sizeof ids / sizeof *ids);
    return bl_report_put_figure(
        page, "cost_drift", "What each mode costs, against how far it drifts",
        "Left is closer to the target, low is cheaper. A mode that has another one to its left and "
        "below it is worse in both.",
        "Another venue, or flows of another size.");
}

/* ---- every number */

/* The value to the places of summary.json, and when it was. */
static void put_value(bl_report_page *page, const bl_metric *metric)
{
    char text[BL_METRICS_TEXT];
    char when[BL_REPORT_TIME];
    bl_metrics_print_value(metric, text);
    bl_html_print(page->html, "<td data-metric=\"%s\">%s", metric->name, text);
    if (!metric->defined) {
        bl_html_add(page->html, " <span class=\"unit\">");
        bl_html_put_text(page->html, metric->why_null);
        bl_html_add(page->html, "</span>");
    } else if (metric->at_ns != BL_METRICS_NO_TIME) {
        bl_report_print_time(metric->at_ns, when);
        bl_html_print(page->html, " <span class=\"unit\">%s</span>", when);
    }
    bl_html_add(page->html, "</td>");
}

static bool is_absent_everywhere(const bl_report_page *page, size_t metric)
{
    for (size_t i = 0; i < page->in->len; i++) {
        if (!bl_compare_rows_is_absent(&page->columns[i].metrics->items[metric])) {
            return false;
        }
    }
    return true;
}

static void put_definitions(bl_report_page *page)
{
    const bl_metrics *metrics = page->columns[0].metrics;
    bl_html_add(page->html, "<details><summary>What each number means</summary>\n");
    bl_report_open_table(page, "Definitions, by docs/metrics.md");
    bl_report_put_heads(page, (const char *const[]){"<Metric", "<Definition", "<Formula", NULL});
    for (size_t m = 0; m < metrics->len; m++) {
        if (is_absent_everywhere(page, m)) {
            continue;
        }
        bl_report_put_row_head(page, metrics->items[m].name);
        bl_report_put_cell(page, metrics->items[m].place, true);
        bl_report_put_cell(page, metrics->items[m].formula, true);
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
    bl_html_add(page->html, "</details>\n");
}

bl_status bl_report_metrics_write(bl_report_page *page)
{
    const bl_metrics *metrics = page->columns[0].metrics;
    bl_html_add(page->html,
                "<p>As they stand in <code>summary.json</code>, digit for digit. What one is made "
                "of: <code>ballast explain RUN --metric NAME</code>.</p>\n");
    bl_report_open_table(page, "Every metric that has a meaning for this vault, with its time");
    bl_report_put_mode_heads(page, "Metric");
    for (size_t m = 0; m < metrics->len; m++) {
        if (is_absent_everywhere(page, m)) {
            continue;
        }
        bl_html_print(page->html,
                      "<tr id=\"metric-%s\"><th scope=\"row\"><code>%s</code> <span "
                      "class=\"unit\">%s</span></th>",
                      metrics->items[m].name, metrics->items[m].name,
                      bl_report_name_unit(metrics->items[m].unit));
        for (size_t i = 0; i < page->in->len; i++) {
            put_value(page, &page->columns[i].metrics->items[m]);
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
    put_definitions(page);
    return BL_OK;
}

/* ---- the same table for other programs */

/* A bar would end the cell; a line break the row. */
static void put_markdown(bl_html *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("|\\`*_<>[]#", *text)) {
            bl_html_add(out, "\\");
        }
        bl_html_put_bytes(out, (unsigned char)*text < 0x20 ? " " : text, 1);
    }
}

bool bl_report_write_markdown(const bl_summary *columns, size_t len, bl_html *out)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    const size_t rows_len = bl_compare_rows_list(columns, len, rows);
    char text[BL_COMPARE_TEXT];
    bl_html_add(out, "| metric | unit |");
    for (size_t i = 0; i < len; i++) {
        bl_html_add(out, " ");
        put_markdown(out, columns[i].log->setup->mode.text);
        bl_html_add(out, " |");
    }
    bl_html_add(out, "\n|---|---|");
    for (size_t i = 0; i < len; i++) {
        bl_html_add(out, "---:|");
    }
    bl_html_add(out, "\n");
    for (size_t r = 0; r < rows_len; r++) {
        if (rows[r].kind == BL_COMPARE_GROUP || !bl_report_says_something(&rows[r], columns, len)) {
            continue;
        }
        bl_report_print_label(&rows[r], text);
        bl_html_add(out, "| ");
        put_markdown(out, text);
        bl_html_print(out, " | %s |", bl_report_name_unit(rows[r].unit));
        for (size_t i = 0; i < len; i++) {
            const bl_compare_cell cell = bl_compare_rows_find_cell(&rows[r], columns, len, i);
            bl_compare_rows_print_cell(&cell, text);
            bl_html_print(out, " %s |", text);
        }
        bl_html_add(out, "\n");
    }
    return !out->out_of_memory;
}

static void put_csv(bl_html *out, const char *text)
{
    bl_html_add(out, "\"");
    for (; *text != '\0'; text++) {
        bl_html_put_bytes(out, text, 1);
        bl_html_add(out, *text == '"' ? "\"" : "");
    }
    bl_html_add(out, "\"");
}

bool bl_report_write_csv(const bl_summary *columns, size_t len, bl_html *out)
{
    char text[BL_METRICS_TEXT];
    bl_html_add(out, "mode,metric,unit,value,reason\n");
    for (size_t i = 0; i < len; i++) {
        for (size_t m = 0; m < columns[i].metrics->len; m++) {
            const bl_metric *metric = &columns[i].metrics->items[m];
            bl_metrics_print_value(metric, text);
            put_csv(out, columns[i].log->setup->mode.text);
            bl_html_print(out, ",%s,%s,%s,", metric->name, metric->unit,
                          metric->defined ? text : "");
            bl_html_add(out, metric->defined ? "" : metric->why_null);
            bl_html_add(out, "\n");
        }
    }
    return !out->out_of_memory;
}
