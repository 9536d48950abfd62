/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_file.c - see the header.
 */
#include "feed_file.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void bl_feed_file_write(char *path, const char *bytes, size_t len)
{
    const char *folder = getenv("TMPDIR");
    int wrote = snprintf(path, BL_FEED_FILE_PATH, "%s/ballast-feed-XXXXXX",
                         folder != NULL ? folder : "/tmp");
    ck_assert(wrote > 0 && wrote < BL_FEED_FILE_PATH);
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    for (size_t at = 0; at < len;) {
        ssize_t put = write(fd, bytes + at, len - at);
        ck_assert_int_gt(put, 0);
        at += (size_t)put;
    }
    ck_assert_int_eq(close(fd), 0);
}

void bl_feed_file_remove(const char *path)
{
    ck_assert_int_eq(unlink(path), 0);
}
