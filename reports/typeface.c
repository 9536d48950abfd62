/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * typeface.c - advance widths of DejaVu Sans, hundredths of an em.
 *
 * Simplifications: kerning is ignored (it only narrows); characters outside ASCII count as wide
 * ones, so that estimates err on the safe side.
 */
#include "typeface.h"

#include <string.h>

static const unsigned char plain[95] = {
    32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
};
static const unsigned char heavy[95] = {
    35, 46,  52, 84, 70, 100, 87, 31,  46, 46, 52, 84, 38, 42,  38, 37, 70, 70,  70,
    70, 70,  70, 70, 70, 70,  70, 40,  40, 84, 84, 84, 58, 100, 77, 76, 73, 83,  68,
    68, 82,  84, 37, 37, 77,  64, 100, 84, 85, 73, 85, 77, 72,  68, 81, 77, 110, 77,
    72, 73,  46, 37, 46, 84,  50, 50,  67, 72, 59, 72, 68, 44,  72, 71, 34, 34,  67,
    34, 104, 71, 69, 72, 72,  49, 60,  48, 71, 65, 92, 65, 65,  58, 71, 37, 71,  84,
};
enum { OTHER_PLAIN = 84, OTHER_HEAVY = 92 };

static bool continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static double advance(char c, bool bold)
{
    if (continues(c)) {
        return 0;
    }
    if (c >= ' ' && c <= '~') {
        return bold ? heavy[c - ' '] : plain[c - ' '];
    }
    return bold ? OTHER_HEAVY : OTHER_PLAIN;
}

double bl_typeface_width(const char *text, double points, bool bold)
{
    double hundredths = 0;
    for (const char *c = text; *c; c++) {
        hundredths += advance(*c, bold);
    }
    return hundredths / 100 * points * 4 / 3;
}

void bl_typeface_fit(const char *text, double points, bool bold, double width, char *out,
                     size_t out_bytes)
{
    static const char dots[] = "\xe2\x80\xa6";
    const size_t len = strlen(text);
    if (len < out_bytes && bl_typeface_width(text, points, bold) <= width) {
        memcpy(out, text, len + 1);
        return;
    }
    const double room = width / (points * 4 / 3) * 100 - (bold ? OTHER_HEAVY : OTHER_PLAIN);
    double used = 0;
    size_t keep = 0;
    while (text[keep] && keep + sizeof dots < out_bytes) {
        used += advance(text[keep], bold);
        if (used > room) {
            break;
        }
        keep++;
    }
    while (keep > 0 && continues(text[keep])) {
        keep--;
    }
    memcpy(out, text, keep);
    memcpy(out + keep, dots, sizeof dots);
}
