/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * survey_say.c - what a file holds and what is wrong with it, said in three forms. The picture is
 * 60 columns of the least and the largest price, marked where something was found.
 */
#include "survey_say.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../data/import_manifest.h"
#include "../data/import_options.h"
#include "../data/timestamp.h"
#include "../reports/json.h"
#include "import_say.h"
#include "say.h"
#include "span.h"

enum { SHOWN = 3, TOP = 255, BLOCKS = 8 };
enum { DATE_LEN = 10, PIXEL = 10, HEIGHT = 120, TEXT = 16, WIDTH = BL_IMPORT_PICTURE * PIXEL };

static void print_time(int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    printf("%.*s", (int)bl_timestamp_print(time_ns, text), text);
}

/* ---- text */

static void print_head(const bl_import_options *options, const bl_import_report *report)
{
    printf("%s%s: %s%s, %s, %zu row%s read, %zu good", options->files[0],
           options->files_len > 1 ? " and more" : "", report->importer,
           report->guessed ? " (guessed)" : "", bl_import_kind_name(report->kind),
           report->rows_read, report->rows_read == 1 ? "" : "s", report->rows_written);
    if (report->rows_written > 0) {
        fputs(", ", stdout);
        print_time(report->first_ns);
        fputs(" to ", stdout);
        print_time(report->last_ns);
    }
    if (report->step_ns > 0) {
        fputs(", step ", stdout);
        bl_span_print(report->step_ns);
    }
    fputc('\n', stdout);
}

static bool has_picture(const bl_import_report *report)
{
    for (size_t i = 0; i < BL_IMPORT_PICTURE; i++) {
        if (report->picture[i].high > 0) {
            return true;
        }
    }
    return false;
}

static char mark_of(const bl_import_pixel *pixel)
{
    return pixel->jump ? 'j' : pixel->frozen ? 'f' : pixel->gap ? 'g' : ' ';
}

static void print_picture(const bl_import_report *report)
{
    static const char *const blocks[BLOCKS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    bool marked = false;
    fputs("  ", stdout);
    for (size_t i = 0; i < BL_IMPORT_PICTURE; i++) {
        const bl_import_pixel *const pixel = &report->picture[i];
        const int middle = (pixel->low + pixel->high) / 2;
        fputs(pixel->any ? blocks[middle * BLOCKS / (TOP + 1)] : " ", stdout);
        marked = marked || mark_of(pixel) != ' ';
    }
    printf("  %s %s to %s\n", bl_import_kind_shown(report->kind), report->least, report->most);
    if (!marked) {
        return;
    }
    fputs("  ", stdout);
    for (size_t i = 0; i < BL_IMPORT_PICTURE; i++) {
        fputc(mark_of(&report->picture[i]), stdout);
    }
    fputs("  g gap, f frozen, j jump\n", stdout);
}

static void print_stretches(const bl_import_options *options, const bl_tally *tally)
{
    for (size_t i = 0; i < tally->items_len && i < SHOWN; i++) {
        const bl_tally_item *const item = &tally->items[i];
        fputs("    ", stdout);
        if (item->line > 0) {
            /* the whole path stands in the first line of the report */
            printf("%s:%u ", bl_import_options_file_name(options->files[item->file]),
                   (unsigned)item->line);
        }
        print_time(item->from_ns);
        if (item->to_ns != item->from_ns) {
            fputs(" to ", stdout);
            print_time(item->to_ns);
        }
        printf(item->count > 1 ? ": %zu\n" : "\n", item->count);
    }
    if (tally->stretches > SHOWN) {
        printf("    and %zu more\n", tally->stretches - SHOWN);
    }
}

static void print_findings(const bl_import_options *options, const bl_import_report *report)
{
    for (int i = 0; i < BL_FINDINGS; i++) {
        const bl_finding_text *const text = bl_import_finding((bl_finding)i);
        if (report->findings[i].count == 0) {
            continue;
        }
        printf("  %-7s %-12s %8zu  %s%s%s\n", bl_import_severity_name(text->severity), text->name,
               report->findings[i].count, text->what, *text->helps ? "; " : "", text->helps);
        print_stretches(options, &report->findings[i]);
    }
    for (int i = 0; i < BL_REPAIRS; i++) {
        if (report->repairs[i].count > 0) {
            printf("  %-7s %-12s %8zu  %s\n", "mended", bl_import_repair_name((bl_repair)i),
                   report->repairs[i].count, bl_import_repair_what((bl_repair)i));
        }
    }
    if (report->rounded > 0) {
        printf("  %-7s %-12s %8zu  values that lost digits\n", "note", "rounded", report->rounded);
    }
}

/* ---- JSON */

static json_t *pack_picture(const bl_import_report *report)
{
    json_t *const columns = json_array();
    for (size_t i = 0; i < BL_IMPORT_PICTURE; i++) {
        const bl_import_pixel *const pixel = &report->picture[i];
        const char mark[] = {mark_of(pixel), '\0'};
        json_array_append_new(
            columns, pixel->any ? json_pack("[i, i, s]", (int)pixel->low, (int)pixel->high, mark)
                                : json_null());
    }
    return columns;
}

static bool print_json(const bl_import_options *options, const bl_import_report *report)
{
    bl_err err = {BL_OK, ""};
    json_t *const root = bl_import_manifest_pack(options, report);
    if (root) {
        json_object_set_new(
            root, "severity",
            json_string(bl_import_severity_name(bl_import_report_severity(report))));
        json_object_set_new(root, "picture", pack_picture(report));
        json_object_set_new(root, "least", json_string(report->least));
        json_object_set_new(root, "most", json_string(report->most));
    }
    if (!bl_json_write(root, stdout, &err)) {
        bl_say_error(&err, true);
        return false;
    }
    return true;
}

/* ---- SVG */

static void draw_text(FILE *out, int x, int y, const char *anchor, const char *fill,
                      const char *text, size_t len)
{
    fprintf(out,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-family=\"sans-serif\" "
            "font-size=\"11\" fill=\"%s\">%.*s</text>\n",
            x, y, anchor, fill, (int)len, text);
}

static void draw_time(FILE *out, int x, const char *anchor, int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    bl_timestamp_print(time_ns, text);
    draw_text(out, x, HEIGHT + PIXEL + 2 * TEXT - 4, anchor, "#333333", text, DATE_LEN);
}

/* Largest value on top, least at the bottom, days below, and what the marks mean. */
static void draw_labels(FILE *out, const bl_import_report *report)
{
    static const struct {
        const char *name, *fill;
        int x;
    } marks[] = {{"gap", "#e69f00", 230}, {"frozen", "#56b4e9", 290}, {"jump", "#d55e00", 360}};
    char most[2 * BL_IMPORT_EDGE];
    const int len =
        snprintf(most, sizeof most, "%s %s", bl_import_kind_shown(report->kind), report->most);
    draw_text(out, 2, TEXT - 4, "start", "#333333", most, (size_t)len);
    draw_text(out, 2, TEXT + HEIGHT - 4, "start", "#333333", report->least, strlen(report->least));
    draw_time(out, 2, "start", report->first_ns);
    draw_time(out, WIDTH - 2, "end", report->last_ns);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                marks[i].x, HEIGHT + PIXEL + TEXT + 2, PIXEL, PIXEL, marks[i].fill);
        draw_text(out, marks[i].x + PIXEL + 3, HEIGHT + PIXEL + 2 * TEXT - 4, "start", "#333333",
                  marks[i].name, strlen(marks[i].name));
    }
}

