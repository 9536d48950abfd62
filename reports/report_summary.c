/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_summary.c - the verdicts and the table of the comparison, then every metric with its
 * definition, then the warnings; and the summary as Markdown and CSV.
 */
#include <stdio.h>
#include <string.h>

#include "assets.h"
#include "compare_rows.h"
#include "gnuplot.h"
#include "report_part.h"

static void print_label(const bl_compare_row *row, char out[BL_COMPARE_TEXT])
{
    size_t len = 0;
    for (const char *c = row->label; *c != '\0' && len + 1 < BL_COMPARE_TEXT; c++) {
        out[len++] = *c == '_' ? ' ' : *c;
    }
    out[len] = '\0';
    if (row->reason) {
        snprintf(out + len, BL_COMPARE_TEXT - len, ": %s", row->reason);
    }
}

static const char *name_unit(const bl_compare_row *row)
{
    return row->unit && strcmp(row->unit, "q") == 0 ? "asset units" : row->unit;
}

/* Whether some column has a value there. */
static bool says_something(const bl_compare_row *row, const bl_summary *columns, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bl_compare_rows_find_cell(row, columns, len, i).defined) {
            return true;
        }
    }
    return false;
}

/* ---- summary */

static bool broke_limit(const bl_summary *column)
{
    return bl_course_find_broken(column->course) || column->counts->liquidations > 0;
}

/* A sentence whose numbers do not break between groups of digits. */
static void put_sentence(bl_html *html, const char *text)
{
    char whole[2 * BL_COMPARE_VERDICT];
    size_t len = 0;
    for (size_t i = 0; text[i] != '\0' && len + 3 < sizeof whole; i++) {
        const bool within = i > 0 && text[i] == ' ' && text[i - 1] >= '0' && text[i - 1] <= '9' &&
                            text[i + 1] >= '0' && text[i + 1] <= '9';
        if (within) {
            whole[len++] = '\xc2';
        }
        whole[len++] = within ? '\xa0' : text[i];
    }
    whole[len] = '\0';
    bl_html_put_text(html, whole);
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
        bl_html_add(page->html, broke_limit(&page->columns[i])
                                    ? "<p class=\"verdict broken\">"
                                    : "<p class=\"verdict\">");
        bl_html_put_element(page->html, "b", bl_report_mode(page, i));
        bl_html_add(page->html, ": ");
        put_sentence(page->html, text);
        bl_html_add(page->html, "</p>\n");
    }
}

static void put_row(bl_report_page *page, const bl_compare_row *row)
{
    char text[BL_COMPARE_TEXT];
    print_label(row, text);
    bl_html_add(page->html, "<tr><th scope=\"row\">");
    bl_html_put_text(page->html, text);
    if (row->unit) {
        bl_html_add(page->html, " <span class=\"unit\">");
        bl_html_put_text(page->html, name_unit(row));
        bl_html_add(page->html, "</span>");
    }
    bl_html_add(page->html, "</th>");
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_compare_cell cell =
            bl_compare_rows_find_cell(row, page->columns, page->in->len, i);
        const bool judged = row->kind == BL_COMPARE_LIMITS;
        bl_compare_rows_print_cell(&cell, text);
        bl_html_add(page->html, !judged                          ? "<td>"
                                : broke_limit(&page->columns[i]) ? "<td class=\"broken\">"
                                                                 : "<td class=\"kept\">");
        bl_html_put_text(page->html, text);
        bl_html_add(page->html, "</td>");
    }
    bl_html_add(page->html, "</tr>\n");
}

static void put_group(bl_report_page *page, const char *label)
{
    bl_html_print(page->html, "</tbody>\n<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"%zu\">",
                  page->in->len + 1);
    bl_html_put_text(page->html, label);
    bl_html_add(page->html, "</th></tr>\n");
}

