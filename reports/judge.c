/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * judge.c - one walk over the mark grid for all conditions; trips, flows and metrics from their
 * own tables.
 *
 * A condition on a number looks at every bar and at every row whose values last; one on a gate at
 * what lasts only: a row that another row of its instant follows is a step of one act.
 */
#include "judge.h"

#include "../data/timestamp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- bounds */

static bool holds(const bl_bound *bound, double value, double target)
{
    switch (bound->sign) {
    case BL_SIGN_LESS:
        return value < target;
    case BL_SIGN_AT_MOST:
        return value <= target;
    case BL_SIGN_MORE:
        return value > target;
    case BL_SIGN_AT_LEAST:
        return value >= target;
    case BL_SIGN_EQUAL: /* to the 9 places a bound has */
        return nearbyint(value * 1e9) == nearbyint(target * 1e9);
    }
    return false;
}

/* Of a number or a ratio: 5% is 0.05. */
static double plain(const bl_bound *bound)
{
    return (double)bound->value / (double)BL_PPB;
}

/* The bound in a metric's own unit; NAN where it was not written in one that fits. */
static double in_unit(const bl_bound *bound, const char *unit)
{
    const bool percent = unit[0] == '%';
    const bool bps = strncmp(unit, "bps", 3) == 0;
    if (bound->kind == BL_BOUND_DURATION) {
        return strcmp(unit, "s") == 0 ? plain(bound) : NAN;
    }
    if (bound->kind == BL_BOUND_NUMBER) {
        return plain(bound);
    }
    if (percent || bps) {
        return plain(bound) * (percent ? 1e2 : 1e4);
    }
    return unit[0] == 'x' || unit[0] == '1' ? plain(bound) : NAN;
}

static void see(bl_judge_verdict *verdict, bool passed, int64_t at_ns, const char *text)
{
    verdict->passed = passed;
    verdict->at_ns = at_ns;
    snprintf(verdict->seen, sizeof verdict->seen, "%s", text);
}

/* ---- the mark grid */

static const char *const field_names[] = {
    "equity", "share price", "drawdown",    "leverage", "target",     "drift",
    "gross",  "supply",      "reserve",     "total",    "locked",     "unlocked",
    "fees",   "deposits",    "withdrawals", "trading",  "liquidated", "insolvent"};

typedef struct {
    const bl_expect *expect;
    bl_judge_verdict *verdict;
    int64_t from_ns, to_ns;
    bool looked, decided;
} watch;

typedef struct {
    watch watches[BL_EXPECTS_MAX];
    size_t len;
    const bl_series_row *row; /* the last one */
    double unit, peak;
    bool liquidated;
    double values[BL_FIELD_COUNT];
} grid;

static double flag(bool is)
{
    return is ? 1 : 0;
}

static void read_gates(grid *g, const bl_mark *mark)
{
    g->values[BL_FIELD_DEPOSITS] = flag((mark->gates & BL_GATE_D) != 0);
    g->values[BL_FIELD_WITHDRAWALS] = flag((mark->gates & BL_GATE_W) != 0);
    g->values[BL_FIELD_TRADING] = flag((mark->gates & BL_GATE_T) != 0);
    g->values[BL_FIELD_LIQUIDATED] = flag(g->liquidated);
    g->values[BL_FIELD_INSOLVENT] = flag(mark->equity <= 0);
}

static void read_capital(grid *g)
{
    const bl_series_row *row = g->row;
    const bool has = row != NULL && row->has_capital;
    g->values[BL_FIELD_RESERVE] = has ? (double)row->reserve.v * g->unit : NAN;
    g->values[BL_FIELD_TOTAL] = has ? (double)row->total.v * g->unit : NAN;
    g->values[BL_FIELD_LOCKED] = has ? (double)row->locked.v * g->unit : NAN;
    g->values[BL_FIELD_UNLOCKED] = has ? (double)row->unlocked.v * g->unit : NAN;
    g->values[BL_FIELD_FEES] = row != NULL ? (double)row->fees.v * g->unit : NAN;
}

static void read_values(grid *g, const bl_mark *mark)
{
    const double price = mark->supply > 0 ? mark->value / mark->supply : NAN;
    const bool book = g->row != NULL && g->row->has_book;
    g->peak = price > g->peak ? price : g->peak;
    g->values[BL_FIELD_EQUITY] = mark->equity;
    g->values[BL_FIELD_SHARE_PRICE] = price;
    g->values[BL_FIELD_DRAWDOWN] = g->peak > 0 ? 1 - price / g->peak : NAN;
    g->values[BL_FIELD_LEVERAGE] = book ? mark->leverage : NAN;
    g->values[BL_FIELD_TARGET] = book ? mark->target : NAN;
    g->values[BL_FIELD_DRIFT] =
        book && mark->target > 0 ? fabs(mark->leverage / mark->target - 1) : NAN;
    g->values[BL_FIELD_GROSS] = book ? mark->gross : NAN;
    g->values[BL_FIELD_SUPPLY] = mark->supply;
    read_capital(g);
    read_gates(g, mark);
}

