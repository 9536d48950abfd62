/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_severity.c - tapes at half, no and three times their severity, by hand; what is refused.
 */
#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../support/cases.h"

#define MINUTE (60 * BL_NS_PER_S)
#define DAY0 (INT64_C(1704067200) * BL_NS_PER_S) /* 2024-01-01T00:00:00Z */
#define PLACES INT64_C(100000000)                /* prices have 8 */

static const char text[] =
    "vault: {capital: 1000}\nmodes: [immediate]\n"
    "instruments: [{name: BTC, prices: prices.csv, bar: 1h, funding: funding.csv}]\n"
    "venue: {availability: {windows: outages.csv}}\n"
    "oracle: {faults: faults.csv}\nflows: flows.csv\n";

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    scratch_put(&files, "prices.csv",
                "time,open,high,low,close,volume\n"
                "2024-01-01T00:00:00Z,100,100,100,100,5\n"
                "2024-01-01T01:00:00Z,60,60,60,60.00000001,5\n"
                "2024-01-01T02:00:00Z,110,110,110,110,5\n");
    scratch_put(&files, "flows.csv",
                "time,lp,kind,amount\n"
                "2024-01-01T01:30:00Z,ann,deposit,50.000001\n"
                "2024-01-01T02:00:00Z,ann,withdraw,40%\n"
                "2024-01-01T02:30:00Z,ann,withdraw,all\n");
    scratch_put(&files, "faults.csv",
                "begin,end,kind,value\n2024-01-01T01:00:00Z,2024-01-01T03:00:00Z,scale,0.9\n");
    bl_diag_init(&diags);
    memset(&scenario, 0, sizeof scenario);
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static bool try_at(const char *severity, const char *scales)
{
    const char *sets[] = {severity, scales};
    const bl_scenario_options options = {.overrides = sets,
                                         .overrides_len = scales != NULL ? 2 : 1};
    bl_scenario_close(&scenario);
    return bl_scenario_open(scratch_put(&files, "scenario.yaml", text), &options, &scenario,
                            &diags);
}

static void open_at(const char *severity, const char *scales)
{
    ck_assert_msg(try_at(severity, scales), "%s", diags.items[0].message);
}

START_TEST(half_the_severity_is_half_the_way_rounded_down)
{
    open_at("stress.severity=50%", NULL);
    const bl_setup *base = &scenario.base;
    const bl_instrument *it = &base->instruments[0];
    ck_assert_int_eq(it->bars.close[0], 100 * PLACES);
    ck_assert_int_eq(it->bars.close[1], 80 * PLACES); /* 100 + floor(-39.99999999 / 2) */
    ck_assert_int_eq(it->bars.close[2], 105 * PLACES);
    ck_assert_int_eq(it->funding.rate_ppb[0], 50000);
    ck_assert_uint_eq(base->flows.amount[0], 25000000);
    ck_assert_uint_eq(base->flows.amount[1], 200000000);
    ck_assert_uint_eq(base->flows.kind[2], BL_FLOW_WITHDRAW_PART); /* of `all` */
    ck_assert_uint_eq(base->flows.amount[2], 500000000);
    ck_assert_int_eq(base->oracle.faults.end_ns[0], DAY0 + 120 * MINUTE);
    ck_assert_int_eq(base->oracle.faults.value[0], 900000000);
}
END_TEST

/* 01:00-03:00 and 02:00-02:30 end at 02:00 and 02:15 and touch; 05:00-06:00 ends at 05:30. */
START_TEST(outages_are_scaled_each_by_itself_and_then_joined)
{
    open_at("stress.severity=50%", NULL);
    const bl_windows *windows = &scenario.base.venue.windows;
    ck_assert_uint_eq(windows->len, 2);
    ck_assert_int_eq(windows->begin_ns[0], DAY0 + 60 * MINUTE);
    ck_assert_int_eq(windows->end_ns[0], DAY0 + 135 * MINUTE);
    ck_assert_int_eq(windows->end_ns[1], DAY0 + 330 * MINUTE);
    open_at("stress.severity=0%", NULL);
    ck_assert_uint_eq(scenario.base.venue.windows.len, 0);
    ck_assert_int_eq(scenario.base.instruments[0].bars.close[1], 100 * PLACES);
    ck_assert_uint_eq(scenario.base.flows.amount[0], 0);
}
END_TEST

