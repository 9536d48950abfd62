/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runlog.c - keeps the records of a run and walks its mark grid.
 *
 * Invariants: a row keeps how many fills were told before it, so quantities at a row are exact
 * whatever shares its instant; cursors only move forward, a walk is linear in bars and rows.
 *
 * Simplifications: between rows a lender is worth what it was at the last row, locked profit rests
 * and the target in force is that of the last row; a target change that
 * traded nothing shows at the next row. A log filled by hand, without the sink, takes all fills up
 * to a row's time as told before it.
 */
#include "runlog.h"

#include "../sim/calendar.h"
#include "../sim/muldiv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CAP_SERIES,
    CAP_ROW_FILLS,
    CAP_FILLS,
    CAP_AUDIT,
    CAP_SIZES,
    CAP_FLOWS,
    CAP_LPS,
    CAP_SHARES,
    CAP_ROW_SHARES
};

/* Room for one more item of `bytes`; NULL: out of memory, items still stand. */
static void *make_room(bl_runlog *log, int cap, void *items, size_t len, size_t bytes)
{
    if (items && len < log->caps[cap]) {
        return items;
    }
    const size_t wanted = log->caps[cap] ? log->caps[cap] * 2 : 64;
    void *grown = wanted <= SIZE_MAX / bytes ? realloc(items, wanted * bytes) : NULL;
    if (grown) {
        log->caps[cap] = wanted;
    } else {
        log->out_of_memory = true;
    }
    return grown;
}

static bool keep_series(void *context, const bl_series_row *row)
{
    bl_runlog *log = context;
    void *items = make_room(log, CAP_SERIES, log->series, log->series_len, sizeof *log->series);
    if (!items) {
        return false;
    }
    log->series = items;
    items = make_room(log, CAP_ROW_FILLS, log->row_fills, log->series_len, sizeof *log->row_fills);
    if (!items) {
        return false;
    }
    log->row_fills = items;
    items =
        make_room(log, CAP_ROW_SHARES, log->row_shares, log->series_len, sizeof *log->row_shares);
    if (!items) {
        return false;
    }
    log->row_shares = items;
    log->row_fills[log->series_len] = log->fills_len;
    log->row_shares[log->series_len] = log->shares_len;
    log->series[log->series_len++] = *row;
    return !log->next || log->next->series(log->next->context, row);
}

static bool keep_fill(void *context, const bl_fill_row *row)
{
    bl_runlog *log = context;
    void *items = make_room(log, CAP_FILLS, log->fills, log->fills_len, sizeof *log->fills);
    if (!items) {
        return false;
    }
    log->fills = items;
    log->fills[log->fills_len++] = *row;
    return !log->next || log->next->fill(log->next->context, row);
}

/* ---- what is passed on, kept or not */

static bool pass_audit(void *context, const bl_audit_row *row)
{
    const bl_runlog *log = context;
    return !log->next || log->next->audit(log->next->context, row);
}

static bool pass_flow(void *context, const bl_flow_row *row)
{
    const bl_runlog *log = context;
    return !log->next || log->next->flow(log->next->context, row);
}

static bool pass_lp(void *context, const bl_lp_row *row)
{
    const bl_runlog *log = context;
    return !log->next || log->next->lp(log->next->context, row);
}

static bool pass_share(void *context, const bl_share_row *row)
{
    const bl_runlog *log = context;
    return !log->next || !log->next->share || log->next->share(log->next->context, row);
}

static bool keep_sizes(bl_runlog *log, const bl_audit_row *row)
{
    const size_t n = bl_setup_sizes_len(log->setup);
    if (n == 0) {
        return true;
    }
    void *items = make_room(log, CAP_SIZES, log->sizes, log->audit_len, 3 * n * sizeof(bl_qty));
    if (!items) {
        return false;
    }
    log->sizes = items;
    bl_qty *at = log->sizes + 3 * n * log->audit_len;
    memcpy(at, row->pre, n * sizeof *at);
    memcpy(at + n, row->target, n * sizeof *at);
    memcpy(at + 2 * n, row->post, n * sizeof *at);
    return true;
}

