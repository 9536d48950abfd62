/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_run.c - `ballast run SCENARIO`: every mode replayed, files written, sums told.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "../data/manifest.h"
#include "../data/timestamp.h"
#include "../reports/json.h"
#include "answer.h"
#include "cmd.h"
#include "only.h"
#include "say.h"

static const char doc[] =
    "Replay the price and flow files named in SCENARIO against one vault, once for each mode.\v"
    "Examples:\n"
    "  ballast run scenario.yaml\n"
    "  ballast run scenario.yaml --mode 4h --set venue.max_slippage=1%\n"
    "  ballast run scenario.yaml --json | jq '.modes[].digest'\n"
    "  ballast run scenario.yaml --only drift_max,transaction_cost\n\n"
    "Each mode gets a folder in DIR with series.csv, flows.csv, fills.csv, lps.csv, audit.jsonl, "
    "attribution.csv, lp_ledger.csv, lp_returns.csv, fee_schemes.csv, summary.json and "
    "manifest.json.\n"
    "Exit status: 0 done, 2 usage, 3 input refused, 4 surroundings.";

static json_t *pack_modes(const bl_replay *replay)
{
    json_t *modes = json_array();
    for (size_t i = 0; i < replay->modes_len; i++) {
        const bl_replay_mode *mode = &replay->modes[i];
        json_t *entry =
            json_pack("{s:o, s:s, s:s, s:s, s:o}", "mode", bl_json_make_text(mode->setup.mode.text),
                      "folder", mode->folder, "digest", mode->digest, "audit_head", mode->head,
                      "metrics", bl_answer_pack_metrics(&mode->metrics, NULL));
        if (json_array_append_new(modes, entry) != 0) {
            json_decref(modes);
            return NULL;
        }
    }
    return modes;
}

static int print_json(const bl_replay *replay)
{
    json_t *root =
        json_pack("{s:s, s:i, s:o, s:o, s:o}", "schema", "ballast.run/1", "results_version",
                  BL_RESULTS_VERSION, "scenario", bl_json_make_text(replay->scenario.name),
                  "folder", bl_json_make_text(replay->options->out), "modes", pack_modes(replay));
    bl_err err;
    return bl_json_write(root, stdout, &err) ? 0 : bl_say_error(&err, true);
}

static void print_text(const bl_replay *replay)
{
    const bl_setup *setup = &replay->scenario.base;
    char start[BL_TIMESTAMP_TEXT];
    char end[BL_TIMESTAMP_TEXT];
    int start_len = (int)bl_timestamp_print(setup->start_ns, start);
    int end_len = (int)bl_timestamp_print(setup->end_ns, end);
    printf("%s: %zu mode%s, %.*s to %.*s\n", replay->scenario.name, replay->modes_len,
           replay->modes_len == 1 ? "" : "s", start_len, start, end_len, end);
    bl_answer_print_sums(replay);
    bl_answer_print_expectations(replay);
    bl_answer_print_paths(replay);
    printf("Next: ballast verify %s\n", replay->options->out);
}

int bl_cmd_run_main(int argc, char **argv)
{
    bl_options options;
    bl_replay replay;
    bl_options_read(argc, argv, "run", doc, &options);
    if (options.only) {
        return bl_only_run(&options);
    }
    int status = bl_replay_run(&replay, &options, false);
    if (status == 0 && options.json) {
        status = print_json(&replay);
    } else if (status == 0 && !options.quiet) {
        print_text(&replay);
    }
    bl_replay_fini(&replay);
    return status;
}
