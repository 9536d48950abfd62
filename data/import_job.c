/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_job.c - rows of any file, checked and turned into lines of a feed. A row is taken whole
 * or refused with the role that is wrong; the lines wait in memory until all are known to be good.
 * In a survey nothing but unreadable rows is left out: the rest is counted and kept.
 */
#include "import_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quotes.h"
#include "timestamp.h"

enum { SHOWN_MAX = 40, TEXT_FIRST = 1 << 16, LINES_FIRST = 1 << 10 };

static const bl_import_shape shapes[BL_IMPORT_KINDS] = {
    [BL_IMPORT_AUTO] = {.name = "auto"},
    [BL_IMPORT_PRICES] = {"prices",
                          6,
                          {"time", "open", "high", "low", "close", "volume"},
                          {[BL_ROLE_TIME] = true, [BL_ROLE_CLOSE] = true},
                          {false},
                          "time,open,high,low,close,volume\n"},
    [BL_IMPORT_FLOWS] = {"flows",
                         7,
                         {"time", "lp", "amount", "event", "base", "price", "supply"},
                         {[BL_ROLE_TIME] = true, [BL_ROLE_AMOUNT] = true},
                         {[BL_ROLE_EVENT] = true,
                          [BL_ROLE_BASE] = true,
                          [BL_ROLE_PRICE] = true,
                          [BL_ROLE_SUPPLY] = true},
                         "time,lp,kind,amount\n"},
    [BL_IMPORT_FUNDING] = {"funding", 2, {"time", "rate"}, {true, true}, {false}, "time,rate\n"},
    [BL_IMPORT_INDEX] =
        {"index", 2, {"time", "price"}, {true, true}, {false}, "time,exchange_price\n"},
    [BL_IMPORT_DEPTH] = {"depth",
                         4,
                         {"time", "side", "price", "quantity"},
                         {true, true, true, true},
                         {false},
                         "time,side,price,quantity\n"}};

const bl_import_shape *bl_import_job_shape(bl_import_kind kind)
{
    return &shapes[kind];
}

/* ---- options */

/* FROM..TO; the times are ballast's own: ISO with Z, or a bare date of UTC. */
static bool parse_clip(const char *text, bl_import_job *job, const char **problem)
{
    const bl_import_time_rule rule = {.style = BL_IMPORT_TIME_ISO, .offset = "+00:00"};
    const char *ignored;
    job->clip_from_ns = INT64_MIN;
    job->clip_to_ns = INT64_MAX;
    if (!text) {
        return true;
    }
    const char *const dots = strstr(text, "..");
    const char *const to = dots ? dots + 2 : text;
    *problem = "--clip: allowed is FROM..TO, such as 2022-05-01..2022-07-01";
    if (!dots) {
        return false;
    }
    if (dots > text &&
        !bl_import_time_parse(&rule, text, (size_t)(dots - text), &job->clip_from_ns, &ignored)) {
        return false;
    }
    return *to == '\0' || bl_import_time_parse(&rule, to, strlen(to), &job->clip_to_ns, &ignored);
}

static bool parse_scale(const char *text, bl_import_number *out, const char **problem)
{
    *out = (bl_import_number){0};
    if (!text) {
        return true;
    }
    *problem = "--scale, --base-scale: allowed is a decimal above 0, such as 1000000 or 1e-18";
    return bl_import_number_parse(text, strlen(text), out) == BL_IMPORT_NUMBER_OK &&
           out->mantissa > 0 && !out->negative;
}

static bool parse_duration(const char *text, int64_t *out_ns)
{
    return !text || bl_timestamp_parse_duration(text, strlen(text), out_ns);
}

static bool parse_durations(const bl_import_options *options, bl_import_job *job,
                            const char **problem)
{
    *problem = "--shift: allowed is a duration such as 8h or 1d";
    if (!parse_duration(options->shift, &job->shift_ns)) {
        return false;
    }
    *problem = "--resample: allowed is a duration above 0, such as 1h or 1d";
    return parse_duration(options->resample, &job->resample_ns) &&
           (!options->resample || job->resample_ns > 0);
}

static bool check_lp(const bl_import_options *options, const char **problem)
{
    *problem = "--lp: allowed is a name for flows, not empty and not starting with fee:";
    return !options->lp || ((options->kind == BL_IMPORT_FLOWS || options->kind == BL_IMPORT_AUTO) &&
                            *options->lp != '\0' && strncmp(options->lp, "fee:", 4) != 0);
}

bool bl_import_job_open(bl_import_job *job, const bl_import_options *options,
                        bl_import_report *report, bl_diags *diags, const char **problem)
{
    *job = (bl_import_job){
        .options = options, .kind = options->kind, .report = report, .diags = diags, .unit = -1};
    if (job->kind == BL_IMPORT_AUTO) {
        job->kind = BL_IMPORT_PRICES;
    }
    memset(report, 0, sizeof *report);
    return check_lp(options, problem) &&
           bl_import_time_make_rule(options->time_unit, options->tz, &job->time, problem) &&
           parse_durations(options, job, problem) && parse_clip(options->clip, job, problem) &&
           parse_scale(options->base_scale, &job->base_scale, problem) &&
           parse_scale(options->scale, &job->scale, problem);
}

