/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rescale.h - one rebalance attempt, quoted but not booked (spec 6.3, 6.4, 6.14): the plan from the
 * intended book to the positions, every order through the venue's slots, and what would stand
 * under the scenario's atomicity. The caller books the fills or drops them; nothing is undone.
 */
#ifndef BL_RESCALE_H
#define BL_RESCALE_H

#include "order.h"

#define BL_DECIDED_NOW INT64_MIN

typedef struct {
    bl_fill fills[2 * BL_INSTRUMENTS_MAX]; /* what stands, in trading order */
    size_t fills_len;
    bl_qty target[BL_INSTRUMENTS_MAX]; /* intended quantities it aimed at */
    bool whole;                        /* every leg filled whole; an empty plan is whole */
    bool empty;                        /* there was nothing to trade */
    bool called_off;                   /* it took time, and another took its place */
    bool unwound;                      /* fills were reversed */
    bl_reason reason;                  /* of the first leg that was not whole */
    bl_cash cost;                      /* sum of pay(x,p) - V(x,m) + fee, spec 4.6 */
    size_t dust_len;                   /* legs left out, spec 6.3 */
    int64_t flow;                      /* it is one act with, or BL_NO_CAUSE */
    int64_t decided_ns;                /* BL_DECIDED_NOW: at the instant of its record */
} bl_attempt;

/* An attempt with nothing to do; its arrays are left as they are. */
void bl_rescale_clear(bl_attempt *out);
/* The legs of a plan, 0 where there is none, what is dust left out and counted (spec 6.3). False:
 * nothing to trade. */
bool bl_rescale_plan(const bl_book *book, const bl_market *market, bl_qty *legs, bl_attempt *out);
/* True where a leg is below either minimum. */
bool bl_rescale_is_dust(const bl_market *market, size_t instrument, bl_qty quantity);
/* Sends the legs of a plan to a desk (spec 6.4); `out` as bl_rescale_plan left it. */
void bl_rescale_trade(bl_desk *desk, const bl_qty *legs, bl_atomicity atomicity, bl_attempt *out);
/* Plan and trade. */
void bl_rescale_try(const bl_book *book, const bl_market *market, const bl_venue *venue,
                    bl_atomicity atomicity, int64_t now_ns, bl_attempt *out);
/* Free moves at the mark to the intended quantities: opening, `ideal` (spec 3.2, 6.2). */
void bl_rescale_free(const bl_book *book, const bl_market *market, bl_fill_reason reason,
                     bl_attempt *out);

#endif
