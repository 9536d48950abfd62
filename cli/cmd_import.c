/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_import.c - `ballast import FORMAT FILE...`: other people's files into ballast's own feeds.
 * The feed goes to standard output or into a file; what was dropped or filled in is said on
 * standard error.
 */
#include "cmd.h"

#include <argp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../data/import.h"
#include "../data/timestamp.h"
#include "say.h"
#include "survey_say.h"

enum {
    KEY_COLUMNS = 256,
    KEY_UNIT,
    KEY_TZ,
    KEY_BLOCKS,
    KEY_AT,
    KEY_SEPARATOR,
    KEY_NO_HEADER,
    KEY_SKIP,
    KEY_DESCENDING,
    KEY_LP,
    KEY_EVENT,
    KEY_LEVELS,
    KEY_BASE_PRICES,
    KEY_BASE_SCALE,
    KEY_SCALE,
    KEY_SHIFT,
    KEY_CLIP,
    KEY_SORT,
    KEY_DEDUPE,
    KEY_DROP,
    KEY_FILL,
    KEY_RESAMPLE,
    KEY_KIND,
    KEY_REPORT,
    KEY_JUMP,
    KEY_PICTURE,
    KEY_LIST,
    KEY_JSON
};

typedef struct {
    bl_import_options options;
    const char *files[BL_IMPORT_FILES_MAX];
    const char *picture;
    bool quiet, json, list;
} arguments;

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What the file holds", 1},
    {"list", KEY_LIST, NULL, 0, "show the formats and what they read", 1},
    {"kind", KEY_KIND, "KIND", 0, "auto, prices, flows, funding, index or depth [auto]", 1},
    {"columns", KEY_COLUMNS, "ROLE=NAME,...", 0,
     "where to find time, open, high, low, close, volume; lp, amount, event, base, price, supply "
     "(of flows); rate; price (of an index); side, price, quantity; numbers from 1 with "
     "--no-header [those of the format, or of these names]",
     1},
    {"lp", KEY_LP, "NAME", 0, "flows: one LP for all rows", 1},
    {"event", KEY_EVENT, "NAME", 0, "flows: one event for all rows, deposit or withdraw", 1},
    {"levels", KEY_LEVELS, NULL, 0, "flows: amounts are balances, their differences the flows", 1},
    {"base-prices", KEY_BASE_PRICES, "FILE", 0,
     "flows of two tokens: a prices feed of the first in the second", 1},
    {NULL, 0, NULL, 0, "How it is written", 2},
    {"time-unit", KEY_UNIT, "UNIT", 0,
     "s, ms, us, ns, auto (by size), iso, midnight (ms of the day in the file's name), block, or a "
     "format such as %Y%m%d (%Y %m %d %H %I %M %S %p %z); several with | [the format's, or iso]",
     2},
    {"tz", KEY_TZ, "ZONE", 0, "UTC or +hh:mm, for times that do not say", 2},
    {"blocks", KEY_BLOCKS, "NUMBER=TIME,STEP", 0, "when a block was, and how far the next is", 2},
    {"at", KEY_AT, "TIME", 0, "one time for all rows", 2},
    {"separator", KEY_SEPARATOR, "CHAR", 0, "between columns [the format's, or ,]", 2},
    {"no-header", KEY_NO_HEADER, NULL, 0, "the first line is a row", 2},
    {"skip", KEY_SKIP, "N", 0, "lines to leave out before the header or the rows [0]", 2},
    {"descending", KEY_DESCENDING, NULL, 0, "the newest row comes first", 2},
    {NULL, 0, NULL, 0, "Repairs; without them a dirty file is refused", 3},
    {"sort", KEY_SORT, NULL, 0, "put rows in the order of their times", 3},
    {"dedupe", KEY_DEDUPE, "WHICH", 0,
     "of rows with one time keep-first or keep-last of the file, or fail [fail]", 3},
    {"drop-zero-volume", KEY_DROP, NULL, 0, "leave out bars without volume", 3},
    {"fill", KEY_FILL, NULL, 0, "missing bars from the close before them, without volume", 3},
    {"resample", KEY_RESAMPLE, "DURATION", 0, "larger bars, such as 1h", 3},
    {"clip", KEY_CLIP, "FROM..TO", 0, "only rows with FROM <= time < TO", 3},
    {"scale", KEY_SCALE, "X", 0,
     "exact factor of prices, amounts, rates or index values, such as 1e-18", 3},
    {"base-scale", KEY_BASE_SCALE, "X", 0, "the same for the first of two tokens", 3},
    {"shift", KEY_SHIFT, "DURATION", 0, "added to every time: when a row was known", 3},
    {NULL, 0, NULL, 0, "What to make of it", 4},
    {"output", 'o', "FILE", 0, "the feed to write, FILE.import.json beside it [standard output]",
     4},
    {"report", KEY_REPORT, NULL, 0, "write no feed: tell what the file holds and what is wrong", 4},
    {"jump", KEY_JUMP, "K", 0, "a move of K median moves is a jump [50]", 4},
    {"picture", KEY_PICTURE, "FILE", 0, "with --report: a small picture, SVG", 4},
    {"quiet", 'q', NULL, 0, "say nothing but errors", 4},
    {"json", KEY_JSON, NULL, 0, "complaints, or the report, as JSON", 4},
    {0}};

