/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lending.h - small `reported` vaults for tests: strategies with index rows, flows and cranks put
 * in by hand, and a log of what the run told. One of them may be cleared and run many times.
 */
#ifndef BL_LENDING_H
#define BL_LENDING_H

#include "../../sim/run.h"

enum { LENDING_ROWS_MAX = 512, LENDING_LOG_MAX = 16384, LENDING_LPS = 8 };

typedef struct {
    int64_t time_ns[LENDING_ROWS_MAX], price[LENDING_ROWS_MAX];
    uint64_t available[LENDING_ROWS_MAX];
} lending_index;

typedef struct {
    bl_setup setup;
    lending_index index[BL_STRATEGIES_MAX];
    int64_t flow_ns[LENDING_ROWS_MAX], crank_ns[LENDING_ROWS_MAX];
    uint32_t flow_lp[LENDING_ROWS_MAX], crank_strategy[LENDING_ROWS_MAX];
    uint8_t flow_kind[LENDING_ROWS_MAX], crank_signer[LENDING_ROWS_MAX];
    uint8_t crank_withdraws[LENDING_ROWS_MAX];
    uint64_t flow_amount[LENDING_ROWS_MAX], crank_amount[LENDING_ROWS_MAX];
    void *memory; /* of the runs, kept from one to the next */
    size_t memory_len;
    /* what the run told; told counts rows of series and audit together, in event order */
    bl_series_row series[LENDING_LOG_MAX];
    bl_audit_row audit[LENDING_LOG_MAX]; /* its arrays are gone; post is in sums */
    bl_u128 sums[LENDING_LOG_MAX];       /* sum of post: what strategies were worth */
    size_t series_told[LENDING_LOG_MAX], audit_told[LENDING_LOG_MAX];
    bl_flow_row flows[LENDING_ROWS_MAX];
    bl_lp_row lps[LENDING_LPS + 1];
    size_t series_len, audit_len, told, flow_rows_len, lps_len;
    bl_run_counts counts;
    bl_chain_row chain[LENDING_LOG_MAX]; /* the program's events */
    size_t chain_len;
} lending;

lending *lending_new(void);
void lending_free(lending *l);
/* A vault of `capital` units from time 0, `meteora` unlock, mode never, no buffer, no strategy,
 * no feed. */
void lending_clear(lending *l, uint64_t capital);
/* "meteora", "yearn_v3", ... with its default degradation. */
void lending_unlock(lending *l, const char *name);
/* "immediate", "never", or interval where every_ns is above 0. */
void lending_mode(lending *l, const char *name, int64_t every_ns);
/* Adds "jup_lend", with an index of 1.0 from the start on, or "idle"; returns its place. */
size_t lending_strategy(lending *l, const char *handler, int64_t weight_bps);
/* A row of its index: price in 10^-12, available or BL_NO_LIMIT. */
void lending_price(lending *l, size_t strategy, int64_t time_ns, int64_t price, uint64_t available);
/* amount in units, or ppb for WITHDRAW_PART. */
void lending_flow(lending *l, int64_t time_ns, uint32_t lp, bl_flow_kind kind, uint64_t amount);
/* A row of the cranks feed, signed by the operator. */
void lending_crank(lending *l, int64_t time_ns, size_t strategy, bool withdraws, uint64_t amount);
/* Runs to end_ns; the rows are in the log afterwards. */
bl_status lending_run(lending *l, int64_t end_ns, bl_err *err);
/* The last row of an event, or of any where event is BL_EVENT_COUNT; it must exist. */
const bl_series_row *lending_last(const lending *l, bl_event event);

#endif
