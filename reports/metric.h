/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric.h - the sections of metrics.c, between themselves. A section that follows the mark grid
 * has a state with begin, step, put and fini; metrics.c walks the log once for all of them. The
 * others read the log's tables.
 */
#ifndef BL_METRIC_H
#define BL_METRIC_H

#include "metrics.h"

#define BL_METRIC_YEAR_NS (365 * BL_NS_PER_DAY)
#define BL_METRIC_DAYS_PER_YEAR 365.0

typedef struct { /* a flow that settled, in settlement order */
    int64_t time_ns;
    size_t seq;
    double amount; /* whole assets; deposits are positive */
    size_t place;  /* among the changes of shares: those of one instant in the order of the rows */
} bl_metric_flow;

typedef enum { /* in the order they are put: later ones read what earlier ones put */
               BL_METRIC_SECTION_LEVERAGE,
               BL_METRIC_SECTION_LOCK,
               BL_METRIC_SECTION_FEES,
               BL_METRIC_SECTION_TRACKING,
               BL_METRIC_SECTION_COST,
               BL_METRIC_SECTION_FAILSAFE,
               BL_METRIC_SECTION_SHORTFALL,
               BL_METRIC_SECTION_RISK,
               BL_METRIC_SECTION_LP,
               BL_METRIC_SECTION_DEALING,
               BL_METRIC_SECTION_RETURNS,
               BL_METRIC_SECTION_RELEVEL,
               BL_METRIC_SECTION_LIQUIDITY,
               BL_METRIC_SECTION_RESPONSE,
               BL_METRIC_SECTION_DUST,
               BL_METRIC_SECTION_ATTRIBUTION,
               BL_METRIC_SECTIONS
} bl_metric_section;

/* A bit a section: those that make what is asked for, and those that they need. NULL: all. */
unsigned bl_metric_sections_find(const bool *only);
/* Whether extremes of leverage are all that is asked of the marks. */
bool bl_metric_sections_need_extremes(const bool *only);

typedef struct { /* what every section reads */
    const bl_runlog *log;
    const bl_run_counts *counts;
    bl_metrics_options options;
    double unit; /* one base unit in whole assets */
    double span_ns;
    bl_metric_flow *flows;
    size_t flows_len;
} bl_metric_input;

/* Rounds to the metric's places and stores; not finite: null, "not_finite". */
void bl_metric_put(bl_metrics *out, bl_metric_id id, double value);
void bl_metric_put_at(bl_metrics *out, bl_metric_id id, double value, int64_t at_ns);
void bl_metric_put_null(bl_metrics *out, bl_metric_id id, const char *why);
/* value, or null with the reason where `defined` is false. */
void bl_metric_put_if(bl_metrics *out, bl_metric_id id, bool defined, double value,
                      const char *why);
/* Ascending doubles, for qsort. */
int bl_metric_compare_doubles(const void *a, const void *b);
/* The k-th of n ascending values, k = ceil(n p): nearest rank, no interpolation. n above 0. */
double bl_metric_rank(const double *sorted, size_t len, double p);

/* A flow row directly followed by its rescale at one instant, the opening or a crank followed by a
 * crank: a step of one act, not a state. */
bool bl_metric_is_inside_act(const bl_metric_input *in, const bl_mark *mark);

typedef struct {                     /* of d, the drift from the target */
    double weight, sum, abs, square; /* ns, d ns, d^2 ns */
    double max;
    int64_t max_ns;
} bl_metric_drift;

typedef struct {
    double longest, area; /* s, d s */
    int64_t longest_ns;   /* begin of the longest */
    double above;         /* ns above the band */
    size_t excursions;
    double area_by[BL_STAY_CAUSES]; /* area of the stays that each cause opened */
    bool is_above;
    bl_stay stay; /* the one it is in */
    bl_stays stays;
} bl_metric_band;

typedef struct {
    double weight, sum, abs_max; /* of L: ns, L ns */
    double low, high, end;       /* L */
    double net_end, equity_end;
    int64_t low_ns, high_ns, abs_max_ns;
    double insolvent; /* ns */
    bl_metric_drift drift;
    double *histogram; /* ns by |d|, see metric_leverage.c */
    bl_metric_band band;
    double headroom, distance;
    bool tiered;         /* the margin is no one part of the gross value */
    double free_balance; /* smallest E - im G */
    int64_t free_ns;
    int64_t headroom_ns, distance_ns;
    double *restore;  /* s, one a flow that was restored */
    int64_t *waiting; /* times of flows not yet restored */
    size_t restore_len, waiting_len;
    double mm, im, band_width; /* of venue and options, as doubles */
} bl_metric_leverage;

bool bl_metric_leverage_begin(bl_metric_leverage *s, const bl_metric_input *in);
void bl_metric_leverage_step(bl_metric_leverage *s, const bl_metric_input *in,
                             const bl_stretch *stretch);
void bl_metric_leverage_put(bl_metric_leverage *s, const bl_metric_input *in, bl_metrics *out);
void bl_metric_leverage_fini(bl_metric_leverage *s);

typedef struct { /* a value of the step function at each 00:00 UTC of the run */
    double *values;
    size_t len;
    int64_t next_ns;
} bl_metric_days;

/* False: no memory. */
bool bl_metric_days_begin(bl_metric_days *days, const bl_metric_input *in);
/* value holds up to the next point. */
static inline void bl_metric_days_step(bl_metric_days *days, int64_t until_ns, double value)
{
    for (; days->next_ns < until_ns; days->next_ns += BL_NS_PER_DAY) {
        days->values[days->len++] = value;
    }
}
/* The value at the end of the run; after the last step. */
void bl_metric_days_end(bl_metric_days *days, int64_t end_ns, double value);
/* Returns of neighbours into out (len - 1 of them); the count. */
size_t bl_metric_days_returns(const bl_metric_days *days, double *out);

