/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff_print.c - a difference of two runs in words. Tables show the first causes and the largest
 * differences; the lines below them count and add up all the rest, so that every sum stands.
 */
#include "diff.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/timestamp.h"
#include "wrap.h"

enum { SHOWN = 20, CELL = 64, SENTENCE = 1024 };

typedef char cell[CELL];

static const char *say_time(int64_t time_ns, cell out)
{
    out[bl_timestamp_print(time_ns, out)] = '\0';
    return out;
}

/* An amount with all its places; a difference has its sign. */
static const char *say_amount(const bl_diff *diff, int64_t value, bool sign, cell out)
{
    out[0] = '+';
    char *at = out + (sign && value > 0);
    at[bl_decimal_print(value, diff->places, at)] = '\0';
    return out;
}

/* ---- what they were made from */

static const char *find_feed(const json_t *manifest, const char *role)
{
    const json_t *feeds = json_object_get(manifest, "feeds");
    for (size_t i = 0; i < json_array_size(feeds); i++) {
        const json_t *feed = json_array_get(feeds, i);
        if (strcmp(bl_stored_word(feed, "role"), role) == 0) {
            return bl_stored_word(feed, "sha256");
        }
    }
    return "";
}

static bool has_all_feeds(const json_t *a, const json_t *b, char *which)
{
    const json_t *feeds = json_object_get(a, "feeds");
    for (size_t i = 0; i < json_array_size(feeds); i++) {
        const json_t *feed = json_array_get(feeds, i);
        const char *role = bl_stored_word(feed, "role");
        const char *sum = bl_stored_word(feed, "sha256");
        if (strcmp(find_feed(b, role), sum) != 0 && !strstr(which, role)) {
            snprintf(which + strlen(which), SENTENCE - strlen(which), "%s%s",
                     which[0] != '\0' ? ", " : "", role);
        }
    }
    return which[0] == '\0';
}

static bool is_equal_at(const bl_diff *diff, const char *key)
{
    return json_equal(json_object_get(diff->run[0]->manifest, key),
                      json_object_get(diff->run[1]->manifest, key)) == 1;
}

/* Overrides of one run but not the other, as on its command line. */
static bool has_equal_overrides(const bl_diff *diff)
{
    const json_t *words[2];
    size_t at[2] = {0, 0};
    for (;;) {
        const char *value[2] = {NULL, NULL};
        for (int side = 0; side < 2; side++) {
            words[side] = json_object_get(diff->run[side]->manifest, "command");
            while (at[side] + 1 < json_array_size(words[side]) && !value[side]) {
                const char *word = json_string_value(json_array_get(words[side], at[side]++));
                if (word && strcmp(word, "--set") == 0) {
                    value[side] = json_string_value(json_array_get(words[side], at[side]++));
                }
            }
        }
        if (!value[0] || !value[1] || strcmp(value[0], value[1]) != 0) {
            return !value[0] && !value[1];
        }
    }
}

static void print_sources(const bl_diff *diff, FILE *out)
{
    char feeds[SENTENCE] = "";
    const json_t *const manifest[2] = {diff->run[0]->manifest, diff->run[1]->manifest};
    const char *sha[2];
    for (int side = 0; side < 2; side++) {
        sha[side] = bl_stored_word(json_object_get(manifest[side], "scenario"), "sha256");
    }
    has_all_feeds(manifest[0], manifest[1], feeds);
    has_all_feeds(manifest[1], manifest[0], feeds);
    const bool same_scenario = strcmp(sha[0], sha[1]) == 0;
    fprintf(out, "scenario   %s\n", same_scenario ? "the same file" : "another file");
    fprintf(out, "feeds      %s%s\n", feeds[0] != '\0' ? "not the same: " : "the same", feeds);
    fprintf(out, "overrides  %s\n", has_equal_overrides(diff) ? "the same" : "not the same");
    fprintf(out, "seed       %s\n", is_equal_at(diff, "seed") ? "the same" : "another");
    if (is_equal_at(diff, "mode")) {
        fprintf(out, "mode       %s\n", bl_stored_word(manifest[0], "mode"));
    } else {
        fprintf(out, "mode       %s in A, %s in B\n", bl_stored_word(manifest[0], "mode"),
                bl_stored_word(manifest[1], "mode"));
    }
    if (!is_equal_at(diff, "version") || !is_equal_at(diff, "results_version")) {
        fprintf(out, "tool       %s in A, %s in B\n", bl_stored_word(manifest[0], "version"),
                bl_stored_word(manifest[1], "version"));
    }
    fprintf(out, "digest     %.16s in A, %.16s in B\n", bl_stored_word(manifest[0], "digest"),
            bl_stored_word(manifest[1], "digest"));
}

