/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attribution.c - the state between two steps is cash, quantities and marks; each step moves it by
 * one cause and books what that did.
 *
 * Simplifications: under `reported` a vault's E also earns interest between rows, which is booked
 * with the row that shows it, as revision, of a funding row as funding; and what a rescale inside a
 * crank intended is not recorded, so it has no shortfall.
 */
#include "attribution.h"

#include "../sim/money.h"

#include <math.h>
#include <string.h>

typedef struct {
    bl_i128 equity, gross;
} worth;

typedef struct {
    const bl_runlog *log;
    const bl_setup *setup;
    size_t len; /* instruments */
    bl_i128 scale[BL_INSTRUMENTS_MAX];
    size_t bar[BL_INSTRUMENTS_MAX]; /* the next of each */
    int64_t shift_ppb[BL_INSTRUMENTS_MAX];
    bl_price mark[BL_INSTRUMENTS_MAX];
    bl_qty q[BL_INSTRUMENTS_MAX];
    bl_i128 cash; /* E less the positions' value */
    worth now;
    bl_i128 leverage_ppb;      /* the last defined one; 0 before the first */
    size_t fill, share, audit; /* the next of each */
    int64_t last_flow;         /* the last one that settled */
    const bl_series_row *before;
    bl_attribution_step step;
} walk;

const char *bl_attribution_name(bl_attribution_class class)
{
    static const char *const names[] = {
#define X(id, name) name,
        BL_ATTRIBUTION_LIST(X)
#undef X
    };
    return names[class];
}

/* ---- state */

static worth value_book(const walk *w, const bl_qty *q)
{
    worth out = {w->cash, 0};
    for (size_t i = 0; i < w->len; i++) {
        bl_cash value = {0};
        BL_ASSERT(bl_money_value(q[i], w->mark[i], w->scale[i], &value));
        out.equity += value.v;
        out.gross += value.v < 0 ? -(bl_i128)value.v : value.v;
    }
    return out;
}

/* Moves to a new worth and books the change under a class. */
static void move(walk *w, bl_attribution_class class, worth to)
{
    bl_i128 leverage_ppb = 0;
    w->step.equity[class] += to.equity - w->now.equity;
    if (to.equity > 0 && bl_muldiv_wide(to.gross, BL_PPB, to.equity, BL_FLOOR, &leverage_ppb)) {
        w->step.leverage[class] += leverage_ppb - w->leverage_ppb;
        w->leverage_ppb = leverage_ppb;
    }
    w->now = to;
}

/* The same, and what it did to the value of a share; shares stay. Under `reported` nothing before
 * a crank counts it (price_unlocked). */
static void earn(walk *w, bl_attribution_class class, worth to)
{
    const bool priced = w->now.equity > 0 && to.equity > 0 && w->before->supply.v > 0 &&
                        !w->before->has_capital;
    if (priced && to.equity != w->now.equity) {
        w->step.growth[class] += log((double)to.equity / (double)w->now.equity);
    }
    move(w, class, to);
}

/* Marks of an instant; true where one moved. */
static bool show_bars(walk *w, int64_t time_ns)
{
    bool moved = false;
    for (size_t i = 0; i < w->len; i++) {
        const bl_bars *bars = &w->setup->instruments[i].bars;
        size_t *at = &w->bar[i];
        const size_t from = *at;
        *at = bl_bars_count_visible(bars, from, time_ns);
        if (*at > from) {
            const bl_price before = w->mark[i];
            const int64_t close = bars->close[*at - 1];
            BL_ASSERT(bl_muldiv_shifted(close, w->shift_ppb[i], &w->mark[i].v));
            moved |= w->mark[i].v != before.v;
        }
    }
    return moved;
}

static void pass_time(walk *w, int64_t time_ns)
{
    if (show_bars(w, time_ns)) {
        earn(w, BL_ATTRIBUTION_PRICE, value_book(w, w->q));
    }
}

/* ---- fills */

static bool is_free(const bl_fill_row *fill)
{
    return fill->reason == BL_FILL_OPEN || fill->reason == BL_FILL_IDEAL;
}

