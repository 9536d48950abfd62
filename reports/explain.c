/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain.c - a record with what led to it and what came of it; an instant with its state.
 */
#include "explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chain.h"

enum { LAST_EVENTS = 5, PENDING_TOLD = 8 };

/* ---- a record */

static bool is_kind(const bl_stored *run, size_t record, const char *kind)
{
    return strcmp(run->records[record].kind, kind) == 0;
}

/* Where the review that `record` belongs to ended; records_len: never. */
static size_t find_clearing(const bl_stored *run, size_t record)
{
    size_t i = record;
    while (i < run->records_len && run->records[i].gates[0] != '\0') {
        i++;
    }
    return i;
}

static void tell_waits(const bl_stored *run, int64_t begin_ns, int64_t end_ns, int depth,
                       bl_story *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    size_t refused = 0;
    size_t late = 0;
    for (size_t i = 0; i < run->records_len; i++) {
        const bl_stored_record *it = &run->records[i];
        refused += is_kind(run, i, "refusal") && it->reason &&
                   strcmp(it->reason, "GATE_SHUT") == 0 && it->time_ns >= begin_ns &&
                   it->time_ns <= end_ns;
    }
    for (size_t row = 0; row < flows->rows; row++) {
        int64_t asked_ns = 0;
        int64_t settled_ns = INT64_MAX;
        bl_chain_read_time(flows, row, "time_ns", &asked_ns);
        bl_chain_read_time(flows, row, "settled_ns", &settled_ns);
        late += asked_ns < end_ns && settled_ns > end_ns &&
                strcmp(bl_chain_cell(flows, row, "outcome"), "refused") != 0;
    }
    bl_story_add(out, depth, NULL, 0,
                 "meanwhile %zu deposit%s refused; %zu request%s still waited when it ended",
                 refused, refused == 1 ? " was" : "s were", late, late == 1 ? "" : "s");
}

static void tell_shutting(const bl_stored *run, size_t record, bl_story *out)
{
    const size_t clearing = find_clearing(run, record);
    const bool clears = clearing < run->records_len;
    const int64_t begin_ns = run->records[record].time_ns;
    const size_t last = clears ? clearing : run->records_len - 1;
    size_t reviews = 0;
    char span[BL_CHAIN_WORDS];
    for (size_t i = record; i <= last; i++) {
        reviews += is_kind(run, i, "review");
    }
    bl_story_add(out, 1, BL_CHAIN_LOG, run->records[last].line,
                 "the pause %s %s later, after %zu review%s",
                 clears ? "ended" : "had not ended at the end of the run,",
                 bl_chain_span(run->records[last].time_ns - begin_ns, span), reviews,
                 reviews == 1 ? "" : "s");
    tell_waits(run, begin_ns, run->records[last].time_ns, 2, out);
}

/* Records that follow at the same instant because of it. */
static void tell_outcome(const bl_stored *run, size_t record, bl_story *out)
{
    size_t at = record + 1;
    while (at < run->records_len && run->records[at].time_ns == run->records[record].time_ns &&
           run->records[at].cause == run->records[record].cause &&
           !bl_cause_is_attempt(&run->records[at])) {
        bl_chain_tell_record(run, at, 1, out);
        at++;
    }
    const size_t last = at - 1;
    if (run->records[last].gates[0] != '\0') {
        tell_shutting(run, last, out);
    } else if (last == record) {
        bl_story_add(out, 1, NULL, 0, "nothing: no gate changed");
    }
}

void bl_explain_event(const bl_stored *run, size_t record, bl_story *out)
{
    bl_chain_tell_record(run, record, 0, out);
    bl_story_add(out, 0, NULL, 0, "What led to it:");
    bl_chain_tell_origin(run, record, 1, out);
    if (!is_kind(run, record, "end")) {
        bl_story_add(out, 0, NULL, 0, "What came of it:");
        tell_outcome(run, record, out);
    }
}

/* ---- an instant */

