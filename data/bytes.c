/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bytes.c - one way to the content for each kind of file, chosen once. Invariant: all bytes of the
 * file go through the hash, in order; of a large file a block behind the reader, in a thread of its
 * own, for hashing takes longer than parsing. A zip archive is read by its directory, which stands
 * at its end, so its bytes are hashed before.
 */
#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "outfile.h"
#include "worker.h"
#include "zip.h"

enum {
    RAW = 128 * 1024,
    HASH_BLOCK = 2 * 1024 * 1024,
    HASH_APART = HASH_BLOCK, /* bytes of a file from which hashing gets a thread of its own */
    MAGIC_MAX = 4,
    GUESSED_RATIO = 4, /* of text, compressed */
    WINDOW_BITS = 15
};

/* A kind of file. expand: some bytes of the content, 0 at its end, -1 after setting err. */
typedef struct {
    const char *magic;
    size_t magic_len;
    bool (*begin)(bl_bytes *bytes, bl_err *err);
    ptrdiff_t (*expand)(bl_bytes *bytes, char *out, size_t cap, bl_err *err);
    void (*end)(bl_bytes *bytes);
} codec;

struct bl_bytes {
    const codec *codec;
    bl_bytes_options options;
    int fd;
    bool at_end; /* of the file */
    bool hashed; /* wholly, before it is read */
    bool whole;  /* what is compressed has come to an end of its own */
    uint64_t file_len, out_len;
    struct sha256_ctx sha256; /* the worker's, while it has a block */
    bl_worker *hasher;        /* NULL: hashed on the way */
    uint8_t *block;           /* being hashed */
    size_t block_len;
    union {
        z_stream gzip; /* and zip */
        ZSTD_DStream *zstd;
    } with;
    bl_zip_member member; /* what is left of it */
    unsigned long crc;
    size_t raw_at, raw_len;
    unsigned char raw[RAW]; /* of a compressed file */
};

static ptrdiff_t fail(bl_err *err, bl_status status, const char *what, const char *why)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "%s%.200s", what, why);
    (void)bl_err_set(err, status, text);
    return -1;
}

static ptrdiff_t fail_memory(bl_err *err)
{
    return fail(err, BL_MEMORY, "out of memory", "");
}

static ptrdiff_t fail_damaged(bl_err *err, const char *kind, const char *why)
{
    char what[64];
    snprintf(what, sizeof what, "is damaged (%s): ", kind);
    return fail(err, BL_INPUT, what, why != NULL ? why : "unknown error");
}

static ptrdiff_t fail_cut(bl_err *err, const char *kind)
{
    return fail_damaged(err, kind, "it ends before its content does");
}

/* ---- hashing */

static void hash_block(void *context)
{
    bl_bytes *bytes = context;
    sha256_update(&bytes->sha256, bytes->block_len, bytes->block);
}

static void hash(bl_bytes *bytes, const uint8_t *at, size_t len)
{
    if (bytes->options.skip_hash || bytes->hashed) {
        return;
    }
    if (bytes->hasher == NULL) {
        sha256_update(&bytes->sha256, len, at);
        return;
    }
    while (len > 0) {
        const size_t part = len < HASH_BLOCK ? len : HASH_BLOCK;
        bl_worker_wait(bytes->hasher);
        memcpy(bytes->block, at, part);
        bytes->block_len = part;
        bl_worker_begin(bytes->hasher, hash_block, bytes);
        at += part;
        len -= part;
    }
}

/* Without memory or a thread it is slower, no more. */
static void open_hasher(bl_bytes *bytes)
{
    if (bytes->options.skip_hash || bytes->file_len < HASH_APART) {
        return;
    }
    bytes->block = malloc(HASH_BLOCK);
    bytes->hasher = bytes->block != NULL ? bl_worker_open() : NULL;
}

/* ---- the file itself */

static ptrdiff_t read_file(bl_bytes *bytes, void *out, size_t cap, bl_err *err)
{
    ssize_t got;
    do {
        got = read(bytes->fd, out, cap);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail(err, BL_SYSTEM, "cannot be read: ", strerror(errno));
    }
    hash(bytes, out, (size_t)got);
    return got;
}