/* Cash for a fill without its fee, by its kind of price (spec 1.5, 5.1). */
static bl_i128 pay(const walk *w, const bl_fill_row *fill)
{
    const size_t i = fill->instrument;
    bl_cash paid = {0};
    if (is_free(fill)) {
        bl_cash after = {0};
        BL_ASSERT(bl_money_value((bl_qty){w->q[i].v + fill->quantity.v}, fill->mark, w->scale[i],
                                 &after) &&
                  bl_money_value(w->q[i], fill->mark, w->scale[i], &paid));
        return (bl_i128)after.v - paid.v;
    }
    BL_ASSERT(bl_money_pay(fill->quantity, fill->price, w->scale[i], &paid));
    return paid.v;
}

/* Fills told before a row, of one instant and one cause; where the next group begins. */
static size_t find_group(const walk *w, size_t told)
{
    const bl_fill_row *fills = w->log->fills;
    size_t end = w->fill;
    while (end < told && fills[end].time_ns == fills[w->fill].time_ns &&
           fills[end].cause == fills[w->fill].cause) {
        end++;
    }
    return end;
}

static void set_mark(walk *w, const bl_fill_row *fill)
{
    const size_t i = fill->instrument;
    const bl_bars *bars = &w->setup->instruments[i].bars;
    w->shift_ppb[i] = fill->shift_ppb;
    BL_ASSERT(w->bar[i] > 0 &&
              bl_muldiv_shifted(bars->close[w->bar[i] - 1], fill->shift_ppb, &w->mark[i].v));
}

/* What a plan filled whole would have made of the leverage and what it did not, without moving. */
static void intend(walk *w, const bl_qty *target, bl_i128 executed_ppb)
{
    const worth whole = {w->now.equity, value_book(w, target).gross};
    bl_i128 leverage_ppb = 0;
    if (whole.equity > 0 &&
        bl_muldiv_wide(whole.gross, BL_PPB, whole.equity, BL_FLOOR, &leverage_ppb)) {
        w->step.leverage[BL_ATTRIBUTION_RESCALE] += leverage_ppb - executed_ppb;
        w->step.leverage[BL_ATTRIBUTION_SHORTFALL] -= leverage_ppb - executed_ppb;
    }
}

/* One group: quantity at the reference, slippage, fee. target: what the attempt that ends here
 * wanted to hold, or NULL. */
static void trade(walk *w, size_t end, const bl_qty *target)
{
    bl_i128 paid = 0;
    bl_i128 fees = 0;
    bl_price reference[BL_INSTRUMENTS_MAX];
    memcpy(reference, w->mark, sizeof reference);
    const bool forced = w->log->fills[w->fill].reason == BL_FILL_LIQUIDATED;
    for (; w->fill < end; w->fill++) {
        const bl_fill_row *fill = &w->log->fills[w->fill];
        paid += pay(w, fill);
        fees += fill->fee.v;
        w->q[fill->instrument].v += fill->quantity.v;
        set_mark(w, fill);
    }
    bl_price after[BL_INSTRUMENTS_MAX];
    memcpy(after, w->mark, sizeof after);
    memcpy(w->mark, reference, sizeof reference);
    const worth held = {w->now.equity, value_book(w, w->q).gross};
    earn(w, forced ? BL_ATTRIBUTION_LIQUIDATION : BL_ATTRIBUTION_RESCALE, held);
    if (target) {
        intend(w, target, w->leverage_ppb);
    }
    memcpy(w->mark, after, sizeof after);
    w->cash -= paid;
    earn(w, forced ? BL_ATTRIBUTION_LIQUIDATION : BL_ATTRIBUTION_SLIPPAGE, value_book(w, w->q));
    w->cash -= fees;
    earn(w, forced ? BL_ATTRIBUTION_LIQUIDATION : BL_ATTRIBUTION_FEE, value_book(w, w->q));
}

/* ---- rows */

/* The quantities that the attempt of a row wanted; NULL where none is recorded, or the attempt was
 * undone with its flow and nothing is missing. */
static const bl_qty *find_target(walk *w, const bl_series_row *row)
{
    const bl_runlog *log = w->log;
    const bl_runlog_audit *record = bl_runlog_find_attempt(log, &w->audit, row);
    if (!record || row->has_capital ||
        (record->flow != BL_NO_CAUSE && record->flow != w->last_flow)) {
        return NULL;
    }
    return log->sizes + (size_t)(record - log->audit) * 3 * w->len + w->len;
}

