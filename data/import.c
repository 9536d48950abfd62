/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import.c - other people's files into ballast's own feeds. Everything is read, checked and
 * repaired before the first byte is written; a file is written under a hidden name beside its
 * place and renamed, so that an old one stands until the new one is whole.
 */
#include "import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aside.h"
#include "folder.h"
#include "import_manifest.h"
#include "importer.h"
#include "quotes.h"
#include "repair.h"
#include "survey.h"
#include "timestamp.h"

enum { PATH_BYTES = 4096 };

#define BL_FINDING(code, name, severity, what, helps) {name, BL_SEVERITY_##severity, what, helps},
static const bl_finding_text findings[] = {
#include "findings.def"
};
#undef BL_FINDING

#define BL_REPAIR(code, name, what) {name, what},
static const struct {
    const char *name, *what;
} repairs[] = {
#include "repairs.def"
};
#undef BL_REPAIR

const bl_finding_text *bl_import_finding(bl_finding finding)
{
    return &findings[finding];
}

const char *bl_import_severity_name(bl_finding_severity severity)
{
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}

const char *bl_import_repair_name(bl_repair repair)
{
    return repairs[repair].name;
}

const char *bl_import_repair_what(bl_repair repair)
{
    return repairs[repair].what;
}

/* Doubles that were left out are mended. */
static bool is_mended(const bl_import_report *report, bl_finding finding)
{
    return (finding == BL_FINDING_REPEATED || finding == BL_FINDING_CONTRADICTED) &&
           report->repairs[BL_REPAIR_DEDUPE].count > 0;
}

bl_finding_severity bl_import_report_severity(const bl_import_report *report)
{
    bl_finding_severity worst = BL_SEVERITY_NOTE;
    for (int i = 0; i < BL_FINDINGS; i++) {
        if (report->findings[i].count > 0 && findings[i].severity < worst &&
            !is_mended(report, (bl_finding)i)) {
            worst = findings[i].severity;
        }
    }
    return worst;
}

const char *bl_import_format_name(size_t index)
{
    const bl_importer *const importer = bl_importers_get(index);
    return importer ? importer->name : NULL;
}

const char *bl_import_format_about(size_t index)
{
    const bl_importer *const importer = bl_importers_get(index);
    return importer ? importer->about : NULL;
}

const char *bl_import_kind_name(bl_import_kind kind)
{
    return bl_import_job_shape(kind)->name;
}

const char *bl_import_kind_shown(bl_import_kind kind)
{
    return bl_import_job_shape(kind)->roles[bl_import_values_shown(kind) + 1];
}

bool bl_import_find_kind(const char *name, bl_import_kind *out)
{
    for (int i = 0; i < BL_IMPORT_KINDS; i++) {
        if (strcmp(name, bl_import_kind_name((bl_import_kind)i)) == 0) {
            *out = (bl_import_kind)i;
            return true;
        }
    }
    return false;
}

/* ---- which importer */

static bool holds_kind(const bl_importer *importer, bl_import_kind kind)
{
    bool found = kind == BL_IMPORT_AUTO;
    for (size_t i = 0; i < importer->layouts_len && !found; i++) {
        found = importer->layouts[i].kind == kind;
    }
    return found;
}

/* NULL with *problem NULL: any of them, to be guessed. */
static const bl_importer *choose_importer(const bl_import_options *options, const char **problem)
{
    const bool any = options->format && strcmp(options->format, "auto") == 0;
    const bl_importer *const found = any ? NULL : bl_importers_find(options->format);
    *problem = "no such format: ballast import --list shows them";
    if (!found && !any) {
        return NULL;
    }
    *problem = options->files_len == 0                    ? "no FILE to read"
               : options->files_len > BL_IMPORT_FILES_MAX ? "more than 256 files"
               : found && !holds_kind(found, options->kind)
                   ? "this format holds nothing of that --kind"
                   : NULL;
    return found;
}

static const bl_import_layout *find_plain(const bl_importer *importer, bl_import_kind kind)
{
    for (size_t i = 0; i < importer->layouts_len; i++) {
        if (importer->layouts[i].kind == kind) {
            return &importer->layouts[i];
        }
    }
    return NULL;
}

/* Plain tables are whatever the command says; the rest is recognised file by file. */
static bool choose_layout(const bl_import_options *options, const bl_importer *importer,
                          bl_import_kind kind, const char *path, bl_importers_guess *out,
                          bl_diags *diags)
{
    const bool plain = importer && !importer->layouts[0].header && !importer->layouts[0].first;
    if (!plain) {
        return bl_importers_recognise(path, importer, kind, out, diags);
    }
    const bl_import_kind told =
        kind != BL_IMPORT_AUTO ? kind : bl_importers_guess_kind(path, options);
    *out = (bl_importers_guess){importer, find_plain(importer, told)};
    return true;
}

/* ---- writing */

static void write_lines(FILE *out, const void *what)
{
    const bl_import_job *const job = what;
    fputs(bl_import_job_shape(job->kind)->header, out);
    for (size_t i = 0; i < job->lines_len; i++) {
        char time[BL_TIMESTAMP_TEXT];
        const bl_import_line *const line = &job->lines[i];
        fwrite(time, 1, bl_timestamp_print(line->time_ns, time), out);
        fwrite(job->text + line->begin, 1, line->len, out);
    }
}

static void write_json(FILE *out, const void *what)
{
    json_dumpf(what, out, JSON_INDENT(1));
    fputc('\n', out);
}