static ptrdiff_t expand_plain(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    return read_file(bytes, out, cap, err);
}

/* More compressed bytes where none are at hand. False: reading failed. */
static bool fill_raw(bl_bytes *bytes, bl_err *err)
{
    if (bytes->raw_at < bytes->raw_len || bytes->at_end) {
        return true;
    }
    const ptrdiff_t got = read_file(bytes, bytes->raw, RAW, err);
    bytes->raw_at = 0;
    bytes->raw_len = got > 0 ? (size_t)got : 0;
    bytes->at_end = got == 0;
    return got >= 0;
}

static bool is_drained(const bl_bytes *bytes)
{
    return bytes->at_end && bytes->raw_at == bytes->raw_len;
}

/* ---- gzip: members follow each other */

static bool begin_gzip(bl_bytes *bytes, bl_err *err)
{
    enum { GZIP_ONLY = 16 };
    return inflateInit2(&bytes->with.gzip, WINDOW_BITS + GZIP_ONLY) == Z_OK || fail_memory(err) > 0;
}

static ptrdiff_t judge_inflate(bl_bytes *bytes, int code, const char *kind, bl_err *err)
{
    switch (code) {
    case Z_STREAM_END:
        bytes->whole = true;
        return 0;
    case Z_OK:
        return 0;
    case Z_MEM_ERROR:
        return fail_memory(err);
    case Z_BUF_ERROR:
        return fail_cut(err, kind);
    default:
        return fail_damaged(err, kind, bytes->with.gzip.msg);
    }
}

static ptrdiff_t expand_gzip(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    z_stream *stream = &bytes->with.gzip;
    const uInt room = cap < INT32_MAX ? (uInt)cap : INT32_MAX;
    stream->next_out = (Bytef *)out;
    stream->avail_out = room;
    while (stream->avail_out == room) {
        if (!fill_raw(bytes, err)) {
            return -1;
        }
        if (bytes->whole && is_drained(bytes)) {
            return 0;
        }
        if (bytes->whole) {
            (void)inflateReset(stream);
            bytes->whole = false;
        }
        stream->next_in = bytes->raw + bytes->raw_at;
        stream->avail_in = (uInt)(bytes->raw_len - bytes->raw_at);
        const int code = inflate(stream, Z_NO_FLUSH);
        bytes->raw_at = bytes->raw_len - stream->avail_in;
        if (judge_inflate(bytes, code, "gzip", err) < 0) {
            return -1;
        }
    }
    return (ptrdiff_t)(room - stream->avail_out);
}

static void end_gzip(bl_bytes *bytes)
{
    (void)inflateEnd(&bytes->with.gzip);
}

/* ---- zstd: frames follow each other */

static bool begin_zstd(bl_bytes *bytes, bl_err *err)
{
    bytes->with.zstd = ZSTD_createDStream();
    return bytes->with.zstd != NULL || fail_memory(err) > 0;
}

static ptrdiff_t expand_zstd(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    ZSTD_outBuffer to = {out, cap, 0};
    while (to.pos == 0) {
        if (!fill_raw(bytes, err)) {
            return -1;
        }
        const bool drained = is_drained(bytes);
        if (drained && bytes->whole) {
            return 0;
        }
        ZSTD_inBuffer from = {bytes->raw, bytes->raw_len, bytes->raw_at};
        const size_t code = ZSTD_decompressStream(bytes->with.zstd, &to, &from);
        bytes->raw_at = from.pos;
        bytes->whole = code == 0;
        if (ZSTD_isError(code)) {
            return fail_damaged(err, "zstd", ZSTD_getErrorName(code));
        }
        if (drained && to.pos == 0 && !bytes->whole) {
            return fail_cut(err, "zstd");
        }
    }
    return (ptrdiff_t)to.pos;
}

static void end_zstd(bl_bytes *bytes)
{
    (void)ZSTD_freeDStream(bytes->with.zstd);
}

