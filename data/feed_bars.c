/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_bars.c - price bars (spec 12.3). Two ways to read a row: `scan_row` straight from the
 * block, which either understands every byte of it or gives up without a trace, and `read_row`
 * through the table and libcsv, which decides everything else and writes all complaints.
 */
#include "columns.h"
#include "decimal.h"
#include "scan.h"
#include "table.h"
#include "tape_cache.h"
#include "worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME, OPEN, HIGH, LOW, CLOSE, VOLUME, FIELDS };
enum { ITEM_CLOSE, ITEM_VOLUME, ITEM_TIME, ITEMS }; /* the time last: most feeds need none */
enum {
    SHARE = 128 * 1024,           /* bytes of lines that are worth a second thread */
    FILE_SHARE = 4 * 1024 * 1024, /* and of a file */
    AHEAD = 64 * 1024             /* rows */
};

static const size_t item_bytes[ITEMS] = {8, 8, 8};

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false}, {"open", false, false},  {"high", false, false},
    {"low", false, false}, {"close", false, false}, {"volume", false, false},
};

typedef struct {
    int64_t time_ns, close, volume;
} bar;

typedef struct stretch stretch;

typedef struct {
    bl_table table;
    const bl_feed_bars_options *options;
    bl_columns *columns;
    int64_t visible_offset_ns;  /* from stamp to visible (spec 2.3) */
    bool uneven;                /* a step differed: times are kept */
    uint64_t first_ns, step_ns; /* until then, as visible times */
    bool may_scan;
    bool is_usual; /* columns in the order of `wanted` */
    unsigned time_places;
    unsigned kinds[FIELDS]; /* what each field of a row is */
    bl_worker *helper;      /* NULL: one thread */
    stretch *ahead;
    size_t share; /* bytes of lines that are worth it */
    bool alone;   /* the helper is left out until a block is done */
} bars_reader;

/* Lines that the helper scans, and the bars in them up to the first that is not plain. */
struct stretch {
    const bars_reader *reader;
    bl_csv_lines lines;
    size_t len;
    struct {
        bar bar;
        unsigned rounded; /* numbers that lost digits */
        uint32_t end;     /* of its line, from lines.begin */
    } rows[AHEAD];
};

/* ---- what both ways share */

static bool is_gap(const bars_reader *reader, int64_t step_ns)
{
    return step_ns > reader->options->bar_ns;
}

static void note_step(bars_reader *reader, int64_t before_ns, int64_t step_ns)
{
    bl_feed_report *report = &reader->table.report;
    if (report->step_min_ns == 0 || step_ns < report->step_min_ns) {
        report->step_min_ns = step_ns;
    }
    if (!is_gap(reader, step_ns)) {
        return;
    }
    if (report->gaps++ == 0) {
        report->gap_first_ns = before_ns;
    }
    if (step_ns > report->gap_longest_ns) {
        report->gap_longest_ns = step_ns;
    }
}

/* Whether all steps have been equal up to the bar at `place`, visible at time_ns. */
static bool is_even(bars_reader *reader, size_t place, uint64_t time_ns)
{
    if (place == 0) {
        reader->first_ns = time_ns;
    } else if (place == 1) {
        reader->step_ns = time_ns - reader->first_ns;
    }
    return !reader->uneven && time_ns == reader->first_ns + place * reader->step_ns;
}

/* The column of times is touched from the first bar on that is out of step; most feeds have none.
 */
static void put_time(bars_reader *reader, size_t place, int64_t time_ns)
{
    int64_t *times = reader->columns->items[ITEM_TIME];
    if (is_even(reader, place, (uint64_t)time_ns)) {
        return;
    }
    for (size_t i = 0; !reader->uneven && i < place; i++) {
        times[i] = (int64_t)(reader->first_ns + i * reader->step_ns);
    }
    reader->uneven = true;
    times[place] = time_ns;
}

/* Keeps a bar that passed every check. */
static bool put_bar(bars_reader *reader, bar row)
{
    bl_columns *columns = reader->columns;
    if (columns->len == columns->cap && !bl_columns_reserve(columns)) {
        return false;
    }
    size_t place = columns->len++;
    ((int64_t *)columns->items[ITEM_CLOSE])[place] = row.close;
    ((int64_t *)columns->items[ITEM_VOLUME])[place] = row.volume;
    put_time(reader, place, row.time_ns + reader->visible_offset_ns);
    reader->table.report.zero_volume += row.volume == 0;
    return true;
}

