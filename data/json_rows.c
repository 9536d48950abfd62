/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json_rows.c - rows of a JSON file. The text is walked once, with a stack of brackets in place of
 * recursion; no tree is built. A string with escapes is decoded where it stands.
 */
#include "json_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

enum { DEPTH_MAX = 32, TEXT_FIRST = 1 << 16 };

static const size_t text_max = (size_t)1 << 30;

typedef struct {
    const char *line_begin;
    size_t line;
    const char *text;
} spot;

struct bl_json_rows {
    const char *path, *lists;
    char hash[BL_BYTES_HASH_TEXT];
    bl_diags *diags;
    size_t errors_before;
    char *text, *end; /* a NUL stands at the end */
    char *at;
    spot here;             /* the line of `at` */
    char stack[DEPTH_MAX]; /* the open brackets */
    size_t depth;
    bool in_list; /* rows stand at this depth */
    bool list_seen;
    bl_csv_field list; /* its name */
    bool has_names, failed;
    bl_csv_field names[BL_CSV_COLUMNS_MAX], fields[BL_CSV_COLUMNS_MAX];
    spot spots[BL_CSV_COLUMNS_MAX];
    spot row;
    size_t names_len, fields_len;
};

/* ---- complaints */

static size_t count_chars(const char *begin, const char *end)
{
    size_t chars = 0;
    for (const char *at = begin; at < end; at++) {
        chars += ((unsigned char)*at & 0xC0) != 0x80;
    }
    return chars;
}

__attribute__((format(printf, 3, 0))) static bl_diag *
complain_v(const bl_json_rows *rows, spot place, const char *format, va_list args)
{
    char text[BL_DIAG_TEXT];
    const size_t column = count_chars(place.line_begin, place.text) + 1;
    (void)vsnprintf(text, sizeof text, format, args);
    bl_diag *const diag =
        bl_diag_add(rows->diags, BL_DIAG_ERROR, rows->path, place.line, column, "%s", text);
    if (diag) {
        const size_t left = (size_t)(rows->end - place.line_begin);
        const char *const line_end = memchr(place.line_begin, '\n', left);
        const size_t len = line_end ? (size_t)(line_end - place.line_begin) : left;
        bl_diag_set_excerpt(diag, place.line_begin, len, column, 1);
    }
    return diag;
}

bl_diag *bl_json_rows_complain(bl_json_rows *rows, size_t field, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bl_diag *const diag =
        complain_v(rows, field < rows->fields_len ? rows->spots[field] : rows->row, format, args);
    va_end(args);
    return diag;
}

