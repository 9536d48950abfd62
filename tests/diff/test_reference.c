/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_reference.c - random scenarios through the program and through the slow reference beside
 * this file, byte for byte. Needs python3; skipped visibly without it.
 */
#include <stdio.h>

#include "../support/python.h"
#include "../support/suite.h"

static char program[PYTHON_PATH];

static int compare(const char *seed, const char *count)
{
    const char *const args[] = {"python3", "tests/diff/random_scenarios.py", "--seed", seed,
                                "--count", count, NULL};
    if (!python_is_there()) {
        printf("skipped: no python3 for the slow reference\n");
        return 0;
    }
    return python_spawn(args);
}

START_TEST(random_scenarios_give_the_bytes_of_the_slow_reference)
{
    ck_assert_msg(compare("1", "25") == 0, "the differences stand above");
}
END_TEST

int main(int argc, char **argv)
{
    python_name_program(argc > 0 ? argv[0] : "", "/tests/diff/", program);
    const TTest *const tests[] = {random_scenarios_give_the_bytes_of_the_slow_reference, NULL};
    return suite_run("reference", tests);
}