static bool keep_audit(void *context, const bl_audit_row *row)
{
    bl_runlog *log = context;
    void *items = make_room(log, CAP_AUDIT, log->audit, log->audit_len, sizeof *log->audit);
    if (!items) {
        return false;
    }
    log->audit = items;
    if (!keep_sizes(log, row)) {
        return false;
    }
    log->audit[log->audit_len++] = (bl_runlog_audit){
        .time_ns = row->time_ns,
        .event = row->event,
        .cause = row->cause,
        .reason = row->reason,
        .nav = row->nav,
        .cost = row->cost,
        .supply = row->supply,
        .gates = row->gates,
        .flow = row->flow,
        .decided_ns = row->decided_ns,
    };
    return pass_audit(context, row);
}

static bool keep_flow(void *context, const bl_flow_row *row)
{
    bl_runlog *log = context;
    void *items = make_room(log, CAP_FLOWS, log->flows, log->flows_len, sizeof *log->flows);
    if (!items) {
        return false;
    }
    log->flows = items;
    log->flows[log->flows_len++] = *row;
    return pass_flow(context, row);
}

static bool keep_lp(void *context, const bl_lp_row *row)
{
    bl_runlog *log = context;
    void *items = make_room(log, CAP_LPS, log->lps, log->lps_len, sizeof *log->lps);
    if (!items) {
        return false;
    }
    log->lps = items;
    log->lps[log->lps_len++] = *row;
    return pass_lp(context, row);
}

static bool keep_share(void *context, const bl_share_row *row)
{
    bl_runlog *log = context;
    void *items = make_room(log, CAP_SHARES, log->shares, log->shares_len, sizeof *log->shares);
    if (!items) {
        return false;
    }
    log->shares = items;
    log->shares[log->shares_len++] = *row;
    return pass_share(context, row);
}

/* Not kept: the rows above hold all that the reports need. */
static bool pass_event(void *context, const bl_chain_row *row)
{
    const bl_runlog *log = context;
    return !log->next || !log->next->event || log->next->event(log->next->context, row);
}

void bl_runlog_init(bl_runlog *log, const bl_setup *setup, const bl_sink *next)
{
    *log = (bl_runlog){.setup = setup, .next = next};
}

bl_sink bl_runlog_sink(bl_runlog *log)
{
    return (bl_sink){log,       keep_series, keep_fill,  keep_audit,
                     keep_flow, keep_lp,     pass_event, keep_share};
}

bl_sink bl_runlog_sink_marks(bl_runlog *log)
{
    return (bl_sink){log,       keep_series, keep_fill,  pass_audit,
                     pass_flow, pass_lp,     pass_event, pass_share};
}

void bl_runlog_fini(bl_runlog *log)
{
    free(log->series);
    free(log->row_fills);
    free(log->fills);
    free(log->audit);
    free(log->sizes);
    free(log->flows);
    free(log->lps);
    free(log->shares);
    free(log->row_shares);
    *log = (bl_runlog){0};
}

static bool ends_attempt(bl_event event)
{
    return event == BL_EVENT_REBALANCE || event == BL_EVENT_FAILED || event == BL_EVENT_CALLED_OFF;
}

static bool is_before(const bl_runlog_audit *record, const bl_series_row *row)
{
    return record->time_ns < row->time_ns ||
           (record->time_ns == row->time_ns && record->event != row->event);
}

const bl_runlog_audit *bl_runlog_find_attempt(const bl_runlog *log, size_t *cursor,
                                              const bl_series_row *row)
{
    if (!ends_attempt(row->event)) {
        return NULL;
    }
    while (*cursor < log->audit_len && is_before(&log->audit[*cursor], row)) {
        (*cursor)++;
    }
    if (*cursor == log->audit_len || log->audit[*cursor].time_ns != row->time_ns) {
        return NULL;
    }
    return &log->audit[(*cursor)++];
}

typedef enum { /* of the bars between two rows or fills */
               ALL,
               LAST,    /* the last one, and the last one of each day */
               EXTREMES /* those with the lowest and the highest mark, and the last one */
} bar_choice;

typedef struct {
    const bl_runlog *log;
    size_t row, fill, len; /* next row, next fill, instruments */
    int64_t bar_ns;        /* when the next bar becomes visible; INT64_MAX: none by the end */
    double unit;           /* one base unit in whole assets */
    double cash;
    double invested; /* the part of the vault that is the book's, by allocation */
    bool is_reported;
    bar_choice bars_wanted;
    size_t bars[BL_INSTRUMENTS_MAX]; /* the next bar of each */
    double scale[BL_INSTRUMENTS_MAX];
    int64_t shift_ppb[BL_INSTRUMENTS_MAX]; /* permanent impact of the fills so far */
    int64_t marks[BL_INSTRUMENTS_MAX];
    int64_t quantities[BL_INSTRUMENTS_MAX];
    bl_mark mark;
} walk;

