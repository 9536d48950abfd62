/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import.c - other people's files into ballast's own feeds. Everything is read and checked before
 * the first byte is written.
 */
#include "import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "aside.h"
#include "import_job.h"

typedef struct {
    const char *name;
    bool (*read)(bl_import_job *job, const char *path);
    bool prices_only;
} format;

static const format formats[] = {{"csv", bl_import_csv_read, false},
                                 {"binance", bl_import_binance_read, true}};

enum { FORMATS = sizeof formats / sizeof formats[0] };

const char *bl_import_format_name(size_t index)
{
    return index < FORMATS ? formats[index].name : NULL;
}

const char *bl_import_kind_name(bl_import_kind kind)
{
    return bl_import_job_shape(kind)->name;
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

static const format *find_format(const char *name)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (name && strcmp(name, formats[i].name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

static const format *choose_format(const bl_import_options *options, const char **problem)
{
    const format *const found = find_format(options->format);
    *problem = "no such format: allowed are csv and binance";
    if (!found) {
        return NULL;
    }
    *problem = "no FILE to read";
    if (options->files_len == 0) {
        return NULL;
    }
    *problem = "this format holds prices: --kind prices is allowed";
    return found->prices_only && options->kind != BL_IMPORT_PRICES ? NULL : found;
}

static bool write_lines(FILE *out, const bl_import_job *job)
{
    const bool reversed = job->options->descending;
    fputs(bl_import_job_shape(job->options->kind)->header, out);
    for (size_t i = 0; i < job->lines_len; i++) {
        const bl_import_line *line = &job->lines[reversed ? job->lines_len - 1 - i : i];
        fwrite(job->text + line->begin, 1, line->len, out);
    }
    return fflush(out) == 0 && !ferror(out);
}

static void write_job(FILE *out, const void *what)
{
    write_lines(out, what);
}

static bool write_file(const bl_import_job *job, const char *path)
{
    const int failure = bl_aside_write(path, true, write_job, job);
    if (failure == 0) {
        return true;
    }
    bl_diag_add(job->diags, BL_DIAG_ERROR, path, 0, 0, "cannot write: %s", strerror(failure));
    return false;
}

static bool write_output(const bl_import_job *job)
{
    const char *const path = job->options->out;
    if (path && strcmp(path, "-") != 0) {
        return write_file(job, path);
    }
    if (write_lines(stdout, job)) {
        return true;
    }
    bl_diag_add(job->diags, BL_DIAG_ERROR, "standard output", 0, 0, "cannot write: %s",
                strerror(errno));
    return false;
}

static void close_report(bl_import_report *report, const bl_import_job *job)
{
    const size_t len = job->lines_len;
    report->rows_written = len;
    if (len == 0) {
        return;
    }
    const bool reversed = job->options->descending;
    report->first_ns = job->lines[reversed ? len - 1 : 0].time_ns;
    report->last_ns = job->lines[reversed ? 0 : len - 1].time_ns;
}

static bl_import_status read_files(const format *from, bl_import_job *job)
{
    for (size_t i = 0; i < job->options->files_len; i++) {
        if (!from->read(job, job->options->files[i])) {
            return job->system_failed ? BL_IMPORT_SYSTEM : BL_IMPORT_REFUSED;
        }
    }
    close_report(job->report, job);
    if (job->lines_len > 0) {
        return BL_IMPORT_OK;
    }
    bl_diag_add(job->diags, BL_DIAG_ERROR, job->options->files[0], 0, 0,
                "no rows are left: %zu read, %zu outside --clip, %zu of zero",
                job->report->rows_read, job->report->rows_clipped, job->report->rows_zero);
    return BL_IMPORT_REFUSED;
}

bl_import_status bl_import_run(const bl_import_options *options, bl_import_report *report,
                               bl_diags *diags)
{
    const char *problem;
    const format *const from = choose_format(options, &problem);
    bl_import_job job = {0};
    if (!from || !bl_import_job_open(&job, options, report, diags, &problem)) {
        bl_diag_add(diags, BL_DIAG_ERROR, "import", 0, 0, "%s", problem);
        return BL_IMPORT_USAGE;
    }
    bl_import_status status = read_files(from, &job);
    if (status == BL_IMPORT_OK && !write_output(&job)) {
        status = BL_IMPORT_SYSTEM;
    }
    bl_import_job_close(&job);
    return status;
}