static error_t take_kind(char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    if (!bl_import_find_kind(text, &given->options.kind)) {
        argp_error(state,
                   "--kind: '%s': allowed are auto, prices, flows, funding, index "
                   "and depth",
                   text);
    }
    return 0;
}

/* A whole number of at most six digits. */
static bool read_count(const char *text, size_t *out)
{
    size_t count = 0;
    bool good = *text != '\0' && strlen(text) <= 6;
    for (const char *at = text; good && *at; at++) {
        good = *at >= '0' && *at <= '9';
        count = count * 10 + (size_t)(*at - '0');
    }
    *out = count;
    return good;
}

static error_t take_skip(const char *text, struct argp_state *state)
{
    if (!read_count(text, &((arguments *)state->input)->options.skip)) {
        argp_error(state, "--skip: '%s': allowed is a number of lines, 0 to 999999", text);
    }
    return 0;
}

static error_t take_jump(const char *text, struct argp_state *state)
{
    size_t jump;
    if (!read_count(text, &jump) || jump == 0) {
        argp_error(state, "--jump: '%s': allowed is a whole number, 1 to 999999", text);
    }
    ((arguments *)state->input)->options.jump = (unsigned)jump;
    return 0;
}

static error_t take_dedupe(const char *text, struct argp_state *state)
{
    static const char *const names[] = {"fail", "keep-first", "keep-last"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            ((arguments *)state->input)->options.dedupe = (bl_dedupe)i;
            return 0;
        }
    }
    argp_error(state, "--dedupe: '%s': allowed are keep-first, keep-last and fail", text);
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
    } else if (given->options.files_len == BL_IMPORT_FILES_MAX) {
        argp_error(state, "more than %d files", BL_IMPORT_FILES_MAX);
    } else {
        given->files[given->options.files_len++] = text;
    }
    return 0;
}

/* Options that are a text or a yes as they stand. */
typedef struct {
    int key;
    size_t offset; /* in arguments */
} place;

#define OPTION(member) offsetof(arguments, options.member)

static const place texts[] = {{KEY_COLUMNS, OPTION(columns)},
                              {KEY_UNIT, OPTION(time_unit)},
                              {KEY_TZ, OPTION(tz)},
                              {KEY_BLOCKS, OPTION(blocks)},
                              {KEY_AT, OPTION(at)},
                              {KEY_LP, OPTION(lp)},
                              {KEY_EVENT, OPTION(event)},
                              {KEY_BASE_PRICES, OPTION(base_prices)},
                              {KEY_BASE_SCALE, OPTION(base_scale)},
                              {KEY_SCALE, OPTION(scale)},
                              {KEY_SHIFT, OPTION(shift)},
                              {KEY_CLIP, OPTION(clip)},
                              {KEY_RESAMPLE, OPTION(resample)},
                              {'o', OPTION(out)},
                              {KEY_PICTURE, offsetof(arguments, picture)}};

static const place flags[] = {
    {KEY_NO_HEADER, OPTION(no_header)},   {KEY_DESCENDING, OPTION(descending)},
    {KEY_LEVELS, OPTION(levels)},         {KEY_SORT, OPTION(sort)},
    {KEY_DROP, OPTION(drop_zero_volume)}, {KEY_FILL, OPTION(fill)},
    {KEY_REPORT, OPTION(survey)},         {KEY_LIST, offsetof(arguments, list)},
    {'q', offsetof(arguments, quiet)},    {KEY_JSON, offsetof(arguments, json)}};