/* The mark of a bar. */
static int64_t mark_of(const walk *w, size_t i, size_t bar)
{
    int64_t mark = w->log->setup->instruments[i].bars.close[bar];
    (void)bl_muldiv_shifted(mark, w->shift_ppb[i], &mark); /* the run had it: it fits */
    return mark;
}

/* Takes in the bars visible by time_ns and finds the time of the next one. */
static void show_bars(walk *w, int64_t time_ns)
{
    int64_t next_ns = INT64_MAX;
    for (size_t i = 0; i < w->len; i++) {
        const bl_bars *bars = &w->log->setup->instruments[i].bars;
        const size_t at = bl_bars_count_visible(bars, w->bars[i], time_ns);
        w->bars[i] = at;
        if (at > 0) {
            w->marks[i] = mark_of(w, i, at - 1);
        }
        if (at < bars->len && bl_bars_time(bars, at) < next_ns) {
            next_ns = bl_bars_time(bars, at);
        }
    }
    w->bar_ns = next_ns <= w->log->setup->end_ns ? next_ns : INT64_MAX;
}

static void value_book(walk *w)
{
    double net = 0;
    double gross = 0;
    for (size_t i = 0; i < w->len; i++) {
        const double value = (double)w->quantities[i] * (double)w->marks[i] * w->scale[i];
        net += value;
        gross += fabs(value);
    }
    w->mark.net = net;
    w->mark.gross = gross;
}

/* When the next fill that was told before the next row falls; INT64_MAX: there is none. */
static int64_t find_fill(const walk *w)
{
    const bl_runlog *log = w->log;
    if (w->row >= log->series_len) {
        return INT64_MAX;
    }
    const size_t told = log->row_fills ? log->row_fills[w->row] : log->fills_len;
    return w->fill < told ? log->fills[w->fill].time_ns : INT64_MAX;
}

/* Takes in the fills up to a time. */
static void trade_until(walk *w, int64_t time_ns)
{
    while (find_fill(w) <= time_ns) {
        const bl_fill_row *fill = &w->log->fills[w->fill++];
        const size_t i = fill->instrument;
        w->quantities[i] += fill->quantity.v;
        w->cash -= (double)fill->quantity.v * (double)fill->price.v * w->scale[i] +
                   (double)fill->fee.v * w->unit;
        if (fill->shift_ppb != w->shift_ppb[i] && w->bars[i] > 0) {
            w->shift_ppb[i] = fill->shift_ppb;
            w->marks[i] = mark_of(w, i, w->bars[i] - 1);
        }
    }
}

static void reach_row(walk *w)
{
    const bl_series_row *row = &w->log->series[w->row];
    trade_until(w, row->time_ns);
    value_book(w);
    bl_mark *mark = &w->mark;
    mark->row = row;
    mark->price_moved = false;
    mark->traded = false;
    mark->equity = (double)row->equity.v * w->unit;
    mark->supply = (double)row->supply.v * w->unit;
    mark->gross = (double)row->gross * w->unit;
    mark->leverage = row->has_leverage ? (double)row->leverage_ppb / (double)BL_PPB : NAN;
    mark->value = row->has_capital ? (double)row->unlocked.v * w->unit : mark->equity;
    mark->target = (double)row->target_ppb / (double)BL_PPB * w->invested;
    mark->gates = row->gates;
    w->cash = mark->equity - mark->net;
    w->row++;
}

/* How many bars of the only instrument become visible up to a time. */
static size_t count_only(const walk *w, int64_t until_ns)
{
    const int64_t end_ns = w->log->setup->end_ns;
    const int64_t last_ns = until_ns < end_ns ? until_ns : end_ns;
    return bl_bars_count_visible(&w->log->setup->instruments[0].bars, w->bars[0], last_ns) -
           w->bars[0];
}

