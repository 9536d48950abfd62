/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_admin.c - the program's other instructions, `time,signer,action,strategy,value[,min_out]`
 * (docs/formats.md). Who may sign and what exists is the program's to say; what an action has no
 * use for must be empty.
 */
#include "names.h"
#include "series.h"

#include <stdlib.h>
#include <string.h>

enum { TIME, SIGNER, ACTION, STRATEGY, VALUE, MIN_OUT, FIELDS };
enum { TIMES, SIGNERS, ACTIONS, LPS, STRATEGIES, VALUES, MIN_OUTS, ITEMS };
enum { OPERATORS_MAX = 200, DECIMALS_NONE = 0 };

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},      {"signer", false, false}, {"action", false, false},
    {"strategy", false, false}, {"value", false, false},  {"min_out", false, true},
};

typedef struct {
    bl_columns *columns;
    bl_names operators;
    const char **list;
} memory;

typedef struct {
    const bl_feed_admin_options *options;
    memory *kept;
} world;

static bool is_word(bl_csv_field field, const char *word)
{
    return field.text != NULL && strlen(word) == field.len &&
           memcmp(word, field.text, field.len) == 0;
}

/* The place of a cell's text among words; UINT32_MAX where it is none of them. */
static uint32_t find_word(bl_csv_field field, const char *const *words, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (is_word(field, words[i])) {
            return (uint32_t)i;
        }
    }
    return UINT32_MAX;
}

static bool want_empty(bl_table *table, size_t column, const char *expected)
{
    if (!bl_table_has(table, column) || bl_table_field(table, column).len == 0) {
        return true;
    }
    bl_table_refuse(table, column, expected);
    return false;
}

static bool read_start(bl_table *table, const world *in, int64_t *time_ns)
{
    if (!bl_table_read_time(table, TIME, time_ns) || !bl_table_note_time(table, TIME, *time_ns)) {
        return false;
    }
    if (*time_ns < in->options->start_ns) {
        bl_table_refuse(table, TIME, "a time not before the start of the run");
        return false;
    }
    return true;
}

static bool read_shares(bl_table *table, const world *in, int64_t *out)
{
    if (is_word(bl_table_field(table, VALUE), "all")) {
        *out = -1; /* BL_NO_LIMIT as the tape has it */
        return true;
    }
    return bl_table_read_amount(table, VALUE, in->options->decimals, 0, "shares, 0 or more, or all",
                                out);
}

/* A key by its number; false where it has no name or memory is out. */
static bool read_operator(bl_table *table, world *in, int64_t *out)
{
    static const char expected[] = "the name of a key, of at most 200 in a feed";
    bl_csv_field field = bl_table_field(table, VALUE);
    uint32_t id = 0;
    if (is_word(field, "admin") || is_word(field, "operator")) {
        *out = is_word(field, "admin") ? BL_SIGNER_ADMIN : BL_SIGNER_OPERATOR;
        return true;
    }
    if (field.len == 0 || in->kept->operators.len > OPERATORS_MAX ||
        !bl_names_intern(&in->kept->operators, field.text, field.len, &id)) {
        bl_table_refuse(table, VALUE, expected);
        return false;
    }
    *out = BL_SIGNER_NAMED + (int64_t)id;
    return true;
}

static bool read_value(bl_table *table, world *in, bl_admin_action action, int64_t *out)
{
    *out = 0;
    switch (action) {
    case BL_ADMIN_ENABLE:
    case BL_ADMIN_DISABLE:
    case BL_ADMIN_REMOVE_STRATEGY:
        return want_empty(table, VALUE, "nothing for this action");
    case BL_ADMIN_SET_DEGRADATION:
        return bl_table_read_amount(table, VALUE, DECIMALS_NONE, 0, "a whole number, 0 or more",
                                    out);
    case BL_ADMIN_SET_OPERATOR:
        return read_operator(table, in, out);
    case BL_ADMIN_DIRECT_WITHDRAW:
        return read_shares(table, in, out);
    }
    return false;
}

