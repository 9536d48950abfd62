/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_verify.c - `ballast verify DIR`: one mode's folder, or every mode in a run folder.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/folder.h"
#include "../data/outfile.h"
#include "../data/verify.h"
#include "cmd.h"
#include "say.h"

typedef struct {
    const char *folder;
    bool json, quiet;
} request;

static const struct argp_option table[] = {{"json", 'j', NULL, 0, "errors as JSON", 0},
                                           {"quiet", 'q', NULL, 0, "nothing but errors", 0},
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
        if (given->folder) {
            argp_error(state, "one DIR at a time; '%s' is a second one", text);
        }
        given->folder = text;
        return 0;
    case ARGP_KEY_END:
        if (!given->folder) {
            argp_error(state, "expected a DIR, a run folder or one mode's folder in it");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    table,
    take_option,
    "DIR",
    "Recompute the audit chain and the run digest of DIR from its files.\v"
    "A chain shows edits, not a log that was cut and written anew: keep the audit head that "
    "`ballast run` prints elsewhere and compare it.\n"
    "Exit status: 0 all well, 2 usage, 4 cannot read, 5 something was changed.",
    NULL,
    NULL,
    NULL};

static int verify_mode(const request *given, const char *folder)
{
    bl_verify_report report;
    bl_err err;
    if (bl_verify_mode(folder, &report, &err) != BL_OK) {
        return bl_say_error(&err, given->json);
    }
    if (!given->quiet) {
        printf("%s: ok, %" PRIu64 " records%s\n  digest     %s\n  audit head %s\n", folder,
               report.records, report.has_manifest ? ", manifest agrees" : ", no manifest",
               report.digest, report.head);
    }
    return 0;
}

static int is_candidate(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Every mode is looked at, also after one that failed; the worst status counts. */
static int verify_run(const request *given)
{
    struct dirent **entries;
    bl_err err;
    int status = 0;
    size_t modes = 0;
    int len = scandir(given->folder, &entries, is_candidate, by_name);
    if (len < 0) {
        bl_outfile_fail(&err, "open", given->folder, errno);
        return bl_say_error(&err, given->json);
    }
    for (int i = 0; i < len; i++) {
        char path[BL_FOLDER_PATH];
        int path_len = snprintf(path, sizeof path, "%s/%s", given->folder, entries[i]->d_name);
        free(entries[i]);
        if (path_len < 0 || (size_t)path_len >= sizeof path || !bl_verify_is_mode(path)) {
            continue;
        }
        int found = verify_mode(given, path);
        status = found > status ? found : status;
        modes++;
    }
    free(entries);
    if (modes > 0) {
        return status;
    }
    bl_err_set(&err, BL_SYSTEM, "no audit.jsonl here nor in a folder in it");
    bl_err_prepend(&err, given->folder);
    return bl_say_error(&err, given->json);
}

int bl_cmd_verify_main(int argc, char **argv)
{
    request given = {.folder = NULL};
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    return bl_verify_is_mode(given.folder) ? verify_mode(&given, given.folder) : verify_run(&given);
}
