/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * program.c - see program.h.
 */
#define _GNU_SOURCE
#include "program.h"

#include <check.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample_run.h"

char program_folder[2048];
char program_out[PROGRAM_ANSWER_BYTES];
char program_err[PROGRAM_ANSWER_BYTES];
static char binary[4096];

bool program_find(void)
{
    char start[2048];
    const char *given = getenv("BALLAST_BIN");
    if (!given || !*given) {
        given = "build/release/ballast";
    }
    if (!getcwd(start, sizeof start)) {
        return false;
    }
    int len = given[0] == '/' ? snprintf(binary, sizeof binary, "%s", given)
                              : snprintf(binary, sizeof binary, "%s/%s", start, given);
    if (len > 0 && (size_t)len < sizeof binary && access(binary, X_OK) == 0) {
        return true;
    }
    printf("skipped: no program at '%s' (BALLAST_BIN)\n", binary);
    return false;
}

void program_begin(void)
{
    bl_sample_run_make_folder(program_folder, sizeof program_folder);
    ck_assert_int_eq(chdir(program_folder), 0);
}

void program_finish(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    bl_sample_run_remove_folder(program_folder);
}

void program_read(const char *name, char text[PROGRAM_ANSWER_BYTES])
{
    size_t len = 0;
    char *bytes = bl_sample_run_read_file(program_folder, name, &len);
    snprintf(text, PROGRAM_ANSWER_BYTES, "%s", bytes ? bytes : "");
    free(bytes);
}

int program_run_other(const char *path, const char *stdout_path, const char *const *words)
{
    extern char **environ;
    posix_spawn_file_actions_t actions;
    char *argv[PROGRAM_WORDS_MAX + 2] = {strdup(path)};
    pid_t child;
    int status;
    for (size_t i = 0; words[i]; i++) {
        ck_assert_uint_lt(i, PROGRAM_WORDS_MAX);
        argv[i + 1] = strdup(words[i]);
    }
    char out[sizeof program_folder + 16];
    char err[sizeof program_folder + 16];
    snprintf(out, sizeof out, "%s/stdout", program_folder);
    snprintf(err, sizeof err, "%s/stderr", program_folder);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, stdout_path ? stdout_path : out,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ck_assert_int_eq(posix_spawn(&child, path, &actions, NULL, argv, environ), 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; argv[i]; i++) {
        free(argv[i]);
    }
    program_read("stdout", program_out);
    program_read("stderr", program_err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int program_run(const char *stdout_path, const char *const *words)
{
    return program_run_other(binary, stdout_path, words);
}

void program_put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

void program_expect_in(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "expected '%s' in:\n%.4000s", part, text);
}
