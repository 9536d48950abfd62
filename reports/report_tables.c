/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_tables.c - the tables of a report: their frame, and those that are rows of the comparison.
 * Invariant: each group of the comparison stands in one part, none is left out (report.c).
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "compare_rows.h"
#include "report_part.h"

/* ---- the frame */

static void open_table(bl_report_page *page, const char *name, const char *class)
{
    bl_html_add(page->html, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    bl_html_put_text(page->html, name);
    bl_html_print(page->html, "\">\n<table%s>\n", class);
    bl_html_add(page->html, "<caption>");
    bl_html_put_element(page->html, "span", name);
    bl_html_add(page->html, "</caption>\n");
}

void bl_report_open_table(bl_report_page *page, const char *name)
{
    open_table(page, name, "");
}

void bl_report_open_list(bl_report_page *page, const char *name)
{
    open_table(page, name, " class=\"list\"");
}

void bl_report_put_heads(bl_report_page *page, const char *const *heads)
{
    bl_html_add(page->html, "<thead><tr>");
    for (size_t i = 0; heads[i]; i++) {
        const bool left = heads[i][0] == '<';
        bl_html_add(page->html, left ? "<th scope=\"col\" class=\"left\">" : "<th scope=\"col\">");
        bl_html_put_text(page->html, heads[i] + left);
        bl_html_add(page->html, "</th>");
    }
    bl_html_add(page->html, "</tr></thead>\n<tbody>\n");
}

void bl_report_put_mode_heads(bl_report_page *page, const char *first)
{
    bl_html_add(page->html, "<thead><tr><th scope=\"col\" class=\"left\">");
    bl_html_put_text(page->html, first);
    bl_html_add(page->html, "</th>");
    for (size_t i = 0; i < page->in->len; i++) {
        bl_html_add(page->html, "<th scope=\"col\">");
        bl_html_put_text(page->html, bl_report_mode(page, i));
        bl_html_add(page->html, "</th>");
    }
    bl_html_add(page->html, "</tr></thead>\n<tbody>\n");
}

void bl_report_put_cell(bl_report_page *page, const char *text, bool left)
{
    bl_html_add(page->html, left ? "<td class=\"left\">" : "<td>");
    bl_html_put_text(page->html, text);
    bl_html_add(page->html, "</td>");
}

void bl_report_put_number(bl_report_page *page, double value, int places)
{
    const bl_compare_cell cell = {.defined = isfinite(value), .value = value, .places = places};
    char text[BL_COMPARE_TEXT];
    bl_compare_rows_print_cell(&cell, text);
    bl_report_put_cell(page, text, false);
}

void bl_report_put_row_head(bl_report_page *page, const char *text)
{
    bl_html_add(page->html, "<tr><th scope=\"row\">");
    bl_html_put_text(page->html, text);
    bl_html_add(page->html, "</th>");
}

void bl_report_close_table(bl_report_page *page)
{
    bl_html_add(page->html, "</tbody>\n</table>\n</div>\n");
}

const char *bl_report_mode(const bl_report_page *page, size_t column)
{
    return page->in->modes[column].setup.mode.text;
}

/* ---- rows of the comparison */

void bl_report_print_label(const bl_compare_row *row, char out[BL_COMPARE_TEXT])
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

const char *bl_report_name_unit(const char *unit)
{
    if (!unit || strcmp(unit, "#") == 0) {
        return "";
    }
    return strcmp(unit, "q") == 0 ? "asset units" : unit;
}

bool bl_report_says_something(const bl_compare_row *row, const bl_summary *columns, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bl_compare_rows_find_cell(row, columns, len, i).defined) {
            return true;
        }
    }
    return false;
}

static bool is_zero(const bl_compare_row *row, const bl_report_page *page)
{
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_compare_cell cell =
            bl_compare_rows_find_cell(row, page->columns, page->in->len, i);
        if (cell.defined && (cell.value > 0 || cell.value < 0 || cell.word[0] != '\0')) {
            return false;
        }
    }
    return true;
}

static const char *class_of(const bl_compare_row *row, const bl_summary *column)
{
    if (row->kind != BL_COMPARE_LIMITS || column->course->limits_len == 0) {
        return "";
    }
    return bl_course_find_broken(column->course) ? " class=\"broken\"" : " class=\"kept\"";
}