void bl_import_job_close(bl_import_job *job)
{
    free(job->text);
    free(job->lines);
    *job = (bl_import_job){0};
}

/* ---- memory */

/* Doubles the room until `need` more fit. NULL: no memory; the old room stands. */
static void *grow(void *at, size_t *cap, size_t len, size_t need, size_t item_bytes, size_t first)
{
    size_t room = *cap ? *cap : first;
    while (room - len < need) {
        if (room > SIZE_MAX / 2 / item_bytes) {
            return NULL;
        }
        room *= 2;
    }
    if (room == *cap) {
        return at;
    }
    void *const grown = realloc(at, room * item_bytes);
    if (grown) {
        *cap = room;
    }
    return grown;
}

bool bl_import_job_put_bytes(bl_import_job *job, const char *bytes, size_t len)
{
    char *const text = grow(job->text, &job->text_cap, job->text_len, len, 1, TEXT_FIRST);
    if (!text) {
        job->system_failed = true;
        return false;
    }
    job->text = text;
    memcpy(text + job->text_len, bytes, len);
    job->text_len += len;
    return true;
}

bool bl_import_job_put_text(bl_import_job *job, const char *text)
{
    return bl_import_job_put_bytes(job, text, strlen(text));
}

bool bl_import_job_put_line(bl_import_job *job, size_t begin, int64_t time_ns,
                            bl_import_place place)
{
    bl_import_line *const lines =
        grow(job->lines, &job->lines_cap, job->lines_len, 1, sizeof *lines, LINES_FIRST);
    if (!lines) {
        job->system_failed = true;
        return false;
    }
    job->lines = lines;
    lines[job->lines_len] =
        (bl_import_line){time_ns, begin, job->text_len - begin, job->lines_len, place};
    job->lines_len++;
    return true;
}

/* Cells that are looked at hold no quotes. */
bl_import_field bl_import_job_cell(const bl_import_job *job, const bl_import_line *line,
                                   size_t index)
{
    const char *at = job->text + line->begin;
    const char *const end = at + line->len - 1;
    for (size_t i = 0; i < index && at; i++) {
        at = memchr(at + 1, ',', (size_t)(end - at - 1));
    }
    if (!at || at == end) {
        return (bl_import_field){NULL, 0};
    }
    const char *const next = memchr(at + 1, ',', (size_t)(end - at - 1));
    return (bl_import_field){at + 1, (size_t)((next ? next : end) - at - 1)};
}

bool bl_import_job_cell_number(const bl_import_job *job, const bl_import_line *line, size_t index,
                               bl_import_number *out)
{
    const bl_import_field cell = bl_import_job_cell(job, line, index);
    return cell.text && bl_import_number_parse(cell.text, cell.len, out) == BL_IMPORT_NUMBER_OK;
}

void bl_import_job_count(bl_import_job *job, bl_tally *tally, const bl_import_line *line)
{
    (void)job;
    bl_tally_add(
        tally, line->order,
        (bl_tally_item){line->time_ns, line->time_ns, 1, line->place.file, line->place.line});
}

/* ---- one row */

static bl_import_field trim(bl_import_field field)
{
    while (field.len > 0 && (*field.text == ' ' || *field.text == '\t')) {
        field.text++;
        field.len--;
    }
    while (field.len > 0 &&
           (field.text[field.len - 1] == ' ' || field.text[field.len - 1] == '\t')) {
        field.len--;
    }
    return field;
}

bool bl_import_job_refuse(bl_import_reason *reason, bl_finding finding, size_t role,
                          bl_import_field field, const char *why)
{
    const bool cut = field.len > SHOWN_MAX;
    reason->role = role;
    reason->finding = finding;
    snprintf(reason->text, sizeof reason->text, "'%.*s%s': %s", cut ? SHOWN_MAX : (int)field.len,
             field.text ? field.text : "", cut ? "..." : "", why);
    return false;
}

static void count_row(bl_import_job *job, bl_tally *tally, int64_t time_ns, bl_import_place place)
{
    bl_tally_add(tally, job->report->rows_read,
                 (bl_tally_item){time_ns, time_ns, 1, place.file, place.line});
}

/* Stamps that jump from one unit to another are read, and said. */
static void watch_unit(bl_import_job *job, bl_import_field field, int64_t time_ns,
                       bl_import_place place)
{
    if (job->time.style != BL_IMPORT_TIME_MAGNITUDE) {
        return;
    }
    const int unit = bl_import_time_unit(field.text, field.len);
    if (job->unit >= 0 && unit != job->unit) {
        count_row(job, &job->report->findings[BL_FINDING_UNITS], time_ns, place);
    }
    job->unit = unit;
}

