/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd.c - the table of commands and its look-up.
 */
#include "cmd.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../scenarios/suggest.h"
#include "say.h"

static const bl_cmd commands[] = {
#define X(name, group, help) {#name, group, help, bl_cmd_##name##_main},
#include "commands.def"
#undef X
};
enum { COMMANDS_LEN = sizeof commands / sizeof *commands };

const bl_cmd *bl_cmd_at(unsigned index)
{
    return index < COMMANDS_LEN ? &commands[index] : NULL;
}

const bl_cmd *bl_cmd_find(const char *name, const bl_cmd **near)
{
    size_t best = SIZE_MAX;
    *near = NULL;
    for (size_t i = 0; i < COMMANDS_LEN; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
        size_t distance = bl_suggest_distance(name, commands[i].name);
        if (distance < best && bl_suggest_accepts(name, commands[i].name, distance)) {
            best = distance;
            *near = &commands[i];
        }
    }
    return NULL;
}

int bl_cmd_call(const bl_cmd *cmd, int argc, char **argv)
{
    char title[64];
    snprintf(title, sizeof title, "ballast %s", cmd->name);
    argv[0] = title;
    const bool has_help = cmd->group[0] != '\0' && strcmp(cmd->name, "help") != 0;
    bl_say_set_command(has_help ? cmd->name : NULL);
    return cmd->main(argc, argv);
}