/* Below a value: when it was, or why there is none. */
static void put_note(bl_report_page *page, const bl_metric *metric)
{
    char when[BL_REPORT_TIME];
    const bool happened = metric->value > 0 || metric->value < 0;
    if (metric->defined && happened && metric->at_ns != BL_METRICS_NO_TIME) {
        bl_report_print_time(metric->at_ns, when);
        bl_html_print(page->html, " <span class=\"unit\">%s</span>", when);
    } else if (!metric->defined) {
        bl_html_add(page->html, " <span class=\"unit\">");
        for (const char *c = metric->why_null; *c != '\0'; c++) {
            bl_html_put_text(page->html, (char[]){*c == '_' ? ' ' : *c, '\0'});
        }
        bl_html_add(page->html, "</span>");
    }
}

static void put_row(bl_report_page *page, const bl_compare_row *row, bool notes)
{
    char text[BL_COMPARE_TEXT];
    const bool is_metric = row->kind == BL_COMPARE_METRIC;
    bl_report_print_label(row, text);
    bl_html_add(page->html, "<tr><th scope=\"row\">");
    bl_html_put_text(page->html, text);
    bl_html_add(page->html, " <span class=\"unit\">");
    bl_html_put_text(page->html, bl_report_name_unit(row->unit));
    bl_html_add(page->html, "</span></th>");
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_metric *metric = &page->columns[i].metrics->items[row->id];
        const bl_compare_cell cell =
            bl_compare_rows_find_cell(row, page->columns, page->in->len, i);
        bl_compare_rows_print_cell(&cell, text);
        bl_html_print(page->html, "<td%s", class_of(row, &page->columns[i]));
        if (is_metric) {
            bl_html_print(page->html, " data-of=\"%s\" data-scale=\"%.17g\"", metric->name,
                          row->scale);
        }
        bl_html_add(page->html, ">");
        bl_html_put_text(page->html, text);
        if (is_metric && notes) {
            put_note(page, metric);
        }
        bl_html_add(page->html, "</td>");
    }
    bl_html_add(page->html, "</tr>\n");
}

static size_t put_group(bl_report_page *page, const char *group, bool notes, bool zeros, bool puts)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    const size_t len = bl_compare_rows_list(page->columns, page->in->len, rows);
    bool within = false;
    size_t shown = 0;
    for (size_t i = 0; i < len; i++) {
        if (rows[i].kind == BL_COMPARE_GROUP) {
            within = strcmp(rows[i].label, group) == 0;
        } else if (within && bl_report_says_something(&rows[i], page->columns, page->in->len) &&
                   (zeros || !is_zero(&rows[i], page))) {
            shown++;
            if (puts) {
                put_row(page, &rows[i], notes);
            }
        }
    }
    return shown;
}

bool bl_report_has_group(const bl_report_page *page, const char *group)
{
    bl_report_page copy = *page; /* nothing is written to it */
    return put_group(&copy, group, false, true, false) > 0;
}

void bl_report_put_group(bl_report_page *page, const char *group, const char *name, bool zeros)
{
    if (put_group(page, group, true, zeros, false) == 0) {
        return;
    }
    bl_report_open_table(page, name);
    bl_report_put_mode_heads(page, "Metric");
    put_group(page, group, true, zeros, true);
    bl_report_close_table(page);
}

void bl_report_put_own_rows(bl_report_page *page, const char *name, const bl_compare_row *rows,
                            size_t len)
{
    bool opened = false;
    for (size_t i = 0; i < len; i++) {
        if (!bl_report_says_something(&rows[i], page->columns, page->in->len)) {
            continue;
        }
        if (!opened) {
            bl_report_open_table(page, name);
            bl_report_put_mode_heads(page, "Metric");
            opened = true;
        }
        put_row(page, &rows[i], true);
    }
    if (opened) {
        bl_report_close_table(page);
    }
}

void bl_report_put_rows(bl_report_page *page, const char *name, const bl_metric_id *ids, size_t len)
{
    bl_compare_row rows[BL_COMPARE_ROWS_MAX];
    const size_t rows_len = bl_compare_rows_list(page->columns, page->in->len, rows);
    bl_report_open_table(page, name);
    bl_report_put_mode_heads(page, "Metric");
    for (size_t i = 0; i < rows_len; i++) {
        bool wanted = rows[i].kind == BL_COMPARE_LIMITS ||
                      (rows[i].kind == BL_COMPARE_REGRET && page->in->len > 1);
        for (size_t k = 0; k < len; k++) {
            wanted = wanted || (rows[i].kind == BL_COMPARE_METRIC && rows[i].id == ids[k]);
        }
        if (wanted && bl_report_says_something(&rows[i], page->columns, page->in->len)) {
            put_row(page, &rows[i], false);
        }
    }
    bl_report_close_table(page);
}
