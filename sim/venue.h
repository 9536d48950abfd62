/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * venue.h - the four slots an order passes (spec 11): availability, capacity, price, fee. A slot
 * is a model table; it sees the order and the last visible bar and answers with integers.
 */
#ifndef BL_VENUE_H
#define BL_VENUE_H

#include "model.h"
#include "tape.h"

/* Why an order, a rebalance or a flow did not go through; the names are what outputs print. */
#define BL_REASON_LIST(X)                                                                          \
    X(NONE)                                                                                        \
    X(VENUE_DOWN) X(STALE) X(NO_LIQUIDITY) X(PRICE_BOUND) X(PARTIAL) X(MARGIN) X(TIMEOUT)          \
        X(DIVERGENCE) X(DRAWDOWN) X(DAILY_LOSS) X(MAX_LEVERAGE) X(LIQUIDATED) X(MIN_DEPOSIT)       \
            X(GATE_SHUT) X(NO_SHARES) X(DUST) X(INSOLVENT) X(AMOUNT_NEARLY_ZERO)                   \
                X(WITHDRAWAL_LIMIT) X(RESERVE_SHORT) X(MATH_OVERFLOW) X(UNAUTHORIZED)              \
                    X(NO_STRATEGY) X(AMOUNT_ZERO) X(DEPOSIT_INSIGNIFICANT) X(VAULT_DISABLED)       \
                        X(SLIPPAGE) X(DEGRADATION) X(UNMINT_AMOUNT) X(UNSUPPORTED) X(HAVE_MONEY)   \
                            X(PRECISION_LOSS)

typedef enum {
#define X(name) BL_REASON_##name,
    BL_REASON_LIST(X)
#undef X
        BL_REASON_COUNT
} bl_reason;

/* The name of a reason; "" for NONE. */
const char *bl_venue_reason_name(bl_reason reason);

/* What a slot may see of one order. */
typedef struct {
    int64_t time_ns;
    int64_t quantity; /* |x| asked; for a price slot what would fill */
    int64_t step;
    int64_t volume; /* of the last visible bar */
    int64_t used;   /* sum of |x| of fills since that bar became visible */
} bl_order_view;

typedef struct {
    bl_model_info info;
    bool (*is_up)(const int64_t *params, const bl_windows *windows, int64_t time_ns);
} bl_availability_model;

typedef struct {
    bl_model_info info;
    /* How much of the order fits, 0 to view->quantity; false where a product does not fit. */
    bool (*capacity)(const int64_t *params, const bl_order_view *view, int64_t *out);
} bl_capacity_model;

typedef struct {
    bl_model_info info;
    /* Price adjustment against the order, ppb, and NONE or NO_LIQUIDITY as reason. A result
     * above 10^9 may be clipped to 10^9: it is PRICE_BOUND anyway (spec 6.14). */
    bl_reason (*adjust)(const int64_t *params, const bl_order_view *view, int64_t *out_ppb);
} bl_price_model;

typedef struct {
    const bl_availability_model *availability;
    int64_t availability_params[BL_PARAMS_MAX];
    bl_windows windows; /* of the availability slot; len 0: none */
    const bl_capacity_model *capacity;
    int64_t capacity_params[BL_PARAMS_MAX];
    const bl_price_model *price;
    int64_t price_params[BL_PARAMS_MAX];
    int64_t taker_ppb, maker_ppb;
    int64_t max_slippage_ppb; /* -1: no bound */
    int64_t im_ppb, mm_ppb, liq_fee_ppb;
} bl_venue;

#endif
