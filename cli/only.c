/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * only.c - see only.h. Expectations of the scenario are not judged: they may be of other metrics.
 */
#include "only.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reports/json.h"
#include "answer.h"
#include "say.h"
#include "trial.h"

typedef struct {
    const bl_options *options;
    bl_scenario scenario;
    bl_metrics *metrics; /* of each mode */
} only;

static bl_status run_modes(only *o, bl_err *err)
{
    bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    options.band_ppb = o->options->band_ppb;
    options.only = o->options->asked;
    bl_trial *trial = malloc(sizeof *trial);
    o->metrics = calloc(o->scenario.modes_len, sizeof *o->metrics);
    if (!trial || !o->metrics) {
        free(trial);
        return bl_err_set(err, BL_MEMORY, "no memory for the modes");
    }
    bl_status status = BL_OK;
    for (size_t i = 0; i < o->scenario.modes_len && status == BL_OK; i++) {
        trial->setup = bl_scenario_setup(&o->scenario, i);
        status = bl_trial_run_for(trial, &options, err);
        bl_trial_fini(trial);
        if (status == BL_OK) {
            o->metrics[i] = trial->metrics;
        } else {
            bl_err_prepend(err, o->scenario.modes[i].text);
        }
    }
    free(trial);
    return status;
}

/* ---- the answer */

static int print_json(const only *o)
{
    json_t *modes = json_array();
    int failed = 0;
    for (size_t i = 0; i < o->scenario.modes_len; i++) {
        failed |= json_array_append_new(
            modes, json_pack("{s:o, s:o}", "mode", bl_json_make_text(o->scenario.modes[i].text),
                             "metrics", bl_answer_pack_metrics(&o->metrics[i], o->options->asked)));
    }
    json_t *root = failed ? NULL
                          : json_pack("{s:s, s:o, s:o}", "schema", "ballast.only/1", "scenario",
                                      bl_json_make_text(o->scenario.name), "modes", modes);
    if (!root) {
        json_decref(modes);
    }
    bl_err err;
    return bl_json_write(root, stdout, &err) ? 0 : bl_say_error(&err, true);
}

/* A metric a block, a mode a line: names of metrics are long and modes are few. */
static void print_text(const only *o)
{
    const int width = bl_answer_mode_width(&o->scenario);
    for (size_t id = 0; id < BL_METRICS_MAX; id++) {
        if (!o->options->asked[id]) {
            continue;
        }
        printf("%s, %s\n", o->metrics[0].items[id].name,
               bl_metrics_unit_name(o->metrics[0].items[id].unit));
        for (size_t i = 0; i < o->scenario.modes_len; i++) {
            const bl_metric *it = &o->metrics[i].items[id];
            char value[BL_METRICS_TEXT];
            bl_metrics_print_value(it, value);
            printf("  %-*s  %16s%s%s\n", width, o->scenario.modes[i].text, value,
                   it->defined ? "" : "  ", it->defined ? "" : it->why_null);
        }
    }
}

int bl_only_run(const bl_options *options)
{
    bl_scenario_options scenario_options = bl_options_scenario(options);
    scenario_options.no_sums = true;
    bl_diags diags;
    bl_err err;
    only o = {.options = options};
    bl_diag_init(&diags);
    const bool opened = bl_replay_open(options->scenario, &scenario_options, &o.scenario, &diags);
    if (!opened || !options->quiet) {
        bl_say_diags(&diags, options->json, "nothing was run");
    }
    if (!opened) {
        return bl_err_exit_status(BL_INPUT);
    }
    int status = 0;
    if (run_modes(&o, &err) != BL_OK) {
        status = bl_say_error(&err, options->json);
    } else if (options->json) {
        status = print_json(&o);
    } else {
        print_text(&o);
    }
    free(o.metrics);
    bl_scenario_close(&o.scenario);
    return status;
}
