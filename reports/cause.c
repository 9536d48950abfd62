/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cause.c - see cause.h. A review's attempt is the one before its record, what it trips comes
 * after (spec 10.3). A flow is its own cause in `immediate`, and where its payout is one act with
 * the rescale (spec 6.6): then the flow settled at that instant, or was due and did not.
 */
#include "cause.h"

#include "../data/timestamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool bl_cause_is_attempt(const bl_stored_record *record)
{
    static const char *const kinds[] = {"open", "rebalance", "failed", "idle", "crank"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(record->kind, kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

size_t bl_cause_find_flow(const bl_stored *run, int64_t seq)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    return seq >= 0 && (uint64_t)seq < flows->rows ? (size_t)seq : SIZE_MAX;
}

static bool is_review(const bl_stored_record *record)
{
    return strcmp(record->kind, "review") == 0;
}

/* A review's own records stand together, at one instant, under its count. */
static bool belongs_to_review(const bl_stored *run, size_t at)
{
    const bl_stored_record *it = &run->records[at];
    const bool follows = !bl_cause_is_attempt(it);
    for (size_t i = at; i < run->records_len; i = follows ? i - 1 : i + 1) {
        const bl_stored_record *near = &run->records[i];
        if (near->time_ns != it->time_ns || near->cause != it->cause) {
            return false;
        }
        if (is_review(near)) {
            return true;
        }
        if (i != at && follows == bl_cause_is_attempt(near)) {
            return false; /* past its own group */
        }
    }
    return false;
}

/* A schedule of one period gives each tick its instant: the k-th multiple after the opening. */
static bool is_on_schedule(const bl_stored *run, const bl_stored_record *record)
{
    const char *mode = bl_stored_word(run->manifest, "mode");
    const char *every = strncmp(mode, "interval:", 9) == 0 ? mode + 9 : mode;
    const size_t len = strcspn(every, "+:");
    int64_t every_ns = 0;
    int64_t offset_ns = 0;
    if (!bl_timestamp_parse_duration(every, len, &every_ns) || every_ns <= 0) {
        return false;
    }
    if (every[len] == '+') {
        bl_timestamp_parse_duration(every + len + 1, strlen(every + len + 1), &offset_ns);
    }
    return (record->time_ns - offset_ns) % every_ns == 0;
}

/* Settled there and then, or a withdrawal that was asked for before and not paid by then. */
static bool fits_flow(const bl_stored *run, const bl_stored_record *record)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    const size_t row = bl_cause_find_flow(run, record->cause);
    int64_t asked_ns = 0;
    int64_t settled_ns = 0;
    if (row == SIZE_MAX ||
        !bl_stored_number(flows, row, bl_stored_column(flows, "time_ns"), 0, &asked_ns)) {
        return false;
    }
    if (!bl_stored_number(flows, row, bl_stored_column(flows, "settled_ns"), 0, &settled_ns)) {
        return asked_ns <= record->time_ns;
    }
    return settled_ns == record->time_ns ||
           (strcmp(record->kind, "rebalance") != 0 && asked_ns <= record->time_ns &&
            record->time_ns < settled_ns);
}

bl_cause_kind bl_cause_find(const bl_stored *run, size_t record)
{
    const bl_stored_record *it = &run->records[record];
    if (it->cause == BL_STORED_NO_CAUSE) {
        return BL_CAUSE_NONE;
    }
    if (strcmp(it->kind, "refusal") == 0) {
        return BL_CAUSE_FLOW;
    }
    if (is_review(it) || belongs_to_review(run, record)) {
        return BL_CAUSE_REVIEW;
    }
    if (strcmp(bl_stored_word(run->manifest, "mode"), "immediate") == 0) {
        return BL_CAUSE_FLOW;
    }
    return !is_on_schedule(run, it) && fits_flow(run, it) ? BL_CAUSE_FLOW : BL_CAUSE_TICK;
}

void bl_cause_print(bl_cause_kind kind, int64_t number, char out[BL_CAUSE_TEXT])
{
    static const char *const words[] = {"", "flow", "tick", "review"};
    if (kind == BL_CAUSE_NONE) {
        out[0] = '\0';
    } else {
        snprintf(out, BL_CAUSE_TEXT, "%s %" PRId64, words[kind], number);
    }
}
