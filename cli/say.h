/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * say.h - what is told to people and programs beside the answer: complaints, errors, warnings, all
 * on stderr, and the check that the answer on stdout arrived.
 */
#ifndef BL_SAY_H
#define BL_SAY_H

#include "../data/diag.h"
#include "../scenarios/suggest.h"
#include "../sim/err.h"

/* All complaints with excerpt and hint, as text or, with json, one object a line; then, as text,
 * a line with the counts and, where there are errors, the consequence ("nothing was run"). */
void bl_say_diags(const bl_diags *diags, bool json, const char *consequence);
/* The command whose help is offered from now on. */
void bl_say_set_command(const char *name);
/* One failure; returns the exit status that belongs to it. */
int bl_say_error(const bl_err *err, bool json);
/* Wrong usage: "ballast: error: ..." and where help is; returns 2. */
int bl_say_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A name that is not known: what was meant, or `where` all are. Returns 2. */
int bl_say_unknown(const char *what, const bl_suggest_nearest *meant, const char *where);
void bl_say_warning(bool json, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* At exit: what waits for stdout is written; a failure there makes the exit status 4, a reader
 * that went away 141, quietly. */
void bl_say_guard_stdout(void);

#endif
