/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_job.c - rows of any file, checked and turned into lines of a feed. A row is taken whole
 * or refused with the role that is wrong; the lines wait in memory until all are known to be good.
 */
#include "import_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME = 0, OPEN = 1, CLOSE = 4, VOLUME = 5, LP = 1, AMOUNT = 2, RATE = 1, PRICE = 1 };
enum { INDEX_PLACES = 12 }; /* spec 1.7 */
enum { SHOWN_MAX = 40, TEXT_FIRST = 1 << 16, LINES_FIRST = 1 << 10 };

static const bl_import_shape shapes[BL_IMPORT_KINDS] = {
    [BL_IMPORT_PRICES] = {"prices",
                          6,
                          {"time", "open", "high", "low", "close", "volume"},
                          {[TIME] = true, [CLOSE] = true},
                          "time,open,high,low,close,volume\n"},
    [BL_IMPORT_FLOWS] = {"flows",
                         3,
                         {"time", "lp", "amount"},
                         {[TIME] = true, [AMOUNT] = true},
                         "time,lp,kind,amount\n"},
    [BL_IMPORT_FUNDING] = {"funding", 2, {"time", "rate"}, {true, true}, "time,rate\n"},
    [BL_IMPORT_INDEX] = {"index", 2, {"time", "price"}, {true, true}, "time,exchange_price\n"}};

const bl_import_shape *bl_import_job_shape(bl_import_kind kind)
{
    return &shapes[kind];
}

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
    *problem = "--scale: allowed is a decimal above 0, such as 1000000 or 1e-18";
    return bl_import_number_parse(text, strlen(text), out) == BL_IMPORT_NUMBER_OK &&
           out->mantissa > 0 && !out->negative;
}

static bool parse_shift(const char *text, int64_t *out_ns, const char **problem)
{
    *problem = "--shift: allowed is a duration such as 8h or 1d";
    return !text || bl_timestamp_parse_duration(text, strlen(text), out_ns);
}

bool bl_import_job_open(bl_import_job *job, const bl_import_options *options,
                        bl_import_report *report, bl_diags *diags, const char **problem)
{
    *job = (bl_import_job){.options = options, .report = report, .diags = diags};
    *report = (bl_import_report){0};
    if (options->lp && (options->kind != BL_IMPORT_FLOWS || *options->lp == '\0' ||
                        strncmp(options->lp, "fee:", 4) == 0)) {
        *problem = "--lp: allowed is a name for flows, not empty and not starting with fee:";
        return false;
    }
    return bl_import_time_make_rule(options->time_unit, options->tz, &job->time, problem) &&
           parse_shift(options->shift, &job->shift_ns, problem) &&
           parse_clip(options->clip, job, problem) &&
           parse_scale(options->scale, &job->scale, problem);
}

void bl_import_job_close(bl_import_job *job)
{
    free(job->text);
    free(job->lines);
    *job = (bl_import_job){0};
}

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

static bool put_bytes(bl_import_job *job, const char *bytes, size_t len)
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

static bool put_text(bl_import_job *job, const char *text)
{
    return put_bytes(job, text, strlen(text));
}

static bool put_time(bl_import_job *job, int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    return put_bytes(job, text, bl_timestamp_print(time_ns, text));
}

/* A name as spec 13.0 writes it: quoted only where it must be. */
static bool put_name(bl_import_job *job, bl_import_field name)
{
    bool plain = true;
    for (size_t i = 0; i < name.len; i++) {
        plain = plain && !strchr(",\"\r\n", name.text[i]);
    }
    if (plain) {
        return put_bytes(job, name.text, name.len);
    }
    bool done = put_text(job, "\"");
    for (size_t i = 0; done && i < name.len; i++) {
        done = put_text(job, name.text[i] == '"' ? "\"" : "") && put_bytes(job, &name.text[i], 1);
    }
    return done && put_text(job, "\"");
}

static bool put_line(bl_import_job *job, size_t begin, int64_t time_ns)
{
    bl_import_line *const lines =
        grow(job->lines, &job->lines_cap, job->lines_len, 1, sizeof *lines, LINES_FIRST);
    if (!lines) {
        job->system_failed = true;
        return false;
    }
    job->lines = lines;
    lines[job->lines_len++] = (bl_import_line){time_ns, begin, job->text_len - begin};
    return true;
}

static bl_import_field trim(bl_import_field field)
{
    while (field.len > 0 && (*field.text == ' ' || *field.text == '\t')) {
        field.text++;
        field.len--;
    }
    while (field.len > 0 && strchr(" \t", field.text[field.len - 1])) {
        field.len--;
    }
    return field;
}

