/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect.h - what a scenario expects of its runs: the words that scenarios/expects.c reads and
 * reports/judge.c judges. Everything belongs to the scenario.
 */
#ifndef BL_EXPECT_H
#define BL_EXPECT_H

#include "../sim/venue.h"

enum { BL_EXPECTS_MAX = 64 };

/* What a condition compares, place by place of BL_EXPECT_FIELD_WORDS; the last five are 0 or 1. */
typedef enum {
    BL_FIELD_EQUITY,
    BL_FIELD_SHARE_PRICE,
    BL_FIELD_DRAWDOWN, /* of the share price below its peak */
    BL_FIELD_LEVERAGE,
    BL_FIELD_TARGET,
    BL_FIELD_DRIFT, /* |leverage / target - 1| */
    BL_FIELD_GROSS,
    BL_FIELD_SUPPLY,
    BL_FIELD_RESERVE,
    BL_FIELD_TOTAL,
    BL_FIELD_LOCKED,
    BL_FIELD_UNLOCKED,
    BL_FIELD_FEES,
    BL_FIELD_DEPOSITS, /* 1: shut */
    BL_FIELD_WITHDRAWALS,
    BL_FIELD_TRADING,
    BL_FIELD_LIQUIDATED,
    BL_FIELD_INSOLVENT,
    BL_FIELD_COUNT
} bl_expect_field;

#define BL_EXPECT_FIELD_WORDS                                                                      \
    "equity|share_price|drawdown|leverage|target|drift|gross|supply|reserve|total|locked|"         \
    "unlocked|fees|deposits|withdrawals|trading|liquidated|insolvent"

typedef enum {
    BL_SIGN_LESS,
    BL_SIGN_AT_MOST,
    BL_SIGN_MORE,
    BL_SIGN_AT_LEAST,
    BL_SIGN_EQUAL
} bl_sign;

/* How a bound was written: 1.2, 5% or 5m. */
typedef enum { BL_BOUND_NUMBER, BL_BOUND_RATIO, BL_BOUND_DURATION } bl_bound_kind;

typedef struct {
    bool given;
    bl_sign sign;
    bl_bound_kind kind;
    int64_t value; /* 10^-9, ppb or ns */
} bl_bound;

typedef enum {
    BL_EXPECT_TRIPS,      /* alerts of the audit log */
    BL_EXPECT_NEVER,      /* at no point of the mark grid */
    BL_EXPECT_ALWAYS,     /* at every one */
    BL_EXPECT_EVENTUALLY, /* at one at least */
    BL_EXPECT_SETTLED,    /* no flow pends at the end */
    BL_EXPECT_METRIC,
    BL_EXPECT_FLOW /* one row of the flows feed */
} bl_expect_kind;

#define BL_EXPECT_NO_TIME INT64_MIN

typedef struct {
    bl_expect_kind kind;
    const char *text; /* as written, its first line */
    const char *file;
    size_t line, column;
    const char *const *modes; /* that it is about; modes_len 0: every one */
    size_t modes_len;
    int64_t from_ns, by_ns;    /* BL_EXPECT_NO_TIME: start, end of the run */
    int64_t within_ns;         /* after from, of SETTLED after a payout is due; -1: not given */
    bl_expect_field field;     /* NEVER, ALWAYS, EVENTUALLY */
    bl_bound bound;            /* and METRIC */
    const char *metric;        /* its name */
    int64_t at_least, at_most; /* TRIPS */
    int reason;                /* of trips or the flow; -1: any */
    int64_t row;               /* FLOW, from 0 */
    int outcome;               /* bl_outcome; -1: any */
    bl_bound amount, shares;   /* FLOW */
} bl_expect;

#endif
