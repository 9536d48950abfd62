/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_job.h - what the importers of the formats share: a job takes rows by role, checks them
 * and keeps the lines to be written. A format reads its file and knows places; the job knows what
 * a row must be.
 */
#ifndef BL_IMPORT_JOB_H
#define BL_IMPORT_JOB_H

#include "import.h"
#include "import_number.h"
#include "import_time.h"

enum { BL_IMPORT_ROLES_MAX = 6, BL_IMPORT_REASON = 256 };

/* The columns of a kind, `time` first. */
typedef struct {
    const char *name;
    size_t roles_len;
    const char *roles[BL_IMPORT_ROLES_MAX];
    bool required[BL_IMPORT_ROLES_MAX];
    const char *header; /* of the feed that is written */
} bl_import_shape;

const bl_import_shape *bl_import_job_shape(bl_import_kind kind);

typedef struct {
    const char *text; /* NULL: the file has no such column */
    size_t len;
} bl_import_field;

/* Why a row was refused, and in which role. */
typedef struct {
    size_t role;
    bool memory; /* not the row's fault */
    char text[BL_IMPORT_REASON];
} bl_import_reason;

typedef struct {
    int64_t time_ns;
    size_t begin, len; /* in the job's text */
} bl_import_line;

typedef struct {
    const bl_import_options *options;
    bl_import_report *report;
    bl_diags *diags;
    bl_import_time_rule time;
    int64_t shift_ns, clip_from_ns, clip_to_ns;
    bl_import_number scale; /* mantissa 0: none */
    bl_import_number price; /* index: of the row before; mantissa 0: none */
    bool has_time;
    int64_t time_ns; /* of the row before */
    char *text;
    size_t text_len, text_cap;
    bl_import_line *lines;
    size_t lines_len, lines_cap;
    bool system_failed; /* memory or reading, not the input's content */
} bl_import_job;

/* False: *problem names the option and what is allowed. */
bool bl_import_job_open(bl_import_job *job, const bl_import_options *options,
                        bl_import_report *report, bl_diags *diags, const char **problem);
void bl_import_job_close(bl_import_job *job);

/* One row, fields in the order of the shape's roles. False: *reason says why. */
bool bl_import_job_put_row(bl_import_job *job, const bl_import_field *fields,
                           bl_import_reason *reason);

/* How the columns of a CSV file are found. */
typedef struct {
    const char *columns;
    char separator;
    bool no_header;
    size_t skip;
} bl_import_layout;

/* The formats: false where diags was told. */
bool bl_import_csv_read(bl_import_job *job, const char *path);
bool bl_import_csv_read_layout(bl_import_job *job, const char *path,
                               const bl_import_layout *layout);
bool bl_import_binance_read(bl_import_job *job, const char *path);

#endif
