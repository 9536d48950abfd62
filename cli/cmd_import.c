/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_import.c - `ballast import FORMAT FILE...`: other people's files into ballast's own feeds.
 * The feed goes to standard output or into a file; what was dropped or filled in is said on
 * standard error.
 */
#include "cmd.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "../data/import.h"
#include "../data/timestamp.h"
#include "say.h"

enum { FILES_MAX = 256 };
enum {
    KEY_COLUMNS = 256,
    KEY_UNIT,
    KEY_TZ,
    KEY_SEPARATOR,
    KEY_NO_HEADER,
    KEY_SKIP,
    KEY_DESCENDING,
    KEY_KEEP_FIRST,
    KEY_LP,
    KEY_SCALE,
    KEY_SHIFT,
    KEY_CLIP,
    KEY_KIND,
    KEY_JSON
};

typedef struct {
    bl_import_options options;
    const char *files[FILES_MAX];
    bool quiet, json;
} arguments;

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What the file holds", 1},
    {"kind", KEY_KIND, "KIND", 0, "prices, flows, funding or index [prices]", 1},
    {"columns", KEY_COLUMNS, "ROLE=NAME,...", 0,
     "where to find time, open, high, low, close, volume, lp, amount, rate, price (of an index); "
     "numbers from 1 with --no-header [columns of these names]",
     1},
    {"lp", KEY_LP, "NAME", 0, "flows: one LP for all rows", 1},
    {NULL, 0, NULL, 0, "How it is written", 2},
    {"time-unit", KEY_UNIT, "UNIT", 0,
     "s, ms, us, ns, iso, or a format such as %Y%m%d (%Y %m %d %H %I %M %S %p %z) [iso]", 2},
    {"tz", KEY_TZ, "ZONE", 0, "UTC or +hh:mm, for times that do not say", 2},
    {"separator", KEY_SEPARATOR, "CHAR", 0, "between columns [,]", 2},
    {"no-header", KEY_NO_HEADER, NULL, 0, "the first line is a row", 2},
    {"skip", KEY_SKIP, "N", 0, "lines to leave out before the header or the rows [0]", 2},
    {"descending", KEY_DESCENDING, NULL, 0, "the newest row comes first", 2},
    {NULL, 0, NULL, 0, "What to make of it", 3},
    {"keep-first", KEY_KEEP_FIRST, NULL, 0, "of rows with one time keep the first", 3},
    {"scale", KEY_SCALE, "X", 0,
     "exact factor of prices, amounts, rates or index values, such as 1e-18", 3},
    {"shift", KEY_SHIFT, "DURATION", 0, "added to every time: when a row was known", 3},
    {"clip", KEY_CLIP, "FROM..TO", 0, "only rows with FROM <= time < TO", 3},
    {"output", 'o', "FILE", 0, "the feed to write [standard output]", 3},
    {"quiet", 'q', NULL, 0, "say nothing but errors", 3},
    {"json", KEY_JSON, NULL, 0, "complaints as JSON, one object a line", 3},
    {0}};

static error_t take_kind(char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    if (!bl_import_find_kind(text, &given->options.kind)) {
        argp_error(state, "--kind: '%s': allowed are prices, flows, funding and index", text);
    }
    return 0;
}

static error_t take_skip(const char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    size_t lines = 0;
    bool good = *text != '\0' && strlen(text) <= 6;
    for (const char *at = text; good && *at; at++) {
        good = *at >= '0' && *at <= '9';
        lines = lines * 10 + (size_t)(*at - '0');
    }
    if (!good) {
        argp_error(state, "--skip: '%s': allowed is a number of lines, 0 to 999999", text);
    }
    given->options.skip = lines;
    return 0;
}

static error_t take_separator(const char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    const bool tab = strcmp(text, "\\t") == 0;
    if (!tab && (strlen(text) != 1 || strchr("\"\r\n", *text))) {
        argp_error(state, "--separator: '%s': allowed is one character, or \\t", text);
    }
    given->options.separator = tab ? '\t' : *text;
    return 0;
}

