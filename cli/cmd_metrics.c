/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_metrics.c - `ballast metrics [NAME]`: what every metric means, from the table they are
 * computed by.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "../reports/metrics.h"
#include "cmd.h"
#include "say.h"

static void print_metric(const bl_metric *metric)
{
    printf("%s\n  formula     %s\n  unit        %s, %d place%s\n  inputs      %s\n", metric->name,
           metric->formula, bl_metrics_unit_name(metric->unit), metric->places,
           metric->places == 1 ? "" : "s", metric->inputs);
    printf("  day count   %s\n", metric->day_count ? metric->day_count : "none");
    if (metric->ddof >= 0) {
        printf("  ddof        %d\n", metric->ddof);
    } else {
        puts("  ddof        none");
    }
    printf("  catalogue   %s\n", metric->place);
}

static void print_list(const bl_metrics *metrics)
{
    for (size_t i = 0; i < metrics->len; i++) {
        const bl_metric *it = &metrics->items[i];
        printf("%-36s %-6s %s\n", it->name, it->unit, it->formula);
    }
    puts("\nNext: ballast metrics NAME");
}

/* Those whose name contains a text; how many. */
static size_t print_matching(const bl_metrics *metrics, const char *part)
{
    size_t found = 0;
    for (size_t i = 0; i < metrics->len; i++) {
        if (strstr(metrics->items[i].name, part)) {
            fputs(found++ > 0 ? "\n" : "", stdout);
            print_metric(&metrics->items[i]);
        }
    }
    return found;
}

static int refuse(const bl_metrics *metrics, const char *name)
{
    bl_suggest_nearest meant = {.word = name};
    for (size_t i = 0; i < metrics->len; i++) {
        bl_suggest_offer(&meant, metrics->items[i].name);
    }
    return bl_say_unknown("metric", &meant, "'ballast metrics' lists them");
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
                                   "[NAME]",
                                   "List the metrics of a run, or tell all about one: formula, "
                                   "unit, inputs, day count, ddof.\vNAME is a metric, or a part "
                                   "of the names of several.\n\nExamples:\n  ballast metrics\n"
                                   "  ballast metrics sharpe\n  ballast metrics drift_",
                                   NULL,
                                   NULL,
                                   NULL};

int bl_cmd_metrics_main(int argc, char **argv)
{
    const char *name = NULL;
    bl_metrics metrics;
    argp_parse(&parser, argc, argv, 0, NULL, &name);
    bl_metrics_list(&metrics);
    if (!name) {
        print_list(&metrics);
        return 0;
    }
    const bl_metric *one = bl_metrics_find(&metrics, name);
    if (one) {
        print_metric(one);
        return 0;
    }
    return print_matching(&metrics, name) > 0 ? 0 : refuse(&metrics, name);
}
