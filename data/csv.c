/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * csv.c - the line-aware reader around libcsv.
 *
 * The buffer holds [record, at): the bytes of the row being read, kept for complaints; [at, whole):
 * complete lines to come; [whole, len): the beginning of a line. Good rows pay nothing for places:
 * only a complaint scans the record again. A last line without \n is given one, unless it ends in
 * a carriage return, which then is refused like any other inside a line.
 */
#include "csv.h"

#include <csv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

enum {
    BLOCK = 1024 * 1024,
    BUFFER = BL_CSV_RECORD_MAX + BLOCK + 1,
    ENTRY_MAX = BL_CSV_FIELD_MAX + 256 /* libcsv's buffer: the field, blanks after it, growth */
};

struct bl_csv {
    const char *path;
    bl_diags *diags;
    size_t errors_before; /* of diags, when the file was opened */
    bl_csv_options options;
    bl_bytes *bytes;
    bool at_end;
    bool failed; /* nothing more can be read */
    size_t record, at, whole, len;
    size_t record_line; /* of the byte at `record`, from 1 */
    size_t line;        /* of the byte at `at` */
    size_t rows, rows_libcsv;
    struct csv_parser parser;
    bool row_done;
    bool field_long;
    size_t fields_len; /* may exceed the array: the excess is counted only */
    size_t text_len;
    bl_csv_field fields[BL_CSV_COLUMNS_MAX];
    char text[BL_CSV_RECORD_MAX + BL_CSV_COLUMNS_MAX + BL_CSV_SLACK];
    char buffer[BUFFER + BL_CSV_SLACK];
};

/* ---- complaints */

static void complain_v(bl_csv *csv, size_t line, size_t column, bl_diag **out, const char *format,
                       va_list args) __attribute__((format(printf, 5, 0)));

static void complain_v(bl_csv *csv, size_t line, size_t column, bl_diag **out, const char *format,
                       va_list args)
{
    char text[BL_DIAG_TEXT];
    (void)vsnprintf(text, sizeof text, format, args);
    *out = bl_diag_add(csv->diags, BL_DIAG_ERROR, csv->path, line, column, "%s", text);
}

/* Bytes that do not continue a UTF-8 character. */
static size_t count_chars(const char *begin, const char *end)
{
    size_t count = 0;
    for (; begin < end; begin++) {
        count += ((unsigned char)*begin & 0xc0) != 0x80;
    }
    return count;
}

/* A stretch of one physical line. */
typedef struct {
    size_t line;
    const char *line_begin, *begin, *end;
} csv_spot;

