/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_quality.c - how good the data were, and everything that was refused, clipped, left out or
 * rounded, with what the page itself lacks.
 */
#include <string.h>

#include "assets.h"
#include "chain.h"
#include "gnuplot.h"
#include "report_part.h"

/* ---- feeds */

static void put_feed(bl_report_page *page, const bl_summary_feed *feed)
{
    const bl_feed_report *report = feed->report;
    char when[BL_REPORT_TIME] = "-";
    bl_report_put_row_head(page, feed->role);
    bl_report_put_number(page, (double)report->rows, 0);
    if (bl_feed_has_times(report)) {
        bl_report_print_time(report->first_ns, when);
    }
    bl_report_put_cell(page, when, false);
    if (bl_feed_has_times(report)) {
        bl_report_print_time(report->last_ns, when);
    }
    bl_report_put_cell(page, when, false);
    bl_report_put_number(page, (double)report->gaps, 0);
    bl_report_put_number(page, (double)report->gap_longest_ns / 3600e9, 2);
    bl_report_put_number(page, (double)report->zero_volume, 0);
    bl_report_put_number(page, (double)report->rounded, 0);
    bl_html_add(page->html, "</tr>\n");
}

static void put_feeds(bl_report_page *page)
{
    const bl_summary *column = &page->columns[0];
    if (column->feeds_len == 0) {
        bl_html_add(page->html, "<p>The scenario reads no feed.</p>\n");
        return;
    }
    bl_report_open_list(page, "What was read");
    bl_report_put_heads(page, (const char *const[]){"<Feed", "Rows", "First", "Last", "Gaps",
                                                    "Longest gap, h", "Bars without volume",
                                                    "Rounded", NULL});
    for (size_t i = 0; i < column->feeds_len; i++) {
        put_feed(page, &column->feeds[i]);
    }
    bl_report_close_table(page);
}

/* ---- counts */

static bool find_count(const bl_summary *column, const bl_summary_count *like, uint64_t *out)
{
    bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
    const size_t len = bl_summary_list_counts(column, counts);
    for (size_t i = 0; i < len; i++) {
        if (strcmp(counts[i].name, like->name) == 0 &&
            (counts[i].reason == like->reason ||
             (counts[i].reason && like->reason && strcmp(counts[i].reason, like->reason) == 0))) {
            *out = counts[i].value;
            return true;
        }
    }
    return false;
}

/* Whether an earlier mode has it too, whose turn listed it. */
static bool is_listed(const bl_report_page *page, size_t column, const bl_summary_count *count)
{
    for (size_t i = 0; i < column; i++) {
        uint64_t value;
        if (find_count(&page->columns[i], count, &value) && value > 0) {
            return true;
        }
    }
    return false;
}

static void put_spaced(bl_html *html, const char *name)
{
    for (; *name != '\0'; name++) {
        bl_html_put_text(html, (char[]){*name == '_' ? ' ' : *name, '\0'});
    }
}

/* "flows refused: immediate 25, 4h 23" */
static void put_count(bl_report_page *page, const bl_summary_count *count)
{
    const char *between = ": ";
    bl_html_add(page->html, "<li>");
    put_spaced(page->html, count->name);
    if (count->reason) {
        const char *words = bl_chain_reason(count->reason);
        bl_html_print(page->html, ", <code>%s</code>", count->reason);
        if (strcmp(words, count->reason) != 0) {
            bl_html_print(page->html, " (%s)", words);
        }
    }
    for (size_t i = 0; i < page->in->len; i++) {
        uint64_t value = 0;
        if (find_count(&page->columns[i], count, &value) && value > 0) {
            bl_html_add(page->html, between);
            bl_html_put_text(page->html, bl_report_mode(page, i));
            bl_html_print(page->html, " %llu", (unsigned long long)value);
            between = ", ";
        }
    }
    bl_html_add(page->html, "</li>\n");
}

static bool is_worth_a_warning(const bl_summary_count *count)
{
    static const char *const worth[] = {"dust_legs",
                                        "fills_partial",
                                        "flows_pending",
                                        "flows_late",
                                        "flows_refused",
                                        "refusals",
                                        "failures",
                                        "gaps",
                                        "zero_volume_bars",
                                        "rounded_in_feeds",
                                        "rounded_in_scenario",
                                        "clipped_by_severity",
                                        "expectations_failed"};
    for (size_t i = 0; i < sizeof worth / sizeof *worth; i++) {
        if (count->value > 0 && strcmp(count->name, worth[i]) == 0) {
            return true;
        }
    }
    return false;
}

static size_t warn_counts(bl_report_page *page)
{
    size_t warned = 0;
    for (size_t i = 0; i < page->in->len; i++) {
        bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
        const size_t len = bl_summary_list_counts(&page->columns[i], counts);
        for (size_t k = 0; k < len; k++) {
            if (is_worth_a_warning(&counts[k]) && !is_listed(page, i, &counts[k])) {
                put_count(page, &counts[k]);
                warned++;
            }
        }
    }
    return warned;
}

/* ---- what is not defined, by reason */

static bool is_undefined(const bl_metric *metric)
{
    return !metric->defined && !bl_compare_rows_is_absent(metric);
}

/* The metric has this reason in some mode. */
static bool lacks(const bl_report_page *page, size_t metric, const char *why)
{
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_metric *it = &page->columns[i].metrics->items[metric];
        if (is_undefined(it) && strcmp(it->why_null, why) == 0) {
            return true;
        }
    }
    return false;
}

static void put_reason(bl_report_page *page, const char *why)
{
    const bl_metrics *metrics = page->columns[0].metrics;
    const char *between = ": ";
    bl_html_add(page->html, "<li>");
    put_spaced(page->html, why);
    for (size_t m = 0; m < metrics->len; m++) {
        if (lacks(page, m, why)) {
            bl_html_print(page->html, "%s<code>%s</code>", between, metrics->items[m].name);
            between = ", ";
        }
    }
    bl_html_add(page->html, "</li>\n");
}

enum { REASONS_MAX = 64 };

static void put_undefined(bl_report_page *page)
{
    const char *seen[REASONS_MAX];
    size_t len = 0;
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_metrics *metrics = page->columns[i].metrics;
        for (size_t m = 0; m < metrics->len && len < REASONS_MAX; m++) {
            size_t k = 0;
            while (is_undefined(&metrics->items[m]) && k < len &&
                   strcmp(seen[k], metrics->items[m].why_null) != 0) {
                k++;
            }
            if (is_undefined(&metrics->items[m]) && k == len) {
                seen[len++] = metrics->items[m].why_null;
            }
        }
    }
    if (len == 0) {
        return;
    }
    bl_html_add(page->html, "<details><summary>Numbers that are not defined in some mode, by "
                            "reason</summary>\n<ul>\n");
    for (size_t k = 0; k < len; k++) {
        put_reason(page, seen[k]);
    }
    bl_html_add(page->html, "</ul>\n</details>\n");
}

/* ---- the page itself */

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

bl_status bl_report_quality_write(bl_report_page *page)
{
    put_feeds(page);
    bl_report_put_group(page, "Counts", "What was counted", true);
    bl_html_add(page->html, "<h3>Warnings</h3>\n<p>Everything that was refused, clipped, left out "
                            "or rounded, and what this page lacks.</p>\n<ul>\n");
    if (warn_counts(page) == 0) {
        bl_html_add(page->html, "<li>Nothing was refused, clipped, left out or rounded.</li>\n");
    }
    warn_making(page);
    bl_html_add(page->html, "</ul>\n");
    put_undefined(page);
    return BL_OK;
}
