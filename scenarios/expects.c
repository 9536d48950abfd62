/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expects.c - an entry is a mapping with one assertion and, beside it, the modes it is about and
 * the time it looks at. Names of metrics are checked by who computes them (reports/judge.c).
 */
#include "expects.h"

#include <stdio.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/timestamp.h"
#include "../sim/record.h"
#include "slots.h"
#include "suggest.h"
#include "value.h"

enum { PLACES = 9, WORD_BYTES = 64, SHOWN_BYTES = 64 };

#define KINDS "trips, never, always, eventually, gate, metric, flow"

static const char no_memory[] = "out of memory";

static const bl_value_rule any_time = {.kind = BL_VALUE_TIME};
static const bl_value_rule any_duration = {.kind = BL_VALUE_DURATION, .high = INT64_MAX};
static const bl_value_rule any_count = {.kind = BL_VALUE_INT, .high = INT64_MAX};

/* One entry under way. */
typedef struct {
    bl_reading *reading;
    const bl_yaml_node *node; /* the entry */
    bl_expect *out;
} entry;

static void complain(const entry *e, const bl_yaml_node *node, const char *what, const char *why)
{
    bl_yaml_complain(node, e->reading->diags, "expect: %s%s%s", what, what[0] != '\0' ? ": " : "",
                     why);
}

static const bl_yaml_node *find(const bl_yaml_node *mapping, const char *name)
{
    return bl_yaml_child(mapping, name, strlen(name));
}

static bool want_scalar(const entry *e, const bl_yaml_node *node, const char *example)
{
    if (node->kind == BL_YAML_SCALAR) {
        return true;
    }
    char why[BL_VALUE_WHY];
    snprintf(why, sizeof why, "expected one value such as %s", example);
    complain(e, node, node->key, why);
    return false;
}

/* An optional integer of a mapping; untouched where it is left out. */
static void read_optional(const entry *e, const bl_yaml_node *mapping, const char *name,
                          const bl_value_rule *rule, int64_t *out)
{
    const bl_yaml_node *node = find(mapping, name);
    char why[BL_VALUE_WHY];
    bool rounded;
    if (node == NULL || !want_scalar(e, node, "5m")) {
        return;
    }
    if (!bl_value_read(rule, node->text, out, &rounded, why)) {
        complain(e, node, name, why);
    }
}

/* ---- bounds: < 1.2, at the end of a condition or alone */

