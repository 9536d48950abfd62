/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8.h - which bytes are a character that may stand in SVG and HTML.
 */
#ifndef BL_UTF8_H
#define BL_UTF8_H

#include "../sim/base.h"

/* Length of the character that NUL-terminated text begins with, 0 if it is broken, a control
 * character above 0x7f or none that XML may hold. */
size_t bl_utf8_measure(const char *text);

#endif
