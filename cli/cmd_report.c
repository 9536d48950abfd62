/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_report.c - `ballast report RUN...`: finished runs as one HTML file, or their summary as
 * text, JSON, Markdown or CSV.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../data/aside.h"
#include "../data/folder.h"
#include "../data/outfile.h"
#include "../reports/compare.h"
#include "../reports/report.h"
#include "answer.h"
#include "cmd.h"
#include "options.h"
#include "say.h"
#include "shelf.h"

enum { KEY_FORMAT = 0x1000, KEY_FORCE, KEY_PLAIN, KEY_FIGURES, KEY_KEEP, KEY_STRESS };

typedef enum { AS_HTML, AS_TEXT, AS_JSON, AS_MARKDOWN, AS_CSV } format;

typedef struct {
    bl_shelf_runs runs;
    const char *out, *stress;
    format as;
    unsigned figures; /* formats, by reports/figures.h */
    bool force, plain, keep_gp, quiet;
} request;

static const struct argp_option table[] = {
    {"output", 'o', "FILE", 0, "where to write; - is stdout  [report.html; stdout else]", 0},
    {"format", KEY_FORMAT, "WORD", 0, "html, text, json, md or csv  [html]", 0},
    {"figures", KEY_FIGURES, "svg,png,pdf", 0, "draw its charts into FILE's name-figures", 0},
    {"keep-gp", KEY_KEEP, NULL, 0, "keep gnuplot's scripts beside them", 0},
    {"force", KEY_FORCE, NULL, 0, "replace FILE and figures", 0},
    {"stress", KEY_STRESS, "FILE", 0, "and what `ballast stress --json` wrote to FILE", 0},
    {"no-interactive", KEY_PLAIN, NULL, 0, "pictures and tables only", 0},
    {"quiet", 'q', NULL, 0, "nothing but errors", 0},
    {0}};

static format find_format(struct argp_state *state, const char *text)
{
    static const char *const words[] = {"html", "text", "json", "md", "csv"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(text, words[i]) == 0) {
            return (format)i;
        }
    }
    argp_error(state, "--format: '%s': expected html, text, json, md or csv", text);
    return AS_HTML;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *given = state->input;
    switch (key) {
    case 'o':
        given->out = text;
        return 0;
    case 'q':
        given->quiet = true;
        return 0;
    case KEY_FORMAT:
        given->as = find_format(state, text);
        return 0;
    case KEY_FORCE:
        given->force = true;
        return 0;
    case KEY_FIGURES:
        bl_options_take_formats(state, text, &given->figures);
        return 0;
    case KEY_KEEP:
        given->keep_gp = true;
        return 0;
    case KEY_STRESS:
        given->stress = text;
        return 0;
    case KEY_PLAIN:
        given->plain = true;
        return 0;
    default:
        return bl_shelf_take_run(&given->runs, key, text, state);
    }
}

static const struct argp parser = {
    table,
    take_option,
    "RUN...",
    "Write finished runs as one HTML file that needs no network.\v"
    "Examples:\n"
    "  ballast compare scenario.yaml -o runs/demo; ballast report runs/demo -o report.html\n"
    "  ballast report runs/a/24h runs/b/24h --format md\n"
    "  ballast report runs/demo --figures pdf --keep-gp -o demo.html   # and demo-figures/\n"
    "  ballast stress scenarios/stress --json >s.json; ballast report runs/demo --stress s.json\n\n"
    "A RUN is a run folder or the folder of one mode in it; each is verified first. Pictures "
    "need gnuplot, zooming charts a ballast built after `make deps-report`.\n"
    "Exit status: 0 done, 2 usage, 3 a folder or FILE that this version cannot read, 4 "
    "surroundings, "
    "5 a run was changed.",
    NULL,
    NULL,
    NULL};

static void put_page(FILE *out, const void *what)
{
    const bl_html *page = what;
    fwrite(page->text, 1, page->len, out);
}

/* ---- making it */

/* The document of --stress into *out; NULL where it is not asked for. */
static bl_status read_stress(const request *given, json_t **out, bl_err *err)
{
    json_error_t wrong;
    char text[sizeof err->text];
    *out = NULL;
    if (!given->stress) {
        return BL_OK;
    }
    *out = json_load_file(given->stress, JSON_REJECT_DUPLICATES, &wrong);
    if (!*out) {
        snprintf(text, sizeof text, "%.200s:%d:%d: %.200s", given->stress, wrong.line, wrong.column,
                 wrong.text);
        return bl_err_set(err, BL_INPUT, text);
    }
    if (strcmp(bl_stored_word(*out, "schema"), "ballast.stress/1") != 0) {
        json_decref(*out);
        *out = NULL;
        snprintf(text, sizeof text,
                 "%.200s: schema: expected ballast.stress/1, as `ballast stress --json` writes it",
                 given->stress);
        return bl_err_set(err, BL_INPUT, text);
    }
    return BL_OK;
}

static bl_status write_html(const request *given, const bl_shelf *shelf, bl_html *out, bl_err *err)
{
    json_t *stress;
    char scratch[BL_FOLDER_PATH];
    char figures[BL_FOLDER_PATH];
    const char *temporary = getenv("TMPDIR");
    if (read_stress(given, &stress, err) != BL_OK) {
        return err->status;
    }
    snprintf(scratch, sizeof scratch, "%s/ballast-report-XXXXXX",
             temporary && temporary[0] ? temporary : "/tmp");
    if (!mkdtemp(scratch)) {
        json_decref(stress);
        return bl_outfile_fail(err, "make the folder", scratch, errno);
    }
    const int len = snprintf(figures, sizeof figures, "%s/figures", given->runs.folders[0]);
    const bool some = given->runs.len == 1 && len > 0 && (size_t)len < sizeof figures;
    const bl_report_input input = {.modes = shelf->modes,
                                   .len = shelf->len,
                                   .figures = some ? figures : NULL,
                                   .scratch = scratch,
                                   .stress = stress,
                                   .plain = given->plain};
    const bl_status status = bl_report_write(&input, out, err);
    rmdir(scratch);
    json_decref(stress);
    return status;
}

