/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_cache.c - names, the index, and what is removed. Files appear under their names whole, by
 * rename; a name says what is in the file, so two runs that write it write the same. Whatever is
 * removed under a running process stays mapped there. Nothing is locked.
 */
#define _GNU_SOURCE
#include "tape_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "manifest.h"
#include "outfile.h"

enum { NAME = 96, SETTLE_S = 2, ABANDONED_S = 3600, INDEX_TEXT = 512 };

static const char tape_suffix[] = ".tape";
static const char index_suffix[] = ".index";

bool bl_tape_cache_open(bl_tape_cache *cache, const char *folder)
{
    memset(cache, 0, sizeof *cache);
    cache->bytes_max = BL_TAPE_CACHE_BYTES_MAX;
    cache->source_min = BL_TAPE_SOURCE_MIN;
    cache->settle_s = SETTLE_S;
    const int len = snprintf(cache->folder, sizeof cache->folder, "%s", folder);
    return len > 0 && (size_t)len < sizeof cache->folder;
}

/* ---- names */

static void hash_text(struct sha256_ctx *hash, const char *text)
{
    sha256_update(hash, strlen(text) + 1, (const uint8_t *)text);
}

static void name_tape(const char *sha256, const char *options, char out[NAME])
{
    struct sha256_ctx hash;
    char key[BL_SHA256_TEXT];
    sha256_init(&hash);
    hash_text(&hash, BL_TAPE_VERSION " of ballast " BL_VERSION);
    hash_text(&hash, sha256);
    hash_text(&hash, options);
    bl_outfile_print_digest(&hash, key);
    snprintf(out, NAME, "%s%s", key, tape_suffix);
}

/* False: the path leads nowhere. */
static bool name_index(const char *path, char out[NAME])
{
    struct sha256_ctx hash;
    char key[BL_SHA256_TEXT];
    char *real = realpath(path, NULL);
    if (real == NULL) {
        return false;
    }
    sha256_init(&hash);
    hash_text(&hash, real);
    free(real);
    bl_outfile_print_digest(&hash, key);
    snprintf(out, NAME, "%s%s", key, index_suffix);
    return true;
}

