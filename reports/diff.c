/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff.c - see diff.h. Amounts are read at the places of the asset and added in integers, so every
 * sum is exact. What a record says of the mode's name, of its number and of the chain is left out:
 * two spellings of one mode are the same run.
 */
#define _GNU_SOURCE
#include "diff.h"

#include <stdlib.h>
#include <string.h>

/* ---- where they part */

static void add_field(bl_diff_parting *parting, const char *name, const char *a, const char *b)
{
    if (strcmp(a, b) == 0 || parting->fields_len == BL_DIFF_FIELDS_MAX) {
        return;
    }
    bl_diff_field *field = &parting->fields[parting->fields_len++];
    snprintf(field->name, sizeof field->name, "%s", name);
    snprintf(field->text[0], sizeof field->text[0], "%s", a);
    snprintf(field->text[1], sizeof field->text[1], "%s", b);
}

static void compare_rows(const bl_stored_table *a, const bl_stored_table *b, size_t row,
                         bl_diff_parting *out)
{
    out->fields_len = 0;
    for (size_t c = 0; c < a->columns; c++) {
        const char *name = bl_stored_name(a, c);
        add_field(out, name, bl_stored_cell(a, row, c),
                  bl_stored_cell(b, row, bl_stored_column(b, name)));
    }
}

static void place_row(const bl_stored_table *table, size_t row, bl_diff_parting *out, int side)
{
    if (row < table->rows) {
        out->line[side] = table->lines[row];
        bl_stored_number(table, row, bl_stored_column(table, "time_ns"), 0, &out->time_ns[side]);
    }
}

static void part_tables(const bl_stored_table *a, const bl_stored_table *b, bl_diff_parting *out)
{
    const size_t both = a->rows < b->rows ? a->rows : b->rows;
    size_t row = 0;
    while (row < both && out->fields_len == 0) {
        compare_rows(a, b, row, out);
        row += out->fields_len == 0;
    }
    if (row < a->rows || row < b->rows) {
        out->found = true;
        place_row(a, row, out, 0);
        place_row(b, row, out, 1);
    }
}

static void print_member(const json_t *value, char out[BL_DIFF_TEXT])
{
    const char *word = json_string_value(value);
    char *text = word ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    snprintf(out, BL_DIFF_TEXT, "%s", word ? word : text ? text : "");
    free(text);
}

static void compare_records(const json_t *a, const json_t *b, bl_diff_parting *out)
{
    static const char *const keys[] = {"time_ns", "kind",   "cause", "reason", "nav",  "supply",
                                       "pre",     "target", "post",  "cost",   "gates"};
    out->fields_len = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char text[2][BL_DIFF_TEXT];
        print_member(json_object_get(a, keys[i]), text[0]);
        print_member(json_object_get(b, keys[i]), text[1]);
        add_field(out, keys[i], text[0], text[1]);
    }
}

static void place_record(const bl_stored *run, size_t at, bl_diff_parting *out, int side)
{
    if (at < run->records_len) {
        out->line[side] = run->records[at].line;
        out->time_ns[side] = run->records[at].time_ns;
    }
}

static void part_records(const bl_stored *a, const bl_stored *b, bl_diff_parting *out)
{
    const size_t both = a->records_len < b->records_len ? a->records_len : b->records_len;
    size_t at = 0;
    while (at < both && out->fields_len == 0) {
        compare_records(a->records[at].json, b->records[at].json, out);
        at += out->fields_len == 0;
    }
    if (at < a->records_len || at < b->records_len) {
        out->found = true;
        place_record(a, at, out, 0);
        place_record(b, at, out, 1);
    }
}

/* ---- cause by cause */

/* A flow is known by its number; what a schedule, a review or the world caused, by its instant:
 * two modes count their ticks apart. */
static int order_keys(const bl_diff_cause *a, const bl_diff_cause *b)
{
    const int64_t a_key = a->kind == BL_CAUSE_FLOW ? a->number : a->time_ns;
    const int64_t b_key = b->kind == BL_CAUSE_FLOW ? b->number : b->time_ns;
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return a_key < b_key ? -1 : a_key > b_key;
}

/* Entries of one cause: A's, then B's, each in the order of its records, the flow's row last. */
static int order_causes(const void *left, const void *right)
{
    const bl_diff_cause *a = left;
    const bl_diff_cause *b = right;
    const int keys = order_keys(a, b);
    const int a_side = a->side[1].kind != NULL;
    const int b_side = b->side[1].kind != NULL;
    if (keys != 0 || a_side != b_side) {
        return keys != 0 ? keys : a_side - b_side;
    }
    return a->place < b->place ? -1 : a->place > b->place;
}

static int order_times(const void *left, const void *right)
{
    const bl_diff_cause *a = left;
    const bl_diff_cause *b = right;
    if (a->time_ns != b->time_ns) {
        return a->time_ns < b->time_ns ? -1 : 1;
    }
    return a->place < b->place ? -1 : a->place > b->place;
}