static bool take_sign(const char **at, bl_sign *out)
{
    static const struct {
        const char *text;
        bl_sign sign;
    } signs[] = {{"<=", BL_SIGN_AT_MOST},
                 {"<", BL_SIGN_LESS},
                 {">=", BL_SIGN_AT_LEAST},
                 {">", BL_SIGN_MORE},
                 {"=", BL_SIGN_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        const size_t len = strlen(signs[i].text);
        if (strncmp(*at, signs[i].text, len) == 0) {
            *at += len;
            *out = signs[i].sign;
            return true;
        }
    }
    return false;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t len = strlen(text);
    const size_t end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* `< 1.2`, `>= 5%`, `< 5m`; spaces around the sign may be left out. */
static bool read_bound(const char *text, bl_bound *out)
{
    const char *at = text + strspn(text, " ");
    bool rounded = false;
    if (!take_sign(&at, &out->sign)) {
        return false;
    }
    at += strspn(at, " ");
    const size_t len = strlen(at);
    out->given = true;
    if (ends_with(at, "%") || ends_with(at, "bp")) {
        out->kind = BL_BOUND_RATIO;
        return bl_decimal_parse_ratio(at, len, &out->value, &rounded) == BL_DECIMAL_OK && !rounded;
    }
    if (len > 0 && strchr("smhd", at[len - 1]) != NULL) {
        out->kind = BL_BOUND_DURATION;
        return bl_timestamp_parse_duration(at, len, &out->value);
    }
    out->kind = BL_BOUND_NUMBER;
    return bl_decimal_parse(at, len, PLACES, &out->value, &rounded) == BL_DECIMAL_OK && !rounded;
}

static void read_optional_bound(const entry *e, const bl_yaml_node *mapping, const char *name,
                                bl_bound *out)
{
    const bl_yaml_node *node = find(mapping, name);
    if (node == NULL || !want_scalar(e, node, "'> 100'")) {
        return;
    }
    if (!read_bound(node->text, out) || out->kind == BL_BOUND_DURATION) {
        complain(e, node, name, "expected a sign and a number such as '> 100'");
    }
}

/* The first word of a condition; what follows it is returned. */
static const char *take_word(const char *text, char word[WORD_BYTES])
{
    const size_t len = strcspn(text, " <>=");
    snprintf(word, WORD_BYTES, "%.*s", (int)len, text);
    return text + len + strspn(text + len, " ");
}

/* ---- conditions: leverage < 2, deposits shut, liquidated */

static bool take_state(const char *rest, bl_expect *out)
{
    const bool gate = out->field <= BL_FIELD_TRADING;
    const bool shut = strcmp(rest, gate ? "shut" : "") == 0;
    out->bound = (bl_bound){.given = true, .sign = BL_SIGN_EQUAL, .value = shut ? BL_PPB : 0};
    return shut || (gate && strcmp(rest, "open") == 0);
}

static void refuse_field(const entry *e, const bl_yaml_node *node, const char *word)
{
    char names[BL_DIAG_TEXT];
    char why[BL_DIAG_TEXT];
    bl_value_list_choices(BL_EXPECT_FIELD_WORDS, names, sizeof names);
    snprintf(why, sizeof why, "no field '%.40s', allowed: %s%s", word, names,
             e->out->kind == BL_EXPECT_EVENTUALLY ? ", settled" : "");
    complain(e, node, node->key, why);
}

static void read_condition(const entry *e, const bl_yaml_node *node)
{
    char word[WORD_BYTES];
    if (!want_scalar(e, node, "leverage < 2")) {
        return;
    }
    const char *rest = take_word(node->text, word);
    if (strcmp(word, "settled") == 0 && *rest == '\0' && e->out->kind == BL_EXPECT_EVENTUALLY) {
        e->out->kind = BL_EXPECT_SETTLED;
        return;
    }
    const int field = bl_value_find_choice(BL_EXPECT_FIELD_WORDS, word);
    if (field < 0) {
        refuse_field(e, node, word);
        return;
    }
    e->out->field = (bl_expect_field)field;
    if (field < BL_FIELD_DEPOSITS) {
        if (!read_bound(rest, &e->out->bound) || e->out->bound.kind == BL_BOUND_DURATION) {
            complain(e, node, node->key,
                     "expected FIELD and one of < <= > >= = and a number, such as leverage < 2");
        }
    } else if (!take_state(rest, e->out)) {
        complain(e, node, node->key,
                 field <= BL_FIELD_TRADING ? "expected 'shut' or 'open' after the gate"
                                           : "expected nothing after this word");
    }
}

static void read_metric(const entry *e, const bl_yaml_node *node)
{
    char word[WORD_BYTES];
    if (!want_scalar(e, node, "drift_max < 5%")) {
        return;
    }
    const char *rest = take_word(node->text, word);
    char *name = bl_pool_copy(e->reading->pool, word, strlen(word));
    e->out->metric = name;
    if (name == NULL || !read_bound(rest, &e->out->bound)) {
        complain(e, node, node->key,
                 name == NULL
                     ? no_memory
                     : "expected NAME and one of < <= > >= = and a value, such as drift_max < 5%");
    }
}

/* ---- mappings */

/* Keys of `mapping` that are not among the words of `names`. */
static void refuse_others(const entry *e, const bl_yaml_node *mapping, const char *names)
{
    for (const bl_yaml_node *child = mapping->first; child != NULL; child = child->next) {
        char list[BL_VALUE_WHY];
        if (bl_value_find_choice(names, child->key) < 0) {
            bl_value_list_choices(names, list, sizeof list);
            bl_yaml_complain_key(child, e->reading->diags, "expect: unknown key '%s', allowed: %s",
                                 child->key, list);
        }
    }
}

static bool want_mapping(const entry *e, const bl_yaml_node *node, const char *names,
                         const char *example)
{
    char why[BL_VALUE_WHY];
    if (node->kind == BL_YAML_MAPPING) {
        refuse_others(e, node, names);
        return true;
    }
    snprintf(why, sizeof why, "expected a mapping such as %s", example);
    complain(e, node, node->key, why);
    return false;
}

static void read_reason(const entry *e, const bl_yaml_node *mapping)
{
    const bl_yaml_node *node = find(mapping, "reason");
    if (node == NULL || !want_scalar(e, node, "PARTIAL")) {
        return;
    }
    for (int i = BL_REASON_NONE + 1; i < BL_REASON_COUNT; i++) {
        if (strcmp(node->text, bl_venue_reason_name((bl_reason)i)) == 0) {
            e->out->reason = i;
            return;
        }
    }
    char names[BL_VALUE_WHY] = "";
    for (int i = BL_REASON_NONE + 1; i <= BL_REASON_LIQUIDATED; i++) {
        bl_suggest_list(names, sizeof names, bl_venue_reason_name((bl_reason)i));
    }
    complain(e, node, "no such reason, those of trips are", names);
}

/* Who trips without a failed attempt has no cause in the log to count `within` from. */
static bool has_failed_attempt(int reason)
{
    return reason < BL_REASON_DIVERGENCE || reason > BL_REASON_LIQUIDATED;
}

static void read_trips(const entry *e, const bl_yaml_node *node)
{
    bl_expect *out = e->out;
    int64_t count = -1;
    if (node->kind == BL_YAML_SCALAR && strcmp(node->text, "none") == 0) {
        out->at_most = 0;
        return;
    }
    out->at_least = 1;
    if (!want_mapping(e, node, "reason|from|within|count|at_least|at_most",
                      "{reason: PARTIAL, within: 5m}, or none")) {
        return;
    }
    read_reason(e, node);
    read_optional(e, node, "from", &any_time, &out->from_ns);
    read_optional(e, node, "within", &any_duration, &out->within_ns);
    read_optional(e, node, "at_least", &any_count, &out->at_least);
    read_optional(e, node, "at_most", &any_count, &out->at_most);
    read_optional(e, node, "count", &any_count, &count);
    if (count >= 0) {
        out->at_least = out->at_most = count;
    }
    if (out->at_least > out->at_most) {
        complain(e, node, "trips", "at_least is more than at_most");
    } else if (out->within_ns >= 0 && out->from_ns == BL_EXPECT_NO_TIME &&
               (out->reason >= 0 && !has_failed_attempt(out->reason))) {
        complain(e, node, "trips", "within needs 'from' where no failed attempt comes before");
    }
}

/* {deposits: shut, within: 5m, from: TIME} is `eventually`, with `by` what holds at that time. */
static void read_gate(const entry *e, const bl_yaml_node *node)
{
    static const char *const gates[] = {"deposits", "withdrawals", "trading"};
    const bl_yaml_node *state = NULL;
    bl_expect *out = e->out;
    if (!want_mapping(e, node, "deposits|withdrawals|trading|from|within|by",
                      "{deposits: shut, within: 5m, from: TIME}")) {
        return;
    }
    for (int i = 0; i < 3 && state == NULL; i++) {
        state = find(node, gates[i]);
        out->field = (bl_expect_field)(BL_FIELD_DEPOSITS + i);
    }
    if (state == NULL || state->kind != BL_YAML_SCALAR || !take_state(state->text, out)) {
        complain(e, state != NULL ? state : node, "gate",
                 "expected one of deposits, withdrawals, trading, shut or open");
        return;
    }
    read_optional(e, node, "from", &any_time, &out->from_ns);
    read_optional(e, node, "within", &any_duration, &out->within_ns);
    read_optional(e, node, "by", &any_time, &out->by_ns);
    if (out->by_ns != BL_EXPECT_NO_TIME) {
        if (out->from_ns != BL_EXPECT_NO_TIME || out->within_ns >= 0) {
            complain(e, node, "gate", "'by' stands without from and within");
        }
        out->kind = BL_EXPECT_ALWAYS;
        out->from_ns = out->by_ns;
    }
}

static void read_flow(const entry *e, const bl_yaml_node *node)
{
    static const bl_value_rule outcomes = {.kind = BL_VALUE_CHOICE,
                                           .choices = "pending|settled|refused"};
    bl_expect *out = e->out;
    int64_t outcome = -1;
    out->row = -1;
    if (!want_mapping(e, node, "row|outcome|reason|amount|shares",
                      "{row: 0, outcome: refused, reason: DUST}")) {
        return;
    }
    read_optional(e, node, "row", &any_count, &out->row);
    read_optional(e, node, "outcome", &outcomes, &outcome);
    out->outcome = (int)outcome;
    read_reason(e, node);
    read_optional_bound(e, node, "amount", &out->amount);
    read_optional_bound(e, node, "shares", &out->shares);
    if (out->row < 0) {
        complain(e, node, "flow", "needs 'row', a row of the flows feed from 0");
    }
}

/* ---- entries */

static const struct {
    const char *name;
    bl_expect_kind kind;
    void (*read)(const entry *e, const bl_yaml_node *node);
} kinds[] = {{"trips", BL_EXPECT_TRIPS, read_trips},
             {"never", BL_EXPECT_NEVER, read_condition},
             {"always", BL_EXPECT_ALWAYS, read_condition},
             {"eventually", BL_EXPECT_EVENTUALLY, read_condition},
             {"gate", BL_EXPECT_EVENTUALLY, read_gate},
             {"metric", BL_EXPECT_METRIC, read_metric},
             {"flow", BL_EXPECT_FLOW, read_flow}};
enum { KINDS_LEN = sizeof kinds / sizeof kinds[0] };

/* The window of a condition stands beside it. */
static void read_window(const entry *e)
{
    bl_expect *out = e->out;
    read_optional(e, e->node, "from", &any_time, &out->from_ns);
    read_optional(e, e->node, "within", &any_duration, &out->within_ns);
    read_optional(e, e->node, "by", &any_time, &out->by_ns);
    if (out->within_ns >= 0 && out->by_ns != BL_EXPECT_NO_TIME) {
        complain(e, e->node, "", "'within' and 'by' say the same, give one");
    } else if (out->kind == BL_EXPECT_SETTLED &&
               (out->from_ns != BL_EXPECT_NO_TIME || out->by_ns != BL_EXPECT_NO_TIME)) {
        complain(e, e->node, "settled", "only 'within' may stand beside it");
    }
}

/* A mode that the list of modes in the same text does not have is a slip of the pen. */
static bool is_listed(const entry *e, const bl_yaml_node *node)
{
    const bl_yaml_node *modes = bl_yaml_find(e->reading->root, "modes");
    const bl_draft *draft = e->reading->draft;
    for (size_t i = 0; i < draft->modes_len; i++) {
        if (strcmp(draft->modes[i].text, node->text) == 0) {
            return true;
        }
    }
    return modes == NULL || modes->source != node->source;
}

static void read_modes(const entry *e)
{
    const bl_yaml_node *node = find(e->node, "modes");
    if (node == NULL) {
        return;
    }
    if (node->kind != BL_YAML_LIST || node->len == 0) {
        complain(e, node, "modes", "expected a list such as [4h]");
        return;
    }
    const char **names = bl_pool_take(e->reading->pool, node->len * sizeof *names);
    if (names == NULL) {
        complain(e, node, "modes", no_memory);
        return;
    }
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        bl_mode_choice mode = {0};
        if (bl_slots_read_mode(e->reading, child, &mode)) {
            names[e->out->modes_len++] = child->text;
            if (!is_listed(e, child)) {
                complain(e, child, "modes", "not among the scenario's modes");
            }
        }
    }
    e->out->modes = names;
}

/* The entry's first line, without a comment. */
static const char *copy_text(const entry *e)
{
    const bl_yaml_source *source = e->node->source;
    const char *at = source->bytes;
    const char *end = source->bytes + source->bytes_len;
    for (size_t line = source->first_line; line < e->node->line && at < end; line++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next == NULL ? end : next + 1;
    }
    const size_t skip = e->node->column - 1;
    at = (size_t)(end - at) > skip ? at + skip : end;
    const char *line_end = memchr(at, '\n', (size_t)(end - at));
    const char *comment = NULL;
    size_t len = (size_t)((line_end != NULL ? line_end : end) - at);
    for (size_t i = 1; i < len && comment == NULL; i++) {
        comment = at[i] == '#' && at[i - 1] == ' ' ? at + i : NULL;
    }
    len = comment != NULL ? (size_t)(comment - at) : len;
    while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\r')) {
        len--;
    }
    return bl_pool_copy(e->reading->pool, at, len);
}

