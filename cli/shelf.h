/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shelf.h - the modes of finished runs, taken from their folders: each is verified and read back.
 */
#ifndef BL_SHELF_H
#define BL_SHELF_H

#include "../data/folder.h"
#include "../reports/readback.h"

enum { BL_SHELF_MAX = 64 };

typedef struct {
    bl_readback *modes; /* run by run; within one, words first, then intervals, shorter first */
    size_t len;
    char (*paths)[BL_FOLDER_PATH]; /* of the modes; what is private below */
    char *labels[BL_SHELF_MAX];
} bl_shelf;

/* runs: run folders, or folders of single modes. With more than one run, modes are called
 * "RUN: mode". BL_SYSTEM: no run there; BL_INTEGRITY: one was changed; BL_INPUT: cannot be read. */
bl_status bl_shelf_open(bl_shelf *shelf, const char *const *runs, size_t runs_len, bl_err *err);
void bl_shelf_close(bl_shelf *shelf);

#endif