static bool times_agree(const bl_import_job *job, bl_import_field field, int64_t time_ns,
                        bl_import_reason *reason)
{
    const char *problem = NULL;
    int64_t second_ns;
    if (!field.text) {
        return true;
    }
    if (!bl_import_time_parse(&job->second, field.text, field.len, &second_ns, &problem)) {
        return bl_import_job_refuse(reason, BL_FINDING_TIME, BL_IMPORT_ROLES_MAX, field, problem);
    }
    return second_ns == time_ns ||
           bl_import_job_refuse(reason, BL_FINDING_TIMES_DIFFER, BL_IMPORT_ROLES_MAX, field,
                                "not the time that the row's other column says; name the one to "
                                "trust with --columns time=COLUMN");
}

static bool read_time(bl_import_job *job, const bl_import_field *fields, int64_t *out_ns,
                      bl_import_place place, bl_import_reason *reason)
{
    const bl_import_field field = fields[BL_ROLE_TIME];
    const char *problem = "a time is missing";
    if (field.len == 0 ||
        !bl_import_time_parse(&job->time, field.text, field.len, out_ns, &problem)) {
        return bl_import_job_refuse(reason, BL_FINDING_TIME, BL_ROLE_TIME, field, problem);
    }
    if (!times_agree(job, fields[BL_IMPORT_ROLES_MAX], *out_ns, reason)) {
        return false;
    }
    watch_unit(job, field, *out_ns, place);
    if (__builtin_add_overflow(*out_ns, job->shift_ns, out_ns)) {
        return bl_import_job_refuse(reason, BL_FINDING_TIME, BL_ROLE_TIME, field,
                                    "shifted past the year 2262");
    }
    return true;
}

/* Rows of one time are told apart later, when their values are known; here they may pass. */
static bool follows(bl_import_job *job, bl_import_field field, int64_t time_ns,
                    bl_import_place place, bl_import_reason *reason)
{
    const bool backwards =
        job->has_time && (job->descending ? time_ns > job->time_ns : time_ns < job->time_ns);
    if (backwards && (job->options->survey || job->options->sort)) {
        bl_tally *const tally = job->options->survey ? &job->report->findings[BL_FINDING_BACKWARDS]
                                                     : &job->report->repairs[BL_REPAIR_SORT];
        count_row(job, tally, time_ns, place);
        return true; /* the newest so far stays the one to compare with */
    }
    if (backwards) {
        return bl_import_job_refuse(reason, BL_FINDING_BACKWARDS, BL_ROLE_TIME, field,
                                    job->descending
                                        ? "the time goes forward in a file with the newest first"
                                        : "the time goes backwards; --sort puts it in its place");
    }
    job->has_time = true;
    job->time_ns = time_ns;
    return true;
}

/* Equal times of flows and of a book's levels are as they should be. */
static bool repeats(const bl_import_job *job, int64_t time_ns)
{
    const bool many = job->kind == BL_IMPORT_FLOWS || job->kind == BL_IMPORT_DEPTH;
    return !many && !job->options->sort && !job->options->survey &&
           job->options->dedupe == BL_DEDUPE_FAIL && job->has_time && time_ns == job->time_ns;
}

static bool put_fields(bl_import_job *job, const bl_import_field *fields, bl_import_place place,
                       bl_import_reason *reason)
{
    const size_t begin = job->text_len;
    const size_t before = job->report->rows_zero;
    int64_t time_ns;
    if (!read_time(job, fields, &time_ns, place, reason)) {
        return false;
    }
    if (time_ns < job->clip_from_ns || time_ns >= job->clip_to_ns) {
        count_row(job, &job->report->repairs[BL_REPAIR_CLIP], time_ns, place);
        return true;
    }
    if (repeats(job, time_ns)) {
        return bl_import_job_refuse(reason, BL_FINDING_REPEATED, BL_ROLE_TIME, fields[BL_ROLE_TIME],
                                    "the same time as the row before; --dedupe says which stays");
    }
    if (!follows(job, fields[BL_ROLE_TIME], time_ns, place, reason)) {
        return false;
    }
    if (!bl_import_values_put(job, fields, time_ns, reason)) {
        job->text_len = begin;
        return false;
    }
    if (job->report->rows_zero > before) {
        job->text_len = begin;
        return true;
    }
    return bl_import_job_put_line(job, begin, time_ns, place);
}

bool bl_import_job_put_row(bl_import_job *job, const bl_import_field *given, bl_import_place place,
                           bl_import_reason *reason)
{
    bl_import_field fields[BL_IMPORT_ROLES_MAX + 1];
    *reason = (bl_import_reason){0};
    for (size_t i = 0; i <= BL_IMPORT_ROLES_MAX; i++) {
        fields[i] = trim(given[i]);
    }
    job->report->rows_read++;
    return put_fields(job, fields, place, reason);
}
