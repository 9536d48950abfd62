/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_orders_in_time.c - rebalances that take time: a vault of 20 coins at 1x that has to buy two
 * more, in hours of 5 coins of which it may take a tenth.
 */
#include "../support/suite.h"
#include "../support/world.h"

enum { COIN = 100000000, HALF = COIN / 2 };
#define HOURS(x) ((int64_t)(x)*WORLD_HOUR)

/* 100 000 more at hour 1, bought from the tick of hour 4 on. */
static world *short_world(const char *mode, int64_t hours)
{
    world *w = world_new();
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.instruments[0].gap = BL_GAP_NO_TRADE;
    world_mode(w, mode);
    for (int64_t hour = 0; hour <= hours; hour++) {
        world_bar(w, 0, HOURS(hour), 5000000, 5);
    }
    world_slot(w, "capacity", "volume_share");
    w->setup.venue.capacity_params[0] = BL_PPB / 10;
    w->setup.venue.taker_ppb = 1000000;
    w->setup.venue.maker_ppb = 200000;
    world_flow(w, HOURS(1), 1, BL_FLOW_DEPOSIT, 100000 * WORLD_UNIT);
    w->setup.rebalance.atomicity = BL_ATOMIC_KEEP;
    return w;
}

static void run_until(world *w, int64_t hours)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, HOURS(hours), &err) == BL_OK, "%s", err.text);
}

/* Fill k after the opening one. */
static void check_fill(const world *w, size_t k, int64_t time_ns, int64_t quantity, uint64_t fee)
{
    ck_assert_uint_gt(w->fills_len, k + 1);
    const bl_fill_row *fill = &w->fills[k + 1];
    ck_assert_int_eq(fill->time_ns, time_ns);
    ck_assert_int_eq(fill->quantity.v, quantity);
    ck_assert_uint_eq(fill->fee.v, fee);
}

static void check_fills_len(const world *w, size_t len)
{
    ck_assert_uint_eq(w->fills_len, len + 1);
}

static const bl_audit_row *find_record(const world *w, bl_event event)
{
    for (size_t k = 0; k < w->audit_len; k++) {
        if (w->audit[k].event == event) {
            return &w->audit[k];
        }
    }
    return NULL;
}

static void check_record(const world *w, bl_event event, int64_t time_ns, bl_reason reason)
{
    const bl_audit_row *row = find_record(w, event);
    ck_assert_ptr_nonnull(row);
    ck_assert_int_eq(row->time_ns, time_ns);
    ck_assert_int_eq(row->reason, reason);
}

/* -- resting ---------------------------------------------------------------------------------- */

START_TEST(what_falls_short_rests_at_the_makers_fee_until_every_leg_is_whole)
{
    world *w = short_world("24h", 30);
    world_mode(w, "4h");
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(4) - 1;
    run_until(w, 7);
    check_fills_len(w, 4);
    check_fill(w, 0, HOURS(4), HALF, 25000000); /* 25 000 at 0.1 % */
    for (int64_t k = 1; k < 4; k++) {
        check_fill(w, (size_t)k, HOURS(4 + k), HALF, 5000000); /* and at 0.02 % */
    }
    check_record(w, BL_EVENT_REBALANCE, HOURS(7), BL_REASON_NONE);
    ck_assert_int_eq(find_record(w, BL_EVENT_REBALANCE)->cause, 0);
    ck_assert_int_eq(find_record(w, BL_EVENT_REBALANCE)->cost.v, 40000000);
    ck_assert_uint_eq(w->counts.attempts, 1);
    ck_assert_uint_eq(w->counts.trips, 0);
    world_free(w);
}
END_TEST

START_TEST(a_rebalance_that_is_not_whole_by_its_deadline_trips_and_keeps_its_fills)
{
    world *w = short_world("4h", 30);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(2) + 1;
    run_until(w, 7);
    check_fills_len(w, 3);
    check_record(w, BL_EVENT_FAILED, HOURS(6) + 1, BL_REASON_PARTIAL);
    check_record(w, BL_EVENT_ALERT, HOURS(6) + 1, BL_REASON_PARTIAL);
    ck_assert_uint_eq(w->counts.failures[BL_REASON_PARTIAL], 1);
    world_free(w);
}
END_TEST

