/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_validate.c - `ballast validate FILE...`: scenarios and all they name, read as a run would
 * read them, and a report of what the feeds hold; data files as an import would read them. Nothing
 * is run or written.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/timestamp.h"
#include "cache.h"
#include "cmd.h"
#include "feed_json.h"
#include "replay.h"
#include "say.h"
#include "span.h"
#include "survey_say.h"

enum { FILES_MAX = 256, KEY_OUTSIDE = 256, KEY_SET };

typedef struct {
    const char *files[FILES_MAX];
    size_t files_len;
    const char *overrides[BL_SCENARIO_OVERRIDES_MAX];
    size_t overrides_len;
    bool json, quiet, allow_outside;
    bl_cache_ask cache;
} request;

static const struct argp_option table[] = {
    {"set", KEY_SET, "PATH=VALUE", 0, "override one scenario value; may be repeated", 0},
    {"allow-outside", KEY_OUTSIDE, NULL, 0, "feeds may lie outside the scenario's folder", 0},
    BL_CACHE_OPTIONS(0),
    {"json", 'j', NULL, 0, "the report, and complaints, as JSON", 0},
    {"quiet", 'q', NULL, 0, "nothing but complaints", 0},
    {0}};

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *given = state->input;
    switch (key) {
    case 'j':
        given->json = true;
        return 0;
    case 'q':
        given->quiet = true;
        return 0;
    case KEY_OUTSIDE:
        given->allow_outside = true;
        return 0;
    case KEY_SET:
        if (given->overrides_len == BL_SCENARIO_OVERRIDES_MAX) {
            argp_error(state, "--set: at most %d", BL_SCENARIO_OVERRIDES_MAX);
        }
        given->overrides[given->overrides_len++] = text;
        return 0;
    case ARGP_KEY_ARG:
        if (given->files_len == FILES_MAX) {
            argp_error(state, "at most %d files", FILES_MAX);
        }
        given->files[given->files_len++] = text;
        return 0;
    case ARGP_KEY_END:
        if (given->files_len == 0) {
            argp_error(state, "expected a FILE");
        }
        bl_cache_open(&given->cache);
        return 0;
    default:
        return bl_cache_take(&given->cache, key, text) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    table,
    take_option,
    "FILE...",
    "Check scenarios (.yaml) and their feeds as a run would, and tell what the feeds hold; of any "
    "other file, what an import would find in it.\v"
    "Exit status: 0 all well, 1 warnings about a data file, 2 usage, 3 input refused.",
    NULL,
    NULL,
    NULL};

static void print_time(int64_t time_ns)
{
    char text[BL_TIMESTAMP_TEXT];
    printf("%.*s", (int)bl_timestamp_print(time_ns, text), text);
}

static void print_bars(const bl_feed_report *report)
{
    if (report->step_min_ns > 0) {
        fputs(", step ", stdout);
        bl_span_print(report->step_min_ns);
    }
    if (report->gaps == 0) {
        fputs(", no gaps", stdout);
    } else {
        printf(", %" PRIu64 " gap%s, the longest ", report->gaps, report->gaps == 1 ? "" : "s");
        bl_span_print(report->gap_longest_ns);
        fputs(", the first after ", stdout);
        print_time(report->gap_first_ns);
    }
    if (report->zero_volume > 0) {
        printf(", %" PRIu64 " without volume", report->zero_volume);
    }
}

static void print_feed(const bl_scenario_feed *feed, int width)
{
    const bl_feed_report *report = feed->report;
    printf("%-*s  ok  %s: %zu row%s", width, report->path, feed->role, report->rows,
           report->rows == 1 ? "" : "s");
    if (bl_feed_has_times(report)) {
        fputs(", ", stdout);
        print_time(report->first_ns);
        fputs(" to ", stdout);
        print_time(report->last_ns);
    }
    size_t role_len = strlen(feed->role);
    if (role_len >= 6 && strcmp(feed->role + role_len - 6, "prices") == 0) {
        print_bars(report);
    }
    if (report->rounded > 0) {
        printf(", %" PRIu64 " rounded", report->rounded);
    }
    fputc('\n', stdout);
}

static void print_severity(const bl_scenario_severity *severity)
{
    char text[BL_DECIMAL_TEXT];
    printf("  severity %.*s: %" PRIu64 " prices, %" PRIu64 " flows, %" PRIu64 " outages, %" PRIu64
           " funding rates, %" PRIu64 " faults scaled; %" PRIu64 " flows left at 100%%\n",
           (int)bl_decimal_print64(severity->ppb, 9, text), text, severity->prices, severity->flows,
           severity->outages, severity->funding, severity->faults, severity->clipped);
}

static void print_scenario(const bl_scenario *scenario)
{
    int width = (int)strlen(scenario->path);
    for (size_t i = 0; i < scenario->feeds_len; i++) {
        int len = (int)strlen(scenario->feeds[i].report->path);
        width = len > width ? len : width;
    }
    printf("%-*s  ok  %s, %zu mode%s:", width, scenario->path, scenario->name, scenario->modes_len,
           scenario->modes_len == 1 ? "" : "s");
    for (size_t i = 0; i < scenario->modes_len; i++) {
        printf("%s %s", i > 0 ? "," : "", scenario->modes[i].text);
    }
    fputs("\n", stdout);
    for (size_t i = 0; i < scenario->feeds_len; i++) {
        print_feed(&scenario->feeds[i], width);
    }
    if (scenario->late_flows > 0) {
        printf("  %zu flows after the end are ignored\n", scenario->late_flows);
    }
    if (scenario->severity.ppb != BL_PPB) {
        print_severity(&scenario->severity);
    }
    if (scenario->rounded > 0) {
        printf("  %" PRIu64 " values of the scenario lost digits\n", scenario->rounded);
    }
}

static bool print_report(const bl_scenario *scenario, bool json)
{
    bl_err err = {BL_OK, ""};
    if (!json) {
        print_scenario(scenario);
        return true;
    }
    if (!bl_feed_json_print(scenario, &err)) {
        bl_say_error(&err, true);
        return false;
    }
    return true;
}

static bool validate(const request *given, const char *path)
{
    const bl_scenario_options options = {.overrides = given->overrides,
                                         .overrides_len = given->overrides_len,
                                         .allow_outside = given->allow_outside,
                                         .cache = given->cache.tapes};
    bl_scenario scenario;
    bl_diags diags;
    bl_diag_init(&diags);
    bool good = bl_replay_open(path, &options, &scenario, &diags);
    if (good && !given->quiet && !print_report(&scenario, given->json)) {
        good = false;
    }
    bl_say_diags(&diags, given->json, "the file would be refused");
    bl_scenario_close(&scenario);
    return good;
}

static bool is_scenario(const char *path)
{
    const char *const point = strrchr(path, '.');
    return !point || strcmp(point, ".yaml") == 0 || strcmp(point, ".yml") == 0;
}

/* The exit status of one file. */
static int look_at(const request *given, const char *path)
{
    if (is_scenario(path)) {
        return validate(given, path) ? 0 : bl_err_exit_status(BL_INPUT);
    }
    const bl_import_options options = {.format = "auto", .files = &path, .files_len = 1};
    return bl_survey_say(&options, (bl_survey_form){.json = given->json, .quiet = given->quiet});
}

int bl_cmd_validate_main(int argc, char **argv)
{
    request given = {.files_len = 0};
    int worst = 0;
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    for (size_t i = 0; i < given.files_len; i++) {
        const int status = look_at(&given, given.files[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}
