/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_reader.c - rows of a file, CSV or JSON, with their columns found by name or number and
 * handed to the job by role. All rows are looked at, so that all complaints come at once; a survey
 * counts them and goes on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import_options.h"
#include "importer.h"
#include "json_rows.h"

enum { NO_COLUMN = -1, NUMBER_DIGITS_MAX = 3, SECOND = BL_IMPORT_ROLES_MAX, HOPELESS = 3 };

typedef struct {
    const char *text; /* NULL: not given */
    size_t len;
} span;

typedef struct {
    bl_import_job *job;
    const char *path;
    const bl_import_shape *shape;
    const bl_import_layout *layout;
    bool no_header;
    bl_csv *csv; /* one of these two */
    bl_json_rows *json;
    span wanted[BL_IMPORT_ROLES_MAX + 1];
    bool asked[BL_IMPORT_ROLES_MAX];     /* by --columns, not by the layout */
    int column[BL_IMPORT_ROLES_MAX + 1]; /* where that is, or NO_COLUMN */
    size_t columns;                      /* of every row */
} reader;

/* ---- CSV or JSON */

static bool next_row(reader *in, bl_csv_row *row)
{
    return in->csv ? bl_csv_read_row(in->csv, row) : bl_json_rows_read(in->json, row);
}

static bool is_sound(const reader *in)
{
    return in->csv ? bl_csv_is_sound(in->csv) : bl_json_rows_is_sound(in->json);
}

static bl_import_place place_of(const reader *in, size_t field)
{
    size_t line;
    size_t column;
    if (in->csv) {
        line = bl_csv_line(in->csv);
        column = bl_csv_column(in->csv, field);
    } else {
        bl_json_rows_place(in->json, field, &line, &column);
    }
    return (bl_import_place){in->job->file, (uint32_t)line, (uint32_t)column};
}

static bl_diag *complain(const reader *in, size_t field, const char *text)
{
    return in->csv ? bl_csv_complain(in->csv, field, "%s", text)
                   : bl_json_rows_complain(in->json, field, "%s", text);
}

static void complain_file(const reader *in, const char *text)
{
    bl_diag_add(in->job->diags, BL_DIAG_ERROR, in->path, 0, 0, "%s", text);
}

/* ---- columns */

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
    char text[BL_DIAG_TEXT];
    size_t len = 0;
    for (size_t i = 0; i < in->shape->roles_len; i++) {
        len += (size_t)snprintf(roles + len, sizeof roles - len, "%s%s", i ? ", " : "",
                                in->shape->roles[i]);
    }
    snprintf(text, sizeof text,
             "--columns: '%.*s': allowed is ROLE=COLUMN, each once; roles of %s are %s",
             (int)part.len, part.text, in->shape->name, roles);
    complain_file(in, text);
    return false;
}

