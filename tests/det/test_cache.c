/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_cache.c - the same bytes in every file of a run, manifest and all, without a cache, with an
 * empty one and with a full one; and where no folder is named and there is no home, none is made.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/cases.h"
#include "../support/sample_run.h"
#include "../support/tape_world.h"

enum { ROWS = 8000 }; /* 300 KB: more than the cache passes over */

static bl_tape_world world;
static char binary[4096];

static const char scenario[] =
    "vault: {capital: 1000}\nmodes: [4h]\n"
    "instruments:\n"
    "  - {name: X, prices: prices.csv, bar: 1h, price_decimals: 2, quantity_decimals: 4}\n"
    "venue: {fee: {taker: 5bp}}\nflows: flows.csv\n";
static const char flows[] = "time_s,lp,kind,amount\n1700013600,ann,deposit,50\n"
                            "1700100000,ann,withdraw,all\n";

static void begin(void)
{
    const char *path = getenv("BALLAST_BIN");
    ck_assert_ptr_nonnull(realpath(path != NULL ? path : "build/release/ballast", binary));
    bl_tape_world_open(&world);
    bl_tape_world_put_prices(&world, "prices.csv", ROWS, 7);
    bl_tape_world_put(&world, "flows.csv", flows, sizeof flows - 1);
    bl_tape_world_put(&world, "s.yaml", scenario, sizeof scenario - 1);
    ck_assert_int_eq(chdir(world.folder), 0);
    usleep(2100000);
}

static void finish(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    bl_tape_world_close(&world);
}

/* Runs the program, what it says into the file `said`; its exit status. */
static int start(const char *const *words)
{
    int status;
    const pid_t child = fork();
    if (child == 0) {
        const int sink = open("said", O_WRONLY | O_CREAT | O_TRUNC, 0666);
        dup2(sink, STDOUT_FILENO);
        dup2(sink, STDERR_FILENO);
        execv(binary, (char *const *)(uintptr_t)words);
        _exit(127);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void run(const char *out, const char *option, const char *folder)
{
    const char *words[] = {binary, "run", "s.yaml", "-o", out, option, folder, NULL};
    ck_assert_int_eq(start(words), 0);
}

static char *load(const char *folder, const char *name, size_t *len)
{
    char path[256];
    snprintf(path, sizeof path, "%s/4h", folder);
    char *bytes = bl_sample_run_read_file(path, name, len);
    ck_assert_msg(bytes != NULL, "no %s in %s", name, path);
    return bytes;
}

static void check_same(const char *a, const char *b)
{
    static const char *const names[] = {"series.csv",  "flows.csv",    "fills.csv",    "lps.csv",
                                        "audit.jsonl", "summary.json", "manifest.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t lens[2];
        char *left = load(a, names[i], &lens[0]);
        char *right = load(b, names[i], &lens[1]);
        ck_assert_uint_gt(lens[0], 0);
        ck_assert_uint_eq(lens[0], lens[1]);
        ck_assert_mem_eq(left, right, lens[0]);
        free(left);
        free(right);
    }
}

START_TEST(a_cache_never_changes_a_byte)
{
    char tape[4096];
    struct stat info;
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    run("plain", "--no-cache", NULL);
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL), 0);
    run("empty", "--cache", "cache");
    check_same("plain", "empty");
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", tape), 1);
    ck_assert_int_eq(utimensat(AT_FDCWD, tape, old, 0), 0);
    run("full", "--cache", "cache");
    check_same("plain", "full");
    ck_assert_int_eq(stat(tape, &info), 0);
    ck_assert_int_gt(info.st_mtim.tv_sec, 1000); /* it was used */
}
END_TEST

START_TEST(commands_that_ask_about_a_scenario_use_the_tapes_and_say_the_same)
{
    static const char *const commands[] = {"validate", "stress", "pause", "probe"};
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    run("warm", "--cache", "cache");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const char *const with[] = {binary, commands[i], "s.yaml", "--cache", "cache", NULL};
        const char *const without[] = {binary, commands[i], "s.yaml", "--no-cache", NULL};
        char tape[4096];
        struct stat info;
        size_t lens[2];
        ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", tape), 1);
        ck_assert_int_eq(utimensat(AT_FDCWD, tape, old, 0), 0);
        const int status = start(without);
        char *const plain = bl_sample_run_read_file(".", "said", &lens[0]);
        ck_assert_int_eq(stat(tape, &info), 0);
        ck_assert_int_eq(info.st_mtim.tv_sec, 1000);
        ck_assert_int_eq(start(with), status);
        char *const mapped = bl_sample_run_read_file(".", "said", &lens[1]);
        ck_assert_int_eq(stat(tape, &info), 0);
        ck_assert_msg(info.st_mtim.tv_sec > 1000, "%s reads the file", commands[i]);
        ck_assert_uint_gt(lens[0], 0);
        ck_assert_str_eq(mapped, plain);
        free(plain);
        free(mapped);
    }
}
END_TEST

START_TEST(the_environment_names_the_folder_or_there_is_none)
{
    char path[4096];
    ck_assert_int_eq(unsetenv("BALLAST_CACHE"), 0);
    ck_assert_int_eq(unsetenv("XDG_CACHE_HOME"), 0);
    ck_assert_int_eq(unsetenv("HOME"), 0);
    run("homeless", "-q", NULL);
    ck_assert_int_eq(setenv("HOME", "relative", 1), 0);
    run("relative", "-q", NULL);
    ck_assert_int_ne(access("relative/.cache", F_OK), 0);
    ck_assert_int_eq(setenv("HOME", world.folder, 1), 0);
    run("home", "-q", NULL);
    snprintf(path, sizeof path, "%s/.cache/ballast", world.folder);
    ck_assert_int_eq(access(path, F_OK), 0);
    ck_assert_int_eq(setenv("XDG_CACHE_HOME", world.folder, 1), 0);
    run("xdg", "-q", NULL);
    snprintf(path, sizeof path, "%s/ballast", world.folder);
    ck_assert_int_eq(access(path, F_OK), 0);
    ck_assert_int_eq(setenv("BALLAST_CACHE", world.cache.folder, 1), 0);
    run("named", "-q", NULL);
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 1);
    check_same("homeless", "named");
}
END_TEST

int main(void)
{
    TCase *list = tcase_create("cache");
    tcase_set_timeout(list, 30);
    tcase_add_checked_fixture(list, begin, finish);
    tcase_add_test(list, a_cache_never_changes_a_byte);
    tcase_add_test(list, commands_that_ask_about_a_scenario_use_the_tapes_and_say_the_same);
    tcase_add_test(list, the_environment_names_the_folder_or_there_is_none);
    return cases_run("cache", list);
}
