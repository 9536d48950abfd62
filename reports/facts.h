/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * facts.h - what figures say in words about one run: numbers of metrics.md 1, 3, 4, 5 and 8 that
 * a title or a heading quotes, from one walk over the mark grid.
 */
#ifndef BL_FACTS_H
#define BL_FACTS_H

#include "runlog.h"

typedef struct {
    double span_h;
    double outside_h; /* |L - L*| above the band, where L* is not 0 */
    double longest_h; /* the longest single stay outside */
    double drift_rms; /* of L/L* - 1, time-weighted */
    double leverage_peak;
    int64_t leverage_peak_ns;
    double nav_mean, nav_first, nav_last; /* whole assets */
    double share_first, share_last;       /* NAN where there are no shares */
    double drawdown;                      /* of the share price, 0 to 1 */
    int64_t drawdown_ns;
    double taker, slippage, liquidation, fees, funding; /* sums, whole assets; paid is positive */
    size_t rebalances, failed, liquidations, pauses;
    double paused_h; /* deposits or withdrawals shut */
    bool is_free;    /* trades at the mark: a reference, not a choice */
} bl_facts;

void bl_facts_gather(const bl_runlog *log, int64_t band_ppb, bl_facts *out);

/* taker, slippage and liquidation: what trading cost. */
double bl_facts_trading(const bl_facts *facts);
/* The same and performance fees. Funding is no cost of a mode but a side of the position. */
double bl_facts_paid(const bl_facts *facts);

/* What one fill cost above its value at the mark, without the fee. */
double bl_facts_slippage(const bl_setup *setup, const bl_fill_row *fill);
/* One base unit in whole assets. */
double bl_facts_unit(const bl_setup *setup);
/* Value of one share at a mark; NAN without shares. */
double bl_facts_share(const bl_mark *mark);

#endif
