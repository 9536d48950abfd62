/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * venue.h - the slots an order passes (spec 11): latency, availability, capacity, price, fee. A
 * slot is a model table; it sees the order and the visible bars and answers with integers.
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
                            X(PRECISION_LOSS) X(RAIL_CLOSED)

typedef enum {
#define X(name) BL_REASON_##name,
    BL_REASON_LIST(X)
#undef X
        BL_REASON_COUNT
} bl_reason;

/* The name of a reason; "" for NONE. */
const char *bl_venue_reason_name(bl_reason reason);

enum { BL_SLOT_WORDS = 3 };

/* What the vault's own fills have left at the venue on one instrument. */
typedef struct {
    int64_t used;      /* sum of |x| of fills since the last bar became visible (spec 11.2) */
    int64_t filled_ns; /* time of the last fill; what it left rests from then on */
    int64_t shift_ppb; /* permanent impact: the mark is the bar's close moved by it */
    int64_t capacity[BL_SLOT_WORDS], price[BL_SLOT_WORDS]; /* each slot's own, as it likes */
} bl_liquidity;

/* What a slot may see of one order. */
typedef struct {
    int64_t time_ns;
    int64_t quantity;   /* |x| asked; for a price slot what would fill */
    int64_t step, tick; /* of the instrument; tick at least 1 */
    bl_i128 scale;      /* its K (spec 1.3) */
    int64_t volume;     /* of the last visible bar */
    bool buys;
    uint32_t instrument;      /* place in the scenario */
    uint64_t seed;            /* of random draws (spec 11.5) */
    bl_price mark;            /* as the vault sees it */
    bl_bars past;             /* those visible so far, oldest first */
    const bl_depth *depth;    /* of the instrument; rows up to time_ns are visible */
    const bl_regimes *regime; /* of the capacity slot; len 0: none */
    const bl_liquidity *left; /* rested up to now */
} bl_order_view;

/* What outages are drawn for: the same for every mode of a scenario. */
typedef struct {
    uint64_t seed;
    int64_t start_ns, end_ns;
    bl_bars bars; /* of the first instrument; len 0: there is none */
} bl_outage_plan;

enum { BL_OUTAGES_MAX = 1 << 16 };

typedef struct {
    bl_model_info info;
    /* Draws the outages that begin from start to end, begins ascending, into room for `cap` of
     * them; they may overlap. Answers how many there are, cap + 1 where they are more. NULL: the
     * model draws none. */
    size_t (*draw)(const int64_t *params, const bl_outage_plan *plan, int64_t *begin_ns,
                   int64_t *end_ns, size_t cap);
    bool (*is_up)(const int64_t *params, const bl_windows *windows, int64_t time_ns);
} bl_availability_model;

/* Capacity and price slots that remember fills have these two: `rest` is what time does to their
 * words, `leave` what a fill of view->quantity leaves in them (false: does not fit). NULL: the
 * slot remembers nothing. */
typedef void bl_slot_rest(const int64_t *params, int64_t elapsed_ns, int64_t *words);
typedef bool bl_slot_leave(const int64_t *params, const bl_order_view *view, int64_t *words);

/* What the states of a run are drawn for: the same for every mode of it. */
typedef struct {
    uint64_t seed;
    int64_t start_ns, end_ns;
} bl_regime_plan;

typedef struct {
    bl_model_info info;
    bool takes_depth; /* every instrument needs order-book snapshots */
    /* Draws the states from start to end into room for `cap` of them, the first from start_ns on;
     * answers how many there are, at most BL_REGIMES_MAX + 1. NULL: the slot has no states. */
    size_t (*draw)(const int64_t *params, const bl_regime_plan *plan, int64_t *begin_ns,
                   uint8_t *state, size_t cap);
    /* How much of the order fits, 0 to view->quantity; false where a product does not fit. */
    bool (*capacity)(const int64_t *params, const bl_order_view *view, int64_t *out);
    /* The chance that an order fills whole, ppb; NULL: it is not a matter of chance. */
    int64_t (*whole)(const int64_t *params);
    /* The share of a bar's volume that fits in normal times, ppb; NULL: volume has no say. */
    int64_t (*limit)(const int64_t *params);
    /* What thin books do to a price adjustment, ppb; NULL: nothing. */
    int64_t (*widen)(const int64_t *params, const bl_order_view *view, int64_t adjustment_ppb);
    bl_slot_rest *rest;
    bl_slot_leave *leave;
} bl_capacity_model;

typedef struct {
    bl_model_info info;
    bool takes_depth; /* walks the book of a capacity slot that takes depth */
    /* How a round trip could gain with these parameters (Gatheral 2010, Huberman and Stanzl 2004);
     * NULL, or an answer of NULL: it cannot. */
    const char *(*gains)(const int64_t *params);
    /* Price adjustment against the order, ppb, and NONE or NO_LIQUIDITY as reason. A result
     * above 10^9 may be clipped to 10^9: it is PRICE_BOUND anyway (spec 6.14). */
    bl_reason (*adjust)(const int64_t *params, const bl_order_view *view, int64_t *out_ppb);
    bl_slot_rest *rest;
    bl_slot_leave *leave;
    /* How far a fill of view->quantity moves the mark for good, in its direction, ppb of the
     * close; NULL: not at all. False: does not fit. */
    bool (*shift)(const int64_t *params, const bl_order_view *view, int64_t *out_ppb);
} bl_price_model;

/* How long an order is on its way to the venue. */
typedef struct {
    uint64_t seed;
    int64_t time_ns; /* of the decision */
    bool slow;       /* in a window of kind `slow` */
} bl_latency_view;

typedef struct {
    bl_model_info info;
    /* NULL: no time at all. False: does not fit. */
    bool (*delay)(const int64_t *params, const bl_latency_view *view, int64_t *out_ns);
} bl_latency_model;

typedef struct {
    const bl_availability_model *availability;
    int64_t availability_params[BL_PARAMS_MAX];
    bl_windows windows; /* of the availability slot; len 0: none */
    const bl_capacity_model *capacity;
    int64_t capacity_params[BL_PARAMS_MAX];
    bl_regimes regimes; /* of the capacity slot; len 0: none */
    const bl_price_model *price;
    int64_t price_params[BL_PARAMS_MAX];
    const bl_latency_model *latency; /* NULL: none */
    int64_t latency_params[BL_PARAMS_MAX];
    bl_windows slow; /* windows of kind `slow`, joined; len 0: none */
    int64_t taker_ppb, maker_ppb;
    int64_t max_slippage_ppb; /* -1: no bound */
    int64_t im_ppb, mm_ppb, liq_fee_ppb;
    bl_tiers tiers; /* of the maintenance margin, in place of mm_ppb; len 0: none */
} bl_venue;

#endif
