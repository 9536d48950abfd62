/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * survey.c - what rows look like. Moves are measured from the close before to whatever price of
 * the bar is furthest from it, in 10^-9; their median is of those that are not 0.
 */
#include "survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repair.h"

enum { OPEN = 0, HIGH, LOW, CLOSE, VOLUME };
enum { JUMP_DEFAULT = 50, FROZEN_MIN = 12, THIN_PART = 1000, PICTURE_TOP = 255, PLACES = 12 };

static bl_import_number number_at(const bl_import_job *job, size_t line, size_t cell)
{
    bl_import_number out = {0};
    bl_import_job_cell_number(job, &job->lines[line], cell, &out);
    return out;
}

static void find(bl_import_job *job, bl_finding finding, size_t rank, bl_tally_item item)
{
    bl_tally_add(&job->report->findings[finding], rank, item);
}

static bl_tally_item item_of(const bl_import_line *line)
{
    return (bl_tally_item){line->time_ns, line->time_ns, 1, line->place.file, line->place.line};
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The middle one of those that are not 0; 0 where there are none. Sorts what it is given. */
static int64_t median_of(int64_t *values, size_t len)
{
    qsort(values, len, sizeof *values, compare);
    size_t zeros = 0;
    while (zeros < len && values[zeros] == 0) {
        zeros++;
    }
    return zeros < len ? values[zeros + (len - zeros) / 2] : 0;
}

/* ---- time */

static void look_at_steps(bl_import_job *job)
{
    const int64_t step = job->report->step_ns;
    for (size_t i = 1; step > 0 && i < job->lines_len; i++) {
        const bl_import_line *const line = &job->lines[i];
        const int64_t since = line->time_ns - job->lines[i - 1].time_ns;
        const int64_t missing = since / step + (since % step > step / 2) - 1;
        if (missing > 0) {
            const bl_tally_item gap = {job->lines[i - 1].time_ns, line->time_ns, (size_t)missing,
                                       line->place.file, line->place.line};
            find(job, BL_FINDING_GAP, 2 * i, gap); /* no two gaps are neighbours */
        }
        if (since % step != 0) {
            find(job, BL_FINDING_OFF_GRID, i, item_of(line));
        }
    }
}

/* ---- bars */

/* From the close before to the furthest price of a bar; of the first bar from its own close. */
static int64_t move_of(const bl_import_job *job, size_t line)
{
    const bl_import_number from = number_at(job, line > 0 ? line - 1 : line, CLOSE);
    int64_t furthest = 0;
    for (size_t cell = OPEN; cell <= CLOSE; cell++) {
        const int64_t move = bl_import_number_move_ppb(from, number_at(job, line, cell));
        furthest = move > furthest ? move : furthest;
    }
    return furthest;
}

static bool look_at_moves(bl_import_job *job, int64_t *scratch)
{
    const int64_t times = job->options->jump ? (int64_t)job->options->jump : JUMP_DEFAULT;
    for (size_t i = 0; i < job->lines_len; i++) {
        scratch[i] = move_of(job, i);
    }
    const int64_t median = median_of(scratch, job->lines_len);
    for (size_t i = 0; median > 0 && i < job->lines_len; i++) {
        if (move_of(job, i) / times > median) {
            find(job, BL_FINDING_JUMP, i, item_of(&job->lines[i]));
        }
    }
    return true;
}

static bool is_flat(const bl_import_job *job, size_t line)
{
    const bl_import_field close = bl_import_job_cell(job, &job->lines[line - 1], CLOSE);
    const bl_import_number before = number_at(job, line - 1, CLOSE);
    bool flat = close.text && number_at(job, line, VOLUME).mantissa == 0;
    for (size_t cell = OPEN; flat && cell <= CLOSE; cell++) {
        flat = bl_import_number_move_ppb(before, number_at(job, line, cell)) == 0;
    }
    return flat;
}

static void look_for_frozen(bl_import_job *job)
{
    size_t from = 1;
    for (size_t i = 1; i <= job->lines_len; i++) {
        if (i < job->lines_len && is_flat(job, i)) {
            continue;
        }
        if (i - from >= FROZEN_MIN) {
            bl_tally_item item = item_of(&job->lines[from]);
            item.to_ns = job->lines[i - 1].time_ns;
            item.count = i - from;
            find(job, BL_FINDING_FROZEN, 2 * i, item);
        }
        from = i + 1;
    }
}

/* A volume at 6 places, as far as it fits. */
static int64_t volume_of(const bl_import_job *job, size_t line)
{
    static const int places = 6;
    bl_import_number fixed;
    bool lost;
    return bl_import_number_fix(number_at(job, line, VOLUME), places, &fixed, &lost) &&
                   fixed.mantissa < (bl_u128)INT64_MAX
               ? (int64_t)fixed.mantissa
               : INT64_MAX;
}

static void look_at_volumes(bl_import_job *job, int64_t *scratch)
{
    for (size_t i = 0; i < job->lines_len; i++) {
        scratch[i] = volume_of(job, i);
    }
    const int64_t thin = median_of(scratch, job->lines_len) / THIN_PART;
    for (size_t i = 0; i < job->lines_len; i++) {
        const int64_t volume = volume_of(job, i);
        if (number_at(job, i, VOLUME).mantissa == 0) {
            find(job, BL_FINDING_ZERO_VOLUME, i, item_of(&job->lines[i]));
        } else if (volume < thin) {
            find(job, BL_FINDING_THIN, i, item_of(&job->lines[i]));
        }
    }
}

static bool look_at_bars(bl_import_job *job)
{
    bl_import_report *const report = job->report;
    int64_t *const scratch = malloc((job->lines_len + 1) * sizeof *scratch);
    if (!scratch) {
        job->system_failed = true;
        return false;
    }
    look_at_moves(job, scratch);
    look_for_frozen(job);
    if (!report->volume_missing) {
        look_at_volumes(job, scratch);
    }
    free(scratch);
    report->findings[BL_FINDING_CLOSE_ONLY].count = report->close_for_all ? job->lines_len : 0;
    report->findings[BL_FINDING_NO_VOLUME].count = report->volume_missing ? job->lines_len : 0;
    return true;
}

/* ---- the picture */

/* A value as an integer of `places` places; saturated. */
static int64_t fixed_at(const bl_import_job *job, size_t line, size_t cell, int places)
{
    bl_import_number fixed;
    bool lost;
    const bl_import_number number = number_at(job, line, cell);
    const bool good = bl_import_number_fix(number, places, &fixed, &lost) &&
                      fixed.mantissa < (bl_u128)(INT64_MAX / (PICTURE_TOP + 1));
    const int64_t value = good ? (int64_t)fixed.mantissa : INT64_MAX / (PICTURE_TOP + 1);
    return number.negative ? -value : value;
}

typedef struct {
    int64_t low, high;
    size_t lowest, highest; /* lines */
} range;

static range range_of(const bl_import_job *job, size_t cell, int places)
{
    range out = {INT64_MAX, INT64_MIN, 0, 0};
    for (size_t i = 0; i < job->lines_len; i++) {
        const int64_t value = fixed_at(job, i, cell, places);
        if (value < out.low) {
            out.low = value;
            out.lowest = i;
        }
        if (value > out.high) {
            out.high = value;
            out.highest = i;
        }
    }
    return out;
}

/* As many places as leave the largest value unsaturated. */
static range scale_range(const bl_import_job *job, size_t cell, int *places)
{
    range all = range_of(job, cell, *places);
    while (*places > 0 && all.high == INT64_MAX / (PICTURE_TOP + 1)) {
        --*places;
        all = range_of(job, cell, *places);
    }
    return all;
}

static size_t column_of(const bl_import_job *job, int64_t time_ns)
{
    const int64_t first = job->lines[0].time_ns;
    const int64_t span = job->lines[job->lines_len - 1].time_ns - first;
    const bl_i128 at = span > 0 ? (bl_i128)(time_ns - first) * BL_IMPORT_PICTURE / span : 0;
    return at >= BL_IMPORT_PICTURE ? BL_IMPORT_PICTURE - 1 : (size_t)at;
}

static void mark(bl_import_job *job, bl_finding finding, size_t field)
{
    const bl_tally *const tally = &job->report->findings[finding];
    for (size_t i = 0; i < tally->items_len; i++) {
        const size_t last = column_of(job, tally->items[i].to_ns);
        for (size_t column = column_of(job, tally->items[i].from_ns); column <= last; column++) {
            bool *const marks[] = {&job->report->picture[column].gap,
                                   &job->report->picture[column].frozen,
                                   &job->report->picture[column].jump};
            *marks[field] = true;
        }
    }
}

static void note_edge(const bl_import_job *job, size_t line, size_t cell, char out[BL_IMPORT_EDGE])
{
    const bl_import_field field = bl_import_job_cell(job, &job->lines[line], cell);
    snprintf(out, BL_IMPORT_EDGE, "%.*s", (int)field.len, field.text ? field.text : "");
}

static void draw(bl_import_job *job)
{
    const size_t cell = bl_import_values_shown(job->kind);
    int places = PLACES;
    const range all = scale_range(job, cell, &places);
    note_edge(job, all.lowest, cell, job->report->least);
    note_edge(job, all.highest, cell, job->report->most);
    const int64_t width = all.high > all.low ? all.high - all.low : 1;
    for (size_t i = 0; i < job->lines_len; i++) {
        const int64_t value = fixed_at(job, i, cell, places) - all.low;
        const uint8_t height = (uint8_t)((bl_i128)value * PICTURE_TOP / width);
        bl_import_pixel *const pixel = &job->report->picture[column_of(job, job->lines[i].time_ns)];
        pixel->low = !pixel->any || height < pixel->low ? height : pixel->low;
        pixel->high = !pixel->any || height > pixel->high ? height : pixel->high;
        pixel->any = true;
    }
    mark(job, BL_FINDING_GAP, 0);
    mark(job, BL_FINDING_FROZEN, 1);
    mark(job, BL_FINDING_JUMP, 2);
}

bool bl_survey_run(bl_import_job *job)
{
    const bool drawn = job->kind != BL_IMPORT_FLOWS && job->kind != BL_IMPORT_DEPTH;
    bl_tally *const bars = job->report->findings;
    if (bars[BL_FINDING_BAR].count * 2 > job->report->rows_read) {
        bars[BL_FINDING_HEADER].count = 1;
    }
    if (job->lines_len == 0 || !drawn) {
        return true;
    }
    bool regular;
    job->report->step_ns = bl_repair_step(job, &regular);
    look_at_steps(job);
    if (job->kind == BL_IMPORT_PRICES && !look_at_bars(job)) {
        return false;
    }
    draw(job);
    return !job->system_failed;
}
