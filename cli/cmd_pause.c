/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_pause.c - `ballast pause SCENARIO`: one world replayed without the pause and with it, for
 * each time an operator may take to respond. Nothing is written.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/decimal.h"
#include "../reports/json.h"
#include "../reports/pause.h"
#include "../reports/trips.h"
#include "../reports/wrap.h"
#include "../scenarios/value.h"
#include "ask.h"
#include "cmd.h"
#include "replay.h"
#include "say.h"
#include "trial.h"

enum {
    KEY_RESPONSE = 256,
    KEY_HORIZON,
    KEY_DRIFT,
    KEY_LOSS,
    RESPONSES_MAX = 5,
    LABEL_WIDTH = 28,
    COLUMN_WIDTH = 12,
    CELL_BYTES = 48
};

static const struct argp_option table[] = {
    {"response", KEY_RESPONSE, "A,B,C", 0,
     "times from a trip to its review, at most 5 [5m,1h,6h,24h]", 2},
    {"horizon", KEY_HORIZON, "DURATION", 0, "how far ahead a trip has to be right [24h]", 3},
    {"drift-limit", KEY_DRIFT, "RATIO", 0, "drift that makes a trip right [10%]", 3},
    {"loss-limit", KEY_LOSS, "RATIO", 0, "fall of the share price that makes it right [5%]", 3},
    {0}};

typedef struct {
    int64_t ns;
    char text[16]; /* as written */
} response;

typedef struct {
    bl_ask ask;
    response responses[RESPONSES_MAX];
    size_t responses_len;
    bl_trips_rule rule;
} request;

typedef struct { /* column 0 is the run without the pause */
    const char *mode;
    bl_pause columns[RESPONSES_MAX + 1];
    bl_trips_quality quality[RESPONSES_MAX + 1];
} answer;

/* ---- options */

static void add_response(struct argp_state *state, const char *text)
{
    static const bl_value_rule rule = {.kind = BL_VALUE_DURATION, .low = 1, .high = INT64_MAX};
    request *r = state->input;
    char why[BL_VALUE_WHY];
    bool rounded;
    if (r->responses_len == RESPONSES_MAX) {
        argp_error(state, "--response: at most %d", RESPONSES_MAX);
        return;
    }
    response *it = &r->responses[r->responses_len++];
    snprintf(it->text, sizeof it->text, "%s", text);
    if (!bl_value_read(&rule, text, &it->ns, &rounded, why)) {
        argp_error(state, "--response: %s", why);
    }
}

static void add_responses(struct argp_state *state, const char *list)
{
    for (const char *at = list;; at++) {
        char item[16];
        const size_t len = strcspn(at, ",");
        snprintf(item, sizeof item, "%.*s", (int)len, at);
        add_response(state, item);
        at += len;
        if (*at == '\0') {
            return;
        }
    }
}

/* A duration or a ratio above 0. */
static int64_t read_value(struct argp_state *state, const char *option, bl_value_kind kind,
                          const char *text)
{
    const bl_value_rule rule = {.kind = kind, .low = 1, .high = INT64_MAX};
    char why[BL_VALUE_WHY];
    bool rounded;
    int64_t value = 1;
    if (!bl_value_read(&rule, text, &value, &rounded, why)) {
        argp_error(state, "%s: %s", option, why);
    }
    return value;
}

static double read_ratio(struct argp_state *state, const char *option, const char *text)
{
    return (double)read_value(state, option, BL_VALUE_RATIO, text) / (double)BL_PPB;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *r = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &r->ask;
        return 0;
    case KEY_RESPONSE:
        add_responses(state, text);
        return 0;
    case KEY_HORIZON:
        r->rule.horizon_ns = read_value(state, "--horizon", BL_VALUE_DURATION, text);
        return 0;
    case KEY_DRIFT:
        r->rule.drift = read_ratio(state, "--drift-limit", text);
        return 0;
    case KEY_LOSS:
        r->rule.loss = read_ratio(state, "--loss-limit", text);
        return 0;
    case ARGP_KEY_END:
        if (r->responses_len == 0) {
            add_responses(state, "5m,1h,6h,24h");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&bl_ask_parser, 0, NULL, 0}, {0}};

static const struct argp parser = {
    table,
    take_option,
    "SCENARIO",
    "Replay SCENARIO without a pause after failed rebalances and with one, for each time an "
    "operator may take to respond, and show what pausing cost.\v"
    "Examples:\n"
    "  ballast pause scenarios/crash.yaml\n"
    "  ballast pause scenarios/crash.yaml --response 10m,2h --mode 4h\n\n"
    "Without the pause: failsafe.without has 'trip'. A response of 6h is failsafe.review_delay 6h; "
    "scripted reviews are left out. The cost is the difference of the returns of a share, "
    "without and with the pause; below 0 pausing paid. A trip is right where the vault without a "
    "pause drifts or loses more than a limit within the horizon.\n"
    "Exit status: 0 done, 2 usage, 3 input refused, 4 surroundings.",
    children,
    NULL,
    NULL};

