/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attribution.h - why leverage and equity changed (metrics 1, Attribution of dL): the log walked
 * once, in integers, each step's change taken between the state before it and the state after it.
 * So the classes of a row add up to what the row changed, to the last unit.
 *
 * The order within one act is quantity at the reference marks, then slippage, then the venue's fee.
 */
#ifndef BL_ATTRIBUTION_H
#define BL_ATTRIBUTION_H

#include "runlog.h"

#define BL_ATTRIBUTION_LIST(X)                                                                     \
    X(PRICE, "price")             /* marks */                                                      \
    X(FLOW, "flow")               /* capital of LPs */                                             \
    X(RESCALE, "rescale")         /* what attempts intended, filled whole at the marks */          \
    X(SHORTFALL, "shortfall")     /* what they traded less than that */                            \
    X(SLIPPAGE, "slippage")       /* prices worse than the marks; marks that own trades moved */   \
    X(FEE, "fee")                 /* of the venue */                                               \
    X(FUNDING, "funding")         /* settlements */                                                \
    X(FEE_ACCRUAL, "fee_accrual") /* performance fees */                                           \
    X(LIQUIDATION, "liquidation") /* forced closing and its fee */                                 \
    X(REVISION, "revision")       /* what the vault counts anew: interest, cranks, write-offs */

typedef enum {
#define X(id, name) BL_ATTRIBUTION_##id,
    BL_ATTRIBUTION_LIST(X)
#undef X
        BL_ATTRIBUTION_COUNT
} bl_attribution_class;

/* "price", "flow", ... */
const char *bl_attribution_name(bl_attribution_class class);

/* What happened from the row before, that excluded, to a row, that included. L that is undefined
 * (E <= 0) changes nothing; the step that defines it again starts from the last value. */
typedef struct {
    const bl_series_row *row;
    bl_i128 leverage_ppb; /* after the row, the last defined one */
    bl_i128 leverage[BL_ATTRIBUTION_COUNT]; /* ppb; adds up to the change of leverage_ppb */
    bl_i128 equity[BL_ATTRIBUTION_COUNT];   /* base units; adds up to the change of E */
    /* of ln(E/S): what the classes did to the value of a share; under `reported` of ln(U/S) */
    double growth[BL_ATTRIBUTION_COUNT];
} bl_attribution_step;

/* Calls step for each series row but the first, in order. The sums are asserted at each. */
void bl_attribution_walk(const bl_runlog *log,
                         void (*step)(void *context, const bl_attribution_step *step),
                         void *context);

/* The whole run: sums of all steps. */
typedef struct {
    bl_i128 leverage_first, leverage_last; /* ppb */
    bl_i128 leverage[BL_ATTRIBUTION_COUNT], equity[BL_ATTRIBUTION_COUNT];
    double growth[BL_ATTRIBUTION_COUNT];
} bl_attribution_total;

void bl_attribution_add_up(const bl_runlog *log, bl_attribution_total *out);

/* Writes attribution.csv into a folder: a line a row of series.csv but the first. It is no part of
 * the run digest. */
bl_status bl_attribution_write(const bl_runlog *log, const char *folder, bl_err *err);

#endif
