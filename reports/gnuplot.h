/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gnuplot.h - the one way to gnuplot: a confined child that reads a script and leaves one picture.
 * No shell, a fixed environment, no way to start or reach anything else, a deadline. A picture is
 * taken only when the script ran to its last line and the file ends as its format must; it then
 * appears under its name at once. The script's text is made in script.h, which quotes user text.
 */
#ifndef BL_GNUPLOT_H
#define BL_GNUPLOT_H

#include "../sim/err.h"

typedef enum {
    BL_GNUPLOT_SVG,
    BL_GNUPLOT_PNG,
    BL_GNUPLOT_PDF,
    BL_GNUPLOT_FORMATS
} bl_gnuplot_format;

/* "svg", "png", "pdf": what follows the dot. */
const char *bl_gnuplot_suffix(bl_gnuplot_format format);

typedef struct {
    const char *script; /* everything between `set output` and the end */
    size_t script_len;
    bl_gnuplot_format format;
    int width, height;   /* pixels; the PDF has the same proportions at 96 pixels an inch */
    const char *folder;  /* exists; takes the picture */
    const char *name;    /* of the picture without suffix, not from a user */
    bool keep_script;    /* leaves the script there too, as name.gp */
    int64_t deadline_ms; /* 0: 20 seconds */
} bl_gnuplot_job;

/* Where gnuplot is; NULL if it is nowhere in the fixed list of places. */
const char *bl_gnuplot_path(void);

/* Draws one picture. BL_SYSTEM: gnuplot is missing, failed or was stopped, or a file could not be
 * written; err says which, and the folder is as it was. */
bl_status bl_gnuplot_draw(const bl_gnuplot_job *job, bl_err *err);

#endif
