/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * failsafe.c - one trip is under way at a time; its review is the next scripted one, or one by
 * delay.
 */
#include "failsafe.h"

#include "calendar.h"
#include "emit.h"

void bl_failsafe_schedule(bl_run *run)
{
    run->failsafe.review_ns =
        bl_calendar_later(run->now_ns, run->setup->failsafe.review_delay_ns);
}

/* A scripted time lies ahead when its REVIEW phase has not been yet. */
static bool script_lies_ahead(const bl_run *run)
{
    const bl_failsafe_rule *rule = &run->setup->failsafe;
    if (rule->reviews_len == 0) {
        return false;
    }
    int64_t last_ns = rule->reviews_ns[rule->reviews_len - 1];
    return last_ns > run->now_ns || (last_ns == run->now_ns && run->phase < BL_PHASE_REVIEW);
}

void bl_failsafe_tell_gate(bl_run *run, bool was_shut, int64_t cause, bl_reason reason)
{
    if (bl_engine_deposits_shut(run) != was_shut) {
        bl_emit_audit(run, BL_EVENT_GATE, cause, reason);
        bl_emit_series(run, BL_EVENT_GATE);
    }
}

void bl_failsafe_alert(bl_run *run, bool was_shut, int64_t cause, bl_reason reason)
{
    if (!was_shut) {
        bl_failsafe_tell_gate(run, was_shut, cause, reason);
        bl_emit_audit(run, BL_EVENT_ALERT, cause, reason);
    }
}

void bl_failsafe_trip(bl_run *run, int64_t cause, bl_reason reason)
{
    BL_ASSERT(!run->failsafe.under_review);
    bool was_shut = bl_engine_deposits_shut(run);
    run->failsafe.under_review = true;
    run->failsafe.review_ns = INT64_MAX;
    if (!script_lies_ahead(run)) {
        bl_failsafe_schedule(run);
    }
    run->counts.trips++;
    bl_failsafe_alert(run, was_shut, cause, reason);
}

void bl_failsafe_take_failure(bl_run *run, int64_t cause, bl_reason reason)
{
    if (!run->failsafe.under_review && bl_engine_has_rule(run, BL_RULE_TRIP)) {
        bl_failsafe_trip(run, cause, reason);
    }
}