static bool is_beside(const char *key)
{
    return bl_value_find_choice("modes|from|within|by", key) >= 0;
}

static void read_entry(const entry *e)
{
    const bl_yaml_node *found = NULL;
    size_t kind = 0;
    for (const bl_yaml_node *child = e->node->first; child != NULL; child = child->next) {
        size_t at = 0;
        while (at < KINDS_LEN && strcmp(kinds[at].name, child->key) != 0) {
            at++;
        }
        if (at == KINDS_LEN && !is_beside(child->key)) {
            bl_yaml_complain_key(child, e->reading->diags,
                                 "expect: no assertion '%.40s', allowed: " KINDS
                                 "; beside it: modes, from, within, by",
                                 child->key);
            return;
        }
        if (at < KINDS_LEN && found != NULL) {
            complain(e, child, child->key, "one assertion an entry, this is a second one");
            return;
        }
        found = at < KINDS_LEN ? child : found;
        kind = at < KINDS_LEN ? at : kind;
    }
    if (found == NULL) {
        complain(e, e->node, "", "needs an assertion, one of " KINDS);
        return;
    }
    e->out->kind = kinds[kind].kind;
    kinds[kind].read(e, found);
    if (kinds[kind].read == read_condition) {
        read_window(e);
    } else {
        refuse_others(e, e->node, "modes|trips|gate|metric|flow");
    }
    read_modes(e);
}

