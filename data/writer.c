/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * writer.c - rows to bytes. Invariants: rows leave in the order they come; the run digest covers
 * series, flows, fills and lps in that order, although fills interleave with series in time, so
 * the series is hashed as it leaves and the other three are read back when the run ends.
 * The program's own events stand outside the digest and the chain.
 */
#include "writer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "outfile.h"
#include "timestamp.h"

enum {
    ROW_BYTES = 1024, /* above any row without free text */
    DATE_BYTES = 11,  /* 2024-01-01T */
    SHARE_PRICE_PLACES = 12,
    LEVERAGE_PLACES = 9,
    AUDIT_BYTES = 1024 + 3 * BL_INSTRUMENTS_MAX * 24
};

#define EXACT_MAX (INT64_C(1) << 53) /* above it JSON numbers may lose digits in a reader */

struct bl_writer {
    bl_writer_names names;
    bl_outfile series, fills, flows, lps, audit, events;
    struct sha256_ctx run_hash;
    uint64_t fills_len, audit_len, events_len;
    int64_t day; /* of `date`, days since 1970; -1: none yet */
    char date[DATE_BYTES];
    char *mode; /* as a JSON string, quotes included */
    size_t mode_len;
    char *strategies[BL_STRATEGIES_MAX]; /* their names, likewise; NULL: not looked up yet */
    char digest[BL_SHA256_TEXT];
    char head[BL_SHA256_TEXT];
};

/* ---- pieces: each prints at `p` and returns the place after its last byte */

static char *put_text(char *p, const char *text)
{
    size_t len = strlen(text);
    memcpy(p, text, len);
    return p + len;
}

static char *put64(char *p, int64_t value, int places)
{
    return p + bl_decimal_print64(value, places, p);
}

static char *put128(char *p, bl_i128 value, int places)
{
    if (value == (int64_t)value) {
        return put64(p, (int64_t)value, places);
    }
    return p + bl_decimal_print(value, places, p);
}

/* A cell and its comma. */
static char *cell64(char *p, int64_t value, int places)
{
    p = put64(p, value, places);
    *p++ = ',';
    return p;
}

static char *cell128(char *p, bl_i128 value, int places)
{
    p = put128(p, value, places);
    *p++ = ',';
    return p;
}

static char *cell_text(char *p, const char *text)
{
    p = put_text(p, text);
    *p++ = ',';
    return p;
}

static char *put_gates(char *p, unsigned gates)
{
    static const char letters[] = "dwt";
    for (unsigned i = 0; i < 3; i++) {
        if (gates & (1U << i)) {
            *p++ = letters[i];
        }
    }
    return p;
}

static char *put_pair(char *p, int64_t value)
{
    p[0] = (char)('0' + value / 10);
    p[1] = (char)('0' + value % 10);
    return p + 2;
}

/* Nine digits with leading zeros: those of value + 10^9 without the 1, which falls on the byte
 * before and is put right again. */
static char *put_nine(char *p, int64_t value)
{
    char before = p[-1];
    bl_decimal_print64(value + INT64_C(1000000000), 0, p - 1);
    p[-1] = before;
    return p + 9;
}

/* Times have 19 digits, which in one go would take the printer's wide path. */
static char *cell_time_ns(char *p, int64_t time_ns)
{
    if (time_ns < BL_NS_PER_S) {
        return cell64(p, time_ns, 0);
    }
    p = put_nine(put64(p, time_ns / BL_NS_PER_S, 0), time_ns % BL_NS_PER_S);
    *p++ = ',';
    return p;
}

