/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_generate.c - `ballast generate PROCESS`: a synthetic world as a feed. The same arguments
 * give the same bytes everywhere; what was cut, dropped or raised is said on standard error.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/aside.h"
#include "../data/columns.h"
#include "../data/feed.h"
#include "../data/feed_write.h"
#include "../data/timestamp.h"
#include "../models/process.h"
#include "../models/registry.h"
#include "../scenarios/slots.h"
#include "../scenarios/suggest.h"
#include "cmd.h"
#include "say.h"

enum { KEY_SEED = 256, KEY_START, KEY_END, KEY_STEP, KEY_PRICES, KEY_REPLICATE, KEY_ENTITY };
enum { KEY_FORCE = 300, NAMES_BYTES = 400 };
enum { STEPS_MAX = 100000000, ROWS_FIRST = 4096, EVENTS_MAX = 1 << 24 };
enum { TIME, VALUE, VOLUME, LP, KIND, COLUMNS };

typedef struct {
    const char *process;
    const char *params[BL_PARAMS_MAX];
    size_t params_len;
    const char *prices, *out;
    int64_t seed, replicate, entity, start_ns, end_ns, step_ns;
    bool has_seed, has_start, has_end, has_step, force, quiet;
} arguments;

/* What is asked for, checked. */
typedef struct {
    const bl_process_model *model;
    int64_t params[BL_PARAMS_MAX];
    bl_process_world world;
    bl_feed_bars prices;
} request;

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What to make", 1},
    {"param", 'p', "NAME=VALUE", 0, "a parameter of the process; may be repeated", 1},
    {"seed", KEY_SEED, "N", 0, "seed of its draws, required", 1},
    {"start", KEY_START, "TIME", 0, "such as 2024-01-01T00:00:00Z, required", 1},
    {"end", KEY_END, "TIME", 0, "required", 1},
    {"step", KEY_STEP, "DURATION", 0,
     "of a bar or a row, such as 1h; required but by processes whose events fall where they fall",
     1},
    {"prices", KEY_PRICES, "FILE", 0,
     "the price feed that bootstrap resamples and return_chasing chases; a bar is a step", 1},
    {"replicate", KEY_REPLICATE, "N", 0, "another world of the same seed [0]", 1},
    {"entity", KEY_ENTITY, "N", 0, "another instrument or pool of the same world [0]", 1},
    {NULL, 0, NULL, 0, "What to write", 2},
    {"output", 'o', "FILE", 0, "the feed [standard output]", 2},
    {"force", KEY_FORCE, NULL, 0, "replace a file that exists", 2},
    {"quiet", 'q', NULL, 0, "say nothing but errors", 2},
    {0}};

static void take_value(struct argp_state *state, const char *option, bl_value_rule rule,
                       const char *text, int64_t *out)
{
    char why[BL_VALUE_WHY];
    bool rounded;
    if (!bl_value_read(&rule, text, out, &rounded, why)) {
        argp_error(state, "%s: %s", option, why);
    }
}

static void take_number(struct argp_state *state, const char *option, int64_t high,
                        const char *text, int64_t *out)
{
    take_value(state, option, (bl_value_rule){.kind = BL_VALUE_INT, .high = high}, text, out);
}

static void take_time(struct argp_state *state, const char *option, const char *text, int64_t *out)
{
    take_value(state, option, (bl_value_rule){.kind = BL_VALUE_TIME}, text, out);
}

static void take_param(struct argp_state *state, const char *text)
{
    arguments *const given = state->input;
    if (!strchr(text, '=') || *text == '=') {
        argp_error(state, "--param: '%s': expected NAME=VALUE, as in volatility=60%%", text);
    } else if (given->params_len == BL_PARAMS_MAX) {
        argp_error(state, "--param: at most %d", BL_PARAMS_MAX);
    } else {
        given->params[given->params_len++] = text;
    }
}