static bool refuse(bl_import_reason *reason, size_t role, bl_import_field field, const char *why)
{
    const bool cut = field.len > SHOWN_MAX;
    reason->role = role;
    snprintf(reason->text, sizeof reason->text, "'%.*s%s': %s", cut ? SHOWN_MAX : (int)field.len,
             field.text, cut ? "..." : "", why);
    return false;
}

static bool read_number(bl_import_field field, size_t role, bl_import_number *out,
                        bl_import_reason *reason)
{
    const bl_import_number_status status = bl_import_number_parse(field.text, field.len, out);
    if (status == BL_IMPORT_NUMBER_GRAMMAR) {
        return refuse(reason, role, field, "not a number: allowed are digits with a point");
    }
    if (status == BL_IMPORT_NUMBER_LONG) {
        return refuse(reason, role, field, "more than 38 digits");
    }
    return true;
}

/* Without a scale the digits pass as they are written; a sign is left to the caller. */
static bool put_scaled(bl_import_job *job, bl_import_field field, size_t role,
                       bl_import_number number, bl_import_reason *reason)
{
    char text[BL_IMPORT_NUMBER_TEXT];
    bl_import_number scaled;
    if (job->scale.mantissa == 0) {
        const size_t sign = *field.text == '-' || *field.text == '+' ? 1 : 0;
        return put_bytes(job, field.text + sign, field.len - sign);
    }
    if (!bl_import_number_multiply(number, job->scale, &scaled)) {
        return refuse(reason, role, field, "times --scale has more than 38 digits");
    }
    return put_bytes(job, text, bl_import_number_print(scaled, text));
}

static bool put_price(bl_import_job *job, const bl_import_field *fields, size_t role,
                      bl_import_reason *reason)
{
    const size_t source = fields[role].text ? role : CLOSE;
    bl_import_number number;
    if (!read_number(fields[source], source, &number, reason)) {
        return false;
    }
    if (number.negative || number.mantissa == 0) {
        return refuse(reason, source, fields[source], "a price must be above 0");
    }
    job->report->close_for_all |= source != role;
    return put_text(job, ",") && put_scaled(job, fields[source], source, number, reason);
}

static bool put_volume(bl_import_job *job, bl_import_field field, bl_import_reason *reason)
{
    bl_import_number number;
    if (!field.text) {
        job->report->volume_missing = true;
        return put_text(job, ",0\n");
    }
    if (!read_number(field, VOLUME, &number, reason)) {
        return false;
    }
    if (number.negative && number.mantissa > 0) {
        return refuse(reason, VOLUME, field, "a volume must not be below 0");
    }
    return put_text(job, ",") && put_bytes(job, field.text, field.len) && put_text(job, "\n");
}

static bool put_prices(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    for (size_t role = OPEN; role <= CLOSE; role++) {
        if (!put_price(job, fields, role, reason)) {
            return false;
        }
    }
    return put_volume(job, fields[VOLUME], reason);
}

/* The sign becomes the kind; a flow of nothing leaves no line. */
static bool put_flow(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    const char *const lp = job->options->lp;
    const bl_import_field name = lp ? (bl_import_field){lp, strlen(lp)} : fields[LP];
    bl_import_number number;
    if (name.len == 0 || (name.len >= 4 && memcmp(name.text, "fee:", 4) == 0)) {
        return refuse(reason, LP, name, "an LP needs a name that does not start with fee:");
    }
    if (!read_number(fields[AMOUNT], AMOUNT, &number, reason)) {
        return false;
    }
    if (number.mantissa == 0) {
        job->report->rows_zero++;
        return true;
    }
    job->report->withdrawals += number.negative;
    job->report->deposits += !number.negative;
    return put_text(job, ",") && put_name(job, name) &&
           put_text(job, number.negative ? ",withdraw," : ",deposit,") &&
           put_scaled(job, fields[AMOUNT], AMOUNT, number, reason) && put_text(job, "\n");
}

static bool put_rate(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    bl_import_number number;
    return read_number(fields[RATE], RATE, &number, reason) &&
           put_text(job, number.negative && number.mantissa > 0 ? ",-" : ",") &&
           put_scaled(job, fields[RATE], RATE, number, reason) && put_text(job, "\n");
}

/* An index never falls (spec 9.1); said of what the file holds, before any rounding. */
static bool index_follows(const bl_import_job *job, bl_import_field field, bl_import_number number,
                          bl_import_reason *reason)
{
    const bool descending = job->options->descending;
    if (job->price.mantissa > 0 && bl_import_number_is_below(descending ? job->price : number,
                                                             descending ? number : job->price)) {
        return refuse(reason, PRICE, field,
                      descending ? "the index rises in a file said to be --descending"
                                 : "the index falls");
    }
    return true;
}

