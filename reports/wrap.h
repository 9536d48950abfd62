/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wrap.h - words in lines of 100 characters, for text answers.
 */
#ifndef BL_WRAP_H
#define BL_WRAP_H

#include <stdio.h>

enum { BL_WRAP_WIDTH = 100 };

/* `head`, then the words of `text`, each line after the first indented; ends with LF. */
void bl_wrap_print(FILE *out, const char *head, const char *text, int indent);

#endif
