/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_dust.c - what rounding to whole units gave to whom, formula by formula (metrics 5): the
 * integer that was booked against the exact rational, where the records hold the numbers of both.
 * Sums are integers of 10^-9 units.
 *
 * Simplification: under an oracle N is not recorded, and a withdrawal that goes with cranks is
 * dealt at what was before them; a remainder that no rounding explains makes the whole sum null.
 */
#include "metric.h"
#include "position.h"

#include "../sim/money.h"
#include "../sim/muldiv.h"

typedef struct {
    const bl_metric_input *in;
    bl_i128 mint, payout, trade, fee, funding; /* 10^-9 units */
    bool mint_known, payout_known, fee_known;
} dust;

/* 10^9 * a * b / d, down. */
static bl_i128 find_exact(bl_i128 a, bl_i128 b, bl_i128 d)
{
    bl_i128 out = 0;
    (void)bl_muldiv_wide(a, b * BL_PPB, d, BL_FLOOR, &out); /* the run had a*b/d: it fits */
    return out;
}

/* ---- fills and funding */

static bl_i128 scale_of(const bl_setup *setup, size_t i)
{
    const bl_instrument *it = &setup->instruments[i];
    return bl_money_scale(it->price_decimals, it->quantity_decimals, setup->vault.decimals);
}

/* The taker's rate, or where that does not give the fee the maker's. */
static bool add_fee(dust *d, const bl_fill_row *fill, bl_i128 scale)
{
    const bl_venue *venue = &d->in->log->setup->venue;
    const int64_t rates[] = {venue->taker_ppb, venue->maker_ppb};
    const bl_i128 notional =
        (bl_i128)(fill->quantity.v < 0 ? -fill->quantity.v : fill->quantity.v) * fill->price.v;
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        bl_i128 exact = 0;
        bl_units fee = {0};
        if (bl_money_fee(fill->quantity, fill->price, rates[k], scale, &fee) &&
            fee.v == fill->fee.v && bl_muldiv_wide(notional, rates[k], scale, BL_FLOOR, &exact)) {
            d->fee += (bl_i128)fee.v * BL_PPB - exact;
            return true;
        }
    }
    return false;
}

static void add_fill(dust *d, const bl_fill_row *fill)
{
    if (fill->reason == BL_FILL_OPEN || fill->reason == BL_FILL_IDEAL) {
        return; /* at the mark, without a price */
    }
    const bl_i128 scale = scale_of(d->in->log->setup, fill->instrument);
    bl_cash paid = {0};
    (void)bl_money_pay(fill->quantity, fill->price, scale, &paid);
    d->trade += (bl_i128)paid.v * BL_PPB - find_exact(fill->quantity.v, fill->price.v, scale);
    if (fill->reason != BL_FILL_LIQUIDATED && !add_fee(d, fill, scale)) {
        d->fee_known = false;
    }
}

typedef struct { /* what the book holds, moved forward with the rows */
    int64_t quantities[BL_INSTRUMENTS_MAX], shift_ppb[BL_INSTRUMENTS_MAX];
    size_t fill, rate[BL_INSTRUMENTS_MAX];
    size_t flow; /* the next of in->flows */
} cursor;

static void take_fills(dust *d, cursor *at, size_t told)
{
    for (; at->fill < told; at->fill++) {
        const bl_fill_row *fill = &d->in->log->fills[at->fill];
        add_fill(d, fill);
        at->quantities[fill->instrument] += fill->quantity.v;
        at->shift_ppb[fill->instrument] = fill->shift_ppb;
    }
}

static void add_settlement(dust *d, const cursor *at, size_t i, int64_t time_ns, int64_t rate_ppb)
{
    const bl_setup *setup = d->in->log->setup;
    const bl_bars *bars = &setup->instruments[i].bars;
    const size_t visible = bl_bars_count_visible(bars, 0, time_ns);
    int64_t mark = visible > 0 ? bars->close[visible - 1] : 0;
    bl_cash paid = {0};
    bl_i128 exact = 0;
    (void)bl_muldiv_shifted(mark, at->shift_ppb[i], &mark);
    const bl_i128 scale = scale_of(setup, i);
    const bl_i128 value = (bl_i128)at->quantities[i] * mark;
    (void)bl_money_funding((bl_qty){at->quantities[i]}, (bl_price){mark}, rate_ppb, scale, &paid);
    (void)bl_muldiv_wide(value, rate_ppb, scale, BL_FLOOR, &exact);
    d->funding += (bl_i128)paid.v * BL_PPB - exact;
}

/* The settlements of a row's instant. */
static void add_funding(dust *d, cursor *at, int64_t time_ns)
{
    const bl_setup *setup = d->in->log->setup;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_rates *rates = &setup->instruments[i].funding;
        for (; at->rate[i] < rates->len && rates->time_ns[at->rate[i]] <= time_ns; at->rate[i]++) {
            if (rates->time_ns[at->rate[i]] == time_ns) {
                add_settlement(d, at, i, time_ns, rates->rate_ppb[at->rate[i]]);
            }
        }
    }
}

/* ---- flows */

typedef struct { /* what shares are dealt at */
    int64_t time_ns;
    bl_i128 worth, supply;
} deal;

