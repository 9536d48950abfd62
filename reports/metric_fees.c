/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_fees.c - performance fees taken and owed (metrics 5), from the last rows of the run and
 * the vault's own fee rule.
 *
 * Simplifications: what is owed is priced at E, not at an oracle's N; the high-water mark of
 * vault_hwm is read back from the price before each fee.
 */
#include "hwm_schemes.h"
#include "metric.h"

#include <math.h>

typedef struct {
    double manager, protocol; /* value of the fee accounts at the end */
    double gains, fees;       /* of LPs: positive gains before fees, all fees */
    double value, basis;      /* of LPs with a basis */
    double owed;              /* by those above their basis */
} holders;

static double split_fee(const bl_setup *setup, double unit, uint64_t profit)
{
    bl_fee_split split;
    if (!setup->fees.model->split(setup->fees.params, profit, &split)) {
        return NAN;
    }
    return (double)split.fee * unit;
}

static void add_lp(holders *h, const bl_metric_input *in, const bl_lp_row *row)
{
    const double unit = in->unit;
    const double fees = (double)row->fees.v * unit;
    const double gain =
        ((double)row->value.v + (double)row->paid_out.v - (double)row->paid_in.v) * unit + fees;
    h->fees += fees;
    if (gain > 0) {
        h->gains += gain;
    }
    if (!row->has_basis) {
        return;
    }
    h->value += (double)row->value.v * unit;
    h->basis += (double)row->basis.v * unit;
    const uint64_t value = row->value.v > 0 ? (uint64_t)row->value.v : 0;
    if (value > row->basis.v && in->log->setup->fees.model) {
        h->owed += split_fee(in->log->setup, unit, value - row->basis.v);
    }
}

static holders add_holders(const bl_metric_input *in)
{
    holders h = {0};
    for (size_t i = 0; i < in->log->lps_len; i++) {
        const bl_lp_row *row = &in->log->lps[i];
        const double value = (double)row->value.v * in->unit;
        if (row->holder == BL_HOLDER_MANAGER) {
            h.manager += value;
        } else if (row->holder == BL_HOLDER_PROTOCOL) {
            h.protocol += value;
        } else if (row->holder == BL_HOLDER_VAULT) {
            continue; /* metrics 6 has it */
        } else {
            add_lp(&h, in, row);
        }
    }
    return h;
}

static void put_vault_mark(const bl_metric_input *in, const bl_metric_outcome *outcome,
                           double supply, bl_metrics *out)
{
    const double profit = fmax(outcome->price_end - outcome->hwm, 0) * supply / in->unit;
    bl_metric_put(out, BL_METRIC_FEES_ACCRUED,
                  split_fee(in->log->setup, in->unit, (uint64_t)profit));
    bl_metric_put(out, BL_METRIC_FEE_DRAG, 1e4 * (outcome->gross_twr - outcome->twr));
    bl_metric_put_if(out, BL_METRIC_HWM_DISTANCE, supply > 0,
                     100 * (outcome->price_end / outcome->hwm - 1), "no_shares");
}

static void put_by_basis(bl_fee_basis basis, const bl_metric_input *in,
                         const bl_metric_outcome *outcome, const holders *h, bl_metrics *out)
{
    const bl_runlog *log = in->log;
    const double supply =
        log->series_len > 0 ? (double)log->series[log->series_len - 1].supply.v * in->unit : 0;
    if (basis == BL_FEE_BASIS_VAULT) {
        put_vault_mark(in, outcome, supply, out);
        return;
    }
    const bool by_lp = basis == BL_FEE_BASIS_LP;
    bl_metric_put_if(out, BL_METRIC_FEES_ACCRUED, by_lp, h->owed, "no_fee");
    bl_metric_put_null(out, BL_METRIC_FEE_DRAG, by_lp ? "fees_move_shares" : "no_fee");
    bl_metric_put_if(out, BL_METRIC_HWM_DISTANCE, by_lp && h->basis > 0,
                     100 * (h->value / h->basis - 1), by_lp ? "no_basis" : "no_fee");
}

static bool put_schemes(const bl_metric_input *in, bl_metrics *out)
{
    bl_hwm hwm;
    const bool good = bl_hwm_compare(in->log, &hwm);
    for (int s = 0; good && s < BL_HWM_COUNT; s++) {
        bl_metric_put(out, (bl_metric_id)(BL_METRIC_SCHEME_PER_LP + s), hwm.total[s]);
    }
    bl_metric_put(out, BL_METRIC_GAP_OVER, hwm.over[BL_HWM_GLOBAL]);
    bl_metric_put(out, BL_METRIC_GAP_UNDER, hwm.under[BL_HWM_GLOBAL]);
    bl_hwm_fini(&hwm);
    return good;
}

bool bl_metric_fees_put(const bl_metric_input *in, const bl_metric_outcome *outcome,
                        bl_metrics *out)
{
    const bl_runlog *log = in->log;
    const bl_fees_model *model = log->setup->fees.model;
    const bl_fee_basis basis = model && model->split ? model->basis : BL_FEE_BASIS_NONE;
    const double moved =
        log->series_len > 0 ? (double)log->series[log->series_len - 1].fees.v * in->unit : 0;
    const holders h = add_holders(in);
    /* Under vault_hwm and `reported` shares are minted, and no LP's row shows a fee. */
    const bool mints =
        basis == BL_FEE_BASIS_VAULT || log->setup->accounting == BL_ACCOUNTING_REPORTED;
    const double fees = mints ? moved : h.fees;
    const double gains = mints ? h.gains + moved : h.gains;
    bl_metric_put(out, BL_METRIC_FEES_TOTAL, moved);
    bl_metric_put(out, BL_METRIC_FEES_MANAGER, h.manager);
    bl_metric_put(out, BL_METRIC_FEES_PROTOCOL, h.protocol);
    bl_metric_put_if(out, BL_METRIC_FEES_OF_EQUITY, outcome->mean_equity > 0,
                     1e4 * moved / outcome->mean_equity, "insolvent");
    bl_metric_put_if(out, BL_METRIC_EFFECTIVE_FEE, gains > 0, 100 * fees / gains, "no_gain");
    put_by_basis(basis, in, outcome, &h, out);
    return put_schemes(in, out);
}
