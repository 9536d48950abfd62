/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * script.h - a gnuplot script being written. Numbers go in through bl_script_add, text through
 * bl_script_put_text only: single quotes, control bytes dropped, broken UTF-8 replaced, all that
 * gnuplot's enhanced text would read as markup escaped. Running out of memory is remembered.
 */
#ifndef BL_SCRIPT_H
#define BL_SCRIPT_H

#include "../sim/base.h"

typedef struct {
    char *text;
    size_t len, cap;
    bool out_of_memory;
    size_t blocks; /* data blocks so far; they are named $d1, $d2, ... */
    bool plotting; /* a plot command stands open */
} bl_script;

/* Begins with the house style: palette, line styles, borders, grid. */
void bl_script_open(bl_script *script);
void bl_script_close(bl_script *script);

/* printf style, for commands and numbers. Never a string a user can influence. */
void bl_script_add(bl_script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

typedef enum { BL_TEXT_LABEL, BL_TEXT_TIC } bl_text_use;
/* The one quoting function. A tic's text is a number format to gnuplot: its % is doubled. */
void bl_script_put_text(bl_script *script, const char *text, bool bold, bl_text_use use);

/* A block of numbers: open, rows, close. Its number; 0: no row came, nothing to plot. */
void bl_script_open_block(bl_script *script);
void bl_script_put_row(bl_script *script, const double *values, size_t len);
/* A blank line: the curve is broken here. */
void bl_script_put_break(bl_script *script);
size_t bl_script_close_block(bl_script *script);

/* One element of a plot command, printf style: the first says `plot`, later ones a comma.
 * bl_script_end_plot ends the command. */
void bl_script_plot(bl_script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void bl_script_end_plot(bl_script *script);

/* The palette: Okabe-Ito. Lines of mode i, the darker shade for its text, its point type. */
const char *bl_script_color(size_t mode);
const char *bl_script_text_color(size_t mode);
int bl_script_point_type(size_t mode);

#define BL_COLOR_INK "#333333"
#define BL_COLOR_GREY "#4D4D4D"
#define BL_COLOR_FAINT "#767676"
#define BL_COLOR_IN "#0072B2"
#define BL_COLOR_OUT "#D55E00"
#define BL_COLOR_PAUSE "#CC79A7"
#define BL_COLOR_PAUSE_TEXT "#7A3E5D"

#endif
