/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_csv.c - rows of any CSV file, found by the names or numbers of their columns.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "csv.h"
#include "import_job.h"

enum { NO_COLUMN = -1, NUMBER_DIGITS_MAX = 3 };

typedef struct {
    const char *text; /* NULL: not given */
    size_t len;
} span;

typedef struct {
    bl_import_job *job;
    const bl_import_shape *shape;
    const bl_import_layout *layout;
    bl_csv *csv;
    span wanted[BL_IMPORT_ROLES_MAX]; /* what --columns says */
    int column[BL_IMPORT_ROLES_MAX];  /* where that is, or NO_COLUMN */
    size_t columns;                   /* of every row */
} reader;

static bool equal(span a, const char *b, bool any_case)
{
    if (a.len != strlen(b)) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        const bool upper = any_case && a.text[i] >= 'A' && a.text[i] <= 'Z';
        if ((char)(a.text[i] + (upper ? 'a' - 'A' : 0)) != b[i]) {
            return false;
        }
    }
    return true;
}

static int find_role(const bl_import_shape *shape, span name)
{
    for (size_t i = 0; i < shape->roles_len; i++) {
        if (equal(name, shape->roles[i], false)) {
            return (int)i;
        }
    }
    return NO_COLUMN;
}

static bool refuse_columns(const reader *in, span part)
{
    char roles[128] = "";
    size_t len = 0;
    for (size_t i = 0; i < in->shape->roles_len; i++) {
        len += (size_t)snprintf(roles + len, sizeof roles - len, "%s%s", i ? ", " : "",
                                in->shape->roles[i]);
    }
    bl_csv_complain_file(in->csv,
                         "--columns: '%.*s': allowed is ROLE=COLUMN, each once; roles of "
                         "%s are %s",
                         (int)part.len, part.text, in->shape->name, roles);
    return false;
}

/* "time=Date,close=Adj Close" */
static bool split_columns(reader *in)
{
    const char *at = in->layout->columns;
    while (at && *at) {
        const span part = {at, strcspn(at, ",")};
        const char *const sign = memchr(at, '=', part.len);
        const span name = {at, sign ? (size_t)(sign - at) : 0};
        const int role = find_role(in->shape, name);
        if (role == NO_COLUMN || in->wanted[role].text || name.len + 1 == part.len) {
            return refuse_columns(in, part);
        }
        in->wanted[role] = (span){sign + 1, part.len - name.len - 1};
        at += part.len + (at[part.len] == ',');
    }
    return true;
}

/* A number from 1 to what a row has, as a place from 0. */
static int find_number(span wanted, size_t columns)
{
    size_t number = 0;
    if (wanted.len > NUMBER_DIGITS_MAX) {
        return NO_COLUMN;
    }
    for (size_t i = 0; i < wanted.len; i++) {
        if (wanted.text[i] < '0' || wanted.text[i] > '9') {
            return NO_COLUMN;
        }
        number = number * 10 + (size_t)(wanted.text[i] - '0');
    }
    return number >= 1 && number <= columns ? (int)number - 1 : NO_COLUMN;
}

/* A name that was asked for, to the letter; else the role's own in any case. */
static int find_name(const bl_csv_row *header, span wanted, const char *role)
{
    for (size_t i = 0; i < header->len; i++) {
        const span name = {header->fields[i].text, header->fields[i].len};
        if (wanted.text ? name.len == wanted.len && memcmp(name.text, wanted.text, name.len) == 0
                        : equal(name, role, true)) {
            return (int)i;
        }
    }
    return NO_COLUMN;
}

static bl_diag *complain_missing(const reader *in, const char *name, span wanted)
{
    if (wanted.text) {
        return bl_csv_complain(in->csv, in->columns, "%s=%.*s: there is no such column%s", name,
                               (int)wanted.len, wanted.text,
                               in->layout->no_header ? "; allowed are numbers from 1" : "");
    }
    if (strcmp(name, "lp") == 0) {
        return bl_csv_complain(in->csv, in->columns,
                               "whose flows are these? say --lp NAME or "
                               "--columns lp=COLUMN");
    }
    return bl_csv_complain(in->csv, in->columns,
                           "no column '%s'; say which with --columns "
                           "%s=COLUMN",
                           name, name);
}

