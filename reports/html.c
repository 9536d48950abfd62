/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * html.c - see html.h.
 */
#include "html.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static bool reserve(bl_html *html, size_t more)
{
    if (html->out_of_memory) {
        return false;
    }
    if (html->len + more < html->cap) {
        return true;
    }
    const size_t cap = (html->len + more + 1) * 2;
    char *text = realloc(html->text, cap);
    if (!text) {
        html->out_of_memory = true;
        return false;
    }
    html->text = text;
    html->cap = cap;
    return true;
}

void bl_html_put_bytes(bl_html *html, const char *bytes, size_t len)
{
    if (!reserve(html, len)) {
        return;
    }
    memcpy(html->text + html->len, bytes, len);
    html->len += len;
    html->text[html->len] = '\0';
}

void bl_html_close(bl_html *html)
{
    free(html->text);
    *html = (bl_html){0};
}

void bl_html_add(bl_html *html, const char *markup)
{
    bl_html_put_bytes(html, markup, strlen(markup));
}

void bl_html_print(bl_html *html, const char *format, ...)
{
    char line[1024];
    va_list list;
    va_start(list, format);
    const int len = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    BL_ASSERT(len >= 0 && (size_t)len < sizeof line);
    bl_html_put_bytes(html, line, (size_t)len);
}

/* Marks that order the text around them, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069, and
 * U+061C; 0: none. Each has three bytes but the last. */
static unsigned find_turn(const char *c)
{
    const unsigned char *b = (const unsigned char *)c;
    if (b[0] == 0xd8 && b[1] == 0x9c) {
        return 0x61c;
    }
    if (b[0] != 0xe2 || (b[1] != 0x80 && b[1] != 0x81)) {
        return 0;
    }
    const unsigned code = 0x2000U | (b[1] & 0x3fU) << 6 | (b[2] & 0x3fU);
    const bool turns = code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
                       (code >= 0x2066 && code <= 0x2069);
    return turns ? code : 0;
}

typedef void ascii_writer(bl_html *html, char c);

static void put_runes(bl_html *html, const char *text, ascii_writer *put)
{
    for (const char *c = text; *c != '\0';) {
        const size_t len = bl_utf8_measure(c);
        const unsigned turn = len > 1 ? find_turn(c) : 0;
        if (len == 0) {
            bl_html_add(html, "\xef\xbf\xbd");
        } else if (turn != 0) {
            bl_html_print(html, "U+%04X", turn);
        } else if (len > 1) {
            bl_html_put_bytes(html, c, len);
        } else if (*c == '\t' || *c == '\n') {
            put(html, ' ');
        } else if ((unsigned char)*c >= 0x20 && *c != 0x7f) {
            put(html, *c);
        }
        c += len > 0 ? len : 1;
    }
}

static void put_markup_safe(bl_html *html, char c)
{
    switch (c) {
    case '&': bl_html_add(html, "&amp;"); break;
    case '<': bl_html_add(html, "&lt;"); break;
    case '>': bl_html_add(html, "&gt;"); break;
    case '"': bl_html_add(html, "&quot;"); break;
    case '\'': bl_html_add(html, "&#39;"); break;
    default: bl_html_put_bytes(html, &c, 1); break;
    }
}

/* Nothing in it can end the script element or begin a comment. */
static void put_json_safe(bl_html *html, char c)
{
    if (c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
        bl_html_print(html, "\\u%04x", (unsigned)c);
    } else {
        bl_html_put_bytes(html, &c, 1);
    }
}

void bl_html_put_text(bl_html *html, const char *text)
{
    put_runes(html, text, put_markup_safe);
}

void bl_html_put_element(bl_html *html, const char *name, const char *text)
{
    bl_html_print(html, "<%s>", name);
    bl_html_put_text(html, text);
    bl_html_print(html, "</%s>", name);
}

void bl_html_put_json(bl_html *html, const char *text)
{
    bl_html_add(html, "\"");
    put_runes(html, text, put_json_safe);
    bl_html_add(html, "\"");
}

/* Percent signs cost less than base64 where the file is mostly digits. */
void bl_html_put_svg(bl_html *html, const char *bytes, size_t len)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                " -_.!~*(),;:@$+=/'";
    bl_html_add(html, "data:image/svg+xml,");
    for (size_t i = 0; i < len;) {
        size_t run = 0;
        while (i + run < len && bytes[i + run] != '\0' && strchr(plain, bytes[i + run])) {
            run++;
        }
        bl_html_put_bytes(html, bytes + i, run);
        i += run;
        if (i < len) {
            bl_html_print(html, "%%%02X", (unsigned)(unsigned char)bytes[i]);
            i++;
        }
    }
}