/* "leverage 1.234567", "deposits shut" */
static void show_value(bl_expect_field field, double value, char *out, size_t out_bytes)
{
    const char *name = field_names[field];
    if (field >= BL_FIELD_LIQUIDATED) {
        snprintf(out, out_bytes, "%s%s", value > 0 ? "" : "not ", name);
    } else if (field >= BL_FIELD_DEPOSITS) {
        snprintf(out, out_bytes, "%s %s", name, value > 0 ? "shut" : "open");
    } else {
        snprintf(out, out_bytes, "%s %.6f", name, value);
    }
}

/* Looks at one point. NEVER and ALWAYS are decided by the first that breaks them, EVENTUALLY by
 * the first that fulfils it. */
static void look(watch *w, double value, int64_t time_ns)
{
    char seen[BL_JUDGE_SEEN];
    const bl_expect *expect = w->expect;
    if (isnan(value)) {
        return;
    }
    const bool is = holds(&expect->bound, value, plain(&expect->bound));
    const bool decides = is == (expect->kind != BL_EXPECT_ALWAYS);
    w->looked = true;
    if (decides || expect->kind == BL_EXPECT_EVENTUALLY) {
        const int64_t at_ns = time_ns > w->from_ns ? time_ns : w->from_ns;
        show_value(expect->field, value, seen, sizeof seen);
        see(w->verdict, decides && expect->kind == BL_EXPECT_EVENTUALLY, at_ns, seen);
        w->decided = decides;
    }
}

static void step(void *context, const bl_mark *mark)
{
    grid *g = context;
    if (mark->row != NULL) {
        g->row = mark->row;
        g->liquidated |= mark->row->event == BL_EVENT_LIQUIDATION;
    }
    read_values(g, mark);
    const bool lasts =
        mark->until_ns > mark->time_ns || (mark->row != NULL && mark->row->event == BL_EVENT_END);
    for (size_t i = 0; i < g->len; i++) {
        watch *w = &g->watches[i];
        const bool number = w->expect->field < BL_FIELD_DEPOSITS;
        const bool seen = mark->time_ns <= w->to_ns &&
                          (mark->until_ns > w->from_ns || mark->time_ns >= w->from_ns);
        if (!w->decided && seen && (lasts || (number && mark->price_moved))) {
            look(w, g->values[w->expect->field], mark->time_ns);
        }
    }
}

/* `within` counts from the start where there is no `from`. */
static void set_window(watch *w, const bl_setup *setup)
{
    const bl_expect *expect = w->expect;
    w->from_ns = expect->from_ns != BL_EXPECT_NO_TIME ? expect->from_ns : setup->start_ns;
    w->to_ns = expect->by_ns != BL_EXPECT_NO_TIME ? expect->by_ns : setup->end_ns;
    if (expect->within_ns >= 0 &&
        __builtin_add_overflow(w->from_ns, expect->within_ns, &w->to_ns)) {
        w->to_ns = INT64_MAX;
    }
}

static bool is_condition(const bl_expect *expect)
{
    return expect->kind == BL_EXPECT_NEVER || expect->kind == BL_EXPECT_ALWAYS ||
           expect->kind == BL_EXPECT_EVENTUALLY;
}

static void end_watch(watch *w)
{
    char seen[BL_JUDGE_SEEN];
    if (!w->looked) {
        snprintf(seen, sizeof seen, "%s is undefined, or no point lies in the time asked about",
                 field_names[w->expect->field]);
        see(w->verdict, false, BL_METRICS_NO_TIME, seen);
    } else if (!w->decided && w->expect->kind != BL_EXPECT_EVENTUALLY) {
        see(w->verdict, true, BL_METRICS_NO_TIME, "");
    }
}

static void judge_conditions(const bl_expect *expects, size_t len, const bl_runlog *log,
                             bl_judge_verdict *out)
{
    grid g = {.unit = 1 / pow(10, log->setup->vault.decimals)};
    for (size_t i = 0; i < len; i++) {
        if (is_condition(&expects[i])) {
            watch *w = &g.watches[g.len++];
            *w = (watch){.expect = &expects[i], .verdict = &out[i]};
            set_window(w, log->setup);
        }
    }
    if (g.len > 0) {
        bl_runlog_walk(log, step, &g);
    }
    for (size_t i = 0; i < g.len; i++) {
        end_watch(&g.watches[i]);
    }
}

