/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_disk.c - the n-th call to the disk fails, for every n: a run folder is whole or absent, the
 * older one stands, nothing hidden is left, and the error has a cause. The calls of this program
 * take the place of libc's.
 */
#define _GNU_SOURCE
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../data/folder.h"
#include "../../data/manifest.h"
#include "../../data/verify.h"
#include "../support/cases.h"
#include "../support/sample_run.h"

static int armed;    /* calls until one fails; 0: none does */
static bool reached; /* it did */
static bool stutter; /* writes are short, and interrupted now and then */

static bool fails(void)
{
    if (armed == 0 || --armed > 0) {
        return false;
    }
    reached = true;
    errno = ENOSPC;
    return true;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    static unsigned calls;
    if (stutter && calls++ % 3 == 0) {
        errno = EINTR;
        return -1;
    }
    size_t part = stutter && len > 7 ? 7 : len;
    return fails() ? -1 : (ssize_t)syscall(SYS_write, fd, bytes, part);
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

static char base[2048];
static char path[4096];

static void begin(void)
{
    armed = 0;
    reached = false;
    stutter = false;
    bl_sample_run_make_folder(base, sizeof base);
    snprintf(path, sizeof path, "%s/run", base);
}

static void finish(void)
{
    armed = 0;
    bl_sample_run_remove_folder(base);
}

static bl_status write_all(const bl_folder *folder, bl_err *err)
{
    char mode[BL_FOLDER_PATH];
    char digest[65];
    char head[65];
    if (bl_folder_add(folder, "never", mode, err) != BL_OK ||
        bl_sample_run_write(mode, digest, head, err) != BL_OK) {
        return err->status;
    }
    const bl_manifest manifest = {.mode = "never",
                                  .scenario_path = "s.yaml",
                                  .scenario_sha256 = digest,
                                  .digest = digest,
                                  .head = head};
    return bl_manifest_write(mode, &manifest, err);
}

/* What a command does. */
static bl_status make_run(bl_err *err)
{
    bl_folder folder;
    bl_status status = bl_folder_open(&folder, path, true, err);
    if (status != BL_OK) {
        return status;
    }
    status = write_all(&folder, err);
    if (status == BL_OK) {
        status = bl_folder_commit(&folder, err);
    }
    bl_folder_drop(&folder);
    return status;
}

static int count_entries(void)
{
    DIR *dir = opendir(base);
    int count = 0;
    ck_assert_ptr_nonnull(dir);
    while (readdir(dir)) {
        count++;
    }
    closedir(dir);
    return count - 2;
}

static bool is_whole(void)
{
    char mode[8192];
    bl_verify_report report;
    bl_err err;
    snprintf(mode, sizeof mode, "%s/never", path);
    return bl_verify_mode(mode, &report, &err) == BL_OK && report.has_manifest;
}

/* Fails the first call, the second, ...; true once none was left to fail. */
static bool fail_next(int call, bool stood_before)
{
    bl_err err = {.status = BL_OK};
    armed = call;
    reached = false;
    bl_status status = make_run(&err);
    armed = 0;
    if (!reached) {
        ck_assert_msg(status == BL_OK, "%s", err.text);
        return true;
    }
    bool stands = access(path, F_OK) == 0;
    if (status != BL_OK) {
        ck_assert_msg(strstr(err.text, "No space left"), "call %d: '%s'", call, err.text);
    }
    ck_assert_msg(!stands || is_whole(), "call %d left half a run", call);
    ck_assert_msg(stands || !stood_before, "call %d lost the older run", call);
    ck_assert_int_eq(count_entries(), stands);
    return false;
}

START_TEST(whichever_call_fails_a_new_run_is_whole_or_absent)
{
    int call = 1;
    while (!fail_next(call, false)) {
        bl_sample_run_remove_folder(path);
        call++;
        ck_assert_int_lt(call, 200);
    }
    ck_assert_int_gt(call, 15);
    ck_assert(is_whole());
}
END_TEST

START_TEST(whichever_call_fails_an_older_run_is_not_lost)
{
    bl_err err;
    ck_assert_int_eq(make_run(&err), BL_OK);
    int call = 1;
    while (!fail_next(call, true)) {
        call++;
        ck_assert_int_lt(call, 200);
    }
    ck_assert_int_gt(call, 15);
}
END_TEST

START_TEST(short_and_interrupted_writes_change_nothing)
{
    bl_err err;
    stutter = true;
    ck_assert_int_eq(make_run(&err), BL_OK);
    stutter = false;
    ck_assert(is_whole());
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("disk");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, begin, finish);
    tcase_add_test(tcase, whichever_call_fails_a_new_run_is_whole_or_absent);
    tcase_add_test(tcase, whichever_call_fails_an_older_run_is_not_lost);
    tcase_add_test(tcase, short_and_interrupted_writes_change_nothing);
    return cases_run("disk", tcase);
}
