/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shelf.h - the modes of finished runs, taken from their folders: each is verified and read back.
 */
#ifndef BL_SHELF_H
#define BL_SHELF_H

#include <argp.h>

#include "../data/folder.h"
#include "../reports/readback.h"

enum { BL_SHELF_MAX = 64 };

/* The RUNs of a command line. */
typedef struct {
    const char *folders[BL_SHELF_MAX];
    size_t len;
} bl_shelf_runs;

/* An argp parser's answer to what is no option: a RUN is taken, and none at the end is refused. */
error_t bl_shelf_take_run(bl_shelf_runs *runs, int key, const char *text, struct argp_state *state);

typedef struct {
    bl_readback *modes; /* run by run; within one as they were asked for */
    size_t len;
    char (*paths)[BL_FOLDER_PATH]; /* of the modes; what is private below */
    char *labels[BL_SHELF_MAX];
} bl_shelf;

/* runs: run folders, or folders of single modes. With more than one run, modes are called
 * "RUN: mode". BL_SYSTEM: no run there; BL_INTEGRITY: one was changed; BL_INPUT: cannot be read. */
bl_status bl_shelf_open(bl_shelf *shelf, const char *const *runs, size_t runs_len, bl_err *err);
void bl_shelf_close(bl_shelf *shelf);

#endif
