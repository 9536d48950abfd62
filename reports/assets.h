/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * assets.h - the texts that every report carries, made part of the program when it is built:
 * reports/report.css, reports/report.js and, where `make deps-report` fetched it, uPlot.
 */
#ifndef BL_ASSETS_H
#define BL_ASSETS_H

extern const char bl_assets_style[], bl_assets_script[];
/* "" in a program that was built without uPlot. */
extern const char bl_assets_uplot[], bl_assets_uplot_style[], bl_assets_uplot_licence[];

#endif