/* One column with a semicolon in it: another separator was meant. */
static bool refuse_missing(const reader *in, size_t role, const bl_csv_row *first)
{
    bl_diag *const diag = complain_missing(in, in->shape->roles[role], in->wanted[role]);
    const char *const text = first->len == 1 ? first->fields[0].text : NULL;
    if (text && memchr(text, ';', first->fields[0].len)) {
        bl_diag_set_hint(diag, "the columns seem to be separated by ';': say --separator ';'");
    }
    return false;
}

static bool find_columns(reader *in, const bl_csv_row *first)
{
    in->columns = first->len;
    bool good = true;
    for (size_t role = 0; role < in->shape->roles_len; role++) {
        const span wanted = in->wanted[role];
        const bool is_lp = strcmp(in->shape->roles[role], "lp") == 0;
        const bool needed = in->shape->required[role] || (is_lp && !in->job->options->lp);
        in->column[role] = !in->layout->no_header ? find_name(first, wanted, in->shape->roles[role])
                           : wanted.text          ? find_number(wanted, first->len)
                                                  : NO_COLUMN;
        if (in->column[role] == NO_COLUMN && (needed || wanted.text)) {
            good = refuse_missing(in, role, first);
        }
    }
    return good;
}

static bool put_row(const reader *in, const bl_csv_row *row)
{
    bl_import_field fields[BL_IMPORT_ROLES_MAX] = {{0}};
    bl_import_reason reason;
    if (row->len != in->columns) {
        bl_csv_complain(in->csv, row->len < in->columns ? row->len : in->columns,
                        "%zu fields; expected %zu as in the first line", row->len, in->columns);
        return false;
    }
    for (size_t role = 0; role < in->shape->roles_len; role++) {
        if (in->column[role] == NO_COLUMN) {
            continue;
        }
        const bl_csv_field *const field = &row->fields[in->column[role]];
        fields[role] = (bl_import_field){field->text ? field->text : "", field->len};
    }
    if (bl_import_job_put_row(in->job, fields, &reason)) {
        return true;
    }
    if (in->job->system_failed) {
        bl_csv_complain_file(in->csv, "out of memory");
        return false;
    }
    const int column = in->column[reason.role];
    bl_csv_complain(in->csv, column == NO_COLUMN ? 0 : (size_t)column, "%s: %s",
                    in->shape->roles[reason.role], reason.text);
    return false;
}

static bool skip_lines(const reader *in)
{
    for (size_t i = 0; i < in->layout->skip; i++) {
        bl_csv_lines lines;
        if (!bl_csv_peek_lines(in->csv, &lines)) {
            bl_csv_complain_file(in->csv, "has no more than %zu lines; --skip asks for %zu", i,
                                 in->layout->skip);
            return false;
        }
        const char *const end = memchr(lines.begin, '\n', (size_t)(lines.end - lines.begin));
        bl_csv_skip_lines(in->csv, end + 1, 1);
    }
    return true;
}

/* All rows are looked at, so that all complaints come at once. */
static bool read_rows(reader *in)
{
    bl_csv_row row;
    if (!skip_lines(in) || !split_columns(in)) {
        return false;
    }
    if (!bl_csv_read_row(in->csv, &row)) {
        if (bl_csv_is_sound(in->csv)) {
            bl_csv_complain_file(in->csv, "is empty");
        }
        return false;
    }
    if (!find_columns(in, &row)) {
        return false;
    }
    bool more = !in->layout->no_header ? bl_csv_read_row(in->csv, &row) : true;
    while (more) {
        put_row(in, &row);
        more = !in->job->system_failed && bl_csv_read_row(in->csv, &row);
    }
    return bl_csv_is_sound(in->csv);
}

bool bl_import_csv_read_layout(bl_import_job *job, const char *path, const bl_import_layout *layout)
{
    const bl_csv_options options = {.skip_hash = true, .separator = layout->separator};
    reader in = {.job = job, .shape = bl_import_job_shape(job->options->kind), .layout = layout};
    in.csv = bl_csv_open(path, options, job->diags);
    if (!in.csv) {
        job->system_failed = access(path, R_OK) != 0;
        return false;
    }
    const bool good = read_rows(&in);
    bl_csv_close(in.csv);
    return good;
}

bool bl_import_csv_read(bl_import_job *job, const char *path)
{
    const bl_import_options *const options = job->options;
    const bl_import_layout layout = {options->columns, options->separator, options->no_header,
                                     options->skip};
    return bl_import_csv_read_layout(job, path, &layout);
}
