/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy.h - where a vault's capital works, as a slot (spec 3.1, 9): what is held there, what it
 * is worth, and moving amounts in and out. A handler moves all of an amount or nothing. The perp
 * book is a strategy too (spec 5.5); it needs the run, so its operations stand in the core.
 */
#ifndef BL_STRATEGY_H
#define BL_STRATEGY_H

#include "layer.h"
#include "model.h"
#include "venue.h"

/* What the vault holds at a strategy: collateral of a lender, base units of an idle one. */
typedef struct {
    uint64_t held;
    bl_layer layer; /* of a handler that models one */
} bl_holding;

/* What the world says of it: the row of the index feed that is visible. */
typedef struct {
    int64_t price; /* of collateral, 10^-12; 10^12 where there is no index */
    bool limited;
    uint64_t available; /* what may still be withdrawn until the next row */
    int64_t rate_ppb;   /* a year's growth as the last row shows it; kept for keepers that ask */
} bl_lender;

/* What an operation may know besides: the second it is, and the scenario's terms. */
typedef struct {
    int64_t now_s;
    const bl_layer_terms *layer;
} bl_strategy_view;

typedef struct {
    bl_model_info info;
    const char *program_type; /* what the on-chain program calls it; NULL: it has none */
    bool takes_index;
    bool is_lender; /* amounts it was given are not its collateral */
    bool is_book;   /* a perp book; all below are NULL */
    /* At start, and at a row of its utilisation feed; NULL: needs neither. False: RANGE. */
    bool (*open)(const bl_strategy_view *view, bl_holding *holding);
    bool (*observe)(const bl_strategy_view *view, bl_holding *holding, int64_t utilisation_ppb);
    bool (*liquidity)(const bl_strategy_view *view, const bl_holding *holding,
                      const bl_lender *lender, uint64_t *out);
    /* The most a withdrawal could bring now; NULL: all of it, or what `available` says. */
    bool (*reachable)(const bl_strategy_view *view, const bl_holding *holding, uint64_t *out);
    /* NONE: moved. Else why not, and nothing has changed. */
    bl_reason (*deposit)(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                         uint64_t amount);
    bl_reason (*withdraw)(const bl_strategy_view *view, bl_holding *holding, bl_lender *lender,
                          uint64_t amount);
    /* For keepers. What lending would earn a year, ppb, with `extra` more (less) lent than now;
     * NULL or false: it has no rate. How much of the lender's supply is borrowed, ppb; NULL or
     * false: nobody knows. */
    bool (*rate_after)(const bl_strategy_view *view, const bl_holding *holding,
                       const bl_lender *lender, int64_t extra, int64_t *out_ppb);
    bool (*utilisation)(const bl_strategy_view *view, const bl_holding *holding, int64_t *out_ppb);
} bl_strategy_model;

#endif
