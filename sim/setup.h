/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * setup.h - everything a run needs, validated and in integers: a pure function of the scenario,
 * its feeds and one mode. scenarios/ fills it, sim/run.h replays it. Nothing in it is written by
 * a run, so runs may share it across threads. Spec section 12.1 names the keys.
 */
#ifndef BL_SETUP_H
#define BL_SETUP_H

#include "allocation.h"
#include "mode.h"
#include "strategy.h"
#include "tape.h"
#include "terms.h"
#include "unlock.h"
#include "venue.h"

typedef enum { BL_GAP_NO_TRADE, BL_GAP_HOLD, BL_GAP_OUTAGE, BL_GAP_FAIL } bl_gap;

typedef struct {
    const char *name;
    int price_decimals, quantity_decimals;
    int64_t step;          /* quantity units, at least 1 */
    int64_t tick;          /* price units; 0 or 1: any price */
    int64_t min_qty;       /* quantity units */
    uint64_t min_notional; /* asset units */
    int64_t target_ppb;    /* signed leverage */
    int64_t bar_ns;
    bl_gap gap;
    bl_bars bars;
    bl_rates funding; /* len 0: none */
    bl_depth depth;   /* len 0: none */
} bl_instrument;

typedef enum { BL_SIZING_PROPORTIONAL, BL_SIZING_TARGET } bl_sizing;
typedef enum { BL_ATOMIC_ALL_OR_NONE, BL_ATOMIC_UNWIND, BL_ATOMIC_KEEP } bl_atomicity;
typedef enum { BL_FAILURE_REVERT, BL_FAILURE_KEEP } bl_on_failure;
typedef enum { BL_CARRY_NONE, BL_CARRY_NEXT_BAR, BL_CARRY_DEADLINE } bl_carry;

typedef struct {
    bl_sizing sizing;
    bl_atomicity atomicity;
    bl_on_failure on_failure;
    bl_carry carry;      /* what an order that falls short does (sim/work.h) */
    int64_t slices;      /* 0 or 1: all at once */
    int64_t window_ns;   /* over which slices are spread */
    int64_t deadline_ns; /* from the decision; 0: none */
} bl_rebalance_rule;

/* Rules of the failsafe that a scenario may switch off to see what each is for. */
typedef enum {
    BL_RULE_TRIP = 1,           /* a failed rebalance trips (spec 6.8) */
    BL_RULE_DEPOSITS = 2,       /* a trip shuts deposits (6.8) */
    BL_RULE_FREE_BALANCE = 4,   /* under review a payout stays within the free balance (6.10) */
    BL_RULE_CLEARANCE = 8,      /* a review clears only where nothing speaks against it (6.11) */
    BL_RULE_AGE = 16,           /* an old N shuts withdrawals (6.12) */
    BL_RULE_DIVERGENCE = 32,    /* N far from E trips (6.12) */
    BL_RULE_DRAWDOWN = 64,      /* limits.max_drawdown (6.13) */
    BL_RULE_DAILY_LOSS = 128,   /* limits.daily_loss (6.13) */
    BL_RULE_MAX_LEVERAGE = 256, /* limits.max_leverage (6.13) */
    BL_RULE_LIQUIDATION = 512   /* a liquidation shuts deposits for good (5.4) */
} bl_rule;

#define BL_RULE_WORDS                                                                              \
    "trip|deposits|free_balance|clearance|age|divergence|drawdown|daily_loss|max_leverage|"        \
    "liquidation"

typedef struct {
    bool queue_deposits;       /* paused_deposits: queue */
    bool retry_next_tick;      /* retry: next_tick */
    bool withdrawals_wait;     /* withdrawals: wait */
    int64_t review_delay_ns;   /* above 0 */
    const int64_t *reviews_ns; /* scripted times, ascending, no two equal */
    size_t reviews_len;
    uint32_t without; /* bl_rule bits that are switched off */
} bl_failsafe_rule;

typedef struct {
    bool on;
    int64_t report_every_ns;
    bl_faults faults;
} bl_oracle_rule;

typedef struct {
    bool on;                  /* a `limits` mapping stands in the scenario */
    int64_t max_drawdown_ppb; /* -1: not given */
    int64_t daily_loss_ppb;   /* -1: not given */
    int64_t max_leverage_ppb; /* -1: not given */
} bl_limits_rule;

typedef struct {
    int decimals;     /* of the asset and the shares */
    uint64_t capital; /* seed's deposit at start */
    bool open_traded;
    bool entry_tick;
    bool costs_flow;   /* costs: flow, else pool */
    bool lockup_first; /* lockup_basis: first, else lot */
    uint64_t min_deposit;
    int64_t delay_ns, lockup_ns;
    bl_windows rail; /* nothing is paid out in these, joined; len 0: always open */
} bl_vault_terms;

typedef enum { BL_ACCOUNTING_NAV, BL_ACCOUNTING_REPORTED } bl_accounting;

enum { BL_STRATEGIES_MAX = 30 }; /* spec 8.5 */

typedef struct {
    const char *name;
    const bl_strategy_model *model;
    int64_t weight_bps;
    bl_index index;             /* of a handler that takes one */
    bl_utilisation utilisation; /* and these of one that models a liquidity layer */
    bl_layer_terms layer;
} bl_strategy;

/* Keys of `reported` accounting (spec 8). */
typedef struct {
    int64_t buffer_bps, min_move_bps;
    const bl_unlock_model *unlock;
    bl_allocation_choice allocation;
    int64_t degradation; /* g */
    bl_strategy strategies[BL_STRATEGIES_MAX];
    size_t strategies_len;
    bool idle; /* an idle vault: no strategies, and every instruction about them is refused */
    bl_cranks cranks;
    bl_admin admin;
} bl_pool_terms;

/* What models of the world did to its tape before the run (spec 11.1). */
typedef struct {
    uint64_t bars_late, bars_lost; /* of a frozen feed: shown at its end, or never */
    uint64_t windows_drawn;        /* outages that a model drew */
    int64_t drawn_ns;              /* how long they are together */
} bl_world_facts;

typedef struct {
    uint64_t seed;
    bl_accounting accounting;
    int64_t start_ns, end_ns;
    int64_t record_ns; /* 0: no samples */
    bl_vault_terms vault;
    bl_pool_terms pool; /* `reported` only */
    bl_fees_choice fees;
    bl_mode_choice mode;
    bl_rebalance_rule rebalance;
    bl_failsafe_rule failsafe;
    bl_oracle_rule oracle;
    bl_limits_rule limits;
    bl_venue venue;
    bl_instrument instruments[BL_INSTRUMENTS_MAX];
    size_t instruments_len;
    bl_targets targets;
    bl_flows flows;
    bl_world_facts facts;
} bl_setup;

/* How many sizes an audit record lists: positions, or strategy liquidities (spec 10.1). */
static inline size_t bl_setup_sizes_len(const bl_setup *setup)
{
    return setup->accounting == BL_ACCOUNTING_NAV ? setup->instruments_len
                                                  : setup->pool.strategies_len;
}

#endif
