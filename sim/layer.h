/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layer.h - the state of a lending pool over a liquidity layer, and the terms it lends on (spec
 * 9.1). Plain integers that acts copy; what they do is in models/jup_*. Raw amounts times a price,
 * 10^-12, are amounts; 10 000 basis points are one; times are whole seconds.
 */
#ifndef BL_LAYER_H
#define BL_LAYER_H

#include "base.h"

/* Everybody's supply and borrowing, and what the last interaction left behind. */
typedef struct {
    uint64_t supply_price, borrow_price;
    uint64_t supply_raw, supply_free; /* bearing interest, and not */
    uint64_t borrow_raw, borrow_free;
    int64_t rate_bps, utilisation_bps;
    int64_t updated_s;
} bl_layer_reserve;

/* One supplier, and how much of it must stay. */
typedef struct {
    uint64_t supply_raw, limit_raw;
    int64_t updated_s;
} bl_layer_position;

/* The price of the lending pool's own tokens, and the layer's when that was set. */
typedef struct {
    uint64_t price, liquidity_price;
    int64_t updated_s;
} bl_layer_token;

typedef struct {
    bl_layer_reserve reserve;
    bl_layer_position position;
    bl_layer_token token;
} bl_layer;

enum { BL_LAYER_POINTS_MAX = 4 };

/* Rates at utilisations from 0 to 10 000, ascending; three points: one kink, four: two. */
typedef struct {
    size_t len;
    int64_t utilisation_bps[BL_LAYER_POINTS_MAX];
    int64_t rate_bps[BL_LAYER_POINTS_MAX];
} bl_layer_curve;

typedef struct {
    int64_t expand_bps; /* of the supply, that may leave after expand_s; at most 10 000 */
    int64_t expand_s;   /* above 0 */
    uint64_t base_raw;  /* below it all may leave */
} bl_layer_limit;

/* Rewards on top of interest, for begin_s <= t < end_s. */
typedef struct {
    int64_t begin_s, end_s;
    uint64_t yearly;    /* base units a year */
    uint64_t start_tvl; /* with less than this in the pool there are none */
} bl_layer_rewards;

typedef struct {
    bl_layer_curve curve;
    int64_t fee_bps;
    bl_layer_limit limit;
    bl_layer_rewards rewards;
    uint64_t supply;  /* of others at start, base units */
    int64_t kept_ppb; /* utilisation that borrowers keep at all times; -1: a feed tells */
} bl_layer_terms;

#endif
