/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_without.c - rules of the failsafe that are switched off: what no longer happens, and what
 * still does.
 */
#include "../support/suite.h"
#include "../support/world.h"

#define PRICE(x) ((int64_t)(x)*100000000)
#define HOURS(x) ((int64_t)(x)*WORLD_HOUR)

static void run_until(world *w, int64_t hours)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, HOURS(hours), &err) == BL_OK, "%s", err.text);
}

static size_t count(const world *w, bl_event event)
{
    size_t found = 0;
    for (size_t i = 0; i < w->audit_len; i++) {
        found += w->audit[i].event == event ? 1 : 0;
    }
    return found;
}

/* Nothing can be traded; deposits at 1 h and 2 h. */
static world *thin_world(uint32_t without)
{
    world *w = world_new();
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.failsafe.without = without;
    world_slot(w, "capacity", "volume_share");
    for (int64_t hour = 0; hour <= 4; hour++) {
        world_mark(w, 0, HOURS(hour), PRICE(50000), 0);
    }
    world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 50000 * WORLD_UNIT);
    world_flow(w, HOURS(2), 1, BL_FLOW_DEPOSIT, 50000 * WORLD_UNIT);
    run_until(w, 4);
    return w;
}

START_TEST(with_all_rules_a_failure_trips_and_shuts_deposits)
{
    world *w = thin_world(0);
    ck_assert_uint_eq(w->counts.trips, 1);
    ck_assert_uint_eq(count(w, BL_EVENT_GATE), 1);
    ck_assert_uint_eq(count(w, BL_EVENT_ALERT), 1);
    ck_assert_int_eq(w->flows[1].outcome, BL_OUTCOME_REFUSED);
    ck_assert_int_eq(w->flows[1].reason, BL_REASON_GATE_SHUT);
    world_free(w);
}
END_TEST

START_TEST(without_trip_a_failure_is_only_recorded_and_tried_again)
{
    world *w = thin_world(BL_RULE_TRIP);
    ck_assert_uint_eq(w->counts.trips, 0);
    ck_assert_uint_eq(count(w, BL_EVENT_GATE) + count(w, BL_EVENT_ALERT), 0);
    ck_assert_uint_gt(w->counts.attempts_failed, 1);
    ck_assert_int_eq(w->flows[1].outcome, BL_OUTCOME_PENDING);
    world_free(w);
}
END_TEST

/* A tick at 4 h has two hours for what takes four. */
START_TEST(without_trip_a_rebalance_that_misses_its_deadline_only_fails)
{
    world *w = world_new();
    world_mode(w, "4h");
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.failsafe.without = BL_RULE_TRIP;
    w->setup.rebalance.atomicity = BL_ATOMIC_KEEP;
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(2) + 1;
    world_slot(w, "capacity", "volume_share");
    w->setup.venue.capacity_params[0] = BL_PPB / 10;
    for (int64_t hour = 0; hour <= 7; hour++) {
        world_bar(w, 0, HOURS(hour), 5000000, 5);
    }
    world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 100000 * WORLD_UNIT);
    run_until(w, 7);
    ck_assert_uint_eq(w->counts.failures[BL_REASON_PARTIAL], 1);
    ck_assert_uint_eq(w->counts.trips + count(w, BL_EVENT_ALERT), 0);
    world_free(w);
}
END_TEST

START_TEST(without_deposits_a_trip_alerts_and_is_reviewed_but_shuts_nothing)
{
    world *w = thin_world(BL_RULE_DEPOSITS);
    ck_assert_uint_eq(w->counts.trips, 1);
    ck_assert_uint_eq(count(w, BL_EVENT_GATE), 0);
    ck_assert_uint_eq(count(w, BL_EVENT_ALERT), 1);
    ck_assert_int_ne(w->flows[1].reason, BL_REASON_GATE_SHUT);
    world_free(w);
}
END_TEST

/* A short of twice the capital at 74 900: 4 000 are left, and a deposit comes an hour later. */
static bl_flow_row after_liquidation(uint32_t without, size_t *alerts)
{
    world *w = world_new();
    w->setup.instruments[0].target_ppb = -2 * BL_PPB;
    w->setup.venue.liq_fee_ppb = 0;
    w->setup.failsafe.without = without;
    world_mark(w, 0, 0, PRICE(50000), 0);
    world_mark(w, 0, HOURS(1), PRICE(74900), 0);
    world_flow(w, HOURS(2), 1, BL_FLOW_DEPOSIT, 1000 * WORLD_UNIT);
    run_until(w, 2);
    ck_assert_uint_eq(w->counts.liquidations, 1);
    bl_flow_row row = w->flows[0];
    *alerts = count(w, BL_EVENT_ALERT);
    world_free(w);
    return row;
}

START_TEST(without_liquidation_deposits_stay_open_and_the_alert_stays)
{
    size_t alerts;
    ck_assert_int_eq(after_liquidation(0, &alerts).reason, BL_REASON_GATE_SHUT);
    ck_assert_uint_eq(alerts, 1);
    ck_assert_int_eq(after_liquidation(BL_RULE_LIQUIDATION, &alerts).outcome, BL_OUTCOME_SETTLED);
    ck_assert_uint_eq(alerts, 1);
}
END_TEST

/* A fall of a tenth at 2x breaks all three limits of a long vault. */
static bl_reason first_limit(uint32_t without)
{
    world *w = world_new();
    world_mode(w, "never");
    w->setup.instruments[0].target_ppb = 2 * BL_PPB;
    w->setup.failsafe.without = without;
    w->setup.limits = (bl_limits_rule){true, BL_PPB / 10, BL_PPB / 10, 21 * (BL_PPB / 10)};
    world_mark(w, 0, 0, PRICE(50000), 0);
    world_mark(w, 0, HOURS(1), PRICE(45000), 0);
    run_until(w, 1);
    bl_reason reason = BL_REASON_NONE;
    for (size_t i = 0; i < w->audit_len; i++) {
        reason = w->audit[i].event == BL_EVENT_ALERT ? w->audit[i].reason : reason;
    }
    world_free(w);
    return reason;
}

START_TEST(each_limit_is_a_rule_of_its_own)
{
    ck_assert_int_eq(first_limit(0), BL_REASON_DRAWDOWN);
    ck_assert_int_eq(first_limit(BL_RULE_DRAWDOWN), BL_REASON_DAILY_LOSS);
    ck_assert_int_eq(first_limit(BL_RULE_DRAWDOWN | BL_RULE_DAILY_LOSS), BL_REASON_MAX_LEVERAGE);
    ck_assert_int_eq(first_limit(BL_RULE_DRAWDOWN | BL_RULE_DAILY_LOSS | BL_RULE_MAX_LEVERAGE),
                     BL_REASON_NONE);
}
END_TEST

int main(void)
{
    return suite_run(
        "without",
        (const TTest *const[]){with_all_rules_a_failure_trips_and_shuts_deposits,
                               without_trip_a_failure_is_only_recorded_and_tried_again,
                               without_trip_a_rebalance_that_misses_its_deadline_only_fails,
                               without_deposits_a_trip_alerts_and_is_reviewed_but_shuts_nothing,
                               without_liquidation_deposits_stay_open_and_the_alert_stays,
                               each_limit_is_a_rule_of_its_own, NULL});
}
