/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outfile.h - one output file: a buffer, a descriptor and, where asked for, a running SHA-256 of
 * everything that left the buffer. The first failure sticks: later calls do nothing and answer
 * NULL or false, and close tells.
 */
#ifndef BL_OUTFILE_H
#define BL_OUTFILE_H

#include <nettle/sha2.h>

#include "../sim/err.h"

enum { BL_OUTFILE_BUFFER = 128 * 1024, BL_SHA256_TEXT = 65 };

typedef struct {
    char path[4096];
    int fd;                  /* -1: not open */
    int failure;             /* errno of the first failure */
    size_t len;              /* bytes waiting in the buffer */
    char *buffer;            /* BL_OUTFILE_BUFFER bytes */
    struct sha256_ctx *hash; /* NULL: none */
} bl_outfile;

/* Creates folder/name, which must not exist yet; readable too, for bl_outfile_hash_again. */
bl_status bl_outfile_open(bl_outfile *out, const char *folder, const char *name,
                          struct sha256_ctx *hash, bl_err *err);
/* Room for `bytes` (at most BL_OUTFILE_BUFFER) in the buffer; NULL after a failure. What was
 * printed there is taken over by bl_outfile_take with the place after its last byte. */
char *bl_outfile_room(bl_outfile *out, size_t bytes);
void bl_outfile_take(bl_outfile *out, const char *end);
/* Any number of bytes. */
bool bl_outfile_put(bl_outfile *out, const char *bytes, size_t len);
bool bl_outfile_flush(bl_outfile *out);
/* Feeds the whole file so far to a hash, reading it back. */
bool bl_outfile_hash_again(bl_outfile *out, struct sha256_ctx *hash);
/* Flushes, syncs, closes and gives the memory back; also of a file that was never opened. */
bl_status bl_outfile_close(bl_outfile *out, bl_err *err);

/* "cannot <verb> 'path': <the system's words>", as BL_SYSTEM. */
bl_status bl_outfile_fail(bl_err *err, const char *verb, const char *path, int failure);
/* The digest as 64 lower-case hex digits and a NUL. */
void bl_outfile_print_digest(struct sha256_ctx *hash, char *out);

#endif
