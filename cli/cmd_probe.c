/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_probe.c - `ballast probe SCENARIO`: the sandwich probe, as a table, a file and two figures.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/folder.h"
#include "../data/outfile.h"
#include "../models/registry.h"
#include "../reports/figure_probe.h"
#include "../reports/json.h"
#include "../scenarios/value.h"
#include "cache.h"
#include "cmd.h"
#include "options.h"
#include "replay.h"
#include "say.h"

enum {
    KEY_SCHEMES = 256,
    KEY_HOLD,
    KEY_UNLOCK,
    KEY_AMOUNT,
    KEY_REPORTS,
    KEY_SET,
    KEY_FORCE,
    KEY_JSON,
    KEY_OUTSIDE,
    KEY_KEEP,
    KEY_FIGURES
};

static const struct argp_option table[] = {
    {"mode", 'm', "MODE", 0, "instead of the scenario's first mode", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "override one scenario value; may be repeated", 1},
    {"allow-outside", KEY_OUTSIDE, NULL, 0, "feeds may lie outside the scenario's folder", 1},
    {"schemes", KEY_SCHEMES, "A,B,C", 0, "unlock schemes to compare [all]", 2},
    {"hold", KEY_HOLD, "A,B,C", 0, "times held [0s,1m,10m,1h,6h,12h,24h]", 2},
    {"unlock", KEY_UNLOCK, "A,B,C", 0, "unlock times of schemes that take one [their own]", 2},
    {"amount", KEY_AMOUNT, "RATIO", 0, "deposit, of the total amount [10%]", 2},
    {"reports", KEY_REPORTS, "N", 0, "the N largest gain reports, 1 to 64 [5]", 2},
    {"output", 'o', "DIR", 0, "write probe.csv and figures there", 3},
    {"force", KEY_FORCE, NULL, 0, "replace a folder that exists", 3},
    {"figures", KEY_FIGURES, "svg,png,pdf", 0, "in these formats [svg,png]", 3},
    {"keep-gp", KEY_KEEP, NULL, 0, "keep gnuplot's scripts beside the figures", 3},
    BL_CACHE_OPTIONS(3),
    {"json", KEY_JSON, NULL, 0, "the answer, and errors, as JSON", 3},
    {0}};

enum { UNLOCKS_MAX = 6, CHOSEN_MAX = 8 }; /* each time has a dash in the figure */

typedef struct {
    const char *scenario, *mode, *out;
    const char *overrides[BL_SCENARIO_OVERRIDES_MAX];
    size_t overrides_len;
    bool force, json, allow_outside, keep_gp;
    bl_cache_ask cache;
    unsigned formats; /* of figures; 0: not asked for */
    const bl_unlock_model *chosen[CHOSEN_MAX];
    size_t chosen_len;
    int64_t unlocks_ns[UNLOCKS_MAX]; /* ascending, whole seconds */
    size_t unlocks_len;
    bl_probe_input asked;
} probing;

/* ---- options */

static void add_scheme(struct argp_state *state, const char *name)
{
    probing *p = state->input;
    const bl_model_info *info = bl_registry_find("unlock", name);
    if (info == NULL) {
        argp_error(state, "--schemes: no unlock scheme '%s'; 'ballast models' lists them", name);
    } else if (p->chosen_len == CHOSEN_MAX) {
        argp_error(state, "--schemes: at most %d", CHOSEN_MAX);
    } else {
        p->chosen[p->chosen_len++] = (const bl_unlock_model *)info;
    }
}

static int64_t take_number(struct argp_state *state, const char *option, const char *text,
                           const bl_value_rule *rule)
{
    char why[BL_VALUE_WHY];
    bool rounded;
    int64_t value = 0;
    if (!bl_value_read(rule, text, &value, &rounded, why)) {
        argp_error(state, "--%s: %s", option, why);
    }
    return value;
}

/* Kept ascending; the same one twice counts once. */
static void add_time(struct argp_state *state, const char *option, int64_t time_ns,
                     int64_t *times_ns, size_t *len, size_t max)
{
    size_t at = *len;
    while (at > 0 && times_ns[at - 1] > time_ns) {
        at--;
    }
    if (at > 0 && times_ns[at - 1] == time_ns) {
        return;
    }
    if (*len == max) {
        argp_error(state, "--%s: at most %zu", option, max);
        return;
    }
    memmove(&times_ns[at + 1], &times_ns[at], (*len - at) * sizeof *times_ns);
    times_ns[at] = time_ns;
    (*len)++;
}

