/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_cranks.c - strategy actions beyond the keeper's, `time,signer,action,strategy,amount` (spec
 * 8.5). A signer or a strategy nobody knows is no error of the feed: the program refuses it.
 */
#include "series.h"

#include <stdio.h>
#include <string.h>

enum { TIME, SIGNER, ACTION, STRATEGY, AMOUNT, FIELDS };

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},      {"signer", false, false}, {"action", false, false},
    {"strategy", false, false}, {"amount", false, false},
};

typedef bl_feed_cranks_options world;

/* The place of a cell's text among words; len where it is none of them. */
static size_t find_word(bl_csv_field field, const char *const *words, size_t len)
{
    size_t i = 0;
    while (i < len && !(field.text != NULL && strlen(words[i]) == field.len &&
                        memcmp(words[i], field.text, field.len) == 0)) {
        i++;
    }
    return i;
}

/* As bl_signer; keys that never have a role are all one. */
static uint8_t find_signer(bl_csv_field field, const world *in)
{
    static const char *const roles[] = {"admin", "operator"};
    size_t named = find_word(field, in->operators, in->operators_len);
    if (named < in->operators_len) {
        return (uint8_t)(BL_SIGNER_NAMED + named);
    }
    return (uint8_t)find_word(field, roles, 2);
}

static bool read_start(bl_table *table, const world *in, int64_t *time_ns)
{
    if (!bl_table_read_time(table, TIME, time_ns) || !bl_table_note_time(table, TIME, *time_ns)) {
        return false;
    }
    if (*time_ns < in->start_ns) {
        bl_table_refuse(table, TIME, "a time not before the start of the run");
        return false;
    }
    return true;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    static const char *const actions[] = {"deposit_strategy", "withdraw_strategy"};
    const world *in = context;
    size_t row = columns->len;
    size_t action = 0;
    bool good = read_start(table, in, (int64_t *)columns->items[0] + row);
    good = bl_table_read_word(table, ACTION, actions, 2, "deposit_strategy or withdraw_strategy",
                              &action) &&
           good;
    good = bl_table_read_amount(table, AMOUNT, in->decimals, 0, "an amount of 0 or more",
                                (int64_t *)columns->items[4] + row) &&
           good;
    size_t strategy = find_word(bl_table_field(table, STRATEGY), in->names, in->names_len);
    ((uint8_t *)columns->items[1])[row] = find_signer(bl_table_field(table, SIGNER), in);
    ((uint8_t *)columns->items[2])[row] = (uint8_t)action;
    ((uint32_t *)columns->items[3])[row] =
        strategy == in->names_len ? UINT32_MAX : (uint32_t)strategy;
    return good ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

/* Rows of a tape that was read for an earlier start: the file says which line it is. */
static bool is_early(const bl_columns *columns, int64_t start_ns)
{
    const int64_t *const time_ns = columns->items[0];
    return columns->len > 0 && time_ns[0] < start_ns;
}

bool bl_feed_read_cranks(const char *path, const bl_feed_cranks_options *options,
                         bl_feed_cranks *out, bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 1, 1, 4, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 5, read_row, NULL};
    memset(out, 0, sizeof *out);
    world in = *options;
    char strategies[BL_SERIES_DIGEST];
    char operators[BL_SERIES_DIGEST];
    char text[BL_TAPE_OPTIONS];
    bl_series_digest(options->names, options->names_len, strategies);
    bl_series_digest(options->operators, options->operators_len, operators);
    snprintf(text, sizeof text, "cranks %d %.40s %.40s", options->decimals, strategies, operators);
    const bl_series_source source = {path, options->cache, text};
    bl_columns *columns = bl_series_open(&source, &plan, &in, &out->report, diags);
    if (columns != NULL && is_early(columns, options->start_ns)) {
        bl_columns_close(columns);
        columns = bl_series_read(path, &plan, &in, &out->report, diags);
    }
    if (columns == NULL) {
        return false;
    }
    out->cranks = (bl_cranks){columns->len,      columns->items[0], columns->items[1],
                              columns->items[2], columns->items[3], columns->items[4]};
    out->memory = columns;
    return true;
}

void bl_feed_close_cranks(bl_feed_cranks *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
