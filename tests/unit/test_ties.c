/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_ties.c - requests of one instant: which there are, their orders, and what an order is worth.
 */
#include "../../reports/ties.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <string.h>

static const int64_t times[] = {1, 2, 2, 3, 4, 4, 4};
static const bl_flows feed = {.len = 7, .time_ns = times};

START_TEST(groups_are_requests_of_one_time)
{
    bl_ties_group group = {0, 0};
    ck_assert(bl_ties_find(&feed, 0, &group));
    ck_assert_uint_eq(group.first, 1);
    ck_assert_uint_eq(group.len, 2);
    ck_assert(bl_ties_find(&feed, group.first + group.len, &group));
    ck_assert_uint_eq(group.first, 4);
    ck_assert_uint_eq(group.len, 3);
    ck_assert(!bl_ties_find(&feed, group.first + group.len, &group));
    ck_assert(!bl_ties_find(&(bl_flows){.len = 0}, 0, &group));
}
END_TEST

static void expect_order(size_t len, uint64_t number, const char *expected)
{
    size_t places[8];
    char text[9] = "";
    bl_ties_place(len, number, places);
    for (size_t k = 0; k < len; k++) {
        text[k] = (char)('a' + places[k]);
    }
    ck_assert_str_eq(text, expected);
}

START_TEST(small_groups_have_all_their_orders)
{
    ck_assert_uint_eq(bl_ties_count_orders(2), 1);
    ck_assert_uint_eq(bl_ties_count_orders(3), 5);
    ck_assert_uint_eq(bl_ties_count_orders(4), 23);
    expect_order(2, 1, "ba");
    expect_order(3, 1, "acb");
    expect_order(3, 2, "bac");
    expect_order(3, 3, "bca");
    expect_order(3, 4, "cab");
    expect_order(3, 5, "cba");
    expect_order(4, 23, "dcba");
}
END_TEST

START_TEST(large_groups_have_neighbours_swapped_and_the_reverse)
{
    ck_assert_uint_eq(bl_ties_count_orders(5), 5);
    expect_order(5, 1, "bacde");
    expect_order(5, 4, "abced");
    expect_order(5, 5, "edcba");
}
END_TEST

static void add_claims(const bl_setup *setup, bl_i128 claims[3])
{
    bl_runlog log;
    bl_err err = {0};
    bl_runlog_init(&log, setup, NULL);
    const bl_sink sink = bl_runlog_sink(&log);
    memset(claims, 0, 3 * sizeof *claims);
    ck_assert_msg(world_replay(setup, &sink, NULL, &err) == BL_OK, "%s", err.text);
    bl_ties_add_claims(&log, claims);
    bl_runlog_fini(&log);
}

/* A million at 1x, trades 10 bps beside the mark, paid by the pool. Two LPs bring a million each in
 * one instant. The first buys at 1; its 1 000 of cost make the second's shares 500.25 more, of
 * 0.99916655 each. */
START_TEST(who_comes_second_into_a_pool_is_spared_part_of_the_cost)
{
    world *w = world_new();
    bl_ties_columns columns;
    bl_ties_group group;
    bl_i128 claims[3];
    bl_i128 others[3];
    world_mode(w, "immediate");
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.instruments[0].step = 1;
    w->setup.venue.price_params[0] = 1000000;
    for (int64_t hour = 0; hour <= 4; hour++) {
        world_bar(w, 0, hour * WORLD_HOUR, 5000000, 1000);
    }
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 1000000 * WORLD_UNIT);
    world_flow(w, WORLD_HOUR, 2, BL_FLOW_DEPOSIT, 1000000 * WORLD_UNIT);
    world_end(w, 4 * WORLD_HOUR);
    add_claims(&w->setup, claims);
    ck_assert(bl_ties_open(&columns, &w->setup.flows));
    ck_assert(bl_ties_find(&w->setup.flows, 0, &group));
    bl_setup other = w->setup;
    other.flows = bl_ties_reorder(&columns, &w->setup.flows, &group, 1);
    add_claims(&other, others);
    ck_assert_double_eq_tol((double)(others[1] - claims[1]) / 1e6, 499.8332, 0.001);
    ck_assert_double_eq_tol((double)(others[2] - claims[2]) / 1e6, -499.8332, 0.001);
    ck_assert(others[0] == claims[0]);
    bl_ties_fini(&columns);
    world_free(w);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {groups_are_requests_of_one_time,
                                  small_groups_have_all_their_orders,
                                  large_groups_have_neighbours_swapped_and_the_reverse,
                                  who_comes_second_into_a_pool_is_spared_part_of_the_cost, NULL};
    return suite_run("ties", tests);
}
