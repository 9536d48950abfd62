/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_all.c - the feeds are made one after the other in a hidden folder, which is renamed when
 * all of them are there. imports.json tells later which list it was, and that the folder is ours.
 */
#include "import_all.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../data/aside.h"
#include "../data/folder.h"
#include "../data/import_options.h"
#include "../data/manifest.h"
#include "../scenarios/import_list.h"
#include "import_say.h"
#include "progress.h"
#include "say.h"

enum { EXIT_STOPPED = 128 };

typedef struct {
    const bl_import_all_request *request;
    bl_import_list list;
    bl_folder folder;
    json_t *feeds; /* told by imports.json */
} all;

static const char nothing[] = "nothing was written";

/* A file of the folder that is being filled; false: the path is too long, which was said. */
static bool name_file(const all *in, const char *name, const char *ending, char *out)
{
    const int len = snprintf(out, BL_FOLDER_PATH, "%s/%s%s", in->folder.temporary, name, ending);
    bl_err err;
    if (len >= BL_FOLDER_PATH) {
        bl_err_set(&err, BL_USAGE, "the folder's path is too long");
        bl_say_error(&err, in->request->json);
    }
    return len < BL_FOLDER_PATH;
}

static void note_feed(all *in, const char *name, const bl_import_report *report)
{
    json_array_append_new(in->feeds,
                          json_pack("{s:s, s:s, s:s, s:I}", "name", name, "importer",
                                    report->importer, "kind", bl_import_kind_name(report->kind),
                                    "rows", (json_int_t)report->rows_written));
}

static int import_feed(all *in, const bl_import_list_feed *feed)
{
    char out[BL_FOLDER_PATH];
    char base[BL_FOLDER_PATH];
    char name[BL_FOLDER_PATH];
    bl_import_options options = feed->options;
    bl_import_report report;
    bl_diags diags;
    bl_diag_init(&diags);
    if (!name_file(in, feed->name, ".csv", out) ||
        (feed->base && !name_file(in, feed->base->name, ".csv", base))) {
        return 2;
    }
    options.out = out;
    options.base_prices = feed->base ? base : options.base_prices;
    const bl_import_status status = bl_import_run(&options, &report, &diags);
    bl_say_diags(&diags, in->request->json, nothing);
    if (status == BL_IMPORT_OK) {
        note_feed(in, feed->name, &report);
    }
    if (status == BL_IMPORT_OK && !in->request->quiet) {
        snprintf(name, sizeof name, "%s.csv", feed->name);
        bl_import_say(name, &report);
    }
    return bl_import_say_status(status);
}

static int import_feeds(all *in)
{
    int status = 0;
    for (size_t i = 0; i < in->list.len && status == 0; i++) {
        status = import_feed(in, &in->list.feeds[i]);
        if (status == 0 && bl_progress_signal() != 0) {
            fprintf(stderr, "ballast: stopped; %s\n", nothing);
            status = EXIT_STOPPED + bl_progress_signal();
        }
    }
    return status;
}

static void write_json(FILE *out, const void *what)
{
    json_dumpf(what, out, JSON_INDENT(1));
    fputc('\n', out);
}

static int write_manifest(const all *in)
{
    const char *const list = bl_import_options_file_name(in->request->list);
    char path[BL_FOLDER_PATH];
    json_t *const root = json_pack("{s:s, s:s, s:s*, s:s, s:O}", "schema", "ballast.imports/1",
                                   "ballast", BL_VERSION, "list", list, "sha256", in->list.sha256,
                                   "feeds", in->feeds);
    const bool named = name_file(in, "imports.json", "", path);
    const int failure = root && named ? bl_aside_write(path, true, write_json, root) : 0;
    bl_err err;
    if (!root || failure != 0) {
        bl_err_set(&err, root ? BL_SYSTEM : BL_MEMORY, root ? strerror(failure) : "no memory");
        bl_err_prepend(&err, "imports.json");
        bl_say_error(&err, in->request->json);
    }
    json_decref(root);
    return root && named && failure == 0 ? 0 : 4;
}

static int fill_folder(all *in)
{
    const bl_import_all_request *const request = in->request;
    bl_err err;
    if (bl_folder_open(&in->folder, request->out, request->force, &err) != BL_OK) {
        return bl_say_error(&err, request->json);
    }
    bl_progress_catch_signals();
    int status = import_feeds(in);
    status = status == 0 ? write_manifest(in) : status;
    if (status == 0 && bl_folder_commit(&in->folder, &err) != BL_OK) {
        status = bl_say_error(&err, request->json);
    }
    bl_folder_drop(&in->folder);
    if (status == 0 && !request->quiet) {
        fprintf(stderr, "Wrote %s.\n", request->out);
    }
    return status;
}

int bl_import_all_run(const bl_import_all_request *request)
{
    all in = {.request = request};
    bl_diags diags;
    bl_diag_init(&diags);
    const bool opened = bl_import_list_open(&in.list, request->list, request->from, &diags);
    bl_say_diags(&diags, request->json, nothing);
    if (!opened) {
        return bl_import_say_status(BL_IMPORT_REFUSED);
    }
    in.feeds = json_array();
    const int status = fill_folder(&in);
    json_decref(in.feeds);
    bl_import_list_close(&in.list);
    return status;
}