static bl_diag *complain_spot_v(bl_csv *csv, csv_spot spot, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static bl_diag *complain_spot_v(bl_csv *csv, csv_spot spot, const char *format, va_list args)
{
    size_t column = count_chars(spot.line_begin, spot.begin) + 1;
    bl_diag *diag;
    complain_v(csv, spot.line, column, &diag, format, args);
    size_t left = csv->len - (size_t)(spot.line_begin - csv->buffer);
    const char *line_end = memchr(spot.line_begin, '\n', left);
    if (line_end == NULL) {
        line_end = spot.line_begin + left;
    }
    if (line_end > spot.line_begin && line_end[-1] == '\r') {
        line_end--;
    }
    bl_diag_set_excerpt(diag, spot.line_begin, (size_t)(line_end - spot.line_begin), column,
                        count_chars(spot.begin, spot.end < line_end ? spot.end : line_end));
    return diag;
}

static bl_diag *complain_spot(bl_csv *csv, csv_spot spot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bl_diag *complain_spot(bl_csv *csv, csv_spot spot, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bl_diag *diag = complain_spot_v(csv, spot, format, args);
    va_end(args);
    return diag;
}

static bool is_blank(const bl_csv *csv, char c)
{
    return (c == ' ' || c == '\t') && c != csv->options.separator;
}

/* End of the field at text: a separator or a line's end outside quotes. Moves *spot to later lines
 * where quotes hold line ends. */
static const char *skip_field(const bl_csv *csv, const char *text, const char *end, csv_spot *spot)
{
    bool quoted = false;
    for (; text < end; text++) {
        if (*text == '"') {
            quoted = !quoted;
        } else if (!quoted && (*text == csv->options.separator || *text == '\n' || *text == '\r')) {
            return text;
        } else if (*text == '\n') {
            spot->line++;
            spot->line_begin = text + 1;
        }
    }
    return end;
}

/* Where a field of the record stands; one past the last: the end of the line. */
static csv_spot find_field(const bl_csv *csv, size_t field)
{
    const char *text = csv->buffer + csv->record;
    const char *end = csv->buffer + csv->at;
    csv_spot spot = {.line = csv->record_line, .line_begin = text};
    for (size_t i = 0; i < field; i++) {
        text = skip_field(csv, text, end, &spot);
        if (text < end && *text == csv->options.separator) {
            text++;
        }
    }
    while (text < end && is_blank(csv, *text)) {
        text++;
    }
    csv_spot rest = spot;
    spot.begin = text;
    spot.end = skip_field(csv, text, end, &rest);
    while (spot.end > spot.begin && is_blank(csv, spot.end[-1])) {
        spot.end--;
    }
    return spot;
}

bl_diag *bl_csv_complain(bl_csv *csv, size_t field, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bl_diag *diag = complain_spot_v(csv, find_field(csv, field), format, args);
    va_end(args);
    return diag;
}

void bl_csv_complain_file(bl_csv *csv, const char *format, ...)
{
    bl_diag *diag;
    va_list args;
    va_start(args, format);
    complain_v(csv, 0, 0, &diag, format, args);
    va_end(args);
    csv->failed = true;
}

/* Complains at one byte of the line at `at`; nothing more is read. */
static void fail_at(bl_csv *csv, size_t offset, const char *message)
{
    const char *line = csv->buffer + csv->at;
    csv_spot spot = {csv->line, line, line + offset, line + offset + 1};
    (void)complain_spot(csv, spot, "%s", message);
    csv->failed = true;
}

/* ---- bytes */

static ptrdiff_t read_block(bl_csv *csv)
{
    bl_err err;
    const ptrdiff_t got = bl_bytes_read(csv->bytes, csv->buffer + csv->len, BLOCK, &err);
    if (got < 0) {
        bl_csv_complain_file(csv, "%s", err.text);
    }
    return got;
}

static void end_last_line(bl_csv *csv)
{
    csv->at_end = true;
    char last = csv->len > csv->at ? csv->buffer[csv->len - 1] : '\n';
    if (last != '\n' && last != '\r') {
        csv->buffer[csv->len++] = '\n';
    }
    csv->whole = csv->len;
}

/* Reads one block behind what is kept. False: nothing was left, or reading failed. */
static bool fill(bl_csv *csv)
{
    if (csv->at_end || csv->failed) {
        return false;
    }
    memmove(csv->buffer, csv->buffer + csv->record, csv->len - csv->record);
    csv->at -= csv->record;
    csv->whole -= csv->record;
    csv->len -= csv->record;
    csv->record = 0;
    ptrdiff_t got = read_block(csv);
    if (got < 0) {
        return false;
    }
    if (got == 0) {
        end_last_line(csv);
        return csv->whole > csv->at;
    }
    csv->len += (size_t)got;
    size_t end = csv->len;
    while (end > csv->whole && csv->buffer[end - 1] != '\n') {
        end--;
    }
    csv->whole = end;
    memset(csv->buffer + csv->len, 0, BL_CSV_SLACK);
    return true;
}

static bool begins_with(const bl_csv *csv, const char *magic, size_t len)
{
    return csv->len >= len && memcmp(csv->buffer, magic, len) == 0;
}

/* What the first bytes tell about the file. */
static bool check_start(bl_csv *csv)
{
    if (begins_with(csv, "\xff\xfe", 2) || begins_with(csv, "\xfe\xff", 2)) {
        bl_csv_complain_file(csv, "is UTF-16 text; expected UTF-8");
    } else if (begins_with(csv, "\xef\xbb\xbf", 3)) {
        csv->record = csv->at = 3;
    }
    if (csv->whole < csv->at) {
        csv->whole = csv->at;
    }
    return !csv->failed;
}

/* ---- libcsv */

/* libcsv grows its entry by blocks and has no limit of its own. */
static void *grow_entry(void *entry, size_t bytes)
{
    return bytes > ENTRY_MAX ? NULL : realloc(entry, bytes);
}

static void take_field(void *text, size_t len, void *data)
{
    bl_csv *csv = data;
    size_t place = csv->fields_len++;
    if (place >= BL_CSV_COLUMNS_MAX || len > BL_CSV_FIELD_MAX) {
        csv->field_long |= len > BL_CSV_FIELD_MAX;
        return;
    }
    char *copy = csv->text + csv->text_len;
    csv->fields[place] = (bl_csv_field){text != NULL ? copy : NULL, len};
    if (len != 0) {
        memcpy(copy, text, len);
    }
    copy[len] = '\0';
    csv->text_len += len + 1;
}

static void take_row(int ended_by, void *data)
{
    (void)ended_by;
    ((bl_csv *)data)->row_done = true;
}

static void explain_parse_error(bl_csv *csv, size_t offset, size_t len)
{
    bool full = csv_error(&csv->parser) == CSV_ENOMEM &&
                csv_get_buffer_size(&csv->parser) + 256 > ENTRY_MAX;
    if (csv_error(&csv->parser) == CSV_ENOMEM && !full) {
        bl_csv_complain_file(csv, "out of memory");
        return;
    }
    if (full) {
        csv->at += len;
        (void)bl_csv_complain(csv, csv->fields_len, "field is longer than %d bytes",
                              BL_CSV_FIELD_MAX);
        csv->failed = true;
        return;
    }
    fail_at(csv, offset,
            csv->buffer[csv->at + offset] == '"'
                ? "quote inside a field that does not begin with one"
                : "text after a closing quote; expected a separator or the end of the line");
}

/* A tar's first header has no line end, and this at byte 257. */
static bool is_tar(const char *line, size_t len)
{
    enum { MAGIC_AT = 257, MAGIC_LEN = 5 };
    return len > MAGIC_AT + MAGIC_LEN && memcmp(line + MAGIC_AT, "ustar", MAGIC_LEN) == 0;
}

/* NUL anywhere, or a carriage return that does not end the line. */
static bool check_bytes(bl_csv *csv, size_t len)
{
    const char *line = csv->buffer + csv->at;
    const char *bad = memchr(line, '\0', len);
    if (bad != NULL) {
        fail_at(csv, (size_t)(bad - line),
                is_tar(line, len) ? "a tar archive; expected one of the files in it"
                                  : "NUL byte; expected text");
        return false;
    }
    bad = memchr(line, '\r', len);
    if (bad != NULL && (bad + 2 != line + len || bad[1] != '\n')) {
        fail_at(csv, (size_t)(bad - line),
                "carriage return inside a line (only \\n and \\r\\n end a line)");
        return false;
    }
    return true;
}

/* ---- lines and rows */

static void fail_too_long(bl_csv *csv)
{
    if (csv->record == csv->at) {
        fail_at(csv, 0, "line is longer than 64 KiB");
    } else {
        (void)bl_csv_complain(csv, csv->fields_len,
                              "quote opened here is not closed within 64 KiB");
    }
    csv->failed = true;
}

/* Bytes of the line at `at` with its end; 0: there is none, or it is too long. */
static size_t find_line(bl_csv *csv)
{
    while (csv->at == csv->whole) {
        if (csv->len - csv->record > BL_CSV_RECORD_MAX) {
            fail_too_long(csv);
            return 0;
        }
        if (!fill(csv)) {
            return 0;
        }
    }
    const char *line = csv->buffer + csv->at;
    const char *end = memchr(line, '\n', csv->whole - csv->at);
    size_t len = end != NULL ? (size_t)(end - line) + 1 : csv->whole - csv->at;
    if (csv->at + len - csv->record > BL_CSV_RECORD_MAX) {
        fail_too_long(csv);
        return 0;
    }
    return len;
}

/* Splits a line without quotes, blanks and control bytes; its fields stay where they are. */
static bool split_plain(bl_csv *csv, size_t len)
{
    const char separator = csv->options.separator;
    const char *text = csv->buffer + csv->at;
    if (text[len - 1] != '\n') {
        return false;
    }
    size_t line_len = len - (len > 1 && text[len - 2] == '\r' ? 2 : 1);
    size_t begin = 0;
    size_t fields = 0;
    for (size_t i = 0; i <= line_len; i++) {
        if (i < line_len && text[i] != separator) {
            if ((unsigned char)text[i] <= ' ' || text[i] == '"') {
                return false;
            }
            continue;
        }
        if (fields == BL_CSV_COLUMNS_MAX || i - begin > BL_CSV_FIELD_MAX) {
            return false;
        }
        csv->fields[fields++] = (bl_csv_field){i > begin ? text + begin : NULL, i - begin};
        begin = i + 1;
    }
    csv->fields_len = fields;
    return line_len > 0;
}

static bool is_blank_record(const bl_csv *csv)
{
    for (size_t i = csv->record; i < csv->at; i++) {
        if (!is_blank(csv, csv->buffer[i]) && csv->buffer[i] != '\r' && csv->buffer[i] != '\n') {
            return false;
        }
    }
    return true;
}

static void begin_record(bl_csv *csv)
{
    csv->record = csv->at;
    csv->record_line = csv->line;
    csv->fields_len = 0;
    csv->text_len = 0;
    csv->row_done = false;
}

static bool feed_line(bl_csv *csv, size_t len)
{
    if (!check_bytes(csv, len)) {
        return false;
    }
    size_t used = csv_parse(&csv->parser, csv->buffer + csv->at, len, take_field, take_row, csv);
    if (used != len) {
        explain_parse_error(csv, used, len);
        return false;
    }
    csv->at += len;
    csv->line++;
    return true;
}

static bool check_row(bl_csv *csv)
{
    if (csv->fields_len > BL_CSV_COLUMNS_MAX) {
        (void)bl_csv_complain(csv, BL_CSV_COLUMNS_MAX, "more than %d columns", BL_CSV_COLUMNS_MAX);
    } else if (csv->field_long) {
        (void)bl_csv_complain(csv, 0, "a field of this row is longer than %d bytes",
                              BL_CSV_FIELD_MAX);
    } else {
        return true;
    }
    csv->failed = true;
    return false;
}

/* Line by line through libcsv until a row is whole. */
static bool parse_row(bl_csv *csv, size_t len)
{
    for (; len != 0; len = find_line(csv)) {
        if (!feed_line(csv, len)) {
            return false;
        }
        if (csv->row_done) {
            csv->rows_libcsv += csv->rows > 1;
            return check_row(csv);
        }
        if (is_blank_record(csv)) {
            begin_record(csv);
        }
    }
    if (!csv->failed && csv_fini(&csv->parser, take_field, take_row, csv) != 0) {
        (void)bl_csv_complain(csv, csv->fields_len,
                              "quote opened here is never closed (the file ends at line %zu)",
                              csv->line - 1);
    }
    csv->failed = true;
    return false;
}

bool bl_csv_read_row(bl_csv *csv, bl_csv_row *out)
{
    if (csv->failed || csv->diags->errors - csv->errors_before >= BL_DIAG_MAX) {
        return false;
    }
    begin_record(csv);
    size_t len = find_line(csv);
    if (len == 0) {
        return false;
    }
    csv->rows++;
    if (!csv->options.general_only && split_plain(csv, len)) {
        csv->at += len;
        csv->line++;
    } else if (!parse_row(csv, len)) {
        return false;
    }
    *out = (bl_csv_row){csv->fields, csv->fields_len};
    return true;
}

bool bl_csv_peek_lines(bl_csv *csv, bl_csv_lines *out)
{
    begin_record(csv);
    while (csv->at == csv->whole) {
        if (csv->len - csv->record > BL_CSV_RECORD_MAX || !fill(csv)) {
            return false;
        }
    }
    *out = (bl_csv_lines){csv->buffer + csv->at, csv->buffer + csv->whole};
    return csv->buffer[csv->whole - 1] == '\n';
}

void bl_csv_skip_lines(bl_csv *csv, const char *to, size_t lines)
{
    csv->at = (size_t)(to - csv->buffer);
    csv->line += lines;
    begin_record(csv);
}

/* ---- the file */

static bool open_bytes(bl_csv *csv)
{
    bl_err err;
    const bl_bytes_options options = {.member = csv->options.member,
                                      .skip_hash = csv->options.skip_hash};
    csv->bytes = bl_bytes_open(csv->path, options, &err);
    if (csv->bytes == NULL) {
        bl_csv_complain_file(csv, "%s", err.text);
    }
    return csv->bytes != NULL;
}

bl_csv *bl_csv_open(const char *path, bl_csv_options options, bl_diags *diags)
{
    bl_csv *csv = malloc(sizeof *csv);
    if (csv == NULL) {
        (void)bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "out of memory");
        return NULL;
    }
    memset(csv, 0, offsetof(bl_csv, fields));
    csv->path = path;
    csv->diags = diags;
    csv->errors_before = diags->errors;
    csv->options = options;
    if (csv->options.separator == '\0') {
        csv->options.separator = ',';
    }
    csv->record_line = 1;
    csv->line = 1;
    (void)csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL);
    csv_set_delim(&csv->parser, (unsigned char)csv->options.separator);
    csv_set_realloc_func(&csv->parser, grow_entry);
    if (open_bytes(csv)) {
        (void)fill(csv);
        if (!csv->failed && check_start(csv)) {
            return csv;
        }
    }
    bl_csv_close(csv);
    return NULL;
}

