/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base.c - the end of a process that found a bug: condition, place and how to see it again, then
 * abort. Written with write(2) and own digits, since nothing else may be trusted any more. The
 * context is per thread; it can reach a crash report and nothing else.
 */
#include "base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local const bl_crash_context *crash_context;

void bl_base_set_context(const bl_crash_context *context)
{
    crash_context = context;
}

static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

static void say_number(const char *label, uint64_t value)
{
    char digits[24];
    size_t place = sizeof digits - 1;
    digits[place] = '\0';
    do {
        digits[--place] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    say(label);
    say(&digits[place]);
}

_Noreturn void bl_base_crash(const char *condition, const char *file, int line)
{
    say("ballast: internal error: ");
    say(condition);
    say(" does not hold at ");
    say(file);
    say_number(":", (uint64_t)line);
    if (crash_context != NULL) {
        say("\n  scenario ");
        say(crash_context->scenario != NULL ? crash_context->scenario : "?");
        say(", mode ");
        say(crash_context->mode != NULL ? crash_context->mode : "?");
        say_number(", seed ", crash_context->seed);
        say_number(", time_ns ", (uint64_t)crash_context->time_ns);
        say_number(", event ", crash_context->event);
        say("\n  again: ballast run SCENARIO --mode MODE --seed SEED; please report it");
    }
    say("\n");
    abort();
}
