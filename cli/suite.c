/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * suite.c - names are put in order as they are found: what a folder lists first depends on its
 * file system.
 */
#define _GNU_SOURCE
#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

static const char ending[] = ".yaml";

/* Characters of the name without its ending; 0: no scenario. */
static size_t stem_len(const char *name)
{
    const size_t len = strlen(name);
    const size_t end = sizeof ending - 1;
    return len > end && name[0] != '.' && strcmp(name + len - end, ending) == 0 ? len - end : 0;
}

static bl_status fail(bl_err *err, bl_status status, const char *path, const char *what)
{
    bl_err_set(err, status, what);
    bl_err_prepend(err, path);
    return status;
}

static bl_status add(bl_suite *suite, const char *path, const char *name, size_t len, bl_err *err)
{
    const char *kept_path = bl_pool_copy(&suite->pool, path, strlen(path));
    const char *kept_name = bl_pool_copy(&suite->pool, name, len);
    size_t at = suite->len;
    if (kept_path == NULL || kept_name == NULL) {
        return bl_err_set(err, BL_MEMORY, "no memory for the suite");
    }
    for (; at > 0 && strcmp(suite->names[at - 1], kept_name) > 0; at--) {
        suite->names[at] = suite->names[at - 1];
        suite->paths[at] = suite->paths[at - 1];
    }
    suite->names[at] = kept_name;
    suite->paths[at] = kept_path;
    suite->len++;
    return BL_OK;
}

static bl_status add_folder(bl_suite *suite, const char *path, bl_err *err)
{
    DIR *folder = opendir(path);
    bl_status status = BL_OK;
    if (folder == NULL) {
        return fail(err, BL_SYSTEM, path, strerror(errno));
    }
    const size_t path_len = strlen(path);
    const bool slash = path_len > 0 && path[path_len - 1] == '/';
    for (const struct dirent *it = readdir(folder); it != NULL && status == BL_OK;
         it = readdir(folder)) {
        char file[PATH_BYTES];
        const size_t len = stem_len(it->d_name);
        if (len > 0 && suite->len == BL_SUITE_MAX) {
            status = fail(err, BL_INPUT, path, "more than 256 scenarios");
        } else if (len > 0) {
            snprintf(file, sizeof file, "%s%s%s", path, slash ? "" : "/", it->d_name);
            status = add(suite, file, it->d_name, len, err);
        }
    }
    closedir(folder);
    return status;
}

bl_status bl_suite_open(bl_suite *suite, const char *path, bl_err *err)
{
    struct stat is;
    *suite = (bl_suite){.len = 0};
    if (stat(path, &is) != 0) {
        return fail(err, BL_INPUT, path, strerror(errno));
    }
    if (!S_ISDIR(is.st_mode)) {
        const char *slash = strrchr(path, '/');
        const char *name = slash != NULL ? slash + 1 : path;
        const size_t len = stem_len(name);
        return add(suite, path, name, len > 0 ? len : strlen(name), err);
    }
    const bl_status status = add_folder(suite, path, err);
    if (status == BL_OK && suite->len == 0) {
        return fail(err, BL_INPUT, path, "no scenario in it, expected files *.yaml");
    }
    return status;
}

void bl_suite_close(bl_suite *suite)
{
    bl_pool_free(&suite->pool);
}