/* The second instrument has no volume at all; what the first has bought goes back. */
START_TEST(unwind_reverses_at_the_deadline_what_the_venue_takes_back)
{
    world *w = short_world("4h", 30);
    w->setup.instruments_len = 2;
    w->setup.instruments[0].target_ppb = w->setup.instruments[1].target_ppb = BL_PPB / 2;
    w->setup.instruments[1].gap = BL_GAP_HOLD;
    world_bar(w, 1, 0, 5000000, 0);
    w->setup.venue.capacity_params[0] = BL_PPB / 5;
    w->setup.rebalance.atomicity = BL_ATOMIC_UNWIND;
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(2);
    run_until(w, 6);
    ck_assert_uint_eq(w->fills_len, 4); /* two opened */
    ck_assert_int_eq(w->fills[2].quantity.v, COIN);
    ck_assert_int_eq(w->fills[3].quantity.v, -COIN);
    ck_assert_int_eq(w->fills[3].reason, BL_FILL_UNWIND);
    check_record(w, BL_EVENT_FAILED, HOURS(6), BL_REASON_NO_LIQUIDITY);
    ck_assert_uint_eq(w->counts.attempts_unwound, 1);
    world_free(w);
}
END_TEST

START_TEST(next_bar_is_one_more_try)
{
    world *w = short_world("4h", 30);
    w->setup.rebalance.carry = BL_CARRY_NEXT_BAR;
    run_until(w, 7);
    check_fills_len(w, 2);
    check_record(w, BL_EVENT_FAILED, HOURS(5), BL_REASON_PARTIAL);
    world_free(w);
}
END_TEST

START_TEST(one_budget_a_bar_is_shared_by_all_that_trades_in_it)
{
    world *w = short_world("4h", 30);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.slices = 4; /* two of them in each bar */
    w->setup.rebalance.window_ns = HOURS(2);
    run_until(w, 7);
    check_fills_len(w, 4);
    for (int64_t k = 0; k < 4; k++) {
        ck_assert_int_eq(w->fills[k + 1].time_ns, HOURS(4 + k));
        ck_assert_int_eq(w->fills[k + 1].quantity.v, HALF);
    }
    world_free(w);
}
END_TEST

START_TEST(nothing_fills_on_stale_data_or_while_the_venue_is_down)
{
    static const int64_t begin = HOURS(5);
    static const int64_t end = HOURS(6) + 1;
    world *w = short_world("4h", 12);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    world_slot(w, "availability", "windows");
    w->setup.venue.windows = (bl_windows){1, &begin, &end};
    run_until(w, 7);
    check_fills_len(w, 2); /* hours 4 and 7 */
    ck_assert_int_eq(w->fills[2].time_ns, HOURS(7));
    world_free(w);
}
END_TEST

/* -- slices ----------------------------------------------------------------------------------- */

START_TEST(slices_go_out_evenly_over_the_window_in_whole_steps_as_takers)
{
    world *w = short_world("4h", 30);
    w->setup.instruments[0].step = 30000000; /* 0.3 coins: 19.8 held, 21.6 wanted, 6 steps */
    w->setup.rebalance.slices = 4;
    w->setup.rebalance.window_ns = HOURS(4);
    w->setup.venue.capacity_params[0] = BL_PPB;
    run_until(w, 7);
    static const int64_t steps[] = {1, 2, 1, 2}; /* trunc(6k/4) less what went before */
    check_fills_len(w, 4);
    for (int64_t k = 0; k < 4; k++) {
        ck_assert_int_eq(w->fills[k + 1].time_ns, HOURS(4 + k));
        ck_assert_int_eq(w->fills[k + 1].quantity.v, steps[k] * 30000000);
    }
    check_record(w, BL_EVENT_REBALANCE, HOURS(7), BL_REASON_NONE);
    world_free(w);
}
END_TEST

START_TEST(a_slice_that_falls_short_fails_the_whole_where_nothing_rests)
{
    world *w = short_world("4h", 30);
    w->setup.rebalance.atomicity = BL_ATOMIC_UNWIND;
    w->setup.rebalance.slices = 2;
    w->setup.rebalance.window_ns = HOURS(2);
    run_until(w, 4);
    check_record(w, BL_EVENT_FAILED, HOURS(4), BL_REASON_PARTIAL);
    check_fills_len(w, 1); /* all of the bar's budget went into it: none to reverse with */
    ck_assert_uint_eq(w->counts.attempts_unwound, 1);
    world_free(w);
}
END_TEST

START_TEST(slices_below_the_minimum_wait_for_the_next_and_a_last_remainder_is_dust)
{
    world *w = short_world("4h", 30);
    w->setup.instruments[0].min_qty = 110000000; /* 1.1 of the 2 coins */
    w->setup.rebalance.slices = 4;
    w->setup.rebalance.window_ns = HOURS(4);
    w->setup.venue.capacity_params[0] = BL_PPB;
    run_until(w, 7);
    check_fills_len(w, 1);
    check_fill(w, 0, HOURS(6), 3 * (int64_t)HALF, 75000000);
    check_record(w, BL_EVENT_REBALANCE, HOURS(7), BL_REASON_NONE);
    ck_assert_uint_eq(w->counts.dust_legs, 1);
    world_free(w);
}
END_TEST