/* ---- runs */

/* Column 0 reads the world that trips are held against. */
static bl_status run_one(const request *r, size_t column, bl_trips_world *unpaused,
                         bl_trial *trial, answer *out, bl_err *err)
{
    bl_status status = bl_trial_run(trial, err);
    if (status == BL_OK &&
        (!bl_pause_measure(&trial->log, &trial->metrics, &out->columns[column], err) ||
         (column == 0 && !bl_trips_read(&trial->log, &r->rule, unpaused, err)))) {
        status = err->status;
    }
    if (status == BL_OK) {
        bl_trips_judge(unpaused, &trial->log, &out->quality[column]);
    }
    bl_trial_fini(trial);
    return status;
}

/* The same world for every column: the setup differs in the failsafe alone. */
static bl_status run_mode(const request *r, const bl_scenario *scenario, size_t mode,
                          bl_trial *trial, answer *out, bl_err *err)
{
    bl_status status = BL_OK;
    bl_trips_world unpaused = {.points = NULL};
    out->mode = scenario->modes[mode].text;
    for (size_t i = 0; i <= r->responses_len && status == BL_OK; i++) {
        *trial = (bl_trial){.setup = bl_scenario_setup(scenario, mode)};
        trial->setup.failsafe.reviews_len = 0;
        if (i == 0) {
            trial->setup.failsafe.without |= BL_RULE_TRIP;
        } else {
            trial->setup.failsafe.review_delay_ns = r->responses[i - 1].ns;
        }
        status = run_one(r, i, &unpaused, trial, out, err);
    }
    bl_trips_fini(&unpaused);
    if (status != BL_OK) {
        bl_err_prepend(err, out->mode);
    }
    return status;
}

/* ---- the table */

typedef enum {
    SHOW_PRICE,
    SHOW_COST,
    SHOW_TRIPS,
    SHOW_DETECT,
    SHOW_REVIEW,
    SHOW_BLOCKED,
    SHOW_BLOCKED_AMOUNT,
    SHOW_LATE,
    SHOW_LATE_AMOUNT,
    SHOW_LEVERAGE,
    SHOW_PRECISION,
    SHOW_RECALL,
    SHOW_FALSE,
    SHOW_COUNT
} shown;

static const struct {
    const char *label, *name; /* in the table, in JSON */
    int places;
} lines[SHOW_COUNT] = {{"share price at the end", "share_price", 6},
                       {"cost of pausing, bp", "cost_bp", 2},
                       {"trips", "trips", 0},
                       {"time to detect, s", "time_to_detect_s", 0},
                       {"time under review, h", "time_under_review_h", 2},
                       {"deposits blocked", "deposits_blocked", 0},
                       {"  amount", "deposits_blocked_amount", 0},
                       {"withdrawals late", "withdrawals_late", 0},
                       {"  amount x hours", "withdrawals_late_amount_hours", 0},
                       {"worst leverage", "leverage_max", 4},
                       {"trips that were right, %", "trip_precision", 1},
                       {"dangers tripped on, %", "trip_recall", 1},
                       {"quiet windows tripped, %", "false_trip_rate", 1}};

/* NAN where there is nothing to show. */
static double value_of(const answer *a, size_t column, shown what)
{
    const bl_pause *it = &a->columns[column];
    switch (what) {
    case SHOW_PRICE:
        return it->price;
    case SHOW_COST:
        return column == 0 ? NAN : bl_pause_cost_bps(it, &a->columns[0]);
    case SHOW_TRIPS:
        return (double)it->trips;
    case SHOW_DETECT:
        return it->tripped ? it->detect_s : NAN;
    case SHOW_REVIEW:
        return it->review_s / 3600;
    case SHOW_BLOCKED:
        return (double)it->waits.blocked_len;
    case SHOW_BLOCKED_AMOUNT:
        return it->waits.blocked;
    case SHOW_LATE:
        return (double)it->waits.late_len;
    case SHOW_LATE_AMOUNT:
        return it->waits.late;
    case SHOW_LEVERAGE:
        return it->has_leverage ? it->leverage : NAN;
    case SHOW_PRECISION:
        return a->quality[column].precision;
    case SHOW_RECALL:
        return column == 0 ? NAN : a->quality[column].recall;
    case SHOW_FALSE:
        return column == 0 ? NAN : a->quality[column].false_rate;
    case SHOW_COUNT:
        break;
    }
    return NAN;
}

static void print_line(const request *r, const answer *a, shown what)
{
    printf("  %-*s", LABEL_WIDTH - 2, lines[what].label);
    for (size_t i = 0; i <= r->responses_len; i++) {
        char cell[CELL_BYTES];
        const double value = value_of(a, i, what);
        if (isnan(value)) {
            snprintf(cell, sizeof cell, "-");
        } else {
            snprintf(cell, sizeof cell, "%.*f", lines[what].places, value + 0.0);
        }
        printf("%*s", COLUMN_WIDTH, cell);
    }
    fputc('\n', stdout);
}

