/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_job.h - what all importers share: a job takes rows by role, checks them and keeps the
 * lines to be written. A reader knows files and places; the job knows what a row must be.
 */
#ifndef BL_IMPORT_JOB_H
#define BL_IMPORT_JOB_H

#include "import.h"
#include "import_number.h"
#include "import_time.h"

enum { BL_IMPORT_ROLES_MAX = 8, BL_IMPORT_REASON = 256 };

/* The columns of a kind, `time` first. */
typedef struct {
    const char *name;
    size_t roles_len;
    const char *roles[BL_IMPORT_ROLES_MAX];
    bool required[BL_IMPORT_ROLES_MAX];
    bool named[BL_IMPORT_ROLES_MAX]; /* only where --columns says so, never by their own name */
    const char *header;              /* of the feed that is written */
} bl_import_shape;

enum { BL_ROLE_TIME = 0 };
enum { BL_ROLE_OPEN = 1, BL_ROLE_HIGH, BL_ROLE_LOW, BL_ROLE_CLOSE, BL_ROLE_VOLUME };
enum { BL_ROLE_LP = 1, BL_ROLE_AMOUNT, BL_ROLE_EVENT, BL_ROLE_BASE, BL_ROLE_PRICE, BL_ROLE_SUPPLY };
enum { BL_ROLE_RATE = 1, BL_ROLE_INDEX = 1 };
enum { BL_ROLE_SIDE = 1, BL_ROLE_LEVEL, BL_ROLE_QUANTITY };

const bl_import_shape *bl_import_job_shape(bl_import_kind kind);

typedef struct {
    const char *text; /* NULL: the file has no such column */
    size_t len;
} bl_import_field;

/* Why a row was refused, and in which role. */
typedef struct {
    size_t role;
    bl_finding finding;
    char text[BL_IMPORT_REASON];
} bl_import_reason;

/* Where the time of a row stands. */
typedef struct {
    uint32_t file, line, column;
} bl_import_place;

typedef struct {
    int64_t time_ns;
    size_t begin, len; /* in the job's text: what follows the time, with its comma and \n */
    size_t order;      /* among the rows as they were read */
    bl_import_place place;
} bl_import_line;

typedef struct {
    const bl_import_options *options;
    bl_import_kind kind;
    uint32_t file; /* of the rows, from 0 */
    bool descending, levels, ray;
    const char *deposit, *withdraw; /* what an event may say; NULL: the usual words */
    const char *others;             /* events that move no capital */
    bl_import_report *report;
    bl_diags *diags;
    bl_import_time_rule time, second;
    int64_t shift_ns, clip_from_ns, clip_to_ns;
    int64_t resample_ns;    /* 0: none */
    bl_import_number scale; /* mantissa 0: none */
    bl_import_number base_scale;
    bl_import_number index; /* of the row before; mantissa 0: none */
    bool has_time;
    int64_t time_ns; /* of the row before */
    int unit;        /* of its stamp, where units are told by size */
    char *text;
    size_t text_len, text_cap;
    bl_import_line *lines;
    size_t lines_len, lines_cap;
    const struct bl_import_quotes *quotes; /* what `base` is worth, NULL: nothing was given */
    bool system_failed;                    /* memory or reading, not the input's content */
} bl_import_job;

/* False: *problem names the option and what is allowed. */
bool bl_import_job_open(bl_import_job *job, const bl_import_options *options,
                        bl_import_report *report, bl_diags *diags, const char **problem);
void bl_import_job_close(bl_import_job *job);

/* One row, fields in the order of the shape's roles and, behind them, a second time. False:
 * *reason says why. */
bool bl_import_job_put_row(bl_import_job *job, const bl_import_field *fields, bl_import_place place,
                           bl_import_reason *reason);

/* A reason with what the field says; always false. */
bool bl_import_job_refuse(bl_import_reason *reason, bl_finding finding, size_t role,
                          bl_import_field field, const char *why);
/* Bytes onto the text of the line that is being made; false: no memory. */
bool bl_import_job_put_bytes(bl_import_job *job, const char *bytes, size_t len);
bool bl_import_job_put_text(bl_import_job *job, const char *text);
/* The text from begin on becomes a line. */
bool bl_import_job_put_line(bl_import_job *job, size_t begin, int64_t time_ns,
                            bl_import_place place);
/* Field number `index` of a line, 0 being the one after the time. */
bl_import_field bl_import_job_cell(const bl_import_job *job, const bl_import_line *line,
                                   size_t index);
bool bl_import_job_cell_number(const bl_import_job *job, const bl_import_line *line, size_t index,
                               bl_import_number *out);
void bl_import_job_count(bl_import_job *job, bl_tally *tally, const bl_import_line *line);

/* What a row holds beside its time, data/import_values.c. */
bool bl_import_values_put(bl_import_job *job, const bl_import_field *fields, int64_t time_ns,
                          bl_import_reason *reason);
/* The price or rate a line says, the one a picture shows: close, rate, index. */
size_t bl_import_values_shown(bl_import_kind kind);

#endif