/* ---- zip: the member's bytes, to which the directory leads */

/* All of the file through the hash, then to where the member begins. */
static bool begin_zip(bl_bytes *bytes, bl_err *err)
{
    ptrdiff_t got = bytes->options.skip_hash ? 0 : 1;
    while (got > 0) {
        got = read_file(bytes, bytes->raw, RAW, err);
    }
    bytes->hashed = true;
    if (got < 0 ||
        !bl_zip_find(bytes->fd, bytes->file_len, bytes->options.member, &bytes->member, err)) {
        return false;
    }
    if (lseek(bytes->fd, (off_t)bytes->member.at, SEEK_SET) < 0) {
        return fail(err, BL_SYSTEM, "cannot be read: ", strerror(errno)) > 0;
    }
    bytes->crc = crc32(0, NULL, 0);
    return inflateInit2(&bytes->with.gzip, -WINDOW_BITS) == Z_OK || fail_memory(err) > 0;
}

/* Those of the bytes at hand that are the member's. */
static size_t take_packed(bl_bytes *bytes, const unsigned char **out)
{
    const size_t have = bytes->raw_len - bytes->raw_at;
    *out = bytes->raw + bytes->raw_at;
    return have < bytes->member.packed_len ? have : (size_t)bytes->member.packed_len;
}

static void drop_packed(bl_bytes *bytes, size_t len)
{
    bytes->raw_at += len;
    bytes->member.packed_len -= len;
}

static ptrdiff_t copy_stored(bl_bytes *bytes, char *out, size_t cap)
{
    const unsigned char *from;
    const size_t have = take_packed(bytes, &from);
    const size_t len = have < cap ? have : cap;
    memcpy(out, from, len);
    drop_packed(bytes, len);
    return (ptrdiff_t)len;
}

static ptrdiff_t inflate_packed(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    z_stream *stream = &bytes->with.gzip;
    const uInt room = cap < INT32_MAX ? (uInt)cap : INT32_MAX;
    const unsigned char *from;
    const size_t have = take_packed(bytes, &from);
    stream->next_in = (Bytef *)(uintptr_t)from;
    stream->avail_in = (uInt)have;
    stream->next_out = (Bytef *)out;
    stream->avail_out = room;
    const int code = inflate(stream, Z_NO_FLUSH);
    drop_packed(bytes, have - stream->avail_in);
    return judge_inflate(bytes, code, "zip", err) < 0 ? -1 : (ptrdiff_t)(room - stream->avail_out);
}

static ptrdiff_t end_member(const bl_bytes *bytes, bl_err *err)
{
    if (bytes->member.packed_len != 0 || bytes->member.len != 0) {
        return fail_damaged(err, "zip", "its content has another length than its directory says");
    }
    if (bytes->crc != bytes->member.crc32) {
        return fail_damaged(err, "zip", "its content has another checksum than its directory says");
    }
    return 0;
}

static ptrdiff_t expand_zip(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    ptrdiff_t got = 0;
    while (got == 0) {
        const bool done = bytes->member.deflated ? bytes->whole : bytes->member.packed_len == 0;
        if (done) {
            return end_member(bytes, err);
        }
        if (!fill_raw(bytes, err)) {
            return -1;
        }
        if (is_drained(bytes)) {
            return fail_cut(err, "zip");
        }
        got = bytes->member.deflated ? inflate_packed(bytes, out, cap, err)
                                     : copy_stored(bytes, out, cap);
        if (got < 0) {
            return -1;
        }
    }
    if ((uint64_t)got > bytes->member.len) {
        return fail_damaged(err, "zip", "its content is longer than its directory says");
    }
    bytes->member.len -= (uint64_t)got;
    bytes->crc = crc32_z(bytes->crc, (const Bytef *)out, (size_t)got);
    return got;
}

/* ---- all kinds */