static void print_text(const request *r, const bl_scenario *scenario, const answer *all)
{
    printf("%s: without a pause, and by the operator's response\n", scenario->name);
    for (size_t m = 0; m < scenario->modes_len; m++) {
        printf("\n%-*s%*s", LABEL_WIDTH, all[m].mode, COLUMN_WIDTH, "no pause");
        for (size_t i = 0; i < r->responses_len; i++) {
            printf("%*s", COLUMN_WIDTH, r->responses[i].text);
        }
        fputc('\n', stdout);
        for (int what = 0; what < SHOW_COUNT; what++) {
            print_line(r, &all[m], (shown)what);
        }
    }
    printf("\nRight: within %g h the vault without a pause is off its target by more than %g %%, "
           "or a share\nloses more than %g %%.\n",
           (double)r->rule.horizon_ns / (double)BL_NS_PER_S / 3600, 100 * r->rule.drift,
           100 * r->rule.loss);
}

/* ---- JSON */

static json_t *pack_column(const request *r, const answer *a, size_t column)
{
    json_t *made = json_object();
    int failed = json_object_set_new(
        made, "response", column == 0 ? json_null() : json_string(r->responses[column - 1].text));
    for (int what = 0; what < SHOW_COUNT && !failed; what++) {
        failed = json_object_set_new(
            made, lines[what].name,
            bl_json_make_number(value_of(a, column, (shown)what), lines[what].places));
    }
    if (!failed) {
        return made;
    }
    json_decref(made);
    return NULL;
}

static json_t *pack_mode(const request *r, const answer *a)
{
    json_t *columns = json_array();
    int failed = 0;
    for (size_t i = 0; i <= r->responses_len && !failed; i++) {
        failed = json_array_append_new(columns, pack_column(r, a, i));
    }
    if (!failed) {
        return json_pack("{s:o, s:o}", "mode", bl_json_make_text(a->mode), "columns", columns);
    }
    json_decref(columns);
    return NULL;
}

static bool write_json(const request *r, const bl_scenario *scenario, const answer *all,
                       bl_err *err)
{
    json_t *modes = json_array();
    int failed = 0;
    for (size_t m = 0; m < scenario->modes_len && !failed; m++) {
        failed = json_array_append_new(modes, pack_mode(r, &all[m]));
    }
    if (failed) {
        json_decref(modes);
        return bl_json_write(NULL, stdout, err);
    }
    json_t *rule = json_pack("{s:o, s:o, s:o}", "horizon_s",
                             bl_json_make_number((double)r->rule.horizon_ns / 1e9, 9), "drift",
                             bl_json_make_number(r->rule.drift, 9), "loss",
                             bl_json_make_number(r->rule.loss, 9));
    return bl_json_write(json_pack("{s:s, s:o, s:o, s:o}", "schema", "ballast.pause/1", "scenario",
                                   bl_json_make_text(scenario->name), "trip_rule", rule, "modes",
                                   modes),
                         stdout, err);
}

/* ---- the whole */

static int run_all(const request *r, const bl_scenario *scenario)
{
    bl_err err = {.status = BL_OK};
    bl_trial *trial = malloc(sizeof *trial);
    answer *all = calloc(scenario->modes_len, sizeof *all);
    bl_status status = trial != NULL && all != NULL
                           ? BL_OK
                           : bl_err_set(&err, BL_MEMORY, "no memory for the runs");
    for (size_t m = 0; m < scenario->modes_len && status == BL_OK; m++) {
        status = run_mode(r, scenario, m, trial, &all[m], &err);
    }
    if (status == BL_OK && !r->ask.json) {
        print_text(r, scenario, all);
    } else if (status == BL_OK && !write_json(r, scenario, all, &err)) {
        status = err.status;
    }
    free(all);
    free(trial);
    return status == BL_OK ? 0 : bl_say_error(&err, r->ask.json);
}

int bl_cmd_pause_main(int argc, char **argv)
{
    request r = {.ask = {.expected = "a SCENARIO, a file such as scenario.yaml"},
                 .rule = BL_TRIPS_RULE_DEFAULT};
    bl_scenario scenario;
    bl_diags diags;
    argp_parse(&parser, argc, argv, 0, NULL, &r);
    const bl_scenario_options options = bl_ask_scenario(&r.ask);
    bl_diag_init(&diags);
    const bool opened = bl_replay_open(r.ask.path, &options, &scenario, &diags);
    bl_say_diags(&diags, r.ask.json, "nothing was run");
    if (!opened) {
        return bl_err_exit_status(BL_INPUT);
    }
    const int status = run_all(&r, &scenario);
    bl_scenario_close(&scenario);
    return status;
}