static const bl_expect blank = {.from_ns = BL_EXPECT_NO_TIME,
                                .by_ns = BL_EXPECT_NO_TIME,
                                .within_ns = -1,
                                .at_most = INT64_MAX,
                                .reason = -1,
                                .outcome = -1};

void bl_expects_read(bl_reading *reading, const bl_yaml_node *node)
{
    if (node == NULL) {
        return;
    }
    if (node->kind != BL_YAML_LIST || node->len > BL_EXPECTS_MAX) {
        bl_yaml_complain(node, reading->diags,
                         "expect: expected a list of at most %d entries such as [{trips: none}]",
                         BL_EXPECTS_MAX);
        return;
    }
    bl_expect *all = bl_pool_take(reading->pool, (node->len + 1) * sizeof *all);
    size_t len = 0;
    for (const bl_yaml_node *child = node->first; child != NULL; child = child->next) {
        if (all == NULL || child->kind != BL_YAML_MAPPING) {
            bl_yaml_complain(child, reading->diags, "expect: %s",
                             all == NULL ? no_memory
                                         : "expected an assertion such as {trips: none}");
            continue;
        }
        all[len] = blank;
        const entry e = {reading, child, &all[len]};
        all[len].file = child->source->name;
        all[len].line = child->line;
        all[len].column = child->column;
        all[len].text = copy_text(&e);
        if (all[len].text == NULL) {
            complain(&e, child, "", no_memory);
        }
        read_entry(&e);
        len++;
    }
    reading->draft->expects = all;
    reading->draft->expects_len = len;
}