/* Folders that are missing on the way are made, as for a run. */
static bool write_file(bl_aside_writer *write, const void *what, const char *path, bl_diags *diags)
{
    bl_err err;
    if (bl_folder_make_parents(path, &err) != BL_OK) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "%s", err.text);
        return false;
    }
    const int failure = bl_aside_write(path, true, write, what);
    if (failure != 0) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "cannot write: %s", strerror(failure));
    }
    return failure == 0;
}

/* Beside the feed: feed.csv.import.json. */
static bool write_manifest(const bl_import_job *job)
{
    char path[PATH_BYTES];
    const int len = snprintf(path, sizeof path, "%s.import.json", job->options->out);
    json_t *const root = bl_import_manifest_pack(job->options, job->report);
    const bool good =
        root && len > 0 && len < PATH_BYTES && write_file(write_json, root, path, job->diags);
    if (!root) {
        bl_diag_add(job->diags, BL_DIAG_ERROR, path, 0, 0, "out of memory");
    }
    json_decref(root);
    return good;
}

static bool write_output(const bl_import_job *job)
{
    const char *const path = job->options->out;
    if (path && strcmp(path, "-") != 0) {
        return write_file(write_lines, job, path, job->diags) && write_manifest(job);
    }
    write_lines(stdout, job);
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return true;
    }
    bl_diag_add(job->diags, BL_DIAG_ERROR, "standard output", 0, 0, "cannot write: %s",
                strerror(errno));
    return false;
}

/* ---- one import */

static void close_report(bl_import_report *report, const bl_import_job *job)
{
    const size_t len = job->lines_len;
    report->kind = job->kind;
    report->rows_written = len;
    report->findings[BL_FINDING_OTHER_EVENT].stretches =
        report->findings[BL_FINDING_OTHER_EVENT].count > 0;
    if (len > 0) {
        report->first_ns = job->lines[0].time_ns;
        report->last_ns = job->lines[len - 1].time_ns;
    }
}

static bool read_files(bl_import_job *job, const bl_importer *importer)
{
    const bl_import_options *const options = job->options;
    for (size_t i = 0; i < options->files_len; i++) {
        bl_importers_guess guess = {0};
        const char *const path = options->files[i];
        const bl_import_kind kind = i == 0 ? options->kind : job->kind;
        if (!choose_layout(options, importer, kind, path, &guess, job->diags)) {
            job->system_failed = access(path, R_OK) != 0;
            return false;
        }
        importer = guess.importer;
        job->kind = guess.layout->kind;
        job->file = (uint32_t)i;
        job->report->importer = importer->name;
        if (!bl_import_reader_read(job, path, guess.layout)) {
            return false;
        }
    }
    return true;
}

/* Most bars above their own high: the header, not the rows, is wrong. */
static void hint_header(const bl_import_job *job)
{
    const size_t bars = job->report->findings[BL_FINDING_BAR].count;
    if (bars > 1 && bars * 2 > job->report->rows_read && job->diags->len > 0) {
        bl_diag_set_hint(&job->diags->items[job->diags->len - 1],
                         "%zu of %zu bars contradict their header: --columns says which column "
                         "is which",
                         bars, job->report->rows_read);
    }
}

static bl_import_status convert(bl_import_job *job, const bl_importer *importer)
{
    const bool good = read_files(job, importer) && bl_repair_run(job) &&
                      (!job->options->survey || bl_survey_run(job));
    close_report(job->report, job);
    if (!good) {
        hint_header(job);
        return job->system_failed ? BL_IMPORT_SYSTEM : BL_IMPORT_REFUSED;
    }
    if (job->options->survey) {
        return BL_IMPORT_OK;
    }
    if (job->report->rows_read == 0) {
        bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[0], 0, 0, "holds no rows");
        return BL_IMPORT_REFUSED;
    }
    if (job->lines_len == 0) {
        bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[0], 0, 0,
                    "no rows are left: %zu read, %zu outside --clip, %zu of zero",
                    job->report->rows_read, job->report->repairs[BL_REPAIR_CLIP].count,
                    job->report->rows_zero);
        return BL_IMPORT_REFUSED;
    }
    return write_output(job) ? BL_IMPORT_OK : BL_IMPORT_SYSTEM;
}

const char *bl_import_problem(const bl_import_options *options)
{
    const char *problem;
    bl_import_job job = {0};
    bl_import_report report;
    bl_diags diags;
    choose_importer(options, &problem);
    if (!problem && bl_import_job_open(&job, options, &report, &diags, &problem)) {
        problem = NULL;
    }
    bl_import_job_close(&job);
    return problem;
}

bl_import_status bl_import_run(const bl_import_options *options, bl_import_report *report,
                               bl_diags *diags)
{
    const char *problem;
    const bl_importer *const importer = choose_importer(options, &problem);
    bl_import_job job = {0};
    bl_import_quotes quotes;
    if (problem || !bl_import_job_open(&job, options, report, diags, &problem)) {
        bl_diag *const diag = bl_diag_add(diags, BL_DIAG_ERROR, "import", 0, 0, "%s", problem);
        if (importer) {
            bl_diag_set_hint(diag, "%s reads %s", importer->name, importer->about);
        }
        return BL_IMPORT_USAGE;
    }
    report->guessed = !importer;
    bl_import_status status = BL_IMPORT_REFUSED;
    const bool priced =
        !options->base_prices || bl_quotes_open(&quotes, options->base_prices, diags);
    if (priced) {
        job.quotes = options->base_prices ? &quotes : NULL;
        status = convert(&job, importer);
    }
    if (options->base_prices) {
        bl_quotes_close(&quotes);
    }
    bl_import_job_close(&job);
    return status;
}