/* Exactly 12 places, half to even; what has lost digits is counted. */
static bool put_index(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    char text[BL_IMPORT_NUMBER_TEXT];
    bl_import_number number;
    bl_import_number fixed;
    bool lost = false;
    if (!read_number(fields[PRICE], PRICE, &number, reason)) {
        return false;
    }
    if (number.negative || number.mantissa == 0) {
        return refuse(reason, PRICE, fields[PRICE], "an index must be above 0");
    }
    if (job->scale.mantissa > 0 && !bl_import_number_multiply(number, job->scale, &number)) {
        return refuse(reason, PRICE, fields[PRICE], "times --scale has more than 38 digits");
    }
    if (!bl_import_number_fix(number, INDEX_PLACES, &fixed, &lost) || fixed.mantissa > INT64_MAX) {
        return refuse(reason, PRICE, fields[PRICE],
                      "an index is at most 9223372; --scale, such as 1e-27, makes it smaller");
    }
    if (fixed.mantissa == 0) {
        return refuse(reason, PRICE, fields[PRICE], "rounds to 0 at 12 places");
    }
    if (!index_follows(job, fields[PRICE], number, reason)) {
        return false;
    }
    job->price = number;
    job->report->rounded += lost ? 1 : 0;
    return put_text(job, ",") && put_bytes(job, text, bl_import_number_print(fixed, text)) &&
           put_text(job, "\n");
}

static bool read_time(const bl_import_job *job, bl_import_field field, int64_t *out_ns,
                      bl_import_reason *reason)
{
    const char *problem = NULL;
    if (!bl_import_time_parse(&job->time, field.text, field.len, out_ns, &problem)) {
        return refuse(reason, TIME, field, problem);
    }
    if (__builtin_add_overflow(*out_ns, job->shift_ns, out_ns)) {
        return refuse(reason, TIME, field, "shifted past the year 2262");
    }
    return true;
}

/* False with a reason, or false without where keep_first leaves the row out. */
static bool follows(bl_import_job *job, bl_import_field field, int64_t time_ns,
                    bl_import_reason *reason)
{
    const bool repeated = job->has_time && time_ns == job->time_ns;
    const bool backwards = job->has_time && (job->options->descending ? time_ns > job->time_ns
                                                                      : time_ns < job->time_ns);
    if (backwards) {
        return refuse(reason, TIME, field,
                      job->options->descending
                          ? "the time goes forward in a file said to be --descending"
                          : "the time goes backwards");
    }
    if (!repeated || job->options->kind == BL_IMPORT_FLOWS) {
        return true;
    }
    if (!job->options->keep_first) {
        return refuse(reason, TIME, field, "the same time as the row before");
    }
    job->report->rows_repeated++;
    return false;
}

static bool put_values(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    switch (job->options->kind) {
    case BL_IMPORT_PRICES:
        return put_prices(job, fields, reason);
    case BL_IMPORT_FLOWS:
        return put_flow(job, fields, reason);
    case BL_IMPORT_FUNDING:
        return put_rate(job, fields, reason);
    case BL_IMPORT_INDEX:
        return put_index(job, fields, reason);
    }
    return false;
}

bool bl_import_job_put_row(bl_import_job *job, const bl_import_field *given,
                           bl_import_reason *reason)
{
    bl_import_field fields[BL_IMPORT_ROLES_MAX];
    const size_t begin = job->text_len;
    int64_t time_ns;
    *reason = (bl_import_reason){0};
    for (size_t i = 0; i < BL_IMPORT_ROLES_MAX; i++) {
        fields[i] = trim(given[i]);
    }
    job->report->rows_read++;
    if (!read_time(job, fields[TIME], &time_ns, reason)) {
        return false;
    }
    if (time_ns < job->clip_from_ns || time_ns >= job->clip_to_ns) {
        job->report->rows_clipped++;
        return true;
    }
    if (!follows(job, fields[TIME], time_ns, reason)) {
        return reason->text[0] == '\0';
    }
    job->has_time = true;
    job->time_ns = time_ns;
    const size_t before = job->report->rows_zero;
    if (!put_time(job, time_ns) || !put_values(job, fields, reason)) {
        return false;
    }
    if (job->report->rows_zero > before) {
        job->text_len = begin;
        return true;
    }
    return put_line(job, begin, time_ns);
}
