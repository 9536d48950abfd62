/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * style.h - the house style as gnuplot commands, one a line, put in front of every script.
 */
#ifndef BL_STYLE_H
#define BL_STYLE_H

#include <stddef.h>

extern const char *const bl_style_lines[];
extern const size_t bl_style_len;

#endif
