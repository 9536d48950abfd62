/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * zip.h - where a member of a zip archive lies, by the directory at the archive's end (APPNOTE 6.3,
 * 4.3). Not here: zip64, archives in parts, encryption, methods other than stored and deflate;
 * these are refused by name.
 */
#ifndef BL_ZIP_H
#define BL_ZIP_H

#include "../sim/err.h"

typedef struct {
    uint64_t at, packed_len; /* of its bytes in the file */
    uint64_t len;            /* of its content */
    uint32_t crc32;          /* of its content */
    bool deflated;           /* else stored */
} bl_zip_member;

/* The member of that name, or, NULL, the only file. False: err says why, as "is ...". */
bool bl_zip_find(int fd, uint64_t file_len, const char *name, bl_zip_member *out, bl_err *err);

#endif
