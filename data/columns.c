/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns.c - see the header. The estimate is meant to be nearly right, so growth is rare; pages
 * never touched cost nothing. Large columns ask for huge pages, to fault less often.
 */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE
#endif
#include "columns.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ROWS_MIN = 64, HUGE_PAGE = 2 * 1024 * 1024 };

/* New room for one column, `len` items carried over; NULL: out of memory. */
static void *move_items(const void *items, size_t len, size_t cap, size_t item_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(cap, item_bytes, &bytes) || bytes > PTRDIFF_MAX - HUGE_PAGE) {
        return NULL;
    }
    bool large = bytes >= 2 * HUGE_PAGE;
    size_t rounded = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *moved = large ? aligned_alloc(HUGE_PAGE, rounded) : malloc(bytes);
    if (moved == NULL) {
        return NULL;
    }
    if (large) {
        (void)madvise(moved, bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
    }
    if (len != 0) {
        memcpy(moved, items, len * item_bytes);
    }
    return moved;
}

/* All columns move or none: a half-grown set would have two capacities. */
static bool set_cap(bl_columns *columns, size_t cap)
{
    void *moved[BL_COLUMNS_MAX];
    for (size_t i = 0; i < columns->count; i++) {
        moved[i] = move_items(columns->items[i], columns->len, cap, columns->item_bytes[i]);
        if (moved[i] == NULL) {
            while (i > 0) {
                free(moved[--i]);
            }
            return false;
        }
    }
    for (size_t i = 0; i < columns->count; i++) {
        free(columns->items[i]);
        columns->items[i] = moved[i];
    }
    columns->cap = cap;
    return true;
}

/* Columns without items. */
static bl_columns *take(const size_t *item_bytes, size_t count)
{
    BL_ASSERT(count <= BL_COLUMNS_MAX);
    bl_columns *columns = calloc(1, sizeof *columns);
    if (columns != NULL) {
        columns->count = count;
        memcpy(columns->item_bytes, item_bytes, count * sizeof *item_bytes);
    }
    return columns;
}

bl_columns *bl_columns_open(const size_t *item_bytes, size_t count, size_t rows_estimate)
{
    bl_columns *columns = take(item_bytes, count);
    if (columns == NULL) {
        return NULL;
    }
    if (!set_cap(columns, rows_estimate > ROWS_MIN ? rows_estimate : ROWS_MIN)) {
        bl_columns_close(columns);
        return NULL;
    }
    return columns;
}

bl_columns *bl_columns_map(const size_t *item_bytes, size_t count, const bl_tape *tape)
{
    bl_columns *columns = tape->parts_len >= count ? take(item_bytes, count) : NULL;
    if (columns == NULL) {
        bl_tape_file_unmap(tape->map);
        return NULL;
    }
    columns->map = tape->map;
    columns->len = columns->cap = tape->report.rows;
    for (size_t i = 0; i < count; i++) {
        if (tape->parts[i].len / item_bytes[i] < columns->len) {
            bl_columns_close(columns);
            return NULL;
        }
        columns->items[i] = (void *)(uintptr_t)tape->parts[i].at;
    }
    return columns;
}

void bl_columns_list(const bl_columns *columns, const bl_feed_report *report, bl_tape *out)
{
    *out = (bl_tape){.report = *report, .parts_len = columns->count};
    for (size_t i = 0; i < columns->count; i++) {
        out->parts[i] = (bl_tape_part){columns->items[i], columns->len * columns->item_bytes[i]};
    }
}

void bl_columns_close(bl_columns *columns)
{
    if (columns == NULL) {
        return;
    }
    bl_tape_file_unmap(columns->map);
    for (size_t i = 0; i < columns->count && columns->map.at == NULL; i++) {
        free(columns->items[i]);
    }
    free(columns);
}

void bl_columns_cut(bl_columns *columns, size_t count)
{
    while (columns->count > count) {
        void *last = columns->items[--columns->count];
        if (columns->map.at == NULL) {
            free(last);
        }
    }
}

bool bl_columns_reserve(bl_columns *columns)
{
    size_t cap = columns->cap;
    return columns->len < cap || (cap < SIZE_MAX / 2 && set_cap(columns, cap + cap / 2));
}
