/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures.h - the pictures of a comparison, one file a figure; figures.c has the list. A pure
 * function of the runs: no time of day, no user's locale.
 */
#ifndef BL_FIGURES_H
#define BL_FIGURES_H

#include "runlog.h"

enum { BL_FIGURES_SVG = 1, BL_FIGURES_PNG = 2, BL_FIGURES_PDF = 4 };
enum { BL_FIGURES_NAME = 40, BL_FIGURES_FILES_MAX = 64, BL_FIGURES_KINDS_MAX = 16 };

typedef struct {
    const char *mode; /* as written in the scenario */
    const bl_runlog *log;
} bl_figures_run;

typedef struct {
    const char *scenario;       /* its name; any text */
    const bl_figures_run *runs; /* modes of one scenario, at least one */
    size_t runs_len;
    const char *const *lps; /* names of the LPs, any text; NULL: they are numbered */
    int64_t band_ppb;   /* half width of the band, relative to the target */
    unsigned formats;   /* BL_FIGURES_SVG and so on, or-ed */
    const char *folder; /* exists */
    bool keep_gp;       /* leaves each script with its data there: NAME.gp */
    const char *footer; /* digest, version; any text */
} bl_figures_input;

typedef struct { /* what was written, names within the folder, and what was not drawn, and why */
    char names[BL_FIGURES_FILES_MAX][BL_FIGURES_NAME];
    size_t len;
    struct {
        const char *figure, *why;
    } absent[BL_FIGURES_KINDS_MAX];
    size_t absent_len;
} bl_figures_files;

/* Draws all figures. BL_SYSTEM: gnuplot is missing or failed; BL_MEMORY. files says what was
 * written, also when a later figure failed. */
bl_status bl_figures_draw(const bl_figures_input *in, bl_figures_files *files, bl_err *err);

#endif
