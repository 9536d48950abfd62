/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * err.h - one failure: a status code and a sentence. The deepest frame writes the cause; each
 * frame that knows more prepends a clause. Outputs of a failed call are untouched.
 */
#ifndef BL_ERR_H
#define BL_ERR_H

#include "base.h"

/* code, exit status of the process (ux: 2 usage, 3 input, 4 surroundings, 5 integrity, 70 bug) */
#define BL_STATUS_LIST(X)                                                                          \
    X(OK, 0)                                                                                       \
    X(USAGE, 2)                                                                                    \
    X(INPUT, 3)                                                                                    \
    X(RANGE, 3)                                                                                    \
    X(SYSTEM, 4)                                                                                   \
    X(MEMORY, 4)                                                                                   \
    X(INTEGRITY, 5)                                                                                \
    X(BUG, 70)

typedef enum {
#define X(name, exit_status) BL_##name,
    BL_STATUS_LIST(X)
#undef X
} bl_status;

typedef struct {
    bl_status status;
    char text[480];
} bl_err;

/* Sets status and cause; the text is cut to fit. Returns status, so `return bl_err_set(...)`. */
bl_status bl_err_set(bl_err *err, bl_status status, const char *cause);
/* Puts "clause: " before the text. */
void bl_err_prepend(bl_err *err, const char *clause);
/* The exit status of the process for a code. */
int bl_err_exit_status(bl_status status);

#endif
