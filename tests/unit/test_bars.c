/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_bars.c - bars at equal steps, without times of their own, are the bars that they would be
 * with them; the search finds what a walk finds.
 */
#include "../../sim/bars.h"
#include "../support/suite.h"

enum { ROWS = 40 };

static size_t walk(const bl_bars *bars, size_t from, int64_t time_ns)
{
    while (from < bars->len && bl_bars_time(bars, from) <= time_ns) {
        from++;
    }
    return from;
}

static void check_all_places(const bl_bars *bars, int64_t first_ns, int64_t last_ns)
{
    for (size_t from = 0; from <= bars->len; from++) {
        for (int64_t time_ns = first_ns; time_ns <= last_ns; time_ns++) {
            ck_assert_uint_eq(bl_bars_count_visible(bars, from, time_ns),
                              walk(bars, from, time_ns));
        }
    }
}

START_TEST(equal_steps_need_no_times)
{
    int64_t times[ROWS];
    for (size_t len = 0; len <= ROWS; len++) {
        const bl_bars plain = {.len = len, .visible_ns = times};
        const bl_bars stepped = {.len = len, .first_ns = -7, .step_ns = 3};
        for (size_t row = 0; row < len; row++) {
            times[row] = -7 + 3 * (int64_t)row;
            ck_assert_int_eq(bl_bars_time(&stepped, row), times[row]);
        }
        check_all_places(&plain, -10, 3 * (int64_t)len);
        check_all_places(&stepped, -10, 3 * (int64_t)len);
    }
}
END_TEST

START_TEST(a_search_finds_what_a_walk_finds)
{
    int64_t times[ROWS];
    int64_t time_ns = 0;
    for (size_t row = 0; row < ROWS; row++) {
        time_ns += 1 + (int64_t)(row * row % 7);
        times[row] = time_ns;
    }
    const bl_bars bars = {.len = ROWS, .visible_ns = times};
    check_all_places(&bars, -1, time_ns + 2);
}
END_TEST

START_TEST(the_ends_of_time_are_within_reach)
{
    const bl_bars bars = {.len = 3, .first_ns = INT64_MIN, .step_ns = INT64_MAX};
    ck_assert_uint_eq(bl_bars_count_visible(&bars, 0, INT64_MIN), 1);
    ck_assert_uint_eq(bl_bars_count_visible(&bars, 0, -2), 1);
    ck_assert_uint_eq(bl_bars_count_visible(&bars, 0, -1), 2);
    ck_assert_uint_eq(bl_bars_count_visible(&bars, 0, INT64_MAX), 3);
}
END_TEST

int main(void)
{
    return suite_run("bars", (const TTest *const[]){equal_steps_need_no_times,
                                                    a_search_finds_what_a_walk_finds,
                                                    the_ends_of_time_are_within_reach, NULL});
}
