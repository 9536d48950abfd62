/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_source.c - what the numbers rest on, and where they come from.
 */
#include <string.h>

#include "../data/manifest.h"
#include "report_part.h"

/* ---- assumptions */

static void put_conventions(bl_report_page *page)
{
    json_t *rules = json_object_get(page->in->modes[0].run.summary, "conventions");
    const char *name;
    json_t *value;
    bl_report_open_table(page, "Conventions of the metrics");
    bl_report_put_heads(page, (const char *const[]){"<Convention", "<Value", NULL});
    json_object_foreach(rules, name, value)
    {
        char text[BL_COMPARE_TEXT];
        const bl_compare_row row = {.label = name};
        bl_report_print_label(&row, text);
        bl_report_put_row_head(page, text);
        if (json_is_string(value)) {
            bl_report_put_cell(page, json_string_value(value), true);
        } else {
            bl_html_print(page->html, "<td class=\"left\">%.10g</td>", json_number_value(value));
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

bl_status bl_report_assumptions_write(bl_report_page *page)
{
    bl_html_add(
        page->html,
        "<ul>\n"
        "<li>One price per bar: what happens within a bar is not seen.</li>\n"
        "<li>The prices are given. The vault's own trades move them only where the scenario's "
        "venue says so.</li>\n"
        "<li>Flows are those of the file, whatever the vault does: nobody leaves because of a "
        "pause or a loss that only the simulation has.</li>\n"
        "<li>Fees, depth, outages and fills follow the models that the scenario names "
        "(<code>ballast models</code>).</li>\n"
        "<li>This is one path. Another one gives other numbers.</li>\n</ul>\n");
    put_conventions(page);
    return BL_OK;
}

/* ---- provenance */

static void put_code(bl_report_page *page, const char *text)
{
    bl_html_add(page->html, "<td class=\"left\">");
    bl_html_put_element(page->html, "code", text);
    bl_html_add(page->html, "</td>");
}

static void put_sums(bl_report_page *page)
{
    bl_report_open_table(page, "Digest of the tables and head of the audit chain, by mode");
    bl_report_put_heads(page, (const char *const[]){"<Mode", "<Digest", "<Audit head", NULL});
    for (size_t i = 0; i < page->in->len; i++) {
        const json_t *manifest = page->in->modes[i].run.manifest;
        bl_report_put_row_head(page, bl_report_mode(page, i));
        put_code(page, bl_stored_word(manifest, "digest"));
        put_code(page, bl_stored_word(manifest, "audit_head"));
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

static void put_inputs(bl_report_page *page)
{
    const json_t *manifest = page->in->modes[0].run.manifest;
    const json_t *scenario = json_object_get(manifest, "scenario");
    json_t *feeds = json_object_get(manifest, "feeds");
    size_t i;
    json_t *feed;
    bl_report_open_table(page, "Inputs of the first mode");
    bl_report_put_heads(page, (const char *const[]){"<Role", "<File", "<SHA-256", "Rows", NULL});
    bl_report_put_row_head(page, "scenario");
    bl_report_put_cell(page, bl_stored_word(scenario, "path"), true);
    put_code(page, bl_stored_word(scenario, "sha256"));
    bl_html_add(page->html, "<td></td></tr>\n");
    json_array_foreach(feeds, i, feed)
    {
        bl_report_put_row_head(page, bl_stored_word(feed, "role"));
        bl_report_put_cell(page, bl_stored_word(feed, "path"), true);
        put_code(page, bl_stored_word(feed, "sha256"));
        bl_report_put_number(page, (double)json_integer_value(json_object_get(feed, "rows")), 0);
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

void bl_report_put_shell_word(bl_html *html, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=:,+%@";
    bl_html quoted = {0};
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        bl_html_put_text(html, word);
        return;
    }
    bl_html_add(&quoted, "'");
    for (; *word != '\0'; word++) {
        bl_html_put_bytes(&quoted, word, 1);
        bl_html_add(&quoted, *word == '\'' ? "\\''" : ""); /* ' becomes '\'' */
    }
    bl_html_add(&quoted, "'");
    bl_html_put_text(html, quoted.text ? quoted.text : "");
    html->out_of_memory |= quoted.out_of_memory;
    bl_html_close(&quoted);
}

static void put_command(bl_report_page *page)
{
    const json_t *manifest = page->in->modes[0].run.manifest;
    const json_t *seed = json_object_get(manifest, "seed");
    json_t *words = json_object_get(manifest, "command");
    size_t i;
    json_t *word;
    bl_html_add(page->html, "<p>Made by</p>\n<pre><code>");
    json_array_foreach(words, i, word)
    {
        bl_html_add(page->html, i > 0 ? " " : "");
        bl_report_put_shell_word(page->html, json_is_string(word) ? json_string_value(word) : "");
    }
    bl_html_add(page->html, "</code></pre>\n<p>ballast ");
    bl_html_put_text(page->html, bl_stored_word(manifest, "version"));
    bl_html_add(page->html, " (");
    bl_html_put_text(page->html, bl_stored_word(manifest, "build"));
    bl_html_print(page->html, "), results version %d, seed ", BL_RESULTS_VERSION);
    if (json_is_string(seed)) {
        bl_html_put_text(page->html, json_string_value(seed));
    } else {
        bl_html_print(page->html, "%lld", (long long)json_integer_value(seed));
    }
    bl_html_add(page->html, ".</p>\n");
}

bl_status bl_report_source_write(bl_report_page *page)
{
    put_command(page);
    put_sums(page);
    put_inputs(page);
    bl_html_add(page->html,
                "<p>Audit chain and digest were recomputed from the folders when this page was "
                "made, and agree. To check again: <code>ballast verify RUN</code>. A chain shows "
                "edits, not a log that was cut and written anew: compare the audit head with one "
                "that was kept elsewhere.</p>\n");
    return BL_OK;
}
