/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_outages.c - outages of every kind, tiers and the rail as a scenario writes them,
 * and what a run makes of a frozen feed.
 */
#include "../../scenarios/scenario.h"
#include "../support/cases.h"
#include "../support/scratch.h"
#include "../support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR (3600 * BL_NS_PER_S)
#define DAY0 (INT64_C(1704067200) * BL_NS_PER_S) /* 2024-01-01T00:00:00Z */
#define T "2024-01-01T"
#define HEAD(mode, gap)                                                                            \
    "vault: {capital: 1000}\nmodes: [" mode "]\n"                                                  \
    "rebalance: {on_failure: keep}\n"                                                              \
    "instruments: [{name: BTC, prices: btc.csv, bar: 1h, target: 1, gap: " gap "}]\n"

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files); /* bars visible at 01:00 to 04:00 */
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static bool open_text(const char *text)
{
    const bl_scenario_options options = {.modes_len = 0};
    bl_scenario_close(&scenario);
    bl_diag_init(&diags);
    return bl_scenario_open(scratch_put(&files, "s.yaml", text), &options, &scenario, &diags);
}

static void open_good(const char *text)
{
    ck_assert_msg(open_text(text), "%s", diags.len > 0 ? diags.items[0].message : "refused");
}

static void open_bad(const char *text, const char *message)
{
    ck_assert(!open_text(text));
    ck_assert_uint_gt(diags.len, 0);
    ck_assert_msg(strstr(diags.items[0].message, message) != NULL, "%s", diags.items[0].message);
}

static void put_windows(const char *rows)
{
    char text[600];
    snprintf(text, sizeof text, "begin,end,kind\n%s", rows);
    scratch_put(&files, "w.csv", text);
}

START_TEST(slow_windows_are_for_the_latency_slot)
{
    put_windows(T "01:00:00Z," T "02:00:00Z,slow\n" T "01:30:00Z," T "01:45:00Z,total\n");
    open_good(HEAD("immediate",
                   "no_trade") "venue: {latency: constant, availability: {windows: w.csv}}\n");
    const bl_venue *venue = &scenario.base.venue;
    ck_assert_uint_eq(venue->slow.len, 1);
    ck_assert_int_eq(venue->slow.end_ns[0], DAY0 + 2 * HOUR);
    ck_assert_uint_eq(venue->windows.len, 1);
    ck_assert_int_eq(venue->windows.begin_ns[0], DAY0 + HOUR + HOUR / 2);
    open_bad(HEAD("immediate", "no_trade") "venue: {availability: {windows: w.csv}}\n",
             "kind: 'slow' needs a latency model, venue.latency is none");
}
END_TEST

START_TEST(stale_windows_need_a_feed_that_may_freeze)
{
    put_windows(T "02:00:00Z," T "04:30:00Z,stale\n");
    open_bad(HEAD("immediate", "no_trade") "venue: {availability: {windows: w.csv}}\n",
             "kind: 'stale' needs a feed model, venue.feed is live");
    open_bad(HEAD("immediate", "hold") "venue: {feed: frozen, availability: {windows: w.csv}}\n",
             "instruments[0].gap: 'hold' would trade on a frozen feed");
}
END_TEST

START_TEST(nothing_fills_while_a_feed_is_frozen_and_its_last_bar_shows_when_it_thaws)
{
    put_windows(T "02:00:00Z," T "04:30:00Z,stale\n");
    open_good(HEAD("4h", "no_trade") "venue: {feed: frozen, availability: {windows: w.csv}}\n"
                                     "end: " T "05:00:00Z\n");
    const bl_bars *bars = &scenario.base.instruments[0].bars;
    ck_assert_uint_eq(bars->len, 2);
    ck_assert_int_eq(bl_bars_time(bars, 1), DAY0 + 4 * HOUR + HOUR / 2);
    ck_assert_int_eq(bars->close[1], INT64_C(10300000000));
    ck_assert_uint_eq(scenario.base.facts.bars_late, 1);
    ck_assert_uint_eq(scenario.base.facts.bars_lost, 2);
    world *w = world_new();
    bl_err err = {0};
    w->setup = bl_scenario_setup(&scenario, 0);
    w->setup.flows.lps_len = 2;
    world_flow(w, DAY0 + HOUR + 1, 1, BL_FLOW_DEPOSIT, 500 * WORLD_UNIT);
    ck_assert_msg(world_run(w, w->setup.end_ns, &err) == BL_OK, "%s", err.text);
    ck_assert_uint_eq(w->counts.failures[BL_REASON_STALE], 1); /* the tick of 04:00 */
    ck_assert_uint_eq(w->fills_len, 1);                        /* the opening */
    world_free(w);
}
END_TEST

START_TEST(tiers_take_the_place_of_one_rate)
{
    scratch_put(&files, "t.csv", "above,mm\n0,1%\n100,5%\n");
    open_good(HEAD("immediate", "no_trade") "venue: {tiers: t.csv}\n");
    ck_assert_uint_eq(scenario.base.venue.tiers.len, 2);
    ck_assert_int_eq(scenario.base.venue.tiers.above[1], 100000000);
    open_bad(HEAD("immediate", "no_trade") "venue: {tiers: t.csv, mm: 1%}\n",
             "venue.mm: has no use where venue.tiers gives the margin");
    scratch_put(&files, "t.csv", "above,mm\n");
    open_bad(HEAD("immediate", "no_trade") "venue: {tiers: t.csv}\n", "has no rows");
}
END_TEST

START_TEST(a_rail_needs_no_kind_and_its_windows_join)
{
    scratch_put(&files, "r.csv",
                "begin,end\n" T "01:00:00Z," T "02:00:00Z\n" T "02:00:00Z," T "03:00:00Z\n");
    open_good("vault: {capital: 1000, rail: r.csv}\nmodes: [never]\n"
              "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n");
    ck_assert_uint_eq(scenario.base.vault.rail.len, 1);
    ck_assert_int_eq(scenario.base.vault.rail.end_ns[0], DAY0 + 3 * HOUR);
    put_windows(T "01:00:00Z," T "02:00:00Z,slow\n");
    open_bad("vault: {capital: 1000, rail: w.csv}\nmodes: [never]\n"
             "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n",
             "'slow' is no kind of a closed rail");
}
END_TEST

START_TEST(more_outages_than_there_is_room_for_refuse_the_scenario)
{
    open_bad(HEAD("never", "no_trade") "end: 2024-02-01T00:00:00Z\n"
                                       "venue: {availability: {renewal: {up: 1s, down: 1s}}}\n",
             "venue.availability: more than 65536 outages within the run");
}
END_TEST

int main(void)
{
    TCase *list = tcase_create("scenario outages");
    tcase_add_checked_fixture(list, setup, teardown);
    tcase_add_test(list, slow_windows_are_for_the_latency_slot);
    tcase_add_test(list, stale_windows_need_a_feed_that_may_freeze);
    tcase_add_test(list, nothing_fills_while_a_feed_is_frozen_and_its_last_bar_shows_when_it_thaws);
    tcase_add_test(list, tiers_take_the_place_of_one_rate);
    tcase_add_test(list, a_rail_needs_no_kind_and_its_windows_join);
    tcase_add_test(list, more_outages_than_there_is_room_for_refuse_the_scenario);
    return cases_run("scenario outages", list);
}