static error_t take_world(int key, const char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    switch (key) {
    case KEY_SEED:
        take_number(state, "--seed", INT64_MAX, text, &given->seed);
        given->has_seed = true;
        return 0;
    case KEY_START:
        take_time(state, "--start", text, &given->start_ns);
        given->has_start = true;
        return 0;
    case KEY_END:
        take_time(state, "--end", text, &given->end_ns);
        given->has_end = true;
        return 0;
    case KEY_STEP:
        take_value(state, "--step",
                   (bl_value_rule){.kind = BL_VALUE_DURATION, .low = 1, .high = INT64_MAX}, text,
                   &given->step_ns);
        given->has_step = true;
        return 0;
    case KEY_REPLICATE:
        take_number(state, "--replicate", INT64_MAX, text, &given->replicate);
        return 0;
    case KEY_ENTITY:
        take_number(state, "--entity", UINT16_MAX - 1, text, &given->entity);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    switch (key) {
    case 'p':
        take_param(state, text);
        return 0;
    case KEY_PRICES:
        given->prices = text;
        return 0;
    case 'o':
        given->out = text;
        return 0;
    case 'q':
        given->quiet = true;
        return 0;
    case KEY_FORCE:
        given->force = true;
        return 0;
    case ARGP_KEY_ARG:
        if (given->process) {
            argp_error(state, "one PROCESS at a time; '%s' is a second one", text);
        }
        given->process = text;
        return 0;
    case ARGP_KEY_END:
        if (!given->process) {
            argp_error(state, "expected a PROCESS; 'ballast models process' lists them");
        } else if (!given->has_seed || !given->has_start || !given->has_end) {
            argp_error(state, "--seed, --start and --end are needed");
        }
        return 0;
    default:
        return take_world(key, text, state);
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "PROCESS",
    .doc = "Write a synthetic feed. 'ballast models process' lists the processes, 'ballast models "
           "NAME' their parameters.\v"
           "Examples:\n"
           "  ballast generate heston -p variance=0.5 --seed 7 --step 1h \\\n"
           "      --start 2024-01-01T00:00:00Z --end 2025-01-01T00:00:00Z -o btc.csv\n"
           "  ballast generate hawkes -p rate=2 -p branching=60% --seed 7 \\\n"
           "      --start 2024-01-01T00:00:00Z --end 2024-07-01T00:00:00Z -o flows.csv\n"
           "  ballast generate bootstrap --prices btc.csv --seed 8 --step 1h \\\n"
           "      --start 2024-01-01T00:00:00Z --end 2025-01-01T00:00:00Z -o other.csv\n\n"
           "The same arguments give the same bytes on every machine. Times of flows are rounded up "
           "to the nanosecond, prices half to even to eight places, never to 0."};

/* ---- from arguments to a request */

static bool read_param(const char *text, request *out)
{
    const bl_model_info *info = &out->model->info;
    const size_t name_len = strcspn(text, "=");
    char names[NAMES_BYTES] = "";
    char why[BL_VALUE_WHY];
    bool rounded;
    for (size_t i = 0; i < info->params_len; i++) {
        const bl_param *param = &info->params[i];
        if (strlen(param->name) == name_len && memcmp(param->name, text, name_len) == 0) {
            const bl_value_rule rule = bl_slots_rule(param, BL_PROCESS_AMOUNT_PLACES);
            if (bl_value_read(&rule, text + name_len + 1, &out->params[i], &rounded, why)) {
                return true;
            }
            bl_say_usage("--param: %s: %s", param->name, why);
            return false;
        }
        bl_suggest_list(names, sizeof names, param->name);
    }
    bl_say_usage("--param: '%.*s' is no parameter of %s, allowed: %s", (int)name_len, text,
                 info->name, names);
    return false;
}

static bool read_params(const arguments *given, request *out)
{
    const bl_model_info *info = &out->model->info;
    for (size_t i = 0; i < info->params_len; i++) {
        out->params[i] = info->params[i].fallback;
    }
    for (size_t i = 0; i < given->params_len; i++) {
        if (!read_param(given->params[i], out)) {
            return false;
        }
    }
    return true;
}

static bool read_world(const arguments *given, request *out)
{
    const int64_t span_ns = given->end_ns - given->start_ns;
    const int64_t step_ns = given->has_step ? given->step_ns : span_ns;
    if (span_ns <= 0) {
        bl_say_usage("--end: must be after --start");
        return false;
    }
    if (!given->has_step && out->model->has_steps) {
        bl_say_usage("%s needs --step, such as 1h", given->process);
        return false;
    }
    if (span_ns % step_ns != 0 || span_ns / step_ns > STEPS_MAX) {
        bl_say_usage("--step: from --start to --end must be a whole number of steps, at most %d",
                     STEPS_MAX);
        return false;
    }
    if (out->model->feed == BL_PROCESS_PRICES && given->start_ns < step_ns) {
        bl_say_usage("--start: the first bar would open before 1970");
        return false;
    }
    out->world = (bl_process_world){.seed = (uint64_t)given->seed,
                                    .replicate = (uint64_t)given->replicate,
                                    .entity = (uint16_t)given->entity,
                                    .start_ns = given->start_ns,
                                    .step_ns = step_ns,
                                    .len = (size_t)(span_ns / step_ns)};
    return true;
}

static bool read_request(const arguments *given, request *out)
{
    out->model =
        (const bl_process_model *)(const void *)bl_registry_find("process", given->process);
    if (!out->model) {
        bl_suggest_nearest meant = {.word = given->process};
        for (size_t i = 0; i < bl_registry_count(); i++) {
            const bl_model_info *info = bl_registry_at(i);
            if (strcmp(info->kind, "process") == 0) {
                bl_suggest_offer(&meant, info->name);
            }
        }
        bl_say_unknown("process", &meant, "'ballast models process' lists them");
        return false;
    }
    if (out->model->reads_prices != (given->prices != NULL)) {
        bl_say_usage(given->prices ? "%s reads no --prices" : "%s needs --prices FILE",
                     given->process);
        return false;
    }
    return read_params(given, out) && read_world(given, out);
}

static int read_prices(const arguments *given, request *out)
{
    const bl_feed_bars_options options = {.price_decimals = BL_PROCESS_PRICE_PLACES,
                                          .quantity_decimals = BL_PROCESS_PRICE_PLACES,
                                          .bar_ns = out->world.step_ns};
    bl_diags diags;
    if (!given->prices) {
        return 0;
    }
    bl_diag_init(&diags);
    const bool good = bl_feed_read_bars(given->prices, &options, &out->prices, &diags);
    bl_say_diags(&diags, false, "nothing was written");
    if (!good) {
        return 3;
    }
    if (out->prices.bars.len > 1 && out->prices.report.step_min_ns != out->world.step_ns) {
        return bl_say_usage("--prices: its bars are not a --step apart");
    }
    out->world.prices = out->prices.bars;
    out->world.room = calloc(out->prices.bars.len + 1, sizeof *out->world.room);
    bl_err err;
    return out->world.room
               ? 0
               : bl_say_error((bl_err_set(&err, BL_MEMORY, "out of memory"), &err), false);
}

/* ---- filling and writing */

static bl_process_tape lay_tape(const bl_columns *columns)
{
    return (bl_process_tape){.cap = columns->cap,
                             .time_ns = columns->items[TIME],
                             .value = columns->items[VALUE],
                             .volume = columns->items[VOLUME],
                             .lp = columns->items[LP],
                             .kind = columns->items[KIND]};
}

/* A tape that was too short is made anew, twice as long: the same rows come again. One of events
 * has an end too. */
static bl_columns *fill(const request *asked, bl_process_tape *tape, bl_err *err)
{
    static const size_t item_bytes[COLUMNS] = {8, 8, 8, 4, 1};
    for (size_t rows = asked->world.len + ROWS_FIRST;; rows *= 2) {
        bl_columns *columns = bl_columns_open(item_bytes, COLUMNS, rows);
        if (!columns) {
            bl_err_set(err, BL_MEMORY, "out of memory");
            return NULL;
        }
        *tape = lay_tape(columns);
        const char *why = asked->model->fill(asked->params, &asked->world, tape);
        if (!why && !tape->full) {
            return columns;
        }
        bl_columns_close(columns);
        if (why) {
            bl_err_set(err, BL_RANGE, why);
            return NULL;
        }
        if (rows >= EVENTS_MAX) {
            bl_err_set(err, BL_RANGE, "more than 2^24 events, expected a lower rate or less time");
            return NULL;
        }
    }
}

typedef struct {
    bl_process_feed feed;
    const bl_process_tape *tape;
} feed;

static void write_feed(FILE *out, const void *what)
{
    const feed *made = what;
    const bl_process_tape *tape = made->tape;
    switch (made->feed) {
    case BL_PROCESS_PRICES:
        bl_feed_write_bars(out,
                           &(bl_bars){.len = tape->len,
                                      .visible_ns = tape->time_ns,
                                      .close = tape->value,
                                      .volume = tape->volume},
                           BL_PROCESS_PRICE_PLACES);
        break;
    case BL_PROCESS_FLOWS:
        bl_feed_write_flows(out,
                            &(bl_flows){.len = tape->len,
                                        .time_ns = tape->time_ns,
                                        .lp = tape->lp,
                                        .kind = tape->kind,
                                        .amount = (const uint64_t *)tape->value},
                            BL_PROCESS_AMOUNT_PLACES);
        break;
    case BL_PROCESS_UTILISATION:
        bl_feed_write_utilisation(out, &(bl_utilisation){tape->len, tape->time_ns, tape->value});
        break;
    case BL_PROCESS_FUNDING:
        bl_feed_write_rates(out, &(bl_rates){tape->len, tape->time_ns, tape->value});
        break;
    }
}

static int write_output(const arguments *given, const feed *made)
{
    bl_err err;
    if (!given->out || strcmp(given->out, "-") == 0) {
        write_feed(stdout, made);
        return 0;
    }
    const int failure = bl_aside_write(given->out, given->force, write_feed, made);
    if (failure == 0) {
        return 0;
    }
    char text[sizeof err.text];
    snprintf(text, sizeof text, "cannot write '%.300s': %s%s", given->out, strerror(failure),
             failure == EEXIST ? "; --force replaces it" : "");
    bl_err_set(&err, BL_SYSTEM, text);
    return bl_say_error(&err, false);
}

static void say_count(uint64_t count, const char *what)
{
    if (count > 0) {
        fprintf(stderr, "  %" PRIu64 " %s\n", count, what);
    }
}

static void say_report(const request *asked, const bl_process_tape *tape)
{
    const bool flows = asked->model->feed == BL_PROCESS_FLOWS;
    fprintf(stderr, "%s: %zu rows\n", asked->model->info.name, tape->len);
    if (tape->block > 0) {
        fprintf(stderr, "  mean block of %.1f steps\n", tape->block);
    }
    say_count(tape->raised, "prices below one unit, raised to it");
    say_count(tape->cut,
              flows ? "withdrawals cut to what the LP had left" : "rates cut to their cap");
    say_count(tape->dropped, "withdrawals left out: no LP had anything left");
}

static int generate(const arguments *given, request *asked)
{
    bl_err err;
    bl_process_tape tape;
    const int status = read_prices(given, asked);
    if (status != 0) {
        return status;
    }
    bl_columns *columns = fill(asked, &tape, &err);
    if (!columns) {
        return bl_say_error(&err, false);
    }
    const int written = write_output(given, &(feed){asked->model->feed, &tape});
    if (written == 0 && !given->quiet) {
        say_report(asked, &tape);
    }
    bl_columns_close(columns);
    return written;
}

int bl_cmd_generate_main(int argc, char **argv)
{
    arguments given = {0};
    request asked = {0};
    if (argp_parse(&parser, argc, argv, 0, NULL, &given) != 0 || !read_request(&given, &asked)) {
        return 2;
    }
    const int status = generate(&given, &asked);
    bl_feed_close_bars(&asked.prices);
    free(asked.world.room);
    return status;
}
