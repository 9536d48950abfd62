/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_returns.c - share price, drawdown and where the result came from (metrics 8), on the mark
 * grid.
 *
 * The index chains the share price from 1, the price of the opening capital's shares, so costs of
 * a traded opening count. While there are no shares it rests; a vault that opens again goes on
 * from there.
 */
#include "metric.h"

#include <math.h>
#include <stdlib.h>

static const double ns_before_yearly = 90.0 * 86400e9; /* no yearly rates under 90 days */

bool bl_metric_returns_begin(bl_metric_returns *s, const bl_metric_input *in)
{
    *s = (bl_metric_returns){.index = 1,
                             .per_price = 1,
                             .peak = 1,
                             .gross_factor = 1,
                             .mark_price = 1,
                             .price_before = 1,
                             .trough_peak = 1};
    s->equity_before = (double)in->log->setup->vault.capital * in->unit;
    s->equity_end = s->equity_before;
    s->peak_ns = in->log->setup->start_ns;
    s->recovered_ns = BL_METRICS_NO_TIME;
    return bl_metric_days_begin(&s->days, in);
}

void bl_metric_returns_fini(bl_metric_returns *s)
{
    free(s->days.values);
}

static inline void follow_price(bl_metric_returns *s, double price, bool shares)
{
    if (!shares) {
        s->per_price = 0;
    } else if (s->per_price <= 0 && price > 0) {
        s->per_price = s->index / price;
    }
    if (s->per_price > 0) {
        s->index = price > 0 ? s->per_price * price : 0;
    }
}

/* A fall that misses the deepest one by this much is not worked out: a million times what rounding
 * could do. */
static const double fall_slack = 1e-9;

static inline void follow_drawdown(bl_metric_returns *s, int64_t time_ns)
{
    if (s->index > s->peak) {
        s->peak = s->index;
        s->peak_ns = time_ns;
    }
    if (s->trough < 0 && s->recovered_ns == BL_METRICS_NO_TIME && s->index >= s->trough_peak) {
        s->recovered_ns = time_ns;
    }
    if (s->index > s->peak * (1 + s->trough + fall_slack)) { /* saves a division a mark */
        return;
    }
    const double fall = s->index / s->peak - 1;
    if (fall < s->trough) {
        s->trough = fall;
        s->trough_ns = time_ns;
        s->trough_peak = s->peak;
        s->trough_peak_ns = s->peak_ns;
        s->recovered_ns = BL_METRICS_NO_TIME;
    }
}

/* Fees that mint shares lower the price at the row that reports them and at no other time: marks
 * do not move between the point before and the row. */
static void follow_fees(bl_metric_returns *s, const bl_metric_input *in, const bl_series_row *row,
                        double price)
{
    const bl_fees_model *model = in->log->setup->fees.model;
    const bool mints = model && model->basis == BL_FEE_BASIS_VAULT;
    if (mints && row->fees.v > s->fees_before && price > 0 && s->price_before > 0) {
        s->gross_factor *= s->price_before / price;
        if (s->price_before > s->mark_price) {
            s->mark_price = s->price_before;
        }
    }
    s->fees_before = row->fees.v;
}

static void follow_row(bl_metric_returns *s, const bl_metric_input *in, const bl_mark *mark)
{
    follow_fees(s, in, mark->row, mark->supply > 0 ? mark->value / mark->supply : 0);
    if (mark->row->event == BL_EVENT_FUNDING) {
        s->cash_funding += mark->equity - s->equity_before;
    }
}

/* The state lives in a copy, which cannot overlap what is read. */
void bl_metric_returns_step(bl_metric_returns *s, const bl_metric_input *in,
                            const bl_stretch *stretch)
{
    const double supply = stretch->held->supply;
    const bool shares = supply > 0;
    if (stretch->held->row) {
        follow_row(s, in, stretch->held);
    }
    bl_metric_returns now = *s;
    for (size_t i = 0; i < stretch->len; i++) {
        now.price_before = shares ? stretch->value[i] / supply : 0;
        follow_price(&now, now.price_before, shares);
        follow_drawdown(&now, stretch->time_ns[i]);
        now.equity_sum += stretch->equity[i] * stretch->lasted_ns[i];
        bl_metric_days_step(&now.days, stretch->time_ns[i + 1], now.index);
    }
    now.equity_end = stretch->equity[stretch->len - 1];
    now.equity_before = now.equity_end;
    *s = now;
}