/* -- on the way ------------------------------------------------------------------------------- */

static bool half_past(const int64_t *params, const bl_latency_view *view, int64_t *out_ns)
{
    (void)params;
    *out_ns = view->slow ? HOURS(3) / 2 + HOURS(1) : HOURS(3) / 2;
    return true;
}

static const bl_latency_model ninety_minutes = {.info = {.name = "90m"}, .delay = half_past};

START_TEST(an_order_meets_the_venue_when_it_arrives_not_when_it_was_decided)
{
    static const int64_t begin = HOURS(4);
    static const int64_t end = HOURS(5);
    world *w = short_world("4h", 30);
    w->setup.venue.latency = &ninety_minutes;
    w->setup.rebalance.atomicity = BL_ATOMIC_ALL_OR_NONE;
    w->setup.venue.capacity_params[0] = BL_PPB;
    w->close[0][5] = INT64_C(5100000000000);
    run_until(w, 7);
    check_fills_len(w, 1);
    ck_assert_int_eq(w->fills[1].time_ns, HOURS(11) / 2);
    ck_assert_int_eq(w->fills[1].quantity.v, 2 * (int64_t)COIN);
    ck_assert_int_eq(w->fills[1].price.v, INT64_C(5100000000000));
    w->setup.venue.slow = (bl_windows){1, &begin, &end};
    run_until(w, 7);
    ck_assert_int_eq(w->fills[1].time_ns, HOURS(13) / 2);
    world_free(w);
}
END_TEST

START_TEST(an_order_still_on_its_way_at_the_deadline_is_timed_out)
{
    world *w = short_world("4h", 30);
    w->setup.venue.latency = &ninety_minutes;
    w->setup.rebalance.deadline_ns = HOURS(1);
    run_until(w, 7);
    check_fills_len(w, 0);
    check_record(w, BL_EVENT_FAILED, HOURS(5), BL_REASON_TIMEOUT);
    check_record(w, BL_EVENT_ALERT, HOURS(5), BL_REASON_TIMEOUT);
    world_free(w);
}
END_TEST

START_TEST(what_has_become_dust_on_its_way_was_an_idle_attempt)
{
    world *w = short_world("4h", 30);
    w->setup.venue.latency = &ninety_minutes;
    w->setup.instruments[0].min_notional = 100000 * WORLD_UNIT; /* two coins, to the unit */
    w->close[0][5] = INT64_C(4900000000000);
    run_until(w, 7);
    check_fills_len(w, 0);
    check_record(w, BL_EVENT_IDLE, HOURS(11) / 2, BL_REASON_NONE);
    ck_assert_ptr_null(find_record(w, BL_EVENT_REBALANCE));
    ck_assert_uint_eq(w->counts.dust_legs, 1);
    world_free(w);
}
END_TEST

/* -- what takes its place --------------------------------------------------------------------- */

START_TEST(the_next_tick_calls_off_what_the_last_one_left_and_nothing_trips)
{
    world *w = short_world("4h", 30);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.venue.capacity_params[0] = BL_PPB / 50; /* 0.1 coins an hour */
    run_until(w, 9);
    check_record(w, BL_EVENT_CALLED_OFF, HOURS(8), BL_REASON_NONE);
    ck_assert_int_eq(find_record(w, BL_EVENT_CALLED_OFF)->cause, 0);
    ck_assert_uint_eq(w->counts.attempts_failed, 0);
    ck_assert_uint_eq(w->counts.attempts_open, 1);
    ck_assert_uint_eq(w->counts.trips, 0);
    check_fills_len(w, 6);
    ck_assert_int_eq(w->fills[5].time_ns, HOURS(8)); /* before the tick */
    ck_assert_int_eq(w->fills[5].cause, 0);
    ck_assert_int_eq(w->fills[6].time_ns, HOURS(9));
    ck_assert_int_eq(w->fills[6].cause, 1);
    world_free(w);
}
END_TEST

START_TEST(with_immediate_the_flow_stands_and_its_rescale_follows)
{
    world *w = short_world("immediate", 30);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    world_flow(w, HOURS(2), 1, BL_FLOW_WITHDRAW_ALL, 0);
    run_until(w, 9);
    ck_assert_int_eq(w->flows[0].settled_ns, HOURS(1));
    ck_assert_int_eq(w->flows[1].settled_ns, HOURS(2));
    check_fill(w, 0, HOURS(1), HALF, 25000000);
    check_record(w, BL_EVENT_CALLED_OFF, HOURS(2), BL_REASON_NONE);
    check_record(w, BL_EVENT_REBALANCE, HOURS(4), BL_REASON_NONE);
    static const int64_t fills[] = {HALF, HALF, -HALF, -HALF}; /* hours 1, 2; 3, 4 */
    check_fills_len(w, 4);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_int_eq(w->fills[k + 1].quantity.v, fills[k]);
    }
    world_free(w);
}
END_TEST

