/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * assets.c - see assets.h. The Makefile turns each file into numbers.
 */
#include "assets.h"

const char bl_assets_style[] = {
#include <report.css.inc>
    0};
const char bl_assets_script[] = {
#include <report.js.inc>
    0};

#ifdef BL_UPLOT
const char bl_assets_uplot[] = {
#include <uPlot.iife.min.js.inc>
    0};
const char bl_assets_uplot_style[] = {
#include <uPlot.min.css.inc>
    0};
const char bl_assets_uplot_licence[] = {
#include <LICENSE.inc>
    0};
#else
const char bl_assets_uplot[] = "";
const char bl_assets_uplot_style[] = "";
const char bl_assets_uplot_licence[] = "";
#endif
