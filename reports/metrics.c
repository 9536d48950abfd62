/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metrics.c - the table of metrics, and one walk over the mark grid for every section that needs
 * it and is asked for.
 *
 * Invariants: the table is in the order of metrics.def and every entry is either defined or has a
 * reason; sums run in the order of the log, so equal logs give equal numbers.
 */
#include "metrics.h"

#include "../data/decimal.h"
#include "metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const bl_metric definitions[BL_METRICS_MAX] = {
#define X(id, name, unit, places, place, formula)                                                  \
    {name, unit, place, formula, places,         "",                                               \
     NULL, -1,   false, 0,       "not_computed", BL_METRICS_NO_TIME},
#include "metrics.def"
#undef X
};

/* By the section of the catalogue: what a metric is made of. What has its place elsewhere says what
 * a scenario is like, not how its run went. */
static const char *find_inputs(const char *place)
{
    static const char *const of_sections[] = {
        [1] = "series.csv, fills.csv, audit.jsonl, price feeds",
        [2] = "series.csv, flows.csv, price, funding and target feeds",
        [3] = "fills.csv, audit.jsonl, series.csv, price feeds",
        [4] = "series.csv, flows.csv, audit.jsonl",
        [5] = "lps.csv, series.csv, flows.csv, fills.csv, audit.jsonl",
        [6] = "series.csv, flows.csv, audit.jsonl, the unlock scheme",
        [7] = "lp_ledger.csv, lp_returns.csv, flows.csv",
        [8] = "series.csv, flows.csv, fills.csv, price feeds",
    };
    if (strncmp(place, "metrics ", strlen("metrics ")) != 0) {
        return "the scenario";
    }
    const size_t section = (size_t)(place[strlen("metrics ")] - '0');
    return section < sizeof of_sections / sizeof *of_sections && of_sections[section]
               ? of_sections[section]
               : "";
}

/* Steps, years and degrees of freedom. What is made of days has no other step. */
static void describe(bl_metrics *all, size_t id)
{
    static const bl_metric_id deviations[] = {
        BL_METRIC_TRACKING_ERROR, BL_METRIC_VOLATILITY,    BL_METRIC_SHARPE,
        BL_METRIC_SHARPE_SE,      BL_METRIC_PSR,           BL_METRIC_NORMAL_VAR_95,
        BL_METRIC_NORMAL_ES_95,   BL_METRIC_NORMAL_VAR_99, BL_METRIC_NORMAL_ES_99};
    static const bl_metric_id of_days[] = {BL_METRIC_DAYS,   BL_METRIC_SORTINO, BL_METRIC_ULCER,
                                           BL_METRIC_VAR_95, BL_METRIC_VAR_99,  BL_METRIC_ES_95,
                                           BL_METRIC_ES_99,  BL_METRIC_SKEWNESS,
                                           BL_METRIC_KURTOSIS};
    static const char days[] = "days between marks at 00:00 UTC, 365 a year";
    bl_metric *metric = &all->items[id];
    metric->inputs = find_inputs(metric->place);
    metric->day_count = strchr(metric->unit, 'y') ? "365 days a year, exact time" : NULL;
    for (size_t i = 0; i < sizeof deviations / sizeof *deviations; i++) {
        if (deviations[i] == id) {
            metric->day_count = days;
            metric->ddof = 1;
        }
    }
    for (size_t i = 0; i < sizeof of_days / sizeof *of_days; i++) {
        if (of_days[i] == id) {
            metric->day_count = days;
        }
    }
}

void bl_metrics_list(bl_metrics *out)
{
    memcpy(out->items, definitions, sizeof definitions);
    out->len = BL_METRICS_MAX;
    for (size_t i = 0; i < out->len; i++) {
        describe(out, i);
    }
}

const char *bl_metrics_unit_name(const char *unit)
{
    static const struct {
        const char *unit, *name;
    } names[] = {
        {"x", "multiple"},
        {"x/y", "multiple a year"},
        {"%", "percent"},
        {"%/y", "percent a year"},
        {"bps", "basis points"},
        {"bps/y", "basis points a year"},
        {"#", "count"},
        {"s", "seconds"},
        {"q", "units of asset"},
        {"q.h", "units of asset x hours"},
        {"%.h", "percent x hours"},
        {"units", "base units"},
        {"1", "no unit"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].unit, unit) == 0) {
            return names[i].name;
        }
    }
    return unit;
}