/* The only instrument has been taken in up to a bar, that excluded. */
static void pass_only(walk *w, size_t at)
{
    const bl_bars *bars = &w->log->setup->instruments[0].bars;
    const bool more = at < bars->len && bl_bars_time(bars, at) <= w->log->setup->end_ns;
    w->bars[0] = at;
    w->marks[0] = mark_of(w, 0, at - 1);
    w->bar_ns = more ? bl_bars_time(bars, at) : INT64_MAX;
}

static bool is_solvent(const walk *w, int64_t mark)
{
    return w->cash + (double)w->quantities[0] * (double)mark * w->scale[0] > 0;
}

/* Equity and leverage of one position rise or fall with its mark, as long as there is equity.
 * False: there is not, or impact moves the marks; nothing is taken in. */
static bool gather_extremes(walk *w, int64_t until_ns, bl_stretch *out)
{
    const bl_bars *bars = &w->log->setup->instruments[0].bars;
    const size_t first = w->bars[0];
    const size_t end = first + count_only(w, until_ns);
    size_t lowest = first;
    size_t highest = first;
    int64_t low = bars->close[first];
    int64_t high = low;
    for (size_t k = first + 1; k < end; k++) {
        if (bars->close[k] < low) {
            low = bars->close[k];
            lowest = k;
        } else if (bars->close[k] > high) {
            high = bars->close[k];
            highest = k;
        }
    }
    if (w->shift_ppb[0] != 0 || !is_solvent(w, low) || !is_solvent(w, high)) {
        return false;
    }
    const size_t earlier = lowest < highest ? lowest : highest;
    const size_t later = lowest < highest ? highest : lowest;
    const size_t points[] = {earlier, later, end - 1};
    out->len = 0;
    for (size_t i = 0; i < 3; i++) {
        if (i == 0 || points[i] > points[i - 1]) {
            out->time_ns[out->len] = bl_bars_time(bars, points[i]);
            out->marks[out->len++] = bars->close[points[i]];
        }
    }
    pass_only(w, end);
    return true;
}

/* The bars of the only instrument up to a time: show_bars for each of them, in one loop. */
static void gather_only(walk *w, int64_t until_ns, bl_stretch *out)
{
    const bl_bars *bars = &w->log->setup->instruments[0].bars;
    const bool shifted = w->shift_ppb[0] != 0;
    const size_t first = w->bars[0];
    const size_t visible = count_only(w, until_ns);
    out->len = visible < BL_STRETCH_MAX ? visible : BL_STRETCH_MAX;
    for (size_t k = 0; k < out->len; k++) {
        out->time_ns[k] = bl_bars_time(bars, first + k);
    }
    memcpy(out->marks, bars->close + first, out->len * sizeof *out->marks);
    for (size_t k = 0; shifted && k < out->len; k++) {
        out->marks[k] = mark_of(w, 0, first + k);
    }
    pass_only(w, first + out->len);
}

/* When the last bar taken in became visible. */
static int64_t find_last(const walk *w)
{
    int64_t last_ns = INT64_MIN;
    for (size_t i = 0; i < w->len; i++) {
        const bl_bars *bars = &w->log->setup->instruments[i].bars;
        const int64_t time_ns = w->bars[i] > 0 ? bl_bars_time(bars, w->bars[i] - 1) : INT64_MIN;
        last_ns = time_ns > last_ns ? time_ns : last_ns;
    }
    return last_ns;
}

/* The last bar by a time, or by the end of the day of the next one. */
static void gather_last(walk *w, int64_t until_ns, bl_stretch *out)
{
    const int64_t day_ns = bl_calendar_next_tick(w->bar_ns - 1, BL_NS_PER_DAY, 0);
    const int64_t end_ns = w->log->setup->end_ns;
    const int64_t last_ns = until_ns < day_ns ? until_ns : day_ns;
    show_bars(w, last_ns < end_ns ? last_ns : end_ns);
    out->len = 1;
    out->time_ns[0] = find_last(w);
    memcpy(out->marks, w->marks, w->len * sizeof *w->marks);
}

static void gather_bars(walk *w, int64_t until_ns, bl_stretch *out)
{
    out->len = 0;
    while (out->len < BL_STRETCH_MAX && w->bar_ns != INT64_MAX && w->bar_ns <= until_ns) {
        out->time_ns[out->len] = w->bar_ns;
        show_bars(w, w->bar_ns);
        memcpy(out->marks + out->len++ * w->len, w->marks, w->len * sizeof *w->marks);
    }
}

