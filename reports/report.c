/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report.c - the frame of the page: policy, styles, heading, the list of parts, the data of the
 * charts, scripts. Invariant: every style and script of the page is named in the policy by its
 * sum, and nothing else may load or run.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "../data/base64.h"
#include "../data/manifest.h"
#include "assets.h"
#include "gnuplot.h"
#include "report_part.h"

/* ---- the parts */

static bool always(const bl_report_page *page)
{
    return page->in->len > 0;
}

static bool has_book(const bl_report_page *page)
{
    return page->timelines[BL_TIMELINE_LEVERAGE].drawn > 0;
}

static bool has_lock(const bl_report_page *page)
{
    return page->timelines[BL_TIMELINE_LOCKED].drawn > 0;
}

static const struct {
    const char *id, *title;
    bool (*applies)(const bl_report_page *page);
    bl_report_part *write;
} parts[] = {
    {"summary", "Summary", always, bl_report_summary_write},
    {"leverage", "Leverage drift", has_book, bl_report_leverage_write},
    {"causes", "Why it changed", bl_report_attribution_applies,
     bl_report_attribution_write},
    {"flows", "Flows, rebalances, fills", always, bl_report_flows_write},
    {"fees", "Fees and friction", always, bl_report_fees_write},
    {"lock", "Locked profit", has_lock, bl_report_lock_write},
    {"lps", "Who paid for whom", bl_report_lps_applies, bl_report_lps_write},
    {"stress", "Stress", bl_report_stress_applies, bl_report_stress_write},
    {"failsafe", "Limits and failsafe", always, bl_report_failsafe_write},
    {"returns", "Share price and risk", always, bl_report_returns_write},
    {"quality", "Data quality and warnings", always, bl_report_quality_write},
    {"assumptions", "Assumptions and limits of the model", always, bl_report_assumptions_write},
    {"provenance", "Provenance", always, bl_report_source_write},
    {"metrics", "Every number", always, bl_report_metrics_write},
};
enum { PARTS_LEN = sizeof parts / sizeof *parts };

static void put_navigation(bl_report_page *page)
{
    bl_html_add(page->html, "<nav aria-label=\"Parts\"><ul>\n");
    for (size_t i = 0; i < PARTS_LEN; i++) {
        if (parts[i].applies(page)) {
            bl_html_print(page->html, "<li><a href=\"#%s\">%s</a></li>\n", parts[i].id,
                          parts[i].title);
        }
    }
    bl_html_add(page->html, "</ul></nav>\n");
}

static bl_status put_parts(bl_report_page *page)
{
    bl_status status = BL_OK;
    for (size_t i = 0; i < PARTS_LEN && status == BL_OK; i++) {
        if (!parts[i].applies(page)) {
            continue;
        }
        bl_html_print(page->html, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n",
                      parts[i].id, parts[i].id, parts[i].title);
        status = parts[i].write(page);
        bl_html_add(page->html, "</section>\n");
    }
    return status;
}

/* ---- the frame */

static void put_sum(bl_html *html, const char *text)
{
    char sum[BL_BASE64_SUM];
    if (text[0] == '\0') {
        return;
    }
    bl_base64_print_sum(text, strlen(text), sum);
    bl_html_print(html, " 'sha256-%s'", sum);
}

static void put_head(bl_report_page *page)
{
    bl_html *html = page->html;
    const char *title = page->columns[0].scenario;
    const char *uplot = page->shows_uplot ? bl_assets_uplot : "";
    const char *uplot_style = page->shows_uplot ? bl_assets_uplot_style : "";
    bl_html_add(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                      " base-uri 'none'; form-action 'none'; img-src data:; style-src");
    put_sum(html, bl_assets_style);
    put_sum(html, uplot_style);
    bl_html_add(html, "; script-src");
    put_sum(html, bl_assets_script);
    put_sum(html, uplot);
    bl_html_add(html, "\">\n<meta name=\"viewport\" content=\"width=device-width, "
                      "initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
                      "<link rel=\"icon\" href=\"data:,\">\n");
    bl_html_put_element(html, "title", title);
    bl_html_add(html, "\n<style>");
    bl_html_add(html, bl_assets_style);
    bl_html_add(html, "</style>\n");
    if (page->shows_uplot) {
        bl_html_add(html, "<style>");
        bl_html_add(html, uplot_style);
        bl_html_add(html, "</style>\n");
    }
    bl_html_add(html, "</head>\n<body>\n<a class=\"skip\" href=\"#summary\">To the summary</a>\n");
}