static void add_hold(struct argp_state *state, const char *text)
{
    static const bl_value_rule rule = {
        .kind = BL_VALUE_DURATION, .low = 0, .high = 3650 * BL_NS_PER_DAY};
    bl_probe_input *asked = &((probing *)state->input)->asked;
    add_time(state, "hold", take_number(state, "hold", text, &rule), asked->holds_ns,
             &asked->holds_len, BL_PROBE_HOLDS_MAX);
}

/* The longest duration there is; a scheme may allow less, see add_columns. */
static void add_unlock(struct argp_state *state, const char *text)
{
    static const bl_value_rule rule = {.kind = BL_VALUE_DURATION,
                                       .low = BL_NS_PER_S,
                                       .high = INT64_MAX / BL_NS_PER_DAY * BL_NS_PER_DAY};
    probing *p = state->input;
    const int64_t unlock_ns = take_number(state, "unlock", text, &rule);
    if (unlock_ns % BL_NS_PER_S != 0) {
        argp_error(state, "--unlock: '%s': expected whole seconds, as a chain counts them", text);
    }
    add_time(state, "unlock", unlock_ns, p->unlocks_ns, &p->unlocks_len, UNLOCKS_MAX);
}

static void add_list(struct argp_state *state, const char *list,
                     void (*add)(struct argp_state *state, const char *item))
{
    for (const char *at = list;; at++) {
        char item[64];
        const size_t len = strcspn(at, ",");
        snprintf(item, sizeof item, "%.*s", (int)len, at);
        add(state, item);
        at += len;
        if (*at == '\0') {
            return;
        }
    }
}

static void add_override(struct argp_state *state, const char *text)
{
    probing *p = state->input;
    if (strchr(text, '=') == NULL || text[0] == '=') {
        argp_error(state, "--set: '%s': expected PATH=VALUE, as in vault.buffer=500", text);
    } else if (p->overrides_len == BL_SCENARIO_OVERRIDES_MAX) {
        argp_error(state, "--set: at most %d", BL_SCENARIO_OVERRIDES_MAX);
    } else {
        p->overrides[p->overrides_len++] = text;
    }
}

static error_t take_scenario(struct argp_state *state, const char *text)
{
    probing *p = state->input;
    if (p->scenario != NULL) {
        argp_error(state, "one SCENARIO at a time; '%s' is a second one", text);
    }
    p->scenario = text;
    return 0;
}

static void add_column(struct argp_state *state, const bl_unlock_model *model, int64_t unlock_s)
{
    bl_probe_input *asked = &((probing *)state->input)->asked;
    if (unlock_s > 0 && !bl_probe_takes_unlock(model, unlock_s)) {
        argp_error(state, "--unlock: %" PRId64 "s: too long for %s, allowed is 1s to %" PRId64 "s",
                   unlock_s, model->info.name, model->whole);
    } else if (asked->schemes_len == BL_PROBE_SCHEMES_MAX) {
        argp_error(state, "--unlock: schemes at unlock times: at most %d", BL_PROBE_SCHEMES_MAX);
    } else {
        asked->schemes[asked->schemes_len++] = (bl_probe_scheme){model, unlock_s};
    }
}

/* Every scheme that takes an unlock time at each of them, the others once. */
static void add_columns(struct argp_state *state)
{
    const probing *p = state->input;
    const bl_probe_input *asked = &p->asked;
    for (size_t i = 0; i < p->chosen_len; i++) {
        const size_t times = p->chosen[i]->whole > 0 ? p->unlocks_len : 0;
        for (size_t u = 0; u < times; u++) {
            add_column(state, p->chosen[i], p->unlocks_ns[u] / BL_NS_PER_S);
        }
        if (times == 0) {
            add_column(state, p->chosen[i], 0);
        }
    }
    if (asked->schemes_len * asked->holds_len * asked->reports_max > BL_PROBE_ATTACKS_MAX) {
        argp_error(state,
                   "--unlock: %zu schemes at unlock times, %zu times held and %zu reports are %zu "
                   "runs, allowed are %d",
                   asked->schemes_len, asked->holds_len, asked->reports_max,
                   asked->schemes_len * asked->holds_len * asked->reports_max,
                   BL_PROBE_ATTACKS_MAX);
    }
}

