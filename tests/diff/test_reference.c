/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_reference.c - random scenarios through the program and through the slow reference beside
 * this file, byte for byte. Needs python3; skipped visibly without it.
 */
#include <check.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/suite.h"

enum { PATH_BYTES = 512, NOT_FOUND = 127 };

extern char **environ;

/* The program of this build, unless BALLAST_BIN names another. */
static void name_program(const char *self)
{
    static const char below[] = "/tests/diff/";
    const char *const at = strstr(self, below);
    char program[PATH_BYTES];
    if (at) {
        snprintf(program, sizeof program, "%.*s/ballast", (int)(at - self), self);
        setenv("BALLAST_BIN", program, 0);
    }
}

/* The exit status of `python3 ARGS`; NOT_FOUND where there is no python3. */
static int run_python(const char *const *args)
{
    pid_t child;
    int status = 0;
    if (posix_spawnp(&child, "python3", NULL, NULL, (char *const *)(uintptr_t)args, environ)) {
        return NOT_FOUND;
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int compare(const char *seed, const char *count)
{
    const char *const probe[] = {"python3", "-c", "pass", NULL};
    const char *const args[] = {"python3", "tests/diff/random_scenarios.py", "--seed", seed,
                                "--count", count, NULL};
    if (run_python(probe) != 0) {
        printf("skipped: no python3 for the slow reference\n");
        return 0;
    }
    return run_python(args);
}

START_TEST(random_scenarios_give_the_bytes_of_the_slow_reference)
{
    ck_assert_msg(compare("1", "25") == 0, "the differences stand above");
}
END_TEST

int main(int argc, char **argv)
{
    name_program(argc > 0 ? argv[0] : "");
    const TTest *const tests[] = {random_scenarios_give_the_bytes_of_the_slow_reference, NULL};
    return suite_run("reference", tests);
}
