/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_metric.c - a number of the summary: what it means, and the rows that made it. Which rows
 * follows from what the metric is about: an instant, waits, refusals, costs or pauses.
 */
#include "explain.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/timestamp.h"
#include "chain.h"

enum { TOLD = 5 };

static const json_t *find_metric(const bl_stored *run, const char *name)
{
    return json_object_get(json_object_get(run->summary, "metrics"), name);
}

static void tell_value(const json_t *metric, const char *name, bl_story *out)
{
    const json_t *value = json_object_get(metric, "value");
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    const char *at = bl_stored_word(metric, "at");
    if (json_is_null(value)) {
        bl_story_add(out, 0, NULL, 0, "%s is undefined: %s", name,
                     bl_stored_word(metric, "reason"));
    } else {
        bl_story_add(out, 0, NULL, 0, "%s = %s %s%s%s", name, text ? text : "",
                     bl_stored_word(metric, "unit"), at[0] != '\0' ? " at " : "", at);
    }
    free(text);
    bl_story_add(out, 1, NULL, 0, "is %s", bl_stored_word(metric, "formula"));
    bl_story_add(out, 1, NULL, 0, "defined in the catalogue under %s",
                 bl_stored_word(metric, "definition"));
}

/* ---- the rows of a table that weigh most */

typedef struct {
    size_t row;
    int64_t weight;
} heavy;

/* Keeps the heaviest, the first of equal ones, in falling order. */
static void keep_heavy(heavy kept[TOLD], size_t *len, size_t row, int64_t weight)
{
    size_t at = *len;
    if (weight <= 0) {
        return;
    }
    while (at > 0 && kept[at - 1].weight < weight) {
        at--;
    }
    if (at == TOLD) {
        return;
    }
    if (*len < TOLD) {
        (*len)++;
    }
    memmove(&kept[at + 1], &kept[at], (*len - at - 1) * sizeof *kept);
    kept[at] = (heavy){row, weight};
}

static void tell_waits(const bl_stored *run, const char *name, bl_story *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    heavy kept[TOLD];
    size_t len = 0;
    (void)name;
    for (size_t row = 0; row < flows->rows; row++) {
        int64_t asked_ns = 0;
        int64_t settled_ns = 0;
        if (strcmp(bl_chain_cell(flows, row, "kind"), "deposit") != 0 &&
            bl_chain_read_time(flows, row, "time_ns", &asked_ns) &&
            bl_chain_read_time(flows, row, "settled_ns", &settled_ns)) {
            keep_heavy(kept, &len, row, settled_ns - asked_ns);
        }
    }
    bl_story_add(out, 0, NULL, 0, "The longest waits, notice included:");
    for (size_t i = 0; i < len; i++) {
        bl_chain_tell_flow(run, kept[i].row, 1, out);
    }
}

static void tell_unsettled(const bl_stored *run, const char *name, bl_story *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    const char *outcome = strstr(name, "pending") ? "pending" : "refused";
    size_t len = 0;
    bl_story_add(out, 0, NULL, 0, "The requests that were %s:", outcome);
    for (size_t row = 0; row < flows->rows; row++) {
        if (strcmp(bl_chain_cell(flows, row, "outcome"), outcome) != 0) {
            continue;
        }
        if (len < TOLD) {
            bl_chain_tell_flow(run, row, 1, out);
        }
        len++;
    }
    if (len > TOLD) {
        bl_story_add(out, 1, NULL, 0, "and %zu more", len - TOLD);
    }
}

static void tell_costs(const bl_stored *run, const char *name, bl_story *out)
{
    heavy kept[TOLD];
    size_t len = 0;
    (void)name;
    for (size_t i = 0; i < run->records_len; i++) {
        keep_heavy(kept, &len, i, bl_stored_amount(&run->records[i], "cost"));
    }
    bl_story_add(out, 0, NULL, 0, "The attempts that cost most:");
    for (size_t i = 0; i < len; i++) {
        bl_chain_tell_record(run, kept[i].row, 1, out);
        bl_chain_tell_origin(run, kept[i].row, 2, out);
    }
}

static void tell_trips(const bl_stored *run, const char *name, bl_story *out)
{
    size_t len = 0;
    (void)name;
    bl_story_add(out, 0, NULL, 0, "The trips:");
    for (size_t i = 0; i < run->records_len; i++) {
        if (strcmp(run->records[i].kind, "alert") != 0) {
            continue;
        }
        if (len < TOLD) {
            bl_chain_tell_record(run, i, 1, out);
            bl_chain_tell_origin(run, i, 2, out);
        }
        len++;
    }
    if (len > TOLD) {
        bl_story_add(out, 1, NULL, 0, "and %zu more", len - TOLD);
    }
    if (len == 0) {
        bl_story_add(out, 1, NULL, 0, "none");
    }
}

