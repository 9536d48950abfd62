/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * aside.h - a file that is there whole or not at all: written under a hidden name beside its
 * place, synced, then moved there. An old file stands until the new one is whole. A device or a
 * pipe, which cannot be replaced, is written as it goes.
 */
#ifndef BL_ASIDE_H
#define BL_ASIDE_H

#include <stdbool.h>
#include <stdio.h>

/* Writes everything; what it could not write is seen afterwards in the stream's error flag. */
typedef void bl_aside_writer(FILE *out, const void *what);

/* 0, or the errno of what failed; EEXIST without `replace` where `path` exists. Nothing is left
 * behind on failure. */
int bl_aside_write(const char *path, bool replace, bl_aside_writer *write, const void *what);

#endif