/* What the printers of the comparison write to a stream. */
static bl_status print_stream(const request *given, const bl_summary *columns, size_t len,
                              bl_html *out, bl_err *err)
{
    char *text = NULL;
    size_t text_len = 0;
    FILE *stream = open_memstream(&text, &text_len);
    if (!stream) {
        return bl_err_set(err, BL_MEMORY, "no memory for the report");
    }
    bool good = given->as == AS_JSON ? bl_compare_write_json(columns, len, stream, err)
                                     : bl_compare_print(columns, len, NULL, stream, err);
    if (fclose(stream) != 0 && good) {
        bl_err_set(err, BL_MEMORY, "no memory for the report");
        good = false;
    }
    if (good) {
        bl_html_put_bytes(out, text, text_len);
    }
    free(text);
    return good ? BL_OK : err->status;
}

static bl_status make(const request *given, const bl_shelf *shelf, bl_html *out, bl_err *err)
{
    if (given->as == AS_HTML) {
        return write_html(given, shelf, out, err);
    }
    bl_summary *columns = calloc(shelf->len, sizeof *columns);
    for (size_t i = 0; i < shelf->len && columns; i++) {
        columns[i] = shelf->modes[i].summary;
    }
    bl_status status = columns ? BL_OK : BL_MEMORY;
    if (status == BL_OK && given->as == AS_MARKDOWN) {
        bl_report_write_markdown(columns, shelf->len, out);
    } else if (status == BL_OK && given->as == AS_CSV) {
        bl_report_write_csv(columns, shelf->len, out);
    } else if (status == BL_OK) {
        status = print_stream(given, columns, shelf->len, out, err);
    }
    free(columns);
    if (status == BL_MEMORY || out->out_of_memory) {
        return bl_err_set(err, BL_MEMORY, "no memory for the report");
    }
    return status;
}

/* ---- handing it over */

static const char *find_path(const request *given)
{
    return given->out ? given->out : given->as == AS_HTML ? "report.html" : "-";
}

/* "a/report.html" has "a/report-figures" beside it. Each picture appears there whole. */
static int draw(const request *given, const bl_shelf *shelf)
{
    const char *path = find_path(given);
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    const int stem = (int)(dot ? dot - path : (ptrdiff_t)strlen(path));
    char folder[BL_FOLDER_PATH];
    bl_figures_files files;
    bl_err err;
    snprintf(folder, sizeof folder, "%.*s-figures", stem < 4000 ? stem : 4000, path);
    const int failure = mkdir(folder, 0777) == 0 ? 0 : errno;
    if (failure == EEXIST && !given->force) {
        return bl_say_usage("'%s' exists; --force replaces pictures in it", folder);
    }
    if (failure != 0 && failure != EEXIST) {
        bl_outfile_fail(&err, "make the folder", folder, failure);
        return bl_say_error(&err, false);
    }
    const bl_figures_input input = {.scenario = shelf->modes[0].summary.scenario,
                                    .formats = given->figures,
                                    .folder = folder,
                                    .keep_gp = given->keep_gp,
                                    .footer = "ballast report"};
    if (bl_report_draw(shelf->modes, shelf->len, &input, &files, &err) != BL_OK) {
        return bl_say_error(&err, false);
    }
    if (!given->quiet) {
        bl_answer_print_figures(&files, folder);
    }
    return 0;
}

static int hand_over(const request *given, size_t modes, const bl_html *page)
{
    const char *path = find_path(given);
    if (strcmp(path, "-") == 0) {
        put_page(stdout, page);
        return 0;
    }
    const int failure = bl_aside_write(path, given->force, put_page, page);
    if (failure == EEXIST && !given->force) {
        return bl_say_usage("'%s' exists; --force replaces it", path);
    }
    if (failure != 0) {
        bl_err err;
        bl_outfile_fail(&err, "write", path, failure);
        return bl_say_error(&err, false);
    }
    if (!given->quiet) {
        printf("Wrote %s: %zu mode%s, %zu kB.\n", path, modes, modes == 1 ? "" : "s",
               (page->len + 999) / 1000);
    }
    return 0;
}

int bl_cmd_report_main(int argc, char **argv)
{
    request given = {.as = AS_HTML};
    bl_shelf shelf;
    bl_html page = {0};
    bl_err err;
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    if (given.figures != 0 && strcmp(find_path(&given), "-") == 0) {
        return bl_say_usage("--figures stand beside a file: -o FILE");
    }
    if (bl_shelf_open(&shelf, given.runs.folders, given.runs.len, &err) != BL_OK) {
        return bl_say_error(&err, false);
    }
    const bl_status status = make(&given, &shelf, &page, &err);
    int exit_status =
        status == BL_OK ? hand_over(&given, shelf.len, &page) : bl_say_error(&err, false);
    if (exit_status == 0 && given.figures != 0) {
        exit_status = draw(&given, &shelf);
    }
    bl_html_close(&page);
    bl_shelf_close(&shelf);
    return exit_status;
}