static int open_entry(const bl_tape_cache *cache, const char *name)
{
    char path[BL_TAPE_CACHE_PATH + NAME + 2];
    snprintf(path, sizeof path, "%s/%s", cache->folder, name);
    return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

static bool remove_entry(const bl_tape_cache *cache, const char *name)
{
    char path[BL_TAPE_CACHE_PATH + NAME + 2];
    snprintf(path, sizeof path, "%s/%s", cache->folder, name);
    return unlink(path) == 0 || errno == ENOENT;
}

/* ---- the index: what the file was, then the SHA-256 of its bytes */

static void print_state(const struct stat *info, char out[INDEX_TEXT])
{
    snprintf(out, INDEX_TEXT,
             "ballast tape index 1\ndevice %" PRIuMAX " inode %" PRIuMAX " size %" PRIdMAX
             "\nmodified %" PRIdMAX ".%09ld changed %" PRIdMAX ".%09ld\nsha256 ",
             (uintmax_t)info->st_dev, (uintmax_t)info->st_ino, (intmax_t)info->st_size,
             (intmax_t)info->st_mtim.tv_sec, info->st_mtim.tv_nsec, (intmax_t)info->st_ctim.tv_sec,
             info->st_ctim.tv_nsec);
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    char left[INDEX_TEXT];
    char right[INDEX_TEXT];
    print_state(a, left);
    print_state(b, right);
    return strcmp(left, right) == 0;
}

static bool is_older(struct timespec time, struct timespec now, int64_t seconds)
{
    const int64_t age = (int64_t)now.tv_sec - (int64_t)time.tv_sec;
    return age > seconds || (age == seconds && now.tv_nsec >= time.tv_nsec);
}

/* A clock that cannot be read, or a file from the future: not settled. */
static bool has_settled(const struct stat *info, int64_t settle_s)
{
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 && is_older(info->st_mtim, now, settle_s) &&
           is_older(info->st_ctim, now, settle_s);
}

static void warn(const char *path, bl_diags *diags, const char *what)
{
    (void)bl_diag_add(diags, BL_DIAG_WARNING, path, 0, 0, "%s", what);
}

/* The SHA-256 that the index has for the file as it stands; false: none. */
static bool read_index(const bl_tape_slot *slot, char sha256[BL_SHA256_TEXT], bl_diags *diags)
{
    char name[NAME];
    char text[INDEX_TEXT] = "";
    char state[INDEX_TEXT];
    const int fd = name_index(slot->path, name) ? open_entry(slot->cache, name) : -1;
    if (fd < 0) {
        return false;
    }
    const ssize_t got = read(fd, text, sizeof text - 1);
    print_state(&slot->before, state);
    const size_t len = strlen(state);
    const bool same = got == (ssize_t)(len + BL_SHA256_TEXT) && memcmp(text, state, len) == 0;
    if (same) {
        memcpy(sha256, text + len, BL_SHA256_TEXT - 1);
        sha256[BL_SHA256_TEXT - 1] = '\0';
        (void)futimens(fd, NULL);
    } else {
        (void)remove_entry(slot->cache, name);
        warn(slot->path, diags, "has changed since its tape was kept; it is read again");
    }
    (void)close(fd);
    return same;
}

/* ---- finding */

static bool map_tape(const bl_tape_slot *slot, const char *sha256, bl_tape *out, bl_diags *diags)
{
    char name[NAME];
    name_tape(sha256, slot->options, name);
    const int fd = open_entry(slot->cache, name);
    if (fd < 0) {
        return false;
    }
    const bl_status status = bl_tape_file_map(fd, name, out);
    if (status == BL_OK) {
        (void)futimens(fd, NULL);
        snprintf(out->report.path, sizeof out->report.path, "%s", slot->path);
    } else if (status == BL_INTEGRITY) {
        (void)remove_entry(slot->cache, name);
        warn(slot->path, diags, "its tape in the cache is damaged; it is read again");
    }
    (void)close(fd);
    return status == BL_OK;
}

bool bl_tape_cache_find(bl_tape_cache *cache, const char *path, const char *options,
                        bl_tape_slot *slot, bl_tape *out, bl_diags *diags)
{
    char sha256[BL_SHA256_TEXT];
    *slot = (bl_tape_slot){.cache = cache, .path = path};
    memset(out, 0, sizeof *out);
    const int len = snprintf(slot->options, sizeof slot->options, "%s", options);
    if (cache == NULL || len < 0 || (size_t)len >= sizeof slot->options ||
        stat(path, &slot->before) != 0 || !S_ISREG(slot->before.st_mode) ||
        (uint64_t)slot->before.st_size < cache->source_min) {
        slot->cache = NULL;
        return false;
    }
    slot->settled = has_settled(&slot->before, cache->settle_s);
    return read_index(slot, sha256, diags) && map_tape(slot, sha256, out, diags);
}

/* ---- what is in the folder */

/* Files of the cache, and only those, have 64 hex digits, a suffix, and a number while they are
 * being written. */
static bool is_ours(const char *name, bool *is_tape, bool *is_unfinished)
{
    const size_t digits = strspn(name, "0123456789abcdef");
    const char *rest = name + digits;
    *is_tape = strncmp(rest, tape_suffix, sizeof tape_suffix - 1) == 0;
    if (digits != BL_TAPE_KEY ||
        (!*is_tape && strncmp(rest, index_suffix, sizeof index_suffix - 1) != 0)) {
        return false;
    }
    rest += *is_tape ? sizeof tape_suffix - 1 : sizeof index_suffix - 1;
    *is_unfinished = *rest == '.';
    return *rest == '\0' || (*is_unfinished && rest[1 + strspn(rest + 1, "0123456789")] == '\0');
}

typedef struct {
    bl_tape_cache_sums sums;
    char oldest[NAME]; /* used longest ago, `keep` aside; "": none */
    struct timespec oldest_time;
} survey;

static bool is_before(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

static void note_entry(survey *seen, const char *name, const struct stat *info, bool is_tape,
                       const char *keep)
{
    seen->sums.tapes += is_tape;
    seen->sums.bytes += (uint64_t)info->st_size;
    if (strcmp(name, keep) == 0) {
        return;
    }
    const bool first = seen->oldest[0] == '\0';
    const bool same = !first && !is_before(info->st_mtim, seen->oldest_time) &&
                      !is_before(seen->oldest_time, info->st_mtim);
    if (first || is_before(info->st_mtim, seen->oldest_time) ||
        (same && strcmp(name, seen->oldest) < 0)) {
        snprintf(seen->oldest, sizeof seen->oldest, "%s", name);
        seen->oldest_time = info->st_mtim;
    }
}

/* Walks the folder; files left behind unfinished go on the way. */
static bool look(const bl_tape_cache *cache, const char *keep, survey *out)
{
    DIR *dir = opendir(cache->folder);
    struct timespec now = {0};
    memset(out, 0, sizeof *out);
    if (dir == NULL) {
        return errno == ENOENT;
    }
    (void)clock_gettime(CLOCK_REALTIME, &now);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        bool is_tape;
        bool is_unfinished;
        struct stat info;
        if (!is_ours(entry->d_name, &is_tape, &is_unfinished) ||
            fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        if (!is_unfinished) {
            note_entry(out, entry->d_name, &info, is_tape, keep);
        } else if (is_older(info.st_mtim, now, ABANDONED_S)) {
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
        }
    }
    (void)closedir(dir);
    return true;
}

/* Each round removes a file, so there are no more rounds than files. */
static void evict(const bl_tape_cache *cache, const char *keep)
{
    survey seen;
    while (look(cache, keep, &seen) && seen.sums.bytes > cache->bytes_max &&
           seen.oldest[0] != '\0' && remove_entry(cache, seen.oldest)) {
    }
}

bool bl_tape_cache_sum(const bl_tape_cache *cache, bl_tape_cache_sums *out)
{
    survey seen;
    const bool good = look(cache, "", &seen);
    *out = seen.sums;
    return good;
}

bool bl_tape_cache_clear(const bl_tape_cache *cache)
{
    DIR *dir = opendir(cache->folder);
    bool good = true;
    if (dir == NULL) {
        return errno == ENOENT;
    }
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        bool is_tape;
        bool is_unfinished;
        if (is_ours(entry->d_name, &is_tape, &is_unfinished)) {
            good = unlinkat(dirfd(dir), entry->d_name, 0) == 0 && good;
        }
    }
    (void)closedir(dir);
    (void)rmdir(cache->folder);
    return good;
}

/* ---- keeping */

static bool make_folder(const bl_tape_cache *cache, bl_err *err)
{
    if (access(cache->folder, F_OK) == 0) {
        return true;
    }
    if (bl_folder_make_parents(cache->folder, err) != BL_OK) {
        return false;
    }
    if (mkdir(cache->folder, 0700) != 0 && errno != EEXIST) {
        (void)bl_outfile_fail(err, "make the folder", cache->folder, errno);
        return false;
    }
    return true;
}

/* The name a file has while it is being written; one left behind by a dead process that had our
 * number goes. */
static void begin_entry(const bl_tape_cache *cache, const char *name, char unfinished[NAME])
{
    snprintf(unfinished, NAME, "%s.%ld", name, (long)getpid());
    (void)remove_entry(cache, unfinished);
}

static bool finish_entry(const bl_tape_cache *cache, const char *unfinished, const char *name,
                         bl_err *err)
{
    char from[BL_TAPE_CACHE_PATH + NAME + 2];
    char to[BL_TAPE_CACHE_PATH + NAME + 2];
    snprintf(from, sizeof from, "%s/%s", cache->folder, unfinished);
    snprintf(to, sizeof to, "%s/%s", cache->folder, name);
    if (rename(from, to) == 0) {
        return true;
    }
    (void)bl_outfile_fail(err, "rename into place", to, errno);
    return false;
}

static bool write_tape(const bl_tape_cache *cache, const char *name, const bl_tape *tape,
                       bl_err *err)
{
    char unfinished[NAME];
    begin_entry(cache, name, unfinished);
    if (bl_tape_file_write(cache->folder, unfinished, name, tape, err) == BL_OK &&
        finish_entry(cache, unfinished, name, err)) {
        return true;
    }
    (void)remove_entry(cache, unfinished);
    return false;
}

static bool write_index(const bl_tape_slot *slot, const char *sha256, bl_err *err)
{
    bl_outfile out;
    char name[NAME];
    char unfinished[NAME];
    char text[INDEX_TEXT];
    if (!name_index(slot->path, name)) {
        return true; /* it is gone */
    }
    print_state(&slot->before, text);
    begin_entry(slot->cache, name, unfinished);
    if (bl_outfile_open(&out, slot->cache->folder, unfinished, NULL, err) != BL_OK) {
        return false;
    }
    bl_outfile_put(&out, text, strlen(text));
    bl_outfile_put(&out, sha256, strlen(sha256));
    bl_outfile_put(&out, "\n", 1);
    if (bl_outfile_close(&out, err) == BL_OK && finish_entry(slot->cache, unfinished, name, err)) {
        return true;
    }
    (void)remove_entry(slot->cache, unfinished);
    return false;
}

/* Already there, from a copy of the source or a run that found no index entry. */
static bool is_kept(const bl_tape_cache *cache, const char *name)
{
    const int fd = open_entry(cache, name);
    if (fd < 0) {
        return false;
    }
    (void)futimens(fd, NULL);
    (void)close(fd);
    return true;
}

static uint64_t count_bytes(const bl_tape *tape)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < tape->parts_len; i++) {
        bytes += tape->parts[i].len;
    }
    return bytes;
}

void bl_tape_cache_keep(const bl_tape_slot *slot, const bl_tape *tape, bl_diags *diags)
{
    bl_tape_cache *cache = slot->cache;
    char name[NAME];
    struct stat after;
    bl_err err;
    if (cache == NULL || cache->off || count_bytes(tape) > cache->bytes_max ||
        stat(slot->path, &after) != 0 || !is_same_file(&slot->before, &after)) {
        return;
    }
    name_tape(tape->report.sha256, slot->options, name);
    if (make_folder(cache, &err) && (is_kept(cache, name) || write_tape(cache, name, tape, &err)) &&
        (!slot->settled || write_index(slot, tape->report.sha256, &err))) {
        evict(cache, name);
        return;
    }
    cache->off = true;
    (void)bl_diag_add(diags, BL_DIAG_WARNING, slot->path, 0, 0,
                      "its tape is not kept: %.240s; the run is not affected", err.text);
}