/* spec 13.0. Rows of one day share the date, which is the costly part. */
static char *put_time(bl_writer *writer, char *p, int64_t time_ns)
{
    int64_t day = time_ns / BL_NS_PER_DAY;
    int64_t rest_ns = time_ns % BL_NS_PER_DAY;
    if (day != writer->day) {
        char text[BL_TIMESTAMP_TEXT];
        bl_timestamp_print(day * BL_NS_PER_DAY, text);
        memcpy(writer->date, text, DATE_BYTES);
        writer->day = day;
    }
    memcpy(p, writer->date, DATE_BYTES);
    int64_t seconds = rest_ns / BL_NS_PER_S;
    p = put_pair(p + DATE_BYTES, seconds / 3600);
    *p++ = ':';
    p = put_pair(p, seconds / 60 % 60);
    *p++ = ':';
    p = put_pair(p, seconds % 60);
    if (rest_ns % BL_NS_PER_S != 0) {
        *p++ = '.';
        p = put_nine(p, rest_ns % BL_NS_PER_S);
    }
    *p++ = 'Z';
    return p;
}

/* One CSV cell of free text, quoted only where RFC 4180 needs it. */
static bool put_free_cell(bl_outfile *out, const char *text, size_t len)
{
    bool quoted = false;
    for (size_t i = 0; i < len && !quoted; i++) {
        quoted = text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r';
    }
    if (!quoted) {
        return bl_outfile_put(out, text, len) && bl_outfile_put(out, ",", 1);
    }
    bool good = bl_outfile_put(out, "\"", 1);
    for (size_t i = 0; i < len && good; i++) {
        good = bl_outfile_put(out, text[i] == '"' ? "\"\"" : text + i, text[i] == '"' ? 2 : 1);
    }
    return good && bl_outfile_put(out, "\",", 2);
}

static int asset_places(const bl_writer *writer)
{
    return writer->names.setup->vault.decimals;
}

/* ---- the sink */

/* gross, leverage, target, intended: empty without a book */
static char *put_book_cells(char *p, const bl_series_row *row, int places)
{
    if (!row->has_book) {
        return put_text(p, ",,,,");
    }
    p = cell128(p, row->gross, places);
    if (row->has_leverage) {
        p = put128(p, row->leverage_ppb, LEVERAGE_PLACES);
    }
    *p++ = ',';
    p = cell64(p, row->target_ppb, LEVERAGE_PLACES);
    if (row->has_leverage) {
        p = put128(p, row->intended_ppb, LEVERAGE_PLACES);
    }
    *p++ = ',';
    return p;
}

/* reserve, total, locked, unlocked: under `nav` the reserve is 0, the rest empty */
static char *put_capital_cells(char *p, const bl_series_row *row, int places)
{
    p = cell128(p, row->reserve.v, places);
    if (!row->has_capital) {
        return put_text(p, ",,,");
    }
    p = cell128(p, row->total.v, places);
    p = cell128(p, row->locked.v, places);
    return cell128(p, row->unlocked.v, places);
}

static bool write_series(void *context, const bl_series_row *row)
{
    bl_writer *writer = context;
    char *p = bl_outfile_room(&writer->series, ROW_BYTES);
    if (!p) {
        return false;
    }
    int places = asset_places(writer);
    p = cell_time_ns(p, row->time_ns);
    p = put_time(writer, p, row->time_ns);
    *p++ = ',';
    p = cell_text(p, bl_record_event_name(row->event));
    p = cell64(p, row->equity.v, places);
    p = cell128(p, row->supply.v, places);
    if (row->supply.v != 0) {
        p = put128(p, row->share_price, SHARE_PRICE_PLACES);
    }
    *p++ = ',';
    p = put_book_cells(p, row, places);
    p = put_capital_cells(p, row, places);
    p = cell128(p, row->fees.v, places);
    p = put_gates(p, row->gates);
    *p++ = '\n';
    bl_outfile_take(&writer->series, p);
    return true;
}

