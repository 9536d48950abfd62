/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_explain.c - `ballast explain RUN --metric NAME | --event SEQ | --at TIME`.
 */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/timestamp.h"
#include "../data/verify.h"
#include "../reports/explain.h"
#include "../reports/json.h"
#include "../scenarios/suggest.h"
#include "cmd.h"
#include "say.h"

enum { KEY_METRIC = 256, KEY_EVENT, KEY_AT, KEY_JSON };

typedef struct {
    const char *path, *metric, *event, *at;
    uint64_t record;
    int64_t time_ns;
    bool json;
} request;

static const struct argp_option table[] = {
    {"metric", KEY_METRIC, "NAME", 0, "a number of summary.json, such as drift_max", 0},
    {"event", KEY_EVENT, "SEQ", 0, "a record of audit.jsonl, by its seq", 0},
    {"at", KEY_AT, "TIME", 0, "an instant, such as 2024-01-31T06:00:00Z", 0},
    {"json", KEY_JSON, NULL, 0, "the answer, and errors, as JSON", 0},
    {0}};

static void take_event(struct argp_state *state, request *given, const char *text)
{
    char *end;
    errno = 0;
    given->record = strtoull(text, &end, 10);
    given->event = text;
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        argp_error(state, "--event: '%s': expected the seq of a record, a whole number", text);
    }
}

static void take_time(struct argp_state *state, request *given, const char *text)
{
    given->at = text;
    if (!bl_timestamp_parse_iso(text, strlen(text), &given->time_ns)) {
        argp_error(state, "--at: '%s': expected a time such as 2024-01-31T06:00:00Z", text);
    }
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *given = state->input;
    switch (key) {
    case KEY_METRIC:
        given->metric = text;
        return 0;
    case KEY_EVENT:
        take_event(state, given, text);
        return 0;
    case KEY_AT:
        take_time(state, given, text);
        return 0;
    case KEY_JSON:
        given->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (given->path) {
            argp_error(state, "one RUN at a time; '%s' is a second one", text);
        }
        given->path = text;
        return 0;
    case ARGP_KEY_END:
        if (!given->path) {
            argp_error(state, "expected a RUN, one mode's folder such as runs/scenario/24h");
        }
        if ((given->metric != NULL) + (given->event != NULL) + (given->at != NULL) != 1) {
            argp_error(state, "expected one of --metric, --event and --at");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    table,
    take_option,
    "RUN",
    "Tell the chain of causes behind a number, an event or an instant of a finished run.\v"
    "RUN is one mode's folder, or a run folder with a single mode in it. Each sentence ends with "
    "the line of the file that says so.\n\n"
    "Examples:\n"
    "  ballast explain runs/scenario/24h --metric drift_max\n"
    "  ballast explain runs/scenario/24h --at 2024-01-31T18:00:00Z\n"
    "  ballast explain runs/scenario/24h --event 12\n\n"
    "Exit status: 0 done, 2 usage, 3 the folder holds no run, a broken one, or not what was asked "
    "for, 4 surroundings.",
    NULL,
    NULL,
    NULL};

static const char *suggest(const bl_stored *run, const char *name)
{
    const char *key;
    json_t *value;
    bl_suggest_nearest meant = {.word = name};
    json_object_foreach(json_object_get(run->summary, "metrics"), key, value)
    {
        bl_suggest_offer(&meant, key);
    }
    return meant.name;
}

static bool refuse(bl_err *err, const char *what, const char *name, const char *near)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "%s '%.100s'%s%.100s%s", what, name, near ? "; did you mean '" : "",
             near ? near : "", near ? "'?" : "");
    bl_err_set(err, BL_INPUT, text);
    return false;
}

static bool tell(const request *given, const bl_stored *run, bl_story *story, bl_err *err)
{
    if (given->metric) {
        return bl_explain_metric(run, given->metric, story) ||
               refuse(err, "no metric", given->metric, suggest(run, given->metric));
    }
    if (given->at) {
        return bl_explain_at(run, given->time_ns, story) ||
               refuse(err, "the run had not begun at", given->at, NULL);
    }
    if (given->record < run->records_len) {
        bl_explain_event(run, (size_t)given->record, story);
        return true;
    }
    return refuse(err, "the log has no record", given->event, NULL);
}

static int answer(const request *given, const bl_stored *run)
{
    bl_story story = {.len = 0};
    bl_err err;
    bool good = tell(given, run, &story, &err);
    if (good && story.out_of_memory) {
        bl_err_set(&err, BL_MEMORY, "no memory for the answer");
        good = false;
    }
    if (good && given->json) {
        good = bl_json_write(json_pack("{s:s, s:s, s:o}", "schema", "ballast.explain/1", "run",
                                       run->folder, "notes", bl_story_pack(&story)),
                             stdout, &err);
    } else if (good) {
        bl_story_print(&story, stdout);
    }
    bl_story_free(&story);
    return good ? 0 : bl_say_error(&err, given->json);
}

/* The mode's folder that is meant; false: err says why not. */
static bool find_folder(const char *path, char out[4096 + 260], bl_err *err)
{
    bl_stored_modes modes;
    snprintf(out, 4096 + 260, "%s", path);
    if (bl_verify_is_mode(path)) {
        return true;
    }
    if (bl_stored_list_modes(path, &modes, err) != BL_OK) {
        err->status = BL_INPUT;
        return false;
    }
    if (modes.len > 1) {
        char names[256] = "";
        for (size_t i = 0; i < modes.len; i++) {
            bl_suggest_list(names, sizeof names, modes.names[i]);
        }
        snprintf(err->text, sizeof err->text, "which mode? Name its folder in '%.100s', one of %s",
                 path, names);
        err->status = BL_INPUT;
        return false;
    }
    snprintf(out, 4096 + 260, "%s/%s", path, modes.names[0]);
    return true;
}

int bl_cmd_explain_main(int argc, char **argv)
{
    request given = {.path = NULL};
    char folder[4096 + 260];
    bl_stored run;
    bl_diags diags;
    bl_err err;
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    if (!find_folder(given.path, folder, &err)) {
        return bl_say_error(&err, given.json);
    }
    bl_diag_init(&diags);
    if (!bl_stored_open(&run, folder, &diags)) {
        bl_say_diags(&diags, given.json, "nothing was explained");
        return bl_err_exit_status(BL_INPUT);
    }
    const int status = answer(&given, &run);
    bl_stored_close(&run);
    return status;
}
