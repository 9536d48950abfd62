/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_models.c - `ballast models [NAME]`: the registry as people read it.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "../data/decimal.h"
#include "../models/registry.h"
#include "cmd.h"
#include "say.h"

enum { VALUE_BYTES = 128 };

/* A stored value as it could be written in a scenario. */
static void show_value(const bl_param *param, int64_t value, char out[VALUE_BYTES])
{
    char digits[BL_DECIMAL_TEXT];
    const char *unit = "";
    int places = 9;
    if (param->kind == BL_PARAM_DURATION) {
        bool days = value % BL_NS_PER_DAY == 0;
        unit = days && value != 0 ? "d" : "s";
        if (days) {
            value /= BL_NS_PER_DAY;
        }
        places = days ? 0 : 9;
    }
    const bool whole = param->kind == BL_PARAM_COUNT || param->kind == BL_PARAM_AMOUNT;
    places = whole ? 0 : places;
    size_t len = bl_decimal_print64(value, places, digits);
    while (places > 0 && digits[len - 1] == '0') {
        len--;
    }
    if (places > 0 && digits[len - 1] == '.') {
        len--;
    }
    snprintf(out, VALUE_BYTES, "%.*s%s", (int)len, digits, unit);
}

/* The n-th word of "a|b|c". */
static void show_choice(const bl_param *param, int64_t place, char out[VALUE_BYTES])
{
    const char *at = param->choices;
    for (; place > 0 && strchr(at, '|'); place--) {
        at = strchr(at, '|') + 1;
    }
    snprintf(out, VALUE_BYTES, "%.*s", (int)strcspn(at, "|"), at);
}

/* "17:30" */
static void show_clock(int64_t value, char out[VALUE_BYTES])
{
    const int64_t minutes = value / (60 * BL_NS_PER_S);
    snprintf(out, VALUE_BYTES, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static void print_param(const bl_param *param)
{
    char low[VALUE_BYTES] = "";
    char high[VALUE_BYTES] = "";
    char fallback[VALUE_BYTES] = "";
    bool ranged = param->kind != BL_PARAM_CHOICE && param->kind != BL_PARAM_FEED;
    if (ranged) {
        show_value(param, param->low, low);
        show_value(param, param->high, high);
        show_value(param, param->fallback, fallback);
    } else if (param->kind == BL_PARAM_CLOCK) {
        ranged = true;
        show_clock(param->low, low);
        show_clock(param->high, high);
    } else if (param->kind == BL_PARAM_CHOICE) {
        show_choice(param, param->fallback, fallback);
    }
    if (param->kind == BL_PARAM_AMOUNT) { /* a range of base units would tell nobody anything */
        show_value(param, param->fallback, fallback);
        snprintf(low, sizeof low, "%s", param->low > 0 ? "above 0" : "0 or more");
    }
    printf("  %s (%s)\n    %s\n", param->name, param->unit, param->help);
    if (ranged) {
        printf("    range    %s to %s\n", low, high);
    } else if (param->kind == BL_PARAM_AMOUNT) {
        printf("    range    %s\n", low);
    }
    if (param->kind == BL_PARAM_CHOICE) {
        printf("    one of   %s\n", param->choices);
    }
    printf("    default  %s\n", param->required || !fallback[0] ? "none, must be given" : fallback);
}

static void print_model(const bl_model_info *info)
{
    printf("%s %s, version %d\n  %s\n  source: %s\n", info->kind, info->name, info->version,
           info->summary, info->source);
    if (info->params_len > 0) {
        puts("\nparameters");
    }
    for (size_t i = 0; i < info->params_len; i++) {
        print_param(&info->params[i]);
    }
}

/* All models, or those of a kind; how many. */
static size_t print_list(const char *wanted)
{
    const char *kind = "";
    size_t listed = 0;
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        if (wanted != NULL && strcmp(wanted, info->kind) != 0) {
            continue;
        }
        printf("%-13s %-23s %s\n", strcmp(kind, info->kind) != 0 ? info->kind : "", info->name,
               info->summary);
        kind = info->kind;
        listed++;
    }
    if (listed > 0) {
        puts("\nNext: ballast models NAME");
    }
    return listed;
}

/* NAME alone, or KIND/NAME where two kinds share a name. */
static size_t print_named(const char *name)
{
    size_t found = 0;
    const char *slash = strchr(name, '/');
    size_t kind_len = slash ? (size_t)(slash - name) : 0;
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        bool kind_fits =
            !slash || (strlen(info->kind) == kind_len && strncmp(info->kind, name, kind_len) == 0);
        if (!kind_fits || strcmp(info->name, slash ? slash + 1 : name) != 0) {
            continue;
        }
        if (found++ > 0) {
            putchar('\n');
        }
        print_model(info);
    }
    return found;
}

static int refuse(const char *name)
{
    bl_suggest_nearest meant = {.word = name};
    for (size_t i = 0; i < bl_registry_count(); i++) {
        bl_suggest_offer(&meant, bl_registry_at(i)->name);
        bl_suggest_offer(&meant, bl_registry_at(i)->kind);
    }
    return bl_say_unknown("model", &meant, "'ballast models' lists them");
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    const char **name = state->input;
    if (key != ARGP_KEY_ARG) {
        return ARGP_ERR_UNKNOWN;
    }
    if (*name) {
        argp_error(state, "one NAME at a time; '%s' is a second one", text);
    }
    *name = text;
    return 0;
}

static const struct argp parser = {NULL,
                                   take_option,
                                   "[KIND|NAME]",
                                   "List the models that a scenario can name, those of a kind, or "
                                   "tell all about one: parameters, units, ranges, "
                                   "defaults, source.\vExamples:\n  ballast models\n  ballast "
                                   "models price\n  ballast models quadratic\n"
                                   "  ballast models fees/none",
                                   NULL,
                                   NULL,
                                   NULL};

int bl_cmd_models_main(int argc, char **argv)
{
    const char *name = NULL;
    argp_parse(&parser, argc, argv, 0, NULL, &name);
    if (print_list(name) > 0) {
        return 0;
    }
    return print_named(name) > 0 ? 0 : refuse(name);
}
