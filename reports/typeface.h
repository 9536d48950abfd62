/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * typeface.h - how wide text is in DejaVu Sans, so that labels can be placed without overlap
 * before anything is drawn.
 */
#ifndef BL_TYPEFACE_H
#define BL_TYPEFACE_H

#include "../sim/base.h"

/* Width in pixels of UTF-8 text set at `points` (4/3 pixel each). */
double bl_typeface_width(const char *text, double points, bool bold);
/* Copies text so that it is at most `width` pixels wide, with an ellipsis where it was cut. */
void bl_typeface_fit(const char *text, double points, bool bold, double width, char *out,
                     size_t out_bytes);

#endif
