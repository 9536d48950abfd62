/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_compare.c - `ballast compare SCENARIO`: the same replay as `run`, answered with the modes
 * beside each other and with figures.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../reports/compare.h"
#include "answer.h"
#include "cmd.h"
#include "say.h"

enum { EXIT_LIMIT = 1 }; /* as diff and grep: done, and there is something to see */

static const char doc[] =
    "Replay SCENARIO in several modes and set them side by side, limits first.\v"
    "Examples:\n"
    "  ballast compare scenario.yaml --modes immediate,4h,24h\n"
    "  ballast compare scenario.yaml --mode band:5%:target --mode never -o runs/bands --force\n\n"
    "Figures go to DIR/figures where gnuplot is installed.\n"
    "Exit status: 0 done, 1 done and a limit of the scenario broke, 2 usage, 3 input refused, "
    "4 surroundings.";

static bool print(const bl_replay *replay, const bl_summary *columns, bl_err *err)
{
    if (replay->options->json) {
        return bl_compare_write_json(columns, replay->modes_len, stdout, err);
    }
    if (!bl_compare_print(columns, replay->modes_len, NULL, stdout, err)) {
        return false;
    }
    fputc('\n', stdout);
    bl_answer_print_sums(replay);
    bl_answer_print_paths(replay);
    return true;
}

static bool broke_limit(const bl_replay *replay)
{
    for (size_t i = 0; i < replay->modes_len; i++) {
        if (bl_course_find_broken(&replay->modes[i].course)) {
            return true;
        }
    }
    return false;
}

static int answer(const bl_replay *replay)
{
    bl_err err;
    bl_summary *columns = calloc(replay->modes_len, sizeof *columns);
    if (!columns) {
        bl_err_set(&err, BL_MEMORY, "no memory for the comparison");
        return bl_say_error(&err, replay->options->json);
    }
    for (size_t i = 0; i < replay->modes_len; i++) {
        columns[i] = replay->modes[i].summary;
    }
    bool good = print(replay, columns, &err);
    free(columns);
    return good ? 0 : bl_say_error(&err, replay->options->json);
}

int bl_cmd_compare_main(int argc, char **argv)
{
    bl_options options;
    bl_replay replay;
    bl_options_read(argc, argv, "compare", doc, &options);
    int status = bl_replay_run(&replay, &options, true);
    if (status == 0 && !(options.quiet && !options.json)) {
        status = answer(&replay);
    }
    if (status == 0 && broke_limit(&replay)) {
        status = EXIT_LIMIT;
    }
    bl_replay_fini(&replay);
    return status;
}
