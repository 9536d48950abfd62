/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ends.c - sorted from the top down, then spread to the height of a line.
 */
#include "ends.h"

#include <math.h>

static const double line_px = 19;

/* By insertion: a handful, and equal ones keep their order. */
static void sort(const bl_panel *panel, bl_end *ends, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        const bl_end end = ends[i];
        size_t at = i;
        for (; at > 0 && bl_page_y(panel, ends[at - 1].y) > bl_page_y(panel, end.y); at--) {
            ends[at] = ends[at - 1];
        }
        ends[at] = end;
    }
}

void bl_ends_put(bl_page *page, const bl_panel *panel, bl_end *ends, size_t len)
{
    double ys[BL_ENDS_MAX];
    sort(panel, ends, len);
    for (size_t i = 0; i < len; i++) {
        ys[i] = fmin(fmax(bl_page_y(panel, ends[i].y), panel->top), panel->bottom);
    }
    bl_page_spread(ys, len, line_px, panel->top, panel->bottom);
    for (size_t i = 0; i < len; i++) {
        bl_page_put_label(page, &(bl_label){.text = ends[i].text,
                                            .x = panel->right + 10,
                                            .y = ys[i],
                                            .points = 12,
                                            .bold = true,
                                            .color = ends[i].color});
    }
}