static bool write_fill(void *context, const bl_fill_row *row)
{
    bl_writer *writer = context;
    const bl_instrument *instrument = &writer->names.setup->instruments[row->instrument];
    bl_outfile *out = &writer->fills;
    char *p = bl_outfile_room(out, ROW_BYTES);
    if (!p) {
        return false;
    }
    p = cell64(p, (int64_t)writer->fills_len++, 0);
    p = cell_time_ns(p, row->time_ns);
    if (row->cause != BL_NO_CAUSE) {
        p = put64(p, row->cause, 0);
    }
    *p++ = ',';
    bl_outfile_take(out, p);
    if (!put_free_cell(out, instrument->name, strlen(instrument->name))) {
        return false;
    }
    p = bl_outfile_room(out, ROW_BYTES);
    if (!p) {
        return false;
    }
    p = cell64(p, row->quantity.v, instrument->quantity_decimals);
    p = cell64(p, row->mark.v, instrument->price_decimals);
    p = cell64(p, row->price.v, instrument->price_decimals);
    p = cell128(p, row->fee.v, asset_places(writer));
    p = put_text(p, bl_record_fill_name(row->reason));
    *p++ = '\n';
    bl_outfile_take(out, p);
    return true;
}

static const char *outcome_name(bl_outcome outcome)
{
    switch (outcome) {
    case BL_OUTCOME_PENDING:
        return "pending";
    case BL_OUTCOME_SETTLED:
        return "settled";
    case BL_OUTCOME_REFUSED:
        return "refused";
    }
    return "";
}

static char *put_settlement(char *p, const bl_flow_row *row, int places)
{
    if (row->outcome != BL_OUTCOME_SETTLED) {
        return put_text(p, ",,,,");
    }
    p = cell_time_ns(p, row->settled_ns);
    p = cell128(p, row->amount.v, places);
    p = cell128(p, row->shares.v, places);
    return cell128(p, row->share_price, SHARE_PRICE_PLACES);
}

static bool write_flow(void *context, const bl_flow_row *row)
{
    bl_writer *writer = context;
    const bl_feed_flows *feed = writer->names.flows;
    bl_outfile *out = &writer->flows;
    size_t seq = row->seq;
    char *p = bl_outfile_room(out, ROW_BYTES);
    if (!p) {
        return false;
    }
    p = cell64(p, (int64_t)seq, 0);
    p = cell_time_ns(p, feed->flows.time_ns[seq]);
    bl_outfile_take(out, p);
    const char *name = feed->names[feed->flows.lp[seq]];
    const char *kind = feed->flows.kind[seq] == BL_FLOW_DEPOSIT ? "deposit," : "withdraw,";
    uint32_t begin = feed->requested_begin[seq];
    if (!put_free_cell(out, name, strlen(name)) || !bl_outfile_put(out, kind, strlen(kind)) ||
        !put_free_cell(out, feed->requested_text + begin, feed->requested_begin[seq + 1] - begin)) {
        return false;
    }
    p = bl_outfile_room(out, ROW_BYTES);
    if (!p) {
        return false;
    }
    p = put_settlement(p, row, asset_places(writer));
    p = cell_text(p, outcome_name(row->outcome));
    p = put_text(p, bl_venue_reason_name(row->reason));
    *p++ = '\n';
    bl_outfile_take(out, p);
    return true;
}

static const char *holder_name(const bl_writer *writer, const bl_lp_row *row)
{
    switch (row->holder) {
    case BL_HOLDER_LP:
        return writer->names.flows->names[row->lp];
    case BL_HOLDER_MANAGER:
        return "fee:manager";
    case BL_HOLDER_PROTOCOL:
        return "fee:protocol";
    case BL_HOLDER_VAULT:
        return "fee:vault";
    }
    return "";
}

static bool write_lp(void *context, const bl_lp_row *row)
{
    bl_writer *writer = context;
    int places = asset_places(writer);
    const char *name = holder_name(writer, row);
    if (!put_free_cell(&writer->lps, name, strlen(name))) {
        return false;
    }
    char *p = bl_outfile_room(&writer->lps, ROW_BYTES);
    if (!p) {
        return false;
    }
    p = cell128(p, row->shares.v, places);
    p = cell128(p, row->value.v, places);
    if (row->has_basis) {
        p = put128(p, row->basis.v, places);
    }
    *p++ = ',';
    p = cell128(p, row->paid_in.v, places);
    p = cell128(p, row->paid_out.v, places);
    p = put128(p, row->fees.v, places);
    *p++ = '\n';
    bl_outfile_take(&writer->lps, p);
    return true;
}

