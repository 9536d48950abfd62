/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * oracle.c - a report carries E and the net flow of its own instant; N adds what flowed since.
 * Late reports keep their place until they arrive; one overtaken by a newer is dropped.
 */
#include "oracle.h"

#include "failsafe.h"
#include "muldiv.h"

enum { DIVERGENCE_BPS = 200 };

size_t bl_oracle_late_max(const bl_oracle_rule *rule)
{
    int64_t delay_max_ns = 0;
    for (size_t i = 0; rule->on && i < rule->faults.len; i++) {
        int64_t delay_ns = rule->faults.value[i];
        if (rule->faults.kind[i] == BL_FAULT_DELAY && delay_ns > delay_max_ns) {
            delay_max_ns = delay_ns;
        }
    }
    return delay_max_ns == 0 ? 0 : (size_t)(delay_max_ns / rule->report_every_ns) + 2;
}

void bl_oracle_open(bl_run *run)
{
    run->oracle.reported = bl_engine_worth(run).equity;
    run->oracle.flow_then = run->state.net_flow;
    run->oracle.reported_ns = run->now_ns;
}

bool bl_oracle_is_diverged(const bl_run *run)
{
    if (!run->setup->oracle.on || !bl_engine_has_rule(run, BL_RULE_DIVERGENCE)) {
        return false;
    }
    bl_i128 equity = bl_engine_worth(run).equity.v;
    bl_i128 gap = bl_engine_nav(run).v - equity;
    return (gap < 0 ? -gap : gap) * 10000 > DIVERGENCE_BPS * equity;
}

/* The first window in file order that holds now; faults.len: none. */
static size_t fault_of(const bl_faults *faults, int64_t now_ns)
{
    size_t i = 0;
    while (i < faults->len && !(faults->begin_ns[i] <= now_ns && now_ns < faults->end_ns[i])) {
        i++;
    }
    return i;
}

/* An outlier is one report, the first that falls in its window; the others are good. */
static bool is_first_in(const bl_run *run, int64_t begin_ns)
{
    const int64_t before_ns = run->now_ns - run->setup->oracle.report_every_ns;
    return before_ns < begin_ns || before_ns <= run->setup->start_ns;
}

static void scale(bl_run *run, bl_late_report *report, int64_t ratio_ppb)
{
    BL_FITS(&run->trap, "scaled NAV",
            bl_muldiv_signed(report->equity.v, ratio_ppb, BL_PPB, BL_FLOOR, &report->equity.v));
}

static void take(bl_run *run, const bl_late_report *report)
{
    if (report->own_ns >= run->oracle.reported_ns) {
        run->oracle.reported = report->equity;
        run->oracle.flow_then = report->flow_then;
        run->oracle.reported_ns = report->own_ns;
    }
    run->instant.report = true;
}

static void send_late(bl_run *run, const bl_late_report *report, int64_t delay_ns)
{
    int64_t arrival_ns;
    if (__builtin_add_overflow(run->now_ns, delay_ns, &arrival_ns) ||
        arrival_ns > run->setup->end_ns) {
        return;
    }
    uint64_t place = run->oracle.sent++ % run->oracle.late_len;
    run->oracle.late[place] = *report;
    bl_queue_handle handle = bl_queue_put(run->queue, arrival_ns, BL_PHASE_ORACLE, place);
    BL_ASSERT(handle.v != 0);
}

void bl_oracle_report(bl_run *run)
{
    const bl_faults *faults = &run->setup->oracle.faults;
    size_t fault = fault_of(faults, run->now_ns);
    bl_late_report report = {bl_engine_worth(run).equity, run->state.net_flow, run->now_ns};
    if (fault == faults->len) {
        take(run, &report);
        return;
    }
    switch ((bl_fault_kind)faults->kind[fault]) {
    case BL_FAULT_FREEZE:
        break;
    case BL_FAULT_SCALE:
        scale(run, &report, faults->value[fault]);
        take(run, &report);
        break;
    case BL_FAULT_OUTLIER:
        if (is_first_in(run, faults->begin_ns[fault])) {
            scale(run, &report, faults->value[fault]);
        }
        take(run, &report);
        break;
    case BL_FAULT_DELAY:
        send_late(run, &report, faults->value[fault]);
        break;
    }
}

void bl_oracle_receive(bl_run *run, uint64_t place)
{
    take(run, &run->oracle.late[place]);
}

void bl_oracle_check(bl_run *run)
{
    if (!run->setup->oracle.on) {
        return;
    }
    if (bl_oracle_is_diverged(run)) {
        run->failsafe.diverged = true;
        if (!run->failsafe.under_review) {
            bl_failsafe_trip(run, BL_NO_CAUSE, BL_REASON_DIVERGENCE);
        }
    }
}
