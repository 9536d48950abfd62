/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8.c - see utf8.h.
 */
#include "utf8.h"

size_t bl_utf8_measure(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x80) {
        return 1;
    }
    const size_t len = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
    if (c[0] < 0xc2 || c[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    uint32_t code = c[0] & (0xffU >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        code = code << 6 | (c[i] & 0x3fU);
    }
    const uint32_t least = len == 4 ? 0x10000 : len == 3 ? 0x800 : 0xa0; /* 0x80 to 0x9f: control */
    const bool bad = code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ||
                     (code & 0xfffe) == 0xfffe;
    return bad ? 0 : len;
}