/* ---- the audit chain */

static char *put_number(char *p, bl_i128 value)
{
    bool exact = value >= -EXACT_MAX && value <= EXACT_MAX;
    if (!exact) {
        *p++ = '"';
    }
    p = put128(p, value, 0);
    if (!exact) {
        *p++ = '"';
    }
    return p;
}

static char *put_sizes(char *p, const char *key, const bl_qty *sizes, size_t len)
{
    p = put_text(p, key);
    for (size_t i = 0; i < len; i++) {
        if (i > 0) {
            *p++ = ',';
        }
        p = put_number(p, sizes[i].v);
    }
    *p++ = ']';
    return p;
}

static char *put_reason(char *p, const char *reason)
{
    if (*reason == '\0') {
        return put_text(p, "null");
    }
    *p++ = '"';
    p = put_text(p, reason);
    *p++ = '"';
    return p;
}

/* The record up to `prev`, without the closing brace. */
static char *put_record(bl_writer *writer, char *p, const bl_audit_row *row)
{
    size_t len = bl_setup_sizes_len(writer->names.setup);
    p = put_number(put_text(p, "{\"seq\":"), (bl_i128)writer->audit_len++);
    p = put_number(put_text(p, ",\"time_ns\":"), row->time_ns);
    p = put_text(put_text(p, ",\"kind\":\""), bl_record_event_name(row->event));
    p = put_text(put_text(p, "\",\"mode\":"), writer->mode);
    p = put_text(p, ",\"cause\":");
    if (row->cause == BL_NO_CAUSE) {
        p = put_text(p, "null");
    } else {
        p = put_number(p, row->cause);
    }
    p = put_reason(put_text(p, ",\"reason\":"),
                   row->event == BL_EVENT_END ? writer->digest : bl_venue_reason_name(row->reason));
    p = put_number(put_text(p, ",\"nav\":"), row->nav.v);
    p = put_number(put_text(p, ",\"supply\":"), row->supply.v);
    p = put_sizes(p, ",\"pre\":[", row->pre, len);
    p = put_sizes(p, ",\"target\":[", row->target, len);
    p = put_sizes(p, ",\"post\":[", row->post, len);
    p = put_number(put_text(p, ",\"cost\":"), row->cost.v);
    p = put_gates(put_text(p, ",\"gates\":\""), row->gates);
    p = put_text(put_text(p, "\",\"prev\":\""), writer->head);
    return put_text(p, "\"");
}

static bool seal_digest(bl_writer *writer)
{
    if (!bl_outfile_flush(&writer->series) ||
        !bl_outfile_hash_again(&writer->flows, &writer->run_hash) ||
        !bl_outfile_hash_again(&writer->fills, &writer->run_hash) ||
        !bl_outfile_hash_again(&writer->lps, &writer->run_hash)) {
        return false;
    }
    bl_outfile_print_digest(&writer->run_hash, writer->digest);
    return true;
}

static bool write_audit(void *context, const bl_audit_row *row)
{
    bl_writer *writer = context;
    if (row->event == BL_EVENT_END && !seal_digest(writer)) {
        return false;
    }
    char *begin = bl_outfile_room(&writer->audit, AUDIT_BYTES + writer->mode_len);
    if (!begin) {
        return false;
    }
    char *p = put_record(writer, begin, row);
    *p = '}'; /* hashed as if the hash member were not there (spec 10.2) */
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, (size_t)(p + 1 - begin), (const uint8_t *)begin);
    bl_outfile_print_digest(&hash, writer->head);
    p = put_text(put_text(p, ",\"hash\":\""), writer->head);
    p = put_text(p, "\"}\n");
    bl_outfile_take(&writer->audit, p);
    return true;
}

/* ---- the program's own events */

