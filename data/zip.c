/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * zip.c - see the header. Every offset and length in the file is looked at before it is used.
 */
#include "zip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    END = 22, /* bytes of the records, without names and comments */
    ENTRY = 46,
    LOCAL = 30,
    COMMENT_MAX = 65535,
    DIRECTORY_MAX = 16 * 1024 * 1024,
    NAMES = 200,
    ENCRYPTED = 1, /* a flag */
    STORED = 0,    /* methods */
    DEFLATED = 8
};

typedef struct {
    const unsigned char *bytes;
    size_t len;
} stretch;

static bool refuse(bl_err *err, const char *what)
{
    (void)bl_err_set(err, BL_INPUT, what);
    return false;
}

static bool damaged(bl_err *err)
{
    return refuse(err, "is damaged (zip): its directory is cut short or makes no sense");
}

static uint32_t take16(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t take32(const unsigned char *at)
{
    return take16(at) | take16(at + 2) << 16;
}

/* All `len` bytes from `at`; NULL: they are not there, or there is no memory. The caller frees. */
static unsigned char *load(int fd, uint64_t at, size_t len, bl_err *err)
{
    unsigned char *bytes = malloc(len + 1);
    size_t have = 0;
    ssize_t got = 1;
    if (bytes == NULL) {
        (void)bl_err_set(err, BL_MEMORY, "out of memory");
        return NULL;
    }
    while (have < len && (got > 0 || (got < 0 && errno == EINTR))) {
        got = pread(fd, bytes + have, len - have, (off_t)(at + have));
        have += got > 0 ? (size_t)got : 0;
    }
    if (have == len) {
        return bytes;
    }
    free(bytes);
    (void)damaged(err);
    return NULL;
}

/* ---- the directory */

/* The record at the end of the archive: the last that ends where the file does. */
static const unsigned char *find_end(stretch tail)
{
    for (size_t back = END; back <= tail.len; back++) {
        const unsigned char *at = tail.bytes + (tail.len - back);
        if (memcmp(at, "PK\5\6", 4) == 0 && take16(at + 20) + END == back) {
            return at;
        }
    }
    return NULL;
}

static bool load_directory(int fd, uint64_t file_len, stretch *out, bl_err *err)
{
    const size_t tail_len = file_len < END + COMMENT_MAX ? (size_t)file_len : END + COMMENT_MAX;
    unsigned char *tail = load(fd, file_len - tail_len, tail_len, err);
    const unsigned char *end = tail != NULL ? find_end((stretch){tail, tail_len}) : NULL;
    const uint32_t len = end != NULL ? take32(end + 12) : 0;
    const uint32_t at = end != NULL ? take32(end + 16) : 0;
    const bool in_parts = end != NULL && (take16(end + 4) != 0 || take16(end + 6) != 0);
    const bool found = end != NULL;
    free(tail);
    if (tail == NULL) {
        return false;
    }
    if (in_parts || len == UINT32_MAX || at == UINT32_MAX) {
        return refuse(err, "is a zip archive in parts or of the 64-bit form; unpack it first");
    }
    if (!found || len > DIRECTORY_MAX || (uint64_t)at + len > file_len) {
        return damaged(err);
    }
    *out = (stretch){load(fd, at, len, err), len};
    return out->bytes != NULL;
}

/* Bytes of the entry at the beginning; 0: it does not fit. */
static size_t measure(stretch directory)
{
    const unsigned char *at = directory.bytes;
    if (directory.len < ENTRY || memcmp(at, "PK\1\2", 4) != 0) {
        return 0;
    }
    const size_t len = ENTRY + (size_t)take16(at + 28) + take16(at + 30) + take16(at + 32);
    return len <= directory.len ? len : 0;
}

static stretch name_of(const unsigned char *entry)
{
    return (stretch){entry + ENTRY, take16(entry + 28)};
}

/* Folders are never meant. */
static bool is_wanted(stretch found, const char *name)
{
    if (found.len > 0 && found.bytes[found.len - 1] == '/') {
        return false;
    }
    return name == NULL || (strlen(name) == found.len && memcmp(name, found.bytes, found.len) == 0);
}

typedef struct {
    const unsigned char *entry; /* the last that is wanted */
    size_t count;               /* of those */
    char names[NAMES];          /* of the first ones, for a complaint */
} choice;

static void add_name(choice *found, stretch name)
{
    const size_t len = strlen(found->names);
    snprintf(found->names + len, NAMES - len, "%s'%.*s'", found->count > 0 ? ", " : "",
             (int)(name.len < NAMES ? name.len : NAMES), (const char *)name.bytes);
}

/* False: the directory makes no sense. */
static bool choose(stretch directory, const char *name, choice *out)
{
    *out = (choice){.count = 0};
    while (directory.len > 0) {
        const size_t len = measure(directory);
        if (len == 0) {
            return false;
        }
        if (is_wanted(name_of(directory.bytes), name)) {
            add_name(out, name_of(directory.bytes));
            out->entry = directory.bytes;
            out->count++;
        }
        directory.bytes += len;
        directory.len -= len;
    }
    return true;
}

static bool refuse_choice(const choice *found, const char *name, bl_err *err)
{
    char text[sizeof err->text];
    if (name != NULL) {
        snprintf(text, sizeof text, "is a zip archive with %zu files named '%.100s'; expected one",
                 found->count, name);
    } else {
        snprintf(text, sizeof text, "is a zip archive with %zu files; expected one%s%s",
                 found->count, found->count > 0 ? ", not " : "", found->names);
    }
    return refuse(err, text);
}

/* ---- one member */

static bool read_entry(const unsigned char *entry, bl_zip_member *out, bl_err *err)
{
    char text[sizeof err->text];
    const uint32_t method = take16(entry + 10);
    *out = (bl_zip_member){.at = take32(entry + 42),
                           .packed_len = take32(entry + 20),
                           .len = take32(entry + 24),
                           .crc32 = take32(entry + 16),
                           .deflated = method == DEFLATED};
    if ((take16(entry + 8) & ENCRYPTED) != 0) {
        return refuse(err, "is encrypted (zip)");
    }
    if (method != STORED && method != DEFLATED) {
        snprintf(text, sizeof text,
                 "is packed by method %u (zip); expected deflate (8) or stored (0)", method);
        return refuse(err, text);
    }
    if (out->at == UINT32_MAX || out->packed_len == UINT32_MAX || out->len == UINT32_MAX) {
        return refuse(err, "is a zip archive of the 64-bit form; unpack it first");
    }
    return method == DEFLATED || out->packed_len == out->len || damaged(err);
}

/* The bytes begin behind a header of their own, whose name and extra field have other lengths. */
static bool skip_local(int fd, uint64_t file_len, bl_zip_member *member, bl_err *err)
{
    unsigned char *local = load(fd, member->at, LOCAL, err);
    if (local == NULL) {
        return false;
    }
    const bool good = memcmp(local, "PK\3\4", 4) == 0;
    member->at += LOCAL + (uint64_t)take16(local + 26) + take16(local + 28);
    free(local);
    return (good && member->at + member->packed_len <= file_len) || damaged(err);
}

bool bl_zip_find(int fd, uint64_t file_len, const char *name, bl_zip_member *out, bl_err *err)
{
    stretch directory;
    choice found;
    if (!load_directory(fd, file_len, &directory, err)) {
        return false;
    }
    bool good = choose(directory, name, &found) || damaged(err);
    if (good && found.count != 1) {
        good = refuse_choice(&found, name, err);
    }
    good = good && read_entry(found.entry, out, err) && skip_local(fd, file_len, out, err);
    free((void *)(uintptr_t)directory.bytes);
    return good;
}
