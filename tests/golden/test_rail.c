/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_rail.c - a closed withdrawal rail: money comes in and none goes out until the instant it
 * opens, under either accounting.
 */
#include "../support/lending.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <stdlib.h>

#define AT(hours) ((int64_t)(hours)*WORLD_HOUR)

static const int64_t begin_ns[] = {AT(2)};
static const int64_t end_ns[] = {AT(5) + 7}; /* no bar, no flow, no tick */
static const bl_windows rail = {1, begin_ns, end_ns};

static world *rail_world(const char *mode)
{
    world *w = world_new();
    w->setup.instruments[0].gap = BL_GAP_HOLD;
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.vault.rail = rail;
    world_mode(w, mode);
    world_mark(w, 0, 0, INT64_C(5000000000000), 0);
    return w;
}

static void run_until(world *w, int64_t hours)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, AT(hours), &err) == BL_OK, "%s", err.text);
}

START_TEST(a_matured_withdrawal_waits_for_the_rail_and_is_paid_when_it_opens)
{
    world *w = rail_world("immediate");
    world_flow(w, AT(1), 0, BL_FLOW_WITHDRAW_AMOUNT, 1000 * WORLD_UNIT);
    world_flow(w, AT(3), 0, BL_FLOW_WITHDRAW_AMOUNT, 1000 * WORLD_UNIT);
    world_flow(w, AT(4), 1, BL_FLOW_DEPOSIT, 1000 * WORLD_UNIT);
    run_until(w, 6);
    ck_assert_int_eq(w->flows[0].settled_ns, AT(1));
    ck_assert_int_eq(w->flows[1].outcome, BL_OUTCOME_SETTLED);
    ck_assert_int_eq(w->flows[1].settled_ns, end_ns[0]);
    ck_assert_int_eq(w->flows[2].settled_ns, AT(4));
    ck_assert_uint_eq(w->counts.rail_waits, 1);
    ck_assert_uint_eq(w->counts.trips, 0);
    world_free(w);
}
END_TEST

START_TEST(one_that_still_waits_at_the_end_says_why)
{
    world *w = rail_world("never");
    world_flow(w, AT(2), 0, BL_FLOW_WITHDRAW_ALL, 0);
    run_until(w, 5);
    ck_assert_int_eq(w->flows[0].outcome, BL_OUTCOME_PENDING);
    ck_assert_int_eq(w->flows[0].reason, BL_REASON_RAIL_CLOSED);
    ck_assert_str_eq(bl_venue_reason_name(w->flows[0].reason), "RAIL_CLOSED");
    world_free(w);
}
END_TEST

START_TEST(where_flows_settle_at_ticks_the_first_tick_after_it_opens_pays)
{
    world *w = rail_world("4h");
    w->setup.vault.entry_tick = true;
    world_flow(w, AT(3), 0, BL_FLOW_WITHDRAW_AMOUNT, 1000 * WORLD_UNIT);
    run_until(w, 12);
    ck_assert_int_eq(w->flows[0].settled_ns, AT(8));
    world_free(w);
}
END_TEST

/* A tenth up at the tick of a closed rail, back before the next: nobody settles at the high. */
START_TEST(a_withdrawal_that_the_rail_holds_back_takes_no_fee)
{
    world *w = rail_world("4h");
    w->setup.vault.entry_tick = true;
    world_slot(w, "fees", "vault_hwm");
    w->setup.fees.params[0] = BL_PPB / 5;
    world_mark(w, 0, AT(3), INT64_C(5500000000000), 0);
    world_mark(w, 0, AT(6), INT64_C(5000000000000), 0);
    world_flow(w, AT(3), 0, BL_FLOW_WITHDRAW_AMOUNT, 1000 * WORLD_UNIT);
    run_until(w, 12);
    ck_assert_int_eq(w->flows[0].settled_ns, AT(8));
    ck_assert_uint_eq(w->series[w->series_len - 1].fees.v, 0);
    world_free(w);
}
END_TEST

START_TEST(a_reserve_that_could_pay_waits_for_the_rail_all_the_same)
{
    lending *l = lending_new();
    lending_clear(l, 1000000);
    l->setup.vault.rail = rail;
    lending_flow(l, AT(1), 0, BL_FLOW_WITHDRAW_PART, BL_PPB / 10);
    lending_flow(l, AT(3), 0, BL_FLOW_WITHDRAW_PART, BL_PPB / 10);
    lending_flow(l, AT(4), 1, BL_FLOW_DEPOSIT, 1000);
    bl_err err = {0};
    ck_assert_msg(lending_run(l, AT(6), &err) == BL_OK, "%s", err.text);
    ck_assert_int_eq(l->flows[0].settled_ns, AT(1));
    ck_assert_int_eq(l->flows[1].settled_ns, end_ns[0]);
    ck_assert_int_eq(l->flows[2].settled_ns, AT(4));
    ck_assert_uint_eq(l->counts.rail_waits, 1);
    lending_free(l);
}
END_TEST

/* After a crank the keeper pays who waits (spec 8.3), but not through a closed rail. */
START_TEST(a_crank_pays_nobody_while_the_rail_is_closed)
{
    lending *l = lending_new();
    lending_clear(l, 1000000);
    const size_t idle = lending_strategy(l, "idle", 5000);
    l->setup.vault.rail = rail;
    lending_mode(l, "interval", AT(1));
    lending_flow(l, AT(3), 0, BL_FLOW_WITHDRAW_PART, BL_PPB / 2);
    lending_crank(l, AT(4), idle, true, 1000);
    bl_err err = {0};
    ck_assert_msg(lending_run(l, AT(6), &err) == BL_OK, "%s", err.text);
    ck_assert_int_eq(l->flows[0].settled_ns, end_ns[0]);
    lending_free(l);
}
END_TEST

int main(void)
{
    return suite_run("rail", (const TTest *const[]){
                                 a_matured_withdrawal_waits_for_the_rail_and_is_paid_when_it_opens,
                                 one_that_still_waits_at_the_end_says_why,
                                 where_flows_settle_at_ticks_the_first_tick_after_it_opens_pays,
                                 a_withdrawal_that_the_rail_holds_back_takes_no_fee,
                                 a_reserve_that_could_pay_waits_for_the_rail_all_the_same,
                                 a_crank_pays_nobody_while_the_rail_is_closed, NULL});
}