static error_t end_options(struct argp_state *state)
{
    probing *p = state->input;
    if (p->scenario == NULL) {
        argp_error(state, "expected a SCENARIO, a file such as scenario.yaml");
    }
    if (p->chosen_len == 0) {
        add_list(state, "meteora,meteora_legacy,yearn_v2,yearn_v3,none", add_scheme);
    }
    if (p->asked.holds_len == 0) {
        add_list(state, "0s,1m,10m,1h,6h,12h,24h", add_hold);
    }
    add_columns(state);
    bl_cache_open(&p->cache);
    return 0;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    static const bl_value_rule ratio = {.kind = BL_VALUE_RATIO, .low = 1, .high = 1000 * BL_PPB};
    static const bl_value_rule count = {
        .kind = BL_VALUE_INT, .low = 1, .high = BL_PROBE_REPORTS_MAX};
    probing *p = state->input;
    switch (key) {
    case 'm':
        p->mode = text;
        return 0;
    case 'o':
        p->out = text;
        return 0;
    case KEY_SCHEMES:
        add_list(state, text, add_scheme);
        return 0;
    case KEY_HOLD:
        add_list(state, text, add_hold);
        return 0;
    case KEY_UNLOCK:
        add_list(state, text, add_unlock);
        return 0;
    case KEY_AMOUNT:
        p->asked.amount_ppb = take_number(state, "amount", text, &ratio);
        return 0;
    case KEY_REPORTS:
        p->asked.reports_max = (size_t)take_number(state, "reports", text, &count);
        return 0;
    case KEY_SET:
        add_override(state, text);
        return 0;
    case KEY_FORCE:
        p->force = true;
        return 0;
    case KEY_JSON:
        p->json = true;
        return 0;
    case KEY_OUTSIDE:
        p->allow_outside = true;
        return 0;
    case KEY_FIGURES:
        bl_options_take_formats(state, text, &p->formats);
        return 0;
    case KEY_KEEP:
        p->keep_gp = true;
        return 0;
    case ARGP_KEY_ARG:
        return take_scenario(state, text);
    case ARGP_KEY_END:
        return end_options(state);
    default:
        return bl_cache_take(&p->cache, key, text) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    table,
    take_option,
    "SCENARIO",
    "Enter just before each large gain report, leave after holding for a while, under one unlock "
    "scheme after the other, and show what it brings and who pays.\v"
    "Examples:\n"
    "  ballast probe scenario.yaml\n"
    "  ballast probe scenario.yaml --schemes meteora,none --hold 0s,1h,6h -o runs/probe\n"
    "  ballast probe scenario.yaml --unlock 1h,6h,24h --schemes meteora,yearn_v3\n\n"
    "With --unlock every scheme that locks an amount (meteora, meteora_legacy, yearn_v2) is probed "
    "at each of those unlock times, from 1s; the others have theirs fixed and appear once.\n"
    "Each attack is a run of its own: the scenario's flows and two more, by an LP of the probe.\n"
    "Exit status: 0 done, 2 usage, 3 input refused, 4 surroundings.",
    NULL,
    NULL,
    NULL};

/* ---- the text */

/* "0 s", "10 min", "6 h": the largest unit that leaves a whole number. */
static void show_hold(int64_t hold_ns, char out[32])
{
    static const struct {
        int64_t ns;
        const char *name;
    } units[] = {{BL_NS_PER_DAY, "d"}, {3600 * BL_NS_PER_S, "h"}, {60 * BL_NS_PER_S, "min"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (hold_ns >= units[i].ns && hold_ns % units[i].ns == 0) {
            snprintf(out, 32, "%" PRId64 " %s", hold_ns / units[i].ns, units[i].name);
            return;
        }
    }
    snprintf(out, 32, "%.10g s", (double)hold_ns / (double)BL_NS_PER_S);
}

/* Of a column: 15, more where a scheme at its unlock time has a longer name. */
static int width_of(const probing *p)
{
    int width = 15;
    for (size_t s = 0; s < p->asked.schemes_len; s++) {
        char name[BL_PROBE_NAME];
        bl_probe_name_scheme(&p->asked.schemes[s], name);
        width = (int)strlen(name) > width ? (int)strlen(name) : width;
    }
    return width;
}

static void print_units(int64_t value, int decimals, int width)
{
    char text[BL_DECIMAL_TEXT];
    const int len = (int)bl_decimal_print64(value, decimals, text);
    printf(" %*s%.*s", len < width ? width - len : 0, "", len, text);
}

static void print_head(const probing *p, const char *title, bool fair)
{
    printf("\n%s\n%-10s", title, "held");
    for (size_t s = 0; s < p->asked.schemes_len; s++) {
        char name[BL_PROBE_NAME];
        bl_probe_name_scheme(&p->asked.schemes[s], name);
        printf(" %*s", width_of(p), name);
    }
    puts(fair ? "     who stayed" : "");
}

typedef enum { SHOW_BPS, SHOW_PROFIT, SHOW_LOSS } shown;

static void print_grid(const probing *p, const bl_probe *probe, const char *title, shown what)
{
    const int decimals = p->asked.setup->vault.decimals;
    const int width = width_of(p);
    print_head(p, title, what == SHOW_BPS);
    for (size_t h = 0; h < p->asked.holds_len; h++) {
        char hold[32];
        show_hold(p->asked.holds_ns[h], hold);
        printf("%-10s", hold);
        for (size_t s = 0; s < p->asked.schemes_len; s++) {
            const bl_probe_cell *cell = &probe->cells[s][h];
            if (what != SHOW_BPS) {
                print_units(what == SHOW_PROFIT ? cell->profit : cell->lps_loss, decimals, width);
            } else if (cell->paid_in > 0) {
                printf(" %*.6f", width, bl_probe_profit_bps(probe, s, h));
            } else {
                printf(" %*s", width, "-");
            }
        }
        if (what == SHOW_BPS) {
            printf(" %14.6f", probe->fair_bps[h]);
        }
        putchar('\n');
    }
}

static void print_break_even(const probing *p, const bl_probe *probe)
{
    printf("\n%-10s", "break-even");
    for (size_t s = 0; s < p->asked.schemes_len; s++) {
        const int at = bl_probe_break_even(&p->asked, probe, s);
        char hold[32] = "none";
        if (at >= 0) {
            show_hold(p->asked.holds_ns[at], hold);
        }
        printf(" %*s", width_of(p), hold);
    }
    puts("\nthe first time held at which an attacker has as much as an LP who stayed");
}

static void print_left_out(const probing *p, const bl_probe *probe)
{
    size_t refused = 0;
    size_t waiting = 0;
    for (size_t s = 0; s < p->asked.schemes_len; s++) {
        for (size_t h = 0; h < p->asked.holds_len; h++) {
            refused += probe->cells[s][h].refused;
            waiting += probe->cells[s][h].waiting;
        }
    }
    printf("\nCounted: %zu deposit%s not taken, %zu withdrawal%s not paid by the end and valued "
           "then.\n",
           refused, refused == 1 ? "" : "s", waiting, waiting == 1 ? "" : "s");
}

static void print_text(const probing *p, const char *scenario, const bl_probe *probe)
{
    printf("%s, mode %s: %zu of %zu gain reports, the largest; each entered with %.6g %% of the "
           "total\n",
           scenario, p->asked.setup->mode.text, probe->reports_len, probe->reports_seen,
           (double)p->asked.amount_ppb / 1e7);
    print_grid(p, probe, "Profit, bps of the deposit", SHOW_BPS);
    print_break_even(p, probe);
    print_grid(p, probe, "Profit, asset units, all reports", SHOW_PROFIT);
    print_grid(p, probe, "What the other LPs lost, asset units", SHOW_LOSS);
    print_left_out(p, probe);
}

/* ---- JSON and CSV */

static json_t *pack_cell(const bl_probe *probe, size_t scheme, size_t hold, int decimals)
{
    const bl_probe_cell *cell = &probe->cells[scheme][hold];
    const double unit = pow(10, decimals);
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I}", "paid_in",
                     bl_json_make_number((double)cell->paid_in / unit, decimals), "profit",
                     bl_json_make_number((double)cell->profit / unit, decimals), "profit_bps",
                     cell->paid_in > 0
                         ? bl_json_make_number(bl_probe_profit_bps(probe, scheme, hold), 6)
                         : json_null(),
                     "lps_loss", bl_json_make_number((double)cell->lps_loss / unit, decimals),
                     "refused", (json_int_t)cell->refused, "waiting", (json_int_t)cell->waiting);
}

