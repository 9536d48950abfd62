/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_paths.c - which files a scenario may read.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* symlink, mkfifo */
#endif
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../scenarios/paths.h"
#include "../support/scratch.h"

static scratch files, other;
static char scenario_path[128], made[128], out[BL_PATHS_LEN_MAX + 1], why[BL_PATHS_WHY];

static void setup(void)
{
    scratch_open(&files);
    scratch_open(&other);
    scratch_put(&files, "a.csv", "x\n");
    scratch_put(&other, "b.csv", "x\n");
    snprintf(scenario_path, sizeof scenario_path, "%s/s.yaml", files.folder);
    snprintf(made, sizeof made, "%s/made", files.folder);
}

static void teardown(void)
{
    unlink(made);
    scratch_close(&files);
    scratch_close(&other);
}

static bool refused(const char *text, const char *says)
{
    return !bl_paths_resolve(scenario_path, text, false, out, why) && strstr(why, says) != NULL;
}

START_TEST(a_file_beside_the_scenario_is_read)
{
    ck_assert(bl_paths_resolve(scenario_path, "a.csv", false, out, why));
    ck_assert_str_eq(out, files.files[0]);
    ck_assert(bl_paths_resolve(scenario_path, "./a.csv", false, out, why));
}
END_TEST

START_TEST(a_file_of_the_current_folder_is_read_from_a_scenario_elsewhere)
{
    char text[160];
    const char *other_name = strrchr(other.folder, '/') + 1;
    snprintf(text, sizeof text, "../%s/b.csv", other_name);
    ck_assert(refused(text, "leaves the folders"));
    char before[4096];
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(other.folder), 0);
    ck_assert(bl_paths_resolve(scenario_path, text, false, out, why));
    ck_assert_int_eq(chdir(before), 0);
}
END_TEST

START_TEST(what_lies_outside_is_read_only_when_allowed)
{
    ck_assert(refused(other.files[0], "is absolute"));
    ck_assert(bl_paths_resolve(scenario_path, other.files[0], true, out, why));
    ck_assert(refused("../../etc/passwd", "leaves the folders"));
    ck_assert(refused("../../no/such/place", "leaves the folders"));
}
END_TEST

START_TEST(a_link_that_leads_outside_is_refused)
{
    ck_assert_int_eq(symlink(other.files[0], made), 0);
    ck_assert(refused("made", "leaves the folders"));
    ck_assert(bl_paths_resolve(scenario_path, "made", true, out, why));
}
END_TEST

START_TEST(a_folder_with_the_same_beginning_is_another_folder)
{
    char sibling[128];
    char text[160];
    snprintf(sibling, sizeof sibling, "%s-b", files.folder);
    ck_assert_int_eq(mkdir(sibling, 0700), 0);
    snprintf(text, sizeof text, "../%s/x.csv", strrchr(sibling, '/') + 1);
    const bool as_expected = refused(text, "leaves the folders");
    rmdir(sibling);
    ck_assert(as_expected);
}
END_TEST

START_TEST(only_regular_files_are_read)
{
    ck_assert(refused(".", "is not a regular file"));
    ck_assert_int_eq(mkfifo(made, 0600), 0);
    ck_assert(refused("made", "is not a regular file"));
    ck_assert(!bl_paths_resolve(scenario_path, "/dev/zero", true, out, why));
    ck_assert(refused("nothing.csv", "does not exist"));
    ck_assert(refused("no/such/../place.csv", "does not exist"));
}
END_TEST

START_TEST(a_path_that_is_too_long_is_refused)
{
    char text[400];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    ck_assert(refused(text, "is longer than 255 bytes"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_paths");
    TCase *tcase = tcase_create("paths");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_file_beside_the_scenario_is_read);
    tcase_add_test(tcase, a_file_of_the_current_folder_is_read_from_a_scenario_elsewhere);
    tcase_add_test(tcase, what_lies_outside_is_read_only_when_allowed);
    tcase_add_test(tcase, a_link_that_leads_outside_is_refused);
    tcase_add_test(tcase, a_folder_with_the_same_beginning_is_another_folder);
    tcase_add_test(tcase, only_regular_files_are_read);
    tcase_add_test(tcase, a_path_that_is_too_long_is_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
