/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * facts.c - one pass over marks, fills and liquidations.
 *
 * Simplification: funding is what equity loses in a funding row, marks being the same; under
 * `reported` that is interest too, and left out.
 */
#include "facts.h"

#include <math.h>

typedef struct {
    bl_facts *out;
    double band;
    double stay_h; /* outside without a break so far */
    double known_h, square_h, nav_h;
    double equity; /* at the point before */
    double share_peak;
    bool paused;
    bool started;
} gather;

double bl_facts_unit(const bl_setup *setup)
{
    return 1 / pow(10, setup->vault.decimals);
}

double bl_facts_share(const bl_mark *mark)
{
    return mark->supply > 0 ? mark->value / mark->supply : NAN;
}

double bl_facts_slippage(const bl_setup *setup, const bl_fill_row *fill)
{
    const bl_instrument *it = &setup->instruments[fill->instrument];
    const double scale = pow(10, it->price_decimals + it->quantity_decimals);
    return (double)fill->quantity.v * ((double)fill->price.v - (double)fill->mark.v) / scale;
}

double bl_facts_trading(const bl_facts *facts)
{
    return facts->taker + facts->slippage + facts->liquidation;
}

double bl_facts_paid(const bl_facts *facts)
{
    return bl_facts_trading(facts) + facts->fees;
}

static void add_drift(gather *g, const bl_mark *mark, double hours)
{
    if (!isfinite(mark->leverage) || mark->target <= 0) {
        g->stay_h = 0;
        return;
    }
    const double drift = mark->leverage / mark->target - 1;
    g->known_h += hours;
    g->square_h += drift * drift * hours;
    if (fabs(mark->leverage - mark->target) <= g->band * mark->target) {
        g->stay_h = 0;
        return;
    }
    g->out->outside_h += hours;
    g->stay_h += hours;
    if (g->stay_h > g->out->longest_h) {
        g->out->longest_h = g->stay_h;
    }
}

static void add_peak(gather *g, const bl_mark *mark)
{
    bl_facts *out = g->out;
    if (isfinite(mark->leverage) && mark->leverage > out->leverage_peak) {
        out->leverage_peak = mark->leverage;
        out->leverage_peak_ns = mark->time_ns;
    }
}

/* Every mark counts, also one that lasts no time: the last of a run is one. */
static void add_share(gather *g, const bl_mark *mark)
{
    bl_facts *out = g->out;
    const double share = bl_facts_share(mark);
    if (!isfinite(share)) {
        return;
    }
    if (!isfinite(out->share_first)) {
        out->share_first = share;
    }
    out->share_last = share;
    g->share_peak = share > g->share_peak ? share : g->share_peak;
    const double fall = g->share_peak > 0 ? 1 - share / g->share_peak : 0;
    if (fall > out->drawdown) {
        out->drawdown = fall;
        out->drawdown_ns = mark->time_ns;
    }
}

static void add_row(gather *g, const bl_mark *mark)
{
    bl_facts *out = g->out;
    out->rebalances += mark->row->event == BL_EVENT_REBALANCE;
    out->failed += mark->row->event == BL_EVENT_FAILED;
    if (mark->row->event == BL_EVENT_FUNDING && g->started && !mark->row->has_capital) {
        out->funding += g->equity - mark->equity;
    }
    const bool paused = (mark->gates & (BL_GATE_D | BL_GATE_W)) != 0;
    out->pauses += paused && !g->paused;
    g->paused = paused;
}

static void add_mark(void *context, const bl_mark *mark)
{
    gather *g = context;
    const double hours = (double)(mark->until_ns - mark->time_ns) / 3.6e12;
    if (mark->row) {
        add_row(g, mark);
    }
    if (hours > 0) {
        add_drift(g, mark, hours);
        add_peak(g, mark);
    }
    add_share(g, mark);
    if (!g->started) {
        g->out->nav_first = mark->equity;
    }
    g->out->nav_last = mark->equity;
    g->nav_h += mark->equity * hours;
    g->out->span_h += hours;
    g->out->paused_h += g->paused ? hours : 0;
    g->equity = mark->equity;
    g->started = true;
}

static void add_costs(const bl_runlog *log, bl_facts *out)
{
    const double unit = bl_facts_unit(log->setup);
    for (size_t i = 0; i < log->fills_len; i++) {
        out->taker += (double)log->fills[i].fee.v * unit;
        out->slippage += bl_facts_slippage(log->setup, &log->fills[i]);
    }
    for (size_t i = 0; i < log->audit_len; i++) {
        if (log->audit[i].event != BL_EVENT_LIQUIDATION) {
            continue;
        }
        out->liquidations++;
        out->liquidation += (double)log->audit[i].cost.v * unit;
    }
    if (log->series_len > 0) {
        out->fees = (double)log->series[log->series_len - 1].fees.v * unit;
    }
}

void bl_facts_gather(const bl_runlog *log, int64_t band_ppb, bl_facts *out)
{
    *out = (bl_facts){.share_first = NAN, .share_last = NAN};
    gather g = {.out = out, .band = (double)band_ppb / (double)BL_PPB};
    bl_runlog_walk(log, add_mark, &g);
    out->drift_rms = g.known_h > 0 ? sqrt(g.square_h / g.known_h) : 0;
    out->nav_mean = out->span_h > 0 ? g.nav_h / out->span_h : out->nav_last;
    out->is_free = log->setup->mode.model && log->setup->mode.model->free_trades;
    add_costs(log, out);
}
