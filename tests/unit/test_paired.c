/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_paired.c - two modes on one path: the daily differences, their interval, and what the
 * comparison decides from them.
 */
#include "../../reports/compare_rows.h"
#include "../../reports/paired.h"
#include "../support/handlog.h"
#include "../support/suite.h"

#include <math.h>
#include <string.h>

#define DAY (24 * 3600 * BL_NS_PER_S)
enum { DAYS = 40 };
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static double closes[DAYS + 1];

/* A fixed number of coins over closes that go up and down, and one more bought for a fee. */
static void hold(bl_handlog *h, double coins, double fee, size_t days, bl_metrics *metrics,
                 bl_course *course)
{
    for (size_t i = 0; i <= days; i++) {
        closes[i] = 100 + (i % 3 == 0 ? 0 : i % 3 == 1 ? 4 : -1) + (double)i / 4;
    }
    bl_handlog_init(h, day0, DAY, closes, days + 1, 1000000, 400000000);
    bl_handlog_fill(h, day0, coins, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(h, day0, BL_EVENT_OPEN);
    if (fee > 0) {
        bl_handlog_fill(h, day0 + DAY, 1, 0, fee, BL_FILL_FILLED);
        bl_handlog_row(h, day0 + DAY, BL_EVENT_REBALANCE);
    }
    bl_handlog_end(h, metrics);
    ck_assert(bl_course_follow(&h->log, course));
}

START_TEST(the_mean_difference_is_that_of_the_ends_and_its_interval_that_of_the_days)
{
    static bl_handlog a;
    static bl_handlog b;
    static bl_metrics metrics;
    bl_course courses[2];
    bl_paired paired;
    double sum = 0;
    double squares = 0;
    hold(&a, 4000, 0, DAYS, &metrics, &courses[0]);
    hold(&b, 2000, 0, DAYS, &metrics, &courses[1]);
    bl_paired_compare(&courses[0], &courses[1], &paired);
    for (int i = 1; i <= DAYS; i++) {
        const double gap =
            1e4 * (log((1e6 + 4000 * (closes[i] - 100)) / (1e6 + 4000 * (closes[i - 1] - 100))) -
                   log((1e6 + 2000 * (closes[i] - 100)) / (1e6 + 2000 * (closes[i - 1] - 100))));
        sum += gap;
        squares += gap * gap;
    }
    const double mean = sum / DAYS;
    const double half = 1.96 * sqrt((squares - sum * mean) / (DAYS - 1) / DAYS);
    ck_assert_uint_eq(paired.days, DAYS);
    ck_assert_double_eq_tol(paired.mean, mean, 1e-6);
    ck_assert_double_eq_tol(paired.low, mean - half, 1e-6);
    ck_assert_double_eq_tol(paired.high, mean + half, 1e-6);
    ck_assert_double_gt(half, 1);
    bl_handlog_fini(&a);
    bl_handlog_fini(&b);
    bl_course_fini(&courses[0]);
    bl_course_fini(&courses[1]);
}
END_TEST

START_TEST(days_are_paired_by_their_date_whatever_day_a_run_begins_on)
{
    static bl_handlog a;
    static bl_metrics metrics;
    bl_course whole;
    bl_paired paired;
    hold(&a, 4000, 0, DAYS, &metrics, &whole);
    bl_course later = whole;
    later.first_ns += 3 * BL_NS_PER_DAY;
    later.days += 3;
    later.days_len -= 3;
    bl_paired_compare(&whole, &later, &paired);
    ck_assert_uint_eq(paired.days, DAYS - 3);
    ck_assert_double_eq(paired.high, 0);
    bl_paired_compare(&later, &whole, &paired);
    ck_assert_uint_eq(paired.days, DAYS - 3);
    ck_assert_double_eq(paired.mean, 0);
    bl_handlog_fini(&a);
    bl_course_fini(&whole);
}
END_TEST

START_TEST(a_run_differs_from_itself_by_nothing_and_a_short_one_says_nothing)
{
    static bl_handlog a;
    static bl_metrics metrics;
    bl_course courses[2];
    bl_paired paired;
    hold(&a, 4000, 0, DAYS, &metrics, &courses[0]);
    bl_paired_compare(&courses[0], &courses[0], &paired);
    ck_assert_uint_eq(paired.days, DAYS);
    ck_assert_double_eq(paired.mean, 0);
    ck_assert_double_eq(paired.high, 0);
    bl_handlog_fini(&a);
    bl_course_fini(&courses[0]);
    hold(&a, 4000, 0, 19, &metrics, &courses[0]);
    bl_paired_compare(&courses[0], &courses[0], &paired);
    ck_assert_uint_eq(paired.days, 19);
    ck_assert_double_eq(paired.low, 0);
    bl_handlog_fini(&a);
    bl_course_fini(&courses[0]);
}
END_TEST

static void decide(const double coins[2], double fee, uint64_t liquidations, char *text)
{
    static bl_handlog logs[2];
    static bl_metrics metrics[2];
    bl_course courses[2];
    bl_summary columns[2];
    static const char *const names[] = {"4h", "24h"};
    for (int i = 0; i < 2; i++) {
        hold(&logs[i], coins[i], i == 0 ? fee : 0, DAYS, &metrics[i], &courses[i]);
        logs[i].setup.mode.text = names[i];
        logs[i].counts.liquidations = i == 0 ? liquidations : 0;
        columns[i] = (bl_summary){.scenario = "hold",
                                  .log = &logs[i].log,
                                  .counts = &logs[i].counts,
                                  .metrics = &metrics[i],
                                  .course = &courses[i]};
    }
    bl_compare_verdict_write_decision(columns, 2, text);
    for (int i = 0; i < 2; i++) {
        bl_handlog_fini(&logs[i]);
        bl_course_fini(&courses[i]);
    }
}

static void expect_begin(const char *text, const char *begin)
{
    ck_assert_msg(strncmp(text, begin, strlen(begin)) == 0, "expected '%s', got '%s'", begin, text);
}

START_TEST(the_decision_is_for_limits_then_for_least_drift_and_cost_then_for_the_share_price)
{
    char text[BL_COMPARE_VERDICT];
    const double near[] = {4000, 2000}; /* the target, and half of it; the price rises */
    const double far[] = {2000, 4000};
    decide(near, 0, 0, text);
    expect_begin(text, "Decision: 4h. It both drifts least and pays least. Its share price ends "
                       "280.0 bps above that of 24h");
    ck_assert_ptr_nonnull(strstr(text, "Over 40 days that is "));
    ck_assert_ptr_nonnull(strstr(text, "cannot be told apart"));
    decide(far, 10, 0, text);
    expect_begin(text, "Decision: 24h. It both drifts least and pays least. ");
    decide(near, 10, 0, text);
    expect_begin(text, "Decision: 4h. Its share price ends 28");
    ck_assert_ptr_nonnull(strstr(text, " less and pays 0.1"));
    decide(near, 0, 1, text);
    expect_begin(text, "Decision: 24h. It alone keeps the limits. It both drifts least and pays "
                       "least. Its share price ends 280.0 bps below that of 4h");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        the_mean_difference_is_that_of_the_ends_and_its_interval_that_of_the_days,
        days_are_paired_by_their_date_whatever_day_a_run_begins_on,
        a_run_differs_from_itself_by_nothing_and_a_short_one_says_nothing,
        the_decision_is_for_limits_then_for_least_drift_and_cost_then_for_the_share_price,
        NULL,
    };
    return suite_run("paired", tests);
}
