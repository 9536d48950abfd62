/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_sets.c - the committed samples are what their generator writes, byte for byte. The
 * generator is the program beside this one in the build folder.
 */
#include <check.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/suite.h"

enum { PATH_BYTES = 512, BLOCK = 4096 };

static const char *const names[] = {"calm-btc.csv",
                                    "calm-flows.csv",
                                    "calm-funding.csv",
                                    "crash-btc.csv",
                                    "crash-eth.csv",
                                    "crash-flows.csv",
                                    "crash-funding.csv",
                                    "crash-outages.csv",
                                    "weekend-btc.csv",
                                    "weekend-depth.csv",
                                    "weekend-flows.csv",
                                    "weekend-funding.csv",
                                    "lending-calm-index.csv",
                                    "lending-calm-flows.csv",
                                    "lending-crash-index.csv",
                                    "lending-run-index.csv",
                                    "lending-run-flows.csv",
                                    "lending-full-utilisation.csv",
                                    "lending-full-flows.csv"};

enum { NAMES = sizeof names / sizeof names[0] };

static const char *const stress_names[] = {
    "stress-flat.csv",  "stress-thursday.csv", "stress-bleed.csv",   "stress-depeg.csv",
    "stress-halt.csv",  "stress-may.csv",      "stress-weekend.csv", "stress-october.csv",
    "stress-crash.csv", "stress-run.csv"};

enum { STRESS_NAMES = sizeof stress_names / sizeof stress_names[0] };

static char build[PATH_BYTES]; /* the build folder */
static char generator[PATH_BYTES + 64];

static void find_build(const char *self)
{
    static const char below[] = "/tests/golden/";
    const char *const at = strstr(self, below);
    snprintf(build, sizeof build, "%.*s", at ? (int)(at - self) : 0, self);
}

static void choose_generator(const char *name)
{
    snprintf(generator, sizeof generator, "%s/data/sets/%s", build, name);
}

static int run_generator(const char *folder)
{
    char *const argv[] = {generator, (char *)(uintptr_t)folder, NULL};
    char *const environment[] = {NULL};
    pid_t child;
    int status = -1;
    ck_assert_msg(posix_spawn(&child, generator, NULL, NULL, argv, environment) == 0,
                  "%s cannot be run", generator);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool same_bytes(const char *left, const char *right)
{
    char a[BLOCK];
    char b[BLOCK];
    FILE *const one = fopen(left, "r");
    FILE *const other = fopen(right, "r");
    bool same = one && other;
    for (size_t len = BLOCK; same && len == BLOCK;) {
        len = fread(a, 1, BLOCK, one);
        same = fread(b, 1, BLOCK, other) == len && memcmp(a, b, len) == 0;
    }
    if (one) {
        fclose(one);
    }
    if (other) {
        fclose(other);
    }
    return same;
}

static void expect_same(const char *program, const char *const *files, size_t len)
{
    char folder[] = "/tmp/ballast-sets-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    choose_generator(program);
    ck_assert_int_eq(run_generator(folder), 0);
    for (size_t i = 0; i < len; i++) {
        char made[PATH_BYTES];
        char kept[PATH_BYTES];
        snprintf(made, sizeof made, "%s/%s", folder, files[i]);
        snprintf(kept, sizeof kept, "data/sets/%s", files[i]);
        ck_assert_msg(same_bytes(made, kept), "%s differs: %s data/sets", kept, program);
        unlink(made);
    }
    ck_assert_int_eq(rmdir(folder), 0); /* and nothing else */
}

START_TEST(the_generator_writes_the_committed_samples)
{
    expect_same("make_sets", names, NAMES);
}
END_TEST

START_TEST(the_stress_tapes_are_written_by_their_own_generator)
{
    expect_same("make_stress", stress_names, STRESS_NAMES);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_refused)
{
    choose_generator("make_sets");
    ck_assert_int_eq(run_generator("/nowhere/at/all"), 4);
    choose_generator("make_stress");
    ck_assert_int_eq(run_generator("/nowhere/at/all"), 4);
}
END_TEST

int main(int argc, char **argv)
{
    find_build(argc > 0 ? argv[0] : "");
    const TTest *const tests[] = {the_generator_writes_the_committed_samples,
                                  the_stress_tapes_are_written_by_their_own_generator,
                                  a_folder_that_is_not_there_is_refused, NULL};
    return suite_run("sets", tests);
}
