/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options.c - the option table of `run` and `compare`.
 */
#define _GNU_SOURCE
#include "options.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reports/figures.h"
#include "../scenarios/suggest.h"
#include "../scenarios/value.h"
#include "say.h"

enum {
    KEY_SET = 256,
    KEY_SEED,
    KEY_FORCE,
    KEY_JSON,
    KEY_OUTSIDE,
    KEY_MODES,
    KEY_BAND,
    KEY_FIGURES,
    KEY_NO_FIGURES,
    KEY_KEEP,
    KEY_ONLY
};

static const struct argp_option table[] = {
    {NULL, 0, NULL, 0, "What to run", 1},
    {"mode", 'm', "MODE", 0, "instead of the scenario's modes; may be repeated", 1},
    {"modes", KEY_MODES, "A,B,C", 0, "the same for several, as a list", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "override one scenario value; may be repeated", 1},
    {"seed", KEY_SEED, "N", 0, "seed of the run [from the scenario]", 1},
    {"allow-outside", KEY_OUTSIDE, NULL, 0, "feeds may lie outside the scenario's folder", 1},
    {NULL, 0, NULL, 0, "What to write", 2},
    {"output", 'o', "DIR", 0, "the run folder [runs/NAME of the scenario]", 2},
    {"force", KEY_FORCE, NULL, 0, "replace a run folder that exists", 2},
    {"figures", KEY_FIGURES, "svg,png,pdf", 0, "draw figures into DIR/figures", 2},
    {"no-figures", KEY_NO_FIGURES, NULL, 0, "draw none", 2},
    {"keep-gp", KEY_KEEP, NULL, 0, "keep gnuplot's scripts beside the figures", 2},
    {NULL, 0, NULL, 0, "How to read", 3},
    BL_CACHE_OPTIONS(3),
    {NULL, 0, NULL, 0, "How to answer", 4},
    {"only", KEY_ONLY, "A,B,C", 0, "write nothing: tell these metrics [see ballast metrics]", 4},
    {"band", KEY_BAND, "RATIO", 0, "half width of the band around the target [10%]", 4},
    {"json", KEY_JSON, NULL, 0, "the answer, and errors, as JSON", 4},
    {"quiet", 'q', NULL, 0, "nothing but errors", 4},
    {0}};

static void add_mode(struct argp_state *state, const char *mode)
{
    bl_options *options = state->input;
    if (options->modes_len == BL_SCENARIO_MODES_MAX) {
        argp_error(state, "at most %d modes", BL_SCENARIO_MODES_MAX);
    } else {
        options->modes[options->modes_len++] = mode;
    }
}

static void add_modes(struct argp_state *state, char *list)
{
    for (char *comma = strchr(list, ','); comma; comma = strchr(list, ',')) {
        *comma = '\0';
        add_mode(state, list);
        list = comma + 1;
    }
    add_mode(state, list);
}

static void add_override(struct argp_state *state, const char *text)
{
    bl_options *options = state->input;
    if (!strchr(text, '=') || text[0] == '=') {
        argp_error(state, "--set: '%s': expected PATH=VALUE, as in venue.fee.taker=5bp", text);
    } else if (options->overrides_len == BL_SCENARIO_OVERRIDES_MAX) {
        argp_error(state, "--set: at most %d", BL_SCENARIO_OVERRIDES_MAX);
    } else {
        options->overrides[options->overrides_len++] = text;
    }
}

static void take_seed(struct argp_state *state, const char *text)
{
    bl_options *options = state->input;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        argp_error(state, "--seed: '%s': expected a whole number below 2^64", text);
    }
    options->seed = text;
    options->seed_value = value;
}

static void take_band(struct argp_state *state, const char *text)
{
    static const bl_value_rule rule = {.kind = BL_VALUE_RATIO, .low = 1, .high = BL_PPB};
    bl_options *options = state->input;
    char why[BL_VALUE_WHY];
    bool rounded;
    if (!bl_value_read(&rule, text, &options->band_ppb, &rounded, why)) {
        argp_error(state, "--band: %s", why);
    }
    options->band = text;
}

/* A name that is none ends the process. */
static void ask_for(bl_options *options, const bl_metrics *known, const char *name)
{
    const bool all = strcmp(name, "all") == 0;
    bl_suggest_nearest meant = {.word = name};
    bool found = false;
    for (size_t id = 0; id < known->len; id++) {
        const bool named = all || strcmp(known->items[id].name, name) == 0;
        options->asked[id] |= named;
        found |= named;
        bl_suggest_offer(&meant, known->items[id].name);
    }
    if (!found) {
        exit(bl_say_unknown("metric", &meant,
                            "'ballast metrics' lists them, --only all takes all"));
    }
}

static void take_only(bl_options *options, const char *list)
{
    char name[64];
    bl_metrics known;
    bl_metrics_list(&known);
    for (const char *at = list;; at++) {
        const size_t len = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)len, at);
        ask_for(options, &known, name);
        at += len;
        if (*at == '\0') {
            break;
        }
    }
    options->only = list;
}