/* What a row did to capital and shares, from what holders were told of. */
typedef struct {
    bl_i128 capital, gained; /* base units; shares of everybody */
    bl_i128 minted;          /* of these for a fee that dilutes all */
} inflow;

static inflow take_shares(walk *w, const bl_series_row *row)
{
    const bl_runlog *log = w->log;
    const bl_fees_model *fees = w->setup->fees.model;
    const bool dilutes = row->has_capital || (fees && fees->basis == BL_FEE_BASIS_VAULT);
    inflow in = {0, 0, 0};
    const size_t told = log->row_shares ? log->row_shares[row - log->series] : 0;
    for (; w->share < told; w->share++) {
        const bl_share_row *it = &log->shares[w->share];
        const bl_i128 paid = (bl_i128)it->paid.v;
        in.capital += it->event == BL_EVENT_WITHDRAW ? -paid : paid;
        in.gained += it->gained;
        if (it->holder != BL_HOLDER_LP) {
            in.minted += dilutes ? it->gained : 0;
        } else if (it->flow != BL_NO_CAUSE) {
            w->last_flow = it->flow;
        }
    }
    return in;
}

static bl_attribution_class class_of(bl_event event)
{
    switch (event) {
    case BL_EVENT_DEPOSIT:
    case BL_EVENT_WITHDRAW:
        return BL_ATTRIBUTION_FLOW;
    case BL_EVENT_FUNDING:
        return BL_ATTRIBUTION_FUNDING;
    case BL_EVENT_LIQUIDATION:
        return BL_ATTRIBUTION_LIQUIDATION;
    case BL_EVENT_FEE:
        return BL_ATTRIBUTION_FEE_ACCRUAL;
    default:
        return BL_ATTRIBUTION_REVISION;
    }
}

/* ln of what a share is worth after over before; 0 where one of them has no price. */
static double grow(bl_i128 worth_before, bl_i128 shares_before, bl_i128 worth_after,
                   bl_i128 shares_after)
{
    if (worth_before <= 0 || worth_after <= 0 || shares_before <= 0 || shares_after <= 0) {
        return 0;
    }
    return log((double)worth_after / (double)worth_before) -
           log((double)shares_after / (double)shares_before);
}

/* The share price over a row under `nav`: fees mint shares, then capital moves. */
static void price_row(walk *w, const bl_series_row *row, const inflow *in)
{
    const bl_i128 shares = (bl_i128)w->before->supply.v;
    const bl_attribution_class class = class_of(row->event);
    double *growth = w->step.growth;
    growth[BL_ATTRIBUTION_FEE_ACCRUAL] +=
        grow(w->now.equity, shares, w->now.equity, shares + in->minted);
    growth[class] +=
        grow(w->now.equity, shares + in->minted, row->equity.v, (bl_i128)row->supply.v);
}

/* Under `reported`: what unlocked or was reported since the row before, the fee, the flow. */
static void price_unlocked(walk *w, const bl_series_row *row, const inflow *in)
{
    const bl_series_row *before = w->before;
    const bl_i128 unlocked = (bl_i128)row->unlocked.v - in->capital;
    const bl_i128 shares = (bl_i128)row->supply.v - (in->gained - in->minted);
    const double charged = grow(1, shares - in->minted, 1, shares);
    double *growth = w->step.growth;
    growth[BL_ATTRIBUTION_FEE_ACCRUAL] += charged;
    growth[BL_ATTRIBUTION_REVISION] +=
        grow((bl_i128)before->unlocked.v, (bl_i128)before->supply.v, unlocked, shares) - charged;
    growth[BL_ATTRIBUTION_FLOW] +=
        grow(unlocked, shares, (bl_i128)row->unlocked.v, (bl_i128)row->supply.v);
}

/* The row's own effect, and the state as the row says it is. */
static void reach_row(walk *w, const bl_series_row *row)
{
    const inflow in = take_shares(w, row);
    worth to = w->now;
    if (row->has_capital) {
        price_unlocked(w, row, &in);
        to.equity += in.capital;
        move(w, BL_ATTRIBUTION_FLOW, to);
    } else {
        price_row(w, row, &in);
    }
    const worth book = value_book(w, w->q);
    w->cash += row->equity.v - book.equity;
    to = (worth){row->equity.v, book.gross};
    const bl_attribution_class class = class_of(row->event);
    move(w, row->has_capital && class == BL_ATTRIBUTION_FLOW ? BL_ATTRIBUTION_REVISION : class, to);
    if (row->has_leverage && w->leverage_ppb != row->leverage_ppb) {
        w->step.leverage[BL_ATTRIBUTION_REVISION] += row->leverage_ppb - w->leverage_ppb;
        w->leverage_ppb = row->leverage_ppb;
    }
}