static bool is_counted(const bl_stored_record *record)
{
    return bl_cause_is_attempt(record) || strcmp(record->kind, "liquidation") == 0 ||
           strcmp(record->kind, "refusal") == 0;
}

/* One entry for each record of either run and each flow; they are joined afterwards. */
static size_t list_records(const bl_stored *run, int side, bl_diff_cause *out)
{
    size_t len = 0;
    for (size_t i = 0; i < run->records_len; i++) {
        const bl_stored_record *record = &run->records[i];
        if (!is_counted(record)) {
            continue;
        }
        bl_diff_cause *it = &out[len++];
        *it =
            (bl_diff_cause){.kind = bl_cause_find(run, i), .time_ns = record->time_ns, .place = i};
        it->number = it->kind == BL_CAUSE_NONE ? 0 : record->cause;
        it->side[0].flow_row = it->side[1].flow_row = SIZE_MAX;
        it->side[side].attempts = 1;
        it->side[side].kind = record->kind;
        it->side[side].reason = record->reason;
        it->side[side].cost = bl_stored_amount(record, "cost");
    }
    return len;
}

static size_t list_flows(const bl_stored *run, int side, bl_diff_cause *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    for (size_t row = 0; row < flows->rows; row++) {
        out[row] =
            (bl_diff_cause){.kind = BL_CAUSE_FLOW, .number = (int64_t)row, .place = SIZE_MAX};
        bl_stored_number(flows, row, bl_stored_column(flows, "time_ns"), 0, &out[row].time_ns);
        out[row].side[side].flow_row = row;
        out[row].side[1 - side].flow_row = SIZE_MAX;
        out[row].side[side].kind = "";
    }
    return flows->rows;
}

