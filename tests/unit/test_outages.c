/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_outages.c - windows of time: joining them by kind, looking a time up, holding a feed back.
 */
#include "../../scenarios/outages.h"
#include "../../sim/windows.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <stdlib.h>

enum { ROWS = 12, HORIZON = 60 };

static bool holds_by_hand(const bl_windows *windows, int64_t time_ns)
{
    bool holds = false;
    for (size_t i = 0; i < windows->len; i++) {
        holds |= windows->begin_ns[i] <= time_ns && time_ns < windows->end_ns[i];
    }
    return holds;
}

START_TEST(joined_windows_hold_the_same_instants_and_their_ends_are_openings)
{
    for (uint64_t number = 0; number < 200; number++) {
        draws d = draws_new(3, number);
        bl_pool pool = {0};
        int64_t begin[ROWS];
        int64_t end[ROWS];
        bl_windows joined;
        int64_t at = 0;
        for (int i = 0; i < ROWS; i++) {
            at += draws_between(&d, 0, 9);
            begin[i] = at;
            end[i] = at + draws_between(&d, 0, 9);
        }
        const bl_windows windows = {draws_below(&d, ROWS + 1), begin, end};
        ck_assert(bl_outages_join(&pool, &windows, NULL, 0, &joined));
        int64_t next = INT64_MAX;
        for (int64_t t = HORIZON + 90; t >= -1; t--) {
            ck_assert_int_eq(bl_windows_hold(&joined, t), holds_by_hand(&windows, t));
            ck_assert_int_eq(bl_windows_next_end(&joined, t), next);
            next = !bl_windows_hold(&joined, t) && bl_windows_hold(&joined, t - 1) ? t : next;
        }
        bl_pool_free(&pool);
    }
}
END_TEST

START_TEST(windows_of_other_kinds_are_left_out)
{
    static const int64_t begin[] = {1, 2, 8};
    static const int64_t end[] = {4, 6, 9};
    static const uint8_t kinds[] = {BL_WINDOW_TOTAL, BL_WINDOW_STALE, BL_WINDOW_SLOW};
    const bl_windows windows = {3, begin, end};
    bl_pool pool = {0};
    bl_windows joined;
    ck_assert(bl_outages_join(&pool, &windows, kinds, 1U << BL_WINDOW_STALE, &joined));
    ck_assert_uint_eq(joined.len, 1);
    ck_assert_int_eq(joined.begin_ns[0], 2);
    ck_assert_int_eq(joined.end_ns[0], 6);
    bl_pool_free(&pool);
}
END_TEST

/* -- frozen feeds ----------------------------------------------------------------------------- */

/* Bars 10 apart from 10 on, their closes numbered; frozen in begin <= t < end. */
static bl_bars freeze(bl_pool *pool, int64_t begin_ns, int64_t end_ns, bl_world_facts *facts)
{
    static const int64_t visible[] = {10, 20, 30, 40, 50};
    static const int64_t close[] = {1, 2, 3, 4, 5};
    static const int64_t volume[] = {6, 7, 8, 9, 10};
    const bl_windows frozen = {1, &begin_ns, &end_ns};
    bl_bars bars = {.len = 5, .visible_ns = visible, .close = close, .volume = volume};
    ck_assert(bl_outages_freeze(pool, &frozen, &bars, facts));
    return bars;
}

START_TEST(a_frozen_feed_shows_the_last_of_what_it_held_back_when_it_thaws)
{
    bl_pool pool = {0};
    bl_world_facts facts = {0};
    const bl_bars bars = freeze(&pool, 20, 37, &facts);
    ck_assert_uint_eq(bars.len, 4);
    ck_assert_int_eq(bl_bars_time(&bars, 1), 37);
    ck_assert_int_eq(bars.close[1], 3);
    ck_assert_int_eq(bars.volume[1], 8);
    ck_assert_int_eq(bl_bars_time(&bars, 2), 40);
    ck_assert_uint_eq(facts.bars_late, 1);
    ck_assert_uint_eq(facts.bars_lost, 1);
    bl_pool_free(&pool);
}
END_TEST

START_TEST(a_bar_that_comes_as_the_feed_thaws_is_newer_than_all_it_held_back)
{
    bl_pool pool = {0};
    bl_world_facts facts = {0};
    const bl_bars bars = freeze(&pool, 15, 40, &facts);
    ck_assert_uint_eq(bars.len, 3);
    ck_assert_int_eq(bl_bars_time(&bars, 1), 40);
    ck_assert_int_eq(bars.close[1], 4);
    ck_assert_uint_eq(facts.bars_late, 0);
    ck_assert_uint_eq(facts.bars_lost, 2);
    bl_pool_free(&pool);
}
END_TEST

START_TEST(a_freeze_between_two_bars_changes_nothing)
{
    bl_pool pool = {0};
    bl_world_facts facts = {0};
    const bl_bars bars = freeze(&pool, 21, 30, &facts);
    ck_assert_uint_eq(bars.len, 5);
    ck_assert_uint_eq(facts.bars_late + facts.bars_lost, 0);
    bl_pool_free(&pool);
}
END_TEST

int main(void)
{
    return suite_run(
        "outages",
        (const TTest *const[]){joined_windows_hold_the_same_instants_and_their_ends_are_openings,
                               windows_of_other_kinds_are_left_out,
                               a_frozen_feed_shows_the_last_of_what_it_held_back_when_it_thaws,
                               a_bar_that_comes_as_the_feed_thaws_is_newer_than_all_it_held_back,
                               a_freeze_between_two_bars_changes_nothing, NULL});
}