/* ---- trips */

static bool is_about(const bl_expect *expect, bl_reason reason)
{
    return expect->reason < 0 || (int)reason == expect->reason;
}

/* The first failed attempt with the reason; BL_METRICS_NO_TIME: none. */
static int64_t find_cause(const bl_expect *expect, const bl_runlog *log)
{
    for (size_t i = 0; i < log->audit_len; i++) {
        if (log->audit[i].event == BL_EVENT_FAILED && is_about(expect, log->audit[i].reason)) {
            return log->audit[i].time_ns;
        }
    }
    return BL_METRICS_NO_TIME;
}

/* Alerts from `from` on that the expectation is about; the first of them, or of any other. */
static int64_t count_alerts(const bl_expect *expect, const bl_runlog *log,
                            const bl_runlog_audit **first, const bl_runlog_audit **other)
{
    int64_t count = 0;
    for (size_t i = 0; i < log->audit_len; i++) {
        const bl_runlog_audit *record = &log->audit[i];
        if (record->event != BL_EVENT_ALERT || record->time_ns < expect->from_ns) {
            continue;
        }
        const bl_runlog_audit **place = is_about(expect, record->reason) ? first : other;
        count += place == first ? 1 : 0;
        *place = *place != NULL ? *place : record;
    }
    return count;
}

static void judge_trips(const bl_expect *expect, const bl_runlog *log, bl_judge_verdict *out)
{
    const bl_runlog_audit *first = NULL;
    const bl_runlog_audit *other = NULL;
    const int64_t count = count_alerts(expect, log, &first, &other);
    const int64_t cause_ns =
        expect->from_ns != BL_EXPECT_NO_TIME ? expect->from_ns : find_cause(expect, log);
    bool passed = count >= expect->at_least && count <= expect->at_most;
    char seen[BL_JUDGE_SEEN];
    if (first != NULL) {
        snprintf(seen, sizeof seen, "%lld trip%s, the first %s", (long long)count,
                 count == 1 ? "" : "s", bl_venue_reason_name(first->reason));
    } else {
        snprintf(seen, sizeof seen, "no trip%s%s", other != NULL ? " but " : "",
                 other != NULL ? bl_venue_reason_name(other->reason) : "");
    }
    if (passed && expect->within_ns >= 0 && first != NULL) {
        passed = cause_ns != BL_METRICS_NO_TIME && first->time_ns - cause_ns <= expect->within_ns;
        const size_t used = strlen(seen);
        snprintf(seen + used, sizeof seen - used, ", %.0f s after its cause",
                 cause_ns != BL_METRICS_NO_TIME
                     ? (double)(first->time_ns - cause_ns) / (double)BL_NS_PER_S
                     : NAN);
    }
    const bl_runlog_audit *shown = first != NULL ? first : other;
    see(out, passed, shown != NULL ? shown->time_ns : BL_METRICS_NO_TIME, seen);
}

/* ---- flows and metrics */

static void judge_settled(const bl_expect *expect, const bl_runlog *log, bl_judge_verdict *out)
{
    const bl_setup *setup = log->setup;
    char seen[BL_JUDGE_SEEN];
    for (size_t i = 0; i < log->flows_len; i++) {
        const bl_flow_row *row = &log->flows[i];
        const bool leaves = setup->flows.kind[row->seq] != BL_FLOW_DEPOSIT;
        const int64_t due_ns =
            setup->flows.time_ns[row->seq] + (leaves ? setup->vault.delay_ns : 0);
        if (row->outcome == BL_OUTCOME_PENDING) {
            snprintf(seen, sizeof seen, "flow %zu pends, %s", row->seq,
                     bl_venue_reason_name(row->reason));
            see(out, false, due_ns, seen);
            return;
        }
        if (row->outcome == BL_OUTCOME_SETTLED && expect->within_ns >= 0 &&
            row->settled_ns - due_ns > expect->within_ns) {
            snprintf(seen, sizeof seen, "flow %zu settled %.0f s after it was due", row->seq,
                     (double)(row->settled_ns - due_ns) / (double)BL_NS_PER_S);
            see(out, false, row->settled_ns, seen);
            return;
        }
    }
    see(out, log->flows_len > 0, BL_METRICS_NO_TIME, log->flows_len > 0 ? "" : "there is no flow");
}

static bool fits(const bl_bound *bound, double value)
{
    return !bound->given || holds(bound, value, plain(bound));
}