/* The book at each bar, of the only instrument. */
static void value_only(const walk *w, bl_stretch *out)
{
    const double quantity = (double)w->quantities[0];
    const double scale = w->scale[0];
    const double cash = w->cash;
    for (size_t bar = 0; bar < out->len; bar++) {
        out->net[bar] = quantity * (double)out->marks[bar] * scale;
    }
    for (size_t bar = 0; bar < out->len; bar++) {
        out->gross[bar] = fabs(out->net[bar]);
        out->equity[bar] = cash + out->net[bar];
    }
}

/* Sums in the order of the instruments, as value_book. */
static void value_all(const walk *w, bl_stretch *out)
{
    const int64_t *marks = out->marks;
    for (size_t bar = 0; bar < out->len; bar++, marks += w->len) {
        double net = 0;
        double gross = 0;
        for (size_t i = 0; i < w->len; i++) {
            const double value = (double)w->quantities[i] * (double)marks[i] * w->scale[i];
            net += value;
            gross += fabs(value);
        }
        out->net[bar] = net;
        out->gross[bar] = gross;
        out->equity[bar] = w->cash + net;
    }
}

static void bound_bars(bl_stretch *out)
{
    double equity_min = out->equity[0];
    double gross_max = out->gross[0];
    for (size_t bar = 1; bar < out->len; bar++) {
        equity_min = out->equity[bar] < equity_min ? out->equity[bar] : equity_min;
        gross_max = out->gross[bar] > gross_max ? out->gross[bar] : gross_max;
    }
    out->equity_min = equity_min;
    out->gross_max = gross_max;
}

static void value_bars(const walk *w, bl_stretch *out)
{
    if (w->len == 1) {
        value_only(w, out);
    } else {
        value_all(w, out);
    }
    for (size_t bar = 0; bar < out->len; bar++) {
        const double leverage = out->gross[bar] / out->equity[bar];
        out->leverage[bar] = out->equity[bar] > 0 ? leverage : NAN;
        out->value[bar] = w->is_reported ? w->mark.value : out->equity[bar];
    }
    bound_bars(out);
}

/* The bars up to the next row, or as many as fit. */
static void reach_bars(walk *w, int64_t row_ns, bl_stretch *out)
{
    if (w->bars_wanted == LAST) {
        gather_last(w, row_ns, out);
    } else if (w->len != 1) {
        gather_bars(w, row_ns, out);
    } else if (w->bars_wanted != EXTREMES || !gather_extremes(w, row_ns, out)) {
        gather_only(w, row_ns, out);
    }
    value_bars(w, out);
    w->mark.row = NULL;
    w->mark.price_moved = true;
    w->mark.traded = false;
}

/* A row as a stretch of one point. */
static void show_row(walk *w, int64_t row_ns, bl_stretch *out)
{
    reach_row(w);
    out->len = 1;
    out->time_ns[0] = row_ns;
    out->equity[0] = w->mark.equity;
    out->value[0] = w->mark.value;
    out->gross[0] = w->mark.gross;
    out->net[0] = w->mark.net;
    out->leverage[0] = w->mark.leverage;
    bound_bars(out);
    memcpy(out->marks, w->marks, w->len * sizeof *w->marks);
}

/* Fills between two rows, as a stretch of one point. */
static void show_fills(walk *w, int64_t fill_ns, bl_stretch *out)
{
    trade_until(w, fill_ns);
    out->len = 1;
    out->time_ns[0] = fill_ns;
    memcpy(out->marks, w->marks, w->len * sizeof *w->marks);
    value_bars(w, out);
    w->mark.row = NULL;
    w->mark.price_moved = false;
    w->mark.traded = true;
}

/* 1 under `nav`; else what is not buffer, times the book's weight. */
static double find_invested(const bl_setup *setup)
{
    if (setup->accounting != BL_ACCOUNTING_REPORTED) {
        return 1;
    }
    double weight = 0;
    for (size_t j = 0; j < setup->pool.strategies_len; j++) {
        if (setup->pool.strategies[j].model->is_book) {
            weight = (1 - (double)setup->pool.buffer_bps / 1e4) *
                     (double)setup->pool.strategies[j].weight_bps / 1e4;
        }
    }
    return weight;
}

