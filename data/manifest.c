/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * manifest.c - manifest.json through jansson, which keeps the order of keys. A value that could
 * not be made (no memory, not UTF-8) makes the whole packing fail, so nothing goes missing
 * silently.
 */
#include "manifest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outfile.h"

#define EXACT_MAX (UINT64_C(1) << 53) /* above it a JSON number may lose digits in a reader */

#if defined(__clang__)
#define COMPILER __VERSION__
#else
#define COMPILER "GCC " __VERSION__
#endif
#if defined(__OPTIMIZE__)
#define OPTIMIZED "optimized"
#else
#define OPTIMIZED "not optimized"
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED ", sanitized"
#else
#define SANITIZED ""
#endif
#ifndef BL_BUILD_FLAGS
#define BL_BUILD_FLAGS OPTIMIZED SANITIZED
#endif

const char *bl_manifest_build(void)
{
    return COMPILER ", C11, " BL_BUILD_FLAGS;
}

static const char *cut_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    return path[0] == '/' && slash[1] != '\0' ? slash + 1 : path;
}

static json_t *pack_number(uint64_t value)
{
    char text[32];
    if (value <= EXACT_MAX) {
        return json_integer((json_int_t)value);
    }
    snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return json_string(text);
}

static json_t *pack_command(const bl_manifest *manifest)
{
    json_t *words = json_array();
    for (size_t i = 0; i < manifest->command_len; i++) {
        if (json_array_append_new(words, json_string(cut_path(manifest->command[i]))) != 0) {
            json_decref(words);
            return NULL;
        }
    }
    return words;
}

static json_t *pack_feeds(const bl_manifest *manifest)
{
    json_t *feeds = json_array();
    for (size_t i = 0; i < manifest->feeds_len; i++) {
        const bl_manifest_feed *feed = &manifest->feeds[i];
        json_t *entry =
            json_pack("{s:s, s:s, s:s, s:o}", "role", feed->role, "path", cut_path(feed->path),
                      "sha256", feed->sha256, "rows", pack_number(feed->rows));
        if (json_array_append_new(feeds, entry) != 0) {
            json_decref(feeds);
            return NULL;
        }
    }
    return feeds;
}

static json_t *pack_manifest(const bl_manifest *manifest)
{
    return json_pack(
        "{s:s, s:s, s:s, s:i, s:s, s:o, s:s, s:o, s:{s:s, s:s}, s:o, s:s, s:s}", "schema",
        "ballast.manifest/1", "tool", "ballast", "version", BL_VERSION, "results_version",
        BL_RESULTS_VERSION, "build", bl_manifest_build(), "command", pack_command(manifest), "mode",
        manifest->mode, "seed", pack_number(manifest->seed), "scenario", "path",
        cut_path(manifest->scenario_path), "sha256", manifest->scenario_sha256, "feeds",
        pack_feeds(manifest), "digest", manifest->digest, "audit_head", manifest->head);
}

bl_status bl_manifest_write(const char *folder, const bl_manifest *manifest, bl_err *err)
{
    json_t *root = pack_manifest(manifest);
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII) : NULL;
    json_decref(root);
    if (!text) {
        return bl_err_set(err, BL_MEMORY, "no memory for the manifest, or a name is not UTF-8");
    }
    bl_outfile out;
    bl_status status = bl_outfile_open(&out, folder, "manifest.json", NULL, err);
    if (status == BL_OK) {
        bl_outfile_put(&out, text, strlen(text));
        bl_outfile_put(&out, "\n", 1);
        status = bl_outfile_close(&out, err);
    }
    free(text);
    return status;
}

static bool copy_sum(const json_t *root, const char *key, char out[65])
{
    const char *text = json_string_value(json_object_get(root, key));
    if (!text || strlen(text) != 64) {
        return false;
    }
    memcpy(out, text, 65);
    return true;
}

bl_status bl_manifest_read_sums(const char *folder, bl_manifest_sums *out, bl_err *err)
{
    char path[4096];
    char text[sizeof err->text];
    *out = (bl_manifest_sums){.present = false};
    int len = snprintf(path, sizeof path, "%s/manifest.json", folder);
    if (len < 0 || (size_t)len >= sizeof path || access(path, F_OK) != 0) {
        return BL_OK;
    }
    json_error_t where;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        snprintf(text, sizeof text, "%.200s:%d:%d: is no manifest: %.150s", path, where.line,
                 where.column, where.text);
        return bl_err_set(err, BL_INTEGRITY, text);
    }
    out->present = copy_sum(root, "digest", out->digest) && copy_sum(root, "audit_head", out->head);
    json_decref(root);
    if (out->present) {
        return BL_OK;
    }
    snprintf(text, sizeof text, "%.300s: digest and audit_head: expected 64 hex digits each", path);
    return bl_err_set(err, BL_INTEGRITY, text);
}
