/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * folder.c - temporary sibling, fsync, rename. Invariant: at every moment `path` is the old folder
 * whole, the new one whole, or absent between two renames with the old one beside it under a
 * hidden name. Simplification: folders of ours are two deep (run, mode or figures), so the
 * remover goes RUN_DEPTH deep and no deeper.
 */
#define _XOPEN_SOURCE 700
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"

enum { RUN_DEPTH = 4 };

static bool is_folder(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

/* ---- removing: depth first with a stack of open folders, so that no path is followed twice */

/* Removes what can be removed at once; a folder that is not empty is opened and answered. */
static DIR *remove_entry(DIR *parent, const char *name)
{
    if (unlinkat(dirfd(parent), name, 0) == 0 || unlinkat(dirfd(parent), name, AT_REMOVEDIR) == 0) {
        return NULL;
    }
    int fd = openat(dirfd(parent), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *child = fd >= 0 ? fdopendir(fd) : NULL;
    if (!child && fd >= 0) {
        close(fd);
    }
    return child;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void remove_tree(const char *path)
{
    DIR *stack[RUN_DEPTH];
    char names[RUN_DEPTH][NAME_MAX + 1];
    size_t depth = 0;
    stack[0] = opendir(path);
    if (stack[0]) {
        depth = 1;
    }
    while (depth > 0) {
        const struct dirent *entry = readdir(stack[depth - 1]);
        if (!entry) { /* done here: the parent may now remove the folder itself */
            closedir(stack[--depth]);
            if (depth > 0) {
                unlinkat(dirfd(stack[depth - 1]), names[depth], AT_REMOVEDIR);
            }
            continue;
        }
        if (is_dots(entry->d_name)) {
            continue;
        }
        DIR *child = remove_entry(stack[depth - 1], entry->d_name);
        if (child && depth < RUN_DEPTH) {
            snprintf(names[depth], sizeof names[depth], "%s", entry->d_name);
            stack[depth++] = child;
        } else if (child) {
            closedir(child);
        }
    }
    rmdir(path);
}

/* ---- making */

/* Is this a folder that --force may replace: an empty one, or one where a run, a probe or the
 * feeds of an import list stand? */
static bool is_ours(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return false;
    }
    bool empty = true;
    bool ours = false;
    const struct dirent *entry;
    while (!ours && (entry = readdir(dir)) != NULL) {
        if (is_dots(entry->d_name)) {
            continue;
        }
        char manifest[BL_FOLDER_PATH + NAME_MAX + 16];
        snprintf(manifest, sizeof manifest, "%s/%s/manifest.json", path, entry->d_name);
        empty = false;
        ours = exists(manifest) || strcmp(entry->d_name, "probe.csv") == 0 ||
               strcmp(entry->d_name, "imports.json") == 0;
    }
    closedir(dir);
    return empty || ours;
}

/* parent/.NAME.<tag>-PID for parent/NAME. */
static bool name_sibling(const char *path, const char *tag, char *out)
{
    const char *slash = strrchr(path, '/');
    size_t parent_len = slash ? (size_t)(slash - path) + 1 : 0;
    int len = snprintf(out, BL_FOLDER_PATH, "%.*s.%s.%s-%ld", (int)parent_len, path,
                       path + parent_len, tag, (long)getpid());
    return len > 0 && len < BL_FOLDER_PATH;
}

bl_status bl_folder_make_parents(const char *path, bl_err *err)
{
    char parent[BL_FOLDER_PATH];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        size_t len = (size_t)(slash - path);
        memcpy(parent, path, len);
        parent[len] = '\0';
        if (mkdir(parent, 0777) != 0 && errno != EEXIST) {
            return bl_outfile_fail(err, "make the folder", parent, errno);
        }
    }
    return BL_OK;
}

static bl_status refuse(bl_err *err, const char *path, const char *why)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "'%.300s' %s", path, why);
    return bl_err_set(err, BL_USAGE, text);
}