static void start_walk(walk *w, const bl_runlog *log, bar_choice bars_wanted)
{
    const bl_setup *setup = log->setup;
    *w = (walk){.log = log, .len = setup->instruments_len, .bars_wanted = bars_wanted};
    w->unit = 1 / pow(10, setup->vault.decimals);
    for (size_t i = 0; i < w->len; i++) {
        const bl_instrument *it = &setup->instruments[i];
        w->scale[i] = 1 / pow(10, it->price_decimals + it->quantity_decimals);
    }
    w->invested = find_invested(setup);
    w->is_reported = setup->accounting == BL_ACCOUNTING_REPORTED;
    w->mark.marks = w->marks;
    w->mark.quantities = w->quantities;
    show_bars(w, setup->start_ns);
}

static int64_t find_row(const walk *w)
{
    return w->row < w->log->series_len ? w->log->series[w->row].time_ns : INT64_MAX;
}

/* How long the points of a stretch last, each to the next, the last to what follows or the end;
 * and how far they are from the target. */
static void measure_points(const walk *w, bl_stretch *out)
{
    const int64_t row_ns = find_row(w);
    const int64_t fill_ns = find_fill(w);
    const int64_t trade_ns = fill_ns < row_ns ? fill_ns : row_ns;
    const int64_t next_ns = w->bar_ns < trade_ns ? w->bar_ns : trade_ns;
    out->time_ns[out->len] = next_ns != INT64_MAX ? next_ns : w->log->setup->end_ns;
    const double target = w->mark.target > 0 ? w->mark.target : NAN;
    for (size_t i = 0; i < out->len; i++) {
        out->lasted_ns[i] = (double)(out->time_ns[i + 1] - out->time_ns[i]);
        out->drift[i] = out->leverage[i] / target - 1;
    }
}

static void walk_log(const bl_runlog *log, bar_choice bars_wanted,
                     void (*step)(void *context, const bl_stretch *stretch), void *context)
{
    if (log->series_len == 0) {
        return;
    }
    walk w;
    start_walk(&w, log, bars_wanted);
    bl_stretch stretch;
    stretch.held = &w.mark;
    stretch.width = w.len;
    while (w.row < log->series_len || w.bar_ns != INT64_MAX) {
        const int64_t row_ns = find_row(&w);
        const int64_t fill_ns = find_fill(&w);
        const int64_t trade_ns = fill_ns < row_ns ? fill_ns : row_ns;
        if (w.row > 0 && w.bar_ns != INT64_MAX && w.bar_ns <= trade_ns) {
            reach_bars(&w, trade_ns, &stretch);
        } else if (w.row > 0 && fill_ns < row_ns) {
            show_fills(&w, fill_ns, &stretch);
        } else {
            show_row(&w, row_ns, &stretch);
        }
        measure_points(&w, &stretch);
        step(context, &stretch);
    }
}

void bl_runlog_walk_stretches(const bl_runlog *log,
                              void (*step)(void *context, const bl_stretch *stretch), void *context)
{
    walk_log(log, ALL, step, context);
}

void bl_runlog_walk_extremes(const bl_runlog *log,
                             void (*step)(void *context, const bl_stretch *stretch), void *context)
{
    walk_log(log, EXTREMES, step, context);
}

typedef struct {
    void (*step)(void *context, const bl_mark *mark);
    void *context;
} point_step;

static void step_points(void *context, const bl_stretch *stretch)
{
    const point_step *each = context;
    bl_mark mark = *stretch->held;
    for (size_t i = 0; i < stretch->len; i++) {
        mark.time_ns = stretch->time_ns[i];
        mark.until_ns = stretch->time_ns[i + 1];
        mark.equity = stretch->equity[i];
        mark.value = stretch->value[i];
        mark.gross = stretch->gross[i];
        mark.net = stretch->net[i];
        mark.leverage = stretch->leverage[i];
        mark.marks = stretch->marks + i * stretch->width;
        each->step(each->context, &mark);
    }
}

void bl_runlog_walk(const bl_runlog *log, void (*step)(void *context, const bl_mark *mark),
                    void *context)
{
    point_step each = {step, context};
    walk_log(log, ALL, step_points, &each);
}

void bl_runlog_walk_days(const bl_runlog *log, void (*step)(void *context, const bl_mark *mark),
                         void *context)
{
    point_step each = {step, context};
    walk_log(log, LAST, step_points, &each);
}
