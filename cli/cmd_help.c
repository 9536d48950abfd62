/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_help.c - `ballast help [COMMAND]`: all commands, or what one says to --help.
 */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "say.h"

static int help_command(const char *name)
{
    const bl_cmd *near;
    const bl_cmd *cmd = bl_cmd_find(name, &near);
    char title[] = "help";
    char option[] = "--help";
    char *words[] = {title, option, NULL};
    if (!cmd) {
        return bl_say_usage("no command '%s' to help with", name);
    }
    if (cmd->main != bl_cmd_help_main) {
        return bl_cmd_call(cmd, 2, words);
    }
    puts("Usage: ballast help [COMMAND]");
    return 0;
}

int bl_cmd_help_main(int argc, char **argv)
{
    const char *group = "";
    if (argc > 2) {
        return bl_say_usage("help takes one COMMAND");
    }
    if (argc == 2 && strcmp(argv[1], "--help") != 0) {
        return help_command(argv[1]);
    }
    puts("ballast replays a vault that LPs enter and leave while a manager trades it.\n");
    const bl_cmd *cmd;
    for (unsigned i = 0; (cmd = bl_cmd_at(i)) != NULL; i++) {
        if (cmd->group[0] == '\0') {
            continue;
        }
        printf("  %-11s %-9s %s\n", strcmp(group, cmd->group) != 0 ? cmd->group : "", cmd->name,
               cmd->help);
        group = cmd->group;
    }
    puts("\nFirst steps: ballast init demo && cd demo && ballast compare scenario.yaml\n"
         "'ballast help COMMAND' or 'ballast COMMAND --help' tells more.");
    return 0;
}