static error_t take_argument(char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    if (!given->options.format) {
        given->options.format = text;
    } else if (given->options.files_len == FILES_MAX) {
        argp_error(state, "more than %d files", FILES_MAX);
    } else {
        given->files[given->options.files_len++] = text;
    }
    return 0;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    bl_import_options *const options = &((arguments *)state->input)->options;
    switch (key) {
    case KEY_KIND:
        return take_kind(text, state);
    case KEY_SKIP:
        return take_skip(text, state);
    case KEY_SEPARATOR:
        return take_separator(text, state);
    case KEY_COLUMNS:
        options->columns = text;
        return 0;
    case KEY_UNIT:
        options->time_unit = text;
        return 0;
    case KEY_TZ:
        options->tz = text;
        return 0;
    case KEY_LP:
        options->lp = text;
        return 0;
    case KEY_SCALE:
        options->scale = text;
        return 0;
    case KEY_SHIFT:
        options->shift = text;
        return 0;
    case KEY_CLIP:
        options->clip = text;
        return 0;
    case KEY_NO_HEADER:
        options->no_header = true;
        return 0;
    case KEY_DESCENDING:
        options->descending = true;
        return 0;
    case KEY_KEEP_FIRST:
        options->keep_first = true;
        return 0;
    case 'o':
        options->out = text;
        return 0;
    case 'q':
        ((arguments *)state->input)->quiet = true;
        return 0;
    case KEY_JSON:
        ((arguments *)state->input)->json = true;
        return 0;
    case ARGP_KEY_ARG:
        return take_argument(text, state);
    case ARGP_KEY_END:
        if (options->files_len == 0) {
            argp_error(state, "a FORMAT (csv, binance) and a FILE are needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "csv|binance FILE...",
    .doc = "Turn price, flow, funding and index files of others into ballast's feeds.\v"
           "Examples:\n"
           "  ballast import binance BTCUSDT-1h-*.json -o btc.csv\n"
           "  ballast import csv net.csv --kind flows --columns time=date,amount=net \\\n"
           "      --tz UTC --shift 12h --lp pool -o flows.csv\n"
           "  ballast import csv qqq.csv --skip 3 --no-header --columns time=1,close=2 \\\n"
           "      --tz UTC -o qqq-feed.csv\n"
           "  ballast import csv aave.csv --kind index --columns time=ts,price=liquidity_index \\\n"
           "      --tz UTC --scale 1e-27 -o index.csv\n\n"
           "Several files are read as one, in the order given. A signed amount becomes a deposit "
           "or a withdrawal. Numbers keep their digits unless --scale is given; an index has 12 "
           "places, rounded half to even and counted."};

static void say_count(size_t count, const char *what)
{
    if (count > 0) {
        fprintf(stderr, "  %zu %s\n", count, what);
    }
}

static void say_report(const bl_import_options *options, const bl_import_report *report)
{
    char first[BL_TIMESTAMP_TEXT];
    char last[BL_TIMESTAMP_TEXT];
    const size_t first_len = bl_timestamp_print(report->first_ns, first);
    const size_t last_len = bl_timestamp_print(report->last_ns, last);
    fprintf(stderr, "%s: %zu of %zu rows, %.*s to %.*s\n", bl_import_kind_name(options->kind),
            report->rows_written, report->rows_read, (int)first_len, first, (int)last_len, last);
    say_count(report->deposits, "deposits");
    say_count(report->withdrawals, "withdrawals");
    say_count(report->rows_clipped, "left out: outside --clip");
    say_count(report->rows_zero, "left out: an amount of 0");
    say_count(report->rounded, "rounded half to even to 12 places");
    say_count(report->rows_repeated, "left out: the time of the row before");
    if (report->close_for_all) {
        fputs("  open, high or low are missing: the close stands for them\n", stderr);
    }
    if (report->volume_missing) {
        fputs("  volume is missing: 0 stands for it\n", stderr);
    }
}

int bl_cmd_import_main(int argc, char **argv)
{
    arguments given = {.options = {.kind = BL_IMPORT_PRICES}};
    bl_import_report report;
    bl_diags diags;
    static const int exit_statuses[] = {
        [BL_IMPORT_OK] = 0, [BL_IMPORT_REFUSED] = 3, [BL_IMPORT_USAGE] = 2, [BL_IMPORT_SYSTEM] = 4};
    if (argp_parse(&parser, argc, argv, 0, NULL, &given) != 0) {
        return 2;
    }
    given.options.files = given.files;
    bl_diag_init(&diags);
    const bl_import_status status = bl_import_run(&given.options, &report, &diags);
    bl_say_diags(&diags, given.json, "nothing was written");
    if (status == BL_IMPORT_OK && !given.quiet) {
        say_report(&given.options, &report);
    }
    return exit_statuses[status];
}
