/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_stress.c - `ballast stress SUITE`: every scenario of a suite in its modes, held against what
 * it expects. Nothing is written; one log at a time is in memory.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../scenarios/value.h"
#include "ask.h"
#include "cmd.h"
#include "orders.h"
#include "policies.h"
#include "replay.h"
#include "say.h"
#include "stress.h"
#include "suite.h"
#include "trial.h"

enum { EXIT_BREACH = 1, ONLY_MAX = 32 };
enum { KEY_ONLY = 256, KEY_SEVERITY, KEY_FAIL_ON, KEY_POLICIES, KEY_ORDERS, KEY_TABLE };

typedef enum { FAIL_ON_BREACH, FAIL_ON_PAUSE, FAIL_ON_NEVER } fail_on;

static const struct argp_option table[] = {
    {"severity", KEY_SEVERITY, "RATIO", 0, "stress.severity of each scenario, such as 50%", 1},
    {"only", KEY_ONLY, "NAME", 0, "this scenario of the suite alone; may be repeated", 1},
    {"fail-on", KEY_FAIL_ON, "breach|pause|never", 0,
     "exit with 1 on what did not hold, on any trip too, or not at all [breach]", 2},
    {"table", KEY_TABLE, NULL, 0,
     "and a line a run: days, P&L, what the share price did, drawdown, drift, headroom, trips", 2},
    {"policies", KEY_POLICIES, NULL, 0,
     "instead: SUITE, one scenario, under three failure policies and three kinds of atomicity", 2},
    {"orders", KEY_ORDERS, "N", OPTION_ARG_OPTIONAL,
     "instead: SUITE, one scenario, with requests of one instant in other orders, at most N a mode "
     "[200]", 2},
    {0}};

typedef struct {
    bl_ask ask;
    bool policies, table;
    int64_t orders;         /* 0: not asked for */
    const char *suite_only; /* the last option given that --policies and --orders have no use for */
    const char *only[ONLY_MAX];
    size_t only_len;
    char severity[64]; /* as an override */
    fail_on fail_on;
} request;

/* ---- options */

static void add_only(struct argp_state *state, const char *name)
{
    request *r = state->input;
    if (r->only_len == ONLY_MAX) {
        argp_error(state, "--only: at most %d", ONLY_MAX);
    } else {
        r->only[r->only_len++] = name;
    }
}

static void take_fail_on(struct argp_state *state, const char *text)
{
    request *r = state->input;
    const int place = bl_value_find_choice("breach|pause|never", text);
    if (place < 0) {
        argp_error(state, "--fail-on: '%s': expected breach, pause or never", text);
    }
    r->fail_on = (fail_on)place;
}

static void take_orders(struct argp_state *state, const char *text)
{
    static const bl_value_rule rule = {.kind = BL_VALUE_INT, .low = 1, .high = 100000};
    request *r = state->input;
    char why[BL_VALUE_WHY];
    bool rounded;
    if (!bl_value_read(&rule, text, &r->orders, &rounded, why)) {
        argp_error(state, "--orders: %s", why);
    }
}

/* What answers for one scenario takes nothing that is for a suite. */
static void check_instead(struct argp_state *state)
{
    const request *r = state->input;
    const char *instead = r->policies ? "--policies" : r->orders > 0 ? "--orders" : NULL;
    if (instead != NULL && r->suite_only != NULL) {
        argp_error(state, "%s has no use with %s", r->suite_only, instead);
    }
    if (r->policies && r->orders > 0) {
        argp_error(state, "--orders has no use with --policies");
    }
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *r = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &r->ask;
        return 0;
    case ARGP_KEY_END:
        check_instead(state);
        return 0;
    case KEY_SEVERITY:
        snprintf(r->severity, sizeof r->severity, "stress.severity=%s", text);
        bl_ask_add_override(&r->ask, state, r->severity);
        return 0;
    case KEY_ONLY:
        r->suite_only = "--only";
        add_only(state, text);
        return 0;
    case KEY_TABLE:
        r->suite_only = "--table";
        r->table = true;
        return 0;
    case KEY_POLICIES:
        r->policies = true;
        return 0;
    case KEY_ORDERS:
        take_orders(state, text != NULL ? text : "200");
        return 0;
    case KEY_FAIL_ON:
        r->suite_only = "--fail-on";
        take_fail_on(state, text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&bl_ask_parser, 0, NULL, 0}, {0}};

