/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * html.h - an HTML page being written. Words of our own go in through bl_html_add, everything that
 * came from a file or a user through bl_html_put_text only, which leaves no character that a
 * browser would read as markup. Running out of memory is remembered.
 */
#ifndef BL_HTML_H
#define BL_HTML_H

#include "../sim/base.h"

typedef struct {
    char *text;
    size_t len, cap;
    bool out_of_memory;
} bl_html;

void bl_html_close(bl_html *html);

/* Markup, as it stands. */
void bl_html_add(bl_html *html, const char *markup);
/* printf style, for markup and numbers. Never a string a user can influence. */
void bl_html_print(bl_html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bl_html_put_bytes(bl_html *html, const char *bytes, size_t len);
/* Text for an element or a quoted attribute: markup escaped, broken UTF-8 replaced, control bytes
 * dropped; characters that turn the reading direction are shown by their number. */
void bl_html_put_text(bl_html *html, const char *text);
/* <name>text</name> */
void bl_html_put_element(bl_html *html, const char *name, const char *text);
/* The same text as a string of JSON within a script element, quotes included. */
void bl_html_put_json(bl_html *html, const char *text);
/* An SVG file as the address of an image. */
void bl_html_put_svg(bl_html *html, const char *bytes, size_t len);

#endif
