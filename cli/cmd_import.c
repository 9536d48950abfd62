/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_import.c - `ballast import FORMAT FILE...`: other people's files into ballast's own feeds.
 * The feed goes to standard output or into a file; what was dropped or filled in is said on
 * standard error. `ballast import LIST` makes several feeds at once.
 */
#include "cmd.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "../data/import_options.h"
#include "import_all.h"
#include "import_say.h"
#include "say.h"
#include "survey_say.h"

/* The options of an import have the numbers of data/import_options.def behind 255. */
#define KEY(member) (256 + BL_IMPORT_OPTION_##member)

enum {
    KEY_KIND = 256 + BL_IMPORT_OPTIONS,
    KEY_REPORT,
    KEY_JUMP,
    KEY_PICTURE,
    KEY_LIST,
    KEY_JSON,
    KEY_FROM,
    KEY_FORCE
};

typedef struct {
    bl_import_options options;
    const char *files[BL_IMPORT_FILES_MAX];
    const char *picture;
    const char *from;
    const char *of_one; /* an option that is of one import, not of a list; or NULL */
    bool quiet, json, list, force;
} arguments;

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What the file holds", 1},
    {"list", KEY_LIST, NULL, 0, "show the formats and what they read", 1},
    {"kind", KEY_KIND, "KIND", 0, "auto, prices, flows, funding, index or depth [auto]", 1},
    {"columns", KEY(columns), "ROLE=NAME,...", 0,
     "where to find time, open, high, low, close, volume; lp, amount, event, base, price, supply "
     "(of flows); rate; price (of an index); side, price, quantity; numbers from 1 with "
     "--no-header [those of the format, or of these names]",
     1},
    {"lp", KEY(lp), "NAME", 0, "flows: one LP for all rows", 1},
    {"event", KEY(event), "NAME", 0, "flows: deposit or withdraw, for all rows", 1},
    {"levels", KEY(levels), NULL, 0, "flows: amounts are balances, their differences the flows", 1},
    {"base-prices", KEY(base_prices), "FILE", 0,
     "flows of two tokens: a prices feed of the first in the second", 1},
    {NULL, 0, NULL, 0, "How it is written", 2},
    {"time-unit", KEY(time_unit), "UNIT", 0,
     "s, ms, us, ns, auto (by size), iso, midnight (ms of the day in the file's name), block, or a "
     "format such as %Y%m%d (%Y %m %d %H %I %M %S %p %z); several with | [the format's, or iso]",
     2},
    {"tz", KEY(tz), "ZONE", 0, "UTC or +hh:mm, for times that do not say", 2},
    {"blocks", KEY(blocks), "NUMBER=TIME,STEP", 0, "when a block was, and how far the next is", 2},
    {"at", KEY(at), "TIME", 0, "one time for all rows", 2},
    {"separator", KEY(separator), "CHAR", 0, "between columns [the format's, or ,]", 2},
    {"no-header", KEY(no_header), NULL, 0, "the first line is a row", 2},
    {"skip", KEY(skip), "N", 0, "lines to leave out before the header or the rows [0]", 2},
    {"descending", KEY(descending), NULL, 0, "the newest row comes first", 2},
    {NULL, 0, NULL, 0, "Repairs; without them a dirty file is refused", 3},
    {"sort", KEY(sort), NULL, 0, "put rows in the order of their times", 3},
    {"dedupe", KEY(dedupe), "WHICH", 0,
     "of rows with one time keep-first or keep-last of the file, or fail [fail]", 3},
    {"drop-zero-volume", KEY(drop_zero_volume), NULL, 0, "leave out bars without volume", 3},
    {"fill", KEY(fill), NULL, 0, "missing bars from the close before them, without volume", 3},
    {"resample", KEY(resample), "DURATION", 0, "larger bars, such as 1h", 3},
    {"clip", KEY(clip), "FROM..TO", 0, "only rows with FROM <= time < TO", 3},
    {"scale", KEY(scale), "X", 0,
     "exact factor of prices, amounts, rates or index values, such as 1e-18", 3},
    {"base-scale", KEY(base_scale), "X", 0, "as --scale, of the first of two tokens", 3},
    {"shift", KEY(shift), "DURATION", 0, "added to every time: when a row was known", 3},
    {NULL, 0, NULL, 0, "What to make of it", 4},
    {"output", 'o', "FILE", 0, "the feed to write, FILE.import.json beside it [standard output]",
     4},
    {"from", KEY_FROM, "DIR", 0, "of LIST: where its files are [what it says]", 4},
    {"force", KEY_FORCE, NULL, 0, "of LIST: replace a folder of imports that exists", 4},
    {"report", KEY_REPORT, NULL, 0, "write no feed: tell what the file holds and what is wrong", 4},
    {"jump", KEY_JUMP, "K", 0, "a move of K median moves is a jump [50]", 4},
    {"picture", KEY_PICTURE, "FILE", 0, "with --report: a small picture, SVG", 4},
    {"quiet", 'q', NULL, 0, "say nothing but errors", 4},
    {"json", KEY_JSON, NULL, 0, "complaints, or the report, as JSON", 4},
    {0}};

