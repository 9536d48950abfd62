/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_response.c - from a cause to the trip, from the trip to the resume, and requests
 * that nothing can serve, by hand.
 */
#include "../support/handlog.h"
#include "../support/metric_checks.h"
#include "../support/suite.h"

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_metrics metrics;

#define IS(name, expected) METRIC_IS(&metrics, name, expected)
#define IS_NULL(name, reason) METRIC_IS_NULL(&metrics, name, reason)

/* 10 000 at 1x for ten hours. */
static void open_vault(void)
{
    const double closes[] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 11, 10000, BL_PPB);
    bl_handlog_fill(&h, day0, 100, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

static void note(int64_t hour, bl_event event, bl_reason reason)
{
    bl_handlog_audit(&h, day0 + hour * HOUR, event, reason, 100, 100, 100, 0);
}

/* An outage from 1 h on is met at 3 h and reviewed in vain at 4 h, cleared at 5 h; an attempt that
 * fails at 7 h trips at 8 h and is under review at the end. */
START_TEST(trips_are_timed_from_cause_to_alert_and_from_alert_to_resume)
{
    static const int64_t begin[] = {day0 + HOUR};
    static const int64_t end[] = {day0 + 4 * HOUR};
    open_vault();
    h.setup.venue.windows = (bl_windows){.len = 1, .begin_ns = begin, .end_ns = end};
    note(3, BL_EVENT_FAILED, BL_REASON_VENUE_DOWN);
    note(3, BL_EVENT_ALERT, BL_REASON_VENUE_DOWN);
    note(4, BL_EVENT_FAILED, BL_REASON_PARTIAL);
    note(4, BL_EVENT_REVIEW, BL_REASON_PARTIAL);
    note(5, BL_EVENT_REVIEW, BL_REASON_NONE);
    note(7, BL_EVENT_FAILED, BL_REASON_PARTIAL);
    note(8, BL_EVENT_FAILED, BL_REASON_PARTIAL);
    note(8, BL_EVENT_ALERT, BL_REASON_PARTIAL);
    bl_handlog_end(&h, &metrics);
    IS("detection_time_max", 2 * 3600);
    ck_assert_int_eq(metric_named(&metrics, "detection_time_max")->at_ns, day0 + 3 * HOUR);
    IS("detection_time_mean", 1.5 * 3600);
    IS("response_time_mean", 2 * 3600);
    IS("response_time_max", 2 * 3600);
    ck_assert_int_eq(metric_named(&metrics, "response_time_max")->at_ns, day0 + 3 * HOUR);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(an_alert_of_a_liquidation_is_no_trip)
{
    open_vault();
    note(3, BL_EVENT_ALERT, BL_REASON_LIQUIDATED);
    bl_handlog_end(&h, &metrics);
    IS_NULL("detection_time_mean", "never_tripped");
    IS_NULL("response_time_max", "never_tripped");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(deposits_queued_after_a_liquidation_are_stuck)
{
    open_vault();
    bl_handlog_unsettled(&h, day0 + HOUR, 500, BL_OUTCOME_PENDING, BL_REASON_GATE_SHUT);
    bl_handlog_unsettled(&h, day0 + 6 * HOUR, 500, BL_OUTCOME_PENDING, BL_REASON_GATE_SHUT);
    bl_handlog_unsettled(&h, day0 + HOUR, -500, BL_OUTCOME_PENDING, BL_REASON_MARGIN);
    note(4, BL_EVENT_LIQUIDATION, BL_REASON_LIQUIDATED);
    bl_handlog_end(&h, &metrics);
    IS("stuck_requests", 2);
    IS("stuck_time", 6 * 3600);
    ck_assert_int_eq(metric_named(&metrics, "stuck_time")->at_ns, day0 + 4 * HOUR);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_withdrawal_is_stuck_once_there_is_no_equity_and_no_position)
{
    open_vault();
    h.setup.vault.delay_ns = HOUR;
    bl_handlog_unsettled(&h, day0 + 4 * HOUR, -500, BL_OUTCOME_PENDING, BL_REASON_INSOLVENT);
    bl_handlog_unsettled(&h, day0 + 9 * HOUR, -500, BL_OUTCOME_PENDING, BL_REASON_NONE);
    bl_handlog_fill(&h, day0 + 3 * HOUR, -100, 0, 20000, BL_FILL_LIQUIDATED);
    bl_handlog_row(&h, day0 + 3 * HOUR, BL_EVENT_LIQUIDATION);
    note(3, BL_EVENT_LIQUIDATION, BL_REASON_LIQUIDATED);
    bl_handlog_end(&h, &metrics);
    IS("stuck_requests", 1); /* the other is within its notice */
    IS("stuck_time", 5 * 3600);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(without_a_liquidation_every_wait_may_end)
{
    open_vault();
    bl_handlog_unsettled(&h, day0 + HOUR, 500, BL_OUTCOME_PENDING, BL_REASON_GATE_SHUT);
    bl_handlog_end(&h, &metrics);
    IS("stuck_requests", 0);
    IS("stuck_time", 0);
    bl_handlog_fini(&h);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {trips_are_timed_from_cause_to_alert_and_from_alert_to_resume,
                                  an_alert_of_a_liquidation_is_no_trip,
                                  deposits_queued_after_a_liquidation_are_stuck,
                                  a_withdrawal_is_stuck_once_there_is_no_equity_and_no_position,
                                  without_a_liquidation_every_wait_may_end,
                                  NULL};
    return suite_run("metrics, response", tests);
}
