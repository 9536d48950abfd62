/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stall.h - a market with a venue and no vault, for tests of what an order meets: instruments with
 * bars of one price and volume, 8 places of price and quantity, 6 of the asset.
 */
#ifndef BL_TESTS_STALL_H
#define BL_TESTS_STALL_H

#include "../../sim/order.h"

enum { STALL_BARS = 64, STALL_LEVELS = 16 };

#define STALL_COIN INT64_C(100000000) /* a whole coin, or a whole unit of price */
#define STALL_UNIT INT64_C(1000000)   /* a whole unit of the asset */
#define STALL_NOW (100 * BL_NS_PER_DAY)

typedef struct {
    bl_instrument instruments[BL_INSTRUMENTS_MAX];
    int64_t visible_ns[STALL_BARS], close[STALL_BARS], volume[STALL_BARS]; /* all instruments' */
    int64_t level_ns[STALL_LEVELS], level_price[STALL_LEVELS], level_quantity[STALL_LEVELS];
    uint8_t level_bid[STALL_LEVELS];
    bl_market market;
    bl_venue venue;
    bl_trap trap;
    int64_t now_ns;
} stall;

/* STALL_BARS hourly bars up to STALL_NOW, which is now; unlimited, fixed 0, no fee. */
void stall_open(stall *s, int64_t close, int64_t volume);
/* Models into the slots, with default parameters, and with none of what fills left before. */
void stall_capacity(stall *s, const char *name);
void stall_price(stall *s, const char *name);
/* A level of every instrument's book, at a time that does not fall. */
void stall_level(stall *s, int64_t time_ns, bool bid, int64_t price, int64_t quantity);
/* An order now, booked if it filled. */
bl_quote stall_order(stall *s, size_t instrument, int64_t quantity);

#endif
