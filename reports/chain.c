/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chain.c - words, and what stands behind a record. A chain goes back in the log, so it ends.
 */
#include "chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/timestamp.h"

enum { FLOWS_TOLD = 5, FAILURES_TOLD = 3 };

/* ---- words */

const char *bl_chain_time(int64_t time_ns, char out[BL_CHAIN_WORDS])
{
    out[bl_timestamp_print(time_ns, out)] = '\0';
    return out;
}

const char *bl_chain_span(int64_t span_ns, char out[BL_CHAIN_WORDS])
{
    const double seconds = (double)span_ns / 1e9;
    if (seconds < 120) {
        snprintf(out, BL_CHAIN_WORDS, "%.0f s", seconds);
    } else if (seconds < 7200) {
        snprintf(out, BL_CHAIN_WORDS, "%.1f min", seconds / 60);
    } else if (seconds < 172800) {
        snprintf(out, BL_CHAIN_WORDS, "%.1f h", seconds / 3600);
    } else {
        snprintf(out, BL_CHAIN_WORDS, "%.1f d", seconds / 86400);
    }
    return out;
}

const char *bl_chain_reason(const char *reason)
{
    static const char *const words[][2] = {
        {"VENUE_DOWN", "the venue was down"},
        {"STALE", "a price was stale"},
        {"NO_LIQUIDITY", "the venue had nothing to fill it with"},
        {"PRICE_BOUND", "the price was worse than max_slippage allows"},
        {"PARTIAL", "only a part could be filled"},
        {"MARGIN", "free cash was short"},
        {"TIMEOUT", "it took too long"},
        {"DIVERGENCE", "the reported NAV was too far from equity"},
        {"DRAWDOWN", "the drawdown limit broke"},
        {"DAILY_LOSS", "the daily loss limit broke"},
        {"MAX_LEVERAGE", "the leverage limit broke"},
        {"LIQUIDATED", "the book was liquidated"},
        {"MIN_DEPOSIT", "it was below the least deposit"},
        {"GATE_SHUT", "deposits were shut"},
        {"NO_SHARES", "the LP had no shares left to withdraw"},
        {"DUST", "it was worth less than one unit"},
        {"INSOLVENT", "equity was not above 0"},
        {"RESERVE_SHORT", "the reserve was short"},
        {"WITHDRAWAL_LIMIT", "the lender lets out less"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i][0], reason) == 0) {
            return words[i][1];
        }
    }
    return reason;
}

const char *bl_chain_gates(const char *gates, char out[BL_CHAIN_WORDS])
{
    static const struct {
        char letter;
        const char *word;
    } words[] = {{'d', "deposits"}, {'w', "withdrawals"}, {'t', "trading"}};
    size_t len = 0;
    if (gates[0] == '\0') {
        snprintf(out, BL_CHAIN_WORDS, "all gates open");
        return out;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strchr(gates, words[i].letter)) {
            len += (size_t)snprintf(out + len, BL_CHAIN_WORDS - len, "%s%s", len > 0 ? ", " : "",
                                    words[i].word);
        }
    }
    snprintf(out + len, BL_CHAIN_WORDS - len, " shut");
    return out;
}

const char *bl_chain_amount(const bl_stored *run, int64_t value, char out[BL_CHAIN_WORDS])
{
    const bl_stored_table *lps = &run->tables[BL_STORED_LPS];
    const int places = bl_stored_places(lps, bl_stored_column(lps, "paid_in"));
    out[bl_decimal_print(value, places, out)] = '\0';
    return out;
}

/* ---- places */

const char *bl_chain_cell(const bl_stored_table *table, size_t row, const char *column)
{
    return bl_stored_cell(table, row, bl_stored_column(table, column));
}

bool bl_chain_read_time(const bl_stored_table *table, size_t row, const char *column, int64_t *out)
{
    return bl_stored_number(table, row, bl_stored_column(table, column), 0, out);
}

