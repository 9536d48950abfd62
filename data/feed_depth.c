/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_depth.c - order-book snapshots, `time,side,price,quantity` (models.md 1.8, spec 12.3). Rows
 * of one time are one snapshot: a level each, every side from its best level outward, at least one
 * on each side, and no bid at or above an ask.
 */
#include "series.h"

#include <stdio.h>
#include <string.h>

enum { TIME, SIDE, PRICE, QUANTITY, FIELDS };
enum { ASKS, BIDS, SIDES };

static const bl_table_column wanted[FIELDS] = {
    {"time", true, false},
    {"side", false, false},
    {"price", false, false},
    {"quantity", false, false},
};

/* The snapshot that is being read. */
typedef struct {
    bl_feed_depth_options places;
    int64_t best[SIDES], last[SIDES]; /* prices; 0: no level yet */
} reading;

static const char *find_missing(const reading *at)
{
    return at->best[ASKS] == 0 ? "asks" : "bids";
}

static bool is_whole(const reading *at)
{
    return at->best[ASKS] != 0 && at->best[BIDS] != 0;
}

/* A new time begins a new snapshot, and the one before must have had both sides. */
static bool begin_snapshot(bl_table *table, reading *at)
{
    const bool whole = is_whole(at);
    if (!whole) {
        (void)bl_csv_complain(table->csv, table->places[TIME],
                              "time: the snapshot before has no %s, expected both sides",
                              find_missing(at));
    }
    memset(at->best, 0, sizeof at->best);
    memset(at->last, 0, sizeof at->last);
    return whole;
}

static bool read_side(bl_table *table, uint8_t *out)
{
    static const char *const sides[] = {"ask", "bid"};
    size_t side = ASKS;
    const bool good = bl_table_read_word(table, SIDE, sides, SIDES, "ask or bid", &side);
    *out = side == BIDS;
    return good;
}

/* Outward from the best level, which does not cross the other side's. */
static bool follows(bl_table *table, reading *at, size_t side, int64_t price)
{
    const int64_t last = at->last[side];
    const int64_t other = at->best[side == ASKS ? BIDS : ASKS];
    if (last != 0 && (side == ASKS ? price <= last : price >= last)) {
        bl_table_refuse(table, PRICE,
                        side == ASKS ? "a price above the ask before"
                                     : "a price below the bid before");
        return false;
    }
    if (other != 0 && (side == ASKS ? price <= other : price >= other)) {
        bl_table_refuse(table, PRICE,
                        side == ASKS ? "a price above the best bid" : "a price below the best ask");
        return false;
    }
    at->best[side] = at->best[side] == 0 ? price : at->best[side];
    at->last[side] = price;
    return true;
}

static bl_series_verdict read_row(bl_table *table, bl_columns *columns, void *context)
{
    reading *at = context;
    const size_t row = columns->len;
    int64_t *time_ns = columns->items[0];
    uint8_t *side = (uint8_t *)columns->items[1] + row;
    int64_t *price = (int64_t *)columns->items[2] + row;
    int64_t *quantity = (int64_t *)columns->items[3] + row;
    bool good = bl_table_read_time(table, TIME, &time_ns[row]) &&
                bl_table_note_time(table, TIME, time_ns[row]);
    if (good && row > 0 && time_ns[row] != time_ns[row - 1]) {
        good = begin_snapshot(table, at);
    }
    good = bl_table_read_amount(table, QUANTITY, at->places.quantity_decimals, 1,
                                "a quantity above 0", quantity) &&
           good;
    const bool priced =
        bl_table_read_amount(table, PRICE, at->places.price_decimals, 1, "a price above 0", price);
    good = read_side(table, side) && priced && good;
    return good && follows(table, at, *side, *price) ? BL_SERIES_KEEP : BL_SERIES_DROP;
}

/* Nothing begins a snapshot behind the last one, which would look at it. */
static void finish(bl_table *table, const bl_columns *columns, const void *context)
{
    const reading *at = context;
    if (columns->len > 0 && !is_whole(at)) {
        bl_csv_complain_file(table->csv, "time: the last snapshot has no %s, expected both sides",
                             find_missing(at));
    }
}

bool bl_feed_read_depth(const char *path, const bl_feed_depth_options *options, bl_feed_depth *out,
                        bl_diags *diags)
{
    static const size_t item_bytes[] = {8, 1, 8, 8};
    static const bl_series_plan plan = {wanted, FIELDS, item_bytes, 4, read_row, finish};
    reading at = {.places = *options};
    memset(out, 0, sizeof *out);
    char text[BL_TAPE_OPTIONS];
    snprintf(text, sizeof text, "depth, price %d, quantity %d", options->price_decimals,
             options->quantity_decimals);
    const bl_series_source source = {path, options->cache, text};
    bl_columns *columns = bl_series_open(&source, &plan, &at, &out->report, diags);
    if (columns == NULL) {
        return false;
    }
    out->depth = (bl_depth){columns->len, columns->items[0], columns->items[1], columns->items[2],
                            columns->items[3]};
    out->memory = columns;
    return true;
}

void bl_feed_close_depth(bl_feed_depth *feed)
{
    bl_columns_close(feed->memory);
    memset(feed, 0, sizeof *feed);
}
