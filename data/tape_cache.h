/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_cache.h - a folder of tapes, so that a large feed is parsed and hashed once. A tape is named
 * by what decides it: the SHA-256 of the source's bytes, the reader's options and the versions of
 * ballast and of the format. An index entry leads from a path to that SHA-256 while size, times,
 * inode and device stand as they were when it was read; a source that had changed within two
 * seconds of being read gets none, because a second change in the same tick of the clock would not
 * show. Nothing here can fail a run: what goes wrong is one warning, and the source is read.
 */
#ifndef BL_TAPE_CACHE_H
#define BL_TAPE_CACHE_H

#include <sys/stat.h>

#include "diag.h"
#include "tape_file.h"

#define BL_TAPE_CACHE_BYTES_MAX (UINT64_C(4) << 30)

enum { BL_TAPE_CACHE_PATH = 3072, BL_TAPE_OPTIONS = 128, BL_TAPE_SOURCE_MIN = 256 * 1024 };

typedef struct bl_tape_cache {
    char folder[BL_TAPE_CACHE_PATH];
    uint64_t bytes_max;  /* of all tapes; those used longest ago go */
    uint64_t source_min; /* smaller sources are read each time */
    int64_t settle_s; /* a source that changed later than that before it was read gets no index */
    bool off;         /* writing failed once, which was said */
} bl_tape_cache;

/* A source that is about to be read. */
typedef struct {
    bl_tape_cache *cache; /* NULL: nothing is kept */
    const char *path;
    char options[BL_TAPE_OPTIONS];
    struct stat before;
    bool settled; /* had not changed for two seconds */
} bl_tape_slot;

/* False: the name is too long. The folder is made when the first tape is kept. */
bool bl_tape_cache_open(bl_tape_cache *cache, const char *folder);
/* The tape of the file at `path`, read with `options` (text that differs wherever the columns
 * would). False: there is none; the slot is for bl_tape_cache_keep, once the file has been read.
 * cache NULL: none. The caller unmaps the tape. */
bool bl_tape_cache_find(bl_tape_cache *cache, const char *path, const char *options,
                        bl_tape_slot *slot, bl_tape *out, bl_diags *diags);
/* Keeps what was read, unless the file has changed since bl_tape_cache_find. */
void bl_tape_cache_keep(const bl_tape_slot *slot, const bl_tape *tape, bl_diags *diags);

typedef struct {
    size_t tapes;
    uint64_t bytes; /* of all files of the cache */
} bl_tape_cache_sums;

/* A folder that is not there is empty. False: it cannot be read. */
bool bl_tape_cache_sum(const bl_tape_cache *cache, bl_tape_cache_sums *out);
/* Removes the files of the cache and, if nothing else is in it, the folder. */
bool bl_tape_cache_clear(const bl_tape_cache *cache);

#endif
