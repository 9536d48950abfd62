/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * python.h - tests that compare with a second program, written in Python with its standard library.
 */
#ifndef BL_PYTHON_H
#define BL_PYTHON_H

#include <stdbool.h>

enum { PYTHON_PATH = 512, PYTHON_NOT_FOUND = 127 };

/* The program under test: BALLAST_BIN, or the one of this build, whose tests stand under
 * `below`. */
void python_name_program(const char *self, const char *below, char out[PYTHON_PATH]);
/* The exit status of a command found on the PATH; PYTHON_NOT_FOUND where there is none. */
int python_spawn(const char *const *args);
bool python_is_there(void);

#endif
