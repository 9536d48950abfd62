/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_liquidity.c - how long orders wait and positions would take to close (metrics 3): what
 * attempts that take time carry over bars, and the time and cost of closing the book at the share
 * of volume that the venue takes.
 *
 * Simplifications: volume to come is that of the day before, the mean of its bars; the venue is as
 * in normal times and remembers no fill; an attempt under way at the end is left out.
 */
#include "metric.h"
#include "position.h"

#include "../sim/money.h"

#include <math.h>

/* ---- what is carried over */

typedef struct {
    double bars, most; /* whole assets */
    int64_t most_ns;
} carried;

/* When the first bar after a time becomes visible; INT64_MAX: none. Counts into len the bars up to
 * an end, of the instrument with most of them. */
static int64_t find_bars(const bl_setup *setup, int64_t from_ns, int64_t until_ns, size_t *len)
{
    int64_t first_ns = INT64_MAX;
    *len = 0;
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_bars *bars = &setup->instruments[i].bars;
        const size_t from = bl_bars_count_visible(bars, 0, from_ns);
        const size_t passed = bl_bars_count_visible(bars, 0, until_ns) - from;
        *len = passed > *len ? passed : *len;
        if (passed > 0 && bl_bars_time(bars, from) < first_ns) {
            first_ns = bl_bars_time(bars, from);
        }
    }
    return first_ns;
}

static double find_left(const bl_position *held, const bl_qty *target)
{
    double left = 0;
    for (size_t i = 0; i < held->log->setup->instruments_len; i++) {
        left += fabs((double)target[i].v - (double)held->quantities[i]) * held->marks[i];
    }
    return left;
}

static bool takes_time(const bl_runlog_audit *record)
{
    const bool ends = record->event == BL_EVENT_REBALANCE || record->event == BL_EVENT_FAILED ||
                      record->event == BL_EVENT_CALLED_OFF;
    return ends && record->decided_ns < record->time_ns;
}

static carried add_carried(const bl_runlog *log)
{
    const size_t n = log->setup->instruments_len;
    carried c = {.most_ns = BL_METRICS_NO_TIME};
    bl_position held;
    bl_position_open(&held, log);
    for (size_t k = 0; k < log->audit_len; k++) {
        const bl_runlog_audit *it = &log->audit[k];
        size_t len = 0;
        const int64_t bar_ns =
            takes_time(it) ? find_bars(log->setup, it->decided_ns, it->time_ns, &len) : INT64_MAX;
        if (len == 0) {
            continue;
        }
        bl_position_reach(&held, bar_ns - 1);
        const double left = find_left(&held, log->sizes + 3 * n * k + n);
        c.bars += (double)len;
        if (left > c.most) {
            c.most = left;
            c.most_ns = bar_ns;
        }
    }
    return c;
}

static void put_carried(const bl_metric_input *in, bl_metrics *out)
{
    if (in->log->setup->accounting != BL_ACCOUNTING_NAV) {
        bl_metric_put_null(out, BL_METRIC_CARRY_BARS, "not_recorded");
        bl_metric_put_null(out, BL_METRIC_CARRY_MAX, "not_recorded");
        return;
    }
    const carried c = add_carried(in->log);
    bl_metric_put(out, BL_METRIC_CARRY_BARS, c.bars);
    bl_metric_put_at(out, BL_METRIC_CARRY_MAX, c.most, c.most_ns);
}

/* ---- closing the book */

typedef struct {
    double seconds, cost; /* cost: bps of what is closed */
    const char *why;      /* NULL: both are known */
} closing;

/* Mean volume of the bars that became visible in the day before a time, quantity units. */
static int64_t find_volume(const bl_bars *bars, int64_t time_ns)
{
    const size_t from = bl_bars_count_visible(bars, 0, time_ns - BL_NS_PER_DAY);
    const size_t until = bl_bars_count_visible(bars, 0, time_ns);
    double sum = 0;
    for (size_t k = from; k < until; k++) {
        sum += (double)bars->volume[k];
    }
    return until > from ? (int64_t)(sum / (double)(until - from)) : 0;
}

/* What one order of a pace costs, ppb of its value. */
static bl_reason find_cost(const bl_setup *setup, size_t i, const bl_order_view *given,
                           int64_t *out_ppb)
{
    const bl_instrument *it = &setup->instruments[i];
    const bl_liquidity fresh = {0};
    bl_order_view view = *given;
    view.step = it->step;
    view.tick = it->tick > 1 ? it->tick : 1;
    view.scale =
        bl_money_scale(it->price_decimals, it->quantity_decimals, setup->vault.decimals);
    view.instrument = (uint32_t)i;
    view.seed = setup->seed;
    view.past = it->bars;
    view.past.len = bl_bars_count_visible(&it->bars, 0, view.time_ns);
    view.depth = &it->depth;
    view.regime = &setup->venue.regimes;
    view.left = &fresh;
    return setup->venue.price->adjust(setup->venue.price_params, &view, out_ppb);
}

