/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shelf.c - see shelf.h.
 */
#define _GNU_SOURCE
#include "shelf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/timestamp.h"
#include "../data/verify.h"

static int is_candidate(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* How long a mode waits, by its name; -1 where the name is no interval. */
static int64_t wait_of(const char *name)
{
    int64_t wait_ns = -1;
    return bl_timestamp_parse_duration(name, strlen(name), &wait_ns) ? wait_ns : -1;
}

static int by_interval(const struct dirent **a, const struct dirent **b)
{
    const int64_t x = wait_of((*a)->d_name);
    const int64_t y = wait_of((*b)->d_name);
    return x != y ? (x > y) - (x < y) : strcmp((*a)->d_name, (*b)->d_name);
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
    shelf->len += bl_verify_is_mode(path);
    return BL_OK;
}

static bl_status add_run(bl_shelf *shelf, const char *run, bl_err *err)
{
    const size_t before = shelf->len;
    struct dirent **entries;
    bl_status status = BL_OK;
    if (shelf->len == BL_SHELF_MAX || add_path(shelf, run, "", err) != BL_OK) {
        return refuse(err, BL_SYSTEM, run, "more than 64 modes, or a path that is too long");
    }
    if (shelf->len > before) {
        return BL_OK;
    }
    const int len = scandir(run, &entries, is_candidate, by_interval);
    for (int i = 0; i < len; i++) {
        if (status == BL_OK && shelf->len < BL_SHELF_MAX) {
            status = add_path(shelf, run, entries[i]->d_name, err);
        }
        free(entries[i]);
    }
    if (len >= 0) {
        free(entries);
    }
    if (status == BL_OK && shelf->len == before) {
        return refuse(err, BL_SYSTEM, run, "no run here: no audit.jsonl nor a folder with one");
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
