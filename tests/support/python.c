/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * python.c - see python.h.
 */
#include "python.h"

#include <check.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

void python_name_program(const char *self, const char *below, char out[PYTHON_PATH])
{
    const char *const at = strstr(self, below);
    if (at) {
        snprintf(out, PYTHON_PATH, "%.*s/ballast", (int)(at - self), self);
        setenv("BALLAST_BIN", out, 0);
    }
    const char *const named = getenv("BALLAST_BIN");
    snprintf(out, PYTHON_PATH, "%s", named ? named : "ballast");
}

int python_spawn(const char *const *args)
{
    pid_t child;
    int status = 0;
    if (posix_spawnp(&child, args[0], NULL, NULL, (char *const *)(uintptr_t)args, environ)) {
        return PYTHON_NOT_FOUND;
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool python_is_there(void)
{
    const char *const probe[] = {"python3", "-c", "pass", NULL};
    return python_spawn(probe) == 0;
}
