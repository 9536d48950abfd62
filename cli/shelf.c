/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shelf.c - see shelf.h.
 */
#define _GNU_SOURCE
#include "shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/timestamp.h"
#include "../data/verify.h"

error_t bl_shelf_take_run(bl_shelf_runs *runs, int key, const char *text, struct argp_state *state)
{
    switch (key) {
    case ARGP_KEY_ARG:
        if (runs->len == BL_SHELF_MAX) {
            argp_error(state, "at most %d RUNs", BL_SHELF_MAX);
        }
        runs->folders[runs->len++] = text;
        return 0;
    case ARGP_KEY_END:
        if (runs->len == 0) {
            argp_error(state, "expected a RUN, a folder that `ballast run` or `compare` wrote");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* How long a mode waits, by its name; -1 where the name is no interval. */
static int64_t wait_of(const char *name)
{
    int64_t wait_ns = -1;
    return bl_timestamp_parse_duration(name, strlen(name), &wait_ns) ? wait_ns : -1;
}

static bool goes_before(const char *a, const char *b)
{
    const int64_t x = wait_of(a);
    const int64_t y = wait_of(b);
    return x != y ? x < y : strcmp(a, b) < 0;
}

static bl_status refuse(bl_err *err, bl_status status, const char *run, const char *why)
{
    bl_err_set(err, status, why);
    bl_err_prepend(err, run);
    return status;
}

static bl_status add_path(bl_shelf *shelf, const char *run, const char *name, bl_err *err)
{
    char *path = shelf->paths[shelf->len];
    const int len = snprintf(path, BL_FOLDER_PATH, "%s%s%s", run, name[0] ? "/" : "", name);
    if (len < 0 || len >= BL_FOLDER_PATH) {
        return refuse(err, BL_SYSTEM, run, "the path is too long");
    }
    shelf->len++;
    return BL_OK;
}

/* The first of the names that goes behind `last`; NULL: there is none. */
static const char *find_next(const bl_stored_modes *modes, const char *last)
{
    const char *next = NULL;
    for (size_t i = 0; i < modes->len; i++) {
        const char *name = modes->names[i];
        if ((!last || goes_before(last, name)) && (!next || goes_before(name, next))) {
            next = name;
        }
    }
    return next;
}

static bl_status add_run(bl_shelf *shelf, const char *run, bl_err *err)
{
    bl_stored_modes modes = {.len = 1};
    bl_status status = BL_OK;
    if (!bl_verify_is_mode(run)) {
        status = bl_stored_list_modes(run, &modes, err);
    }
    if (status != BL_OK) {
        return status;
    }
    if (shelf->len + modes.len > BL_SHELF_MAX) {
        return refuse(err, BL_SYSTEM, run, "more than 64 modes");
    }
    for (const char *name = find_next(&modes, NULL); name && status == BL_OK;
         name = find_next(&modes, name)) {
        status = add_path(shelf, run, name, err);
    }
    return status;
}

/* Opened where it stays: it points to itself. */
static bl_status open_mode(bl_shelf *shelf, size_t index, const char *run, bl_err *err)
{
    bl_verify_report report;
    bl_readback *stored = &shelf->modes[index];
    if (bl_verify_mode(shelf->paths[index], &report, err) != BL_OK ||
        bl_readback_open(stored, shelf->paths[index], err) != BL_OK) {
        return err->status;
    }
    if (!run) {
        return BL_OK;
    }
    if (asprintf(&shelf->labels[index], "%s: %s", run, stored->setup.mode.text) < 0) {
        shelf->labels[index] = NULL;
        return bl_err_set(err, BL_MEMORY, "no memory for the name of a mode");
    }
    stored->setup.mode.text = shelf->labels[index];
    return BL_OK;
}

bl_status bl_shelf_open(bl_shelf *shelf, const char *const *runs, size_t runs_len, bl_err *err)
{
    size_t ends[BL_SHELF_MAX];
    bl_status status = BL_OK;
    *shelf = (bl_shelf){0};
    shelf->paths = calloc(BL_SHELF_MAX, sizeof *shelf->paths);
    shelf->modes = calloc(BL_SHELF_MAX, sizeof *shelf->modes);
    if (!shelf->paths || !shelf->modes) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the runs");
    }
    for (size_t r = 0; r < runs_len && status == BL_OK; r++) {
        status = add_run(shelf, runs[r], err);
        ends[r] = shelf->len;
    }
    for (size_t i = 0, r = 0; i < shelf->len && status == BL_OK; i++) {
        while (i >= ends[r]) {
            r++;
        }
        status = open_mode(shelf, i, runs_len > 1 ? runs[r] : NULL, err);
    }
    if (status != BL_OK) {
        bl_shelf_close(shelf);
    }
    return status;
}

void bl_shelf_close(bl_shelf *shelf)
{
    for (size_t i = 0; i < shelf->len && shelf->modes; i++) {
        bl_readback_close(&shelf->modes[i]);
        free(shelf->labels[i]);
    }
    free(shelf->modes);
    free(shelf->paths);
    *shelf = (bl_shelf){0};
}
