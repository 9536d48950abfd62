/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_vectors.c - every case of the conformance suite, byte for byte, and every refusal for its
 * intended cause. Found by BALLAST_SHARED (default ../shared); skipped visibly where it is absent.
 */
#define _GNU_SOURCE

#include "../../data/writer.h"
#include "../../scenarios/modes.h"
#include "../../scenarios/scenario.h"
#include "../../sim/run.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CASES_MAX = 256, PATH_BYTES = 512 };

static char vectors[PATH_BYTES];
static char cases[CASES_MAX][128];
static int cases_len;

/* A part of the message that names the cause each refused case is made for. */
static const struct {
    const char *name, *cause;
} causes[] = {
    {"50-gap-fail", "gap"},
    {"51-flow-before-start", "before"},
    {"106-refused-unknown-key", "taker"},
    {"108-refused-mode", "8h"},
    {"109-refused-price-nan", "volume"},
    {"112-refused-flow-percentage", "100"},
    {"114-refused-column", "column"},
    {"116-refused-cranks-under-nav", "cranks"},
    {"117-refused-weights", "10000"},
    {"119-refused-ideal-under-reported", "ideal"},
};

static char *slurp(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    *len = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*len + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, *len, file), *len);
    bytes[*len] = '\0';
    fclose(file);
    return bytes;
}

static bool exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strverscmp(a, b);
}

static void list_cases(void)
{
    const char *shared = getenv("BALLAST_SHARED");
    snprintf(vectors, sizeof vectors, "%s/vectors", shared != NULL ? shared : "../shared");
    DIR *folder = opendir(vectors);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && cases_len < CASES_MAX) {
            snprintf(cases[cases_len++], sizeof cases[0], "%.127s", entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    qsort(cases, (size_t)cases_len, sizeof cases[0], compare_names);
}

static void check_refusal(const char *name, const char *scenario_path)
{
    bl_scenario scenario;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_scenario_options options = {.allow_outside = true};
    ck_assert_msg(!bl_scenario_open(scenario_path, &options, &scenario, &diags),
                  "%s must be refused", name);
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if (strcmp(causes[i].name, name) == 0) {
            ck_assert_msg(diags.len > 0 && strstr(diags.items[0].message, causes[i].cause),
                          "%s: refused with \"%s\", which does not name %s", name,
                          diags.len > 0 ? diags.items[0].message : "", causes[i].cause);
            return;
        }
    }
    ck_abort_msg("%s: no intended cause is known to this test", name);
}

static void compare_file(const char *expected_folder, const char *folder, const char *file)
{
    char expected_path[2 * PATH_BYTES];
    char path[2 * PATH_BYTES];
    snprintf(expected_path, sizeof expected_path, "%s/%s", expected_folder, file);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    size_t expected_len = 0;
    size_t len = 0;
    char *expected = slurp(expected_path, &expected_len);
    char *actual = slurp(path, &len);
    ck_assert_ptr_nonnull(expected);
    ck_assert_ptr_nonnull(actual);
    size_t at = 0;
    size_t line = 1;
    while (at < len && at < expected_len && expected[at] == actual[at]) {
        line += expected[at++] == '\n' ? 1 : 0;
    }
    ck_assert_msg(len == expected_len && at == len, "%s differs in line %zu", expected_path, line);
    free(expected);
    free(actual);
    unlink(path);
}

static void run_mode(const bl_scenario *scenario, size_t mode, const char *expected_folder)
{
    static const char *const files[] = {"series.csv", "fills.csv", "flows.csv", "lps.csv",
                                        "audit.jsonl"};
    char folder[] = "/tmp/ballast-vectors-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    bl_setup setup = bl_scenario_setup(scenario, mode);
    bl_err err = {BL_OK, ""};
    bl_writer_names names = {&setup, &scenario->flows};
    bl_writer *writer = bl_writer_open(folder, &names, &err);
    ck_assert_msg(writer != NULL, "%s", err.text);
    bl_sink sink = bl_writer_sink(writer);
    size_t bytes = bl_run_bytes(&setup);
    void *memory = malloc(bytes);
    bl_run *run = bl_run_seal(&setup, &sink, memory, bytes, &err);
    ck_assert_msg(run != NULL, "%s", err.text);
    ck_assert_msg(bl_run_replay(run, &err) == BL_OK, "%s", err.text);
    char digest[65];
    char head[65];
    ck_assert_msg(bl_writer_close(writer, digest, head, &err) == BL_OK, "%s", err.text);
    free(memory);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        compare_file(expected_folder, folder, files[i]);
    }
    rmdir(folder);
}

static void run_case(const char *name, const char *scenario_path)
{
    bl_scenario scenario;
    bl_diags diags;
    bl_diag_init(&diags);
    bl_scenario_options options = {.allow_outside = true};
    ck_assert_msg(bl_scenario_open(scenario_path, &options, &scenario, &diags), "%s: %s", name,
                  diags.len > 0 ? diags.items[0].message : "refused without a word");
    for (size_t mode = 0; mode < scenario.modes_len; mode++) {
        char folder[64];
        char expected[2 * PATH_BYTES];
        bl_modes_print_folder(scenario.modes[mode].text, folder, sizeof folder);
        snprintf(expected, sizeof expected, "%s/%s/expected/%s", vectors, name, folder);
        run_mode(&scenario, mode, expected);
    }
    bl_scenario_close(&scenario);
}

START_TEST(a_case_of_the_conformance_suite_matches)
{
    char scenario_path[2 * PATH_BYTES];
    char refused_path[2 * PATH_BYTES];
    const char *name = cases[_i];
    snprintf(scenario_path, sizeof scenario_path, "%s/%s/scenario.yaml", vectors, name);
    snprintf(refused_path, sizeof refused_path, "%s/%s/expected/REFUSED", vectors, name);
    if (exists(refused_path)) {
        check_refusal(name, scenario_path);
    } else {
        run_case(name, scenario_path);
    }
}
END_TEST

int main(void)
{
    list_cases();
    if (cases_len == 0) {
        printf("skipped: no vectors in %s\n", vectors);
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("vectors");
    TCase *tests = tcase_create("vectors");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_case_of_the_conformance_suite_matches, 0, cases_len);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
