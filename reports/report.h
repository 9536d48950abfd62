/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report.h - finished runs as one HTML file: summary first, modes as columns, time charts, tables
 * under every figure, assumptions, provenance, warnings. It needs no network and no script, and is
 * a pure function of the folders: no time of day, no user's locale.
 */
#ifndef BL_REPORT_H
#define BL_REPORT_H

#include "figures.h"
#include "html.h"
#include "readback.h"

typedef struct {
    const bl_readback *modes; /* the columns; setup.mode.text names each */
    size_t len;             /* at least one */
    const char *figures;    /* a folder with pictures that belong to all of them; NULL: none */
    const char *scratch;    /* an empty folder to draw in; NULL: no pictures of the charts */
    const json_t *stress;   /* a document ballast.stress/1; NULL: none */
    bool plain;             /* leave uPlot out even where it is part of the program */
} bl_report_input;

/* BL_MEMORY, or BL_SYSTEM where gnuplot is there and failed. html is empty then. */
bl_status bl_report_write(const bl_report_input *in, bl_html *html, bl_err *err);

/* The time charts as pictures of their own: scenario, formats, folder, keep_gp and footer of the
 * input count. BL_SYSTEM: gnuplot is missing or failed; BL_MEMORY. */
bl_status bl_report_draw(const bl_readback *modes, size_t len, const bl_figures_input *in,
                         bl_figures_files *files, bl_err *err);

/* The summary alone, as a table: Markdown, or CSV with one line a metric and mode. */
bool bl_report_write_markdown(const bl_summary *columns, size_t len, bl_html *out);
bool bl_report_write_csv(const bl_summary *columns, size_t len, bl_html *out);

#endif
