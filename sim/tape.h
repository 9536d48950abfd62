/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape.h - the world a run replays: sorted columns of integers, read-only, shared by every run.
 * Readers (data/feed_*) and generators fill the same columns; the kernel cannot tell them apart.
 * Times are nanoseconds and never decrease. The columns belong to whoever made them and must
 * outlive the runs that read them.
 */
#ifndef BL_TAPE_H
#define BL_TAPE_H

#include "bars.h"

/* Order-book snapshots, one row a level. Rows of one time are one snapshot, visible from then on:
 * at least one level a side, asks rising, bids falling, the best bid below the best ask. */
typedef struct {
    size_t len;
    const int64_t *time_ns;
    const uint8_t *bids;     /* 1: a bid, 0: an ask */
    const int64_t *price;    /* price units */
    const int64_t *quantity; /* quantity units, above 0 */
} bl_depth;

enum { BL_REGIMES_MAX = 1 << 20 };

/* States of a venue, each from its begin to the next one's; begins ascend. */
typedef struct {
    size_t len;
    const int64_t *begin_ns;
    const uint8_t *state; /* the model's own numbers */
} bl_regimes;

typedef struct {
    size_t len;
    const int64_t *time_ns;
    const int64_t *rate_ppb; /* positive: longs pay (spec 5.3) */
} bl_rates;

typedef struct {
    size_t len;
    const int64_t *time_ns;
    const uint32_t *instrument; /* place in the scenario */
    const int64_t *leverage_ppb;
} bl_targets;

typedef enum {
    BL_FLOW_DEPOSIT,
    BL_FLOW_WITHDRAW_AMOUNT,
    BL_FLOW_WITHDRAW_PART,
    BL_FLOW_WITHDRAW_ALL
} bl_flow_kind;

/* One row a request of the feed, file order. LPs are numbered by first appearance; 0 is `seed`. */
typedef struct {
    size_t len;
    const int64_t *time_ns;
    const uint32_t *lp;
    const uint8_t *kind;    /* bl_flow_kind */
    const uint64_t *amount; /* base units; ppb of the balance for WITHDRAW_PART; 0 for ALL */
    size_t lps_len;         /* how many LPs there are, seed included */
} bl_flows;

/* Half-open intervals begin <= t < end, begin never decreasing; they may overlap. */
typedef struct {
    size_t len;
    const int64_t *begin_ns;
    const int64_t *end_ns;
} bl_windows;

/* What a window of an outages feed does: the first three refuse new orders alike. */
typedef enum {
    BL_WINDOW_TOTAL,
    BL_WINDOW_SUBMIT,
    BL_WINDOW_CANCEL_ONLY,
    BL_WINDOW_SLOW, /* orders take longer */
    BL_WINDOW_STALE /* prices are not shown */
} bl_window_kind;

/* Maintenance margin by the value of a position: each rate is of what lies above its own place, up
 * to the next (spec 5.4). */
typedef struct {
    size_t len;            /* 0: one rate for all */
    const int64_t *above;  /* base units, strictly rising from 0 */
    const int64_t *mm_ppb; /* 0 to 10^9 */
} bl_tiers;

typedef enum { BL_FAULT_FREEZE, BL_FAULT_SCALE, BL_FAULT_DELAY, BL_FAULT_OUTLIER } bl_fault_kind;

typedef struct {
    size_t len;
    const int64_t *begin_ns;
    const int64_t *end_ns;
    const uint8_t *kind;  /* bl_fault_kind */
    const int64_t *value; /* ppb for SCALE and OUTLIER, ns for DELAY */
} bl_faults;

/* A lender's index (spec 9.1): rows become visible at their own time. */
typedef struct {
    size_t len;
    const int64_t *time_ns;
    const int64_t *price;      /* 10^-12, never falling */
    const uint64_t *available; /* base units; BL_NO_LIMIT: no limit */
} bl_index;

#define BL_NO_LIMIT UINT64_MAX

/* How much of a liquidity layer's supply its borrowers make borrowed, from each row on. */
typedef struct {
    size_t len;
    const int64_t *time_ns;
    const int64_t *share_ppb; /* 0 to 10^9 */
} bl_utilisation;

/* Keys that sign; from BL_SIGNER_NAMED on, those that the admin feed names as operators. */
typedef enum {
    BL_SIGNER_ADMIN,
    BL_SIGNER_OPERATOR, /* the first operator's key, whoever has the role now */
    BL_SIGNER_OTHER,
    BL_SIGNER_NAMED
} bl_signer;

/* Strategy actions beyond the keeper's (spec 8.5). */
typedef struct {
    size_t len;
    const int64_t *time_ns;
    const uint8_t *signer;    /* bl_signer */
    const uint8_t *withdraws; /* 1: withdraw_strategy, 0: deposit_strategy */
    const uint32_t *strategy; /* place in the scenario; UINT32_MAX: no such strategy */
    const uint64_t *amount;
} bl_cranks;

typedef enum {
    BL_ADMIN_ENABLE,
    BL_ADMIN_DISABLE,
    BL_ADMIN_REMOVE_STRATEGY,
    BL_ADMIN_SET_DEGRADATION,
    BL_ADMIN_SET_OPERATOR,
    BL_ADMIN_DIRECT_WITHDRAW /* signed by an LP */
} bl_admin_action;

/* Other instructions of the program (docs/formats.md). */
typedef struct {
    size_t len;
    const int64_t *time_ns;
    const uint8_t *signer;    /* bl_signer */
    const uint8_t *action;    /* bl_admin_action */
    const uint32_t *lp;       /* of DIRECT_WITHDRAW; UINT32_MAX: no LP of this name */
    const uint32_t *strategy; /* place in the scenario; UINT32_MAX: no such strategy */
    const uint64_t *value;    /* g, a bl_signer, or shares (BL_NO_LIMIT: all) */
    const uint64_t *min_out;  /* of DIRECT_WITHDRAW: the least payout it stands for */
} bl_admin;

#endif