START_TEST(a_trip_calls_off_what_is_under_way)
{
    world *w = short_world("4h", 30);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.limits = (bl_limits_rule){true, -1, 1000000, -1};
    w->close[0][5] = INT64_C(4900000000000);
    run_until(w, 6);
    check_record(w, BL_EVENT_FAILED, HOURS(5), BL_REASON_NO_LIQUIDITY); /* the limit's own */
    ck_assert_uint_eq(w->counts.attempts_called_off, 1);
    world_free(w);
}
END_TEST

/* A trip without an attempt of its own: at 5:00 the report is a tenth off. */
START_TEST(a_divergence_calls_off_what_is_under_way)
{
    static const int64_t begin_ns[] = {HOURS(5)};
    static const int64_t end_ns[] = {HOURS(6)};
    static const int64_t value[] = {BL_PPB / 10 * 9};
    static const uint8_t kind[] = {BL_FAULT_SCALE};
    world *w = short_world("4h", 30);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(9);
    w->setup.oracle.on = true;
    w->setup.oracle.report_every_ns = HOURS(1);
    w->setup.oracle.faults = (bl_faults){1, begin_ns, end_ns, kind, value};
    run_until(w, 7);
    check_record(w, BL_EVENT_CALLED_OFF, HOURS(5), BL_REASON_NONE);
    ck_assert_uint_eq(w->counts.trips, 1);
    check_fills_len(w, 2);
    world_free(w);
}
END_TEST

START_TEST(a_liquidation_calls_off_what_is_under_way)
{
    world *w = short_world("4h", 30);
    w->setup.instruments[0].target_ppb = 5 * BL_PPB;
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(9);
    w->close[0][5] = INT64_C(3800000000000);
    run_until(w, 7);
    ck_assert_uint_eq(w->counts.liquidations, 1);
    check_record(w, BL_EVENT_CALLED_OFF, HOURS(5), BL_REASON_NONE);
    check_fills_len(w, 3); /* at 4:00, at 5:00, and all back at the mark */
    ck_assert_int_eq(w->fills[3].reason, BL_FILL_LIQUIDATED);
    world_free(w);
}
END_TEST

/* From 1:00 on leverage is a tenth below, until 3:00 more than the hundredth that is allowed. */
START_TEST(a_band_does_not_look_while_its_rebalance_is_under_way)
{
    world *w = short_world("never", 30);
    world_band(w, BL_PPB / 100, false);
    w->setup.rebalance.carry = BL_CARRY_DEADLINE;
    w->setup.rebalance.deadline_ns = HOURS(9);
    run_until(w, 7);
    ck_assert_uint_eq(w->counts.attempts_called_off, 0);
    check_fills_len(w, 4);
    check_record(w, BL_EVENT_REBALANCE, HOURS(4), BL_REASON_NONE);
    world_free(w);
}
END_TEST

int main(void)
{
    return suite_run(
        "orders in time",
        (const TTest *const[]){
            what_falls_short_rests_at_the_makers_fee_until_every_leg_is_whole,
            a_rebalance_that_is_not_whole_by_its_deadline_trips_and_keeps_its_fills,
            unwind_reverses_at_the_deadline_what_the_venue_takes_back,
            next_bar_is_one_more_try,
            one_budget_a_bar_is_shared_by_all_that_trades_in_it,
            nothing_fills_on_stale_data_or_while_the_venue_is_down,
            slices_go_out_evenly_over_the_window_in_whole_steps_as_takers,
            a_slice_that_falls_short_fails_the_whole_where_nothing_rests,
            slices_below_the_minimum_wait_for_the_next_and_a_last_remainder_is_dust,
            an_order_meets_the_venue_when_it_arrives_not_when_it_was_decided,
            an_order_still_on_its_way_at_the_deadline_is_timed_out,
            what_has_become_dust_on_its_way_was_an_idle_attempt,
            the_next_tick_calls_off_what_the_last_one_left_and_nothing_trips,
            with_immediate_the_flow_stands_and_its_rescale_follows,
            a_trip_calls_off_what_is_under_way,
            a_divergence_calls_off_what_is_under_way,
            a_liquidation_calls_off_what_is_under_way,
            a_band_does_not_look_while_its_rebalance_is_under_way,
            NULL,
        });
}
