/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_lp.c - fairness between LPs (metrics 7), from the ledger of the LPs.
 */
#include "lp_ledger.h"
#include "metric.h"

#include <math.h>

static const double losing_bps = 5;

typedef struct {
    double gross, worst, worst_cohort; /* transfers, units */
    double given_to_dealers;           /* positive transfers of LPs */
    double best_twr, worst_twr;        /* of cohorts */
    size_t lps, losing, cohorts;
    double fee_shares, shares, claims;
} sums;

static double transfer_of(const bl_lp_account *account)
{
    return (double)(account->received - account->given);
}

static void add_lp(sums *s, const bl_lp_account *it)
{
    const double transfer = transfer_of(it);
    s->lps++;
    s->losing += transfer * 1e4 < -losing_bps * (double)it->paid_in;
    s->worst = fmin(s->worst, transfer);
    s->given_to_dealers += fmax(transfer, 0);
}

static void add_cohort(sums *s, const bl_lp_account *it)
{
    s->best_twr = s->cohorts ? fmax(s->best_twr, it->twr) : it->twr;
    s->worst_twr = s->cohorts ? fmin(s->worst_twr, it->twr) : it->twr;
    s->worst_cohort = fmin(s->worst_cohort, transfer_of(it));
    s->cohorts++;
}

static sums add_up(const bl_lp_ledger *ledger)
{
    sums s = {.lps = 0};
    for (size_t i = 0; i < ledger->len; i++) {
        const bl_lp_account *it = &ledger->accounts[i];
        const bool is_cohort = it->kind == BL_LP_ACCOUNT_COHORT;
        if (it->used && is_cohort) {
            add_cohort(&s, it);
        }
        if (is_cohort) {
            continue;
        }
        s.gross += fabs(transfer_of(it));
        s.claims += (double)it->value;
        s.shares += (double)it->shares;
        if (it->kind != BL_LP_ACCOUNT_LP) {
            s.fee_shares += (double)it->shares;
        } else if (it->used) {
            add_lp(&s, it);
        }
    }
    return s;
}

bool bl_metric_lp_put(const bl_metric_input *in, const bl_metric_outcome *outcome, bl_metrics *out)
{
    bl_lp_ledger ledger;
    if (!bl_lp_ledger_make(in->log, NULL, NULL, &ledger)) {
        bl_lp_ledger_fini(&ledger);
        return false;
    }
    const sums s = add_up(&ledger);
    const double unit = in->unit;
    const double flowed = (double)ledger.flowed;
    const bool flows = ledger.flowed > 0;
    bl_metric_put(out, BL_METRIC_FLOW_COST, (double)ledger.caused * unit);
    bl_metric_put_if(out, BL_METRIC_SWING_FACTOR, flows, 1e4 * (double)ledger.caused / flowed,
                     "no_flows");
    bl_metric_put(out, BL_METRIC_CROSS_SUBSIDY, s.gross / 2 * unit);
    bl_metric_put_if(out, BL_METRIC_CROSS_SUBSIDY_BPS, flows, 1e4 * s.gross / 2 / flowed,
                     "no_flows");
    bl_metric_put_if(out, BL_METRIC_INCUMBENT_DILUTION, outcome->mean_equity > 0,
                     1e4 * s.given_to_dealers * unit / outcome->mean_equity, "insolvent");
    bl_metric_put(out, BL_METRIC_TRANSFER_WORST, s.worst * unit);
    bl_metric_put(out, BL_METRIC_TRANSFER_WORST_COHORT, s.worst_cohort * unit);
    bl_metric_put(out, BL_METRIC_TRANSFER_ROUNDING, (double)ledger.rounding * unit);
    bl_metric_put_if(out, BL_METRIC_LPS_LOSING, s.lps > 0,
                     100 * (double)s.losing / (double)s.lps, "no_shares");
    bl_metric_put_if(out, BL_METRIC_COHORT_BEST, s.cohorts > 0, 100 * (s.best_twr - 1),
                     "no_shares");
    bl_metric_put_if(out, BL_METRIC_COHORT_WORST, s.cohorts > 0, 100 * (s.worst_twr - 1),
                     "no_shares");
    bl_metric_put_if(out, BL_METRIC_COHORT_SPREAD, s.cohorts > 0,
                     100 * (s.best_twr - s.worst_twr), "no_shares");
    bl_metric_put_if(out, BL_METRIC_OWNERSHIP_DILUTION, s.shares > 0,
                     100 * s.fee_shares / s.shares, "no_shares");
    bl_lp_ledger_fini(&ledger);
    return true;
}
