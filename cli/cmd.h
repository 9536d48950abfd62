/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd.h - the commands. Each takes its own argument vector, argv[0] being "ballast NAME", prints
 * its answer to stdout and everything else to stderr, and returns the exit status: 0 done,
 * 2 usage, 3 input, 4 surroundings, 5 integrity, 70 bug.
 */
#ifndef BL_CMD_H
#define BL_CMD_H

#define X(name, group, help) int bl_cmd_##name##_main(int argc, char **argv);
#include "commands.def"
#undef X

typedef struct {
    const char *name, *group, *help;
    int (*main)(int argc, char **argv);
} bl_cmd;

/* NULL past the last one. */
const bl_cmd *bl_cmd_at(unsigned index);
/* NULL where there is none of that name; `near` gets the one that may have been meant, or NULL. */
const bl_cmd *bl_cmd_find(const char *name, const bl_cmd **near);
/* Runs it with argv[0] put right. */
int bl_cmd_call(const bl_cmd *cmd, int argc, char **argv);

#endif
