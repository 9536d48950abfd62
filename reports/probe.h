/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * probe.h - the sandwich probe: an attacker enters just before a gain is reported and leaves after
 * holding for a while, under one unlock scheme after the other, each at its own rate or at unlock
 * times given. Each attack is a run of its own, the scenario's with two more requests; whoever
 * calls knows how to make a run.
 */
#ifndef BL_PROBE_H
#define BL_PROBE_H

#include "../sim/err.h"
#include "../sim/record.h"
#include "../sim/setup.h"

enum {
    BL_PROBE_SCHEMES_MAX = 32, /* schemes at unlock times: the columns of the grid */
    BL_PROBE_HOLDS_MAX = 16,
    BL_PROBE_REPORTS_MAX = 64,
    BL_PROBE_ATTACKS_MAX = 8192, /* schemes by holds by reports: the runs of one probe */
    BL_PROBE_NAME = 48
};

/* One run of a setup into a sink. */
typedef bl_status bl_probe_play(void *context, const bl_setup *setup, const bl_sink *sink,
                                bl_err *err);

typedef struct {
    const bl_unlock_model *model;
    int64_t unlock_s; /* all is unlocked after; 0: at the scheme's own rate */
} bl_probe_scheme;

typedef struct {
    const bl_setup *setup; /* `reported` accounting */
    bl_probe_scheme schemes[BL_PROBE_SCHEMES_MAX]; /* those of one model side by side */
    size_t schemes_len;
    int64_t holds_ns[BL_PROBE_HOLDS_MAX]; /* ascending, from 0 */
    size_t holds_len;
    int64_t amount_ppb; /* of the total amount before the report */
    size_t reports_max; /* the largest gains are probed; at most BL_PROBE_REPORTS_MAX */
    bl_probe_play *play;
    void *context;
} bl_probe_input;

typedef struct { /* sums over the reports, base units */
    int64_t paid_in;
    int64_t profit;   /* paid out, and what is left at the end, less paid in */
    int64_t lps_loss; /* what all other LPs have less than without the attack; below 0: more,
                         as where a reserve that the attacker drained was lent instead */
    size_t refused;   /* deposits that were not taken */
    size_t waiting;   /* withdrawals not paid by the end */
} bl_probe_cell;

typedef struct {
    int64_t time_ns;
    uint64_t gain, total; /* total: before it */
} bl_probe_report;

typedef struct {
    bl_probe_report reports[BL_PROBE_REPORTS_MAX]; /* those probed, in time order */
    size_t reports_len, reports_seen;              /* seen: all of the base run */
    bl_probe_cell cells[BL_PROBE_SCHEMES_MAX][BL_PROBE_HOLDS_MAX];
    /* What an LP who stayed earned in each hold after those reports, bps, their mean: growth of
     * live equity a share in the base run, in a straight line between rows. */
    double fair_bps[BL_PROBE_HOLDS_MAX];
} bl_probe;

/* Can a scheme be set to an unlock time: does it have one, and a rate of 1 or more there? */
bool bl_probe_takes_unlock(const bl_unlock_model *model, int64_t unlock_s);

/* BL_INPUT: no gain report leaves room for the longest hold. */
bl_status bl_probe_run(const bl_probe_input *in, bl_probe *out, bl_err *err);

/* Is any scheme at an unlock time of its own? */
bool bl_probe_is_timed(const bl_probe_input *in);
/* "6h", by the largest unit that leaves a whole number; "" for a scheme at its own rate. */
void bl_probe_name_unlock(const bl_probe_scheme *scheme, char out[BL_PROBE_NAME]);
/* "meteora 6h", or "meteora" at its own rate. */
void bl_probe_name_scheme(const bl_probe_scheme *scheme, char out[BL_PROBE_NAME]);

/* Profit in bps of what was paid in; NAN where nothing was. */
double bl_probe_profit_bps(const bl_probe *probe, size_t scheme, size_t hold);
/* Place of the first hold whose profit is the fair share or more; -1: none of them. */
int bl_probe_break_even(const bl_probe_input *in, const bl_probe *probe, size_t scheme);

#endif
