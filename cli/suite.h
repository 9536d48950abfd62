/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suite.h - the scenarios of a suite: a folder's *.yaml in byte order of their names, or one file.
 */
#ifndef BL_SUITE_FILES_H
#define BL_SUITE_FILES_H

#include "../scenarios/pool.h"
#include "../sim/err.h"

enum { BL_SUITE_MAX = 256 };

typedef struct {
    const char *paths[BL_SUITE_MAX];
    const char *names[BL_SUITE_MAX]; /* of the files, without .yaml */
    size_t len;
    bl_pool pool; /* of the texts */
} bl_suite;

/* A folder without scenarios and one with too many are BL_INPUT. Close it whatever it returns. */
bl_status bl_suite_open(bl_suite *suite, const char *path, bl_err *err);
void bl_suite_close(bl_suite *suite);

#endif