size_t bl_chain_find_row(const bl_stored *run, int64_t time_ns)
{
    const bl_stored_table *series = &run->tables[BL_STORED_SERIES];
    size_t low = 0;
    size_t high = series->rows;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        int64_t at_ns = 0;
        bl_chain_read_time(series, middle, "time_ns", &at_ns);
        if (at_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : SIZE_MAX;
}

size_t bl_chain_find_record(const bl_stored *run, int64_t time_ns)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < run->records_len && run->records[i].time_ns <= time_ns; i++) {
        found = i;
    }
    return found;
}

static bool is_kind(const bl_stored *run, size_t record, const char *kind)
{
    return strcmp(run->records[record].kind, kind) == 0;
}

size_t bl_chain_find_trip(const bl_stored *run, size_t record)
{
    size_t found = SIZE_MAX;
    if (run->records[record].gates[0] == '\0') {
        return SIZE_MAX;
    }
    for (size_t i = record + 1; i-- > 0;) {
        if (run->records[i].gates[0] == '\0') {
            break;
        }
        found = is_kind(run, i, "alert") || is_kind(run, i, "gate") ? i : found;
    }
    return found;
}

/* ---- one sentence */

static double read_size(const json_t *value)
{
    const char *text = json_string_value(value);
    int64_t size = 0;
    bool rounded;
    if (text && bl_decimal_parse(text, strlen(text), 0, &size, &rounded) == BL_DECIMAL_OK) {
        return (double)size;
    }
    return json_number_value(value);
}

static void say_sizes(const bl_stored *run, size_t record, char *out, size_t out_bytes)
{
    const json_t *json = run->records[record].json;
    const json_t *pre = json_object_get(json, "pre");
    size_t moved = 0;
    double asked = 0;
    double done = 0;
    for (size_t i = 0; i < json_array_size(pre); i++) {
        double size[3] = {0};
        static const char *const names[] = {"pre", "target", "post"};
        for (size_t k = 0; k < 3; k++) {
            size[k] = read_size(json_array_get(json_object_get(json, names[k]), i));
        }
        moved += size[1] != size[0];
        asked += size[0] != 0 ? (size[1] - size[0]) / size[0] : 0;
        done += size[0] != 0 ? (size[2] - size[0]) / size[0] : 0;
    }
    out[0] = '\0';
    if (moved > 0 && (asked != 0 || done != 0)) {
        snprintf(out, out_bytes, ", positions %+.2f %% wanted, %+.2f %% done",
                 100 * asked / (double)json_array_size(pre),
                 100 * done / (double)json_array_size(pre));
    }
}

static const char *find_verb(const char *kind)
{
    static const char *const words[][2] = {
        {"open", "the positions were opened"},
        {"rebalance", "a rescale went through"},
        {"failed", "a rescale failed"},
        {"idle", "a rescale had nothing to do"},
        {"crank", "a strategy was cranked"},
        {"fee", "performance fees were taken"},
        {"gate", "gates changed"},
        {"alert", "an alert was raised"},
        {"review", "a review"},
        {"liquidation", "the book was liquidated"},
        {"refusal", "a request was refused"},
        {"end", "the run ended"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i][0], kind) == 0) {
            return words[i][1];
        }
    }
    return kind;
}

void bl_chain_tell_record(const bl_stored *run, size_t record, int depth, bl_story *out)
{
    const bl_stored_record *it = &run->records[record];
    char when[BL_CHAIN_WORDS];
    char gates[BL_CHAIN_WORDS];
    char cost[BL_CHAIN_WORDS];
    char sizes[BL_CHAIN_WORDS];
    const bool ends = strcmp(it->kind, "end") == 0;
    const bool reviews = strcmp(it->kind, "review") == 0;
    const char *why = it->reason && !ends ? bl_chain_reason(it->reason) : "";
    say_sizes(run, record, sizes, sizeof sizes);
    bl_chain_amount(run, bl_stored_amount(it, "cost"), cost);
    bl_story_add(out, depth, BL_CHAIN_LOG, it->line, "%s record %zu: %s%s%s%s%s%s%s; %s",
                 bl_chain_time(it->time_ns, when), record, find_verb(it->kind),
                 reviews ? it->reason ? " did not clear" : " cleared" : "",
                 why[0] != '\0' ? ": " : "", why, bl_cause_is_attempt(it) ? sizes : "",
                 bl_cause_is_attempt(it) && bl_stored_amount(it, "cost") != 0 ? ", cost " : "",
                 bl_cause_is_attempt(it) && bl_stored_amount(it, "cost") != 0 ? cost : "",
                 bl_chain_gates(it->gates, gates));
}

