/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * page.h - the sheet a figure stands on: the finding in bold, what is drawn in grey, panels at
 * given pixels, the footer. Pixels count from the top left; all words are placed here, none by
 * gnuplot, so that what fits is known before drawing.
 */
#ifndef BL_PAGE_H
#define BL_PAGE_H

#include "axis.h"
#include "script.h"

/* The shared layout: width, margins, where the first panel's heading may begin. */
enum {
    BL_PAGE_WIDTH = 1400,
    BL_PAGE_LEFT = 104,
    BL_PAGE_RIGHT = 1356,
    BL_PAGE_TOP = 104,
    BL_PAGE_HEADING = 30, /* above a panel */
    BL_PAGE_GAP = 22,     /* below a panel */
    BL_PAGE_BOTTOM = 104  /* tic labels, axis title, footer below the last panel */
};

typedef struct {
    bl_script *script;
    double width, height;
} bl_page;

typedef enum { BL_ALIGN_LEFT, BL_ALIGN_CENTER, BL_ALIGN_RIGHT } bl_align;

typedef struct {
    const char *text;
    double x, y;       /* pixels; y is the middle of the line */
    double points;     /* size of the type */
    const char *color; /* one of the palette's */
    bl_align align;
    bool bold;
} bl_label;

typedef struct {
    double left, top, right, bottom; /* pixels */
    double x_low, x_high, y_low, y_high;
    bool x_log, y_log;
} bl_panel;

/* Begins the sheet; title and subtitle are cut to its width. */
void bl_page_open(bl_page *page, bl_script *script, double height, const char *title,
                  const char *subtitle);
void bl_page_put_label(bl_page *page, const bl_label *label);
/* Sets the frame, ranges and tics of the next plot; says_x: the x tics carry words. */
void bl_page_open_panel(bl_page *page, const bl_panel *panel, const bl_axis *x, const bl_axis *y,
                        bool says_x);
/* Above a panel: what it shows in bold, left; what came of it in grey, right. */
void bl_page_put_heading(bl_page *page, const bl_panel *panel, const char *name, const char *color,
                         const char *facts);
/* Ends the plot command and takes labels and shapes away for the next. */
void bl_page_close_panel(bl_page *page);
/* The axis title below the last panel. */
void bl_page_put_axis_title(bl_page *page, const bl_panel *panel, const char *text);
/* The last line: whose figure it is, left; where it comes from, right. */
void bl_page_close(bl_page *page, const char *name, const char *footer);

/* Fills between two columns of a block over its first, `upper` never below `lower`; column 0 is the
 * line at 0. style: "solid 0.85", "transparent solid 0.25". */
void bl_page_fill(bl_page *page, const bl_panel *panel, size_t block, size_t lower, size_t upper,
                  const char *style, const char *color);

/* Where a value stands, in pixels. */
double bl_page_x(const bl_panel *panel, double x);
double bl_page_y(const bl_panel *panel, double y);

/* Boxes already taken by words and marks, so that the next word can be put beside them. */
enum { BL_BOXES_MAX = 1024 };
typedef struct {
    double left, top, right, bottom;
} bl_box;
typedef struct {
    bl_box items[BL_BOXES_MAX];
    size_t len;
} bl_boxes;

bool bl_page_is_free(const bl_boxes *boxes, bl_box box);
/* False: the list is full; nothing more should be placed. */
bool bl_page_take(bl_boxes *boxes, bl_box box);
/* The box of a label, with a little air. */
bl_box bl_page_box(const bl_label *label);

/* Moves ascending or descending places apart until two neighbours differ by `least`, within
 * [top, bottom]; ys is in ascending order of pixels. */
void bl_page_spread(double *ys, size_t len, double least, double top, double bottom);

#endif
