/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_completion.c - completion scripts and manual pages say what the commands parse: held against
 * --help, read by the shells and by scdoc where these are installed.
 */
#define _GNU_SOURCE
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../cli/cmd.h"
#include "../support/cases.h"
#include "../support/program.h"

#define RUN PROGRAM_RUN
#define BASH "/bin/bash"

static char text[PROGRAM_ANSWER_BYTES];

/* The commands that have options. */
static const bl_cmd *listed[64];
static size_t listed_len;

static void list_commands(void)
{
    const bl_cmd *cmd;
    for (unsigned i = 0; (cmd = bl_cmd_at(i)) != NULL; i++) {
        if (cmd->group[0] != '\0' && cmd->main != bl_cmd_help_main &&
            cmd->main != bl_cmd_version_main) {
            listed[listed_len++] = cmd;
        }
    }
}

/* Keeps what the last call printed. */
static void keep_answer(void)
{
    memcpy(text, program_out, sizeof text);
}

/* The next option that a help text lists at the begin of a line: "--name"; NULL: no more. */
static const char *next_option(const char *at, char out[64])
{
    for (at = strchr(at, '\n'); at; at = strchr(at + 1, '\n')) {
        const char *dashes = at + 1 + strspn(at + 1, " ");
        const size_t indent = (size_t)(dashes - at - 1);
        if (strncmp(dashes, "-", 1) != 0 || indent > 6) {
            continue;
        }
        dashes = strstr(dashes, "--");
        snprintf(out, 64, "%.*s", (int)(2 + strcspn(dashes + 2, "=[ ,\n")), dashes);
        return at + 1;
    }
    return NULL;
}

START_TEST(every_option_of_the_help_is_in_every_script_and_page)
{
    static const char *const shells[] = {"bash", "zsh", "fish"};
    const char *name = listed[_i]->name;
    char option[64];
    char wanted[128];
    ck_assert_int_eq(RUN(name, "--help"), 0);
    keep_answer();
    for (size_t s = 0; s < 3; s++) {
        ck_assert_int_eq(RUN("completion", shells[s]), 0);
        ck_assert_str_eq(program_err, "");
        size_t seen = 0;
        for (const char *at = next_option(text, option); at; at = next_option(at, option)) {
            if (s == 2) {
                snprintf(wanted, sizeof wanted, "from %s' -l %s", name, option + 2);
            } else {
                snprintf(wanted, sizeof wanted, "%s", option);
            }
            program_expect_in(program_out, wanted);
            seen++;
        }
        ck_assert_uint_gt(seen, 1);
    }
    ck_assert_int_eq(RUN("completion", "scdoc", name), 0);
    for (const char *at = next_option(text, option); at; at = next_option(at, option)) {
        snprintf(wanted, sizeof wanted, "*%s*", option);
        program_expect_in(program_out, wanted);
    }
    snprintf(wanted, sizeof wanted, "ballast-%s(1) ", name);
    program_expect_in(program_out, wanted);
    program_expect_in(program_out, listed[_i]->help);
}
END_TEST

/* The script's own function, called as bash would. */
static void complete_in_bash(const char *words, const char *count)
{
    char script[512];
    snprintf(script, sizeof script,
             "source ./script; COMP_WORDS=(ballast %s); COMP_CWORD=%s; _ballast; "
             "echo \"${COMPREPLY[*]}\"",
             words, count);
    ck_assert_int_eq(program_run_other(BASH, NULL, (const char *const[]){"-c", script, NULL}), 0);
    ck_assert_str_eq(program_err, "");
}

START_TEST(bash_completes_commands_options_modes_and_files)
{
    ck_assert_int_eq(RUN("completion", "bash"), 0);
    program_put_file("script", program_out);
    if (access(BASH, X_OK) != 0) {
        printf("skipped: no %s\n", BASH);
        return;
    }
    complete_in_bash("comp", "1");
    ck_assert_str_eq(program_out, "compare\n");
    complete_in_bash("explain --me", "2");
    ck_assert_str_eq(program_out, "--metric=\n");
    complete_in_bash("run --mode i", "3");
    ck_assert_str_eq(program_out, "immediate ideal\n");
    complete_in_bash("run --mode = 2", "4");
    ck_assert_str_eq(program_out, "24h\n");
    complete_in_bash("run scr", "2");
    ck_assert_str_eq(program_out, "script\n");
    complete_in_bash("help ver", "2");
    ck_assert_str_eq(program_out, "verify version\n");
}
END_TEST

static void check_syntax(const char *shell, const char *path)
{
    ck_assert_int_eq(RUN("completion", shell), 0);
    program_put_file("script", program_out);
    if (access(path, X_OK) != 0) {
        printf("skipped: no %s\n", path);
        return;
    }
    const char *const words[] = {"-n", "script", NULL};
    ck_assert_msg(program_run_other(path, NULL, words) == 0, "%s", program_err);
    ck_assert_str_eq(program_err, "");
}

START_TEST(the_shells_can_read_their_scripts)
{
    check_syntax("bash", BASH);
    check_syntax("zsh", "/usr/bin/zsh");
    check_syntax("fish", "/usr/bin/fish");
}
END_TEST

START_TEST(scdoc_makes_a_page_of_every_source_with_the_same_bytes_twice)
{
    static const char scdoc[] = "/usr/bin/scdoc";
    if (access(scdoc, X_OK) != 0) {
        printf("skipped: no %s\n", scdoc);
        return;
    }
    for (size_t i = 0; i < listed_len + 1; i++) {
        const char *const words[] = {"completion", "scdoc", i > 0 ? listed[i - 1]->name : NULL,
                                     NULL};
        ck_assert_int_eq(program_run("page.scd", words), 0);
        const char *const convert[] = {"-c", "SOURCE_DATE_EPOCH=0 /usr/bin/scdoc <page.scd", NULL};
        ck_assert_msg(program_run_other("/bin/sh", NULL, convert) == 0, "%s", program_err);
        keep_answer();
        program_expect_in(text, i > 0 ? ".SH OPTIONS" : ".SH COMMANDS");
        program_expect_in(text, "1970-01-01");
        ck_assert_int_eq(program_run_other("/bin/sh", NULL, convert), 0);
        ck_assert_str_eq(text, program_out);
    }
}
END_TEST

START_TEST(what_it_cannot_complete_is_wrong_usage)
{
    ck_assert_int_eq(RUN("completion"), 2);
    ck_assert_int_eq(RUN("completion", "tcsh"), 2);
    program_expect_in(program_err, "bash, zsh, fish");
    ck_assert_int_eq(RUN("completion", "scdoc", "swep"), 2);
    program_expect_in(program_err, "no command 'swep'");
    ck_assert_int_eq(RUN("help"), 0);
    ck_assert_ptr_null(strstr(program_out, "completion"));
}
END_TEST

int main(void)
{
    if (!program_find()) {
        return 0;
    }
    list_commands();
    TCase *tcase = tcase_create("completion");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, program_begin, program_finish);
    tcase_add_loop_test(tcase, every_option_of_the_help_is_in_every_script_and_page, 0,
                        (int)listed_len);
    tcase_add_test(tcase, bash_completes_commands_options_modes_and_files);
    tcase_add_test(tcase, the_shells_can_read_their_scripts);
    tcase_add_test(tcase, scdoc_makes_a_page_of_every_source_with_the_same_bytes_twice);
    tcase_add_test(tcase, what_it_cannot_complete_is_wrong_usage);
    return cases_run("completion", tcase);
}
