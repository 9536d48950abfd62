/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_files.c - one import of a text.
 */
#include "import_files.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

static void take_file(const char *path, char *out, size_t out_bytes)
{
    FILE *const in = fopen(path, "r");
    out[0] = '\0';
    if (in) {
        out[fread(out, 1, out_bytes - 1, in)] = '\0';
        fclose(in);
        unlink(path);
    }
}

const import_result *import_bytes(bl_import_options options, const char *name, const char *text,
                                  size_t len)
{
    static import_result result;
    char folder[PATH_BYTES];
    char in_path[PATH_BYTES];
    char out_path[PATH_BYTES];
    char manifest[PATH_BYTES];
    const char *const paths[] = {in_path};
    const bool memory = access("/dev/shm", W_OK) == 0; /* no disk to wait for */
    snprintf(folder, sizeof folder, "%s/ballast-import-XXXXXX", memory ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(in_path, sizeof in_path, "%s/%s", folder, name);
    snprintf(out_path, sizeof out_path, "%s/out", folder);
    snprintf(manifest, sizeof manifest, "%s/out.import.json", folder);
    FILE *const out = fopen(in_path, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(text, 1, len, out), len);
    ck_assert_int_eq(fclose(out), 0);
    options.format = options.format ? options.format : "csv";
    options.files = paths;
    options.files_len = 1;
    options.out = out_path;
    bl_diag_init(&result.diags);
    result.status = bl_import_run(&options, &result.report, &result.diags);
    take_file(out_path, result.feed, sizeof result.feed);
    take_file(manifest, result.manifest, sizeof result.manifest);
    unlink(in_path);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing hidden was left behind */
    return &result;
}

const import_result *import_text(bl_import_options options, const char *text)
{
    return import_bytes(options, "file", text, strlen(text));
}

const char *import_feed(bl_import_options options, const char *text)
{
    const import_result *const result = import_text(options, text);
    ck_assert_msg(result->status == BL_IMPORT_OK, "%s", result->diags.items[0].message);
    return result->feed;
}

const char *import_place(bl_import_options options, const char *text)
{
    static char place[64];
    const import_result *const result = import_text(options, text);
    ck_assert((result->status == BL_IMPORT_OK) == (result->diags.errors == 0));
    ck_assert((result->status == BL_IMPORT_OK) == (result->feed[0] != '\0'));
    snprintf(place, sizeof place, "%zu:%zu", result->diags.items[0].line,
             result->diags.items[0].column);
    return result->status == BL_IMPORT_OK ? "taken" : place;
}
