/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * strategy.h - where a vault's capital works, as a slot (spec 3.1, 9): what is held there, what it
 * is worth, and moving amounts in and out. A handler moves all of an amount or nothing. The perp
 * book is a strategy too (spec 5.5); it needs the run, so its operations stand in the core.
 */
#ifndef BL_STRATEGY_H
#define BL_STRATEGY_H

#include "model.h"
#include "venue.h"

/* What the vault holds at a strategy: collateral of a lender, base units of an idle one. */
typedef struct {
    uint64_t held;
} bl_holding;

/* What the world says of it: the row of the index feed that is visible. */
typedef struct {
    int64_t price;      /* of collateral, 10^-12; 10^12 where there is no index */
    bool limited;
    uint64_t available; /* what may still be withdrawn until the next row */
} bl_lender;

typedef struct {
    bl_model_info info;
    const char *program_type; /* what the on-chain program calls it; NULL: it has none */
    bool takes_index;
    bool is_book; /* a perp book; the three below are NULL */
    bool (*liquidity)(const bl_holding *holding, const bl_lender *lender, uint64_t *out);
    /* NONE: moved. Else why not, and nothing has changed. */
    bl_reason (*deposit)(bl_holding *holding, bl_lender *lender, uint64_t amount);
    bl_reason (*withdraw)(bl_holding *holding, bl_lender *lender, uint64_t amount);
} bl_strategy_model;

#endif