static bool read_min_out(bl_table *table, const world *in, bl_admin_action action, int64_t *out)
{
    *out = 0;
    if (action != BL_ADMIN_DIRECT_WITHDRAW) {
        return want_empty(table, MIN_OUT, "nothing for this action");
    }
    if (!bl_table_has(table, MIN_OUT) || bl_table_field(table, MIN_OUT).len == 0) {
        return true;
    }
    return bl_table_read_amount(table, MIN_OUT, in->options->decimals, 0,
                                "an amount of 0 or more, or nothing", out);
}

/* Keys as bl_signer; those that are no operator's yet cannot sign anything that counts. */
static uint8_t find_signer(bl_csv_field field)
{
    static const char *const roles[] = {"admin", "operator"};
    uint32_t role = find_word(field, roles, 2);
    return role == UINT32_MAX ? BL_SIGNER_OTHER : (uint8_t)role;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    static const char *const actions[] = {
        "enable",          "disable",      "remove_strategy",
        "set_degradation", "set_operator", "direct_withdraw"}; /* as bl_admin_action */
    world *in = context;
    const size_t row = columns->len;
    const bl_csv_field signer = bl_table_field(table, SIGNER);
    const bl_csv_field strategy = bl_table_field(table, STRATEGY);
    size_t action = 0;
    bool good = read_start(table, in, (int64_t *)columns->items[TIMES] + row);
    if (!bl_table_read_word(table, ACTION, actions, sizeof actions / sizeof actions[0],
                            "enable, disable, remove_strategy, set_degradation, set_operator or "
                            "direct_withdraw",
                            &action)) {
        return BL_SERIES_DROP;
    }
    bool names = action == BL_ADMIN_REMOVE_STRATEGY || action == BL_ADMIN_DIRECT_WITHDRAW;
    good = (names || want_empty(table, STRATEGY, "nothing for this action")) && good;
    good =
        read_value(table, in, (bl_admin_action)action, (int64_t *)columns->items[VALUES] + row) &&
        good;
    good = read_min_out(table, in, (bl_admin_action)action,
                        (int64_t *)columns->items[MIN_OUTS] + row) &&
           good;
    ((uint8_t *)columns->items[SIGNERS])[row] = find_signer(signer);
    ((uint8_t *)columns->items[ACTIONS])[row] = (uint8_t)action;
    ((uint32_t *)columns->items[LPS])[row] =
        find_word(signer, in->options->lps, in->options->lps_len);
    ((uint32_t *)columns->items[STRATEGIES])[row] =
        find_word(strategy, in->options->names, in->options->names_len);
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

static void close_memory(memory *kept)
{
    if (kept == NULL) {
        return;
    }
    bl_columns_close(kept->columns);
    bl_names_fini(&kept->operators);
    free(kept->list);
    free(kept);
}

static void seal(memory *kept, bl_feed_admin *out)
{
    void *const *items = kept->columns->items;
    out->admin = (bl_admin){kept->columns->len, items[TIMES],      items[SIGNERS], items[ACTIONS],
                            items[LPS],         items[STRATEGIES], items[VALUES],  items[MIN_OUTS]};
    out->operators = kept->list;
    out->operators_len = kept->operators.len;
    out->memory = kept;
}

bool bl_feed_read_admin(const char *path, const bl_feed_admin_options *options, bl_feed_admin *out,
                        bl_diags *diags)
{
    static const size_t item_bytes[ITEMS] = {8, 1, 1, 4, 4, 8, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, ITEMS, read_row, NULL};
    memset(out, 0, sizeof *out);
    memory *kept = calloc(1, sizeof *kept);
    world in = {options, kept};
    if (kept != NULL) {
        kept->columns = bl_series_read(path, &plan, &in, &out->report, diags);
        kept->list = kept->columns != NULL ? bl_names_list(&kept->operators) : NULL;
    }
    if (kept != NULL && kept->list != NULL) {
        seal(kept, out);
        return true;
    }
    if (kept == NULL || kept->columns != NULL) {
        (void)bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "out of memory");
    }
    close_memory(kept);
    return false;
}

void bl_feed_close_admin(bl_feed_admin *feed)
{
    close_memory(feed->memory);
    memset(feed, 0, sizeof *feed);
}