double bl_metric_mean(const double *values, size_t len);
/* ddof 1; len at least 2. */
double bl_metric_stdev(const double *values, size_t len);

typedef struct {
    double index;        /* chained share price, 1 at the open */
    double per_price;    /* index = per_price * P; 0: no shares */
    double peak, trough; /* of the index; trough is the worst index / peak - 1 */
    int64_t peak_ns, trough_peak_ns, trough_ns, recovered_ns;
    double trough_peak;
    double equity_sum; /* E ns */
    double equity_end, equity_before, price_before, cash_funding;
    double gross_factor; /* of fees that mint shares */
    double mark_price;   /* vault_hwm: the fee's high-water mark */
    uint64_t fees_before;
    bl_metric_days days; /* of the index */
} bl_metric_returns;

/* What later sections take from the returns. */
typedef struct {
    double twr, mean_equity, gross_twr, hwm, price_end, max_drawdown;
    double cagr; /* NAN where the run is too short */
    const bl_metric_days *days;
} bl_metric_outcome;

bool bl_metric_returns_begin(bl_metric_returns *s, const bl_metric_input *in);
void bl_metric_returns_step(bl_metric_returns *s, const bl_metric_input *in,
                            const bl_stretch *stretch);
/* After the last step. */
bl_metric_outcome bl_metric_returns_outcome(bl_metric_returns *s, const bl_metric_input *in);
/* After the cost section. False: no memory. */
bool bl_metric_returns_put(const bl_metric_returns *s, const bl_metric_input *in,
                           const bl_metric_outcome *outcome, bl_metrics *out);
void bl_metric_returns_fini(bl_metric_returns *s);

/* The money-weighted part of the returns: Dietz, MWR, XIRR. False: no memory. */
bool bl_metric_money_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                         double equity_end, bl_metrics *out);
/* The part on daily returns: volatility to ES. False: no memory. */
bool bl_metric_daily_put(const bl_metric_outcome *outcome, bl_metrics *out);
/* The chance that a true daily Sharpe is above one, given that of a sample, its days and the shape
 * of its law (Bailey and Lopez de Prado 2012); NAN where that has no spread. */
double bl_metric_find_psr(double s, double above, double days, double skew, double kurtosis);
/* PSR, the normal law's VaR and ES, the back-test of VaR. False: no memory. */
bool bl_metric_risk_put(const bl_metric_outcome *outcome, bl_metrics *out);

typedef struct {
    double index, unfunded; /* of the ideal vault, 1 at the open */
    int64_t marks[BL_INSTRUMENTS_MAX];
    double targets[BL_INSTRUMENTS_MAX];
    size_t rate[BL_INSTRUMENTS_MAX]; /* next funding row of each */
    int64_t funding_ns;              /* when the first of them falls; INT64_MAX: none left */
    size_t target;                   /* next target row */
    int64_t wake_ns;                 /* when the next funding or target row falls, or before */
    bool fresh;                      /* no mark seen yet */
    bl_metric_days days;             /* of index */
    size_t closed;                   /* series row of the oldest deposit that still counts as new */
    size_t entrants;                 /* deposits that count as new */
    double entrant_sum, entrant_weight;
} bl_metric_tracking;

bool bl_metric_tracking_begin(bl_metric_tracking *s, const bl_metric_input *in);
void bl_metric_tracking_step(bl_metric_tracking *s, const bl_metric_input *in,
                             const bl_stretch *stretch);
/* False: no memory. */
bool bl_metric_tracking_put(bl_metric_tracking *s, const bl_metric_input *in,
                            const bl_metric_outcome *outcome, bl_metrics *out);
void bl_metric_tracking_fini(bl_metric_tracking *s);

/* False: no memory. */
bool bl_metric_cost_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                        bl_metrics *out);
bool bl_metric_shortfall_put(const bl_metric_input *in, bl_metrics *out);
bool bl_metric_failsafe_put(const bl_metric_input *in, bl_metrics *out);
bool bl_metric_fees_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                        bl_metrics *out);
/* Leverage on dealing NAV, after the leverage section. False: no memory. */
bool bl_metric_dealing_put(const bl_metric_input *in, bl_metrics *out);
/* What keeping the target would have traded; after the cost section. */
void bl_metric_relevel_put(const bl_metric_input *in, bl_metrics *out);
/* What rounding to whole units gave to whom. */
void bl_metric_dust_put(const bl_metric_input *in, bl_metrics *out);
/* From cause to trip, from trip to resume, and requests that nothing can serve any more. */
void bl_metric_response_put(const bl_metric_input *in, bl_metrics *out);
/* What waits over bars, and how long the book takes to close. */
void bl_metric_liquidity_put(const bl_metric_input *in, bl_metrics *out);
/* Locked profit; null without it. */
void bl_metric_lock_put(const bl_metric_input *in, bl_metrics *out);
/* Leverage, return and tracking difference by cause; after the tracking section. */
void bl_metric_attribution_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                               const bl_metric_tracking *tracking, bl_metrics *out);
/* Who paid whom. False: no memory. */
bool bl_metric_lp_put(const bl_metric_input *in, const bl_metric_outcome *outcome, bl_metrics *out);
/* Last: null, with the reason, what this kind of vault does not have. */
void bl_metric_absent_put(const bl_setup *setup, bl_metrics *out);

#endif
