/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wrap.c - see wrap.h.
 */
#include "wrap.h"

#include <stdbool.h>
#include <string.h>

void bl_wrap_print(FILE *out, const char *head, const char *text, int indent)
{
    int at = fprintf(out, "%s", head);
    bool line_begins = at == 0;
    while (*text != '\0') {
        const int word = (int)strcspn(text, " ");
        if (at + 1 + word > BL_WRAP_WIDTH && !line_begins) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!line_begins) {
            fputc(' ', out);
            at++;
        }
        line_begins = false;
        fprintf(out, "%.*s", word, text);
        at += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}
