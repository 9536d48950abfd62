/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diag.h - complaints about input: file, line, column, what is wrong and what is allowed. All of
 * a file are gathered, at most BL_DIAG_MAX kept, and printed together; anything an input text
 * contributes has its control bytes replaced before it is stored.
 */
#ifndef BL_DIAG_H
#define BL_DIAG_H

#include "../sim/base.h"

enum { BL_DIAG_MAX = 20, BL_DIAG_TEXT = 480, BL_DIAG_EXCERPT = 120 };

typedef enum { BL_DIAG_ERROR, BL_DIAG_WARNING } bl_severity;

typedef struct {
    bl_severity severity;
    char file[256];
    size_t line, column; /* from 1; 0: not known */
    size_t width;        /* characters to underline, at least 1 */
    char message[BL_DIAG_TEXT];
    char excerpt[BL_DIAG_EXCERPT]; /* the line, cut; "" if none */
    size_t excerpt_column;         /* column within the excerpt */
    char hint[BL_DIAG_TEXT];       /* "" if none */
} bl_diag;

typedef struct {
    bl_diag items[BL_DIAG_MAX];
    size_t len;
    size_t errors, warnings; /* all of them, kept or not */
} bl_diags;

void bl_diag_init(bl_diags *diags);
/* Adds one, printf style; returns it so that excerpt and hint can be set, NULL where none was
 * kept. line or column 0: unknown. */
bl_diag *bl_diag_add(bl_diags *diags, bl_severity severity, const char *file, size_t line,
                     size_t column, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Sets the excerpt from the raw bytes of the line; column counts characters from 1. */
void bl_diag_set_excerpt(bl_diag *diag, const char *bytes, size_t bytes_len, size_t column,
                         size_t width);
/* Sets the hint, printf style; diag may be NULL. */
void bl_diag_set_hint(bl_diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* True while fewer than BL_DIAG_MAX errors were added. */
bool bl_diag_may_continue(const bl_diags *diags);

#endif
