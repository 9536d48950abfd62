/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bytes.h - the bytes of a file, plain or compressed: gzip, zstd and zip are known by their first
 * bytes, never by a name. A zip archive gives one member. Refused with a sentence that leaves the
 * file's name to the caller: anything but a regular file, what is damaged, cut short, encrypted,
 * or expands past a limit.
 */
#ifndef BL_BYTES_H
#define BL_BYTES_H

#include <stddef.h>

#include "../sim/err.h"

#define BL_BYTES_EXPANDED_MAX (UINT64_C(8) << 30)

enum { BL_BYTES_HASH_TEXT = 65 };

typedef struct {
    const char *member;    /* of a zip archive; NULL: the only file in it */
    uint64_t expanded_max; /* bytes out of a compressed file; 0: BL_BYTES_EXPANDED_MAX */
    bool skip_hash;
} bl_bytes_options;

typedef struct bl_bytes bl_bytes;

/* NULL: err says why. What options point to must live as long. */
bl_bytes *bl_bytes_open(const char *path, bl_bytes_options options, bl_err *err);
void bl_bytes_close(bl_bytes *bytes);
/* Fills out, wholly unless the content ends; -1: err says why, and nothing more can be read. */
ptrdiff_t bl_bytes_read(bl_bytes *bytes, char *out, size_t cap, bl_err *err);
/* Of the file as it lies on disk. */
uint64_t bl_bytes_file_len(const bl_bytes *bytes);
/* How many are left to read, as far as the file's size tells. */
uint64_t bl_bytes_estimate(const bl_bytes *bytes);
/* SHA-256 of the file as it lies on disk, in hex, once all was read; "" where it was skipped. */
void bl_bytes_print_hash(bl_bytes *bytes, char out[BL_BYTES_HASH_TEXT]);

#endif