/* An answer alone and files exclude each other. */
static void check_only(struct argp_state *state)
{
    const bl_options *options = state->input;
    if (!options->only) {
        return;
    }
    if (strcmp(options->command, "run") != 0) {
        argp_error(state, "--only is for 'ballast run'");
    } else if (options->out[0] != '\0' || options->formats != 0 || options->force ||
               options->keep_gp) {
        argp_error(state, "--only writes nothing: no --output, --force, --figures or --keep-gp");
    }
}

static unsigned find_format(const char *name, size_t len)
{
    static const struct {
        const char *name;
        unsigned bit;
    } formats[] = {{"svg", BL_FIGURES_SVG}, {"png", BL_FIGURES_PNG}, {"pdf", BL_FIGURES_PDF}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strlen(formats[i].name) == len && memcmp(formats[i].name, name, len) == 0) {
            return formats[i].bit;
        }
    }
    return 0;
}

void bl_options_take_formats(struct argp_state *state, const char *list, unsigned *formats)
{
    for (const char *at = list;; at++) {
        size_t len = strcspn(at, ",");
        unsigned bit = find_format(at, len);
        if (bit == 0) {
            argp_error(state, "--figures: '%.*s': expected svg, png, pdf or a list of them",
                       (int)len, at);
        }
        *formats |= bit;
        at += len;
        if (*at == '\0') {
            return;
        }
    }
}

static void take_output(struct argp_state *state, const char *text)
{
    bl_options *options = state->input;
    int len = snprintf(options->out, sizeof options->out, "%s", text);
    if (len <= 0 || (size_t)len >= sizeof options->out) {
        argp_error(state, "--output: expected the name of a folder");
    }
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    bl_options *options = state->input;
    switch (key) {
    case 'm':
        add_mode(state, text);
        return 0;
    case 'o':
        take_output(state, text);
        return 0;
    case 'q':
        options->quiet = true;
        return 0;
    case KEY_MODES:
        add_modes(state, text);
        return 0;
    case KEY_SET:
        add_override(state, text);
        return 0;
    case KEY_SEED:
        take_seed(state, text);
        return 0;
    case KEY_OUTSIDE:
        options->allow_outside = true;
        return 0;
    case KEY_FORCE:
        options->force = true;
        return 0;
    case KEY_FIGURES:
        bl_options_take_formats(state, text, &options->formats);
        return 0;
    case KEY_NO_FIGURES:
        options->no_figures = true;
        return 0;
    case KEY_KEEP:
        options->keep_gp = true;
        return 0;
    case KEY_BAND:
        take_band(state, text);
        return 0;
    case KEY_JSON:
        options->json = true;
        return 0;
    case KEY_ONLY:
        take_only(options, text);
        return 0;
    case ARGP_KEY_ARG:
        if (options->scenario) {
            argp_error(state, "one SCENARIO at a time; '%s' is a second one", text);
        }
        options->scenario = text;
        return 0;
    case ARGP_KEY_END:
        if (!options->scenario) {
            argp_error(state, "expected a SCENARIO, a file such as scenario.yaml");
        }
        check_only(state);
        bl_cache_open(&options->cache);
        return 0;
    default:
        return bl_cache_take(&options->cache, key, text) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

/* The option that `word` may have been meant as; NULL: `word` begins one, or nothing is near. */
static const char *find_near(const char *word)
{
    bl_suggest_nearest meant = {.word = word};
    for (size_t i = 0; i + 1 < sizeof table / sizeof *table; i++) {
        const char *name = table[i].name;
        if (name && strncmp(name, word, strlen(word)) == 0) {
            return NULL;
        }
        if (name) {
            bl_suggest_offer(&meant, name);
        }
    }
    return meant.name;
}

/* argp does not suggest; a misspelt option ends the process here, others are left to argp. */
static void check_spelling(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        char word[64];
        if (strncmp(argv[i], "--", 2) != 0) {
            continue;
        }
        snprintf(word, sizeof word, "%.*s", (int)strcspn(argv[i] + 2, "="), argv[i] + 2);
        const char *near = find_near(word);
        if (near) {
            exit(bl_say_usage("no option '--%s'. Did you mean '--%s'?", word, near));
        }
    }
}

/* runs/NAME for some/where/NAME.yaml. */
static void name_output(bl_options *options)
{
    const char *slash = strrchr(options->scenario, '/');
    const char *name = slash ? slash + 1 : options->scenario;
    const char *dot = strrchr(name, '.');
    int len = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    snprintf(options->out, sizeof options->out, "runs/%.*s", len, name);
}

void bl_options_read(int argc, char **argv, const char *command, const char *doc, bl_options *out)
{
    const struct argp parser = {table, take_option, "SCENARIO", doc, NULL, NULL, NULL};
    *out = (bl_options){.command = command, .band_ppb = BL_PPB / 10};
    check_spelling(argc, argv);
    argp_parse(&parser, argc, argv, 0, NULL, out);
    if (out->out[0] == '\0') {
        name_output(out);
    }
}

bl_scenario_options bl_options_scenario(const bl_options *options)
{
    return (bl_scenario_options){.overrides = options->overrides,
                                 .overrides_len = options->overrides_len,
                                 .modes = options->modes,
                                 .modes_len = options->modes_len,
                                 .has_seed = options->seed != NULL,
                                 .seed = options->seed_value,
                                 .allow_outside = options->allow_outside,
                                 .cache = options->cache.tapes};
}
