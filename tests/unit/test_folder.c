/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_folder.c - a folder appears whole or not at all.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../data/folder.h"
#include "../support/cases.h"
#include "../support/sample_run.h"

static char base[2048];
static char path[4096];
static bl_folder folder;
static bl_err err;

static void begin(void)
{
    bl_sample_run_make_folder(base, sizeof base);
    snprintf(path, sizeof path, "%s/runs/one", base);
}

static void finish(void)
{
    bl_sample_run_remove_folder(base);
}

static void touch(const char *where, const char *name, const char *text)
{
    char file_path[8192];
    snprintf(file_path, sizeof file_path, "%s/%s", where, name);
    FILE *file = fopen(file_path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

/* Makes path/mode/manifest.json with that text. */
static bl_status make_run(const char *text, bool force)
{
    char mode[BL_FOLDER_PATH];
    if (bl_folder_open(&folder, path, force, &err) != BL_OK ||
        bl_folder_add(&folder, "mode", mode, &err) != BL_OK) {
        return err.status;
    }
    touch(mode, "manifest.json", text);
    return bl_folder_commit(&folder, &err);
}

static void expect_text(const char *text)
{
    size_t len;
    char *bytes = bl_sample_run_read_file(path, "mode/manifest.json", &len);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_str_eq(bytes, text);
    free(bytes);
}

/* How many entries stand beside the run, hidden ones too. */
static int count_siblings(void)
{
    char parent[4096];
    snprintf(parent, sizeof parent, "%s/runs", base);
    DIR *dir = opendir(parent);
    ck_assert_ptr_nonnull(dir);
    int count = 0;
    while (readdir(dir)) {
        count++;
    }
    closedir(dir);
    return count - 2;
}

START_TEST(a_run_is_renamed_into_place_with_its_parents_made)
{
    ck_assert_msg(make_run("one", false) == BL_OK, "%s", err.text);
    expect_text("one");
    ck_assert_int_eq(count_siblings(), 1);
}
END_TEST

START_TEST(nothing_stands_at_the_path_before_the_commit)
{
    ck_assert_int_eq(bl_folder_open(&folder, path, false, &err), BL_OK);
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(access(folder.temporary, F_OK), 0);
    bl_folder_drop(&folder);
    ck_assert_int_eq(count_siblings(), 0);
}
END_TEST

START_TEST(an_existing_run_is_refused_without_force)
{
    ck_assert_int_eq(make_run("one", false), BL_OK);
    ck_assert_int_eq(make_run("two", false), BL_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "--force"));
    expect_text("one");
}
END_TEST

START_TEST(an_existing_run_is_replaced_whole_with_force)
{
    ck_assert_int_eq(make_run("one", false), BL_OK);
    touch(path, "left-over", "old");
    ck_assert_msg(make_run("two", true) == BL_OK, "%s", err.text);
    expect_text("two");
    char left_over[8192];
    snprintf(left_over, sizeof left_over, "%s/left-over", path);
    ck_assert_int_ne(access(left_over, F_OK), 0);
    ck_assert_int_eq(count_siblings(), 1);
}
END_TEST

START_TEST(a_folder_of_somebody_else_is_not_replaced_even_with_force)
{
    touch(base, "letter.txt", "dear");
    ck_assert_int_eq(bl_folder_open(&folder, base, true, &err), BL_USAGE);
    char letter[8192];
    snprintf(letter, sizeof letter, "%s/letter.txt", base);
    ck_assert_int_eq(access(letter, F_OK), 0);
}
END_TEST

START_TEST(a_file_is_not_replaced_even_with_force)
{
    touch(base, "letter.txt", "dear");
    snprintf(path, sizeof path, "%s/letter.txt", base);
    ck_assert_int_eq(bl_folder_open(&folder, path, true, &err), BL_USAGE);
}
END_TEST

START_TEST(a_link_inside_is_removed_and_not_followed)
{
    char link_path[BL_FOLDER_PATH];
    touch(base, "letter.txt", "dear");
    ck_assert_int_eq(bl_folder_open(&folder, path, false, &err), BL_OK);
    snprintf(link_path, sizeof link_path, "%.4000s/link", folder.temporary);
    ck_assert_int_eq(symlink(base, link_path), 0);
    bl_folder_drop(&folder);
    ck_assert_int_eq(count_siblings(), 0);
    snprintf(link_path, sizeof link_path, "%s/letter.txt", base);
    ck_assert_int_eq(access(link_path, F_OK), 0);
}
END_TEST

START_TEST(the_current_folder_is_no_new_name)
{
    static const char *const names[] = {".", "..", "/", ""};
    ck_assert_int_eq(bl_folder_open(&folder, names[_i], true, &err), BL_USAGE);
}
END_TEST

START_TEST(a_parent_that_is_a_file_is_an_error_of_the_surroundings)
{
    touch(base, "runs", "a file");
    ck_assert_int_eq(bl_folder_open(&folder, path, false, &err), BL_SYSTEM);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("folder");
    tcase_add_checked_fixture(tcase, begin, finish);
    tcase_add_test(tcase, a_run_is_renamed_into_place_with_its_parents_made);
    tcase_add_test(tcase, nothing_stands_at_the_path_before_the_commit);
    tcase_add_test(tcase, an_existing_run_is_refused_without_force);
    tcase_add_test(tcase, an_existing_run_is_replaced_whole_with_force);
    tcase_add_test(tcase, a_folder_of_somebody_else_is_not_replaced_even_with_force);
    tcase_add_test(tcase, a_file_is_not_replaced_even_with_force);
    tcase_add_test(tcase, a_link_inside_is_removed_and_not_followed);
    tcase_add_loop_test(tcase, the_current_folder_is_no_new_name, 0, 4);
    tcase_add_test(tcase, a_parent_that_is_a_file_is_an_error_of_the_surroundings);
    return cases_run("folder", tcase);
}
