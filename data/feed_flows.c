/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_flows.c - LP flows, `time,lp,kind,amount` (spec 4.2, 4.3, 12.3). The amount's text is kept
 * because outputs repeat it.
 */
#include "decimal.h"
#include "names.h"
#include "series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME, LP, KIND, AMOUNT, FIELDS };
enum { TIMES, LPS, KINDS, AMOUNTS, BEGINS, ITEMS };
enum { NAMES = ITEMS, TEXT, PARTS }; /* of a tape, behind the columns */
enum { TEXT_MIN = 4096 };

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},
    {"lp", false, false},
    {"kind", false, false},
    {"amount", false, false},
};
static const size_t item_bytes[ITEMS] = {8, 4, 1, 8, 4};

/* What a bl_feed_flows holds in `memory`. */
typedef struct {
    bl_columns *columns;
    bl_names names;
    const char **list;
    char *text;
    size_t text_len, text_cap;
} flows_memory;

typedef struct {
    flows_memory *memory;
    int decimals;
    int64_t start_ns;
} flows_reader;

static bool check_start(bl_table *table, const flows_reader *reader, int64_t time_ns)
{
    if (time_ns >= reader->start_ns) {
        return true;
    }
    char start[BL_TIMESTAMP_TEXT];
    int start_len = (int)bl_timestamp_print(reader->start_ns, start);
    (void)bl_csv_complain(table->csv, table->places[TIME],
                          "time: flow before the start of the run, %.*s", start_len, start);
    return false;
}

static bool check_name(bl_table *table, bl_csv_field name)
{
    if (name.len != 0 && (name.len < 4 || memcmp(name.text, "fee:", 4) != 0)) {
        return true;
    }
    bl_table_refuse(table, LP, "a name that is not empty and does not start with 'fee:'");
    return false;
}

/* `NN%`, `all` or an amount. */
static bool read_withdrawal(bl_table *table, const flows_reader *reader, bl_flow_kind *kind,
                            int64_t *amount)
{
    static const char expected[] = "a decimal of 0 or more, 0% to 100%, or all";
    bl_csv_field field = bl_table_field(table, AMOUNT);
    if (field.len == 3 && memcmp(field.text, "all", 3) == 0) {
        *kind = BL_FLOW_WITHDRAW_ALL;
        *amount = 0;
        return true;
    }
    *kind = BL_FLOW_WITHDRAW_AMOUNT;
    if (field.len == 0 || field.text[field.len - 1] != '%') {
        return bl_table_read_amount(table, AMOUNT, reader->decimals, 0, expected, amount);
    }
    *kind = BL_FLOW_WITHDRAW_PART;
    bool rounded = false;
    if (bl_decimal_parse_ratio(field.text, field.len, amount, &rounded) != BL_DECIMAL_OK ||
        bl_table_is_negative(field) || *amount > BL_PPB) {
        bl_table_refuse(table, AMOUNT, expected);
        return false;
    }
    table->report.rounded += rounded;
    return true;
}

static bool read_request(bl_table *table, const flows_reader *reader, bl_flow_kind *kind,
                         int64_t *amount)
{
    static const char *const kinds[] = {"deposit", "withdraw"};
    size_t word;
    if (!bl_table_read_word(table, KIND, kinds, 2, "deposit or withdraw", &word)) {
        return false;
    }
    if (word == 1) {
        return read_withdrawal(table, reader, kind, amount);
    }
    *kind = BL_FLOW_DEPOSIT;
    return bl_table_read_amount(table, AMOUNT, reader->decimals, 0, "a decimal of 0 or more",
                                amount);
}

/* Appends the amount's text; places in it are 32 bits. */
static bool keep_text(flows_memory *memory, bl_csv_field field)
{
    if (memory->text_len + field.len > memory->text_cap) {
        size_t cap = memory->text_cap != 0 ? memory->text_cap * 2 : 16 * TEXT_MIN;
        if (cap > UINT32_MAX) {
            return false;
        }
        char *text = realloc(memory->text, cap);
        if (text == NULL) {
            return false;
        }
        memory->text = text;
        memory->text_cap = cap;
    }
    memcpy(memory->text + memory->text_len, field.text, field.len);
    memory->text_len += field.len;
    return true;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    const flows_reader *reader = context;
    flows_memory *memory = reader->memory;
    size_t row = columns->len;
    int64_t *time_ns = (int64_t *)columns->items[TIMES] + row;
    bl_csv_field name = bl_table_field(table, LP);
    bl_flow_kind kind;
    int64_t amount;
    bool good = bl_table_read_time(table, TIME, time_ns) &&
                bl_table_note_time(table, TIME, *time_ns) && check_start(table, reader, *time_ns);
    good = check_name(table, name) && good;
    good = read_request(table, reader, &kind, &amount) && good;
    if (!good) {
        return BL_SERIES_DROP;
    }
    ((uint8_t *)columns->items[KINDS])[row] = (uint8_t)kind;
    ((uint64_t *)columns->items[AMOUNTS])[row] = (uint64_t)amount;
    ((uint32_t *)columns->items[BEGINS])[row] = (uint32_t)memory->text_len;
    bool kept = bl_names_intern(&memory->names, name.text, name.len,
                                (uint32_t *)columns->items[LPS] + row) &&
                keep_text(memory, bl_table_field(table, AMOUNT));
    return kept ? BL_SERIES_KEEP : BL_SERIES_NO_MEMORY;
}

static void close_memory(flows_memory *memory)
{
    if (memory == NULL) {
        return;
    }
    bl_columns_close(memory->columns);
    bl_names_fini(&memory->names);
    free(memory->list);
    free(memory->text);
    free(memory);
}