static json_t *pack_scheme(const probing *p, const bl_probe *probe, size_t scheme)
{
    const int at = bl_probe_break_even(&p->asked, probe, scheme);
    json_t *cells = json_array();
    const bl_probe_scheme *it = &p->asked.schemes[scheme];
    int failed = 0;
    for (size_t h = 0; h < p->asked.holds_len; h++) {
        failed |= json_array_append_new(
            cells, pack_cell(probe, scheme, h, p->asked.setup->vault.decimals));
    }
    json_t *made = json_pack("{s:s, s:o, s:o}", "scheme", it->model->info.name, "break_even_s",
                             at >= 0 ? bl_json_make_number((double)p->asked.holds_ns[at] / 1e9, 9)
                                     : json_null(),
                             "cells", cells);
    if (bl_probe_is_timed(&p->asked)) { /* null: the scheme's own */
        failed |= json_object_set_new(made, "unlock_s",
                                      it->unlock_s > 0 ? json_integer(it->unlock_s) : json_null());
    }
    return failed == 0 ? made : NULL;
}

static int print_json(const probing *p, const char *scenario, const bl_probe *probe)
{
    json_t *holds = json_array();
    json_t *fair = json_array();
    json_t *schemes = json_array();
    int failed = 0;
    for (size_t h = 0; h < p->asked.holds_len; h++) {
        const int64_t hold_ns = p->asked.holds_ns[h];
        failed |= json_array_append_new(holds, bl_json_make_number((double)hold_ns / 1e9, 9));
        failed |= json_array_append_new(fair, bl_json_make_number(probe->fair_bps[h], 6));
    }
    for (size_t s = 0; s < p->asked.schemes_len; s++) {
        failed |= json_array_append_new(schemes, pack_scheme(p, probe, s));
    }
    json_t *root = json_pack(
        "{s:s, s:o, s:o, s:I, s:I, s:o, s:o, s:o}", "schema", "ballast.probe/1", "scenario",
        bl_json_make_text(scenario), "mode", bl_json_make_text(p->asked.setup->mode.text),
        "reports", (json_int_t)probe->reports_len, "reports_seen", (json_int_t)probe->reports_seen,
        "hold_s", holds, "fair_bps", fair, "schemes", schemes);
    bl_err err;
    if (failed != 0) {
        json_decref(root);
        root = NULL;
    }
    return bl_json_write(root, stdout, &err) ? 0 : bl_say_error(&err, true);
}

