/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64.h - bytes as text that a page can carry, and the sum by which its policy knows a script.
 */
#ifndef BL_BASE64_H
#define BL_BASE64_H

#include "../sim/base.h"

enum { BL_BASE64_SUM = 45 }; /* 32 bytes in base64, and the NUL */

/* SHA-256 of the bytes in base64, as Content-Security-Policy wants it. */
void bl_base64_print_sum(const char *bytes, size_t len, char out[BL_BASE64_SUM]);

#endif
