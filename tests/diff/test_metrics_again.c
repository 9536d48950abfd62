/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_again.c - every metric of a shipped scenario against a second program, which reads
 * the run's files, the scenario and its feeds: equal to the printed digits. Needs python3; skipped
 * visibly without it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../support/python.h"
#include "../support/sample_run.h"
#include "../support/suite.h"

static char program[PYTHON_PATH];
static char folder[PYTHON_PATH];

static void run_scenario(const char *scenario)
{
    char out[PYTHON_PATH + 8];
    snprintf(out, sizeof out, "%s/run", folder);
    const char *const args[] = {program, "run", scenario, "-o", out, "--quiet", NULL};
    ck_assert_int_eq(python_spawn(args), 0);
}

static void check_mode(const char *scenario, const char *mode)
{
    char path[PYTHON_PATH + 32];
    snprintf(path, sizeof path, "%s/run/%s", folder, mode);
    const char *const args[] = {"python3", "tests/diff/ref_metrics.py", scenario, path, NULL};
    ck_assert_msg(python_spawn(args) == 0, "%s: the differences stand above", mode);
}

static void check_scenario(const char *scenario, const char *const *modes)
{
    if (!python_is_there()) {
        printf("skipped: no python3 for the metrics of %s\n", scenario);
        return;
    }
    bl_sample_run_make_folder(folder, sizeof folder);
    run_scenario(scenario);
    for (; *modes; modes++) {
        check_mode(scenario, *modes);
    }
    bl_sample_run_remove_folder(folder);
}

START_TEST(a_crash_has_the_metrics_of_a_second_program_in_each_mode)
{
    const char *const modes[] = {"immediate", "4h", "24h", NULL};
    check_scenario("scenarios/crash.yaml", modes);
}
END_TEST

START_TEST(bands_have_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"band-5-target", "band-5-edge", "never", NULL};
    check_scenario("scenarios/calm-bands.yaml", modes);
}
END_TEST

START_TEST(an_oracle_at_fault_has_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"4h", NULL};
    check_scenario("tests/diff/crash-oracle.yaml", modes);
}
END_TEST

START_TEST(one_mark_for_all_has_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"4h", NULL};
    check_scenario("tests/diff/calm-mark.yaml", modes);
}
END_TEST

START_TEST(lending_has_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"24h", NULL};
    check_scenario("scenarios/lending-calm.yaml", modes);
}
END_TEST

START_TEST(a_loss_beyond_the_lock_has_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"4h", NULL};
    check_scenario("scenarios/lending-loss.yaml", modes);
}
END_TEST

START_TEST(a_run_on_a_lender_has_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"immediate", "4h", NULL};
    check_scenario("scenarios/lending-run.yaml", modes);
}
END_TEST

START_TEST(a_book_beside_a_lender_has_the_metrics_of_a_second_program)
{
    const char *const modes[] = {"band-5-target", "4h", NULL};
    check_scenario("scenarios/hybrid.yaml", modes);
}
END_TEST

int main(int argc, char **argv)
{
    python_name_program(argc > 0 ? argv[0] : "", "/tests/diff/", program);
    const TTest *const tests[] = {a_crash_has_the_metrics_of_a_second_program_in_each_mode,
                                  bands_have_the_metrics_of_a_second_program,
                                  an_oracle_at_fault_has_the_metrics_of_a_second_program,
                                  one_mark_for_all_has_the_metrics_of_a_second_program,
                                  lending_has_the_metrics_of_a_second_program,
                                  a_loss_beyond_the_lock_has_the_metrics_of_a_second_program,
                                  a_run_on_a_lender_has_the_metrics_of_a_second_program,
                                  a_book_beside_a_lender_has_the_metrics_of_a_second_program,
                                  NULL};
    return suite_run("metrics, again", tests);
}