/* One position, at a bar's pace. Adds to the cost in whole assets; false: it never closes. */
static bool close_one(const bl_position *held, size_t i, int64_t time_ns, closing *c)
{
    const bl_setup *setup = held->log->setup;
    const bl_instrument *it = &setup->instruments[i];
    const int64_t size = held->quantities[i] < 0 ? -held->quantities[i] : held->quantities[i];
    const int64_t volume = find_volume(&it->bars, time_ns);
    const double cap =
        (double)setup->venue.capacity->limit(setup->venue.capacity_params) / (double)BL_PPB;
    const double pace = floor(cap * (double)volume);
    if (pace < 1) {
        c->why = "no_volume";
        return false;
    }
    const bl_order_view view = {
        .time_ns = time_ns,
        .quantity = (double)size < pace ? size : (int64_t)pace,
        .volume = volume,
        .buys = held->quantities[i] < 0,
        .mark = {(int64_t)nearbyint(held->marks[i] / held->scale[i])},
    };
    int64_t adjusted_ppb = 0;
    if (find_cost(setup, i, &view, &adjusted_ppb) != BL_REASON_NONE) {
        c->why = "no_liquidity";
        return false;
    }
    const double bars = ceil((double)size / pace);
    c->seconds = fmax(c->seconds, bars * (double)it->bar_ns / (double)BL_NS_PER_S);
    c->cost += (double)size * held->marks[i] *
               (double)(adjusted_ppb + setup->venue.taker_ppb) / (double)BL_PPB;
    return true;
}

static closing close_all(const bl_position *held, int64_t time_ns)
{
    closing c = {.why = NULL};
    for (size_t i = 0; i < held->log->setup->instruments_len && c.why == NULL; i++) {
        if (held->quantities[i] != 0 && !close_one(held, i, time_ns, &c)) {
            return c;
        }
    }
    c.cost = held->gross > 0 ? 1e4 * c.cost / held->gross : 0;
    return c;
}

typedef struct {
    double value;
    int64_t at_ns;
} extreme;

static void widen(extreme *e, double value, int64_t time_ns)
{
    if (e->at_ns == BL_METRICS_NO_TIME || value > e->value) {
        *e = (extreme){value, time_ns};
    }
}

static void put_extreme(bl_metrics *out, bl_metric_id id, const extreme *e, const char *why)
{
    if (e->at_ns == BL_METRICS_NO_TIME) {
        bl_metric_put_null(out, id, why);
    } else {
        bl_metric_put_at(out, id, e->value, e->at_ns);
    }
}

/* Instants at which the book cannot be closed for want of volume are left out of the extremes. */
static void put_closing(const bl_metric_input *in, bl_metrics *out)
{
    const bl_setup *setup = in->log->setup;
    extreme time = {.at_ns = BL_METRICS_NO_TIME};
    extreme cost = time;
    closing c = {.why = NULL};
    bl_position held;
    bl_position_open(&held, in->log);
    for (int64_t now_ns = setup->start_ns;;) {
        bl_position_reach(&held, now_ns);
        c = close_all(&held, now_ns);
        if (c.why == NULL) {
            widen(&time, c.seconds, now_ns);
        }
        if (c.why == NULL && held.gross > 0) {
            widen(&cost, c.cost, now_ns);
        }
        if (now_ns == setup->end_ns) {
            break;
        }
        now_ns += BL_NS_PER_DAY - now_ns % BL_NS_PER_DAY;
        now_ns = now_ns < setup->end_ns ? now_ns : setup->end_ns;
    }
    const bool open = held.gross > 0;
    bl_metric_put_if(out, BL_METRIC_LIQUIDATE_END, c.why == NULL, c.seconds, c.why);
    bl_metric_put_if(out, BL_METRIC_LIQUIDATE_COST_END, c.why == NULL && open, c.cost,
                     c.why != NULL ? c.why : "no_positions");
    put_extreme(out, BL_METRIC_LIQUIDATE_MAX, &time, "no_volume");
    put_extreme(out, BL_METRIC_LIQUIDATE_COST_MAX, &cost, "no_positions");
}

void bl_metric_liquidity_put(const bl_metric_input *in, bl_metrics *out)
{
    const bl_capacity_model *capacity = in->log->setup->venue.capacity;
    put_carried(in, out);
    if (capacity != NULL && capacity->limit != NULL) {
        put_closing(in, out);
        return;
    }
    for (int id = BL_METRIC_LIQUIDATE_END; id <= BL_METRIC_LIQUIDATE_COST_MAX; id++) {
        bl_metric_put_null(out, (bl_metric_id)id, "no_cap");
    }
}