static void draw_column(FILE *out, size_t i, const bl_import_pixel *pixel)
{
    const char *const fill = pixel->jump     ? "#d55e00"
                             : pixel->frozen ? "#56b4e9"
                             : pixel->gap    ? "#e69f00"
                                             : NULL;
    const int y = TEXT + (TOP - pixel->high) * (HEIGHT - 1) / TOP;
    const int bottom = TEXT + (TOP - pixel->low) * (HEIGHT - 1) / TOP + 1;
    if (fill) {
        fprintf(out, "<rect x=\"%zu\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
                i * PIXEL, HEIGHT + TEXT, PIXEL, PIXEL, fill);
    }
    if (pixel->any) {
        fprintf(out, "<rect x=\"%zu\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#0072b2\"/>\n",
                i * PIXEL, y, PIXEL - 1, bottom - y);
    }
}

static void draw(FILE *out, const bl_import_report *report)
{
    const int height = HEIGHT + PIXEL + 2 * TEXT;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
            WIDTH, height, WIDTH, height);
    for (size_t i = 0; i < BL_IMPORT_PICTURE; i++) {
        draw_column(out, i, &report->picture[i]);
    }
    if (report->rows_written > 0) {
        draw_labels(out, report);
    }
    fputs("</svg>\n", out);
}

static bool write_picture(const bl_import_report *report, const char *path)
{
    FILE *const out = fopen(path, "w");
    bool good = out != NULL;
    if (good) {
        draw(out, report);
        good = !ferror(out);
        good = fclose(out) == 0 && good;
    }
    if (!good) {
        bl_err err;
        char text[sizeof err.text];
        snprintf(text, sizeof text, "cannot write '%s': %s", path, strerror(errno));
        bl_err_set(&err, BL_SYSTEM, text);
        bl_say_error(&err, false);
    }
    return good;
}

/* ---- all */

static bool tell(const bl_import_options *options, const bl_import_report *report,
                 bl_survey_form form)
{
    if (form.picture && !write_picture(report, form.picture)) {
        return false;
    }
    if (form.json) {
        return print_json(options, report);
    }
    if (!form.quiet) {
        print_head(options, report);
        if (has_picture(report)) {
            print_picture(report);
        }
        print_findings(options, report);
    }
    return true;
}

int bl_survey_say(const bl_import_options *options, bl_survey_form form)
{
    static const int exit_severities[] = {
        [BL_SEVERITY_ERROR] = 3, [BL_SEVERITY_WARNING] = 1, [BL_SEVERITY_NOTE] = 0};
    bl_import_options survey = *options;
    bl_import_report report;
    bl_diags diags;
    survey.survey = true;
    bl_diag_init(&diags);
    const bl_import_status status = bl_import_run(&survey, &report, &diags);
    bl_say_diags(&diags, form.json, "the file would be refused");
    if (status != BL_IMPORT_OK) {
        return bl_import_say_status(status);
    }
    return tell(&survey, &report, form) ? exit_severities[bl_import_report_severity(&report)] : 4;
}