/* ---- an instant: what made the leverage what it was */

/* |leverage / target - 1| of a row; infinite where that is not defined. */
static double find_drift(const bl_stored *run, size_t row)
{
    const bl_stored_table *series = &run->tables[BL_STORED_SERIES];
    int64_t leverage = 0;
    int64_t target = 0;
    if (!bl_stored_number(series, row, bl_stored_column(series, "leverage"), 9, &leverage) ||
        !bl_stored_number(series, row, bl_stored_column(series, "target"), 9, &target) ||
        target == 0) {
        return INFINITY;
    }
    return fabs((double)leverage / (double)target - 1);
}

static bool is_inside(const bl_stored *run, size_t row)
{
    const json_t *conventions = json_object_get(run->summary, "conventions");
    return find_drift(run, row) <=
           json_number_value(json_object_get(conventions, "band_percent")) / 100;
}

/* The row that a drift of an instant is seen in: the farthest off of that instant, unless the last
 * before it was farther: then prices alone moved until the mark, and what the instant shows came
 * after it, as a rescale does. SIZE_MAX: there is none. */
static size_t find_drifting(const bl_stored *run, int64_t at_ns)
{
    const size_t last = bl_chain_find_row(run, at_ns);
    const size_t before = bl_chain_find_row(run, at_ns - 1);
    size_t found = SIZE_MAX;
    for (size_t row = before == SIZE_MAX ? 0 : before + 1; last != SIZE_MAX && row <= last; row++) {
        if (found == SIZE_MAX || find_drift(run, row) > find_drift(run, found)) {
            found = row;
        }
    }
    const bool earlier = found == SIZE_MAX || (before != SIZE_MAX && find_drift(run, before) >
                                                                          find_drift(run, found));
    return earlier ? before : found;
}

/* The row after which the drift stayed outside the band until `row`. */
static size_t find_departure(const bl_stored *run, size_t row)
{
    while (row > 0 && !is_inside(run, row)) {
        row--;
    }
    return row;
}

static void tell_drift(const bl_stored *run, size_t row, int64_t at_ns, bl_story *out)
{
    const size_t from = find_departure(run, row);
    int64_t row_ns = 0;
    bl_chain_read_time(&run->tables[BL_STORED_SERIES], row, "time_ns", &row_ns);
    if (from < row) {
        bl_story_add(out, 0, NULL, 0, "Since it was last inside the band:");
        bl_chain_tell_change(run, from, row, 1, out);
    } else {
        bl_story_add(out, 0, NULL, 0, "By the last row before it, it was inside the band.");
    }
    if (row_ns < at_ns) {
        char when[BL_CHAIN_WORDS];
        bl_story_add(out, 1, NULL, 0, "from %s on prices alone", bl_chain_time(row_ns, when));
    }
    bl_explain_at(run, row_ns, out);
}

static bool read_instant(const json_t *metric, int64_t *out)
{
    const char *at = bl_stored_word(metric, "at");
    return at[0] != '\0' && bl_timestamp_parse_iso(at, strlen(at), out);
}

static bool begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

bool bl_explain_metric(const bl_stored *run, const char *name, bl_story *out)
{
    static const struct {
        const char *begins;
        void (*tell)(const bl_stored *run, const char *name, bl_story *out);
    } about[] = {
        {"withdrawal_wait", tell_waits},
        {"delayed_withdrawals", tell_waits},
        {"blocked_deposits", tell_unsettled},
        {"withdrawals_pending", tell_unsettled},
        {"transaction_cost", tell_costs},
        {"cost_", tell_costs},
        {"turnover", tell_costs},
        {"trips", tell_trips},
        {"deposits_shut", tell_trips},
        {"withdrawals_shut", tell_trips},
        {"trading_shut", tell_trips},
    };
    const json_t *metric = find_metric(run, name);
    int64_t at_ns;
    if (!metric) {
        return false;
    }
    tell_value(metric, name, out);
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        if (begins(name, about[i].begins)) {
            about[i].tell(run, name, out);
            return true;
        }
    }
    if (read_instant(metric, &at_ns)) {
        const bool drifts =
            begins(name, "drift") || begins(name, "leverage") || begins(name, "margin");
        const size_t row = drifts ? find_drifting(run, at_ns) : SIZE_MAX;
        if (row != SIZE_MAX) {
            tell_drift(run, row, at_ns, out);
        } else {
            bl_explain_at(run, at_ns, out);
        }
    }
    return true;
}