const bl_metric *bl_metrics_find(const bl_metrics *metrics, const char *name)
{
    for (size_t i = 0; i < metrics->len; i++) {
        if (strcmp(metrics->items[i].name, name) == 0) {
            return &metrics->items[i];
        }
    }
    return NULL;
}

size_t bl_metrics_print_value(const bl_metric *metric, char out[BL_METRICS_TEXT])
{
    size_t len = 1;
    out[0] = '-';
    if (metric->defined) {
        const double scaled = nearbyint(metric->value * pow(10, metric->places));
        len = bl_decimal_print((bl_i128)scaled, metric->places, out);
    }
    out[len] = '\0';
    return len;
}

static int compare_flows(const void *a, const void *b)
{
    const bl_metric_flow *x = a;
    const bl_metric_flow *y = b;
    if (x->time_ns != y->time_ns) {
        return x->time_ns < y->time_ns ? -1 : 1;
    }
    if (x->place != y->place) {
        return x->place < y->place ? -1 : 1;
    }
    return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Withdrawals that waited are paid as the reserve allows, not as they were asked for. */
static bool place_flows(bl_metric_input *in)
{
    const bl_runlog *log = in->log;
    size_t *places = calloc(log->flows_len + 1, sizeof *places);
    if (!places) {
        return false;
    }
    for (size_t i = 0; i < log->shares_len; i++) {
        const bl_share_row *it = &log->shares[i];
        if (it->holder == BL_HOLDER_LP && it->flow >= 0 && (size_t)it->flow < log->flows_len) {
            places[it->flow] = i;
        }
    }
    for (size_t i = 0; i < in->flows_len; i++) {
        in->flows[i].place = places[in->flows[i].seq];
    }
    free(places);
    return true;
}

static bool gather_flows(bl_metric_input *in)
{
    const bl_runlog *log = in->log;
    in->flows = malloc((log->flows_len + 1) * sizeof *in->flows);
    if (!in->flows) {
        return false;
    }
    for (size_t i = 0; i < log->flows_len; i++) {
        const bl_flow_row *row = &log->flows[i];
        if (row->outcome != BL_OUTCOME_SETTLED) {
            continue;
        }
        const double amount = (double)row->amount.v * in->unit;
        const bool enters = log->setup->flows.kind[row->seq] == BL_FLOW_DEPOSIT;
        in->flows[in->flows_len++] =
            (bl_metric_flow){row->settled_ns, row->seq, enters ? amount : -amount, 0};
    }
    if (!place_flows(in)) {
        return false;
    }
    for (size_t i = 1; i < in->flows_len; i++) {
        if (compare_flows(&in->flows[i - 1], &in->flows[i]) > 0) { /* most settle in their order */
            qsort(in->flows, in->flows_len, sizeof *in->flows, compare_flows);
            break;
        }
    }
    return true;
}

typedef struct {
    bl_metric_input in;
    bl_metric_leverage leverage;
    bl_metric_tracking tracking;
    bl_metric_returns returns;
    bl_metric_outcome outcome;
    unsigned sections; /* a bit each */
} pass;

static bool is_asked(const pass *p, bl_metric_section section)
{
    return p->sections >> section & 1;
}

static void step(void *context, const bl_stretch *stretch)
{
    pass *p = context;
    if (is_asked(p, BL_METRIC_SECTION_RETURNS)) {
        bl_metric_returns_step(&p->returns, &p->in, stretch);
    }
    if (is_asked(p, BL_METRIC_SECTION_TRACKING)) {
        bl_metric_tracking_step(&p->tracking, &p->in, stretch);
    }
    if (is_asked(p, BL_METRIC_SECTION_LEVERAGE)) {
        bl_metric_leverage_step(&p->leverage, &p->in, stretch);
    }
}

/* The sections that follow the mark grid. False: no memory. */
static bool walk(pass *p)
{
    const bool leverage = is_asked(p, BL_METRIC_SECTION_LEVERAGE);
    const bool tracking = is_asked(p, BL_METRIC_SECTION_TRACKING);
    const bool returns = is_asked(p, BL_METRIC_SECTION_RETURNS);
    if ((leverage && !bl_metric_leverage_begin(&p->leverage, &p->in)) ||
        (tracking && !bl_metric_tracking_begin(&p->tracking, &p->in)) ||
        (returns && !bl_metric_returns_begin(&p->returns, &p->in))) {
        return false;
    }
    if (bl_metric_sections_need_extremes(p->in.options.only)) {
        bl_runlog_walk_extremes(p->in.log, step, p);
    } else if (leverage || tracking || returns) {
        bl_runlog_walk_stretches(p->in.log, step, p);
    }
    if (returns) {
        p->outcome = bl_metric_returns_outcome(&p->returns, &p->in);
    }
    return true;
}

/* False: no memory. */
static bool put(pass *p, bl_metric_section section, bl_metrics *out)
{
    const bl_metric_input *in = &p->in;
    const bl_metric_outcome *outcome = &p->outcome;
    switch (section) {
    case BL_METRIC_SECTION_LEVERAGE:
        bl_metric_leverage_put(&p->leverage, in, out);
        return true;
    case BL_METRIC_SECTION_LOCK:
        bl_metric_lock_put(in, out);
        return true;
    case BL_METRIC_SECTION_FEES:
        return bl_metric_fees_put(in, outcome, out);
    case BL_METRIC_SECTION_TRACKING:
        return bl_metric_tracking_put(&p->tracking, in, outcome, out);
    case BL_METRIC_SECTION_COST:
        return bl_metric_cost_put(in, outcome, out);
    case BL_METRIC_SECTION_FAILSAFE:
        return bl_metric_failsafe_put(in, out);
    case BL_METRIC_SECTION_SHORTFALL:
        return bl_metric_shortfall_put(in, out);
    case BL_METRIC_SECTION_RISK:
        return bl_metric_risk_put(outcome, out);
    case BL_METRIC_SECTION_LP:
        return bl_metric_lp_put(in, outcome, out);
    case BL_METRIC_SECTION_DEALING:
        return bl_metric_dealing_put(in, out);
    case BL_METRIC_SECTION_RETURNS:
        return bl_metric_returns_put(&p->returns, in, outcome, out);
    case BL_METRIC_SECTION_RELEVEL:
        bl_metric_relevel_put(in, out);
        return true;
    case BL_METRIC_SECTION_LIQUIDITY:
        bl_metric_liquidity_put(in, out);
        return true;
    case BL_METRIC_SECTION_RESPONSE:
        bl_metric_response_put(in, out);
        return true;
    case BL_METRIC_SECTION_DUST:
        bl_metric_dust_put(in, out);
        return true;
    case BL_METRIC_SECTION_ATTRIBUTION:
        bl_metric_attribution_put(in, outcome, &p->tracking, out);
        return true;
    case BL_METRIC_SECTIONS:
        break;
    }
    return false;
}

static void forget_unasked(const bool *only, bl_metrics *out)
{
    for (size_t id = 0; only && id < out->len; id++) {
        if (!only[id]) {
            bl_metric_put_null(out, (bl_metric_id)id, "not_asked");
        }
    }
}

static bool measure(pass *p, bl_metrics *out)
{
    if (!gather_flows(&p->in) || !walk(p)) {
        return false;
    }
    for (int section = 0; section < BL_METRIC_SECTIONS; section++) {
        if (is_asked(p, (bl_metric_section)section) && !put(p, (bl_metric_section)section, out)) {
            return false;
        }
    }
    bl_metric_absent_put(p->in.log->setup, out);
    forget_unasked(p->in.options.only, out);
    return true;
}

bool bl_metrics_need_marks(const bl_metrics_options *options)
{
    const unsigned sections = bl_metric_sections_find(options->only);
    return sections == 1U << BL_METRIC_SECTION_LEVERAGE;
}

bool bl_metrics_compute(const bl_runlog *log, const bl_run_counts *counts,
                        const bl_metrics_options *options, bl_metrics *out, bl_err *err)
{
    const bl_setup *setup = log->setup;
    pass p = {.in = {.log = log, .counts = counts, .options = *options},
              .sections = bl_metric_sections_find(options->only)};
    p.in.unit = 1 / pow(10, setup->vault.decimals);
    p.in.span_ns = (double)(setup->end_ns - setup->start_ns);
    bl_metrics metrics;
    bl_metrics_list(&metrics);
    const bool done = measure(&p, &metrics);
    bl_metric_leverage_fini(&p.leverage);
    bl_metric_tracking_fini(&p.tracking);
    bl_metric_returns_fini(&p.returns);
    free(p.in.flows);
    if (!done) {
        bl_err_set(err, BL_MEMORY, "metrics: out of memory");
        return false;
    }
    *out = metrics;
    return true;
}