/* "time=Date,close=Adj Close"; what the command says replaces what the layout says. */
static bool split_columns(reader *in, const char *columns, bool asked)
{
    for (const char *at = columns; at && *at;) {
        const span part = {at, strcspn(at, ",")};
        const char *const sign = memchr(at, '=', part.len);
        const span name = {at, sign ? (size_t)(sign - at) : 0};
        const int role = find_role(in->shape, name);
        if (role == NO_COLUMN || in->asked[role] || name.len + 1 == part.len) {
            return refuse_columns(in, part);
        }
        in->asked[role] = asked;
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

/* A name that was asked for, to the letter; of a layout "A|B" the first that is there; else the
 * role's own in any case. */
static int find_exact(const bl_csv_row *header, span wanted)
{
    for (size_t i = 0; i < header->len; i++) {
        const bl_csv_field name = header->fields[i];
        if (name.len == wanted.len && memcmp(name.text, wanted.text, name.len) == 0) {
            return (int)i;
        }
    }
    return NO_COLUMN;
}

static int find_name(const bl_csv_row *header, span wanted, const char *role)
{
    for (size_t i = 0; !wanted.text && i < header->len; i++) {
        if (equal((span){header->fields[i].text, header->fields[i].len}, role, true)) {
            return (int)i;
        }
    }
    while (wanted.text) {
        const char *const bar = memchr(wanted.text, '|', wanted.len);
        const span one = {wanted.text, bar ? (size_t)(bar - wanted.text) : wanted.len};
        const int found = find_exact(header, one);
        if (found != NO_COLUMN || !bar) {
            return found;
        }
        wanted = (span){bar + 1, wanted.len - one.len - 1};
    }
    return NO_COLUMN;
}

/* One column with a semicolon in it: another separator was meant. */
static bool refuse_missing(const reader *in, size_t role, const bl_csv_row *first)
{
    const char *const name = in->shape->roles[role];
    const span wanted = in->wanted[role];
    char text[BL_DIAG_TEXT];
    if (wanted.text) {
        snprintf(text, sizeof text, "%s=%.*s: there is no such column%s", name, (int)wanted.len,
                 wanted.text, in->no_header ? "; allowed are numbers from 1" : "");
    } else if (strcmp(name, "lp") == 0) {
        snprintf(text, sizeof text, "whose flows are these? say --lp NAME or --columns lp=COLUMN");
    } else {
        snprintf(text, sizeof text, "no column '%s'; say which with --columns %s=COLUMN", name,
                 name);
    }
    bl_diag *const diag = complain(in, in->columns, text);
    const char *const only = first->len == 1 ? first->fields[0].text : NULL;
    if (only && memchr(only, ';', first->fields[0].len)) {
        bl_diag_set_hint(diag, "the columns seem to be separated by ';': say --separator ';'");
    }
    return false;
}

static int find_column(const reader *in, const bl_csv_row *first, size_t role)
{
    const span wanted = in->wanted[role];
    if (role != SECOND && !wanted.text && in->shape->named[role]) {
        return NO_COLUMN;
    }
    if (in->no_header) {
        return wanted.text ? find_number(wanted, first->len) : NO_COLUMN;
    }
    return role == SECOND && !wanted.text
               ? NO_COLUMN
               : find_name(first, wanted, role == SECOND ? "" : in->shape->roles[role]);
}

static bool is_needed(const reader *in, size_t role)
{
    const bl_import_options *const options = in->job->options;
    if (role == BL_ROLE_TIME && options->at) {
        return false;
    }
    if (role == BL_ROLE_SIDE && in->job->kind == BL_IMPORT_DEPTH && in->json) {
        return !in->layout->lists;
    }
    const bool is_lp = in->job->kind == BL_IMPORT_FLOWS && role == BL_ROLE_LP;
    const bool asked = in->wanted[role].text && (in->asked[role] || in->shape->named[role]);
    return is_lp ? !options->lp : in->shape->required[role] || asked;
}

static bool find_columns(reader *in, const bl_csv_row *first)
{
    in->columns = first->len;
    bool good = true;
    for (size_t role = 0; role < in->shape->roles_len; role++) {
        in->column[role] = find_column(in, first, role);
        if (in->column[role] == NO_COLUMN && is_needed(in, role)) {
            good = refuse_missing(in, role, first);
        }
    }
    in->column[SECOND] = find_column(in, first, SECOND);
    return good;
}

/* ---- rows */

static void report_refusal(const reader *in, bl_finding finding, size_t field, const char *text)
{
    bl_import_job *const job = in->job;
    if (!job->options->survey) {
        complain(in, field, text);
    }
    const bl_import_place place = place_of(in, field);
    bl_tally_add(&job->report->findings[finding], job->report->rows_read,
                 (bl_tally_item){job->time_ns, job->time_ns, 1, place.file, place.line});
}

static void put_by_code(const reader *in, const bl_csv_row *row)
{
    bl_import_reason reason = {0};
    const bl_csv_row names = in->json ? bl_json_rows_names(in->json) : (bl_csv_row){0};
    if (!in->layout->put(in->job, &names, row, place_of(in, 0), &reason) &&
        !in->job->system_failed) {
        report_refusal(in, reason.finding, reason.role, reason.text);
    }
}

/* {"bids": [...], "asks": [...]}: which list a row stands in is its side, or its event. */
static void name_by_list(const reader *in, bl_import_field *fields)
{
    if (in->json && in->layout->lists && strchr(in->layout->lists, ',')) {
        const bl_csv_field name = bl_json_rows_list(in->json);
        const size_t role = in->job->kind == BL_IMPORT_DEPTH ? BL_ROLE_SIDE : BL_ROLE_EVENT;
        fields[role] = (bl_import_field){name.text, name.len};
    }
}

static void put_by_role(const reader *in, const bl_csv_row *row)
{
    bl_import_field fields[BL_IMPORT_ROLES_MAX + 1] = {{0}};
    bl_import_reason reason;
    char text[BL_IMPORT_REASON + 32];
    for (size_t role = 0; role <= SECOND; role++) {
        if (role < SECOND ? role >= in->shape->roles_len || in->column[role] == NO_COLUMN
                          : in->column[role] == NO_COLUMN) {
            continue;
        }
        const bl_csv_field *const field = &row->fields[in->column[role]];
        fields[role] = (bl_import_field){field->text ? field->text : "", field->len};
    }
    name_by_list(in, fields);
    if (in->job->options->at) {
        fields[BL_ROLE_TIME] =
            (bl_import_field){in->job->options->at, strlen(in->job->options->at)};
    }
    const int time_column = in->column[BL_ROLE_TIME];
    const bl_import_place place = place_of(in, time_column == NO_COLUMN ? 0 : (size_t)time_column);
    if (bl_import_job_put_row(in->job, fields, place, &reason) || in->job->system_failed) {
        return;
    }
    const int column = in->column[reason.role];
    snprintf(text, sizeof text, "%s: %s",
             reason.role == SECOND ? "second time" : in->shape->roles[reason.role], reason.text);
    report_refusal(in, reason.finding, column == NO_COLUMN ? 0 : (size_t)column, text);
}

static void put_row(const reader *in, const bl_csv_row *row)
{
    char text[BL_DIAG_TEXT];
    if (row->len == in->columns) {
        (in->layout->put ? put_by_code : put_by_role)(in, row);
        return;
    }
    in->job->report->rows_read++;
    snprintf(text, sizeof text, "%zu fields; expected %zu as in the first %s", row->len,
             in->columns, in->csv ? "line" : "row");
    report_refusal(in, BL_FINDING_FIELDS, row->len < in->columns ? row->len : in->columns, text);
}

static bool skip_lines(const reader *in, size_t lines_len)
{
    for (size_t i = 0; in->csv && i < lines_len; i++) {
        bl_csv_lines lines;
        if (!bl_csv_peek_lines(in->csv, &lines)) {
            bl_csv_complain_file(in->csv, "has no more than %zu lines; --skip asks for %zu", i,
                                 lines_len);
            return false;
        }
        const char *const end = memchr(lines.begin, '\n', (size_t)(lines.end - lines.begin));
        bl_csv_skip_lines(in->csv, end + 1, 1);
    }
    return true;
}

/* A second time agrees with the first, unless the command names which of them counts. */
static bool set_times(reader *in)
{
    const bl_import_layout *const layout = in->layout;
    const bl_import_options *const options = in->job->options;
    const char *problem = "a time of this format counts blocks: say --blocks NUMBER=TIME,STEP";
    const bool asked = in->asked[BL_ROLE_TIME];
    const bool second =
        layout->second && asked && equal(in->wanted[BL_ROLE_TIME], layout->second, false);
    const char *const unit = options->at          ? "iso"
                             : options->time_unit ? options->time_unit
                             : second             ? layout->second_unit
                             : options->blocks    ? "block"
                                                  : layout->time_unit;
    bl_import_time_rule *const rule = &in->job->time;
    const char *const tz = options->tz ? options->tz : layout->tz;
    if (layout->second && !asked) {
        in->wanted[SECOND] = (span){layout->second, strlen(layout->second)};
    }
    bool good = bl_import_time_make_rule(layout->second_unit, tz, &in->job->second, &problem) &&
                bl_import_time_make_rule(unit, options->at ? "UTC" : tz, rule, &problem);
    if (good && rule->style == BL_IMPORT_TIME_BLOCK) {
        problem = "the time counts blocks: say --blocks NUMBER=TIME,STEP, such as "
                  "--blocks 100=2024-01-31T00:00:00Z,12s";
        good = options->blocks && bl_import_time_set_blocks(options->blocks, rule);
    }
    if (good && rule->style == BL_IMPORT_TIME_MIDNIGHT) {
        problem = "times count from midnight, and no day such as 20240131 is in the file's name";
        good = bl_import_time_set_day(bl_import_options_file_name(in->path), rule);
    }
    if (!good) {
        complain_file(in, problem);
    }
    return good;
}

static bool set_job(reader *in)
{
    const bl_import_layout *const layout = in->layout;
    bl_import_job *const job = in->job;
    const bl_import_options *const options = job->options;
    job->descending = (options->descending || layout->descending) && !options->sort;
    job->levels = options->levels || layout->levels;
    job->ray = layout->ray;
    job->deposit = layout->deposit;
    job->withdraw = layout->withdraw;
    job->others = layout->others;
    if (!options->scale && layout->scale) {
        bl_import_number_parse(layout->scale, strlen(layout->scale), &job->scale);
    }
    if (!options->base_scale && layout->base_scale) {
        bl_import_number_parse(layout->base_scale, strlen(layout->base_scale), &job->base_scale);
    }
    if (layout->needs_prices && !job->quotes) {
        complain_file(in, "amounts are in two tokens: say --base-prices FILE, prices of the first "
                          "in the second, with --base-scale and --scale");
        return false;
    }
    if (layout->needs_shift && !options->shift) {
        complain_file(in, "quotes say how a bar ended, which was known only then: say --shift with "
                          "its length, such as --shift 1m");
        return false;
    }
    return split_columns(in, layout->columns, false) && split_columns(in, options->columns, true) &&
           set_times(in);
}

/* The header, or where there is none the first row; *row is then the first row to put. */
static bool read_header(reader *in, bl_csv_row *row, bool *more)
{
    if (!next_row(in, row)) {
        if (is_sound(in)) {
            complain_file(in, "is empty");
        }
        return false;
    }
    in->columns = row->len;
    *more = true;
    if (in->layout->put) {
        *more = !in->csv || !in->layout->header || next_row(in, row);
        return true;
    }
    const bl_csv_row names = in->json ? bl_json_rows_names(in->json) : *row;
    in->no_header = in->json ? names.len == 0 : in->no_header;
    if (!find_columns(in, in->no_header ? row : &names)) {
        return false;
    }
    if (in->csv && !in->no_header) {
        *more = skip_lines(in, in->layout->skip_after) && next_row(in, row);
    }
    return true;
}

/* The first rows all refused: it is the command that is wrong, not a row. */
static bool is_hopeless(const reader *in)
{
    const bl_import_job *const job = in->job;
    bl_diags *const diags = job->diags;
    const bool none = !job->options->survey && job->lines_len == 0 &&
                      job->report->rows_read == HOPELESS && diags->errors >= HOPELESS;
    if (none && diags->len > 0 && diags->items[diags->len - 1].hint[0] == '\0') {
        bl_diag_set_hint(&diags->items[diags->len - 1],
                         "none of the first %d rows is good: the rest is not looked at", HOPELESS);
    }
    return none;
}

static bool read_rows(reader *in)
{
    bl_csv_row row;
    bool more = false;
    if (!set_job(in) || !skip_lines(in, in->job->options->skip) || !read_header(in, &row, &more)) {
        return false;
    }
    while (more) {
        put_row(in, &row);
        more = !in->job->system_failed && !is_hopeless(in) && next_row(in, &row);
    }
    if (in->job->system_failed) {
        complain_file(in, "out of memory");
    }
    return is_sound(in);
}

bool bl_import_reader_read(bl_import_job *job, const char *path, const bl_import_layout *layout)
{
    const bl_import_options *const options = job->options;
    const bl_csv_options csv_options = {.separator = options->separator ? options->separator
                                                                        : layout->separator};
    reader in = {.job = job,
                 .path = path,
                 .shape = bl_import_job_shape(job->kind),
                 .layout = layout,
                 .no_header = options->no_header || layout->first};
    if (layout->json) {
        in.json = bl_json_rows_open(path, layout->lists, job->diags);
    } else {
        in.csv = bl_csv_open(path, csv_options, job->diags);
    }
    if (!in.csv && !in.json) {
        job->system_failed = access(path, R_OK) != 0;
        return false;
    }
    const bool good = read_rows(&in);
    if (good && in.csv) {
        bl_csv_print_hash(in.csv, job->report->sha256[job->file]);
    } else if (good) {
        bl_json_rows_print_hash(in.json, job->report->sha256[job->file]);
    }
    bl_csv_close(in.csv);
    bl_json_rows_close(in.json);
    return good;
}