static void write_row(FILE *file, const probing *p, const bl_probe *probe, size_t s, size_t h)
{
    const bl_probe_cell *cell = &probe->cells[s][h];
    const int64_t units[] = {cell->paid_in, cell->profit, cell->lps_loss};
    char text[BL_DECIMAL_TEXT];
    fputs(p->asked.schemes[s].model->info.name, file);
    if (bl_probe_is_timed(&p->asked)) {
        char unlock[BL_PROBE_NAME];
        bl_probe_name_unlock(&p->asked.schemes[s], unlock);
        fprintf(file, ",%s", unlock);
    }
    int len = (int)bl_decimal_print64(p->asked.holds_ns[h], 9, text);
    fprintf(file, ",%.*s,%zu,%zu,%zu", len, text, probe->reports_len, cell->refused, cell->waiting);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        len = (int)bl_decimal_print64(units[i], p->asked.setup->vault.decimals, text);
        fprintf(file, ",%.*s", len, text);
    }
    fprintf(file, ",%.6f\n", probe->fair_bps[h]);
}

static bl_status write_csv(const probing *p, const bl_probe *probe, const char *folder, bl_err *err)
{
    char path[BL_FOLDER_PATH + 16];
    snprintf(path, sizeof path, "%s/probe.csv", folder);
    FILE *file = fopen(path, "wxe");
    if (file == NULL) {
        return bl_outfile_fail(err, "create", path, errno);
    }
    fprintf(file, "scheme,%shold_s,", bl_probe_is_timed(&p->asked) ? "unlock," : "");
    fputs("reports,refused,waiting,paid_in,profit,lps_loss,fair_bps\n", file);
    for (size_t s = 0; s < p->asked.schemes_len; s++) {
        for (size_t h = 0; h < p->asked.holds_len; h++) {
            write_row(file, p, probe, s, h);
        }
    }
    const bool wrote = ferror(file) == 0;
    const bool closed = fclose(file) == 0;
    return wrote && closed ? BL_OK : bl_outfile_fail(err, "write", path, errno);
}