/* From the row before up to a row. */
static void pass(walk *w, const bl_series_row *row)
{
    const bl_runlog *log = w->log;
    const size_t told = log->row_fills ? log->row_fills[row - log->series] : log->fills_len;
    const bl_qty *target = find_target(w, row);
    while (w->fill < told && log->fills[w->fill].time_ns <= row->time_ns) {
        const bl_fill_row *fill = &log->fills[w->fill];
        const size_t end = find_group(w, told);
        const bool ends = end == told && fill->time_ns == row->time_ns;
        pass_time(w, fill->time_ns);
        trade(w, end, ends ? target : NULL);
        target = ends ? NULL : target;
    }
    pass_time(w, row->time_ns);
    if (target) {
        intend(w, target, w->leverage_ppb);
    }
    reach_row(w, row);
}

/* The first row: what came before it, the free opening, changed nothing that there was. */
static void start(walk *w, const bl_runlog *log)
{
    const bl_setup *setup = log->setup;
    const bl_series_row *row = &log->series[0];
    *w = (walk){.log = log,
                .setup = setup,
                .len = setup->instruments_len,
                .before = row,
                .last_flow = BL_NO_CAUSE};
    for (size_t i = 0; i < w->len; i++) {
        const bl_instrument *it = &setup->instruments[i];
        w->scale[i] =
            bl_money_scale(it->price_decimals, it->quantity_decimals, setup->vault.decimals);
    }
    show_bars(w, row->time_ns);
    const size_t told = log->row_fills ? log->row_fills[0] : log->fills_len;
    for (; w->fill < told && log->fills[w->fill].time_ns <= row->time_ns; w->fill++) {
        w->q[log->fills[w->fill].instrument].v += log->fills[w->fill].quantity.v;
        set_mark(w, &log->fills[w->fill]);
    }
    w->share = log->row_shares ? log->row_shares[0] : 0;
    w->cash = row->equity.v - value_book(w, w->q).equity;
    w->now = value_book(w, w->q);
    w->leverage_ppb = row->has_leverage ? row->leverage_ppb : 0;
}

static void check_sums(const walk *w, bl_i128 leverage_before)
{
    bl_i128 leverage = 0;
    bl_i128 equity = 0;
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        leverage += w->step.leverage[c];
        equity += w->step.equity[c];
    }
    BL_ASSERT(leverage == w->leverage_ppb - leverage_before);
    BL_ASSERT(equity == (bl_i128)w->step.row->equity.v - w->before->equity.v);
}

void bl_attribution_walk(const bl_runlog *log,
                         void (*step)(void *context, const bl_attribution_step *step),
                         void *context)
{
    if (log->series_len == 0) {
        return;
    }
    walk w;
    start(&w, log);
    for (size_t k = 1; k < log->series_len; k++) {
        const bl_series_row *row = &log->series[k];
        const bl_i128 leverage_before = w.leverage_ppb;
        w.step = (bl_attribution_step){.row = row};
        pass(&w, row);
        w.step.leverage_ppb = w.leverage_ppb;
        check_sums(&w, leverage_before);
        step(context, &w.step);
        w.before = row;
    }
}

static void add_step(void *context, const bl_attribution_step *step)
{
    bl_attribution_total *out = context;
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        out->leverage[c] += step->leverage[c];
        out->equity[c] += step->equity[c];
        out->growth[c] += step->growth[c];
    }
    out->leverage_last = step->leverage_ppb;
}

void bl_attribution_add_up(const bl_runlog *log, bl_attribution_total *out)
{
    *out = (bl_attribution_total){0};
    if (log->series_len > 0) {
        out->leverage_first = log->series[0].leverage_ppb;
        out->leverage_last = out->leverage_first;
        bl_attribution_walk(log, add_step, out);
    }
}