void bl_csv_close(bl_csv *csv)
{
    if (csv == NULL) {
        return;
    }
    bl_bytes_close(csv->bytes);
    csv_free(&csv->parser);
    free(csv);
}

size_t bl_csv_estimate_lines(const bl_csv *csv)
{
    size_t lines = 0;
    const char *begin = csv->buffer + csv->at;
    const char *end = csv->buffer + csv->whole;
    for (const char *at = begin; at < end; lines++) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        at = line_end != NULL ? line_end + 1 : end;
    }
    uint64_t left = bl_bytes_estimate(csv->bytes);
    uint64_t line_bytes = lines != 0 ? (uint64_t)(end - begin) / lines : 1;
    return lines + (size_t)(left / (line_bytes != 0 ? line_bytes : 1));
}

size_t bl_csv_column(const bl_csv *csv, size_t field)
{
    const csv_spot spot = find_field(csv, field);
    return count_chars(spot.line_begin, spot.begin) + 1;
}

size_t bl_csv_line(const bl_csv *csv)
{
    return csv->record_line;
}

bool bl_csv_used_libcsv(const bl_csv *csv)
{
    return csv->rows_libcsv != 0;
}

bool bl_csv_is_sound(const bl_csv *csv)
{
    return csv->diags->errors == csv->errors_before;
}

uint64_t bl_csv_bytes(const bl_csv *csv)
{
    return bl_bytes_file_len(csv->bytes);
}

void bl_csv_print_hash(bl_csv *csv, char *out)
{
    bl_bytes_print_hash(csv->bytes, out);
}