void bl_chain_tell_flow(const bl_stored *run, size_t row, int depth, bl_story *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    const char *reason = bl_chain_cell(flows, row, "reason");
    char when[BL_CHAIN_WORDS];
    char settled[BL_CHAIN_WORDS];
    char wait[BL_CHAIN_WORDS];
    char ending[BL_STORY_TEXT / 2];
    int64_t asked_ns = 0;
    int64_t settled_ns = 0;
    bl_chain_read_time(flows, row, "time_ns", &asked_ns);
    if (bl_chain_read_time(flows, row, "settled_ns", &settled_ns)) {
        snprintf(ending, sizeof ending, "%s settled at %s%s%s", bl_chain_cell(flows, row, "amount"),
                 bl_chain_time(settled_ns, settled), settled_ns > asked_ns ? ", after " : "",
                 settled_ns > asked_ns ? bl_chain_span(settled_ns - asked_ns, wait) : "");
    } else {
        snprintf(ending, sizeof ending, "%s%s%s", bl_chain_cell(flows, row, "outcome"),
                 reason[0] != '\0' ? ": " : "", reason[0] != '\0' ? bl_chain_reason(reason) : "");
    }
    bl_story_add(out, depth, bl_stored_file(BL_STORED_FLOWS), flows->lines[row],
                 "%s flow %zu: %s asked to %s %s; %s", bl_chain_time(asked_ns, when), row,
                 bl_chain_cell(flows, row, "lp"), bl_chain_cell(flows, row, "kind"),
                 bl_chain_cell(flows, row, "requested"), ending);
}

/* ---- what led to it */

