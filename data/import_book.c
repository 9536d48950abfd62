/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_book.c - snapshots of an order book: one level a row, the bids and asks of an API (their
 * time is said with --at), or wide rows of four columns a level after four that name it.
 */
#include "importer.h"

enum { WIDE_TIME = 2, WIDE_FIRST = 4, WIDE_STEP = 2 };

/* Price and amount of an ask, then of a bid, and so on; missing levels are empty. */
static bool put_wide(bl_import_job *job, const bl_csv_row *names, const bl_csv_row *row,
                     bl_import_place place, bl_import_reason *reason)
{
    (void)names;
    for (size_t i = WIDE_FIRST; i + 1 < row->len; i += WIDE_STEP) {
        const bool ask = (i - WIDE_FIRST) / WIDE_STEP % 2 == 0;
        bl_import_field fields[BL_IMPORT_ROLES_MAX + 1] = {{0}};
        if (row->fields[i].len == 0 && row->fields[i + 1].len == 0) {
            continue;
        }
        fields[BL_ROLE_TIME] = bl_importers_field(row, WIDE_TIME);
        fields[BL_ROLE_SIDE] = (bl_import_field){ask ? "ask" : "bid", 3};
        fields[BL_ROLE_LEVEL] = bl_importers_field(row, i);
        fields[BL_ROLE_QUANTITY] = bl_importers_field(row, i + 1);
        if (!bl_import_job_put_row(job, fields, place, reason)) {
            reason->role = reason->role == BL_ROLE_TIME    ? WIDE_TIME
                           : reason->role == BL_ROLE_LEVEL ? i
                                                           : i + 1;
            return false;
        }
    }
    return true;
}

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_DEPTH, .header = "time,side,price,quantity", .time_unit = "iso|auto"},
    {.kind = BL_IMPORT_DEPTH,
     .header = "timestamp,side,price,amount",
     .columns = "time=timestamp,quantity=amount",
     .time_unit = "iso|auto"},
    {.kind = BL_IMPORT_DEPTH,
     .header = "timestamp,side,price,size",
     .columns = "time=timestamp,quantity=size",
     .time_unit = "iso|auto"},
    {.kind = BL_IMPORT_DEPTH,
     .json = true,
     .lists = "bids,asks",
     .first = "- 2",
     .columns = "price=1,quantity=2"},
    {.kind = BL_IMPORT_DEPTH,
     .json = true,
     .lists = "bids,asks",
     .first = "- 3",
     .columns = "price=1,quantity=2"},
    {.kind = BL_IMPORT_DEPTH,
     .header = "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,"
               "bids[0].price,bids[0].amount",
     .time_unit = "us",
     .put = put_wide},
};

const bl_importer bl_import_book_importer = {
    "book", "order-book snapshots: long or wide CSV, JSON bids and asks with --at", layouts,
    sizeof layouts / sizeof layouts[0]};