/* ---- general way */

static bool check_gap(bars_reader *reader, int64_t step_ns)
{
    if (!reader->options->gap_fail || !is_gap(reader, step_ns)) {
        return true;
    }
    char gap[BL_DECIMAL_TEXT];
    char bar_text[BL_DECIMAL_TEXT];
    int gap_len = (int)bl_decimal_print64(step_ns, 9, gap);
    int bar_len = (int)bl_decimal_print64(reader->options->bar_ns, 9, bar_text);
    (void)bl_csv_complain(reader->table.csv, reader->table.places[TIME],
                          "gap of %.*s s before this bar, refused by `gap: fail`; a bar is %.*s s",
                          gap_len, gap, bar_len, bar_text);
    return false;
}

static bool check_time(bars_reader *reader, int64_t time_ns)
{
    bl_feed_report *report = &reader->table.report;
    bl_table *table = &reader->table;
    int64_t before_ns = report->last_ns;
    bool first = report->rows == 0;
    if (!first && time_ns == before_ns) {
        bl_table_refuse(table, TIME, "a time after the last row's");
        return false;
    }
    if (time_ns > INT64_MAX - reader->visible_offset_ns) {
        bl_table_refuse(table, TIME, "a bar that ends before 2262-04-11");
        return false;
    }
    if (!bl_table_note_time(table, TIME, time_ns)) {
        return false;
    }
    if (first) {
        return true;
    }
    note_step(reader, before_ns, time_ns - before_ns);
    return check_gap(reader, time_ns - before_ns);
}

/* Open, high and low are not kept, so only their sign matters, at any size and precision. */
static bool is_positive(bl_csv_field field, int places)
{
    int64_t value;
    bool rounded;
    if (field.text == NULL) {
        return false;
    }
    const char *at = field.text;
    if (bl_scan_positive(&at) && at == field.text + field.len) {
        return true;
    }
    bl_decimal_status status = bl_decimal_parse(field.text, field.len, places, &value, &rounded);
    return !bl_table_is_negative(field) &&
           ((status == BL_DECIMAL_OK && (value > 0 || rounded)) || status == BL_DECIMAL_RANGE);
}

static bool check_price(bars_reader *reader, size_t column)
{
    if (is_positive(bl_table_field(&reader->table, column), reader->options->price_decimals)) {
        return true;
    }
    bl_table_refuse(&reader->table, column, "a decimal above 0");
    return false;
}

/* The row in hand. False: out of memory; a bad row is complained about and left out. */
static bool read_row(bars_reader *reader)
{
    bar row = {0, 0, 0};
    bool good =
        bl_table_read_time(&reader->table, TIME, &row.time_ns) && check_time(reader, row.time_ns);
    for (size_t column = OPEN; column <= LOW; column++) {
        good = check_price(reader, column) && good;
    }
    good = bl_table_read_amount(&reader->table, CLOSE, reader->options->price_decimals, 1,
                                "a decimal above 0 at the price's places", &row.close) &&
           good;
    good = bl_table_read_amount(&reader->table, VOLUME, reader->options->quantity_decimals, 0,
                                "a decimal of 0 or more", &row.volume) &&
           good;
    return !good || put_bar(reader, row);
}

/* ---- fast way */

/* A field that is not plain digits, decided exactly; *at moves behind it. Left to the general way:
 * blanks, which are libcsv's, and minus signs, which are nearly always a mistake. */
static bool scan_odd(const char **at, int places, int64_t *out, bool *rounded)
{
    const char *begin = *at;
    const char *end = begin;
    while (*end != ',' && *end != '\n' && *end != '\r' && end - begin <= BL_CSV_FIELD_MAX) {
        end++;
    }
    *at = end;
    return bl_decimal_parse(begin, (size_t)(end - begin), places, out, rounded) == BL_DECIMAL_OK &&
           *begin > ' ' && *begin != '-' && end[-1] > ' ' && end - begin <= BL_CSV_FIELD_MAX;
}

static inline bool scan_number(const char **at, int places, int64_t *out, unsigned *rounded)
{
    const char *begin = *at;
    if (bl_scan_decimal(at, (unsigned)places, out) &&
        (**at == ',' || **at == '\n' || **at == '\r' || **at == '"')) {
        return true;
    }
    bool lost = false;
    *at = begin;
    bool good = scan_odd(at, places, out, &lost);
    *rounded += lost;
    return good;
}

