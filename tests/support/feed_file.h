/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_file.h - a feed written for one test: a file under TMPDIR or /tmp that is gone afterwards.
 */
#ifndef BL_FEED_FILE_H
#define BL_FEED_FILE_H

#include <stddef.h>

enum { BL_FEED_FILE_PATH = 256 };

/* Ends the test where the file cannot be written. path: BL_FEED_FILE_PATH bytes. */
void bl_feed_file_write(char *path, const char *bytes, size_t len);
void bl_feed_file_remove(const char *path);

#endif