static const codec plain = {"", 0, NULL, expand_plain, NULL};
static const codec compressed[] = {
    {"\x1f\x8b", 2, begin_gzip, expand_gzip, end_gzip},
    {"\x28\xb5\x2f\xfd", 4, begin_zstd, expand_zstd, end_zstd},
    {"PK\x03\x04", 4, begin_zip, expand_zip, end_gzip},
    {"PK\x05\x06", 4, begin_zip, expand_zip, end_gzip}, /* an empty one */
};

/* A regular file: its size is known and nothing can make a read wait. */
static bool open_file(bl_bytes *bytes, const char *path, bl_err *err)
{
    struct stat info;
    bytes->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (bytes->fd < 0 || fstat(bytes->fd, &info) != 0) {
        return fail(err, BL_SYSTEM, "cannot be opened: ", strerror(errno)) > 0;
    }
    if (!S_ISREG(info.st_mode)) {
        return fail(err, BL_INPUT, "is not a regular file", "") > 0;
    }
    bytes->file_len = (uint64_t)info.st_size;
    return true;
}

/* A file that cannot be looked at here fails when it is read. */
static void find_codec(bl_bytes *bytes)
{
    char magic[MAGIC_MAX];
    const ssize_t got = pread(bytes->fd, magic, MAGIC_MAX, 0);
    bytes->codec = &plain;
    for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++) {
        const size_t len = compressed[i].magic_len;
        if (got >= (ssize_t)len && memcmp(magic, compressed[i].magic, len) == 0) {
            bytes->codec = &compressed[i];
        }
    }
}

bl_bytes *bl_bytes_open(const char *path, bl_bytes_options options, bl_err *err)
{
    bl_bytes *bytes = malloc(sizeof *bytes);
    if (bytes == NULL) {
        (void)fail_memory(err);
        return NULL;
    }
    memset(bytes, 0, offsetof(bl_bytes, raw));
    bytes->codec = &plain;
    bytes->options = options;
    if (bytes->options.expanded_max == 0) {
        bytes->options.expanded_max = BL_BYTES_EXPANDED_MAX;
    }
    sha256_init(&bytes->sha256);
    if (open_file(bytes, path, err)) {
        find_codec(bytes);
        open_hasher(bytes);
        if (bytes->codec->begin == NULL || bytes->codec->begin(bytes, err)) {
            return bytes;
        }
    }
    bl_bytes_close(bytes);
    return NULL;
}

void bl_bytes_close(bl_bytes *bytes)
{
    if (bytes == NULL) {
        return;
    }
    if (bytes->codec->end != NULL) {
        bytes->codec->end(bytes);
    }
    if (bytes->fd >= 0) {
        (void)close(bytes->fd);
    }
    bl_worker_close(bytes->hasher);
    free(bytes->block);
    free(bytes);
}

ptrdiff_t bl_bytes_read(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    size_t len = 0;
    ptrdiff_t got = 1;
    while (len < cap && got > 0) {
        got = bytes->codec->expand(bytes, out + len, cap - len, err);
        if (got < 0) {
            return -1;
        }
        len += (size_t)got;
    }
    bytes->out_len += len;
    if (bytes->codec != &plain && bytes->out_len > bytes->options.expanded_max) {
        char text[sizeof err->text];
        snprintf(text, sizeof text, "expands to more than %" PRIu64 " bytes",
                 bytes->options.expanded_max);
        return fail(err, BL_INPUT, text, "");
    }
    return (ptrdiff_t)len;
}

uint64_t bl_bytes_file_len(const bl_bytes *bytes)
{
    return bytes->file_len;
}

uint64_t bl_bytes_estimate(const bl_bytes *bytes)
{
    const uint64_t all = bytes->codec == &plain ? bytes->file_len : GUESSED_RATIO * bytes->file_len;
    return all > bytes->out_len ? all - bytes->out_len : 0;
}

void bl_bytes_print_hash(bl_bytes *bytes, char out[BL_BYTES_HASH_TEXT])
{
    out[0] = '\0';
    bl_worker_wait(bytes->hasher);
    if (!bytes->options.skip_hash) {
        bl_outfile_print_digest(&bytes->sha256, out);
    }
}