static inline bool scan_time(const bars_reader *reader, const char **at, int64_t *out_ns)
{
    if (reader->table.units[TIME] != BL_TIME_ISO) {
        return bl_scan_decimal(at, reader->time_places, out_ns);
    }
    const char *begin = *at;
    const char *end = begin;
    while (*end > ' ' && *end != ',' && *end != '"' && end - begin <= BL_TIMESTAMP_TEXT) {
        end++;
    }
    *at = end;
    return bl_timestamp_parse_iso(begin, (size_t)(end - begin), out_ns);
}

static inline bool scan_cell(const bars_reader *reader, unsigned kind, const char **at, bar *out,
                             unsigned *rounded)
{
    switch (kind) {
    case TIME:
        return scan_time(reader, at, &out->time_ns);
    case CLOSE:
        return scan_number(at, reader->options->price_decimals, &out->close, rounded);
    case VOLUME:
        return scan_number(at, reader->options->quantity_decimals, &out->volume, rounded);
    default:
        return bl_scan_positive(at);
    }
}

/* A cell, or one in quotes with nothing else between them, which means the same. */
static inline bool scan_field(const bars_reader *reader, unsigned kind, const char **at, bar *out,
                              unsigned *rounded)
{
    if (**at != '"') {
        return scan_cell(reader, kind, at, out, rounded);
    }
    ++*at;
    return scan_cell(reader, kind, at, out, rounded) && *(*at)++ == '"';
}

/* Whether the line at *at is six fields with nothing but digits, points and exponents, quoted or
 * not; *at moves behind it. Inline, so that where the order is known no field asks what it is. */
static inline __attribute__((always_inline)) bool scan_fields(const bars_reader *reader,
                                                              const unsigned *kinds,
                                                              const char **at, bar *out,
                                                              unsigned *rounded)
{
    const char *next = *at;
#pragma GCC unroll 6
    for (size_t i = 0; i < FIELDS; i++) {
        if (!scan_field(reader, kinds[i], &next, out, rounded)) {
            return false;
        }
        if (i < FIELDS - 1 && *next++ != ',') {
            return false;
        }
    }
    if (*next == '\r') {
        next++;
    }
    if (*next++ != '\n') {
        return false;
    }
    *at = next;
    return true;
}

static inline bool scan_row(const bars_reader *reader, const char **at, bar *out, unsigned *rounded)
{
    static const unsigned usual[FIELDS] = {TIME, OPEN, HIGH, LOW, CLOSE, VOLUME};
    return reader->is_usual ? scan_fields(reader, usual, at, out, rounded)
                            : scan_fields(reader, reader->kinds, at, out, rounded);
}

/* Whether a scanned bar can follow the last one without a complaint; if so, notes its time. */
static inline bool take_bar(bars_reader *reader, bar row, unsigned rounded)
{
    bl_feed_report *report = &reader->table.report;
    const int64_t time_ns = row.time_ns;
    if (row.close <= 0 || row.volume < 0 || time_ns > INT64_MAX - reader->visible_offset_ns) {
        return false;
    }
    if (report->rows == 0) {
        report->first_ns = time_ns;
    } else {
        int64_t step_ns = time_ns - report->last_ns;
        if (step_ns <= 0 || (reader->options->gap_fail && is_gap(reader, step_ns))) {
            return false;
        }
        note_step(reader, report->last_ns, step_ns);
    }
    report->last_ns = time_ns;
    report->rows++;
    report->rounded += rounded;
    return true;
}

/* Takes rows while they are plain and give no cause for complaint. Where it stopped; NULL: out of
 * memory. */
static const char *scan_lines(bars_reader *reader, bl_csv_lines lines)
{
    const char *at = lines.begin;
    size_t rows = 0;
    for (; at < lines.end; rows++) {
        bar row;
        unsigned rounded = 0;
        const char *next = at;
        if (!scan_row(reader, &next, &row, &rounded) || !take_bar(reader, row, rounded)) {
            break;
        }
        if (!put_bar(reader, row)) {
            return NULL;
        }
        at = next;
    }
    bl_csv_skip_lines(reader->table.csv, at, rows);
    return at;
}

