/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_tape_disk.c - the n-th call to the disk by the cache fails, for every n: the feed is read
 * all the same, with at most one warning, and nothing unfinished is left. The calls of this program
 * take the place of libc's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../support/cases.h"
#include "../support/sample_run.h"
#include "../support/tape_world.h"

static int armed;    /* calls until they fail; 0: none does */
static bool forever; /* a full disk stays full */
static bool reached;

static bool fails(void)
{
    if (armed == 0 || (armed > 1 && --armed >= 1)) {
        return false;
    }
    reached = true;
    armed = forever ? 1 : 0;
    errno = ENOSPC;
    return true;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    return fails() ? -1 : (ssize_t)syscall(SYS_write, fd, bytes, len);
}

int fsync(int fd)
{
    return fails() ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    return fails() ? -1 : (int)syscall(SYS_rename, from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return fails() ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t from)
{
    if (fd >= 0 && fails()) {
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, at, len, protection, flags, fd, from);
}

static bl_tape_world world;
static bl_diags diags;

static void begin(void)
{
    bl_tape_world_open(&world);
}

static void finish(void)
{
    armed = 0;
    bl_tape_world_close(&world);
}

/* Two readings with the n-th call failing in them; true once there was none left to fail. */
static bool fail_call(int n)
{
    size_t warnings = 0;
    bl_sample_run_remove_folder(world.cache.folder);
    world.cache.off = false;
    reached = false;
    armed = n + 1;
    for (int k = 0; k < 2; k++) {
        (void)bl_tape_world_read(&world, &diags);
        warnings += diags.warnings;
    }
    armed = 0;
    ck_assert_uint_le(warnings, 1);
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL),
                      bl_tape_world_count(&world, ".tape", NULL) +
                          bl_tape_world_count(&world, ".index", NULL));
    world.cache.off = false;
    (void)bl_tape_world_read(&world, &diags);
    ck_assert(bl_tape_world_read(&world, &diags));
    ck_assert_uint_eq(diags.warnings, 0);
    return !reached;
}

START_TEST(whichever_call_fails_the_feed_is_read)
{
    int n = 1;
    forever = _i == 1;
    while (!fail_call(n)) {
        n++;
        ck_assert_int_lt(n, 50);
    }
    ck_assert_int_gt(n, 7);
}
END_TEST

int main(void)
{
    TCase *list = tcase_create("tape disk");
    tcase_add_checked_fixture(list, begin, finish);
    tcase_add_loop_test(list, whichever_call_fails_the_feed_is_read, 0, 2);
    return cases_run("tape disk", list);
}
