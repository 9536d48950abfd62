/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_file.h - columns as they lie in memory, in a file that can be mapped: a header with the
 * reader's report, then the parts, each at a multiple of 64 bytes, and one checksum over all of
 * it, which every reading looks at. For the machine that wrote it; never an interchange format.
 */
#ifndef BL_TAPE_FILE_H
#define BL_TAPE_FILE_H

#include "../sim/err.h"
#include "feed.h"

/* Raised whenever the layout, or what a reader makes of the same bytes and options, changes. */
#define BL_TAPE_VERSION "2"

enum { BL_TAPE_PARTS_MAX = 8, BL_TAPE_KEY = 64 };

typedef struct {
    const void *at;
    size_t len; /* bytes */
} bl_tape_part;

typedef struct {
    bl_feed_report report; /* its path is not kept */
    bl_tape_part parts[BL_TAPE_PARTS_MAX];
    size_t parts_len;
    bl_tape_part map; /* of a tape that was read; at NULL: none */
} bl_tape;

/* Writes folder/name, which must not exist, and syncs it. key: BL_TAPE_KEY characters that say what
 * the tape is of. */
bl_status bl_tape_file_write(const char *folder, const char *name, const char *key,
                             const bl_tape *tape, bl_err *err);
/* Maps an open tape, read only. BL_INTEGRITY: it is not the whole, unchanged tape of this key;
 * BL_SYSTEM or BL_MEMORY: that could not be told. */
bl_status bl_tape_file_map(int fd, const char *key, bl_tape *out);
void bl_tape_file_unmap(bl_tape_part map);

#endif