static error_t take_kind(char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    given->of_one = "kind";
    if (!bl_import_find_kind(text, &given->options.kind)) {
        argp_error(state,
                   "--kind: '%s': allowed are auto, prices, flows, funding, index "
                   "and depth",
                   text);
    }
    return 0;
}

static error_t take_jump(const char *text, struct argp_state *state)
{
    size_t jump;
    if (!bl_import_options_read_count(text, &jump) || jump == 0) {
        argp_error(state, "--jump: '%s': allowed is a whole number, 1 to 999999", text);
    }
    ((arguments *)state->input)->options.jump = (unsigned)jump;
    return 0;
}

/* A list of imports instead of a format and files. */
static bool is_list(const arguments *given)
{
    const char *const dot = given->options.format ? strrchr(given->options.format, '.') : NULL;
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static void check_list(const arguments *given, struct argp_state *state)
{
    if (given->of_one || given->options.files_len > 0) {
        argp_error(state, "%s%s is of one import: say it in %s", given->of_one ? "--" : "",
                   given->of_one ? given->of_one : given->files[0], given->options.format);
    } else if (!given->options.out) {
        argp_error(state, "-o, the folder of the feeds, is needed");
    }
}

static void check_one(const arguments *given, struct argp_state *state)
{
    if (given->options.files_len == 0 && !given->list) {
        argp_error(state, "a FORMAT (auto, or one of ballast import --list) and a FILE are "
                          "needed, or a LIST such as imports.yaml");
    } else if (given->from || given->force) {
        argp_error(state, "--from and --force are for a LIST such as imports.yaml");
    }
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

/* A flag comes without a text. */
static error_t take_import_option(bl_import_option option, const char *text,
                                  struct argp_state *state)
{
    arguments *const given = state->input;
    const char *why;
    given->of_one = bl_import_options_name(option);
    if (!bl_import_options_set(&given->options, option, text ? text : "true", &why)) {
        argp_error(state, "--%s: '%s': %s", bl_import_options_name(option), text, why);
    }
    return 0;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    arguments *const given = state->input;
    if (key >= 256 && key < 256 + BL_IMPORT_OPTIONS) {
        return take_import_option((bl_import_option)(key - 256), text, state);
    }
    switch (key) {
    case KEY_KIND:
        return take_kind(text, state);
    case KEY_JUMP:
        return take_jump(text, state);
    case KEY_PICTURE:
        given->picture = text;
        return 0;
    case KEY_REPORT:
        given->options.survey = true;
        given->of_one = "report";
        return 0;
    case KEY_LIST:
        given->list = true;
        return 0;
    case KEY_JSON:
        given->json = true;
        return 0;
    case 'q':
        given->quiet = true;
        return 0;
    case 'o':
        given->options.out = text;
        return 0;
    case ARGP_KEY_ARG:
        return take_argument(text, state);
    case ARGP_KEY_END:
        (is_list(given) ? check_list : check_one)(given, state);
        return 0;
    case KEY_FROM:
        given->from = text;
        return 0;
    case KEY_FORCE:
        given->force = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "FORMAT FILE...\nLIST",
    .doc =
        "Turn price, flow, funding, index and order-book files of others into ballast's feeds. "
        "FORMAT is auto (told by the header) or one of ballast import --list. LIST, a YAML file, "
        "names several imports: all their feeds go into one folder, or none.\v"
        "Examples:\n"
        "  ballast import auto BTCUSDT-1h-2024-01.zip -o btc.csv\n"
        "  ballast import auto dirty.csv --report\n"
        "  ballast import imports.yaml -o feeds\n"
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

static int list_formats(void)
{
    for (size_t i = 0; bl_import_format_name(i); i++) {
        printf("%-20s %s\n", bl_import_format_name(i), bl_import_format_about(i));
    }
    return 0;
}

static int import(const arguments *given)
{
    bl_import_report report;
    bl_diags diags;
    bl_diag_init(&diags);
    const bl_import_status status = bl_import_run(&given->options, &report, &diags);
    if (report.guessed && report.importer && !given->quiet && !given->json) {
        fprintf(stderr, "auto: %s, %s\n", report.importer, bl_import_kind_name(report.kind));
    }
    bl_say_diags(&diags, given->json, "nothing was written");
    if (status == BL_IMPORT_OK && !given->quiet) {
        bl_import_say(NULL, &report);
    }
    return bl_import_say_status(status);
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
    if (is_list(&given)) {
        return bl_import_all_run(&(bl_import_all_request){given.options.format, given.from,
                                                          given.options.out, given.force,
                                                          given.quiet, given.json});
    }
    return given.options.survey
               ? bl_survey_say(&given.options,
                               (bl_survey_form){given.json, given.quiet, given.picture})
               : import(&given);
}
