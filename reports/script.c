/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * script.c - gnuplot commands, quoted text and data blocks in one growing buffer.
 *
 * Invariants: a string never holds a line break or a lone quote, a data block holds numbers and
 * blank lines only, so neither can end early.
 */
#include "script.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "style.h"
#include "utf8.h"

static const struct {
    const char *line, *text;
    int point;
} palette[] = {
    {"#0072B2", "#0072B2", 7},  {"#D55E00", "#B34E00", 5},  {"#009E73", "#00755A", 9},
    {"#CC79A7", "#7A3E5D", 13}, {"#000000", "#000000", 11},
};
enum { PALETTE_LEN = sizeof palette / sizeof *palette };

const char *bl_script_color(size_t mode)
{
    return palette[mode % PALETTE_LEN].line;
}

const char *bl_script_text_color(size_t mode)
{
    return palette[mode % PALETTE_LEN].text;
}

int bl_script_point_type(size_t mode)
{
    return palette[mode % PALETTE_LEN].point;
}

/* Room for `more` bytes and an end mark. */
static bool reserve(bl_script *script, size_t more)
{
    if (script->out_of_memory) {
        return false;
    }
    if (script->len + more < script->cap) {
        return true;
    }
    const size_t cap = (script->len + more + 1) * 2;
    char *grown = realloc(script->text, cap);
    script->out_of_memory = !grown;
    if (!grown) {
        return false;
    }
    script->text = grown;
    script->cap = cap;
    return true;
}

static void put_bytes(bl_script *script, const char *bytes, size_t len)
{
    if (!reserve(script, len)) {
        return;
    }
    memcpy(script->text + script->len, bytes, len);
    script->len += len;
    script->text[script->len] = '\0';
}

__attribute__((format(printf, 2, 0))) static void add_list(bl_script *script, const char *format,
                                                           va_list list)
{
    char line[1024];
    const int len = vsnprintf(line, sizeof line, format, list);
    BL_ASSERT(len >= 0 && (size_t)len < sizeof line);
    put_bytes(script, line, (size_t)len);
}

void bl_script_add(bl_script *script, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add_list(script, format, list);
    va_end(list);
}

void bl_script_open(bl_script *script)
{
    *script = (bl_script){0};
    for (size_t i = 0; i < bl_style_len; i++) {
        put_bytes(script, bl_style_lines[i], strlen(bl_style_lines[i]));
        put_bytes(script, "\n", 1);
    }
}

void bl_script_close(bl_script *script)
{
    free(script->text);
    *script = (bl_script){0};
}

static void put_ascii(bl_script *script, char c, bl_text_use use)
{
    if ((unsigned char)c < 0x20 || c == 0x7f) {
        return;
    }
    if (c == '\'' || (c == '%' && use == BL_TEXT_TIC)) {
        put_bytes(script, &c, 1);
    } else if (strchr("\\{}^_@&~", c)) {
        put_bytes(script, "\\", 1);
    }
    put_bytes(script, &c, 1);
}

void bl_script_put_text(bl_script *script, const char *text, bool bold, bl_text_use use)
{
    put_bytes(script, "'", 1);
    if (bold) {
        put_bytes(script, "{/:Bold ", 8);
    }
    const size_t begin = script->len;
    for (const char *c = text; *c;) {
        const size_t len = bl_utf8_measure(c);
        if (!bold && *c == '\'' && script->len == begin) {
            put_bytes(script, "{}", 2); /* gnuplot reads a leading '' as a string of its own */
        }
        if (len == 1) {
            put_ascii(script, *c, use);
        } else if (len == 0) {
            put_bytes(script, "\xef\xbf\xbd", 3);
        } else {
            put_bytes(script, c, len);
        }
        c += len > 0 ? len : 1;
    }
    if (bold) {
        put_bytes(script, "}", 1);
    }
    put_bytes(script, "'", 1);
}

void bl_script_open_block(bl_script *script)
{
    script->blocks++;
    bl_script_add(script, "$d%zu << EOD\n", script->blocks);
}

void bl_script_put_row(bl_script *script, const double *values, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (isfinite(values[i])) {
            bl_script_add(script, i > 0 ? " %.9g" : "%.12g", values[i]);
        } else {
            bl_script_add(script, i > 0 ? " NaN" : "NaN");
        }
    }
    put_bytes(script, "\n", 1);
}

void bl_script_put_break(bl_script *script)
{
    put_bytes(script, "\n", 1);
}

size_t bl_script_close_block(bl_script *script)
{
    /* Only the opening line and breaks after its `<<`: an empty block would stop gnuplot. */
    size_t at = script->len;
    while (at > 0 && script->text[at - 1] == '\n') {
        at--;
    }
    const bool has_rows = at < 3 || memcmp(script->text + at - 3, "EOD", 3) != 0;
    put_bytes(script, "EOD\n", 4);
    return has_rows ? script->blocks : 0;
}

void bl_script_plot(bl_script *script, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    bl_script_add(script, script->plotting ? ", \\\n  " : "plot ");
    script->plotting = true;
    add_list(script, format, list);
    va_end(list);
}

void bl_script_end_plot(bl_script *script)
{
    bl_script_add(script, "\n");
    script->plotting = false;
}
