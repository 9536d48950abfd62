/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * page.h - a page of Markdown whose commands are run and whose output is compared, line by line.
 *
 * A fence whose info string has a second word is a file of that name: ```yaml vault.yaml. In a
 * ```console fence a line that begins with "$ " is a command, `cd DIR` or `ballast ...`, and what
 * follows is its output, stdout then stderr. A line "..." stands for any lines; "(exit status N)"
 * ends the output of a command that does not exit with 0. With BALLAST_BLESS set, output that is
 * not so is written into the page.
 */
#ifndef BL_TESTS_PAGE_H
#define BL_TESTS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "program.h"

typedef struct {
    size_t commands, mismatches; /* the latter were printed */
} page_result;

/* Added to a `compare` that does not say which figures, to save time; NULL, the usual: nothing. */
extern const char *page_figures;

/* Runs root/name in the current folder. */
page_result page_run(const char *root, const char *name);
/* Does the output match, up to `end`, "..." standing for any lines? */
bool page_matches(const char *expected, const char *end, const char *found);

/* Words in the way of a shell, without anything that a shell would do: quotes only. The line is
 * taken apart; NULL stands behind the last word. */
size_t page_split(char *line, const char *words[PROGRAM_WORDS_MAX + 1]);

#endif