static void join_side(bl_diff_side *into, const bl_diff_side *from)
{
    into->attempts += from->attempts;
    into->cost += from->cost;
    if (from->attempts > 0) {
        into->kind = from->kind;
        into->reason = from->reason;
    }
    if (from->flow_row != SIZE_MAX) {
        into->flow_row = from->flow_row;
    }
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The first of the names in which a flow's rows differ; len: none. */
static size_t part_flow(const bl_diff *diff, const bl_diff_cause *cause, const char *const *names,
                        size_t len)
{
    const bl_stored_table *a = &diff->run[0]->tables[BL_STORED_FLOWS];
    const bl_stored_table *b = &diff->run[1]->tables[BL_STORED_FLOWS];
    const size_t row[2] = {cause->side[0].flow_row, cause->side[1].flow_row};
    size_t i = 0;
    if (row[0] == SIZE_MAX || row[1] == SIZE_MAX) {
        return row[0] == row[1] ? len : 0;
    }
    while (i < len && strcmp(bl_stored_cell(a, row[0], bl_stored_column(a, names[i])),
                             bl_stored_cell(b, row[1], bl_stored_column(b, names[i]))) == 0) {
        i++;
    }
    return i;
}

/* To look and find nothing to do is not to have looked at all. */
static bool is_quiet(const bl_diff_side *side)
{
    return side->cost == 0 && (side->attempts == 0 || strcmp(side->kind, "idle") == 0);
}

static void judge_cause(bl_diff *diff, bl_diff_cause *it)
{
    static const char *const names[] = {"settled_ns", "amount", "outcome", "shares"};
    enum { NAMES = sizeof names / sizeof *names };
    const bl_diff_side *a = &it->side[0];
    const bl_diff_side *b = &it->side[1];
    const size_t parts = part_flow(diff, it, names, NAMES);
    const bool acted = (is_quiet(a) && is_quiet(b)) ||
                       (a->attempts == b->attempts && a->cost == b->cost &&
                        is_same_text(a->kind, b->kind) && is_same_text(a->reason, b->reason));
    it->same = acted && parts == NAMES;
    it->only_shares = acted && parts == NAMES - 1;
    diff->causes_differ += !it->same;
    diff->only_shares += it->only_shares;
    diff->cost[0] += a->cost;
    diff->cost[1] += b->cost;
}

/* Neighbours of one cause become one; then they are put in order of time and judged. */
static void join_causes(bl_diff *diff, size_t len)
{
    qsort(diff->causes, len, sizeof *diff->causes, order_causes);
    for (size_t i = 0; i < len; i++) {
        bl_diff_cause *last = diff->causes_len > 0 ? &diff->causes[diff->causes_len - 1] : NULL;
        const bl_diff_cause *it = &diff->causes[i];
        if (!last || order_keys(last, it) != 0) {
            diff->causes[diff->causes_len++] = *it;
            continue;
        }
        if (it->time_ns < last->time_ns) {
            last->time_ns = it->time_ns;
        }
        join_side(&last->side[0], &it->side[0]);
        join_side(&last->side[1], &it->side[1]);
    }
    for (size_t i = 0; i < diff->causes_len; i++) {
        diff->causes[i].place = i;
        judge_cause(diff, &diff->causes[i]);
    }
    qsort(diff->causes, diff->causes_len, sizeof *diff->causes, order_times);
}

static bool align_causes(bl_diff *diff)
{
    size_t room = 1;
    size_t len = 0;
    for (int side = 0; side < 2; side++) {
        room += diff->run[side]->records_len + diff->run[side]->tables[BL_STORED_FLOWS].rows;
    }
    diff->causes = calloc(room, sizeof *diff->causes);
    if (!diff->causes) {
        return false;
    }
    for (int side = 0; side < 2; side++) {
        len += list_records(diff->run[side], side, diff->causes + len);
        len += list_flows(diff->run[side], side, diff->causes + len);
    }
    join_causes(diff, len);
    return true;
}

/* ---- who ended with what */

static int64_t read_amount(const bl_stored_table *table, size_t row, const char *name, int places)
{
    int64_t value = 0;
    bl_stored_number(table, row, bl_stored_column(table, name), places, &value);
    return value;
}

/* The order of one run is nearly that of the other, so the search goes on from the last find. */
static bl_diff_holder *find_holder(const bl_diff *diff, const char *lp, size_t *from)
{
    for (size_t i = 0; i < diff->holders_len; i++) {
        const size_t at = (*from + i) % diff->holders_len;
        if (strcmp(diff->holders[at].lp, lp) == 0) {
            *from = at + 1;
            return &diff->holders[at];
        }
    }
    return NULL;
}

/* Within one run a name stands once, so only the second run has to look. */
static bl_diff_holder *take_holder(bl_diff *diff, int side, const char *lp, size_t *from)
{
    bl_diff_holder *it = side == 1 ? find_holder(diff, lp, from) : NULL;
    if (!it) {
        it = &diff->holders[diff->holders_len];
        *it = (bl_diff_holder){.lp = lp, .place = diff->holders_len++};
    }
    return it;
}

static void add_holders(bl_diff *diff, int side)
{
    const bl_stored_table *lps = &diff->run[side]->tables[BL_STORED_LPS];
    const bl_stored_table *series = &diff->run[side]->tables[BL_STORED_SERIES];
    int64_t moved = 0; /* paid out less paid in */
    size_t from = 0;
    for (size_t row = 0; row < lps->rows; row++) {
        const int64_t net = read_amount(lps, row, "paid_out", diff->places) -
                            read_amount(lps, row, "paid_in", diff->places);
        const char *lp = bl_stored_cell(lps, row, bl_stored_column(lps, "lp"));
        bl_diff_holder *it = take_holder(diff, side, lp, &from);
        it->result[side] = read_amount(lps, row, "value", diff->places) + net;
        diff->held[side] += it->result[side];
        moved += net;
    }
    if (series->rows > 0) {
        diff->unheld[side] = read_amount(series, series->rows - 1, "equity", diff->places) + moved -
                             diff->held[side];
    }
}

static void add_transfers(bl_diff *diff, int side)
{
    const bl_stored_table *returns = &diff->run[side]->tables[BL_STORED_RETURNS];
    size_t from = 0;
    for (size_t row = 0; row < returns->rows; row++) {
        const char *kind = bl_stored_cell(returns, row, bl_stored_column(returns, "kind"));
        const char *name = bl_stored_cell(returns, row, bl_stored_column(returns, "name"));
        bl_diff_holder *it = strcmp(kind, "lp") == 0 ? find_holder(diff, name, &from) : NULL;
        if (it) {
            it->transfer[side] = read_amount(returns, row, "transfer", diff->places);
        }
    }
}

static bool gather_holders(bl_diff *diff)
{
    const size_t room =
        diff->run[0]->tables[BL_STORED_LPS].rows + diff->run[1]->tables[BL_STORED_LPS].rows + 1;
    diff->holders = calloc(room, sizeof *diff->holders);
    if (!diff->holders) {
        return false;
    }
    diff->has_transfers = true;
    for (int side = 0; side < 2; side++) {
        const bl_stored_table *returns = &diff->run[side]->tables[BL_STORED_RETURNS];
        diff->has_transfers &= bl_stored_column(returns, "transfer") != SIZE_MAX;
        add_holders(diff, side);
    }
    for (int side = 0; side < 2 && diff->has_transfers; side++) {
        add_transfers(diff, side);
    }
    return true;
}

bool bl_diff_make(const bl_stored *a, const bl_stored *b, bl_diff *out)
{
    *out = (bl_diff){.run = {a, b}};
    const bl_stored_table *lps = &a->tables[BL_STORED_LPS];
    out->places = bl_stored_places(lps, bl_stored_column(lps, "paid_in"));
    part_tables(&a->tables[BL_STORED_SERIES], &b->tables[BL_STORED_SERIES], &out->series);
    part_records(a, b, &out->audit);
    out->equal =
        !out->series.found && !out->audit.found &&
        strcmp(bl_stored_word(a->manifest, "digest"), bl_stored_word(b->manifest, "digest")) == 0;
    if (align_causes(out) && gather_holders(out)) {
        return true;
    }
    bl_diff_free(out);
    return false;
}

void bl_diff_free(bl_diff *diff)
{
    free(diff->causes);
    free(diff->holders);
    *diff = (bl_diff){.places = 0};
}