bl_status bl_report_summary_write(bl_report_page *page)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    const size_t len = bl_compare_rows_list(page->columns, page->in->len, rows);
    put_verdicts(page);
    bl_report_open_table(page, "Metrics as rows, modes as columns, limits first. A dash is a value "
                               "that is not defined; the warnings say why.");
    bl_report_put_mode_heads(page, "Metric");
    for (size_t i = 0; i < len; i++) {
        if (rows[i].kind == BL_COMPARE_GROUP) {
            put_group(page, rows[i].label);
        } else if (says_something(&rows[i], page->columns, page->in->len)) {
            put_row(page, &rows[i]);
        }
    }
    bl_report_close_table(page);
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
    bl_report_put_heads(page, (const char *const[]){"Metric", "Definition", "Formula", NULL});
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
                "<p>As they stand in <code>summary.json</code>, digit for digit.</p>\n");
    bl_report_open_table(page, "Every metric that has a meaning for this vault, with its time");
    bl_report_put_mode_heads(page, "Metric");
    for (size_t m = 0; m < metrics->len; m++) {
        if (is_absent_everywhere(page, m)) {
            continue;
        }
        bl_html_print(page->html,
                      "<tr><th scope=\"row\"><code>%s</code> <span class=\"unit\">%s</span></th>",
                      metrics->items[m].name, metrics->items[m].unit);
        for (size_t i = 0; i < page->in->len; i++) {
            put_value(page, &page->columns[i].metrics->items[m]);
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
    put_definitions(page);
    return BL_OK;
}

/* ---- warnings */

static void warn_count(bl_report_page *page, size_t column, const bl_summary_count *count)
{
    static const char *const worth[] = {
        "dust_legs",     "fills_partial",    "flows_pending",       "flows_late",
        "flows_refused", "refusals",         "failures",            "gaps",
        "zero_volume_bars", "rounded_in_feeds", "rounded_in_scenario", "clipped_by_severity",
        "expectations_failed"};
    for (size_t i = 0; i < sizeof worth / sizeof *worth && count->value > 0; i++) {
        if (strcmp(count->name, worth[i]) != 0) {
            continue;
        }
        bl_html_add(page->html, "<li>");
        bl_html_put_text(page->html, bl_report_mode(page, column));
        bl_html_print(page->html, ": <code>%s%s%s</code> %llu</li>\n", count->name,
                      count->reason ? ": " : "", count->reason ? count->reason : "",
                      (unsigned long long)count->value);
    }
}

static void warn_undefined(bl_report_page *page)
{
    const bl_metrics *metrics = page->columns[0].metrics;
    size_t len = 0;
    for (size_t m = 0; m < metrics->len; m++) {
        for (size_t i = 0; i < page->in->len; i++) {
            const bl_metric *metric = &page->columns[i].metrics->items[m];
            if (metric->defined || bl_compare_rows_is_absent(metric)) {
                continue;
            }
            bl_html_add(page->html, len++ == 0 ? "<li>Not defined: " : "; ");
            bl_html_print(page->html, "<code>%s</code> of ", metric->name);
            bl_html_put_text(page->html, bl_report_mode(page, i));
            bl_html_add(page->html, " (");
            bl_html_put_text(page->html, metric->why_null);
            bl_html_add(page->html, ")");
        }
    }
    bl_html_add(page->html, len > 0 ? ".</li>\n" : "");
}

static void warn_making(bl_report_page *page)
{
    if (!page->shows_uplot) {
        bl_html_add(page->html, "<li>This report has no zooming charts: ");
        bl_html_add(page->html, bl_assets_uplot[0] != '\0'
                                    ? "they were not wanted"
                                    : "ballast was built without uPlot (<code>make deps-report"
                                      "</code>)");
        bl_html_add(page->html, ". The pictures show the same points.</li>\n");
    }
    if (!page->shows_pictures) {
        bl_html_add(page->html, "<li>This report has no pictures of the time charts: gnuplot is "
                                "not installed. The tables have the values.</li>\n");
    }
    for (size_t i = 0; i < BL_TIMELINES; i++) {
        const bl_timeline *t = &page->timelines[i];
        if (t->drawn > 0 && t->drawn < t->seen) {
            bl_html_print(page->html, "<li>%s: %zu of %zu points drawn; no extreme is lost.</li>\n",
                          t->kind->title, t->drawn, t->seen);
        }
    }
}

bl_status bl_report_warnings_write(bl_report_page *page)
{
    bl_html_add(page->html, "<p>Everything that was refused, clipped, left out or rounded, and "
                            "what this page lacks.</p>\n<ul>\n");
    for (size_t i = 0; i < page->in->len; i++) {
        bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
        const size_t len = bl_summary_list_counts(&page->columns[i], counts);
        for (size_t k = 0; k < len; k++) {
            warn_count(page, i, &counts[k]);
        }
    }
    warn_undefined(page);
    warn_making(page);
    bl_html_add(page->html, "</ul>\n");
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
        if (rows[r].kind == BL_COMPARE_GROUP || !says_something(&rows[r], columns, len)) {
            continue;
        }
        print_label(&rows[r], text);
        bl_html_add(out, "| ");
        put_markdown(out, text);
        bl_html_print(out, " | %s |", rows[r].unit ? name_unit(&rows[r]) : "");
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