/* The last attempt before that went through whole; SIZE_MAX: none. */
static size_t find_whole(const bl_stored *run, size_t record)
{
    for (size_t i = record; i-- > 0;) {
        if (is_kind(run, i, "rebalance") || is_kind(run, i, "open") || is_kind(run, i, "idle")) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Flows that settled after one instant and by another: how many, their sum, the first of them. */
static void tell_flows(const bl_stored *run, int64_t after_ns, int64_t by_ns, int depth,
                       bl_story *out)
{
    const bl_stored_table *flows = &run->tables[BL_STORED_FLOWS];
    size_t told[FLOWS_TOLD];
    size_t len = 0;
    int64_t net = 0;
    char text[BL_CHAIN_WORDS];
    const bl_stored_table *lps = &run->tables[BL_STORED_LPS];
    const int places = bl_stored_places(lps, bl_stored_column(lps, "paid_in"));
    for (size_t row = 0; row < flows->rows; row++) {
        int64_t at_ns = 0;
        int64_t amount = 0;
        if (!bl_chain_read_time(flows, row, "settled_ns", &at_ns) || at_ns <= after_ns ||
            at_ns > by_ns) {
            continue;
        }
        bl_stored_number(flows, row, bl_stored_column(flows, "amount"), places, &amount);
        net += strcmp(bl_chain_cell(flows, row, "kind"), "deposit") == 0 ? amount : -amount;
        if (len < FLOWS_TOLD) {
            told[len] = row;
        }
        len++;
    }
    if (len == 0) {
        bl_story_add(out, depth, NULL, 0, "no flow settled since");
        return;
    }
    bl_story_add(out, depth, NULL, 0, "%zu flow%s settled since, net %s%s", len, len > 1 ? "s" : "",
                 net > 0 ? "+" : "", bl_chain_amount(run, net, text));
    for (size_t i = 0; i < len && i < FLOWS_TOLD; i++) {
        bl_chain_tell_flow(run, told[i], depth + 1, out);
    }
    if (len > FLOWS_TOLD) {
        bl_story_add(out, depth + 1, NULL, 0, "and %zu more", len - FLOWS_TOLD);
    }
}

static void tell_attempt(const bl_stored *run, size_t record, int depth, bl_story *out)
{
    const bl_stored_record *it = &run->records[record];
    const bl_cause_kind kind = bl_cause_find(run, record);
    const size_t flow = bl_cause_find_flow(run, it->cause);
    const size_t whole = find_whole(run, record);
    const char *mode = bl_stored_word(run->manifest, "mode");
    if (strcmp(it->kind, "open") == 0) {
        bl_story_add(out, depth, NULL, 0, "the run opens with its targets");
        return;
    }
    if (kind == BL_CAUSE_FLOW && flow != SIZE_MAX) {
        bl_story_add(out, depth, NULL, 0, "because of a flow:");
        bl_chain_tell_flow(run, flow, depth + 1, out);
        return;
    }
    if (kind == BL_CAUSE_TICK) {
        bl_story_add(out, depth, NULL, 0, "because mode %s was due: its tick %" PRId64, mode,
                     it->cause);
    } else if (kind == BL_CAUSE_REVIEW) {
        bl_story_add(out, depth, NULL, 0, "because review %" PRId64 " of the run was due",
                     it->cause);
    } else {
        bl_story_add(out, depth, NULL, 0,
                     "because of no flow, tick or review: mode %s, a new target or a limit acted",
                     mode);
    }
    if (whole != SIZE_MAX) {
        char when[BL_CHAIN_WORDS];
        bl_story_add(out, depth, BL_CHAIN_LOG, run->records[whole].line,
                     "positions were last whole at %s, record %zu",
                     bl_chain_time(run->records[whole].time_ns, when), whole);
        /* the opening comes before the flows of its instant, any other attempt after them */
        tell_flows(run, run->records[whole].time_ns - is_kind(run, whole, "open"), it->time_ns,
                   depth + 1, out);
    }
}

/* The attempt that a gate or an alert follows: the last one of its instant and cause. */
static size_t find_attempt(const bl_stored *run, size_t record)
{
    for (size_t i = record; i-- > 0;) {
        if (run->records[i].time_ns != run->records[record].time_ns) {
            break;
        }
        if (bl_cause_is_attempt(&run->records[i])) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void tell_trip(const bl_stored *run, size_t record, int depth, bl_story *out)
{
    const size_t trip = bl_chain_find_trip(run, record);
    if (trip == SIZE_MAX || trip >= record) {
        return;
    }
    bl_story_add(out, depth, NULL, 0, "the vault was under review since:");
    bl_chain_tell_record(run, trip, depth + 1, out);
    const size_t attempt = find_attempt(run, trip);
    if (attempt != SIZE_MAX) {
        bl_chain_tell_record(run, attempt, depth + 2, out);
        tell_attempt(run, attempt, depth + 3, out);
    }
}

static void tell_refusal(const bl_stored *run, size_t record, int depth, bl_story *out)
{
    const bl_stored_record *it = &run->records[record];
    const size_t flow = bl_cause_find_flow(run, it->cause);
    if (flow != SIZE_MAX) {
        bl_chain_tell_flow(run, flow, depth, out);
    }
    if (it->reason && strcmp(it->reason, "GATE_SHUT") == 0) {
        tell_trip(run, record, depth, out);
    }
}

static void tell_market(const bl_stored *run, size_t record, int depth, bl_story *out)
{
    const bl_stored_table *series = &run->tables[BL_STORED_SERIES];
    const size_t row = bl_chain_find_row(run, run->records[record].time_ns - 1);
    if (row != SIZE_MAX) {
        bl_story_add(out, depth, bl_stored_file(BL_STORED_SERIES), series->lines[row],
                     "before it equity was %s, leverage %s, target %s",
                     bl_chain_cell(series, row, "equity"), bl_chain_cell(series, row, "leverage"),
                     bl_chain_cell(series, row, "target"));
    }
}

void bl_chain_tell_origin(const bl_stored *run, size_t record, int depth, bl_story *out)
{
    if (is_kind(run, record, "refusal")) {
        tell_refusal(run, record, depth, out);
    } else if (is_kind(run, record, "liquidation")) {
        tell_market(run, record, depth, out);
    } else if (is_kind(run, record, "fee")) {
        bl_story_add(out, depth, NULL, 0, "because a UTC month ended");
    } else if (is_kind(run, record, "end")) {
        bl_story_add(out, depth, NULL, 0, "because the scenario ends there");
    } else if (bl_cause_is_attempt(&run->records[record])) {
        tell_attempt(run, record, depth, out);
        tell_trip(run, record, depth, out);
    } else {
        const size_t attempt = find_attempt(run, record);
        if (attempt != SIZE_MAX) {
            bl_chain_tell_record(run, attempt, depth, out);
            tell_attempt(run, attempt, depth + 1, out);
        }
        const size_t trip = bl_chain_find_trip(run, record);
        if (trip != SIZE_MAX && run->records[trip].time_ns < run->records[record].time_ns) {
            tell_trip(run, record, depth, out);
        }
    }
}

/* ---- what changed the leverage */

static void tell_causes(const bl_stored *run, size_t first, size_t last, int depth, bl_story *out)
{
    static const char *const names[] = {"price",       "flow",    "rescale", "shortfall",
                                        "slippage",    "fee",     "funding", "fee_accrual",
                                        "liquidation", "revision"};
    const bl_stored_table *table = &run->tables[BL_STORED_ATTRIBUTION];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t column = bl_stored_column(table, names[i]);
        int64_t sum = 0;
        /* its rows begin with the second of series.csv */
        for (size_t row = first; row < last && row < table->rows; row++) {
            int64_t step = 0;
            bl_stored_number(table, row, column, 9, &step);
            sum += step;
        }
        if (sum != 0) {
            char text[BL_CHAIN_WORDS];
            text[bl_decimal_print(sum, 9, text)] = '\0';
            bl_story_add(out, depth, NULL, 0, "%s%s by %s", sum > 0 ? "+" : "", text, names[i]);
        }
    }
}

static void tell_failures(const bl_stored *run, int64_t after_ns, int64_t by_ns, int depth,
                          bl_story *out)
{
    size_t len = 0;
    for (size_t i = 0; i < run->records_len; i++) {
        const int64_t at_ns = run->records[i].time_ns;
        if (at_ns > after_ns && at_ns <= by_ns && is_kind(run, i, "failed")) {
            if (len < FAILURES_TOLD) {
                bl_chain_tell_record(run, i, depth, out);
            }
            len++;
        }
    }
    if (len > FAILURES_TOLD) {
        bl_story_add(out, depth, NULL, 0, "and %zu more failed", len - FAILURES_TOLD);
    }
}

void bl_chain_tell_change(const bl_stored *run, size_t first, size_t last, int depth, bl_story *out)
{
    const bl_stored_table *series = &run->tables[BL_STORED_SERIES];
    char when[2][BL_CHAIN_WORDS];
    int64_t at_ns[2] = {0, 0};
    bl_chain_read_time(series, first, "time_ns", &at_ns[0]);
    bl_chain_read_time(series, last, "time_ns", &at_ns[1]);
    bl_story_add(out, depth, bl_stored_file(BL_STORED_SERIES), series->lines[last],
                 "leverage went from %s at %s to %s at %s",
                 bl_chain_cell(series, first, "leverage"), bl_chain_time(at_ns[0], when[0]),
                 bl_chain_cell(series, last, "leverage"), bl_chain_time(at_ns[1], when[1]));
    if (run->tables[BL_STORED_ATTRIBUTION].columns > 0) {
        tell_causes(run, first, last, depth + 1, out);
    }
    tell_flows(run, at_ns[0], at_ns[1], depth + 1, out);
    tell_failures(run, at_ns[0], at_ns[1], depth + 1, out);
}
