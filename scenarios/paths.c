/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paths.c - realpath of the file against realpath of the two folders. What leaves by its text
 * alone is refused before anything is looked up, so a refusal does not tell what exists outside.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* realpath */
#endif
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char outside[] =
    "leaves the folders of the scenario and of the work, allowed with --allow-outside";

/* Bytes of the folder's part of a path, its last slash included. */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static bool lies_beneath(const char *path, const char *folder)
{
    const size_t len = strlen(folder);
    if (strcmp(folder, "/") == 0) {
        return true;
    }
    return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/* The real path of the scenario's folder; the file itself may be a link elsewhere. */
static bool find_folder(const char *scenario_path, char *out)
{
    char folder[PATH_MAX];
    const size_t len = folder_len(scenario_path);
    if (len >= sizeof folder - 1) {
        return false;
    }
    memcpy(folder, scenario_path, len);
    folder[len] = '.';
    folder[len + 1] = '\0';
    return realpath(folder, out) != NULL;
}

static bool is_inside(const char *scenario_path, const char *real)
{
    char folder[PATH_MAX];
    if (find_folder(scenario_path, folder) && lies_beneath(real, folder)) {
        return true;
    }
    return realpath(".", folder) != NULL && lies_beneath(real, folder);
}

/* The existing part of a path that does not exist as a whole must not lie outside either. */
static bool ancestor_is_inside(const char *scenario_path, const char *path)
{
    char folder[PATH_MAX];
    char real[PATH_MAX];
    size_t len = folder_len(path);
    do {
        memcpy(folder, path, len);
        folder[len] = '.';
        folder[len + 1] = '\0';
        if (realpath(folder, real) != NULL) {
            return is_inside(scenario_path, real);
        }
        folder[len > 0 ? len - 1 : 0] = '\0';
        len = folder_len(folder);
    } while (len > 0);
    return false;
}

static bool fail(char *why, const char *text)
{
    snprintf(why, BL_PATHS_WHY, "%s", text);
    return false;
}

static bool check_file(const char *path, char *why)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return fail(why,
                    errno == ENOENT || errno == ENOTDIR ? "does not exist" : "cannot be looked at");
    }
    return S_ISREG(info.st_mode) || fail(why, "is not a regular file");
}

bool bl_paths_resolve(const char *scenario_path, const char *text, bool allow_outside, char *out,
                      char *why)
{
    const bool absolute = text[0] == '/';
    const size_t folder = absolute ? 0 : folder_len(scenario_path);
    const size_t len = strlen(text);
    char real[PATH_MAX];
    if (absolute && !allow_outside) {
        return fail(why, "is absolute, allowed with --allow-outside");
    }
    if (folder + len > BL_PATHS_LEN_MAX) {
        return fail(why, "is longer than 255 bytes with the scenario's folder");
    }
    memcpy(out, scenario_path, folder);
    memcpy(out + folder, text, len + 1);
    if (!allow_outside) {
        const bool exists = realpath(out, real) != NULL;
        if (exists ? !is_inside(scenario_path, real) : !ancestor_is_inside(scenario_path, out)) {
            return fail(why, exists || strstr(text, "..") != NULL ? outside : "does not exist");
        }
    }
    return check_file(out, why);
}