/* ---- where they part */

static void print_parting(const char *file, const bl_diff_parting *parting, FILE *out)
{
    cell when;
    if (!parting->found) {
        fprintf(out, "\n%s is the same in both.\n", file);
        return;
    }
    fprintf(out, "\n%s parts", file);
    for (int side = 0; side < 2; side++) {
        fprintf(out, side == 0 ? " at " : ", ");
        if (parting->line[side] == 0) {
            fprintf(out, "%c has ended", "AB"[side]);
        } else {
            fprintf(out, "line %zu of %c (%s)", parting->line[side], "AB"[side],
                    say_time(parting->time_ns[side], when));
        }
    }
    fputs(":\n", out);
    for (size_t i = 0; i < parting->fields_len; i++) {
        const bl_diff_field *field = &parting->fields[i];
        fprintf(out, "  %-12s %-38.38s %.38s\n", field->name,
                field->text[0][0] != '\0' ? field->text[0] : "-",
                field->text[1][0] != '\0' ? field->text[1] : "-");
    }
}

/* ---- cause by cause */

static const char *find_word(const char *kind)
{
    static const char *const words[][2] = {
        {"open", "opened"},        {"rebalance", "rescaled"}, {"failed", "failed"},
        {"idle", "nothing to do"}, {"crank", "cranked"},      {"liquidation", "liquidated"},
        {"refusal", "refused"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i][0], kind) == 0) {
            return words[i][1];
        }
    }
    return kind;
}

/* "failed PARTIAL x3", "settled", "-" */
static void say_side(const bl_diff *diff, const bl_diff_cause *cause, int side, cell out)
{
    const bl_diff_side *it = &cause->side[side];
    const bl_stored_table *flows = &diff->run[side]->tables[BL_STORED_FLOWS];
    if (it->attempts == 0) {
        const char *outcome =
            it->flow_row == SIZE_MAX
                ? "-"
                : bl_stored_cell(flows, it->flow_row, bl_stored_column(flows, "outcome"));
        snprintf(out, CELL, "%s", outcome);
        return;
    }
    int len = snprintf(out, CELL, "%s%s%.20s", find_word(it->kind), it->reason ? " " : "",
                       it->reason ? it->reason : "");
    if (it->attempts > 1 && len < CELL) {
        snprintf(out + len, CELL - (size_t)len, " x%zu", it->attempts);
    }
}

static int64_t find_paid(const bl_diff *diff, const bl_diff_cause *cause, int side)
{
    const bl_stored_table *flows = &diff->run[side]->tables[BL_STORED_FLOWS];
    int64_t paid = 0;
    if (cause->side[side].flow_row != SIZE_MAX) {
        bl_stored_number(flows, cause->side[side].flow_row, bl_stored_column(flows, "amount"),
                         diff->places, &paid);
    }
    return paid;
}

