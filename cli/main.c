/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * main.c - finds the command and calls it. Nothing that changes a result comes from the
 * environment: the variables that shape help texts are dropped, no locale is set.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../models/selftest.h"
#include "cmd.h"
#include "say.h"

static const bl_cmd *find_option_command(const char *word, const bl_cmd **near)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0) {
        word = "help";
    } else if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        word = "version";
    }
    return bl_cmd_find(word, near);
}

static void refuse_wrong_arithmetic(void)
{
    const char *const complaint = bl_selftest_run();
    if (complaint) {
        fprintf(stderr, "ballast: internal error: self-test: %s; no result could be trusted\n",
                complaint);
        abort();
    }
}

int main(int argc, char **argv)
{
    const bl_cmd *near;
    refuse_wrong_arithmetic();
    unsetenv("ARGP_HELP_FMT");
    argp_err_exit_status = 2;
    bl_say_guard_stdout();
    if (argc < 2) {
        char help[] = "help";
        char *words[] = {help, NULL};
        bl_cmd_call(bl_cmd_find("help", &near), 1, words);
        return 2;
    }
    const bl_cmd *cmd = find_option_command(argv[1], &near);
    if (!cmd && near) {
        return bl_say_usage("no command '%s'. Did you mean '%s'?", argv[1], near->name);
    }
    if (!cmd) {
        return bl_say_usage("no command '%s'", argv[1]);
    }
    return bl_cmd_call(cmd, argc - 1, argv + 1);
}
