/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * story.c - see story.h.
 */
#define _GNU_SOURCE
#include "story.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"
#include "sample_run.h"

enum { PATH_BYTES = 4096 };

char story_root[PATH_BYTES];
static char *shared;

bool story_find(void)
{
    char index[PATH_BYTES];
    const char *const given = getenv("BALLAST_SHARED");
    snprintf(index, sizeof index, "%s/data/INDEX.md", given ? given : "../shared");
    shared = realpath(given ? given : "../shared", NULL);
    if (!shared || access(index, R_OK) != 0) {
        printf("skipped: no %s\n", index);
        return false;
    }
    return getcwd(story_root, sizeof story_root) && program_find();
}

static void copy_file(const char *from_folder, const char *name, const char *to_folder)
{
    char path[PATH_BYTES];
    size_t len = 0;
    char *const bytes = bl_sample_run_read_file(from_folder, name, &len);
    ck_assert_msg(bytes != NULL, "%s", name);
    snprintf(path, sizeof path, "%s/%s", to_folder, name);
    program_put_file(path, bytes);
    free(bytes);
}

void story_begin(void)
{
    char cases[2 * PATH_BYTES];
    program_begin();
    ck_assert_int_eq(symlink(shared, "shared"), 0);
    ck_assert_int_eq(mkdir("ballast", 0777), 0);
    ck_assert_int_eq(chdir("ballast"), 0);
    ck_assert_int_eq(mkdir("docs", 0777), 0);
    ck_assert_int_eq(mkdir("docs/cases", 0777), 0);
    snprintf(cases, sizeof cases, "%s/docs/cases", story_root);
    DIR *const folder = opendir(cases);
    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            copy_file(cases, entry->d_name, "docs/cases");
        }
    }
    closedir(folder);
}

void story_finish(void)
{
    program_finish();
}

void story_import(const char *list, const char *out)
{
    ck_assert_msg(PROGRAM_RUN("import", list, "-o", out) == 0, "%s", program_err);
}
