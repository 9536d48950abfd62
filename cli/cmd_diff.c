/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_diff.c - `ballast diff A B`: two modes' folders, or the modes that two run folders share.
 */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "../data/verify.h"
#include "../reports/diff.h"
#include "../reports/json.h"
#include "cmd.h"
#include "say.h"

enum { EXIT_DIFFERENT = 1 }; /* as diff and cmp */

typedef struct {
    const char *path[2];
    size_t paths_len;
    bool json, quiet;
} request;

typedef struct {
    char path[2][4096 + 260];
} pair;

static const struct argp_option table[] = {
    {"json", 'j', NULL, 0, "the answer, and errors, as JSON", 0},
    {"quiet", 'q', NULL, 0, "nothing but the exit status and errors", 0},
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
    case ARGP_KEY_ARG:
        if (given->paths_len == 2) {
            argp_error(state, "two runs at a time; '%s' is a third one", text);
        }
        given->path[given->paths_len++] = text;
        return 0;
    case ARGP_KEY_END:
        if (given->paths_len < 2) {
            argp_error(state, "expected A and B, two run folders or two modes' folders");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    table,
    take_option,
    "A B",
    "Find where two runs part, what each did at each cause, and who ended with how much.\v"
    "A and B are two modes' folders, of one run or of two, or two run folders, of which the modes "
    "with the same name are compared.\n\n"
    "Examples:\n"
    "  ballast diff runs/scenario/4h runs/scenario/24h\n"
    "  ballast diff runs/before runs/after --quiet && echo nothing changed\n\n"
    "Exit status: 0 the same, 1 different, 2 usage, 3 a folder holds no run or a broken one, "
    "4 surroundings.",
    NULL,
    NULL,
    NULL};

static int fail(const request *given, bl_status status, const char *what)
{
    bl_err err;
    bl_err_set(&err, status, what);
    return bl_say_error(&err, given->json);
}

/* Prints the difference, or puts it at the end of `list`. */
static int answer(const request *given, const bl_diff *diff, const pair *names, json_t *list)
{
    const char *const texts[2] = {names->path[0], names->path[1]};
    if (given->json && json_array_append_new(list, bl_diff_pack(diff, texts)) != 0) {
        return fail(given, BL_MEMORY, "no memory for the answer");
    }
    if (!given->json && !given->quiet && !bl_diff_print(diff, texts, stdout)) {
        return fail(given, BL_MEMORY, "no memory for the answer");
    }
    return diff->equal ? 0 : EXIT_DIFFERENT;
}

static int diff_runs(const request *given, const bl_stored runs[2], const pair *names, json_t *list)
{
    bl_diff diff;
    if (!bl_diff_make(&runs[0], &runs[1], &diff)) {
        return fail(given, BL_MEMORY, "no memory for the difference");
    }
    const int status = answer(given, &diff, names, list);
    bl_diff_free(&diff);
    return status;
}

static int diff_modes(const request *given, const pair *names, json_t *list)
{
    bl_stored runs[2];
    bl_diags diags;
    size_t opened = 0;
    bl_diag_init(&diags);
    while (opened < 2 && bl_stored_open(&runs[opened], names->path[opened], &diags)) {
        opened++;
    }
    int status = bl_err_exit_status(BL_INPUT);
    if (opened == 2) {
        status = diff_runs(given, runs, names, list);
    } else {
        bl_say_diags(&diags, given->json, "nothing was compared");
    }
    while (opened > 0) {
        bl_stored_close(&runs[--opened]);
    }
    return status;
}

static bool has_mode(const bl_stored_modes *modes, const char *name)
{
    for (size_t i = 0; i < modes->len; i++) {
        if (strcmp(modes->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Modes that only one run has are a difference. */
static bool tell_missing(const request *given, const bl_stored_modes *modes,
                         const bl_stored_modes *other, char which, json_t *root)
{
    json_t *list = json_array();
    size_t len = 0;
    for (size_t i = 0; i < modes->len; i++) {
        if (has_mode(other, modes->names[i])) {
            continue;
        }
        len++;
        json_array_append_new(list, bl_json_make_text(modes->names[i]));
        if (!given->json && !given->quiet) {
            printf("Mode %s is only in %c.\n", modes->names[i], which);
        }
    }
    json_object_set_new(root, which == 'A' ? "only_in_a" : "only_in_b", list);
    return len > 0;
}

static int diff_folders(const request *given, json_t *root, json_t *list)
{
    bl_stored_modes modes[2];
    bl_err err;
    for (int side = 0; side < 2; side++) {
        if (bl_stored_list_modes(given->path[side], &modes[side], &err) != BL_OK) {
            err.status = BL_INPUT;
            return bl_say_error(&err, given->json);
        }
    }
    int status = 0;
    status |= tell_missing(given, &modes[0], &modes[1], 'A', root) ? EXIT_DIFFERENT : 0;
    status |= tell_missing(given, &modes[1], &modes[0], 'B', root) ? EXIT_DIFFERENT : 0;
    bool first = status == 0;
    for (size_t i = 0; i < modes[0].len && status <= EXIT_DIFFERENT; i++) {
        pair names;
        if (!has_mode(&modes[1], modes[0].names[i])) {
            continue;
        }
        for (int side = 0; side < 2; side++) {
            snprintf(names.path[side], sizeof names.path[side], "%s/%s", given->path[side],
                     modes[0].names[i]);
        }
        if (!first && !given->json && !given->quiet) {
            fputc('\n', stdout);
        }
        first = false;
        const int found = diff_modes(given, &names, list);
        status = found > status ? found : status;
    }
    return status;
}

static int diff_paths(const request *given, json_t *root, json_t *list)
{
    const bool is_mode[2] = {bl_verify_is_mode(given->path[0]), bl_verify_is_mode(given->path[1])};
    if (is_mode[0] != is_mode[1]) {
        return bl_say_usage("'%s' is a mode's folder and '%s' is not; name two of a kind",
                            given->path[is_mode[0] ? 0 : 1], given->path[is_mode[0] ? 1 : 0]);
    }
    if (!is_mode[0]) {
        return diff_folders(given, root, list);
    }
    pair names;
    for (int side = 0; side < 2; side++) {
        snprintf(names.path[side], sizeof names.path[side], "%s", given->path[side]);
    }
    return diff_modes(given, &names, list);
}

int bl_cmd_diff_main(int argc, char **argv)
{
    request given = {.json = false};
    bl_err err;
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    json_t *list = json_array();
    json_t *root = json_pack("{s:s}", "schema", "ballast.diff/1");
    int status = diff_paths(&given, root, list);
    json_object_set_new(root, "modes", list);
    if (!given.json || status > EXIT_DIFFERENT) {
        json_decref(root);
        return status;
    }
    return bl_json_write(root, stdout, &err) ? status : bl_say_error(&err, true);
}