static void tell_state(const bl_stored *run, size_t row, bl_story *out)
{
    static const char *const names[] = {"equity",   "supply", "share_price", "leverage", "target",
                                        "intended", "total",  "locked",      "unlocked", "reserve"};
    const bl_stored_table *series = &run->tables[BL_STORED_SERIES];
    char text[BL_STORY_TEXT] = "";
    size_t len = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && len < sizeof text; i++) {
        const char *cell = bl_chain_cell(series, row, names[i]);
        if (cell[0] != '\0') {
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s", len > 0 ? ", " : "",
                                    names[i], cell);
        }
    }
    bl_story_add(out, 1, bl_stored_file(BL_STORED_SERIES), series->lines[row], "%s", text);
}

static void tell_gates(const bl_stored *run, int64_t time_ns, bl_story *out)
{
    const size_t record = bl_chain_find_record(run, time_ns);
    char gates[BL_CHAIN_WORDS];
    if (record == SIZE_MAX) {
        return;
    }
    bl_story_add(out, 0, NULL, 0, "Gates: %s.", bl_chain_gates(run->records[record].gates, gates));
    const size_t trip = bl_chain_find_trip(run, record);
    if (trip != SIZE_MAX) {
        bl_chain_tell_record(run, trip, 1, out);
        bl_chain_tell_origin(run, trip, 2, out);
    }
}

/* Asked for by then and not settled, and not refused by then either. */
static bool is_pending(const bl_stored *run, size_t row, int64_t time_ns)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    int64_t asked_ns = INT64_MAX;
    int64_t settled_ns = INT64_MAX;
    bl_chain_read_time(flows, row, "time_ns", &asked_ns);
    bl_chain_read_time(flows, row, "settled_ns", &settled_ns);
    if (asked_ns > time_ns || settled_ns <= time_ns) {
        return false;
    }
    for (size_t i = 0; i < run->records_len && run->records[i].time_ns <= time_ns; i++) {
        if (is_kind(run, i, "refusal") && run->records[i].cause == (int64_t)row) {
            return false;
        }
    }
    return true;
}

static void tell_pending(const bl_stored *run, int64_t time_ns, bl_story *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    const size_t heading = out->len;
    size_t len = 0;
    bl_story_add(out, 0, NULL, 0, "Waiting: nothing.");
    for (size_t row = 0; row < flows->rows; row++) {
        if (!is_pending(run, row, time_ns)) {
            continue;
        }
        if (len < PENDING_TOLD) {
            bl_chain_tell_flow(run, row, 1, out);
        }
        len++;
    }
    if (len > 0 && heading < out->len) {
        snprintf(out->notes[heading].text, sizeof out->notes[heading].text,
                 "Waiting: %zu request%s, for notice, for a gate or for money.", len,
                 len > 1 ? "s" : "");
    }
    if (len > PENDING_TOLD) {
        bl_story_add(out, 1, NULL, 0, "and %zu more", len - PENDING_TOLD);
    }
}

static void tell_last(const bl_stored *run, int64_t time_ns, bl_story *out)
{
    const size_t record = bl_chain_find_record(run, time_ns);
    bl_story_add(out, 0, NULL, 0, "Last in the log:");
    if (record == SIZE_MAX) {
        return;
    }
    const size_t first = record >= LAST_EVENTS ? record - LAST_EVENTS + 1 : 0;
    for (size_t i = first; i <= record; i++) {
        bl_chain_tell_record(run, i, 1, out);
    }
}

bool bl_explain_at(const bl_stored *run, int64_t time_ns, bl_story *out)
{
    const size_t row = bl_chain_find_row(run, time_ns);
    char when[2][BL_CHAIN_WORDS];
    int64_t row_ns = 0;
    if (row == SIZE_MAX) {
        return false;
    }
    bl_chain_read_time(&run->tables[BL_STORED_SERIES], row, "time_ns", &row_ns);
    const char *cause = bl_chain_cell(&run->tables[BL_STORED_SERIES], row, "cause");
    if (row_ns == time_ns) {
        bl_story_add(out, 0, NULL, 0, "%s (%s):", bl_chain_time(time_ns, when[0]), cause);
    } else {
        bl_story_add(out, 0, NULL, 0,
                     "%s, as of the last row before it, %s (%s):", bl_chain_time(time_ns, when[0]),
                     bl_chain_time(row_ns, when[1]), cause);
    }
    tell_state(run, row, out);
    tell_gates(run, time_ns, out);
    tell_pending(run, time_ns, out);
    tell_last(run, time_ns, out);
    return true;
}
