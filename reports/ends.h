/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ends.h - words at the right ends of curves, beside the panel, kept apart.
 */
#ifndef BL_ENDS_H
#define BL_ENDS_H

#include "page.h"

enum { BL_ENDS_MAX = 20, BL_ENDS_TEXT = 120 };

typedef struct {
    double y;          /* where the curve ends, in the panel's values */
    const char *color; /* of the words */
    char text[BL_ENDS_TEXT];
} bl_end;

/* Changes the order of ends. len is at most BL_ENDS_MAX. */
void bl_ends_put(bl_page *page, const bl_panel *panel, bl_end *ends, size_t len);

#endif
