/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outfile.c - buffered, checked, hashed writing. Invariant: a byte is hashed when it leaves the
 * buffer, once, in file order.
 */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bl_status bl_outfile_fail(bl_err *err, const char *verb, const char *path, int failure)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "cannot %s '%.300s': %s", verb, path, strerror(failure));
    return bl_err_set(err, failure == ENOMEM ? BL_MEMORY : BL_SYSTEM, text);
}

bl_status bl_outfile_open(bl_outfile *out, const char *folder, const char *name,
                          struct sha256_ctx *hash, bl_err *err)
{
    *out = (bl_outfile){.fd = -1, .hash = hash};
    int len = snprintf(out->path, sizeof out->path, "%s/%s", folder, name);
    if (len < 0 || (size_t)len >= sizeof out->path) {
        return bl_outfile_fail(err, "create", name, ENAMETOOLONG);
    }
    out->buffer = malloc(BL_OUTFILE_BUFFER);
    if (!out->buffer) {
        return bl_outfile_fail(err, "create", out->path, ENOMEM);
    }
    out->fd = open(out->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (out->fd >= 0) {
        return BL_OK;
    }
    int failure = errno;
    free(out->buffer);
    out->buffer = NULL;
    return bl_outfile_fail(err, "create", out->path, failure);
}

/* A write may be short or interrupted; anything else is final. */
static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return done < 0 ? errno : EIO;
        }
        bytes += done;
        len -= (size_t)done;
    }
    return 0;
}

bool bl_outfile_flush(bl_outfile *out)
{
    if (out->failure) {
        return false;
    }
    if (out->hash) {
        sha256_update(out->hash, out->len, (const uint8_t *)out->buffer);
    }
    out->failure = write_all(out->fd, out->buffer, out->len);
    out->len = 0;
    return out->failure == 0;
}

char *bl_outfile_room(bl_outfile *out, size_t bytes)
{
    if (out->failure) {
        return NULL;
    }
    if (out->len + bytes > BL_OUTFILE_BUFFER && !bl_outfile_flush(out)) {
        return NULL;
    }
    return out->buffer + out->len;
}

void bl_outfile_take(bl_outfile *out, const char *end)
{
    out->len = (size_t)(end - out->buffer);
}

bool bl_outfile_put(bl_outfile *out, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t part = len < BL_OUTFILE_BUFFER ? len : BL_OUTFILE_BUFFER;
        char *at = bl_outfile_room(out, part);
        if (!at) {
            return false;
        }
        memcpy(at, bytes, part);
        bl_outfile_take(out, at + part);
        bytes += part;
        len -= part;
    }
    return out->failure == 0;
}

bool bl_outfile_hash_again(bl_outfile *out, struct sha256_ctx *hash)
{
    if (!bl_outfile_flush(out)) {
        return false;
    }
    off_t at = 0;
    for (;;) { /* the buffer is empty now and serves for reading */
        ssize_t got = pread(out->fd, out->buffer, BL_OUTFILE_BUFFER, at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            out->failure = errno;
        }
        if (got <= 0) {
            return got == 0;
        }
        sha256_update(hash, (size_t)got, (const uint8_t *)out->buffer);
        at += got;
    }
}

bl_status bl_outfile_close(bl_outfile *out, bl_err *err)
{
    if (out->fd < 0) {
        return BL_OK;
    }
    bl_outfile_flush(out);
    if (!out->failure && fsync(out->fd) != 0) {
        out->failure = errno;
    }
    if (close(out->fd) != 0 && !out->failure) {
        out->failure = errno;
    }
    out->fd = -1;
    free(out->buffer);
    out->buffer = NULL;
    return out->failure ? bl_outfile_fail(err, "write", out->path, out->failure) : BL_OK;
}

void bl_outfile_print_digest(struct sha256_ctx *hash, char *out)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[2 * sizeof digest] = '\0';
}