static bool take_plain(int key, const char *text, arguments *given)
{
    char *const base = (char *)given;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].key == key) {
            memcpy(base + texts[i].offset, &text, sizeof text);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (flags[i].key == key) {
            base[flags[i].offset] = (char)true;
            return true;
        }
    }
    return false;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    switch (key) {
    case KEY_KIND:
        return take_kind(text, state);
    case KEY_SKIP:
        return take_skip(text, state);
    case KEY_JUMP:
        return take_jump(text, state);
    case KEY_DEDUPE:
        return take_dedupe(text, state);
    case KEY_SEPARATOR:
        return take_separator(text, state);
    case ARGP_KEY_ARG:
        return take_argument(text, state);
    case ARGP_KEY_END:
        if (given->options.files_len == 0 && !given->list) {
            argp_error(state, "a FORMAT (auto, or one of ballast import --list) and a FILE are "
                              "needed");
        }
        return 0;
    default:
        return take_plain(key, text, given) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "FORMAT FILE...",
    .doc = "Turn price, flow, funding, index and order-book files of others into ballast's feeds. "
           "FORMAT is auto (told by the header) or one of ballast import --list.\v"
           "Examples:\n"
           "  ballast import auto BTCUSDT-1h-2024-01.zip -o btc.csv\n"
           "  ballast import auto dirty.csv --report\n"
           "  ballast import cryptodatadownload Binance_BTCUSDT_1h.csv \\\n"
           "      --columns time=unix --sort --dedupe keep-first -o btc.csv\n"
           "  ballast import csv net.csv --kind flows --columns time=date,amount=net \\\n"
           "      --tz UTC --shift 12h --lp pool -o flows.csv\n"
           "  ballast import csv qqq.csv --skip 3 --no-header --columns time=1,close=2 \\\n"
           "      --tz UTC -o qqq-feed.csv\n\n"
           "Several files are read as one, in the order given; they may be gzip, zstd or zip. A "
           "signed amount becomes a deposit or a withdrawal. Numbers keep their digits unless "
           "--scale is given; an index has 12 places, rounded half to even and counted.\n\n"
           "Exit status: 0 done, 2 usage, 3 input refused, 4 reading or writing failed; of "
           "--report 1 warnings, 3 what an import would refuse."};

static void say_count(size_t count, const char *what)
{
    if (count > 0) {
        fprintf(stderr, "  %zu %s\n", count, what);
    }
}

static void say_report(const bl_import_report *report)
{
    char first[BL_TIMESTAMP_TEXT];
    char last[BL_TIMESTAMP_TEXT];
    const size_t first_len = bl_timestamp_print(report->first_ns, first);
    const size_t last_len = bl_timestamp_print(report->last_ns, last);
    fprintf(stderr, "%s: %zu of %zu rows, %.*s to %.*s\n", bl_import_kind_name(report->kind),
            report->rows_written, report->rows_read, (int)first_len, first, (int)last_len, last);
    say_count(report->deposits, "deposits");
    say_count(report->withdrawals, "withdrawals");
    for (int i = 0; i < BL_REPAIRS; i++) {
        say_count(report->repairs[i].count, bl_import_repair_what((bl_repair)i));
    }
    for (int i = 0; i < BL_FINDINGS; i++) {
        say_count(report->findings[i].count, bl_import_finding((bl_finding)i)->what);
    }
    say_count(report->rows_zero, "left out: an amount of 0");
    say_count(report->rounded, "rounded: values that lost digits");
    if (report->close_for_all) {
        fputs("  open, high or low are missing: the close stands for them\n", stderr);
    }
    if (report->volume_missing) {
        fputs("  volume is missing: 0 stands for it\n", stderr);
    }
}

static int list_formats(void)
{
    for (size_t i = 0; bl_import_format_name(i); i++) {
        printf("%-20s %s\n", bl_import_format_name(i), bl_import_format_about(i));
    }
    return 0;
}

static int import(const arguments *given)
{
    static const int exit_statuses[] = {
        [BL_IMPORT_OK] = 0, [BL_IMPORT_REFUSED] = 3, [BL_IMPORT_USAGE] = 2, [BL_IMPORT_SYSTEM] = 4};
    bl_import_report report;
    bl_diags diags;
    bl_diag_init(&diags);
    const bl_import_status status = bl_import_run(&given->options, &report, &diags);
    if (report.guessed && report.importer && !given->quiet && !given->json) {
        fprintf(stderr, "auto: %s, %s\n", report.importer, bl_import_kind_name(report.kind));
    }
    bl_say_diags(&diags, given->json, "nothing was written");
    if (status == BL_IMPORT_OK && !given->quiet) {
        say_report(&report);
    }
    return exit_statuses[status];
}

int bl_cmd_import_main(int argc, char **argv)
{
    arguments given = {.options = {.kind = BL_IMPORT_AUTO}};
    if (argp_parse(&parser, argc, argv, 0, NULL, &given) != 0) {
        return 2;
    }
    given.options.files = given.files;
    if (given.list) {
        return list_formats();
    }
    return given.options.survey
               ? bl_survey_say(&given.options,
                               (bl_survey_form){given.json, given.quiet, given.picture})
               : import(&given);
}
