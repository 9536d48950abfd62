/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_export.c - `ballast export RUN...`: a table of finished runs for other programs.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../data/aside.h"
#include "../data/outfile.h"
#include "../reports/export.h"
#include "cmd.h"
#include "say.h"
#include "shelf.h"

enum { KEY_FORMAT = 0x1000, KEY_FORCE, KEY_TABLE };

typedef struct {
    bl_shelf_runs runs;
    const char *out;
    bl_export_table table;
    bl_export_format format;
    bool force, quiet;
} request;

static const struct argp_option table[] = {
    {"output", 'o', "FILE", 0, "where to write; - is stdout  [-]", 0},
    {"format", KEY_FORMAT, "WORD", 0, "csv, json (an object a line), md or parquet  [csv]", 0},
    {"table", KEY_TABLE, "WORD", 0, "series, flows or fills  [series]", 0},
    {"force", KEY_FORCE, NULL, 0, "replace FILE", 0},
    {"quiet", 'q', NULL, 0, "nothing but errors", 0},
    {0}};

static int find_word(struct argp_state *state, const char *option, const char *text,
                     const char *const *words, int len)
{
    for (int i = 0; i < len; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    argp_error(state, "--%s: no '%s'; see --help", option, text);
    return 0;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    request *given = state->input;
    switch (key) {
    case 'o':
        given->out = text;
        return 0;
    case 'q':
        given->quiet = true;
        return 0;
    case KEY_FORMAT:
        given->format = (bl_export_format)find_word(state, "format", text, bl_export_format_names,
                                                    BL_EXPORT_FORMATS);
        return 0;
    case KEY_TABLE:
        given->table = (bl_export_table)find_word(state, "table", text, bl_export_table_names,
                                                  BL_EXPORT_TABLES);
        return 0;
    case KEY_FORCE:
        given->force = true;
        return 0;
    default:
        return bl_shelf_take_run(&given->runs, key, text, state);
    }
}

static const struct argp parser = {
    table,
    take_option,
    "RUN...",
    "Write a table of finished runs, all modes below each other.\v"
    "Examples:\n"
    "  ballast export runs/demo --format parquet -o series.parquet\n"
    "  ballast export runs/demo/24h --table fills | head\n\n"
    "CSV, JSON and Markdown have the digits of the run; Parquet has doubles.\n"
    "Exit status: 0 done, 2 usage, 3 a folder that this version cannot read, 4 surroundings, "
    "5 a run was changed.",
    NULL,
    NULL,
    NULL};

static int hand_over(const request *given, const bl_export *export)
{
    bl_err err;
    int failure = 0;
    const bool streams = !given->out || strcmp(given->out, "-") == 0;
    if (streams) {
        bl_export_write(stdout, export);
    } else {
        failure = bl_aside_write(given->out, given->force, bl_export_write, export);
    }
    if (*export->out_of_memory) {
        bl_err_set(&err, BL_MEMORY, "no memory for the table");
        return bl_say_error(&err, false);
    }
    if (failure == EEXIST && !given->force) {
        return bl_say_usage("'%s' exists; --force replaces it", given->out);
    }
    if (failure != 0) {
        bl_outfile_fail(&err, "write", given->out, failure);
        return bl_say_error(&err, false);
    }
    if (!given->quiet && !streams) {
        printf("Wrote %s: %zu rows.\n", given->out, bl_export_count(export));
    }
    return 0;
}

int bl_cmd_export_main(int argc, char **argv)
{
    request given = {.table = BL_EXPORT_SERIES};
    bl_shelf shelf;
    bl_err err;
    bool out_of_memory = false;
    argp_parse(&parser, argc, argv, 0, NULL, &given);
    if (bl_shelf_open(&shelf, given.runs.folders, given.runs.len, &err) != BL_OK) {
        return bl_say_error(&err, false);
    }
    const bl_export export = {.modes = shelf.modes,
                              .len = shelf.len,
                              .table = given.table,
                              .format = given.format,
                              .out_of_memory = &out_of_memory};
    const int status = hand_over(&given, &export);
    bl_shelf_close(&shelf);
    return status;
}
