/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_attribution.c - the change of leverage and equity by cause: the worked example of metrics 1
 * to its last digit, and sums that leave nothing over.
 */
#include "../../reports/attribution.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>

static bl_attribution_total total;
static world *w;
static bl_runlog runlog;

#define CHANGE(class) ((int64_t)total.leverage[BL_ATTRIBUTION_##class])
#define WORTH(class) ((int64_t)total.equity[BL_ATTRIBUTION_##class])

static void run_to(int64_t end_ns)
{
    bl_err err = {0};
    world_end(w, end_ns);
    bl_runlog_init(&runlog, &w->setup, NULL);
    const bl_sink sink = bl_runlog_sink(&runlog);
    ck_assert_msg(world_replay(&w->setup, &sink, NULL, &err) == BL_OK, "%s", err.text);
    bl_attribution_add_up(&runlog, &total);
}

static void close_world(void)
{
    bl_runlog_fini(&runlog);
    world_free(w);
}

static int64_t sum_leverage(void)
{
    bl_i128 sum = 0;
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        sum += total.leverage[c];
    }
    return (int64_t)sum;
}

/* 400 000 on 1 000 000 at 0.4x, every 4 h; 60 % of the rebalance finds volume. */
static void open_example(void)
{
    static int64_t funding_ns[] = {5 * WORLD_HOUR};
    static int64_t funding_ppb[] = {100000};
    w = world_new();
    world_mode(w, "4h");
    bl_instrument *it = &w->setup.instruments[0];
    it->step = 100; /* 10^-6 coins */
    it->target_ppb = 400000000;
    it->funding = (bl_rates){.len = 1, .time_ns = funding_ns, .rate_ppb = funding_ppb};
    world_slot(w, "capacity", "volume_share");
    w->setup.venue.capacity_params[0] = BL_PPB;
    w->setup.venue.price_params[0] = 800000;
    w->setup.venue.taker_ppb = 550000;
    w->setup.rebalance.sizing = BL_SIZING_TARGET;
    w->setup.rebalance.atomicity = BL_ATOMIC_KEEP;
    const int64_t prices[] = {40000, 41200, 41200, 40170, 40170, 40170};
    for (int64_t hour = 0; hour < 6; hour++) {
        world_mark(w, 0, hour * WORLD_HOUR, prices[hour] * 100000000, 300254000);
    }
    world_flow(w, 2 * WORLD_HOUR, 0, BL_FLOW_WITHDRAW_AMOUNT, 500000 * WORLD_UNIT);
}

static void tell_row(const bl_sink *sink, int64_t hour, bl_event event, int64_t equity,
                     int64_t gross)
{
    const bl_series_row row = {.time_ns = hour * WORLD_HOUR,
                               .event = event,
                               .equity = {equity},
                               .supply = {1000000 * WORLD_UNIT},
                               .has_book = true,
                               .has_leverage = true,
                               .gross = gross,
                               .leverage_ppb = (bl_i128)gross * BL_PPB / equity};
    ck_assert(sink->series(sink->context, &row));
}

/* The rows of that example, written down: its fee is taken on the value at the mark. */
static void tell_example(const bl_sink *sink)
{
    const bl_fill_row opening = {.quantity = {1000000000},
                                 .mark = {40000 * INT64_C(100000000)},
                                 .price = {40000 * INT64_C(100000000)},
                                 .reason = BL_FILL_OPEN};
    const bl_fill_row fill = {.time_ns = 4 * WORLD_HOUR,
                              .quantity = {-300254000},
                              .mark = {40170 * INT64_C(100000000)},
                              .price = {INT64_C(4013786400000)},
                              .fee = {66336618},
                              .reason = BL_FILL_PARTIAL};
    const bl_qty sizes[] = {{1000000000}, {499576700}, {699746000}};
    const bl_audit_row record = {.time_ns = 4 * WORLD_HOUR,
                                 .event = BL_EVENT_FAILED,
                                 .flow = BL_NO_CAUSE,
                                 .pre = &sizes[0],
                                 .target = &sizes[1],
                                 .post = &sizes[2]};
    ck_assert(sink->fill(sink->context, &opening));
    tell_row(sink, 0, BL_EVENT_OPEN, 1000000000000, 400000000000);
    tell_row(sink, 2, BL_EVENT_WITHDRAW, 512000000000, 412000000000);
    ck_assert(sink->fill(sink->context, &fill));
    ck_assert(sink->audit(sink->context, &record));
    tell_row(sink, 4, BL_EVENT_FAILED, 501537173756, 281087968200);
    tell_row(sink, 5, BL_EVENT_FUNDING, 501509064959, 281087968200);
}