static void print_cause(const bl_diff *diff, const bl_diff_cause *cause, FILE *out)
{
    cell when;
    cell side[2];
    cell cost;
    cell paid;
    char name[BL_CAUSE_TEXT];
    bl_cause_print(cause->kind, cause->number, name);
    say_side(diff, cause, 0, side[0]);
    say_side(diff, cause, 1, side[1]);
    fprintf(out, "  %-20.20s %-10s %-20s %-20s %11s %13s\n",
            say_time(cause->time_ns / BL_NS_PER_S * BL_NS_PER_S, when), name, side[0], side[1],
            say_amount(diff, cause->side[1].cost - cause->side[0].cost, true, cost),
            say_amount(diff, find_paid(diff, cause, 1) - find_paid(diff, cause, 0), true, paid));
}

static void print_causes(const bl_diff *diff, FILE *out)
{
    cell cost[3];
    size_t shown = 0;
    fprintf(out, "\nCause by cause: %zu of %zu differ. Cost and money moved: B less A.\n",
            diff->causes_differ, diff->causes_len);
    if (diff->causes_differ > 0) {
        fprintf(out, "  %-20s %-10s %-20s %-20s %11s %13s\n", "first at", "cause", "A", "B", "cost",
                "moved");
    }
    for (size_t i = 0; i < diff->causes_len && shown < SHOWN; i++) {
        if (!diff->causes[i].same && !diff->causes[i].only_shares) {
            print_cause(diff, &diff->causes[i], out);
            shown++;
        }
    }
    if (shown + diff->only_shares < diff->causes_differ) {
        fprintf(out, "  and %zu more; --json has all\n",
                diff->causes_differ - diff->only_shares - shown);
    }
    if (diff->only_shares > 0) {
        fprintf(out, "  and %zu flows for other numbers of shares\n", diff->only_shares);
    }
    fprintf(out, "  cost of all: %s in A, %s in B, %s\n",
            say_amount(diff, diff->cost[0], false, cost[0]),
            say_amount(diff, diff->cost[1], false, cost[1]),
            say_amount(diff, diff->cost[1] - diff->cost[0], true, cost[2]));
}

/* ---- who ended with what */

static int64_t find_change(const bl_diff_holder *holder)
{
    return holder->result[1] - holder->result[0];
}

static int order_holders(const void *left, const void *right)
{
    const bl_diff_holder *a = *(bl_diff_holder *const *)left;
    const bl_diff_holder *b = *(bl_diff_holder *const *)right;
    const int64_t a_size = llabs(find_change(a));
    const int64_t b_size = llabs(find_change(b));
    if (a_size != b_size) {
        return a_size > b_size ? -1 : 1;
    }
    return a->place < b->place ? -1 : a->place > b->place;
}

static void print_line(const bl_diff *diff, const char *name, int64_t a, int64_t b, FILE *out)
{
    cell text[3];
    fprintf(out, "  %-32.32s %20s %20s %20s\n", name, say_amount(diff, a, false, text[0]),
            say_amount(diff, b, false, text[1]), say_amount(diff, b - a, true, text[2]));
}

/* The holders with the largest differences, the others in one line, and what nobody holds. */
static void print_lines(const bl_diff *diff, bl_diff_holder *const *order, FILE *out)
{
    const size_t shown = diff->holders_len < SHOWN ? diff->holders_len : SHOWN;
    int64_t rest[2] = {diff->held[0], diff->held[1]};
    fprintf(out, "  %-32s %20s %20s %20s\n", "", "A", "B", "B less A");
    for (size_t i = 0; i < shown; i++) {
        print_line(diff, order[i]->lp, order[i]->result[0], order[i]->result[1], out);
        rest[0] -= order[i]->result[0];
        rest[1] -= order[i]->result[1];
    }
    if (shown < diff->holders_len) {
        cell name;
        snprintf(name, sizeof name, "%zu others", diff->holders_len - shown);
        print_line(diff, name, rest[0], rest[1], out);
    }
    print_line(diff, "nobody's: rounding, or locked", diff->unheld[0], diff->unheld[1], out);
    print_line(diff, "profit of the vault", diff->held[0] + diff->unheld[0],
               diff->held[1] + diff->unheld[1], out);
}

