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

static char generator[PATH_BYTES];

static void find_generator(const char *self)
{
    static const char below[] = "/tests/golden/";
    const char *const at = strstr(self, below);
    snprintf(generator, sizeof generator, "%.*s/data/sets/make_sets", at ? (int)(at - self) : 0,
             self);
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

START_TEST(the_generator_writes_the_committed_samples)
{
    char folder[] = "/tmp/ballast-sets-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(run_generator(folder), 0);
    for (size_t i = 0; i < NAMES; i++) {
        char made[PATH_BYTES];
        char kept[PATH_BYTES];
        snprintf(made, sizeof made, "%s/%s", folder, names[i]);
        snprintf(kept, sizeof kept, "data/sets/%s", names[i]);
        ck_assert_msg(same_bytes(made, kept), "%s differs: make_sets data/sets", kept);
        unlink(made);
    }
    ck_assert_int_eq(rmdir(folder), 0); /* and nothing else */
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_refused)
{
    ck_assert_int_eq(run_generator("/nowhere/at/all"), 4);
}
END_TEST

int main(int argc, char **argv)
{
    find_generator(argc > 0 ? argv[0] : "");
    const TTest *const tests[] = {the_generator_writes_the_committed_samples,
                                  a_folder_that_is_not_there_is_refused, NULL};
    return suite_run("sets", tests);
}