START_TEST(the_worked_example_of_the_catalogue_comes_out_to_the_digit)
{
    open_example();
    world_end(w, 5 * WORLD_HOUR);
    bl_runlog_init(&runlog, &w->setup, NULL);
    const bl_sink sink = bl_runlog_sink(&runlog);
    tell_example(&sink);
    bl_attribution_add_up(&runlog, &total);
    ck_assert_int_eq((int64_t)total.leverage_first, 400000000);
    ck_assert_int_eq(CHANGE(PRICE), 7114624 - 4009805);
    ck_assert_int_eq(CHANGE(FLOW), 397572876);
    ck_assert_int_eq(CHANGE(RESCALE), -400677774);
    ck_assert_int_eq(CHANGE(SHORTFALL), 160271093);
    ck_assert_int_eq(CHANGE(SLIPPAGE), 107775);
    ck_assert_int_eq(CHANGE(FEE), 74120);
    ck_assert_int_eq(CHANGE(FUNDING), 31412);
    ck_assert_int_eq(CHANGE(LIQUIDATION), 0);
    ck_assert_int_eq(CHANGE(REVISION), 0);
    ck_assert_int_eq(sum_leverage(), 160484321);
    ck_assert_int_eq((int64_t)total.leverage_last, 560484321);
    close_world();
}
END_TEST

START_TEST(a_run_of_that_example_pays_its_fee_on_the_price_it_got)
{
    open_example();
    run_to(6 * WORLD_HOUR);
    ck_assert_int_eq(CHANGE(SHORTFALL), 160271093);
    ck_assert_int_eq(CHANGE(SLIPPAGE), 107775);
    ck_assert_int_eq(CHANGE(FEE), 74061);
    ck_assert_int_eq(CHANGE(FUNDING), 31412);
    ck_assert_int_eq(CHANGE(REVISION), 0);
    ck_assert_int_eq(sum_leverage(), 160484262);
    close_world();
}
END_TEST

START_TEST(equity_is_split_by_the_same_causes)
{
    open_example();
    run_to(6 * WORLD_HOUR);
    /* 10 coins gain 1 200, lose 1 030; 3.00254 sold 32.136 below 40 170; 5.5 bp of 120 515.54 */
    ck_assert_int_eq(WORTH(PRICE), (12000 - 10300) * (int64_t)WORLD_UNIT);
    ck_assert_int_eq(WORTH(FLOW), -500000 * (int64_t)WORLD_UNIT);
    ck_assert_int_eq(WORTH(RESCALE), 0);
    ck_assert_int_eq(WORTH(SLIPPAGE), -96489626);
    ck_assert_int_eq(WORTH(FEE), -66283549);
    ck_assert_int_eq(WORTH(FUNDING), -28108797);
    close_world();
}
END_TEST

START_TEST(growth_by_cause_adds_up_to_the_growth_of_the_share_price)
{
    open_example();
    run_to(6 * WORLD_HOUR);
    const bl_series_row *last = &runlog.series[runlog.series_len - 1];
    double sum = 0;
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        sum += total.growth[c];
    }
    ck_assert_double_eq_tol(sum, log((double)last->equity.v / (double)last->supply.v), 1e-12);
    ck_assert_double_eq_tol(total.growth[BL_ATTRIBUTION_FLOW], 0, 1e-10);
    ck_assert_double_lt(total.growth[BL_ATTRIBUTION_FEE], 0);
    close_world();
}
END_TEST

START_TEST(a_rebalance_that_was_undone_with_its_flow_changes_nothing)
{
    w = world_new();
    w->setup.instruments[0].target_ppb = BL_PPB;
    world_slot(w, "capacity", "volume_share");
    for (int64_t hour = 0; hour < 4; hour++) {
        world_bar(w, 0, hour * WORLD_HOUR, 5000000, 1);
    }
    world_flow(w, WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 500000 * WORLD_UNIT);
    run_to(3 * WORLD_HOUR);
    ck_assert_int_eq(runlog.series[1].event, BL_EVENT_FAILED);
    ck_assert_int_eq(CHANGE(RESCALE), 0);
    ck_assert_int_eq(CHANGE(SHORTFALL), 0);
    close_world();
}
END_TEST

START_TEST(a_liquidation_takes_all_that_it_changes)
{
    w = world_new();
    w->setup.instruments[0].target_ppb = 5 * BL_PPB;
    world_mode(w, "never");
    world_bar(w, 0, 0, 5000000, 1);
    world_bar(w, 0, WORLD_HOUR, 4010000, 1);
    world_bar(w, 0, 2 * WORLD_HOUR, 4010000, 1);
    run_to(2 * WORLD_HOUR);
    /* 100 coins at 40 100 on 10 000: 401x, above the limit of 200x */
    ck_assert_int_eq(CHANGE(PRICE), (401 - 5) * BL_PPB);
    ck_assert_int_eq(CHANGE(LIQUIDATION), -401 * BL_PPB);
    ck_assert_int_eq(WORTH(LIQUIDATION), -10000 * (int64_t)WORLD_UNIT);
    ck_assert_int_eq((int64_t)total.leverage_last, 0);
    ck_assert_int_eq(sum_leverage(), -5 * BL_PPB);
    close_world();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_worked_example_of_the_catalogue_comes_out_to_the_digit,
        a_run_of_that_example_pays_its_fee_on_the_price_it_got,
        equity_is_split_by_the_same_causes,
        growth_by_cause_adds_up_to_the_growth_of_the_share_price,
        a_rebalance_that_was_undone_with_its_flow_changes_nothing,
        a_liquidation_takes_all_that_it_changes,
        NULL,
    };
    return suite_run("attribution", tests);
}