static void put_title(bl_report_page *page)
{
    bl_html *html = page->html;
    const bl_setup *setup = &page->in->modes[0].setup;
    char start[BL_REPORT_TIME];
    char end[BL_REPORT_TIME];
    bl_report_print_time(setup->start_ns, start);
    bl_report_print_time(setup->end_ns, end);
    bl_html_add(html, "<header>\n");
    bl_html_put_element(html, "h1", page->columns[0].scenario);
    bl_html_print(html,
                  "\n<p class=\"facts\">%s to %s &middot; %zu mode%s &middot; ballast %s"
                  " &middot; digest <code>",
                  start, end, page->in->len, page->in->len == 1 ? "" : "s", BL_VERSION);
    const char *digest =
        json_string_value(json_object_get(page->in->modes[0].run.manifest, "digest"));
    char cut[13] = "";
    for (size_t i = 0; digest && i < sizeof cut - 1 && digest[i] != '\0'; i++) {
        cut[i] = digest[i];
    }
    bl_html_put_text(html, cut);
    bl_html_add(html, "</code> &middot; simulated</p>\n");
    put_navigation(page);
    bl_html_add(html, "</header>\n<main>\n");
}

static void put_scripts(bl_report_page *page)
{
    bl_html *html = page->html;
    const char *between = "";
    bl_html_add(html, "</main>\n<footer><p class=\"note\">Simulated results. They rest on the "
                      "assumptions above. Nothing here is advice.</p></footer>\n"
                      "<script type=\"application/json\" id=\"chart-data\">[");
    for (size_t i = 0; i < BL_TIMELINES; i++) {
        if (page->timelines[i].drawn > 0) {
            bl_html_add(html, between);
            bl_timeline_put_json(&page->timelines[i], html);
            between = ",\n";
        }
    }
    bl_html_add(html, "]</script>\n");
    if (page->shows_uplot) {
        bl_html_add(html, "<!-- uPlot:\n");
        bl_html_add(html, bl_assets_uplot_licence);
        bl_html_add(html, "-->\n<script>");
        bl_html_add(html, bl_assets_uplot);
        bl_html_add(html, "</script>\n");
    }
    bl_html_add(html, "<script>");
    bl_html_add(html, bl_assets_script);
    bl_html_add(html, "</script>\n</body>\n</html>\n");
}

static bl_status write_page(bl_report_page *page)
{
    for (size_t i = 0; i < BL_TIMELINES; i++) {
        if (!bl_timeline_gather((bl_timeline_id)i, page->in->modes, page->in->len,
                                &page->timelines[i])) {
            return bl_err_set(page->err, BL_MEMORY, "no memory for the charts");
        }
    }
    put_head(page);
    put_title(page);
    const bl_status status = put_parts(page);
    put_scripts(page);
    return status;
}

bl_status bl_report_write(const bl_report_input *in, bl_html *html, bl_err *err)
{
    bl_summary *columns = calloc(in->len, sizeof *columns);
    if (!columns) {
        return bl_err_set(err, BL_MEMORY, "no memory for the report");
    }
    for (size_t i = 0; i < in->len; i++) {
        columns[i] = in->modes[i].summary;
    }
    bl_report_page page = {.in = in,
                           .columns = columns,
                           .html = html,
                           .err = err,
                           .shows_uplot = !in->plain && bl_assets_uplot[0] != '\0',
                           .shows_pictures = in->scratch && bl_gnuplot_path()};
    bl_status status = write_page(&page);
    if (status == BL_OK && html->out_of_memory) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the report");
    }
    if (status != BL_OK) {
        bl_html_close(html);
    }
    for (size_t i = 0; i < BL_TIMELINES; i++) {
        bl_timeline_close(&page.timelines[i]);
    }
    free(columns);
    return status;
}