static const struct argp parser = {
    table,
    take_option,
    "SUITE",
    "Replay every scenario of SUITE in its modes and hold it against what it expects.\v"
    "Examples:\n"
    "  ballast stress scenarios/stress\n"
    "  ballast stress scenarios/stress --only depeg --mode immediate\n"
    "  ballast stress scenarios/stress --set 'failsafe.without=[trip]'\n\n"
    "SUITE is a folder, of which every *.yaml is taken, or one file. ok: all that is expected of "
    "the mode holds; FAIL: something does not, listed below with what was seen; n/a: nothing is "
    "expected of it; -: the scenario does not have it.\n"
    "Exit status: 0 all passed, 1 something did not hold, 2 usage, 3 input refused, "
    "4 surroundings.",
    children,
    NULL,
    NULL};

/* ---- one scenario */

/* Texts outlive the scenario they were read from. */
static const char *keep(bl_stress *stress, const char *text)
{
    return text != NULL ? bl_pool_copy(&stress->pool, text, strlen(text)) : NULL;
}

static bool keep_expects(bl_stress *stress, bl_stress_row *row, const bl_scenario *scenario)
{
    const size_t len = scenario->expects_len;
    bl_expect *copy = bl_pool_take(&stress->pool, (len + 1) * sizeof *copy);
    bool ok = copy != NULL;
    for (size_t i = 0; i < len && ok; i++) {
        copy[i] = scenario->expects[i];
        copy[i].text = keep(stress, copy[i].text);
        copy[i].file = keep(stress, copy[i].file);
        ok = copy[i].text != NULL && copy[i].file != NULL;
    }
    row->expects = copy;
    row->expects_len = len;
    row->stands_for = keep(stress, scenario->stands_for);
    return ok;
}

static double number_of(const bl_trial *trial, bl_metric_id id)
{
    const bl_metric *metric = &trial->metrics.items[id];
    return metric->defined ? metric->value : NAN;
}

static bl_status run_mode(bl_stress *stress, bl_stress_row *row, const bl_scenario *scenario,
                          size_t mode, bl_trial *trial, bl_err *err)
{
    bl_stress_run *run = &row->runs[row->runs_len];
    *trial = (bl_trial){.setup = bl_scenario_setup(scenario, mode)};
    run->mode = keep(stress, trial->setup.mode.text);
    run->verdicts =
        bl_pool_take(&stress->pool, (scenario->expects_len + 1) * sizeof *run->verdicts);
    if (run->mode == NULL || run->verdicts == NULL) {
        return bl_err_set(err, BL_MEMORY, "no memory for the suite");
    }
    const bl_status status = bl_trial_run(trial, err);
    if (status == BL_OK) {
        bl_judge_run(scenario->expects, scenario->expects_len, &trial->log, &trial->metrics,
                     run->verdicts);
        run->failed = bl_judge_count_failed(run->verdicts, scenario->expects_len);
        run->trips = trial->counts.trips;
        run->pnl = number_of(trial, BL_METRIC_PNL_TOTAL);
        run->twr = number_of(trial, BL_METRIC_TWR);
        run->days = (double)(trial->setup.end_ns - trial->setup.start_ns) / (double)BL_NS_PER_DAY;
        run->drawdown = number_of(trial, BL_METRIC_MAX_DRAWDOWN);
        run->drift = number_of(trial, BL_METRIC_DRIFT_MAX);
        run->headroom = number_of(trial, BL_METRIC_MARGIN_HEADROOM_MIN);
        run->asked = bl_judge_count(run->verdicts, scenario->expects_len);
        row->runs_len++;
    } else {
        bl_err_prepend(err, trial->setup.mode.text);
        bl_err_prepend(err, row->path);
    }
    bl_trial_fini(trial);
    return status;
}

static bl_status run_modes(bl_stress *stress, bl_stress_row *row, const bl_scenario *scenario,
                           bl_err *err)
{
    bl_trial *trial = malloc(sizeof *trial);
    bl_status status = trial != NULL && keep_expects(stress, row, scenario)
                           ? BL_OK
                           : bl_err_set(err, BL_MEMORY, "no memory for the suite");
    for (size_t i = 0; i < scenario->modes_len && status == BL_OK; i++) {
        status = run_mode(stress, row, scenario, i, trial, err);
    }
    free(trial);
    return status;
}

