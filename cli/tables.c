/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tables.c - argp hands its tables to whoever answers --version: that is the way in. It ends the
 * process afterwards, hence the child.
 */
#define _GNU_SOURCE
#include "tables.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN_MAX = 8, STATUS_TOLD = 42 };

/* Within the child only: the hook of argp has no argument of ours. */
static const bl_cmd *asked;
static void (*teller)(const bl_table_of_options *table);

static bool is_for_people(const struct argp_option *option)
{
    return (option->flags & OPTION_HIDDEN) == 0 &&
           (!option->name || strcmp(option->name, "version") != 0);
}

static bool is_end(const struct argp_option *option)
{
    return !option->name && !option->key && !option->doc && !option->group;
}

static void gather(const struct argp *argp, bl_table_of_options *out)
{
    out->args = out->args ? out->args : argp->args_doc;
    out->doc = out->doc ? out->doc : argp->doc;
    int group = 0; /* 0 in a table: that of the option before */
    for (const struct argp_option *it = argp->options; it && !is_end(it); it++) {
        group = it->group != 0 ? it->group : group;
        if (is_for_people(it) && out->options_len < BL_TABLES_OPTIONS_MAX) {
            out->groups[out->options_len] = group;
            out->options[out->options_len++] = it;
        }
    }
}

/* Parents before their children, as argp itself goes; two levels are all there are. */
static void answer(FILE *stream, struct argp_state *state)
{
    bl_table_of_options table = {.cmd = asked};
    const struct argp *row[CHILDREN_MAX] = {state->root_argp};
    size_t len = 1;
    (void)stream;
    for (size_t i = 0; i < len; i++) {
        gather(row[i], &table);
        for (const struct argp_child *child = row[i]->children; child && child->argp; child++) {
            if (len < CHILDREN_MAX) {
                row[len++] = child->argp;
            }
        }
    }
    teller(&table);
    _exit(fflush(stdout) == 0 ? STATUS_TOLD : 1);
}

static bool has_table(const bl_cmd *cmd)
{
    return cmd->main != bl_cmd_help_main && cmd->main != bl_cmd_version_main;
}

static bool ask_in_child(const bl_cmd *cmd)
{
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        char title[] = "ballast";
        char option[] = "--version";
        char *words[] = {title, option, NULL};
        argp_program_version_hook = answer;
        bl_cmd_call(cmd, 2, words);
        _exit(1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == STATUS_TOLD;
}

bool bl_tables_tell(const bl_cmd *cmd, void (*tell)(const bl_table_of_options *table))
{
    if (!has_table(cmd)) {
        const bl_table_of_options none = {.cmd = cmd};
        tell(&none);
        return true;
    }
    asked = cmd;
    teller = tell;
    return ask_in_child(cmd);
}
