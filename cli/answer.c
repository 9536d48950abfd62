/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answer.c - text for people; programs read the JSON.
 */
#include "answer.h"

#include <stdio.h>
#include <string.h>

void bl_answer_print_sums(const bl_replay *replay)
{
    int width = 4;
    for (size_t i = 0; i < replay->modes_len; i++) {
        int len = (int)strlen(replay->modes[i].setup.mode.text);
        width = len > width ? len : width;
    }
    printf("  %-*s  %-64s  audit head\n", width, "mode", "run digest");
    for (size_t i = 0; i < replay->modes_len; i++) {
        const bl_replay_mode *mode = &replay->modes[i];
        printf("  %-*s  %s  %.16s\n", width, mode->setup.mode.text, mode->digest, mode->head);
    }
}

void bl_answer_print_paths(const bl_replay *replay)
{
    const char *out = replay->options->out;
    for (size_t i = 0; i < replay->figures.len; i++) {
        printf("%s %s/figures/%s\n", i == 0 ? "Drew " : "     ", out, replay->figures.names[i]);
    }
    printf("Wrote %s.\n", out);
}