/* ---- fast way, by two threads: each scans half of the lines at hand. What a row means to the rows
 * before it (times, gaps, counts) is decided by one thread, in order. */

static void scan_ahead(void *context)
{
    stretch *ahead = context;
    const char *at = ahead->lines.begin;
    ahead->len = 0;
    while (at < ahead->lines.end && ahead->len < AHEAD) {
        bar row;
        unsigned rounded = 0;
        if (!scan_row(ahead->reader, &at, &row, &rounded)) {
            break;
        }
        ahead->rows[ahead->len].bar = row;
        ahead->rows[ahead->len].rounded = rounded;
        ahead->rows[ahead->len].end = (uint32_t)(at - ahead->lines.begin);
        ahead->len++;
    }
}

/* Takes what was scanned ahead while it gives no cause for complaint. Where it stopped, or NULL. */
static const char *take_ahead(bars_reader *reader, const stretch *ahead)
{
    const char *at = ahead->lines.begin;
    size_t rows = 0;
    for (; rows < ahead->len; rows++) {
        const bar row = ahead->rows[rows].bar;
        if (!take_bar(reader, row, ahead->rows[rows].rounded)) {
            break;
        }
        if (!put_bar(reader, row)) {
            return NULL;
        }
        at = ahead->lines.begin + ahead->rows[rows].end;
    }
    bl_csv_skip_lines(reader->table.csv, at, rows);
    return at;
}

static const char *find_middle(bl_csv_lines lines)
{
    const char *half = lines.begin + (lines.end - lines.begin) / 2;
    return (const char *)memchr(half, '\n', (size_t)(lines.end - half)) + 1;
}

static const char *scan_both(bars_reader *reader, bl_csv_lines lines)
{
    stretch *ahead = reader->ahead;
    const char *middle = find_middle(lines);
    ahead->lines = (bl_csv_lines){middle, lines.end};
    bl_worker_begin(reader->helper, scan_ahead, ahead);
    const char *at = scan_lines(reader, (bl_csv_lines){lines.begin, middle});
    bl_worker_wait(reader->helper);
    return at == middle ? take_ahead(reader, ahead) : at;
}

/* Where rows are odd, what was scanned ahead is lost: the rest of the block is read by one. */
static const char *scan_block(bars_reader *reader, bl_csv_lines lines)
{
    const bool both = reader->helper != NULL && !reader->alone &&
                      (size_t)(lines.end - lines.begin) >= reader->share;
    const char *at = both ? scan_both(reader, lines) : scan_lines(reader, lines);
    reader->alone = at != lines.end;
    return at;
}

/* Up to a row that needs the general way, or to the end. False: out of memory. */
static bool scan_rows(bars_reader *reader)
{
    bl_csv_lines lines;
    while (reader->may_scan && bl_csv_peek_lines(reader->table.csv, &lines)) {
        const char *at = scan_block(reader, lines);
        if (at != lines.end) {
            return at != NULL;
        }
    }
    return true;
}

/* ---- the file */

/* From stamp to visible (spec 2.3). */
static int64_t find_offset(const bl_feed_bars_options *options)
{
    return options->stamp_close ? 0 : options->bar_ns;
}

/* No step is shorter than the least, so they are equal if they add up to no more. */
static bool has_equal_steps(const bl_feed_report *report)
{
    const bl_i128 span_ns = (bl_i128)report->last_ns - report->first_ns;
    return report->rows < 2 || span_ns == (bl_i128)(report->rows - 1) * report->step_min_ns;
}

/* The time column is kept only where steps differ. */
static void put_out(bl_columns *columns, const bl_feed_report *report,
                    const bl_feed_bars_options *options, bl_feed_bars *out)
{
    out->bars = (bl_bars){.len = columns->len,
                          .close = columns->items[ITEM_CLOSE],
                          .volume = columns->items[ITEM_VOLUME]};
    if (has_equal_steps(report)) {
        bl_columns_cut(columns, ITEM_TIME);
        out->bars.first_ns = report->first_ns + find_offset(options);
        out->bars.step_ns = report->rows > 1 ? report->step_min_ns : 1;
    } else {
        out->bars.visible_ns = columns->items[ITEM_TIME];
    }
    out->report = *report;
    out->memory = columns;
}

