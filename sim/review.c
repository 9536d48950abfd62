/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review.c - a review makes one attempt; if nothing speaks against it, the vault opens and those
 * who waited are served. Reviews of one instant are one review.
 */
#include "review.h"

#include "emit.h"
#include "failsafe.h"
#include "flow.h"
#include "limits.h"
#include "oracle.h"
#include "rebalance.h"

static bool any_stale(const bl_run *run)
{
    for (size_t i = 0; i < run->market.len; i++) {
        if (bl_order_is_stale(&run->market, i, run->now_ns)) {
            return true;
        }
    }
    return false;
}

/* Why the vault stays under review; NONE: it clears. */
static bl_reason verdict(bl_run *run, bl_reason attempt)
{
    if (!bl_engine_has_rule(run, BL_RULE_CLEARANCE)) {
        return BL_REASON_NONE;
    }
    if (attempt != BL_REASON_NONE) {
        return attempt;
    }
    if (!bl_order_is_up(&run->market, &run->setup->venue, run->now_ns)) {
        return BL_REASON_VENUE_DOWN;
    }
    if (any_stale(run)) {
        return BL_REASON_STALE;
    }
    return bl_oracle_is_diverged(run) ? BL_REASON_DIVERGENCE : BL_REASON_NONE;
}

static void clear(bl_run *run, int64_t cause)
{
    bool was_shut = bl_engine_deposits_shut(run);
    run->failsafe.under_review = false;
    run->failsafe.diverged = false;
    run->failsafe.review_ns = INT64_MAX;
    bl_failsafe_tell_gate(run, was_shut, cause, BL_REASON_NONE);
    bl_limits_reset(run);
    bl_flow_settle_after_review(run);
}

static void review(bl_run *run)
{
    int64_t cause = run->reviews_len++;
    run->counts.reviews++;
    run->failsafe.review_ns = INT64_MAX;
    bl_reason reason = verdict(run, bl_rebalance_attempt(run, cause));
    bl_emit_audit(run, BL_EVENT_REVIEW, cause, reason);
    bl_emit_series(run, BL_EVENT_REVIEW);
    if (reason == BL_REASON_NONE) {
        clear(run, cause);
    } else {
        bl_failsafe_schedule(run);
    }
}

void bl_review_phase(bl_run *run)
{
    const bl_failsafe_rule *rule = &run->setup->failsafe;
    bl_failsafe *failsafe = &run->failsafe;
    bool due = failsafe->review_ns == run->now_ns;
    while (failsafe->scripted_next < rule->reviews_len &&
           rule->reviews_ns[failsafe->scripted_next] <= run->now_ns) {
        due |= rule->reviews_ns[failsafe->scripted_next] == run->now_ns;
        failsafe->scripted_next++;
    }
    if (due && failsafe->under_review) {
        review(run);
    }
}

int64_t bl_review_next_ns(const bl_run *run)
{
    const bl_failsafe_rule *rule = &run->setup->failsafe;
    int64_t scripted_ns = run->failsafe.scripted_next < rule->reviews_len
                              ? rule->reviews_ns[run->failsafe.scripted_next]
                              : INT64_MAX;
    return scripted_ns < run->failsafe.review_ns ? scripted_ns : run->failsafe.review_ns;
}
