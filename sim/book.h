/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book.h - the perp book (spec 5): cash, positions, the intended book, and what they are worth at
 * the marks. A book is small and copied whole; an act works on it and is kept or dropped.
 */
#ifndef BL_BOOK_H
#define BL_BOOK_H

#include "record.h"
#include "setup.h"
#include "trap.h"

/* A position that was valued; most are asked for again before quantity or mark changes. */
typedef struct {
    bl_qty quantity;
    bl_price mark;
    bl_cash value;
} bl_valued;

/* What is visible now, per instrument in scenario order, and what fills have left there. */
typedef struct {
    const bl_instrument *instruments;
    size_t len;
    bl_trap *trap;
    uint64_t seed;                       /* of random draws */
    bl_i128 scale[BL_INSTRUMENTS_MAX];   /* K, spec 1.3 */
    bl_price mark[BL_INSTRUMENTS_MAX];   /* the close, moved by permanent impact */
    size_t bars_len[BL_INSTRUMENTS_MAX]; /* rows of the tape that are visible */
    bl_liquidity left[BL_INSTRUMENTS_MAX];
    const int64_t *volume[BL_INSTRUMENTS_MAX]; /* of the last visible bar; read by orders alone */
    int64_t visible_ns[BL_INSTRUMENTS_MAX];    /* when that bar became visible */
    bl_valued *valued; /* the last of each instrument; NULL: none is remembered */
} bl_market;

typedef struct {
    bl_cash cash;
    bl_qty q[BL_INSTRUMENTS_MAX];
    bl_intended b[BL_INSTRUMENTS_MAX];
} bl_book;

typedef struct {
    bl_cash equity; /* E = cash + sum V */
    bl_i128 gross;  /* sum |V| */
} bl_worth;

/* One change of a position, and what it did to cash. */
typedef struct {
    size_t instrument;
    bl_qty quantity;
    bl_price price;
    bl_units fee;
    bl_fill_reason reason;
} bl_fill;

bl_worth bl_book_worth(const bl_book *book, const bl_market *market);
/* ceil(sum|V|*ratio/10^9), spec 5.4. */
bl_i128 bl_book_margin(bl_i128 gross, int64_t ratio_ppb, bl_trap *trap);
/* The maintenance margin times 10^9, before it is rounded up: sum|V|*mm, or by tiers like a tax
 * table, each position for itself, so that it has no jumps. */
bl_i128 bl_book_maintenance(const bl_book *book, const bl_market *market, bl_worth worth,
                            const bl_venue *venue);
/* E - ceil(sum|V|*im/10^9), or 0 where that is below 0 (spec 5.4). */
int64_t bl_book_free_balance(bl_worth worth, int64_t im_ppb, bl_trap *trap);
/* floor(10^9*sum|V|/E); E above 0 (spec 1.6). */
bl_i128 bl_book_leverage(bl_worth worth, bl_trap *trap);
/* sum |V(trunc(b/10^9), m)|, the gross value of the intended book (spec 13.1). */
bl_i128 bl_book_intended_gross(const bl_book *book, const bl_market *market);
/* trunc(b/(10^9*step))*step (spec 6.1). */
bl_qty bl_book_intended(const bl_book *book, const bl_market *market, size_t instrument);
/* b_i from a signed leverage at an equity (spec 5.2). */
void bl_book_size(bl_book *book, const bl_market *market, size_t instrument, int64_t weight_ppb,
                  bl_cash equity);
/* b_i = trunc(b_i*E'/E) for all (spec 6.1); E above 0. */
void bl_book_scale(bl_book *book, const bl_market *market, bl_cash from, bl_cash to);
/* True where some position is open and E is below the maintenance margin (spec 5.4). */
bool bl_book_is_underwater(const bl_book *book, const bl_market *market, bl_worth worth,
                           const bl_venue *venue);
/* Books a fill: position, and cash by its kind of price (spec 5.1, 1.5). */
void bl_book_trade(bl_book *book, const bl_market *market, const bl_fill *fill);

#endif