/* A string as JSON in ASCII, quotes included; NULL: no memory or not UTF-8. */
static char *quote(const char *text)
{
    json_t *string = json_string(text);
    char *quoted = string ? json_dumps(string, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
    json_decref(string);
    return quoted;
}

/* ,"strategy":NAME and, where the event has it, ,"strategy_type":TYPE; false: no memory. */
static bool put_strategy(bl_writer *writer, const bl_chain_row *row, bool with_type)
{
    const bl_strategy *what = &writer->names.setup->pool.strategies[row->strategy];
    const char *type = what->model->program_type;
    char **name = &writer->strategies[row->strategy];
    *name = *name ? *name : quote(what->name);
    bl_outfile *out = &writer->events;
    if (!*name || !bl_outfile_put(out, ",\"strategy\":", 12) ||
        !bl_outfile_put(out, *name, strlen(*name))) {
        return false;
    }
    char *p = with_type ? bl_outfile_room(out, ROW_BYTES) : NULL;
    if (!p) {
        return !with_type;
    }
    p = put_text(put_text(p, ",\"strategy_type\":\""), type ? type : what->model->info.name);
    bl_outfile_take(out, put_text(p, "\""));
    return true;
}

static bool write_event(void *context, const bl_chain_row *row)
{
    static const struct {
        bool names_strategy, has_type;
        const char *fields[2];
    } shapes[BL_CHAIN_COUNT] = {
        [BL_CHAIN_ADD_LIQUIDITY] = {false, false, {"lp_mint_amount", "token_amount"}},
        [BL_CHAIN_REMOVE_LIQUIDITY] = {false, false, {"lp_unmint_amount", "token_amount"}},
        [BL_CHAIN_STRATEGY_DEPOSIT] = {true, true, {"token_amount", NULL}},
        [BL_CHAIN_STRATEGY_WITHDRAW] = {true,
                                        true,
                                        {"collateral_amount", "estimated_token_amount"}},
        [BL_CHAIN_PERFORMANCE_FEE] = {false, false, {"lp_mint_more", NULL}},
        [BL_CHAIN_REPORT_LOSS] = {true, false, {"loss", NULL}},
        [BL_CHAIN_TOTAL_AMOUNT] = {false, false, {"total_amount", NULL}},
    };
    bl_writer *writer = context;
    char *p = bl_outfile_room(&writer->events, ROW_BYTES);
    if (!p) {
        return false;
    }
    p = put_number(put_text(p, "{\"seq\":"), (bl_i128)writer->events_len++);
    p = put_number(put_text(p, ",\"time_ns\":"), row->time_ns);
    p = put_text(put_text(p, ",\"event\":\""), bl_record_chain_name(row->kind));
    bl_outfile_take(&writer->events, put_text(p, "\""));
    if (shapes[row->kind].names_strategy &&
        !put_strategy(writer, row, shapes[row->kind].has_type)) {
        return false;
    }
    p = bl_outfile_room(&writer->events, ROW_BYTES);
    if (!p) {
        return false;
    }
    for (size_t i = 0; i < 2 && shapes[row->kind].fields[i]; i++) {
        p = put_text(put_text(p, ",\""), shapes[row->kind].fields[i]);
        p = put_number(put_text(p, "\":"), (bl_i128)row->amounts[i]);
    }
    bl_outfile_take(&writer->events, put_text(p, "}\n"));
    return true;
}

/* ---- open and close */

/* One row a table: where it lives in a writer, its file and its header line. */
static const struct {
    size_t place;
    const char *name, *header;
    bool reported_only; /* not written under accounting `nav` */
} tables[] = {
    {offsetof(struct bl_writer, series), "series.csv",
     "time_ns,time,cause,equity,supply,share_price,gross,leverage,target,intended,reserve,"
     "total,locked,unlocked,fees,gates\n",
     false},
    {offsetof(struct bl_writer, flows), "flows.csv",
     "seq,time_ns,lp,kind,requested,settled_ns,amount,shares,share_price,outcome,reason\n", false},
    {offsetof(struct bl_writer, fills), "fills.csv",
     "seq,time_ns,cause,instrument,quantity,mark,price,fee,reason\n", false},
    {offsetof(struct bl_writer, lps), "lps.csv", "lp,shares,value,basis,paid_in,paid_out,fees\n",
     false},
    {offsetof(struct bl_writer, audit), "audit.jsonl", "", false},
    {offsetof(struct bl_writer, events), "events.jsonl", "", true},
};
enum { TABLES_LEN = sizeof tables / sizeof *tables };

static bl_outfile *table_file(bl_writer *writer, size_t table)
{
    return (bl_outfile *)(void *)((char *)writer + tables[table].place);
}

static bool is_written(const bl_writer *writer, size_t table)
{
    return !tables[table].reported_only ||
           writer->names.setup->accounting == BL_ACCOUNTING_REPORTED;
}

static bl_status open_tables(bl_writer *writer, const char *folder, bl_err *err)
{
    for (size_t i = 0; i < TABLES_LEN; i++) {
        if (!is_written(writer, i)) {
            continue;
        }
        bl_outfile *out = table_file(writer, i);
        struct sha256_ctx *hash = out == &writer->series ? &writer->run_hash : NULL;
        if (bl_outfile_open(out, folder, tables[i].name, hash, err) != BL_OK) {
            return err->status;
        }
        bl_outfile_put(out, tables[i].header, strlen(tables[i].header));
    }
    return BL_OK;
}

/* The first failure tells; all files are closed whatever happens. */
static bl_status close_tables(bl_writer *writer, bl_err *err)
{
    bl_status status = BL_OK;
    for (size_t i = 0; i < TABLES_LEN; i++) {
        if (!is_written(writer, i)) {
            continue;
        }
        bl_err other;
        bl_status closed = bl_outfile_close(table_file(writer, i), &other);
        if (closed != BL_OK && status == BL_OK) {
            *err = other;
            status = closed;
        }
    }
    return status;
}

static void free_writer(bl_writer *writer)
{
    for (size_t j = 0; j < BL_STRATEGIES_MAX; j++) {
        free(writer->strategies[j]);
    }
    free(writer->mode);
    free(writer);
}

bl_writer *bl_writer_open(const char *folder, const bl_writer_names *names, bl_err *err)
{
    bl_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        bl_err_set(err, BL_MEMORY, "no memory for the writer of a run");
        return NULL;
    }
    writer->names = *names;
    writer->day = -1;
    sha256_init(&writer->run_hash);
    memset(writer->head, '0', sizeof writer->head - 1);
    for (size_t i = 0; i < TABLES_LEN; i++) {
        table_file(writer, i)->fd = -1;
    }
    writer->mode = quote(names->setup->mode.text);
    writer->mode_len = writer->mode ? strlen(writer->mode) : 0;
    if (!writer->mode || writer->mode_len > BL_OUTFILE_BUFFER / 2) {
        bl_err_set(err, BL_MEMORY, "no memory for the text of the mode");
    } else if (open_tables(writer, folder, err) == BL_OK) {
        return writer;
    }
    bl_err ignored;
    close_tables(writer, &ignored);
    free_writer(writer);
    return NULL;
}

bl_sink bl_writer_sink(bl_writer *writer)
{
    bool reported = writer->names.setup->accounting == BL_ACCOUNTING_REPORTED;
    return (bl_sink){.context = writer,
                     .series = write_series,
                     .fill = write_fill,
                     .audit = write_audit,
                     .flow = write_flow,
                     .lp = write_lp,
                     .event = reported ? write_event : NULL};
}

bl_status bl_writer_close(bl_writer *writer, char *digest, char *head, bl_err *err)
{
    bl_status status = close_tables(writer, err);
    memcpy(digest, writer->digest, sizeof writer->digest);
    memcpy(head, writer->head, sizeof writer->head);
    free_writer(writer);
    return status;
}
