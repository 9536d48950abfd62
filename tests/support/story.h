/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * story.h - the cases of docs/cases as a reader has them: a working folder with docs/cases in it
 * and the records beside it, in ../shared. What commands of the pages write stays there.
 */
#ifndef BL_TESTS_STORY_H
#define BL_TESTS_STORY_H

#include <stdbool.h>

/* The project's folder, where the test began. */
extern char story_root[4096];

/* False: there is no program or no BALLAST_SHARED/data, which was said. */
bool story_find(void);
/* A fixture: makes the working folder and goes there; leaves it and removes it. */
void story_begin(void);
void story_finish(void);
/* `ballast import LIST -o OUT`. */
void story_import(const char *list, const char *out);

#endif
