/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policies.c - the scenario is read anew for each of the nine, as if its keys were written so: what
 * cannot go together is refused as ever.
 */
#include "policies.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reports/json.h"
#include "../reports/policy.h"
#include "answer.h"
#include "replay.h"
#include "say.h"
#include "trial.h"

static const struct {
    const char *name;
    const char *on_failure, *retry; /* overrides */
} failures[] = {
    {"revert", "rebalance.on_failure=revert", "failsafe.retry=on_review"},
    {"keep", "rebalance.on_failure=keep", "failsafe.retry=on_review"},
    {"keep, next tick", "rebalance.on_failure=keep", "failsafe.retry=next_tick"},
};

static const struct {
    const char *name, *override;
} atomicities[] = {
    {"all_or_none", "rebalance.atomicity=all_or_none"},
    {"unwind", "rebalance.atomicity=unwind"},
    {"keep", "rebalance.atomicity=keep"},
};

enum {
    FAILURES = sizeof failures / sizeof failures[0],
    ATOMICITIES = sizeof atomicities / sizeof atomicities[0],
    POLICIES = FAILURES * ATOMICITIES,
    OWN_OVERRIDES = 3 /* of each policy */
};

typedef struct {
    char name[256]; /* of the scenario */
    char modes[BL_SCENARIO_MODES_MAX][64];
    size_t modes_len;
    bl_policy cells[BL_SCENARIO_MODES_MAX][POLICIES];
} answer;

/* ---- runs */

static bl_status run_mode(const bl_scenario *scenario, size_t mode, bl_trial *trial, bl_policy *out,
                          bl_err *err)
{
    *trial = (bl_trial){.setup = bl_scenario_setup(scenario, mode)};
    bl_status status = bl_trial_run(trial, err);
    if (status == BL_OK && !bl_policy_measure(&trial->log, &trial->metrics, out, err)) {
        status = err->status;
    }
    bl_trial_fini(trial);
    if (status != BL_OK) {
        bl_err_prepend(err, scenario->modes[mode].text);
    }
    return status;
}

static bl_status run_scenario(const bl_scenario *scenario, size_t policy, bl_trial *trial,
                              answer *out, bl_err *err)
{
    bl_status status = BL_OK;
    out->modes_len = scenario->modes_len;
    snprintf(out->name, sizeof out->name, "%s", scenario->name);
    for (size_t m = 0; m < scenario->modes_len && status == BL_OK; m++) {
        snprintf(out->modes[m], sizeof out->modes[m], "%s", scenario->modes[m].text);
        status = run_mode(scenario, m, trial, &out->cells[m][policy], err);
    }
    return status;
}

/* The exit status; 0: run. */
static int run_policy(const bl_ask *ask, size_t policy, bl_trial *trial, answer *out)
{
    const char *overrides[BL_SCENARIO_OVERRIDES_MAX + OWN_OVERRIDES];
    bl_scenario_options options = bl_ask_scenario(ask);
    bl_scenario scenario;
    bl_diags diags;
    bl_err err;
    memcpy(overrides, ask->overrides, ask->overrides_len * sizeof *overrides);
    overrides[options.overrides_len++] = failures[policy / ATOMICITIES].on_failure;
    overrides[options.overrides_len++] = failures[policy / ATOMICITIES].retry;
    overrides[options.overrides_len++] = atomicities[policy % ATOMICITIES].override;
    options.overrides = overrides;
    bl_diag_init(&diags);
    if (!bl_replay_open(ask->path, &options, &scenario, &diags)) {
        bl_say_diags(&diags, ask->json, "nothing was run");
        return bl_err_exit_status(BL_INPUT);
    }
    const bl_status status = run_scenario(&scenario, policy, trial, out, &err);
    bl_scenario_close(&scenario);
    return status == BL_OK ? 0 : bl_say_error(&err, ask->json);
}

/* ---- text */

static void print_row(const bl_policy *it, size_t policy)
{
    printf("  %-16s%-12s%6llu",
           policy % ATOMICITIES == 0 ? failures[policy / ATOMICITIES].name : "",
           atomicities[policy % ATOMICITIES].name, (unsigned long long)it->trips);
    bl_answer_print_number(it->cost, 0, 9);
    bl_answer_print_number(it->leavers, 0, 9);
    bl_answer_print_number(it->stayers, 0, 9);
    bl_answer_print_number(it->has_drift ? it->drift : NAN, 2, 9);
    bl_answer_print_number((double)it->waits.lps, 0, 6);
    bl_answer_print_number(it->waits.hours, 1, 9);
    bl_answer_print_number(it->price, 6, 11);
    fputc('\n', stdout);
}

static void print_text(const answer *a)
{
    printf("%s: what a way to fail costs, and whom\n", a->name);
    for (size_t m = 0; m < a->modes_len; m++) {
        printf("\n%-18s%-12s%6s%9s%9s%9s%9s%15s%11s\n", "", "", "", "", "paid by", "paid by",
               "mean", "LPs that", "share");
        printf("%-18.17s%-12s%6s%9s%9s%9s%9s%6s%9s%11s\n", a->modes[m], "atomicity", "trips",
               "cost", "leavers", "stayers", "drift %", "wait", "hours", "price");
        for (size_t policy = 0; policy < POLICIES; policy++) {
            print_row(&a->cells[m][policy], policy);
        }
    }
}

/* ---- JSON */

static json_t *pack_cell(const bl_policy *it, size_t policy)
{
    return json_pack(
        "{s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "failure",
        failures[policy / ATOMICITIES].name, "atomicity", atomicities[policy % ATOMICITIES].name,
        "trips", (json_int_t)it->trips, "cost", bl_json_make_number(it->cost, 6), "paid_by_leavers",
        bl_json_make_number(it->leavers, 6), "paid_by_stayers", bl_json_make_number(it->stayers, 6),
        "drift_mean_abs", it->has_drift ? bl_json_make_number(it->drift, 4) : json_null(),
        "lps_waiting", (json_int_t)it->waits.lps, "hours_waited",
        bl_json_make_number(it->waits.hours, 4), "share_price", bl_json_make_number(it->price, 12));
}

static bool write_json(const answer *a, bl_err *err)
{
    json_t *modes = json_object();
    int failed = 0;
    for (size_t m = 0; m < a->modes_len && !failed; m++) {
        json_t *rows = json_array();
        for (size_t policy = 0; policy < POLICIES; policy++) {
            failed |= json_array_append_new(rows, pack_cell(&a->cells[m][policy], policy));
        }
        failed |= json_object_set_new(modes, a->modes[m], rows);
    }
    if (failed) {
        json_decref(modes);
        return bl_json_write(NULL, stdout, err);
    }
    return bl_json_write(json_pack("{s:s, s:o, s:o}", "schema", "ballast.policies/1", "scenario",
                                   bl_json_make_text(a->name), "modes", modes),
                         stdout, err);
}

int bl_policies_answer(const bl_ask *ask)
{
    bl_err err;
    answer *a = calloc(1, sizeof *a);
    bl_trial *trial = malloc(sizeof *trial);
    int status = 0;
    if (a == NULL || trial == NULL) {
        bl_err_set(&err, BL_MEMORY, "no memory for the runs");
        status = bl_say_error(&err, ask->json);
    }
    for (size_t policy = 0; policy < POLICIES && status == 0; policy++) {
        status = run_policy(ask, policy, trial, a);
    }
    if (status == 0 && !ask->json) {
        print_text(a);
    } else if (status == 0 && !write_json(a, &err)) {
        status = bl_say_error(&err, true);
    }
    free(trial);
    free(a);
    return status;
}