static bool read_rows(bars_reader *reader)
{
    while (scan_rows(reader)) {
        if (!bl_table_next(&reader->table)) {
            return true;
        }
        if (!read_row(reader)) {
            return false;
        }
    }
    return false;
}

static void plan_scan(bars_reader *reader, bool general_only)
{
    const bl_table *table = &reader->table;
    reader->is_usual = true;
    for (unsigned kind = 0; kind < FIELDS; kind++) {
        reader->kinds[table->places[kind]] = kind;
        reader->is_usual = reader->is_usual && table->places[kind] == kind;
    }
    reader->time_places = (unsigned)bl_timestamp_places(table->units[TIME]);
    reader->may_scan = !general_only && reader->options->price_decimals <= BL_SCAN_PLACES_MAX &&
                       reader->options->quantity_decimals <= BL_SCAN_PLACES_MAX;
}

/* Without memory or a thread it is slower, no more. */
static void open_helper(bars_reader *reader)
{
    const size_t asked = reader->options->share_min;
    reader->share = asked != 0 && asked < SHARE ? asked : SHARE;
    if (!reader->may_scan || bl_csv_bytes(reader->table.csv) < (asked != 0 ? asked : FILE_SHARE)) {
        return;
    }
    reader->ahead = malloc(sizeof *reader->ahead);
    if (reader->ahead != NULL) {
        reader->ahead->reader = reader;
        reader->helper = bl_worker_open();
    }
}

static void close_helper(bars_reader *reader)
{
    bl_worker_close(reader->helper);
    free(reader->ahead);
}

static bool read_rest(bars_reader *reader)
{
    size_t lines = bl_csv_estimate_lines(reader->table.csv);
    reader->columns = bl_columns_open(item_bytes, ITEMS, lines + lines / 64);
    if (reader->columns == NULL || !read_rows(reader)) {
        bl_csv_complain_file(reader->table.csv, "out of memory");
    }
    return bl_table_close(&reader->table);
}

static bool read_file(const char *path, const bl_feed_bars_options *options, bl_feed_bars *out,
                      bl_diags *diags)
{
    bars_reader reader = {.options = options, .visible_offset_ns = find_offset(options)};
    bl_csv_options csv_options = {.skip_hash = options->skip_hash,
                                  .general_only = options->general_only};
    if (!bl_table_open(&reader.table, path, wanted, FIELDS, csv_options, diags)) {
        return false;
    }
    plan_scan(&reader, options->general_only);
    open_helper(&reader);
    const bool good = read_rest(&reader);
    close_helper(&reader);
    if (!good) {
        bl_columns_close(reader.columns);
        return false;
    }
    put_out(reader.columns, &reader.table.report, options, out);
    return true;
}

/* ---- tapes */

/* Whether the reader would take all that the tape has; if not, it is left to it. */
static bool take_tape(const bl_tape *tape, const bl_feed_bars_options *options, bl_feed_bars *out)
{
    if (options->gap_fail && tape->report.gaps > 0) {
        bl_tape_file_unmap(tape->map);
        return false;
    }
    const size_t items = has_equal_steps(&tape->report) ? ITEM_TIME : ITEMS;
    bl_columns *columns = bl_columns_map(item_bytes, items, tape);
    if (columns == NULL) {
        return false;
    }
    put_out(columns, &tape->report, options, out);
    return true;
}

bool bl_feed_read_bars(const char *path, const bl_feed_bars_options *options, bl_feed_bars *out,
                       bl_diags *diags)
{
    bl_tape_slot slot;
    bl_tape tape;
    char text[BL_TAPE_OPTIONS];
    bl_tape_cache *cache = options->general_only || options->skip_hash ? NULL : options->cache;
    memset(out, 0, sizeof *out);
    snprintf(text, sizeof text, "bars, decimals %d %d, bar %" PRId64 " ns, stamp %s",
             options->price_decimals, options->quantity_decimals, options->bar_ns,
             options->stamp_close ? "close" : "open");
    if (bl_tape_cache_find(cache, path, text, &slot, &tape, diags) &&
        take_tape(&tape, options, out)) {
        return true;
    }
    if (!read_file(path, options, out, diags)) {
        return false;
    }
    bl_columns_list(out->memory, &out->report, &tape);
    bl_tape_cache_keep(&slot, &tape, diags);
    return true;
}

void bl_feed_close_bars(bl_feed_bars *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
