/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world.h - small worlds for tests: a setup with one or two instruments, hourly bars and flows put
 * in by hand, and a log of what the run told.
 */
#ifndef BL_WORLD_H
#define BL_WORLD_H

#include "../../sim/run.h"

enum { WORLD_BARS_MAX = 40000, WORLD_FLOWS_MAX = 40000, WORLD_ROWS_MAX = 200000 };

typedef struct {
    bl_setup setup;
    int64_t bar_ns;
    int64_t visible_ns[2][WORLD_BARS_MAX], close[2][WORLD_BARS_MAX], volume[2][WORLD_BARS_MAX];
    int64_t flow_ns[WORLD_FLOWS_MAX];
    uint32_t flow_lp[WORLD_FLOWS_MAX];
    uint8_t flow_kind[WORLD_FLOWS_MAX];
    uint64_t flow_amount[WORLD_FLOWS_MAX];
    size_t flows_len;
    /* what the run told */
    bl_series_row series[WORLD_ROWS_MAX];
    size_t fills_before[WORLD_ROWS_MAX]; /* how many fills were told before each of them */
    bl_fill_row fills[WORLD_ROWS_MAX];
    bl_audit_row audit[WORLD_ROWS_MAX]; /* its arrays are places in sizes */
    bl_qty sizes[WORLD_ROWS_MAX][3][2]; /* pre, target, post */
    bl_flow_row flows[WORLD_FLOWS_MAX];
    bl_lp_row lps[64];
    size_t series_len, fills_len, audit_len, flow_rows_len, lps_len;
    bl_run_counts counts;
} world;

/* A vault of 1 000 000 on one instrument at 50 000, step 0.001, spec defaults; start 0. */
world *world_new(void);
void world_free(world *w);
/* A bar that becomes visible at hour * bar; price in whole and hundredths; volume in coins. */
void world_bar(world *w, size_t instrument, int64_t time_ns, int64_t price_cents,
               int64_t volume_coins);
/* The same with price and volume in the setup's own units. */
void world_mark(world *w, size_t instrument, int64_t time_ns, int64_t price, int64_t volume);
/* amount in asset units, or ppb for WITHDRAW_PART */
void world_flow(world *w, int64_t time_ns, uint32_t lp, bl_flow_kind kind, uint64_t amount);
/* "immediate", "4h", "24h", "never", "ideal" */
void world_mode(world *w, const char *text);
void world_interval(world *w, int64_t every_ns);
void world_band(world *w, int64_t width_ppb, bool to_edge);
/* A model by kind and name into its slot, with its default parameters. */
void world_slot(world *w, const char *kind, const char *name);
/* The setup is whole: flows and the end stand in it. world_run does this itself. */
void world_end(world *w, int64_t end_ns);
/* Replays any setup into any sink; counts may be NULL. */
bl_status world_replay(const bl_setup *setup, const bl_sink *sink, bl_run_counts *counts,
                       bl_err *err);
/* Runs to end_ns; the rows are in the world afterwards. */
bl_status world_run(world *w, int64_t end_ns, bl_err *err);

#define WORLD_HOUR (INT64_C(3600) * BL_NS_PER_S)
#define WORLD_UNIT UINT64_C(1000000) /* one whole asset */

#endif