/* The bars of 01:00 and 02:00 fall into the window and the second is shown at its end: distances
 * still count from the first of the file. */
START_TEST(a_frozen_first_bar_is_still_what_prices_are_scaled_from)
{
    scratch_put(&files, "outages.csv",
                "begin,end,kind\n2024-01-01T00:30:00Z,2024-01-01T02:30:00Z,stale\n");
    scratch_put(&files, "flows.csv",
                "time,lp,kind,amount\n2024-01-01T02:45:00Z,ann,deposit,50\n");
    const char *sets[] = {"stress.severity=50%", "stress.scales=[prices]", "venue.feed=frozen"};
    const bl_scenario_options options = {.overrides = sets, .overrides_len = 3};
    ck_assert_msg(bl_scenario_open(scratch_put(&files, "scenario.yaml", text), &options, &scenario,
                                   &diags),
                  "%s", diags.items[0].message);
    const bl_bars *bars = &scenario.base.instruments[0].bars;
    ck_assert_uint_eq(bars->len, 2);
    ck_assert_int_eq(bars->close[0], 80 * PLACES);
    ck_assert_int_eq(bars->close[1], 105 * PLACES);
    ck_assert_uint_eq(scenario.severity.prices, 3);
}
END_TEST

START_TEST(more_than_a_balance_is_clipped_and_counted)
{
    open_at("stress.severity=200%", NULL);
    ck_assert_uint_eq(scenario.base.flows.amount[1], 800000000);
    ck_assert_uint_eq(scenario.base.flows.amount[2], BL_PPB);
    ck_assert_uint_eq(scenario.severity.clipped, 1);
    ck_assert_uint_eq(scenario.severity.prices, 3);
    ck_assert_uint_eq(scenario.severity.flows, 3);
    ck_assert_uint_eq(scenario.severity.outages, 3);
    ck_assert_uint_eq(scenario.severity.funding, 1);
    ck_assert_uint_eq(scenario.severity.faults, 1);
}
END_TEST

START_TEST(only_what_is_named_is_scaled_and_100_percent_is_the_file)
{
    open_at("stress.severity=50%", "stress.scales=[flows]");
    ck_assert_int_eq(scenario.base.instruments[0].bars.close[2], 110 * PLACES);
    ck_assert_uint_eq(scenario.base.flows.amount[1], 200000000);
    ck_assert_uint_eq(scenario.severity.prices, 0);
    open_at("stress.severity=100%", NULL);
    ck_assert_uint_eq(scenario.severity.flows, 0);
    ck_assert_ptr_eq(scenario.base.flows.amount, scenario.flows.flows.amount);
    ck_assert_ptr_eq(scenario.base.instruments[0].bars.close, scenario.bars[0].bars.close);
}
END_TEST

START_TEST(a_price_that_would_be_none_names_file_and_row)
{
    ck_assert(!try_at("stress.severity=300%", NULL));
    ck_assert_ptr_nonnull(strstr(diags.items[0].file, "prices.csv"));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "row 2 would have a price"));
    bl_diag_init(&diags);
    ck_assert(!try_at("stress.severity=-1%", NULL));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "allowed is 0% to 1000%"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("severity");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, half_the_severity_is_half_the_way_rounded_down);
    tcase_add_test(tcase, outages_are_scaled_each_by_itself_and_then_joined);
    tcase_add_test(tcase, a_frozen_first_bar_is_still_what_prices_are_scaled_from);
    tcase_add_test(tcase, more_than_a_balance_is_clipped_and_counted);
    tcase_add_test(tcase, only_what_is_named_is_scaled_and_100_percent_is_the_file);
    tcase_add_test(tcase, a_price_that_would_be_none_names_file_and_row);
    return cases_run("severity", tcase);
}
