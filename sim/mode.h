/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mode.h - the rule that says when a vault rebalances (spec 6.2), as a slot. A mode is told the
 * leverage and the target and answers with what it wants; it cannot reach the book.
 */
#ifndef BL_MODE_H
#define BL_MODE_H

#include "model.h"

typedef struct {
    bl_i128 leverage_ppb; /* gross, defined: E is above 0 */
    int64_t target_ppb;   /* sum of |w_i| */
    int64_t net_ppb;      /* sum of w_i */
    int64_t cost_ppb;     /* of the smallest order, of its value: fee and price; else 0 */
} bl_mode_view;

/* What a check wants: nothing, or sizing by spec 5.2 with w_i * scale_ppb / 10^9 and a rescale. */
typedef struct {
    bool acts;
    int64_t scale_ppb;
} bl_mode_wish;

typedef struct {
    bl_model_info info;
    bool with_flow;        /* flow and rescale are one act: immediate */
    bool free_trades;      /* ideal: moves at the mark, past the venue */
    bool anticipates;      /* plans leave out what withdrawals have announced (sim/notice.h) */
    bool weighs_cost;      /* its view has the cost of an order */
    bool needs_nav;        /* has no meaning under `reported` */
    bool waits_for_margin; /* never: a payout above the free balance waits (spec 6.6) */
    /* The first tick strictly after a time, INT64_MAX: none; NULL where the mode has no ticks. */
    int64_t (*next_tick)(const int64_t *params, int64_t after_ns);
    /* The first instant for which ticks are known; NULL: always. */
    int64_t (*since)(const int64_t *params);
    /* Asked at ticks, or, in a mode without them, once an instant where marks or flows moved; NULL
     * where the mode has no check. */
    bl_mode_wish (*check)(const int64_t *params, const bl_mode_view *view);
    size_t width_at; /* the place of a band's width, for what `reported` looks at (spec 6.2) */
} bl_mode_model;

typedef struct {
    const bl_mode_model *model;
    int64_t params[BL_PARAMS_MAX];
    const char *text; /* as written in the scenario: "4h", "band:5%:target" */
} bl_mode_choice;

#endif
