/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_trips.c - whether trips were right, on a vault without a pause small enough for a pencil.
 */
#include "../../reports/trips.h"
#include "../support/handlog.h"
#include "../support/suite.h"

#include <math.h>

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_trips_world unpaused;
static bl_trips_quality quality;

/* 10 000 at 1x in 100 coins: a share is worth what a coin is, and drift is none. Ten bars of an
 * hour, 100 but for a fall to 90 in the fifth and sixth. */
static void read_world(const double *closes, size_t len, int64_t horizon_ns)
{
    const bl_trips_rule rule = {.horizon_ns = horizon_ns, .drift = 0.1, .loss = 0.05};
    bl_err err;
    bl_handlog_init(&h, day0, HOUR, closes, len, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 100, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_row(&h, h.setup.end_ns, BL_EVENT_END);
    ck_assert(bl_trips_read(&h.log, &rule, &unpaused, &err));
}

static void trip(int64_t hour)
{
    bl_handlog_audit(&h, day0 + hour * HOUR, BL_EVENT_ALERT, BL_REASON_PARTIAL, 100, 100, 100, 0);
}

static void judge(void)
{
    bl_trips_judge(&unpaused, &h.log, &quality);
}

static void close_world(void)
{
    bl_trips_fini(&unpaused);
    bl_handlog_fini(&h);
}

static const double falling[] = {100, 100, 100, 100, 90, 90, 100, 100, 100, 100, 100};

START_TEST(a_trip_is_right_where_the_price_falls_within_the_horizon)
{
    read_world(falling, 11, 2 * HOUR);
    trip(1); /* three hours ahead: too early */
    trip(2);
    trip(4); /* the fall is the price it trips at */
    judge();
    ck_assert_uint_eq(quality.trips, 3);
    ck_assert_uint_eq(quality.right, 1);
    ck_assert_double_eq_tol(quality.precision, 100.0 / 3, 1e-9);
    close_world();
}
END_TEST

/* Two falls; only the first is tripped on. */
START_TEST(a_danger_is_met_by_a_trip_before_it_or_while_it_lasts)
{
    const double closes[] = {100, 100, 90, 90, 100, 100, 100, 100, 100, 100, 90, 90, 90};
    read_world(closes, 13, 2 * HOUR);
    trip(3);
    judge();
    ck_assert_uint_eq(quality.dangers, 2);
    ck_assert_uint_eq(quality.met, 1);
    ck_assert_double_eq_tol(quality.recall, 50, 1e-9);
    close_world();
    read_world(closes, 13, 2 * HOUR);
    trip(6);
    judge();
    ck_assert_double_eq_tol(quality.recall, 0, 1e-9);
    close_world();
}
END_TEST

/* Windows of two hours from 0, 2, 4, 6, 8: only that from 4 on has the fall. */
START_TEST(a_wrong_trip_in_a_quiet_window_is_false)
{
    read_world(falling, 11, 2 * HOUR);
    trip(0);
    trip(3); /* right */
    trip(8);
    judge();
    ck_assert_uint_eq(quality.quiet, 4);
    ck_assert_uint_eq(quality.wrong, 2);
    ck_assert_double_eq_tol(quality.false_rate, 50, 1e-9);
    close_world();
}
END_TEST

START_TEST(dangers_within_a_horizon_of_each_other_are_one)
{
    const double closes[] = {100, 90, 100, 90, 100, 100, 100, 100};
    read_world(closes, 8, 2 * HOUR);
    judge();
    ck_assert_uint_eq(quality.dangers, 1);
    close_world();
}
END_TEST

/* Half the vault leaves at 5 h and nothing is sold: 2x on a target of 1x. */
START_TEST(a_drift_above_the_limit_is_a_danger_too)
{
    const double closes[] = {100, 100, 100, 100, 100, 100, 100, 100, 100};
    const bl_trips_rule rule = {.horizon_ns = HOUR, .drift = 0.5, .loss = 0.05};
    bl_err err;
    bl_handlog_init(&h, day0, HOUR, closes, 9, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 100, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_flow(&h, day0 + 5 * HOUR, day0 + 5 * HOUR, -5000);
    bl_handlog_row(&h, h.setup.end_ns, BL_EVENT_END);
    ck_assert(bl_trips_read(&h.log, &rule, &unpaused, &err));
    trip(4);
    judge();
    ck_assert_uint_eq(quality.right, 1);
    ck_assert_uint_eq(quality.dangers, 1);
    ck_assert_uint_eq(quality.met, 1);
    close_world();
}
END_TEST

START_TEST(without_trips_or_dangers_there_is_no_share)
{
    const double closes[] = {100, 100, 100};
    read_world(closes, 3, HOUR);
    judge();
    ck_assert(isnan(quality.precision));
    ck_assert(isnan(quality.recall));
    ck_assert_double_eq(quality.false_rate, 0);
    close_world();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_trip_is_right_where_the_price_falls_within_the_horizon,
                                  a_danger_is_met_by_a_trip_before_it_or_while_it_lasts,
                                  a_wrong_trip_in_a_quiet_window_is_false,
                                  dangers_within_a_horizon_of_each_other_are_one,
                                  a_drift_above_the_limit_is_a_danger_too,
                                  without_trips_or_dangers_there_is_no_share,
                                  NULL};
    return suite_run("trips", tests);
}