/* ---- the whole */

static bl_status play(void *context, const bl_setup *setup, const bl_sink *sink, bl_err *err)
{
    (void)context;
    bl_run_counts counts;
    return bl_replay_play(setup, sink, &counts, err);
}

/* Figures are missing where gnuplot is; that is said and fails nothing. */
static bl_status fill_folder(const probing *p, const char *scenario, const bl_probe *probe,
                             const bl_folder *folder, bl_err *err)
{
    const bl_figures_input input = {.scenario = scenario,
                                    .formats = p->formats ? p->formats
                                                          : BL_FIGURES_SVG | BL_FIGURES_PNG,
                                    .folder = folder->temporary,
                                    .keep_gp = p->keep_gp,
                                    .footer = "ballast " BL_VERSION};
    bl_figures_files files;
    bl_err drawing;
    if (bl_figure_probe_draw(&input, &p->asked, probe, &files, &drawing) != BL_OK) {
        bl_err_prepend(&drawing, "figures");
        bl_say_warning(p->json, "%s", drawing.text);
    }
    return write_csv(p, probe, folder->temporary, err);
}

/* Probes and writes; the folder is made first, so that a name that is taken costs no run. */
static bl_status probe_into_folder(const probing *p, const char *scenario, bl_probe *probe,
                                   bl_err *err)
{
    bl_folder folder = {.temporary = ""};
    bl_status status = BL_OK;
    if (p->out != NULL) {
        status = bl_folder_open(&folder, p->out, p->force, err);
    }
    if (status == BL_OK) {
        status = bl_probe_run(&p->asked, probe, err);
    }
    if (status == BL_OK && p->out != NULL) {
        status = fill_folder(p, scenario, probe, &folder, err);
        if (status == BL_OK) {
            status = bl_folder_commit(&folder, err);
        }
    }
    if (p->out != NULL) {
        bl_folder_drop(&folder);
    }
    return status;
}

static bl_status find_answer(probing *p, const bl_scenario *scenario, bl_setup *setup,
                             bl_probe *probe, bl_err *err)
{
    *setup = bl_scenario_setup(scenario, 0);
    p->asked.setup = setup;
    p->asked.play = play;
    if (setup->accounting != BL_ACCOUNTING_REPORTED) {
        bl_err_set(err, BL_INPUT,
                   "vault.accounting: 'nav' locks no profit; the probe needs "
                   "'reported'");
        bl_err_prepend(err, p->scenario);
        return err->status;
    }
    return probe_into_folder(p, scenario->name, probe, err);
}

static int answer(probing *p, const bl_scenario *scenario)
{
    bl_err err = {.status = BL_OK};
    bl_setup *setup = malloc(sizeof *setup);
    bl_probe *probe = calloc(1, sizeof *probe);
    const bl_status status = setup != NULL && probe != NULL
                                 ? find_answer(p, scenario, setup, probe, &err)
                                 : bl_err_set(&err, BL_MEMORY, "no memory for the probe");
    int exit_status = 0;
    if (status != BL_OK) {
        exit_status = bl_say_error(&err, p->json);
    } else if (p->json) {
        exit_status = print_json(p, scenario->name, probe);
    } else {
        print_text(p, scenario->name, probe);
        if (p->out != NULL) {
            printf("Wrote %s.\n", p->out);
        }
    }
    free(probe);
    free(setup);
    return exit_status;
}

int bl_cmd_probe_main(int argc, char **argv)
{
    probing p = {.asked = {.amount_ppb = BL_PPB / 10, .reports_max = 5}};
    argp_parse(&parser, argc, argv, 0, NULL, &p);
    const bl_scenario_options options = {.overrides = p.overrides,
                                         .overrides_len = p.overrides_len,
                                         .modes = &p.mode,
                                         .modes_len = p.mode != NULL,
                                         .allow_outside = p.allow_outside,
                                         .cache = p.cache.tapes};
    bl_scenario scenario;
    bl_diags diags;
    bl_diag_init(&diags);
    const bool opened = bl_scenario_open(p.scenario, &options, &scenario, &diags);
    bl_say_diags(&diags, p.json, "nothing was run");
    if (!opened) {
        return bl_err_exit_status(BL_INPUT);
    }
    const int status = answer(&p, &scenario);
    bl_scenario_close(&scenario);
    return status;
}
