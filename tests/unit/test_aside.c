/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_aside.c - files that are there whole or not at all, and what is no file.
 */
#include "../../data/aside.h"
#include "../support/scratch.h"
#include "../support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_text(FILE *out, const void *what)
{
    fputs(what, out);
}

static void check_text(const char *path, const char *text)
{
    char read[64] = "";
    FILE *in = fopen(path, "r");
    ck_assert_ptr_nonnull(in);
    ck_assert_uint_eq(fread(read, 1, sizeof read - 1, in), strlen(text));
    fclose(in);
    ck_assert_str_eq(read, text);
}

START_TEST(a_file_is_replaced_only_where_that_is_asked_for)
{
    scratch s;
    scratch_open(&s);
    const char *path = scratch_put(&s, "out.csv", "old");
    ck_assert_int_eq(bl_aside_write(path, false, write_text, "new"), EEXIST);
    check_text(path, "old");
    ck_assert_int_eq(bl_aside_write(path, true, write_text, "new"), 0);
    check_text(path, "new");
    scratch_close(&s);
}
END_TEST

START_TEST(a_pipe_is_written_and_stays_a_pipe)
{
    scratch s;
    struct stat status;
    char read_back[8] = "";
    scratch_open(&s);
    const char *path = scratch_put(&s, "pipe", "");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    const int fd = open(path, O_RDWR | O_NONBLOCK);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bl_aside_write(path, true, write_text, "new"), 0);
    ck_assert_int_eq(read(fd, read_back, sizeof read_back), 3);
    ck_assert_str_eq(read_back, "new");
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert(S_ISFIFO(status.st_mode));
    close(fd);
    scratch_close(&s);
}
END_TEST

START_TEST(a_folder_is_no_place_for_a_file)
{
    scratch s;
    scratch_open(&s);
    ck_assert_int_eq(bl_aside_write(s.folder, true, write_text, "new"), EISDIR);
    scratch_close(&s);
}
END_TEST

int main(void)
{
    return suite_run("aside", (const TTest *const[]){
                                  a_file_is_replaced_only_where_that_is_asked_for,
                                  a_pipe_is_written_and_stays_a_pipe,
                                  a_folder_is_no_place_for_a_file,
                                  NULL,
                              });
}
