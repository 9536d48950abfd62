/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_course.c - what a run says of the scenario's limits, and its price at each 00:00 UTC, on a
 * book followed with a pencil: 2x of 1 000 000, so a close of 100 + n is a share price of 1 + 2n %.
 */
#include "../../reports/course.h"
#include "../support/handlog.h"
#include "../support/suite.h"

#include <math.h>

#define HOUR (3600 * BL_NS_PER_S)
enum { CLOSES = 8 };
static const int64_t start = 19723 * BL_NS_PER_DAY + 20 * HOUR; /* 2024-01-01 20:00 */
static const double closes[CLOSES] = {100, 102, 99, 101, 98, 97, 99, 96};
static bl_handlog h;
static bl_metrics metrics;
static bl_course course;

static void open_book(void)
{
    bl_handlog_init(&h, start, HOUR, closes, CLOSES, 1000000, 2000000000);
    h.setup.limits = (bl_limits_rule){true, -1, -1, -1};
    bl_handlog_fill(&h, start, 20000, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, start, BL_EVENT_OPEN);
}

static void follow(void)
{
    bl_handlog_end(&h, &metrics);
    ck_assert(bl_course_follow(&h.log, &course));
}

static void close_book(void)
{
    bl_course_fini(&course);
    bl_handlog_fini(&h);
}

START_TEST(a_scenario_without_limits_has_none_in_its_course)
{
    open_book();
    h.setup.limits = (bl_limits_rule){false, 0, 0, 0};
    follow();
    ck_assert_uint_eq(course.limits_len, 0);
    ck_assert_ptr_null(bl_course_find_broken(&course));
    close_book();
}
END_TEST

START_TEST(a_limit_that_is_kept_says_the_worst_that_was_seen_and_when)
{
    open_book();
    h.setup.limits.max_drawdown_ppb = 200000000;
    h.setup.limits.max_leverage_ppb = 2100000000;
    follow();
    ck_assert_uint_eq(course.limits_len, 2);
    ck_assert_str_eq(course.limits[0].name, "max_drawdown");
    ck_assert_double_eq(course.limits[0].allowed, 20);
    ck_assert_double_eq(course.limits[0].worst, 11.5384615); /* 0.92 after 1.04 */
    ck_assert_int_eq(course.limits[0].worst_ns, start + 7 * HOUR);
    ck_assert_str_eq(course.limits[1].unit, "x");
    ck_assert_double_eq(course.limits[1].worst, 2.086956522); /* 1.92 on 0.92 */
    ck_assert(!course.limits[0].broken && course.limits[0].enforced);
    ck_assert_int_eq(course.limits[0].broken_ns, BL_METRICS_NO_TIME);
    ck_assert_ptr_null(bl_course_find_broken(&course));
    close_book();
}
END_TEST

START_TEST(a_limit_that_tripped_is_broken_since_its_first_alert)
{
    open_book();
    h.setup.limits.max_drawdown_ppb = 70000000;
    bl_handlog_audit(&h, start + 4 * HOUR, BL_EVENT_ALERT, BL_REASON_DRAWDOWN, 0, 0, 0, 0);
    bl_handlog_audit(&h, start + 5 * HOUR, BL_EVENT_ALERT, BL_REASON_VENUE_DOWN, 0, 0, 0, 0);
    bl_handlog_audit(&h, start + 7 * HOUR, BL_EVENT_ALERT, BL_REASON_DRAWDOWN, 0, 0, 0, 0);
    follow();
    ck_assert_uint_eq(course.limits[0].trips, 2);
    ck_assert_int_eq(course.limits[0].broken_ns, start + 4 * HOUR);
    ck_assert_ptr_eq(bl_course_find_broken(&course), &course.limits[0]);
    close_book();
}
END_TEST

START_TEST(what_goes_past_a_limit_while_nobody_looks_is_broken_without_a_trip)
{
    open_book();
    h.setup.limits.max_drawdown_ppb = 70000000; /* 7 %: 0.96 after 1.04 */
    h.setup.failsafe.without = BL_RULE_DRAWDOWN;
    follow();
    ck_assert(course.limits[0].broken && !course.limits[0].enforced);
    ck_assert_uint_eq(course.limits[0].trips, 0);
    ck_assert_int_eq(course.limits[0].broken_ns, start + 4 * HOUR);
    close_book();
}
END_TEST

START_TEST(a_review_that_clears_starts_the_peak_anew)
{
    open_book();
    h.setup.limits.max_drawdown_ppb = 200000000;
    bl_handlog_audit(&h, start + 3 * HOUR, BL_EVENT_REVIEW, BL_REASON_STALE, 0, 0, 0, 0);
    bl_handlog_audit(&h, start + 5 * HOUR, BL_EVENT_REVIEW, BL_REASON_NONE, 0, 0, 0, 0);
    follow();
    ck_assert_double_eq(course.limits[0].worst, 7.6923077); /* 0.96 after 1.04, at hour 4 */
    ck_assert_int_eq(course.limits[0].worst_ns, start + 4 * HOUR);
    close_book();
}
END_TEST

START_TEST(the_loss_of_a_day_counts_from_midnight)
{
    open_book();
    h.setup.limits.daily_loss_ppb = 100000000;
    follow();
    ck_assert_double_eq(course.limits[0].worst, 4.1666667); /* 0.92 after 0.96 at 00:00 */
    ck_assert_int_eq(course.limits[0].worst_ns, start + 7 * HOUR);
    close_book();
}
END_TEST

START_TEST(the_days_are_the_prices_at_midnight_with_limits_and_without)
{
    for (int i = 0; i < 2; i++) {
        open_book();
        h.setup.limits.on = i == 0;
        h.setup.limits.max_leverage_ppb = 3000000000;
        follow();
        ck_assert_uint_eq(course.limits_len, i == 0 ? 1 : 0);
        ck_assert_uint_eq(course.days_len, 1);
        ck_assert_int_eq(course.first_ns, start + 4 * HOUR);
        ck_assert_double_eq(course.days[0], 0.96);
        close_book();
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_scenario_without_limits_has_none_in_its_course,
        a_limit_that_is_kept_says_the_worst_that_was_seen_and_when,
        a_limit_that_tripped_is_broken_since_its_first_alert,
        what_goes_past_a_limit_while_nobody_looks_is_broken_without_a_trip,
        a_review_that_clears_starts_the_peak_anew,
        the_loss_of_a_day_counts_from_midnight,
        the_days_are_the_prices_at_midnight_with_limits_and_without,
        NULL,
    };
    return suite_run("course", tests);
}
