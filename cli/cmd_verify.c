/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_verify.c - `ballast verify DIR`: one mode's folder, or every mode in a run folder.
 */
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>

#include "../data/folder.h"
#include "../data/stored.h"
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

/* Every mode is looked at, also after one that failed; the worst status counts. */
static int verify_run(const request *given)
{
    bl_stored_modes modes;
    bl_err err;
    int status = 0;
    if (bl_stored_list_modes(given->folder, &modes, &err) != BL_OK) {
        return bl_say_error(&err, given->json);
    }
    for (size_t i = 0; i < modes.len; i++) {
        char path[BL_FOLDER_PATH + 256];
        snprintf(path, sizeof path, "%s/%s", given->folder, modes.names[i]);
        int found = verify_mode(given, path);
        status = found > status ? found : status;
    }
    return status;
}

int bl_cmd_verify_main(int argc, char **argv)
{
    request given = {.folder = NULL};
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    return bl_verify_is_mode(given.folder) ? verify_mode(&given, given.folder) : verify_run(&given);
}
