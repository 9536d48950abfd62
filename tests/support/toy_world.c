/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * toy_world.c - see toy_world.h. Prices have 2 places, quantities 6, the asset 6.
 */
#include "toy_world.h"

#include <math.h>
#include <stdlib.h>

enum { UNIT = 1000000, START_S = 1704067200 };

static uint32_t draw(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static double draw_unit(uint32_t *state)
{
    return (double)draw(state) / 16777216.0;
}

static void *need(size_t len, size_t bytes)
{
    void *memory = calloc(len > 0 ? len : 1, bytes);
    BL_ASSERT(memory);
    return memory;
}

static void make_prices(bl_toy_world *w, const bl_toy_world_plan *plan, uint32_t *state)
{
    double price = 40000;
    const double size = 0.012 * sqrt((double)plan->bar_ns / 3.6e12) * 0.5;
    const size_t dip = plan->bars_len / 2;
    const size_t long_dip = plan->bars_len / 40 + 1;
    for (size_t i = 0; i < plan->bars_len; i++) {
        price *= 1 + size * (draw_unit(state) + draw_unit(state) - 1);
        if (i >= dip && i < dip + long_dip) {
            price *= 1 - plan->crash / (double)long_dip;
        }
        w->visible_ns[i] = START_S * BL_NS_PER_S + (int64_t)i * plan->bar_ns;
        w->close[i] = (int64_t)(price * 100);
        w->volume[i] = UNIT;
    }
}

static void make_flows(bl_toy_world *w, const bl_toy_world_plan *plan, uint32_t *state)
{
    const int64_t span = (int64_t)plan->bars_len * plan->bar_ns;
    for (size_t i = 0; i < plan->flows_len; i++) {
        const int64_t slot = span / (int64_t)plan->flows_len;
        w->flow_ns[i] = START_S * BL_NS_PER_S + (int64_t)i * slot +
                        (int64_t)(draw_unit(state) * (double)slot * 0.9);
        const bool leaves = draw(state) % 5 >= (i > plan->flows_len / 2 ? 1U : 3U);
        w->flow_kind[i] = leaves ? BL_FLOW_WITHDRAW_AMOUNT : BL_FLOW_DEPOSIT;
        const double size = pow(draw_unit(state), 3);
        w->flow_amount[i] = (uint64_t)(UNIT * (4000 + 180000 * size));
    }
}

void bl_toy_world_open(bl_toy_world *w, const bl_toy_world_plan *plan)
{
    uint32_t state = plan->seed;
    *w = (bl_toy_world){.visible_ns = need(plan->bars_len, sizeof(int64_t)),
                        .close = need(plan->bars_len, sizeof(int64_t)),
                        .volume = need(plan->bars_len, sizeof(int64_t)),
                        .flow_ns = need(plan->flows_len, sizeof(int64_t)),
                        .flow_lp = need(plan->flows_len, sizeof(uint32_t)),
                        .flow_kind = need(plan->flows_len, 1),
                        .flow_amount = need(plan->flows_len, sizeof(uint64_t))};
    make_prices(w, plan, &state);
    make_flows(w, plan, &state);
    bl_setup *s = &w->setup;
    s->start_ns = w->visible_ns[0];
    s->end_ns = w->visible_ns[plan->bars_len - 1];
    s->vault.decimals = 6;
    s->vault.capital = (uint64_t)1000000 * UNIT;
    s->instruments_len = 1;
    s->instruments[0] = (bl_instrument){.name = "BTC",
                                        .price_decimals = 2,
                                        .quantity_decimals = 6,
                                        .target_ppb = (int64_t)(plan->target * 1e9),
                                        .bar_ns = plan->bar_ns,
                                        .bars = {.len = plan->bars_len,
                                                 .visible_ns = w->visible_ns,
                                                 .close = w->close,
                                                 .volume = w->volume}};
    s->flows = (bl_flows){.len = plan->flows_len,
                          .time_ns = w->flow_ns,
                          .lp = w->flow_lp,
                          .kind = w->flow_kind,
                          .amount = w->flow_amount,
                          .lps_len = 1};
}

void bl_toy_world_close(bl_toy_world *w)
{
    free(w->visible_ns);
    free(w->close);
    free(w->volume);
    free(w->flow_ns);
    free(w->flow_lp);
    free(w->flow_kind);
    free(w->flow_amount);
    *w = (bl_toy_world){0};
}

typedef struct {
    const bl_toy_world *world;
    bl_sink sink;
    double cash, quantity, price, supply, fees, mark_high; /* whole units */
    double target;
    unsigned gates;
    int64_t now_ns;
    int64_t down_from_ns, down_to_ns;
} vault;

static double equity(const vault *v)
{
    return v->cash + v->quantity * v->price;
}

static void tell(const vault *v, bl_event event)
{
    const double e = equity(v);
    const double gross = fabs(v->quantity) * v->price;
    const bl_series_row row = {.has_book = true,
                               .time_ns = v->now_ns,
                               .event = event,
                               .equity = {(int64_t)(e * UNIT)},
                               .supply = {(uint64_t)(v->supply * UNIT)},
                               .gross = (bl_i128)(gross * UNIT),
                               .share_price = v->supply > 0 ? (bl_i128)(e / v->supply * 1e12) : 0,
                               .has_leverage = e > 0,
                               .leverage_ppb = e > 0 ? (bl_i128)(gross / e * 1e9) : 0,
                               .target_ppb = (int64_t)(v->target * 1e9),
                               .fees = {(uint64_t)(v->fees * UNIT)},
                               .gates = v->gates};
    BL_ASSERT(v->sink.series(v->sink.context, &row));
}

static void rescale(vault *v)
{
    if (v->now_ns >= v->down_from_ns && v->now_ns < v->down_to_ns) {
        tell(v, BL_EVENT_FAILED);
        if (!v->gates) {
            v->gates = BL_GATE_D;
            tell(v, BL_EVENT_GATE);
        }
        return;
    }
    const double wanted = floor(v->target * equity(v) / v->price * 1000) / 1000;
    const double x = wanted - v->quantity;
    if (fabs(x) < 0.0005) {
        return;
    }
    const double traded = v->price * (x > 0 ? 1.0004 : 0.9996);
    const double fee = fabs(x) * traded * 0.00055;
    const bl_fill_row fill = {.time_ns = v->now_ns,
                              .cause = BL_NO_CAUSE,
                              .quantity = {(int64_t)llround(x * UNIT)},
                              .mark = {(int64_t)(v->price * 100)},
                              .price = {(int64_t)(traded * 100)},
                              .fee = {(uint64_t)(fee * UNIT)}};
    v->cash -= x * traded + fee;
    v->quantity += x;
    BL_ASSERT(v->sink.fill(v->sink.context, &fill));
    tell(v, BL_EVENT_REBALANCE);
}

static void serve(vault *v, size_t i, bl_flow_row *row)
{
    const bl_flows *flows = &v->world->setup.flows;
    const bool leaves = flows->kind[i] != BL_FLOW_DEPOSIT;
    double amount = (double)flows->amount[i] / UNIT;
    *row = (bl_flow_row){.seq = i, .outcome = BL_OUTCOME_REFUSED, .reason = BL_REASON_GATE_SHUT};
    if ((v->gates && !leaves) || equity(v) <= 10) {
        return;
    }
    amount = leaves ? fmin(amount, 0.4 * equity(v)) : amount;
    const double gain = equity(v) - v->mark_high * v->supply;
    if (leaves && gain > 0) {
        v->fees += 0.2 * gain * amount / equity(v);
    }
    const double shares = amount / equity(v) * v->supply;
    v->cash += leaves ? -amount : amount;
    v->supply += leaves ? -shares : shares;
    *row = (bl_flow_row){.seq = i,
                         .outcome = BL_OUTCOME_SETTLED,
                         .settled_ns = v->now_ns,
                         .amount = {(uint64_t)(amount * UNIT)}};
    tell(v, leaves ? BL_EVENT_WITHDRAW : BL_EVENT_DEPOSIT);
}

static void review(vault *v)
{
    if (v->gates && v->now_ns >= v->down_to_ns) {
        v->gates = 0;
        tell(v, BL_EVENT_REVIEW);
        rescale(v);
    }
}

static void open_vault(vault *v)
{
    const double wanted = floor(v->target * 1000000 / v->price * 1000) / 1000;
    const bl_fill_row fill = {.time_ns = v->now_ns,
                              .cause = BL_NO_CAUSE,
                              .quantity = {(int64_t)llround(wanted * UNIT)},
                              .mark = {(int64_t)(v->price * 100)},
                              .price = {(int64_t)(v->price * 100)},
                              .reason = BL_FILL_OPEN};
    v->supply = 1000000;
    v->mark_high = 1;
    v->quantity = wanted;
    v->cash = 1000000 - wanted * v->price;
    BL_ASSERT(v->sink.fill(v->sink.context, &fill));
    tell(v, BL_EVENT_OPEN);
}

static void live(vault *v, int64_t every_ns, bl_flow_row *rows)
{
    const bl_setup *s = &v->world->setup;
    const bl_bars *bars = &s->instruments[0].bars;
    size_t flow = 0;
    for (size_t i = 0; i < bars->len; i++) {
        v->now_ns = bars->visible_ns[i];
        v->price = (double)bars->close[i] / 100;
        if (i == 0) {
            open_vault(v);
        }
        const bool tick = every_ns > 0 && i > 0 && v->now_ns % every_ns == 0;
        review(v);
        if (tick && !v->gates) {
            rescale(v);
        }
        const int64_t next_ns = i + 1 < bars->len ? bars->visible_ns[i + 1] : INT64_MAX;
        for (; flow < s->flows.len && s->flows.time_ns[flow] < next_ns; flow++) {
            v->now_ns = s->flows.time_ns[flow];
            serve(v, flow, &rows[flow]);
            if (every_ns == 0 && !v->gates) {
                rescale(v);
            }
        }
    }
    v->now_ns = s->end_ns;
    tell(v, BL_EVENT_END);
}

void bl_toy_world_run(const bl_toy_world *world, int64_t every_ns, bool outage, bl_runlog *log)
{
    const bl_setup *s = &world->setup;
    const int64_t span = s->end_ns - s->start_ns;
    bl_runlog_init(log, s, NULL);
    vault v = {.world = world,
               .sink = bl_runlog_sink(log),
               .now_ns = s->start_ns,
               .price = (double)world->close[0] / 100,
               .target = (double)s->instruments[0].target_ppb / 1e9};
    if (outage) {
        v.down_from_ns = s->start_ns + span / 2;
        v.down_to_ns = v.down_from_ns + span / 14;
    }
    bl_flow_row *rows = need(s->flows.len, sizeof *rows);
    live(&v, every_ns, rows);
    for (size_t i = 0; i < s->flows.len; i++) {
        BL_ASSERT(v.sink.flow(v.sink.context, &rows[i]));
    }
    free(rows);
}