bl_status bl_folder_open(bl_folder *folder, const char *path, bool force, bl_err *err)
{
    *folder = (bl_folder){.force = force};
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    if (len == 0 || len >= BL_FOLDER_PATH - 64) {
        return refuse(err, path, "is not a name of a folder that can be made");
    }
    memcpy(folder->path, path, len);
    const char *slash = strrchr(folder->path, '/');
    const char *last = slash ? slash + 1 : folder->path;
    if (*last == '\0' || is_dots(last)) {
        return refuse(err, path, "is no new name: name the folder to be made");
    }
    if (exists(folder->path) && !is_folder(folder->path)) {
        return refuse(err, folder->path, "exists already and is no folder; it is not replaced");
    }
    if (exists(folder->path) && !is_ours(folder->path)) {
        return refuse(err, folder->path, "exists already, no folder of a run; it is not replaced");
    }
    if (exists(folder->path) && !force) {
        return refuse(err, folder->path, "exists already (--force replaces the folder of a run)");
    }
    char temporary[BL_FOLDER_PATH];
    if (!name_sibling(folder->path, "tmp", temporary)) {
        return refuse(err, folder->path, "is too long");
    }
    if (bl_folder_make_parents(folder->path, err) != BL_OK) {
        return err->status;
    }
    remove_tree(temporary); /* left behind by a dead process that had our number */
    if (mkdir(temporary, 0777) != 0) {
        return bl_outfile_fail(err, "make the folder", temporary, errno);
    }
    memcpy(folder->temporary, temporary, sizeof temporary);
    return BL_OK;
}

bl_status bl_folder_add(const bl_folder *folder, const char *name, char *out, bl_err *err)
{
    int len = snprintf(out, BL_FOLDER_PATH, "%s/%s", folder->temporary, name);
    if (len < 0 || len >= BL_FOLDER_PATH) {
        return refuse(err, name, "is too long a name");
    }
    if (mkdir(out, 0777) != 0) {
        return bl_outfile_fail(err, "make the folder", out, errno);
    }
    return BL_OK;
}

/* ---- putting in place */

static bl_status sync_folder(const char *path, bl_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return bl_outfile_fail(err, "open", path, errno);
    }
    int failure = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    if (failure && failure != EINVAL) { /* some file systems do not sync folders */
        return bl_outfile_fail(err, "sync", path, failure);
    }
    return BL_OK;
}

static bl_status sync_inside(const char *path, bl_err *err)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return bl_outfile_fail(err, "open", path, errno);
    }
    bl_status status = BL_OK;
    const struct dirent *entry;
    while (status == BL_OK && (entry = readdir(dir)) != NULL) {
        char inner[BL_FOLDER_PATH + NAME_MAX + 2];
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (!is_dots(entry->d_name) && is_folder(inner)) {
            status = sync_folder(inner, err);
        }
    }
    closedir(dir);
    return status == BL_OK ? sync_folder(path, err) : status;
}

static bl_status sync_parent(const char *path, bl_err *err)
{
    char parent[BL_FOLDER_PATH] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) {
        size_t len = slash == path ? 1 : (size_t)(slash - path);
        memcpy(parent, path, len);
        parent[len] = '\0';
    }
    return sync_folder(parent, err);
}

bl_status bl_folder_commit(bl_folder *folder, bl_err *err)
{
    char old[BL_FOLDER_PATH];
    if (!name_sibling(folder->path, "old", old)) {
        return refuse(err, folder->path, "is too long");
    }
    if (sync_inside(folder->temporary, err) != BL_OK) {
        return err->status;
    }
    bool replaces = exists(folder->path);
    if (replaces && (!folder->force || !is_ours(folder->path))) {
        return refuse(err, folder->path, "appeared in the meantime; it is not replaced");
    }
    if (replaces && rename(folder->path, old) != 0) {
        return bl_outfile_fail(err, "move aside", folder->path, errno);
    }
    if (rename(folder->temporary, folder->path) != 0) {
        int failure = errno;
        if (replaces && rename(old, folder->path) != 0) {
            return bl_outfile_fail(err, "put back the older folder, which now is", old, errno);
        }
        return bl_outfile_fail(err, "rename into place", folder->path, failure);
    }
    folder->temporary[0] = '\0';
    if (replaces) {
        remove_tree(old);
    }
    return sync_parent(folder->path, err);
}

void bl_folder_drop(bl_folder *folder)
{
    if (folder->temporary[0] != '\0') {
        remove_tree(folder->temporary);
    }
    folder->temporary[0] = '\0';
}
