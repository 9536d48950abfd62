/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ladder.h - a block of lying bars: a row a name, a column a mode, all on one scale, and each value
 * in figures at the right of its column. For waterfalls, comparisons of sums, transfers.
 */
#ifndef BL_LADDER_H
#define BL_LADDER_H

#include "figure.h"

enum { BL_LADDER_MAX = 160, BL_LADDER_ROWS_MAX = 16, BL_LADDER_NAME = 80 };

typedef struct {
    size_t column, row;
    double from, to;
    const char *color;
} bl_rung;

typedef struct {
    const char *title;  /* of the block, in bold; NULL: none */
    const char *unit;   /* below the axis */
    const char *suffix; /* of the numbers on the axis */
    bool joins;         /* a waterfall: each bar begins where the one above it ends */
    size_t rows_len, columns_len;
    char rows[BL_LADDER_ROWS_MAX][BL_LADDER_NAME];
    char texts[BL_FIGURE_PANELS_MAX][BL_LADDER_ROWS_MAX][BL_AXIS_TEXT];
    bl_rung items[BL_LADDER_MAX];
    size_t len;
} bl_ladder;

void bl_ladder_add(bl_ladder *ladder, size_t column, size_t row, double from, double to,
                   const char *color);
/* A change with its sign as the text of a place: "+12.3", "−0.06", "0". */
void bl_ladder_say_change(bl_ladder *ladder, size_t column, size_t row, double value);

/* Whether the axis leaves out 0: a waterfall between two high levels. */
bool bl_ladder_is_cut(const bl_ladder *ladder);
double bl_ladder_height(const bl_ladder *ladder);
/* Draws the block from `top` down; the columns are the first modes of the view. */
void bl_ladder_draw(const bl_figure_view *view, bl_page *page, double top, const bl_ladder *ladder);

#endif