static void judge_flow(const bl_expect *expect, const bl_runlog *log, bl_judge_verdict *out)
{
    static const char *const outcomes[] = {"pending", "settled", "refused"};
    char seen[BL_JUDGE_SEEN];
    if (expect->row >= (int64_t)log->flows_len) {
        see(out, false, BL_METRICS_NO_TIME, "the run has no such flow");
        return;
    }
    const bl_flow_row *row = &log->flows[expect->row];
    const double unit = 1 / pow(10, log->setup->vault.decimals);
    const bool settled = row->outcome == BL_OUTCOME_SETTLED;
    const double amount = settled ? (double)row->amount.v * unit : NAN;
    const double shares = settled ? (double)row->shares.v * unit : NAN;
    const bool passed = (expect->outcome < 0 || expect->outcome == (int)row->outcome) &&
                        is_about(expect, row->reason) && fits(&expect->amount, amount) &&
                        fits(&expect->shares, shares);
    if (settled) {
        snprintf(seen, sizeof seen, "settled, amount %.6f, shares %.6f", amount, shares);
    } else {
        snprintf(seen, sizeof seen, "%s %s", outcomes[row->outcome],
                 bl_venue_reason_name(row->reason));
    }
    see(out, passed, settled ? row->settled_ns : log->setup->flows.time_ns[row->seq], seen);
}

static void judge_metric(const bl_expect *expect, const bl_metrics *metrics, bl_judge_verdict *out)
{
    char value[BL_METRICS_TEXT];
    char seen[BL_JUDGE_SEEN];
    const bl_metric *metric = bl_metrics_find(metrics, expect->metric);
    if (metric == NULL || !metric->defined) {
        snprintf(seen, sizeof seen, "%s is undefined, %s", expect->metric,
                 metric != NULL ? metric->why_null : "no such metric");
        see(out, false, BL_METRICS_NO_TIME, seen);
        return;
    }
    bl_metrics_print_value(metric, value);
    snprintf(seen, sizeof seen, "%s %s %s", metric->name, value, metric->unit);
    const double target = in_unit(&expect->bound, metric->unit);
    see(out, holds(&expect->bound, metric->value, target), metric->at_ns, seen);
}

/* ---- all */

static bool applies(const bl_expect *expect, const char *mode)
{
    for (size_t i = 0; i < expect->modes_len; i++) {
        if (strcmp(expect->modes[i], mode) == 0) {
            return true;
        }
    }
    return expect->modes_len == 0;
}

void bl_judge_run(const bl_expect *expects, size_t len, const bl_runlog *log,
                  const bl_metrics *metrics, bl_judge_verdict *out)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (bl_judge_verdict){.applies = applies(&expects[i], log->setup->mode.text),
                                    .at_ns = BL_METRICS_NO_TIME};
        switch (expects[i].kind) {
        case BL_EXPECT_TRIPS:
            judge_trips(&expects[i], log, &out[i]);
            break;
        case BL_EXPECT_SETTLED:
            judge_settled(&expects[i], log, &out[i]);
            break;
        case BL_EXPECT_FLOW:
            judge_flow(&expects[i], log, &out[i]);
            break;
        case BL_EXPECT_METRIC:
            judge_metric(&expects[i], metrics, &out[i]);
            break;
        case BL_EXPECT_NEVER:
        case BL_EXPECT_ALWAYS:
        case BL_EXPECT_EVENTUALLY:
            break;
        }
    }
    judge_conditions(expects, len, log, out);
}

size_t bl_judge_count(const bl_judge_verdict *verdicts, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += verdicts[i].applies ? 1 : 0;
    }
    return count;
}

size_t bl_judge_count_failed(const bl_judge_verdict *verdicts, size_t len)
{
    size_t failed = 0;
    for (size_t i = 0; i < len; i++) {
        failed += verdicts[i].applies && !verdicts[i].passed ? 1 : 0;
    }
    return failed;
}

void bl_judge_check(const bl_expect *expects, size_t len, bl_diags *diags)
{
    bl_metrics metrics;
    bl_metrics_list(&metrics);
    for (size_t i = 0; i < len; i++) {
        const bl_expect *expect = &expects[i];
        if (expect->kind != BL_EXPECT_METRIC) {
            continue;
        }
        const bl_metric *metric = bl_metrics_find(&metrics, expect->metric);
        if (metric == NULL) {
            bl_diag_add(diags, BL_DIAG_ERROR, expect->file, expect->line, expect->column,
                        "expect: metric: no metric '%s'; docs/metrics.md lists them",
                        expect->metric);
        } else if (isnan(in_unit(&expect->bound, metric->unit))) {
            bl_diag_add(diags, BL_DIAG_ERROR, expect->file, expect->line, expect->column,
                        "expect: metric: %s is in %s; give a number in that unit", metric->name,
                        metric->unit);
        }
    }
}
