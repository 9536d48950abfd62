/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * handlog.c - see handlog.h. Every number is rounded to units at once; the logs are exact.
 */
#include "handlog.h"

#include <check.h>
#include <math.h>

static const double asset = 1e6;
static const double quote = 1e2;
static const double coin = 1e4;

void bl_handlog_init(bl_handlog *h, int64_t start_ns, int64_t step_ns, const double *closes,
                     size_t closes_len, int64_t capital, int64_t target_ppb)
{
    *h = (bl_handlog){.cash = capital * (int64_t)asset, .supply = (uint64_t)(capital * 1000000)};
    for (size_t i = 0; i < closes_len; i++) {
        h->bar_ns[i] = start_ns + step_ns * (int64_t)i;
        h->close[i] = (int64_t)nearbyint(closes[i] * quote);
        h->volume[i] = (int64_t)(1000 * coin);
    }
    h->mode = (bl_mode_model){.info = {.kind = "mode", .name = "never"}};
    bl_setup *setup = &h->setup;
    setup->start_ns = start_ns;
    setup->end_ns = start_ns + step_ns * (int64_t)(closes_len - 1);
    setup->vault.decimals = 6;
    setup->vault.capital = h->supply;
    setup->mode = (bl_mode_choice){.model = &h->mode, .text = "never"};
    setup->venue.mm_ppb = 5000000;
    setup->instruments_len = 1;
    setup->instruments[0] = (bl_instrument){
        .name = "BTC",
        .price_decimals = 2,
        .quantity_decimals = 4,
        .step = 1,
        .target_ppb = target_ppb,
        .bar_ns = step_ns,
        .bars = {.len = closes_len,
                 .visible_ns = h->bar_ns,
                 .close = h->close,
                 .volume = h->volume},
    };
    setup->flows = (bl_flows){0, h->flow_ns, h->flow_lp, h->flow_kind, h->flow_amount, 2};
    bl_runlog_init(&h->log, setup, NULL);
    h->sink = bl_runlog_sink(&h->log);
}

void bl_handlog_fini(bl_handlog *h)
{
    bl_runlog_fini(&h->log);
}

static int64_t find_mark(const bl_handlog *h, int64_t time_ns)
{
    int64_t mark = 0;
    for (size_t i = 0; i < h->setup.instruments[0].bars.len; i++) {
        if (h->bar_ns[i] <= time_ns) {
            mark = h->close[i];
        }
    }
    return mark;
}

static int64_t find_equity(const bl_handlog *h, int64_t time_ns)
{
    return h->cash + h->quantity * find_mark(h, time_ns);
}

void bl_handlog_row(bl_handlog *h, int64_t time_ns, bl_event event)
{
    const int64_t equity = find_equity(h, time_ns);
    const int64_t value = h->quantity * find_mark(h, time_ns);
    bl_series_row row = {.has_book = true,
                         .time_ns = time_ns,
                         .event = event,
                         .equity = {equity},
                         .supply = {h->supply},
                         .gross = value < 0 ? -value : value,
                         .target_ppb = h->setup.instruments[0].target_ppb,
                         .fees = {h->fees},
                         .gates = h->gates};
    row.has_leverage = equity > 0;
    if (row.has_leverage) {
        row.leverage_ppb = row.gross * BL_PPB / equity;
    }
    ck_assert(h->sink.series(h->sink.context, &row));
}

void bl_handlog_fill(bl_handlog *h, int64_t time_ns, double coins, double worse, double fee,
                     bl_fill_reason reason)
{
    const int64_t mark = find_mark(h, time_ns);
    const int64_t slip = (int64_t)nearbyint(worse * quote);
    const bl_fill_row row = {.time_ns = time_ns,
                             .cause = BL_NO_CAUSE,
                             .quantity = {(int64_t)nearbyint(coins * coin)},
                             .mark = {mark},
                             .price = {mark + (coins > 0 ? slip : -slip)},
                             .fee = {(uint64_t)nearbyint(fee * asset)},
                             .reason = reason};
    h->quantity += row.quantity.v;
    h->cash -= row.quantity.v * row.price.v + (int64_t)row.fee.v;
    ck_assert(h->sink.fill(h->sink.context, &row));
}

static void note_flow(bl_handlog *h, int64_t request_ns, double amount)
{
    const size_t seq = h->flows_len++;
    h->setup.flows.len = h->flows_len;
    h->flow_ns[seq] = request_ns;
    h->flow_lp[seq] = 1;
    h->flow_kind[seq] = amount > 0 ? BL_FLOW_DEPOSIT : BL_FLOW_WITHDRAW_AMOUNT;
    h->flow_amount[seq] = (uint64_t)nearbyint(fabs(amount) * asset);
    h->flow_rows[seq] = (bl_flow_row){.seq = seq};
}

void bl_handlog_flow(bl_handlog *h, int64_t request_ns, int64_t time_ns, double amount)
{
    note_flow(h, request_ns, amount);
    const int64_t units = (int64_t)nearbyint(amount * asset);
    const int64_t equity = find_equity(h, time_ns);
    const bl_i128 shares = (bl_i128)units * (bl_i128)h->supply / equity;
    bl_flow_row *row = &h->flow_rows[h->flows_len - 1];
    row->outcome = BL_OUTCOME_SETTLED;
    row->settled_ns = time_ns;
    row->amount.v = (uint64_t)(units < 0 ? -units : units);
    row->shares.v = (uint64_t)(shares < 0 ? -shares : shares);
    h->cash += units;
    h->supply = (uint64_t)((int64_t)h->supply + (int64_t)shares);
    bl_handlog_row(h, time_ns, amount > 0 ? BL_EVENT_DEPOSIT : BL_EVENT_WITHDRAW);
}

void bl_handlog_unsettled(bl_handlog *h, int64_t time_ns, double amount, bl_outcome outcome,
                          bl_reason reason)
{
    note_flow(h, time_ns, amount);
    h->flow_rows[h->flows_len - 1].outcome = outcome;
    h->flow_rows[h->flows_len - 1].reason = reason;
}

void bl_handlog_audit(bl_handlog *h, int64_t time_ns, bl_event event, bl_reason reason, double pre,
                      double target, double post, double cost)
{
    const bl_qty sizes[3] = {{(int64_t)nearbyint(pre * coin)},
                             {(int64_t)nearbyint(target * coin)},
                             {(int64_t)nearbyint(post * coin)}};
    const bl_audit_row row = {.time_ns = time_ns,
                              .event = event,
                              .cause = BL_NO_CAUSE,
                              .reason = reason,
                              .nav = {find_equity(h, time_ns)},
                              .supply = {h->supply},
                              .pre = &sizes[0],
                              .target = &sizes[1],
                              .post = &sizes[2],
                              .cost = {(int64_t)nearbyint(cost * asset)},
                              .gates = h->gates,
                              .flow = BL_NO_CAUSE,
                              .decided_ns = time_ns};
    ck_assert(h->sink.audit(h->sink.context, &row));
}

void bl_handlog_end(bl_handlog *h, bl_metrics *out)
{
    const bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    bl_err err = {0};
    bl_handlog_row(h, h->setup.end_ns, BL_EVENT_END);
    for (size_t i = 0; i < h->flows_len; i++) {
        ck_assert(h->sink.flow(h->sink.context, &h->flow_rows[i]));
    }
    ck_assert(bl_metrics_compute(&h->log, &h->counts, &options, out, &err));
}
