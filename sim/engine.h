/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * engine.h - the inside of a run, shared by the files of the core and by nobody else. What an act
 * may change is small and stands in bl_state; an act is computed beside it and then booked or
 * dropped whole (spec 6.4 to 6.6).
 */
#ifndef BL_ENGINE_H
#define BL_ENGINE_H

#include "book.h"
#include "capital.h"
#include "ledger.h"
#include "queue.h"
#include "rescale.h"
#include "run.h"

typedef enum { /* spec 2.2 */
               BL_PHASE_MARKET,
               BL_PHASE_VENUE,
               BL_PHASE_FUNDING,
               BL_PHASE_MARGIN,
               BL_PHASE_ORACLE,
               BL_PHASE_FEES,
               BL_PHASE_REVIEW,
               BL_PHASE_REQUEST,
               BL_PHASE_SETTLE,
               BL_PHASE_REBALANCE,
               BL_PHASE_RECORD
} bl_phase;

typedef struct {
    bl_book book;
    bl_capital capital;          /* `reported` only */
    bl_shares supply;            /* all shares, the vault's own included */
    bl_shares manager, protocol; /* fee accounts; under `reported` the first is the fee vault */
    bl_units fees;               /* cumulative value moved to them, spec 13.1 */
    bl_i128 high_water;          /* share price, 12 places, spec 7.4 */
    bl_i128 net_flow;            /* paid in less paid out */
} bl_state;

/* Reviews and gates, spec 6.8 to 6.11. Deposits are shut while under review and for good after a
 * liquidation. */
typedef struct {
    bool under_review;
    bool book_closed;  /* liquidated: allocation leaves it out */
    bool liquidated;   /* and deposits are shut for good */
    bool diverged;     /* DIVERGENCE found: w shut until a review clears */
    int64_t review_ns; /* the one scheduled by delay, INT64_MAX: none */
    size_t scripted_next;
} bl_failsafe;

/* The dealing NAV, spec 6.12. N = reported + (net flow now - net flow then). */
typedef struct {
    bl_cash reported;
    bl_i128 flow_then;
    int64_t reported_ns;
    uint64_t sent;               /* reports so far, for places in `late` */
    struct bl_late_report *late; /* on their way */
    size_t late_len;
} bl_oracle;

typedef struct bl_late_report {
    bl_cash equity;
    bl_i128 flow_then;
    int64_t own_ns;
} bl_late_report;

typedef struct { /* spec 6.13, share prices with 12 places */
    bool set;
    bl_i128 peak, day;
} bl_limits;

/* A rebalance under way, sim/work.h. */
typedef struct {
    bool active;
    int64_t cause;
    bl_qty pre[BL_INSTRUMENTS_MAX];    /* positions when it was decided */
    bl_qty goal[BL_INSTRUMENTS_MAX];   /* positions at which it is whole */
    bl_qty target[BL_INSTRUMENTS_MAX]; /* intended quantities, dust included */
    size_t dust_len;
    int64_t decided_ns;
    int64_t arrives_ns, deadline_ns; /* the first slice at the venue; INT64_MAX: no deadline */
    int64_t slices_sent;
    bl_reason short_of; /* what stopped it last; NONE: nothing rests */
    int64_t seen_ns[BL_INSTRUMENTS_MAX]; /* the bars it has tried */
    uint64_t generation;                 /* of the run when it was decided */
    bl_i128 cost;
    bool traded; /* something filled */
    bool unwound;
} bl_work;

/* Cursors over the tapes and the next of each recurring instant; INT64_MAX: none. */
typedef struct {
    size_t bar[BL_INSTRUMENTS_MAX];
    size_t funding[BL_INSTRUMENTS_MAX];
    size_t index[BL_STRATEGIES_MAX];
    size_t target, flow, crank, admin;
    int64_t month_ns, midnight_ns, tick_ns, sample_ns, report_ns, rail_ns;
} bl_cursors;

/* What happened at this instant, for the phases that ask (spec 2.7). */
typedef struct {
    bool start, bar, index, funding, report, midnight, request, matured, tick, rail, flow_stood;
} bl_instant;

/* What all that left and entered cash should add up to (spec 3.3). */
typedef struct {
    bl_i128 traded; /* cash given for fills, fees included */
    bl_i128 funded; /* cash given for funding and liquidation fees */
    bl_i128 lent;   /* what lenders were given less what they gave back */
    bl_u128 held;   /* shares of all holders */
} bl_tally;

/* What the program's admin has set. */
typedef struct {
    bool disabled;        /* deposits are refused */
    uint8_t operator_key; /* bl_signer */
} bl_roles;

struct bl_run {
    const bl_setup *setup;
    const bl_sink *sink;
    bl_trap trap;
    int64_t now_ns;
    bl_phase phase;
    bl_instant instant;
    bl_market market;
    bl_valued valued[BL_INSTRUMENTS_MAX]; /* the market's */
    int64_t weight_ppb[BL_INSTRUMENTS_MAX]; /* w_i */
    bl_state state;
    bl_ledger ledger;
    bl_failsafe failsafe;
    bl_work work;
    bl_oracle oracle;
    bl_limits limits;
    bl_roles roles;
    int64_t left_until_ns[BL_STRATEGIES_MAX]; /* by the keeper; lends nothing there before */
    bl_cursors cursors;
    bl_queue *queue; /* maturities (SETTLE, flow), late reports (ORACLE, place) */
    bl_tally tally;
    int64_t ticks_len, reviews_len; /* counts that are causes in records */
    bl_crash_context crash;
    bl_run_counts counts;
};

/* E: of the book under `nav`, of reserve and strategies under `reported` (spec 3.1). */
bl_cash bl_engine_equity(const bl_run *run);
/* S, without own shares that have unlocked (spec 8.6). */
bl_shares bl_engine_supply(const bl_run *run);
/* N, what flows are dealt at: E, the oracle's, or U under `reported` (spec 4.1, 6.12, 8.2). */
bl_cash bl_engine_nav(const bl_run *run);
/* Age of N above 300 s: w is shut until a report (spec 6.12). */
bool bl_engine_nav_is_old(const bl_run *run);
bool bl_engine_deposits_shut(const bl_run *run);
bool bl_engine_withdrawals_shut(const bl_run *run);
/* True where attempts are left to reviews: retry on_review, under review (spec 6.10). */
bool bl_engine_holds_trading(const bl_run *run);
/* True where withdrawals are left to reviews: `withdrawals: wait`, under review (spec 6.10). */
bool bl_engine_holds_withdrawals(const bl_run *run);
/* False where the scenario switched this rule off. */
static inline bool bl_engine_has_rule(const bl_run *run, bl_rule rule)
{
    return (run->setup->failsafe.without & rule) == 0;
}
/* True while nothing is paid out, `vault.rail`. */
bool bl_engine_rail_is_closed(const bl_run *run);
/* The sum of |w_i|: L* of spec 6.2. */
int64_t bl_engine_target_ppb(const bl_run *run);
/* Modes of ticks with `entry: tick` settle at ticks only (spec 4.5). */
static inline bool bl_engine_settles_at_ticks(const bl_run *run)
{
    return run->setup->vault.entry_tick && run->setup->mode.model->next_tick != NULL;
}

/* The book's own worth. */
static inline bl_worth bl_engine_worth(const bl_run *run)
{
    return bl_book_worth(&run->state.book, &run->market);
}

#endif
