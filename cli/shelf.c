/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shelf.c - see shelf.h.
 */
#define _GNU_SOURCE
#include "shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Which of the modes comes k-th: as they were asked for when the run was made. */
static bl_status put_in_order(const bl_stored_modes *modes, const char *run,
                              size_t out[BL_STORED_MODES_MAX], bl_err *err)
{
    size_t places[BL_STORED_MODES_MAX] = {0};
    for (size_t i = 0; i < modes->len; i++) {
        char path[BL_FOLDER_PATH];
        const int len = snprintf(path, sizeof path, "%s/%s", run, modes->names[i]);
        if (len < 0 || len >= BL_FOLDER_PATH) {
            return refuse(err, BL_SYSTEM, run, "the path is too long");
        }
        places[i] = bl_readback_find_place(path);
        size_t at = i;
        for (; at > 0 && places[out[at - 1]] > places[i]; at--) {
            out[at] = out[at - 1];
        }
        out[at] = i;
    }
    return BL_OK;
}

static bl_status add_run(bl_shelf *shelf, const char *run, bl_err *err)
{
    bl_stored_modes modes = {.len = 1};
    size_t order[BL_STORED_MODES_MAX] = {0};
    bl_status status = BL_OK;
    if (!bl_verify_is_mode(run)) {
        status = bl_stored_list_modes(run, &modes, err);
        status = status == BL_OK ? put_in_order(&modes, run, order, err) : status;
    }
    if (status != BL_OK) {
        return status;
    }
    if (shelf->len + modes.len > BL_SHELF_MAX) {
        return refuse(err, BL_SYSTEM, run, "more than 64 modes");
    }
    for (size_t i = 0; i < modes.len && status == BL_OK; i++) {
        status = add_path(shelf, run, modes.names[order[i]], err);
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
