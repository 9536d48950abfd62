/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bytes.c - one way to the content for each kind of file, chosen once. Invariant: all bytes of the
 * file go through the hash, in order; of a large file a block behind the reader, in a thread of its
 * own, for hashing takes longer than parsing. A zip archive is read by its directory, which stands
 * at its end, so its bytes are hashed before.
 */
#include "bytes.h"

#include <archive.h>
#include <archive_entry.h>
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

enum {
    RAW = 128 * 1024,
    HASH_BLOCK = 2 * 1024 * 1024,
    HASH_APART = HASH_BLOCK, /* bytes of a file from which hashing gets a thread of its own */
    MAGIC_MAX = 4,
    GUESSED_RATIO = 4, /* of text, compressed */
    MEMBERS_MAX = 65535,
    ARCHIVE_TEXT = 200
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
    bool whole;  /* what is compressed has come to an end of its own */
    uint64_t file_len, out_len;
    struct sha256_ctx sha256; /* the worker's, while it has a block */
    bl_worker *hasher;        /* NULL: hashed on the way */
    uint8_t *block;           /* being hashed */
    size_t block_len;
    union {
        z_stream gzip;
        ZSTD_DStream *zstd;
        struct archive *archive;
    } with;
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
    if (bytes->options.skip_hash) {
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
    enum { WINDOW_ALL = 15, GZIP_ONLY = 16 };
    return inflateInit2(&bytes->with.gzip, WINDOW_ALL + GZIP_ONLY) == Z_OK || fail_memory(err) > 0;
}

static ptrdiff_t judge_gzip(bl_bytes *bytes, int code, bl_err *err)
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
        return fail_cut(err, "gzip");
    default:
        return fail_damaged(err, "gzip", bytes->with.gzip.msg);
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
        if (judge_gzip(bytes, code, err) < 0) {
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

/* ---- zip */

static bool hash_ahead(bl_bytes *bytes, bl_err *err)
{
    ptrdiff_t got = 1;
    while (got > 0 && !bytes->options.skip_hash) {
        got = read_file(bytes, bytes->raw, RAW, err);
    }
    return got >= 0;
}

static bool open_archive(bl_bytes *bytes, bl_err *err)
{
    struct archive *archive = archive_read_new();
    bytes->with.archive = archive;
    if (archive == NULL || archive_read_support_format_zip_seekable(archive) != ARCHIVE_OK) {
        return fail_memory(err) > 0;
    }
    if (lseek(bytes->fd, 0, SEEK_SET) != 0 ||
        archive_read_open_fd(archive, bytes->fd, RAW) != ARCHIVE_OK) {
        return fail_damaged(err, "zip", archive_error_string(archive)) > 0;
    }
    return true;
}

static void end_zip(bl_bytes *bytes)
{
    (void)archive_read_free(bytes->with.archive);
    bytes->with.archive = NULL;
}

static const char *name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    name = name != NULL ? name : archive_entry_pathname(entry);
    return name != NULL ? name : "";
}

static bool is_wanted(const bl_bytes *bytes, struct archive_entry *entry)
{
    const char *member = bytes->options.member;
    return archive_entry_filetype(entry) == AE_IFREG &&
           (member == NULL || strcmp(name_of(entry), member) == 0);
}

/* The next member wanted; NULL: none is left, or err was set. */
static struct archive_entry *next_member(bl_bytes *bytes, bool *failed, bl_err *err)
{
    struct archive *archive = bytes->with.archive;
    for (size_t i = 0; i <= MEMBERS_MAX; i++) {
        struct archive_entry *entry;
        const int code = archive_read_next_header(archive, &entry);
        if (code == ARCHIVE_EOF) {
            return NULL;
        }
        if (code != ARCHIVE_OK) {
            *failed = true;
            (void)fail_damaged(err, "zip", archive_error_string(archive));
            return NULL;
        }
        if (is_wanted(bytes, entry)) {
            return entry;
        }
    }
    *failed = true;
    (void)fail(err, BL_INPUT, "has too many members", "");
    return NULL;
}

/* Exactly one member must be meant; `names` gets what there is, for the complaint. */
static bool count_members(bl_bytes *bytes, bl_err *err)
{
    bool failed = false;
    size_t count = 0;
    size_t len = 0;
    char names[ARCHIVE_TEXT] = "";
    char text[sizeof err->text];
    for (struct archive_entry *entry; (entry = next_member(bytes, &failed, err)) != NULL; count++) {
        const int wrote = snprintf(names + len, sizeof names - len, "%s'%.60s'",
                                   count > 0 ? ", " : "", name_of(entry));
        len = wrote > 0 && len + (size_t)wrote < sizeof names ? len + (size_t)wrote : len;
    }
    if (failed || count == 1) {
        return !failed;
    }
    if (bytes->options.member != NULL) {
        snprintf(text, sizeof text, "is a zip archive with %zu files named '%.100s'; expected one",
                 count, bytes->options.member);
    } else {
        snprintf(text, sizeof text, "is a zip archive with %zu files; expected one%s%s", count,
                 count > 0 ? ", not " : "", names);
    }
    return fail(err, BL_INPUT, text, "") > 0;
}

/* Twice through the directory: once to know that one member is meant, once to stand at it. */
static bool begin_zip(bl_bytes *bytes, bl_err *err)
{
    bool failed = false;
    if (!hash_ahead(bytes, err) || !open_archive(bytes, err) || !count_members(bytes, err)) {
        return false;
    }
    end_zip(bytes);
    struct archive_entry *entry =
        open_archive(bytes, err) ? next_member(bytes, &failed, err) : NULL;
    if (entry != NULL && archive_entry_is_encrypted(entry)) {
        return fail(err, BL_INPUT, "is encrypted (zip)", "") > 0;
    }
    return entry != NULL;
}

static ptrdiff_t expand_zip(bl_bytes *bytes, char *out, size_t cap, bl_err *err)
{
    const la_ssize_t got = archive_read_data(bytes->with.archive, out, cap);
    return got < 0 ? fail_damaged(err, "zip", archive_error_string(bytes->with.archive)) : got;
}

/* ---- all kinds */

static const codec plain = {"", 0, NULL, expand_plain, NULL};
static const codec compressed[] = {
    {"\x1f\x8b", 2, begin_gzip, expand_gzip, end_gzip},
    {"\x28\xb5\x2f\xfd", 4, begin_zstd, expand_zstd, end_zstd},
    {"PK\x03\x04", 4, begin_zip, expand_zip, end_zip},
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