/* A scenario that is refused is complained of and leaves a row without runs. */
static bl_status run_scenario(const request *r, bl_stress *stress, const char *path,
                              const char *name, bl_err *err)
{
    const bl_scenario_options options = bl_ask_scenario(&r->ask);
    bl_stress_row *row = &stress->rows[stress->rows_len++];
    bl_scenario scenario;
    bl_diags diags;
    *row = (bl_stress_row){.name = name, .path = path};
    bl_diag_init(&diags);
    const bool opened = bl_replay_open(path, &options, &scenario, &diags);
    bl_say_diags(&diags, r->ask.json, "the scenario is left out");
    if (!opened) {
        return BL_OK;
    }
    const bl_status status = run_modes(stress, row, &scenario, err);
    bl_scenario_close(&scenario);
    return status;
}

/* ---- the suite */

static bool is_wanted(const request *r, const char *name)
{
    for (size_t i = 0; i < r->only_len; i++) {
        if (strcmp(r->only[i], name) == 0) {
            return true;
        }
    }
    return r->only_len == 0;
}

static bl_status run_suite(const request *r, const bl_suite *suite, bl_stress *stress, bl_err *err)
{
    bl_status status = BL_OK;
    stress->suite = r->ask.path;
    stress->rows = calloc(suite->len, sizeof *stress->rows);
    if (stress->rows == NULL) {
        return bl_err_set(err, BL_MEMORY, "no memory for the suite");
    }
    for (size_t i = 0; i < suite->len && status == BL_OK; i++) {
        if (is_wanted(r, suite->names[i])) {
            status = run_scenario(r, stress, suite->paths[i], suite->names[i], err);
        }
    }
    return status;
}

/* 3 where something was refused, else what --fail-on asks for. */
static int exit_status(const request *r, const bl_stress *stress)
{
    bool failed = false;
    for (size_t i = 0; i < stress->rows_len; i++) {
        const bl_stress_row *row = &stress->rows[i];
        if (row->runs_len == 0) {
            return bl_err_exit_status(BL_INPUT);
        }
        failed |= !bl_stress_passes(row);
        for (size_t k = 0; k < row->runs_len && r->fail_on == FAIL_ON_PAUSE; k++) {
            failed |= row->runs[k].trips > 0;
        }
    }
    return failed && r->fail_on != FAIL_ON_NEVER ? EXIT_BREACH : 0;
}

static int answer(const request *r, const bl_stress *stress)
{
    bl_err err;
    if (!r->ask.json) {
        bl_stress_print(stress, r->table);
    } else if (!bl_stress_write_json(stress, &err)) {
        return bl_say_error(&err, true);
    }
    return exit_status(r, stress);
}

static const char *find_unknown(const request *r, const bl_suite *suite)
{
    for (size_t i = 0; i < r->only_len; i++) {
        size_t at = 0;
        while (at < suite->len && strcmp(suite->names[at], r->only[i]) != 0) {
            at++;
        }
        if (at == suite->len) {
            return r->only[i];
        }
    }
    return NULL;
}

static int run_request(const request *r, const bl_suite *suite)
{
    const char *unknown = find_unknown(r, suite);
    bl_stress stress = {.rows_len = 0};
    bl_err err = {.status = BL_OK};
    if (unknown != NULL) {
        bl_suggest_nearest meant = {.word = unknown};
        for (size_t i = 0; i < suite->len; i++) {
            bl_suggest_offer(&meant, suite->names[i]);
        }
        return meant.name ? bl_say_unknown("scenario", &meant, NULL)
                          : bl_say_usage("--only: no scenario '%s' in %s", unknown, r->ask.path);
    }
    const bl_status status = run_suite(r, suite, &stress, &err);
    const int code = status == BL_OK ? answer(r, &stress) : bl_say_error(&err, r->ask.json);
    free(stress.rows);
    bl_pool_free(&stress.pool);
    return code;
}

int bl_cmd_stress_main(int argc, char **argv)
{
    request r = {.ask = {.expected = "a SUITE, a folder of scenarios or one of them"}};
    bl_suite suite;
    bl_err err;
    argp_parse(&parser, argc, argv, 0, NULL, &r);
    if (r.policies) {
        return bl_policies_answer(&r.ask);
    }
    if (r.orders > 0) {
        return bl_orders_answer(&r.ask, (uint64_t)r.orders);
    }
    const bl_status status = bl_suite_open(&suite, r.ask.path, &err);
    const int code = status == BL_OK ? run_request(&r, &suite) : bl_say_error(&err, r.ask.json);
    bl_suite_close(&suite);
    return code;
}