/* Complains where the reading stands and ends it. */
static bool fail(bl_json_rows *rows, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(bl_json_rows *rows, const char *format, ...)
{
    va_list args;
    if (!rows->failed) {
        rows->here.text = rows->at;
        va_start(args, format);
        (void)complain_v(rows, rows->here, format, args);
        va_end(args);
    }
    rows->failed = true;
    return false;
}

/* ---- tokens */

static void skip_space(bl_json_rows *rows)
{
    for (; rows->at < rows->end && strchr(" \t\r\n", *rows->at) && *rows->at; rows->at++) {
        if (*rows->at == '\n') {
            rows->here.line++;
            rows->here.line_begin = rows->at + 1;
        }
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hex digits as UTF-8, half a pair as '?'; returns where writing goes on, NULL: none. */
static char *decode_code(const char *from, const char *end, char *to)
{
    unsigned code = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = from + i < end ? hex_digit(from[i]) : -1;
        if (digit < 0) {
            return NULL;
        }
        code = code * 16 + (unsigned)digit;
    }
    if (code < 0x80) {
        *to++ = code >= 0x20 ? (char)code : '?';
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else if (code >= 0xD800 && code < 0xE000) {
        *to++ = '?';
    } else {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

/* An escape at `at`, just after its backslash; *to moves behind what it stands for. */
static bool take_escape(bl_json_rows *rows, char **to)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/?????";
    const char *const found = *rows->at ? strchr(letters, *rows->at) : NULL;
    if (found) {
        *(*to)++ = meanings[found - letters];
        rows->at++;
        return true;
    }
    char *const after = *rows->at == 'u' ? decode_code(rows->at + 1, rows->end, *to) : NULL;
    if (!after) {
        return fail(rows, "no such escape; allowed are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    }
    rows->at += 5;
    *to = after;
    return true;
}

static bool take_string(bl_json_rows *rows, bl_csv_field *out)
{
    char *const begin = ++rows->at;
    char *to = begin;
    while (*rows->at != '"') {
        if ((unsigned char)*rows->at < ' ') {
            return fail(rows, rows->at == rows->end ? "the file ends inside a string"
                                                    : "a control byte inside a string");
        }
        if (*rows->at == '\\') {
            rows->at++;
            if (!take_escape(rows, &to)) {
                return false;
            }
        } else {
            *to++ = *rows->at++;
        }
    }
    rows->at++;
    *out = (bl_csv_field){begin, (size_t)(to - begin)};
    return true;
}

/* A number is taken by its letters; what it is worth is for others to say. */
static bool take_word(bl_json_rows *rows, bl_csv_field *out)
{
    static const char *const words[] = {"true", "false", "null"};
    const char *const begin = rows->at;
    const size_t number = strspn(begin, "+-.0123456789eE");
    if (number > 0 && (*begin == '-' || (*begin >= '0' && *begin <= '9'))) {
        *out = (bl_csv_field){begin, number};
        rows->at += number;
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t len = strlen(words[i]);
        if (strncmp(begin, words[i], len) == 0) {
            *out = i == 2 ? (bl_csv_field){NULL, 0} : (bl_csv_field){begin, len};
            rows->at += len;
            return true;
        }
    }
    return fail(rows, rows->at == rows->end ? "the file ends inside a value"
                                            : "expected a value: a string, number, list or object");
}

static bool push(bl_json_rows *rows, char bracket)
{
    if (rows->depth == DEPTH_MAX) {
        return fail(rows, "lists and objects deeper than %d", DEPTH_MAX);
    }
    rows->stack[rows->depth++] = bracket;
    rows->at++;
    return true;
}

/* `"name" :` of an object's member. */
static bool take_name(bl_json_rows *rows, bl_csv_field *out)
{
    skip_space(rows);
    if (*rows->at != '"') {
        return fail(rows, "expected a name in quotes");
    }
    if (!take_string(rows, out)) {
        return false;
    }
    skip_space(rows);
    if (*rows->at != ':') {
        return fail(rows, "expected ':' after a name");
    }
    rows->at++;
    return true;
}

/* After a value: a comma and more to come, or the bracket that closes what is open. */
static bool take_end(bl_json_rows *rows, bool *more)
{
    const char close = rows->stack[rows->depth - 1] == '[' ? ']' : '}';
    skip_space(rows);
    *more = *rows->at == ',';
    if (!*more && *rows->at != close) {
        return fail(rows, "expected ',' or '%c'", close);
    }
    rows->at++;
    rows->depth -= *more ? 0 : 1;
    return true;
}

/* Right after an open bracket: true and behind it where nothing is inside. */
static bool take_empty(bl_json_rows *rows)
{
    skip_space(rows);
    if (*rows->at != (rows->stack[rows->depth - 1] == '[' ? ']' : '}')) {
        return false;
    }
    rows->at++;
    rows->depth--;
    return true;
}

/* Closes what can be closed after a value, down to `floor`; then stands before the next value.
 * *done: the depth is `floor` again. */
static bool step(bl_json_rows *rows, size_t floor, bl_csv_field *name, bool *done)
{
    bool more = false;
    while (rows->depth > floor && !more) {
        if (!take_end(rows, &more)) {
            return false;
        }
    }
    *done = !more;
    return *done || rows->stack[rows->depth - 1] == '[' || take_name(rows, name);
}

/* One value of any kind; of a list or an object all its text. */
static bool take_value(bl_json_rows *rows, bl_csv_field *out)
{
    const size_t floor = rows->depth;
    bl_csv_field ignored;
    bool done = false;
    skip_space(rows);
    const char *const begin = rows->at;
    *out = (bl_csv_field){0};
    while (!done) {
        skip_space(rows);
        const char first = *rows->at;
        if (first == '[' || first == '{') {
            if (!push(rows, first)) {
                return false;
            }
            if (!take_empty(rows)) {
                if (first == '{' && !take_name(rows, &ignored)) {
                    return false;
                }
                continue;
            }
        } else if (!(first == '"' ? take_string(rows, &ignored) : take_word(rows, &ignored))) {
            return false;
        } else if (rows->depth == floor) {
            *out = ignored;
        }
        if (!step(rows, floor, &ignored, &done)) {
            return false;
        }
    }
    if (*begin == '[' || *begin == '{') {
        *out = (bl_csv_field){begin, (size_t)(rows->at - begin)};
    }
    return true;
}

/* ---- lists and rows */

static bool same(bl_csv_field a, bl_csv_field b)
{
    return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

static bool is_wanted(const bl_json_rows *rows, bl_csv_field name)
{
    if (!rows->lists) {
        return !rows->list_seen;
    }
    for (const char *at = rows->lists; *at; at += strspn(at, ",")) {
        const bl_csv_field part = {at, strcspn(at, ",")};
        if (same(part, name)) {
            return true;
        }
        at += part.len;
    }
    return false;
}

/* Whether a list of rows opens here. */
static bool opens_rows(const bl_json_rows *rows, bl_csv_field name)
{
    const char *at = rows->at + 1;
    at += strspn(at, " \t\r\n");
    return *rows->at == '[' && (*at == '[' || *at == '{') && is_wanted(rows, name);
}

/* On to the first row of the next list; false: none, and the file was read to its end. */
static bool find_list(bl_json_rows *rows)
{
    bl_csv_field name = {"", 0};
    bool done = false;
    if (rows->list_seen && (!step(rows, 0, &name, &done) || done)) {
        return false;
    }
    while (!done) {
        skip_space(rows);
        const char first = *rows->at;
        bl_csv_field ignored;
        if (first == '[' || first == '{') {
            const bool found = opens_rows(rows, name);
            if (!push(rows, first)) {
                return false;
            }
            if (found) {
                rows->list_seen = true;
                rows->in_list = true;
                rows->list = name;
                return true;
            }
            if (!take_empty(rows)) {
                if (first == '{' && !take_name(rows, &name)) {
                    return false;
                }
                continue;
            }
        } else if (!(first == '"' ? take_string(rows, &ignored) : take_word(rows, &ignored))) {
            return false;
        }
        if (!step(rows, 0, &name, &done)) {
            return false;
        }
    }
    return false;
}

static bool check_end(bl_json_rows *rows)
{
    skip_space(rows);
    if (rows->at != rows->end) {
        return fail(rows, "text after the end");
    }
    if (!rows->list_seen) {
        rows->at = rows->text;
        rows->here = (spot){rows->text, 1, rows->text};
        return fail(rows, "no list of rows%s%s", rows->lists ? ": looked for " : "",
                    rows->lists ? rows->lists : "");
    }
    return false;
}

/* Where a member of an object belongs; the first object makes the places. */
static size_t find_place(bl_json_rows *rows, bl_csv_field name, bool first)
{
    for (size_t i = 0; i < rows->names_len; i++) {
        if (same(rows->names[i], name)) {
            return i;
        }
    }
    if (!first || rows->names_len == BL_CSV_COLUMNS_MAX) {
        return BL_CSV_COLUMNS_MAX;
    }
    rows->names[rows->names_len] = name;
    return rows->names_len++;
}

static bool take_field(bl_json_rows *rows, size_t place)
{
    bl_csv_field value;
    skip_space(rows);
    const spot here = {rows->here.line_begin, rows->here.line, rows->at + (*rows->at == '"')};
    if (!take_value(rows, &value)) {
        return false;
    }
    if (value.len > BL_CSV_FIELD_MAX) {
        return fail(rows, "field is longer than %d bytes", BL_CSV_FIELD_MAX);
    }
    if (place < BL_CSV_COLUMNS_MAX) {
        rows->fields[place] = value;
        rows->spots[place] = here;
    }
    return true;
}

static bool take_members(bl_json_rows *rows)
{
    const bool first = !rows->has_names;
    bool more = true;
    rows->has_names = true;
    rows->fields_len = first ? 0 : rows->names_len;
    while (more) {
        bl_csv_field name;
        if (!take_name(rows, &name)) {
            return false;
        }
        const size_t place = find_place(rows, name, first);
        if (!take_field(rows, place) || !take_end(rows, &more)) {
            return false;
        }
        rows->fields_len = rows->names_len;
    }
    return true;
}

static bool take_elements(bl_json_rows *rows)
{
    bool more = true;
    while (more) {
        if (rows->fields_len == BL_CSV_COLUMNS_MAX) {
            return fail(rows, "more than %d columns", BL_CSV_COLUMNS_MAX);
        }
        const size_t place = rows->fields_len++;
        rows->fields[place] = (bl_csv_field){0};
        rows->spots[place] = rows->here;
        if (!take_field(rows, place) || !take_end(rows, &more)) {
            return false;
        }
    }
    return true;
}

static bool take_row(bl_json_rows *rows)
{
    const size_t floor = rows->depth;
    skip_space(rows);
    rows->row = (spot){rows->here.line_begin, rows->here.line, rows->at};
    rows->fields_len = 0;
    const char first = *rows->at;
    if (first != '[' && first != '{') {
        return fail(rows, "expected a row: a list or an object");
    }
    for (size_t i = 0; i < rows->names_len; i++) {
        rows->fields[i] = (bl_csv_field){0};
        rows->spots[i] = rows->row;
    }
    if (!push(rows, first)) {
        return false;
    }
    if (!take_empty(rows) && !(first == '{' ? take_members(rows) : take_elements(rows))) {
        return false;
    }
    bool more = false;
    if (rows->depth != floor || !take_end(rows, &more)) {
        return false;
    }
    rows->in_list = more;
    return true;
}

bool bl_json_rows_read(bl_json_rows *rows, bl_csv_row *out)
{
    if (rows->failed || rows->diags->errors - rows->errors_before >= BL_DIAG_MAX) {
        return false;
    }
    if (!rows->in_list && !find_list(rows)) {
        return !rows->failed && check_end(rows);
    }
    if (!take_row(rows)) {
        return false;
    }
    *out = (bl_csv_row){rows->fields, rows->fields_len};
    return true;
}

bl_csv_row bl_json_rows_names(const bl_json_rows *rows)
{
    return (bl_csv_row){rows->names, rows->has_names ? rows->names_len : 0};
}

bl_csv_field bl_json_rows_list(const bl_json_rows *rows)
{
    return rows->list;
}

void bl_json_rows_place(const bl_json_rows *rows, size_t field, size_t *line, size_t *column)
{
    const spot place = field < rows->fields_len ? rows->spots[field] : rows->row;
    *line = place.line;
    *column = count_chars(place.line_begin, place.text) + 1;
}

bool bl_json_rows_is_sound(const bl_json_rows *rows)
{
    return rows->diags->errors == rows->errors_before;
}

/* ---- the file */

/* All of it, in room that doubles. */
static bool read_text(bl_json_rows *rows, bl_bytes *bytes, bl_err *err)
{
    size_t cap = TEXT_FIRST;
    size_t len = 0;
    ptrdiff_t got = 0;
    do {
        char *const text = cap <= text_max ? realloc(rows->text, cap + 1) : NULL;
        if (!text) {
            bl_err_set(err, BL_MEMORY, "is longer than 1 GiB, or memory ended");
            return false;
        }
        rows->text = text;
        got = bl_bytes_read(bytes, text + len, cap - len, err);
        len += got > 0 ? (size_t)got : 0;
        cap *= len == cap ? 2 : 1;
    } while (got > 0);
    rows->text[len] = '\0';
    rows->end = rows->text + len;
    bl_bytes_print_hash(bytes, rows->hash);
    return got == 0;
}

bl_json_rows *bl_json_rows_open(const char *path, const char *lists, bl_diags *diags)
{
    bl_err err = {BL_MEMORY, "out of memory"};
    bl_json_rows *const rows = calloc(1, sizeof *rows);
    bl_bytes *const bytes = rows ? bl_bytes_open(path, (bl_bytes_options){0}, &err) : NULL;
    const bool good = bytes && read_text(rows, bytes, &err);
    bl_bytes_close(bytes);
    if (!good) {
        bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "%s", err.text);
        bl_json_rows_close(rows);
        return NULL;
    }
    rows->path = path;
    rows->lists = lists;
    rows->diags = diags;
    rows->errors_before = diags->errors;
    rows->at = rows->text;
    rows->here = (spot){rows->text, 1, rows->text};
    return rows;
}

void bl_json_rows_print_hash(bl_json_rows *rows, char *out)
{
    memcpy(out, rows->hash, sizeof rows->hash);
}

void bl_json_rows_close(bl_json_rows *rows)
{
    if (rows) {
        free(rows->text);
        free(rows);
    }
}