/* Room in which only `seed` has a number: 0. */
static flows_memory *open_memory(void)
{
    flows_memory *memory = calloc(1, sizeof *memory);
    uint32_t seed;
    if (memory != NULL && bl_names_intern(&memory->names, "seed", 4, &seed)) {
        return memory;
    }
    close_memory(memory);
    return NULL;
}

static void put_out(flows_memory *memory, size_t names_len, const char *text, bl_feed_flows *out)
{
    const bl_columns *columns = memory->columns;
    out->flows = (bl_flows){.len = columns->len,
                            .time_ns = columns->items[TIMES],
                            .lp = columns->items[LPS],
                            .kind = columns->items[KINDS],
                            .amount = columns->items[AMOUNTS],
                            .lps_len = names_len};
    out->names = memory->list;
    out->requested_begin = columns->items[BEGINS];
    out->requested_text = text;
    out->memory = memory;
}

static bool seal(flows_memory *memory, bl_feed_flows *out)
{
    bl_columns *columns = memory->columns;
    memory->list = bl_names_list(&memory->names);
    if (memory->list == NULL) {
        return false;
    }
    ((uint32_t *)columns->items[BEGINS])[columns->len] = (uint32_t)memory->text_len;
    put_out(memory, memory->names.len, memory->text != NULL ? memory->text : "", out);
    return true;
}

/* ---- tapes: the columns, then the names and the amounts' texts */

static void keep_tape(const bl_tape_slot *slot, const flows_memory *memory,
                      const bl_feed_flows *feed, bl_diags *diags)
{
    bl_tape tape;
    bl_columns_list(memory->columns, &feed->report, &tape);
    tape.parts[BEGINS].len += sizeof(uint32_t);
    tape.parts[NAMES] = (bl_tape_part){memory->names.text, memory->names.text_len};
    tape.parts[TEXT] = (bl_tape_part){feed->requested_text, memory->text_len};
    tape.parts_len = PARTS;
    bl_tape_cache_keep(slot, &tape, diags);
}

/* The names, each terminated, as a list that ends with NULL. */
static const char **list_names(const bl_tape_part *names, size_t *out_len)
{
    const char *const end = (const char *)names->at + names->len;
    *out_len = 0;
    for (const char *at = names->at; at < end; at += strlen(at) + 1) {
        ++*out_len;
    }
    const char **list = malloc((*out_len + 1) * sizeof *list);
    size_t len = 0;
    for (const char *at = names->at; list != NULL && at < end; at += strlen(at) + 1) {
        list[len++] = at;
    }
    if (list != NULL) {
        list[len] = NULL;
    }
    return list;
}

/* A tape with flows that the reader would refuse is left to it. */
static bool may_take(const bl_tape *tape, int64_t start_ns)
{
    return tape->parts_len == PARTS &&
           (tape->report.rows == 0 || tape->report.first_ns >= start_ns);
}

/* False: it is to be read; the tape is gone all the same. */
static bool take_tape(const bl_tape *tape, int64_t start_ns, bl_feed_flows *out)
{
    if (!may_take(tape, start_ns)) {
        bl_tape_file_unmap(tape->map);
        return false;
    }
    size_t names_len = 0;
    flows_memory *memory = calloc(1, sizeof *memory);
    bl_columns *columns = bl_columns_map(item_bytes, ITEMS, tape);
    if (memory != NULL && columns != NULL) {
        memory->columns = columns;
        memory->list = list_names(&tape->parts[NAMES], &names_len);
    }
    if (memory == NULL || memory->list == NULL) {
        bl_columns_close(columns);
        free(memory);
        return false;
    }
    put_out(memory, names_len, tape->parts[TEXT].at, out);
    out->report = tape->report;
    return true;
}

bool bl_feed_empty_flows(bl_feed_flows *out)
{
    memset(out, 0, sizeof *out);
    flows_memory *memory = open_memory();
    if (memory == NULL) {
        return false;
    }
    memory->columns = bl_columns_open(item_bytes, ITEMS, 1);
    if (memory->columns != NULL && seal(memory, out)) {
        return true;
    }
    close_memory(memory);
    return false;
}

static bool read_file(const char *path, int decimals, int64_t start_ns, bl_feed_flows *out,
                      bl_diags *diags)
{
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, ITEMS, read_row, NULL};
    flows_memory *memory = open_memory();
    if (memory == NULL) {
        (void)bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "out of memory");
        return false;
    }
    flows_reader reader = {memory, decimals, start_ns};
    memory->columns = bl_series_read(path, &plan, &reader, &out->report, diags);
    if (memory->columns != NULL && seal(memory, out)) {
        return true;
    }
    if (memory->columns != NULL) {
        (void)bl_diag_add(diags, BL_DIAG_ERROR, path, 0, 0, "out of memory");
    }
    close_memory(memory);
    memset(out, 0, sizeof *out);
    return false;
}

bool bl_feed_read_flows(const char *path, int decimals, int64_t start_ns, bl_tape_cache *cache,
                        bl_feed_flows *out, bl_diags *diags)
{
    bl_tape_slot slot;
    bl_tape tape;
    char options[BL_TAPE_OPTIONS];
    memset(out, 0, sizeof *out);
    snprintf(options, sizeof options, "flows, decimals %d", decimals);
    if (bl_tape_cache_find(cache, path, options, &slot, &tape, diags) &&
        take_tape(&tape, start_ns, out)) {
        return true;
    }
    if (!read_file(path, decimals, start_ns, out, diags)) {
        return false;
    }
    keep_tape(&slot, out->memory, out, diags);
    return true;
}

void bl_feed_close_flows(bl_feed_flows *feed)
{
    close_memory(feed->memory);
    memset(feed, 0, sizeof *feed);
}
