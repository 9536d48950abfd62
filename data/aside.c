/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * aside.c - see aside.h. A file that may not be replaced is linked to its place, which the system
 * refuses where something stands there already.
 */
#include "aside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

/* out: the hidden name in the same folder. False: too long. */
static bool name_temporary(const char *path, char *out)
{
    const char *const slash = strrchr(path, '/');
    const int folder_len = slash ? (int)(slash - path) + 1 : 0;
    const int len = snprintf(out, PATH_BYTES, "%.*s.%s.%ld", folder_len, path, path + folder_len,
                             (long)getpid());
    return len > 0 && len < PATH_BYTES;
}

static int fill(int fd, bl_aside_writer *write, const void *what)
{
    FILE *const out = fdopen(fd, "w");
    if (!out) {
        const int failure = errno;
        close(fd);
        return failure;
    }
    write(out, what);
    int failure = fflush(out) == 0 && !ferror(out) ? 0 : errno;
    if (failure == 0 && fsync(fd) != 0 && errno != EINVAL && errno != EROFS) { /* a device */
        failure = errno;
    }
    if (fclose(out) != 0 && failure == 0) {
        failure = errno;
    }
    return failure;
}

/* Some file systems have no links. */
static int move(const char *temporary, const char *path, bool replace)
{
    if (!replace && link(temporary, path) == 0) {
        return 0;
    }
    if (!replace && errno != EPERM && errno != ENOTSUP) {
        return errno;
    }
    return rename(temporary, path) == 0 ? 0 : errno;
}

/* Something stands there that is no file. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

int bl_aside_write(const char *path, bool replace, bl_aside_writer *write, const void *what)
{
    char temporary[PATH_BYTES];
    if (!name_temporary(path, temporary)) {
        return ENAMETOOLONG;
    }
    if (is_special(path)) {
        const int fd = open(path, O_WRONLY | O_CLOEXEC);
        return fd < 0 ? errno : fill(fd, write, what);
    }
    if (!replace && access(path, F_OK) == 0) {
        return EEXIST;
    }
    const int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        return errno;
    }
    int failure = fill(fd, write, what);
    if (failure == 0) {
        failure = move(temporary, path, replace);
    }
    if (failure != 0 || !replace) {
        unlink(temporary);
    }
    return failure;
}
