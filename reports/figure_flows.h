/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_flows.h - the strip of LP flows below a figure: deposits up, withdrawals down, the
 * largest with their amounts, as many as find room.
 */
#ifndef BL_FIGURE_FLOWS_H
#define BL_FIGURE_FLOWS_H

#include "figure.h"

/* Height of the strip in pixels; 0: there are no flows to show. */
double bl_figure_flows_height(const bl_figure_view *view);
/* Draws it with its top at `top`, as the last panel of the page. False: out of memory. */
bool bl_figure_flows_draw(const bl_figure_view *view, bl_page *page, double top);

#endif
