/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * probe.c - the base run says when gains are reported; then one run for each scheme, report and
 * hold. The deposit is the first request of the report's instant, which is before its cranks; the
 * withdrawal comes a nanosecond after the hold: held for no time, both fall into one second of the
 * chain and on either side of the crank.
 *
 * Simplification: LPs are valued at the share price of the end; what is still locked then is
 * nobody's, in the base run and in the attack alike.
 */
#include "probe.h"

#include "runlog.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the two requests are put into: copies of the columns with room for them. */
typedef struct {
    int64_t *time_ns;
    uint32_t *lp;
    uint8_t *kind;
    uint64_t *amount;
} columns;

typedef struct {
    const bl_probe_input *in;
    bl_setup *setup; /* the attacked one: a copy of the base with other flows and scheme */
    columns flows;
    bl_i128 wealth; /* of all LPs without an attack, under the scheme at hand */
} attack;

/* ---- one run, of which only the LPs matter */

typedef struct {
    uint32_t attacker;
    bool seen;
    bl_i128 paid_in, paid_out, left; /* the attacker's */
    bl_i128 wealth;                  /* of the others: value and paid out less paid in */
} purse;

static bool skip_series(void *context, const bl_series_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool skip_fill(void *context, const bl_fill_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool skip_audit(void *context, const bl_audit_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool skip_flow(void *context, const bl_flow_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool take_lp(void *context, const bl_lp_row *row)
{
    purse *p = context;
    if (row->holder != BL_HOLDER_LP) {
        return true;
    }
    if (row->lp == p->attacker) {
        p->seen = true;
        p->paid_in = (bl_i128)row->paid_in.v;
        p->paid_out = (bl_i128)row->paid_out.v;
        p->left = row->value.v;
    } else {
        p->wealth += (bl_i128)row->value.v + row->paid_out.v - row->paid_in.v;
    }
    return true;
}

static bl_status play(const bl_probe_input *in, const bl_setup *setup, purse *out, bl_err *err)
{
    *out = (purse){.attacker = (uint32_t)in->setup->flows.lps_len};
    const bl_sink sink = {.context = out,
                          .series = skip_series,
                          .fill = skip_fill,
                          .audit = skip_audit,
                          .flow = skip_flow,
                          .lp = take_lp};
    return in->play(in->context, setup, &sink, err);
}

/* ---- the base run */

static void add_report(bl_probe_report *reports, size_t *len, const bl_series_row *before,
                       const bl_series_row *row)
{
    const uint64_t gain = row->total.v - before->total.v;
    if (*len > 0 && reports[*len - 1].time_ns == row->time_ns) {
        reports[*len - 1].gain += gain;
    } else {
        reports[(*len)++] = (bl_probe_report){row->time_ns, gain, before->total.v};
    }
}

/* Every instant with a gain that has room for the longest hold. */
static size_t list_reports(const bl_probe_input *in, const bl_runlog *log, bl_probe_report *reports)
{
    const int64_t last_ns = in->setup->end_ns - in->holds_ns[in->holds_len - 1] - 1;
    size_t len = 0;
    for (size_t i = 1; i < log->series_len; i++) {
        const bl_series_row *row = &log->series[i];
        const bool gains = row->event == BL_EVENT_CRANK && row->total.v > row[-1].total.v;
        if (gains && row->time_ns > in->setup->start_ns && row->time_ns <= last_ns) {
            add_report(reports, &len, row - 1, row);
        }
    }
    return len;
}

/* Marks the largest not yet taken by moving it behind the end; the earlier one of equals. */
static void pick_largest(bl_probe_report *reports, size_t *len, bl_probe *out)
{
    size_t best = 0;
    for (size_t i = 1; i < *len; i++) {
        best = reports[i].gain > reports[best].gain ? i : best;
    }
    size_t at = out->reports_len++;
    for (; at > 0 && out->reports[at - 1].time_ns > reports[best].time_ns; at--) {
        out->reports[at] = out->reports[at - 1];
    }
    out->reports[at] = reports[best];
    memmove(&reports[best], &reports[best + 1], (*len - best - 1) * sizeof *reports);
    (*len)--;
}

/* How many rows are told by a time, that included. */
static size_t count_rows(const bl_runlog *log, int64_t time_ns)
{
    size_t low = 0;
    size_t high = log->series_len;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (log->series[middle].time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Live equity a share; 0 without shares. */
static double worth_of(const bl_series_row *row)
{
    return row->supply.v > 0 ? (double)row->equity.v / (double)row->supply.v : 0;
}

static double worth_at(const bl_runlog *log, int64_t time_ns)
{
    const size_t next = count_rows(log, time_ns);
    if (next == 0) {
        return 0;
    }
    const bl_series_row *row = &log->series[next - 1];
    if (next == log->series_len || worth_of(row + 1) <= 0) {
        return worth_of(row);
    }
    const double part = (double)(time_ns - row->time_ns) / (double)(row[1].time_ns - row->time_ns);
    return worth_of(row) + part * (worth_of(row + 1) - worth_of(row));
}

static void find_fair(const bl_probe_input *in, const bl_runlog *log, bl_probe *out)
{
    for (size_t h = 0; h < in->holds_len; h++) {
        double sum = 0;
        for (size_t k = 0; k < out->reports_len; k++) {
            const double then = worth_at(log, out->reports[k].time_ns);
            const double later = worth_at(log, out->reports[k].time_ns + in->holds_ns[h]);
            sum += then > 0 ? 1e4 * (later / then - 1) : 0;
        }
        out->fair_bps[h] = out->reports_len > 0 ? sum / (double)out->reports_len : 0;
    }
}

static bl_status study_base(const bl_probe_input *in, bl_probe *out, bl_err *err)
{
    bl_runlog log;
    bl_runlog_init(&log, in->setup, NULL);
    const bl_sink sink = bl_runlog_sink(&log);
    bl_status status = in->play(in->context, in->setup, &sink, err);
    bl_probe_report *reports = calloc(log.series_len + 1, sizeof *reports);
    if (status == BL_OK && reports == NULL) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the probe");
    }
    if (status == BL_OK) {
        size_t len = list_reports(in, &log, reports);
        out->reports_seen = len;
        while (len > 0 && out->reports_len < in->reports_max) {
            pick_largest(reports, &len, out);
        }
        find_fair(in, &log, out);
    }
    if (status == BL_OK && out->reports_len == 0) {
        status = bl_err_set(err, BL_INPUT,
                            "no gain is reported early enough for the longest "
                            "hold; a shorter --hold or a later end may help");
    }
    free(reports);
    bl_runlog_fini(&log);
    return status;
}

/* ---- attacks */

/* Puts a request before those of its own time; len rows stand. */
static void insert(const columns *c, size_t len, int64_t time_ns, uint32_t lp, bl_flow_kind kind,
                   uint64_t amount)
{
    size_t at = len;
    for (; at > 0 && c->time_ns[at - 1] >= time_ns; at--) {
        c->time_ns[at] = c->time_ns[at - 1];
        c->lp[at] = c->lp[at - 1];
        c->kind[at] = c->kind[at - 1];
        c->amount[at] = c->amount[at - 1];
    }
    c->time_ns[at] = time_ns;
    c->lp[at] = lp;
    c->kind[at] = (uint8_t)kind;
    c->amount[at] = amount;
}

static void write_flows(attack *a, const bl_probe_report *report, uint64_t amount, int64_t hold_ns)
{
    const bl_flows *base = &a->in->setup->flows;
    const columns *c = &a->flows;
    const uint32_t lp = (uint32_t)base->lps_len;
    if (base->len > 0) {
        memcpy(c->time_ns, base->time_ns, base->len * sizeof *c->time_ns);
        memcpy(c->lp, base->lp, base->len * sizeof *c->lp);
        memcpy(c->kind, base->kind, base->len * sizeof *c->kind);
        memcpy(c->amount, base->amount, base->len * sizeof *c->amount);
    }
    insert(c, base->len, report->time_ns, lp, BL_FLOW_DEPOSIT, amount);
    insert(c, base->len + 1, report->time_ns + hold_ns + 1, lp, BL_FLOW_WITHDRAW_ALL, 0);
    a->setup->flows =
        (bl_flows){base->len + 2, c->time_ns, c->lp, c->kind, c->amount, base->lps_len + 1};
}

static bl_status try_once(attack *a, const bl_probe_report *report, int64_t hold_ns,
                          bl_probe_cell *cell, bl_err *err)
{
    const bl_u128 part = (bl_u128)report->total * (bl_u128)a->in->amount_ppb / (bl_u128)BL_PPB;
    purse p;
    write_flows(a, report, (uint64_t)part, hold_ns);
    const bl_status status = play(a->in, a->setup, &p, err);
    cell->refused += !p.seen;
    cell->waiting += p.left > 0;
    cell->paid_in += (int64_t)p.paid_in;
    cell->profit += (int64_t)(p.paid_out + p.left - p.paid_in);
    cell->lps_loss += (int64_t)(a->wealth - p.wealth);
    return status;
}

static void set_scheme(attack *a, const bl_probe_scheme *scheme)
{
    *a->setup = *a->in->setup;
    if (scheme->unlock_s > 0) { /* rounded down: unlocked by then or a little later */
        a->setup->pool.degradation = scheme->model->whole / scheme->unlock_s;
    } else if (a->setup->pool.unlock != scheme->model) {
        a->setup->pool.degradation = scheme->model->degradation;
    }
    a->setup->pool.unlock = scheme->model;
}

static bl_status attack_scheme(attack *a, size_t scheme, bl_probe *out, bl_err *err)
{
    purse base;
    set_scheme(a, &a->in->schemes[scheme]);
    bl_status status = play(a->in, a->setup, &base, err);
    a->wealth = base.wealth;
    for (size_t h = 0; h < a->in->holds_len && status == BL_OK; h++) {
        for (size_t k = 0; k < out->reports_len && status == BL_OK; k++) {
            status = try_once(a, &out->reports[k], a->in->holds_ns[h], &out->cells[scheme][h], err);
        }
    }
    return status;
}

static bool take_memory(attack *a)
{
    const size_t len = a->in->setup->flows.len + 2;
    a->setup = malloc(sizeof *a->setup);
    a->flows =
        (columns){malloc(len * sizeof *a->flows.time_ns), malloc(len * sizeof *a->flows.lp),
                  malloc(len * sizeof *a->flows.kind), malloc(len * sizeof *a->flows.amount)};
    return a->setup && a->flows.time_ns && a->flows.lp && a->flows.kind && a->flows.amount;
}

static void give_back(attack *a)
{
    free(a->setup);
    free(a->flows.time_ns);
    free(a->flows.lp);
    free(a->flows.kind);
    free(a->flows.amount);
}

bl_status bl_probe_run(const bl_probe_input *in, bl_probe *out, bl_err *err)
{
    attack a = {.in = in};
    *out = (bl_probe){.reports_len = 0};
    bl_status status = study_base(in, out, err);
    if (status == BL_OK && !take_memory(&a)) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the probe");
    }
    for (size_t s = 0; s < in->schemes_len && status == BL_OK; s++) {
        status = attack_scheme(&a, s, out, err);
    }
    give_back(&a);
    return status;
}

/* ---- unlock times */

bool bl_probe_takes_unlock(const bl_unlock_model *model, int64_t unlock_s)
{
    return model->whole > 0 && unlock_s > 0 && model->whole / unlock_s > 0;
}

bool bl_probe_is_timed(const bl_probe_input *in)
{
    size_t s = 0;
    while (s < in->schemes_len && in->schemes[s].unlock_s == 0) {
        s++;
    }
    return s < in->schemes_len;
}

void bl_probe_name_unlock(const bl_probe_scheme *scheme, char out[BL_PROBE_NAME])
{
    static const struct {
        int64_t s;
        char letter;
    } units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    size_t i = 0;
    while (scheme->unlock_s % units[i].s != 0) {
        i++;
    }
    out[0] = '\0';
    if (scheme->unlock_s > 0) {
        snprintf(out, BL_PROBE_NAME, "%" PRId64 "%c", scheme->unlock_s / units[i].s,
                 units[i].letter);
    }
}

void bl_probe_name_scheme(const bl_probe_scheme *scheme, char out[BL_PROBE_NAME])
{
    char unlock[BL_PROBE_NAME];
    bl_probe_name_unlock(scheme, unlock);
    snprintf(out, BL_PROBE_NAME, "%s%s%s", scheme->model->info.name, unlock[0] ? " " : "", unlock);
}

/* ---- answers */

double bl_probe_profit_bps(const bl_probe *probe, size_t scheme, size_t hold)
{
    const bl_probe_cell *cell = &probe->cells[scheme][hold];
    return cell->paid_in > 0 ? 1e4 * (double)cell->profit / (double)cell->paid_in : (double)NAN;
}

int bl_probe_break_even(const bl_probe_input *in, const bl_probe *probe, size_t scheme)
{
    for (size_t h = 0; h < in->holds_len; h++) {
        if (bl_probe_profit_bps(probe, scheme, h) >= probe->fair_bps[h]) {
            return (int)h;
        }
    }
    return -1;
}
