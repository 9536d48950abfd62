/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * manifest.h - manifest.json: what a run was made from, so that anyone can make it again and
 * see that it is the same (spec 13.4). No clock, no host and no absolute path stands in it: the
 * same command on the same files writes the same bytes.
 */
#ifndef BL_MANIFEST_H
#define BL_MANIFEST_H

#include "../sim/err.h"

#ifndef BL_VERSION
#define BL_VERSION "0.0.0"
#endif
#define BL_RESULTS_VERSION 1

typedef struct {
    const char *role; /* "flows", "instruments[0].prices" */
    const char *path; /* an absolute one is cut to its last part */
    const char *sha256;
    uint64_t rows;
} bl_manifest_feed;

typedef struct {
    const char *const *command; /* words; an absolute path is cut to its last part */
    size_t command_len;
    const char *mode;
    uint64_t seed;
    const char *scenario_path, *scenario_sha256;
    const bl_manifest_feed *feeds;
    size_t feeds_len;
    const char *digest, *head; /* of the run, of its audit chain */
} bl_manifest;

/* The compiler and how it was asked to work, on one line. */
const char *bl_manifest_build(void);
/* Writes folder/manifest.json, which must not exist. */
bl_status bl_manifest_write(const char *folder, const bl_manifest *manifest, bl_err *err);

typedef struct {
    bool present;
    char digest[65], head[65];
} bl_manifest_sums;

/* Reads back what a manifest says the sums are; a folder without one is fine: present is false. */
bl_status bl_manifest_read_sums(const char *folder, bl_manifest_sums *out, bl_err *err);

#endif