/* The cost of the rescale that a flow was one act with; 0: of none. */
static bl_i128 find_cost(const bl_runlog *log, size_t *audit, const bl_flow_row *flow)
{
    const bool keeps = log->setup->rebalance.on_failure == BL_FAILURE_KEEP;
    while (*audit < log->audit_len && log->audit[*audit].time_ns < flow->settled_ns) {
        (*audit)++;
    }
    for (size_t k = *audit; k < log->audit_len && log->audit[k].time_ns == flow->settled_ns; k++) {
        const bl_runlog_audit *it = &log->audit[k];
        const bool stands = it->event == BL_EVENT_REBALANCE ||
                            (it->event == BL_EVENT_FAILED && keeps);
        if (stands && it->flow == (int64_t)flow->seq && it->decided_ns == it->time_ns) {
            return it->cost.v;
        }
    }
    return 0;
}

/* A row of a flow tells what was before it: its capital and its shares are all that moved. */
static deal find_deal(const bl_series_row *row, const bl_flow_row *flow, bool enters)
{
    const bl_i128 worth = row->has_capital ? (bl_i128)row->unlocked.v : row->equity.v;
    const bl_i128 amount = (bl_i128)flow->amount.v;
    const bl_i128 shares = (bl_i128)flow->shares.v;
    return (deal){row->time_ns, worth - (enters ? amount : -amount),
                  (bl_i128)row->supply.v - (enters ? shares : -shares)};
}

static void add_deposit(dust *d, const deal *at, const bl_flow_row *flow, bl_i128 cost)
{
    const bool pays = d->in->log->setup->vault.costs_flow;
    if (at->supply == 0) {
        return;
    }
    const bl_i128 amount = (bl_i128)flow->amount.v - (pays ? cost : 0);
    const bl_i128 left =
        amount * BL_PPB - find_exact((bl_i128)flow->shares.v, at->worth, at->supply);
    const bl_i128 share = find_exact(1, at->worth, at->supply);
    d->mint_known = d->mint_known && left >= 0 && left <= share + BL_PPB;
    d->mint += left;
}

static void add_withdrawal(dust *d, const deal *at, const bl_flow_row *flow, bl_i128 cost)
{
    const bool pays = d->in->log->setup->vault.costs_flow;
    if (at->supply == 0 || flow->amount.v == 0) {
        return;
    }
    const bl_i128 exact =
        find_exact((bl_i128)flow->shares.v, at->worth - (pays ? 0 : cost), at->supply) -
        (pays ? cost * BL_PPB : 0);
    const bl_i128 left = exact - (bl_i128)flow->amount.v * BL_PPB;
    d->payout_known = d->payout_known && left >= 0 && left <= 2 * BL_PPB; /* rounded twice */
    d->payout += left;
}

static void add_flow(dust *d, cursor *at, size_t *audit, const bl_series_row *row, deal *dealt)
{
    const bl_runlog *log = d->in->log;
    if (at->flow == d->in->flows_len) {
        return;
    }
    const bl_flow_row *flow = &log->flows[d->in->flows[at->flow++].seq];
    const bool enters = log->setup->flows.kind[flow->seq] == BL_FLOW_DEPOSIT;
    const deal now = find_deal(row, flow, enters);
    if (!log->setup->vault.entry_tick || dealt->time_ns != row->time_ns) {
        *dealt = now; /* flows of a tick are dealt at what was before the first of them */
    }
    const bl_i128 cost = find_cost(log, audit, flow);
    if (enters) {
        add_deposit(d, dealt, flow, cost);
    } else {
        add_withdrawal(d, dealt, flow, cost);
    }
}

static void walk(dust *d)
{
    const bl_runlog *log = d->in->log;
    cursor at = {.fill = 0};
    deal dealt = {.time_ns = INT64_MIN};
    size_t audit = 0;
    for (size_t k = 0; k < log->series_len; k++) {
        const bl_series_row *row = &log->series[k];
        take_fills(d, &at, log->row_fills ? log->row_fills[k] : 0);
        if (row->event == BL_EVENT_FUNDING) {
            add_funding(d, &at, row->time_ns);
        } else if (row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_WITHDRAW) {
            add_flow(d, &at, &audit, row, &dealt);
        }
    }
    take_fills(d, &at, log->fills_len);
}

void bl_metric_dust_put(const bl_metric_input *in, bl_metrics *out)
{
    const bool dealt_at_worth = !in->log->setup->oracle.on;
    dust d = {in, .mint_known = dealt_at_worth, .payout_known = dealt_at_worth, .fee_known = true};
    walk(&d);
    const struct {
        bl_metric_id id;
        bool known;
        bl_i128 ppb;
    } all[] = {
        {BL_METRIC_DUST_MINT, d.mint_known, d.mint},
        {BL_METRIC_DUST_PAYOUT, d.payout_known, d.payout},
        {BL_METRIC_DUST_TRADE, true, d.trade},
        {BL_METRIC_DUST_VENUE_FEE, d.fee_known, d.fee},
        {BL_METRIC_DUST_FUNDING, true, d.funding},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bl_metric_put_if(out, all[i].id, all[i].known, (double)all[i].ppb / (double)BL_PPB,
                         "not_recorded");
    }
}