bl_metric_outcome bl_metric_returns_outcome(bl_metric_returns *s, const bl_metric_input *in)
{
    bl_metric_days_end(&s->days, in->log->setup->end_ns, s->index);
    const bool yearly = in->span_ns >= ns_before_yearly;
    return (bl_metric_outcome){
        .twr = s->index - 1,
        .gross_twr = s->index * s->gross_factor - 1,
        .mean_equity = in->span_ns > 0 ? s->equity_sum / in->span_ns : s->equity_end,
        .hwm = s->mark_price,
        .price_end = s->price_before,
        .max_drawdown = s->trough,
        .cagr = yearly ? pow(s->index, (double)BL_METRIC_YEAR_NS / in->span_ns) - 1 : (double)NAN,
        .days = &s->days,
    };
}

static void put_drawdown(const bl_metric_returns *s, bl_metrics *out)
{
    if (s->trough >= 0) {
        bl_metric_put(out, BL_METRIC_MAX_DRAWDOWN, 0);
        bl_metric_put_null(out, BL_METRIC_DRAWDOWN_DEPTH_TIME, "no_drawdown");
        bl_metric_put_null(out, BL_METRIC_DRAWDOWN_RECOVERY, "no_drawdown");
        return;
    }
    bl_metric_put_at(out, BL_METRIC_MAX_DRAWDOWN, 100 * s->trough, s->trough_ns);
    bl_metric_put_at(out, BL_METRIC_DRAWDOWN_DEPTH_TIME,
                     (double)(s->trough_ns - s->trough_peak_ns) / (double)BL_NS_PER_S,
                     s->trough_peak_ns);
    if (s->recovered_ns == BL_METRICS_NO_TIME) {
        bl_metric_put_null(out, BL_METRIC_DRAWDOWN_RECOVERY, "not_recovered");
    } else {
        bl_metric_put_at(out, BL_METRIC_DRAWDOWN_RECOVERY,
                         (double)(s->recovered_ns - s->trough_ns) / (double)BL_NS_PER_S,
                         s->recovered_ns);
    }
}

static void put_result(const bl_metric_returns *s, const bl_metric_input *in,
                       const bl_metric_outcome *outcome, bl_metrics *out)
{
    double flows = 0;
    for (size_t i = 0; i < in->flows_len; i++) {
        flows += in->flows[i].amount;
    }
    const double capital = (double)in->log->setup->vault.capital * in->unit;
    const double pnl = s->equity_end - capital - flows;
    const double costs =
        out->items[BL_METRIC_COST_TOTAL].value + out->items[BL_METRIC_COST_LIQUIDATION].value;
    bl_metric_put(out, BL_METRIC_EQUITY_END, s->equity_end);
    bl_metric_put(out, BL_METRIC_EQUITY_MEAN, outcome->mean_equity);
    bl_metric_put(out, BL_METRIC_FLOWS_NET, flows);
    bl_metric_put(out, BL_METRIC_PNL_TOTAL, pnl);
    bl_metric_put(out, BL_METRIC_PNL_FUNDING, s->cash_funding);
    bl_metric_put(out, BL_METRIC_PNL_PRICE, pnl - s->cash_funding + costs);
}

bool bl_metric_returns_put(const bl_metric_returns *s, const bl_metric_input *in,
                           const bl_metric_outcome *outcome, bl_metrics *out)
{
    const bool yearly = !isnan(outcome->cagr);
    const bool fell = outcome->max_drawdown < 0;
    bl_metric_put(out, BL_METRIC_TWR, 100 * outcome->twr);
    bl_metric_put_if(out, BL_METRIC_CAGR, yearly, 100 * outcome->cagr, "under_90_days");
    bl_metric_put_if(out, BL_METRIC_CALMAR, yearly && fell,
                     fell ? outcome->cagr / -outcome->max_drawdown : 0,
                     yearly ? "no_drawdown" : "under_90_days");
    put_drawdown(s, out);
    put_result(s, in, outcome, out);
    return bl_metric_money_put(in, outcome, s->equity_end, out) &&
           bl_metric_daily_put(outcome, out);
}
