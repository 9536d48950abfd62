/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record.h - what a run tells while it runs: the rows of spec 13 and the records of spec 10, in
 * event order, handed to a sink. The sink (data/writer.h, a test, reports/) owns nothing it is
 * shown; it copies or prints at once. A sink that answers false stops the run (BL_SYSTEM).
 */
#ifndef BL_RECORD_H
#define BL_RECORD_H

#include "venue.h"

#define BL_CAUSE_LIST(X)                                                                           \
    X(OPEN, "open")                                                                                \
    X(SAMPLE, "sample") X(DEPOSIT, "deposit") X(WITHDRAW, "withdraw") X(REBALANCE, "rebalance")    \
        X(FAILED, "failed") X(CRANK, "crank") X(FEE, "fee") X(FUNDING, "funding") X(GATE, "gate")  \
            X(REVIEW, "review") X(LIQUIDATION, "liquidation") X(END, "end") X(IDLE, "idle")        \
                X(ALERT, "alert") X(REFUSAL, "refusal") X(CALLED_OFF, "called_off")

/* The event a row or an audit record belongs to. */
typedef enum {
#define X(name, text) BL_EVENT_##name,
    BL_CAUSE_LIST(X)
#undef X
        BL_EVENT_COUNT
} bl_event;

/* "open", "sample", ... */
const char *bl_record_event_name(bl_event event);

/* Gates as bits; printed in this order as letters. */
enum { BL_GATE_D = 1, BL_GATE_W = 2, BL_GATE_T = 4 };

typedef struct { /* spec 13.1; fields marked ? have a flag where they are empty */
    int64_t time_ns;
    bl_event event;
    bl_cash equity;
    bl_shares supply;
    bl_i128 share_price; /* 12 places; empty when supply is 0 */
    bool has_book;       /* a perp book: gross and target are not empty */
    bl_i128 gross;       /* sum of |V_i|, asset units */
    bool has_leverage;   /* E above 0, and a book */
    bl_i128 leverage_ppb, intended_ppb;
    int64_t target_ppb;
    bool has_capital; /* `reported`: the four below are not empty */
    bl_units reserve, total, locked, unlocked;
    bl_units fees;
    unsigned gates;
} bl_series_row;

typedef enum {
    BL_FILL_FILLED,
    BL_FILL_PARTIAL,
    BL_FILL_UNWIND,
    BL_FILL_OPEN,
    BL_FILL_IDEAL,
    BL_FILL_LIQUIDATED
} bl_fill_reason;

/* "FILLED", ... */
const char *bl_record_fill_name(bl_fill_reason reason);

enum { BL_NO_CAUSE = -1 };

typedef struct { /* spec 13.2 */
    int64_t time_ns;
    int64_t cause; /* BL_NO_CAUSE: empty */
    uint32_t instrument;
    bl_qty quantity;
    bl_price mark, price;
    bl_units fee;
    bl_fill_reason reason;
    int64_t shift_ppb; /* in memory only: how far the mark stands off the close from here on */
} bl_fill_row;

typedef struct { /* spec 10.1; the arrays have bl_setup_sizes_len entries */
    int64_t time_ns;
    bl_event event;
    int64_t cause;
    bl_reason reason;
    bl_cash nav;
    bl_shares supply;
    const bl_qty *pre, *target, *post;
    bl_cash cost;
    unsigned gates;
    /* In memory only: the flow that an attempt is one act with, or BL_NO_CAUSE; and when it was
     * decided, of one that took time before time_ns. */
    int64_t flow, decided_ns;
} bl_audit_row;

typedef enum { BL_OUTCOME_PENDING, BL_OUTCOME_SETTLED, BL_OUTCOME_REFUSED } bl_outcome;

typedef struct { /* spec 13.2, flows.csv; at the end of the run, feed order */
    size_t seq;
    bl_outcome outcome;
    bl_reason reason;
    int64_t settled_ns; /* the rest only where settled */
    bl_units amount;
    bl_shares shares;
    bl_i128 share_price;
} bl_flow_row;

typedef enum { BL_HOLDER_LP, BL_HOLDER_MANAGER, BL_HOLDER_PROTOCOL, BL_HOLDER_VAULT } bl_holder;

typedef struct { /* spec 13.2, lps.csv; at the end of the run */
    bl_holder holder;
    uint32_t lp; /* BL_HOLDER_LP only */
    bl_shares shares;
    bl_cash value; /* floor(s*E/S): negative where the vault is below zero */
    bool has_basis;
    bl_units basis, paid_in, paid_out, fees;
} bl_lp_row;

/* In memory only: one holder's shares change, told before the series row of the event. Shares that
 * a vault locks for itself (spec 8.6) are nobody's and not told. */
typedef struct {
    int64_t time_ns;
    bl_event event; /* OPEN, DEPOSIT, WITHDRAW, FEE, CRANK */
    bl_holder holder;
    uint32_t lp;   /* BL_HOLDER_LP only */
    int64_t flow;  /* BL_NO_CAUSE: of no flow */
    bl_i128 gained; /* shares; lost ones are negative */
    bl_units paid; /* in, or of WITHDRAW out */
    bl_units fee;  /* value of shares an LP gave for a fee, or an account got */
    bl_units basis; /* of the LP afterwards */
} bl_share_row;

/* The on-chain program's own events, of `reported` runs; no part of the digest. */
#define BL_CHAIN_LIST(X)                                                                           \
    X(ADD_LIQUIDITY, "AddLiquidity")                                                               \
    X(REMOVE_LIQUIDITY, "RemoveLiquidity") X(STRATEGY_DEPOSIT, "StrategyDeposit")                  \
        X(STRATEGY_WITHDRAW, "StrategyWithdraw") X(PERFORMANCE_FEE, "PerformanceFee")              \
            X(REPORT_LOSS, "ReportLoss") X(TOTAL_AMOUNT, "TotalAmount")

typedef enum {
#define X(name, text) BL_CHAIN_##name,
    BL_CHAIN_LIST(X)
#undef X
        BL_CHAIN_COUNT
} bl_chain_kind;

/* "AddLiquidity", ... */
const char *bl_record_chain_name(bl_chain_kind kind);

typedef struct {
    int64_t time_ns;
    bl_chain_kind kind;
    uint32_t strategy;   /* place in the scenario, of the kinds that name one */
    uint64_t amounts[2]; /* the numbers of its fields, in their order */
} bl_chain_row;

/* Called in event order; after the last event: every flow, every LP, then audit END. */
typedef struct {
    void *context;
    bool (*series)(void *context, const bl_series_row *row);
    bool (*fill)(void *context, const bl_fill_row *row);
    bool (*audit)(void *context, const bl_audit_row *row);
    bool (*flow)(void *context, const bl_flow_row *row);
    bool (*lp)(void *context, const bl_lp_row *row);
    bool (*event)(void *context, const bl_chain_row *row); /* NULL: nobody listens */
    bool (*share)(void *context, const bl_share_row *row); /* NULL: nobody listens */
} bl_sink;

#endif
