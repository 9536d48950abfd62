/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diag.c - keeps complaints about input. Invariant: every stored string is valid UTF-8 without
 * control characters, so a cell of a feed cannot move a cursor or colour a terminal.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { EXCERPT_LEAD = 48 }; /* characters kept before a column that lies far to the right */

void bl_diag_init(bl_diags *diags)
{
    memset(diags, 0, sizeof *diags);
}

/* Bytes of the well-formed UTF-8 character at text, 0 where there is none. */
static size_t measure_char(const unsigned char *text, size_t len)
{
    size_t need = text[0] < 0x80   ? 1
                  : text[0] < 0xc2 ? 0
                  : text[0] < 0xe0 ? 2
                  : text[0] < 0xf0 ? 3
                  : text[0] < 0xf5 ? 4
                                   : 0;
    if (need == 0 || need > len) {
        return 0;
    }
    for (size_t i = 1; i < need; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool outside = (text[0] == 0xed && text[1] > 0x9f) || (text[0] == 0xf4 && text[1] > 0x8f);
    return overlong || outside ? 0 : need;
}

/* Controls: C0, DEL, C1 and the characters that reorder text (U+202A to 202E, 2066 to 2069). */
static bool is_control(const unsigned char *text, size_t bytes)
{
    if (bytes == 1) {
        return text[0] < 0x20 || text[0] == 0x7f;
    }
    if (bytes == 2) {
        return text[0] == 0xc2 && text[1] < 0xa0;
    }
    if (bytes != 3 || text[0] != 0xe2) {
        return false;
    }
    return (text[1] == 0x80 && text[2] >= 0xaa && text[2] <= 0xae) ||
           (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9);
}

/* Appends the character at text, made harmless, to out if it fits below cap. Returns the bytes it
 * took of text; *out_len is unchanged where there was no room. */
static size_t put_char(const unsigned char *text, size_t len, char *out, size_t cap,
                       size_t *out_len)
{
    size_t bytes = measure_char(text, len);
    bool keep = bytes != 0 && !is_control(text, bytes);
    size_t take = bytes != 0 ? bytes : 1;
    size_t need = keep ? bytes : 1;
    if (*out_len + need >= cap) {
        return take;
    }
    if (keep) {
        memcpy(out + *out_len, text, bytes);
    } else {
        out[*out_len] = text[0] == '\t' ? ' ' : '?';
    }
    *out_len += need;
    return take;
}

static void put_clean(char *out, size_t cap, const char *text)
{
    size_t len = strlen(text);
    size_t out_len = 0;
    for (size_t at = 0; at < len;) {
        at += put_char((const unsigned char *)text + at, len - at, out, cap, &out_len);
    }
    out[out_len] = '\0';
}

bl_diag *bl_diag_add(bl_diags *diags, bl_severity severity, const char *file, size_t line,
                     size_t column, const char *format, ...)
{
    *(severity == BL_DIAG_ERROR ? &diags->errors : &diags->warnings) += 1;
    if (diags->len == BL_DIAG_MAX) {
        return NULL;
    }
    bl_diag *diag = &diags->items[diags->len++];
    memset(diag, 0, sizeof *diag);
    diag->severity = severity;
    diag->line = line;
    diag->column = column;
    diag->width = 1;
    put_clean(diag->file, sizeof diag->file, file);
    char text[BL_DIAG_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put_clean(diag->message, sizeof diag->message, text);
    return diag;
}

/* Bytes that the first `count` characters of a line take. */
static size_t skip_chars(const unsigned char *text, size_t len, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count && at < len; i++) {
        size_t bytes = measure_char(text + at, len - at);
        at += bytes != 0 ? bytes : 1;
    }
    return at;
}

void bl_diag_set_excerpt(bl_diag *diag, const char *bytes, size_t bytes_len, size_t column,
                         size_t width)
{
    if (diag == NULL) {
        return;
    }
    const unsigned char *text = (const unsigned char *)bytes;
    size_t skipped = column > 2 * EXCERPT_LEAD - 10 ? column - EXCERPT_LEAD : 0;
    size_t at = skip_chars(text, bytes_len, skipped);
    size_t out_len = 0;
    if (skipped != 0) {
        memcpy(diag->excerpt, "...", 3);
        out_len = 3;
    }
    diag->excerpt_column = column - skipped + out_len;
    for (size_t before = SIZE_MAX; at < bytes_len && before != out_len;) {
        before = out_len;
        at += put_char(text + at, bytes_len - at, diag->excerpt, sizeof diag->excerpt, &out_len);
    }
    diag->excerpt[out_len] = '\0';
    diag->width = width != 0 ? width : 1;
}

void bl_diag_set_hint(bl_diag *diag, const char *format, ...)
{
    if (diag == NULL) {
        return;
    }
    char text[BL_DIAG_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put_clean(diag->hint, sizeof diag->hint, text);
}

bool bl_diag_may_continue(const bl_diags *diags)
{
    return diags->errors < BL_DIAG_MAX;
}
