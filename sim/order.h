/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * order.h - one order through the venue's slots (spec 6.14, 11). A desk is the venue as one attempt
 * meets it: it quotes, and remembers what its own orders would leave, so that a later order of the
 * same attempt meets that. Nothing outside the desk changes; the caller books fills or drops them.
 */
#ifndef BL_ORDER_H
#define BL_ORDER_H

#include "book.h"

/* An order through the venue; filled is 0 where reason says nothing filled. */
typedef struct {
    bl_qty filled;
    bl_price price;
    bl_units fee;
    bl_reason reason; /* NONE: whole */
} bl_quote;

typedef struct {
    const bl_market *market;
    const bl_venue *venue;
    int64_t now_ns;
    int64_t fee_ppb; /* taker; maker for what rests */
    bool unwinds;    /* its orders reverse fills */
    bl_price mark[BL_INSTRUMENTS_MAX];
    bl_liquidity left[BL_INSTRUMENTS_MAX];
} bl_desk;

/* The venue as it is now. */
void bl_order_open_desk(bl_desk *desk, const bl_market *market, const bl_venue *venue,
                        int64_t now_ns);
bl_quote bl_order_quote(const bl_desk *desk, size_t instrument, bl_qty quantity);
/* What an order of one step costs now, ppb of its value: the taker fee and the price adjustment,
 * the mean of buying and selling; the fee alone where none can be priced. */
int64_t bl_order_cost(const bl_market *market, const bl_venue *venue, int64_t now_ns,
                      size_t instrument);
/* What a fill leaves at the desk for the orders after it. */
void bl_order_fill(bl_desk *desk, size_t instrument, bl_qty filled);
/* The same at the market, for a fill that is booked. Free trades and liquidations leave nothing. */
void bl_order_leave(bl_market *market, const bl_venue *venue, int64_t now_ns, const bl_fill *fill);

/* A bar becomes visible: its close, moved by permanent impact, is the mark. */
void bl_order_show_bar(bl_market *market, size_t instrument, size_t row);

/* True where orders on the instrument are refused for want of a bar (spec 2.4). */
bool bl_order_is_stale(const bl_market *market, size_t instrument, int64_t now_ns);
/* The availability slot, and no instrument of policy `outage` silent. */
bool bl_order_is_up(const bl_market *market, const bl_venue *venue, int64_t now_ns);

#endif