/* A metric of both runs as an amount; false where either has none. */
static bool find_metrics(const bl_diff *diff, const char *name, int64_t out[2])
{
    double scale = 1;
    for (int i = 0; i < diff->places; i++) {
        scale *= 10;
    }
    for (int side = 0; side < 2; side++) {
        const json_t *metric =
            json_object_get(json_object_get(diff->run[side]->summary, "metrics"), name);
        const json_t *value = json_object_get(metric, "value");
        if (!json_is_number(value)) {
            return false;
        }
        out[side] = llround(json_number_value(value) * scale);
    }
    return true;
}

/* Where the profit came from; the last line is what is left, rounding of the parts. */
static void print_parts(const bl_diff *diff, FILE *out)
{
    static const struct {
        const char *metric, *label;
        int sign;
    } parts[] = {{"pnl_price", "  of it prices x exposure", 1},
                 {"pnl_funding", "  of it funding", 1},
                 {"transaction_cost", "  of it venue fees, slippage", -1},
                 {"cost_liquidation", "  of it liquidation fees", -1}};
    int64_t values[2];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (find_metrics(diff, parts[i].metric, values)) {
            print_line(diff, parts[i].label, parts[i].sign * values[0], parts[i].sign * values[1],
                       out);
        }
    }
}

static void print_sentence(const bl_diff *diff, FILE *out)
{
    char text[SENTENCE];
    cell amount[4];
    size_t losers = 0;
    size_t winners = 0;
    int64_t lost = 0;
    int64_t won = 0;
    for (size_t i = 0; i < diff->holders_len; i++) {
        const int64_t change = find_change(&diff->holders[i]);
        losers += change < 0;
        winners += change > 0;
        lost -= change < 0 ? change : 0;
        won += change > 0 ? change : 0;
    }
    const int64_t between = lost < won ? lost : won;
    const int64_t outside = won - lost;
    if (losers + winners == 0) {
        fputs("\nNobody ended with more or less.\n", out);
        return;
    }
    size_t len = (size_t)snprintf(
        text, sizeof text, "In B %zu %s worse off by %s and %zu %s better off by %s. ", losers,
        losers == 1 ? "is" : "are", say_amount(diff, lost, false, amount[0]), winners,
        winners == 1 ? "is" : "are", say_amount(diff, won, false, amount[1]));
    if (between > 0) {
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "So %s went from the first to the second; ",
                                say_amount(diff, between, false, amount[2]));
    }
    snprintf(text + len, sizeof text - len, "%s %s the market, the venue and rounding.",
             say_amount(diff, llabs(outside), false, amount[3]),
             outside < 0 ? "went to" : "came from");
    fputc('\n', out);
    bl_wrap_print(out, "", text, 0);
}

static bool print_holders(const bl_diff *diff, FILE *out)
{
    bl_diff_holder **order = calloc(diff->holders_len + 1, sizeof *order);
    if (!order) {
        return false;
    }
    for (size_t i = 0; i < diff->holders_len; i++) {
        order[i] = &diff->holders[i];
    }
    qsort(order, diff->holders_len, sizeof *order, order_holders);
    fputs("\nWho ended with what: value held + paid out - paid in.\n", out);
    print_lines(diff, order, out);
    print_parts(diff, out);
    free(order);
    print_sentence(diff, out);
    return true;
}

bool bl_diff_print(const bl_diff *diff, const char *const names[2], FILE *out)
{
    fprintf(out, "A  %s\nB  %s\n\n", names[0], names[1]);
    print_sources(diff, out);
    if (diff->equal) {
        fputs("\nThe runs are the same.\n", out);
        return true;
    }
    print_parting("audit.jsonl", &diff->audit, out);
    print_parting("series.csv", &diff->series, out);
    print_causes(diff, out);
    return print_holders(diff, out);
}
