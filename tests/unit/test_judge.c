/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_judge.c - each kind of expectation against a small run written by hand: one that holds, one
 * that does not, and one that could not be looked at.
 */
#include "../../reports/judge.h"
#include "../support/handlog.h"

#include <stdlib.h>
#include <string.h>

#include "../support/cases.h"

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */

static bl_handlog h;
static bl_metrics metrics;

/* 10 000 at 2x: 200 coins at 100; closes 100, 101, 90, 102: equity 10 000, 10 200, 8 000, 10 400
 * and leverage 2, 1.98, 2.25, 1.96. Deposits shut from 2 h to 2.5 h after a failed attempt; two
 * flows are asked for at 1 h, one is paid at 3 h. */
static void open_run(void)
{
    const double closes[] = {100, 101, 90, 102};
    bl_handlog_init(&h, day0, HOUR, closes, 4, 10000, 2 * BL_PPB);
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_unsettled(&h, day0 + HOUR, 500, BL_OUTCOME_REFUSED, BL_REASON_GATE_SHUT);
    bl_handlog_audit(&h, day0 + 2 * HOUR, BL_EVENT_FAILED, BL_REASON_PARTIAL, 200, 200, 200, 0);
    bl_handlog_row(&h, day0 + 2 * HOUR, BL_EVENT_FAILED);
    h.gates = BL_GATE_D;
    bl_handlog_row(&h, day0 + 2 * HOUR, BL_EVENT_GATE);
    bl_handlog_audit(&h, day0 + 2 * HOUR + 60 * BL_NS_PER_S, BL_EVENT_ALERT, BL_REASON_PARTIAL, 200,
                     200, 200, 0);
    h.gates = 0;
    bl_handlog_row(&h, day0 + 5 * HOUR / 2, BL_EVENT_GATE);
    bl_handlog_flow(&h, day0 + HOUR, day0 + 3 * HOUR, -100);
    bl_handlog_end(&h, &metrics);
}

static void close_run(void)
{
    bl_handlog_fini(&h);
}

static const bl_expect blank = {.from_ns = BL_EXPECT_NO_TIME,
                                .by_ns = BL_EXPECT_NO_TIME,
                                .within_ns = -1,
                                .at_most = INT64_MAX,
                                .reason = -1,
                                .outcome = -1};

static bl_judge_verdict judge(bl_expect expect)
{
    bl_judge_verdict verdict;
    bl_judge_run(&expect, 1, &h.log, &metrics, &verdict);
    return verdict;
}

static bl_expect condition(bl_expect_kind kind, bl_expect_field field, bl_sign sign, int64_t value)
{
    bl_expect expect = blank;
    expect.kind = kind;
    expect.field = field;
    expect.bound = (bl_bound){.given = true, .sign = sign, .value = value};
    return expect;
}

static bool gate_at(bl_expect_kind kind, bool shut, int64_t from_ns, int64_t by_ns)
{
    bl_expect expect = condition(kind, BL_FIELD_DEPOSITS, BL_SIGN_EQUAL, shut ? BL_PPB : 0);
    expect.from_ns = from_ns;
    expect.by_ns = by_ns;
    return judge(expect).passed;
}

START_TEST(never_and_always_look_at_every_mark_and_not_only_at_rows)
{
    const bl_judge_verdict broken =
        judge(condition(BL_EXPECT_NEVER, BL_FIELD_LEVERAGE, BL_SIGN_MORE, 2200000000));
    ck_assert(!broken.passed);
    ck_assert_int_eq(broken.at_ns, day0 + 2 * HOUR);
    ck_assert_str_eq(broken.seen, "leverage 2.250000");
    ck_assert(
        judge(condition(BL_EXPECT_NEVER, BL_FIELD_LEVERAGE, BL_SIGN_MORE, 2250000000)).passed);
    ck_assert(
        judge(condition(BL_EXPECT_ALWAYS, BL_FIELD_LEVERAGE, BL_SIGN_LESS, 2250000001)).passed);
    ck_assert(!judge(condition(BL_EXPECT_ALWAYS, BL_FIELD_EQUITY, BL_SIGN_AT_LEAST, 8001 * BL_PPB))
                   .passed);
    ck_assert(
        !judge(condition(BL_EXPECT_NEVER, BL_FIELD_DRAWDOWN, BL_SIGN_MORE, 215000000)).passed);
    ck_assert(judge(condition(BL_EXPECT_NEVER, BL_FIELD_DRAWDOWN, BL_SIGN_MORE, 216000000)).passed);
}
END_TEST

START_TEST(eventually_needs_one_moment_within_its_window)
{
    bl_expect expect =
        condition(BL_EXPECT_EVENTUALLY, BL_FIELD_EQUITY, BL_SIGN_LESS, 9000 * BL_PPB);
    ck_assert(judge(expect).passed);
    expect.within_ns = 2 * HOUR - 1;
    ck_assert(!judge(expect).passed);
    expect.within_ns = 2 * HOUR;
    ck_assert(judge(expect).passed);
    expect.from_ns = day0 + 3 * HOUR;
    ck_assert(!judge(expect).passed);
}
END_TEST

START_TEST(a_gate_is_what_lasts_and_not_a_step_of_its_instant)
{
    ck_assert(gate_at(BL_EXPECT_EVENTUALLY, true, day0 + HOUR, day0 + 2 * HOUR));
    ck_assert(!gate_at(BL_EXPECT_EVENTUALLY, true, day0, day0 + HOUR));
    ck_assert(gate_at(BL_EXPECT_ALWAYS, true, day0 + 2 * HOUR, day0 + 2 * HOUR));
    ck_assert(gate_at(BL_EXPECT_ALWAYS, false, day0 + 5 * HOUR / 2, day0 + 5 * HOUR / 2));
    ck_assert(!gate_at(BL_EXPECT_ALWAYS, false, day0 + 9 * HOUR / 4, day0 + 9 * HOUR / 4));
}
END_TEST

START_TEST(what_could_not_be_looked_at_did_not_hold)
{
    const bl_judge_verdict locked =
        judge(condition(BL_EXPECT_NEVER, BL_FIELD_LOCKED, BL_SIGN_MORE, 0));
    ck_assert(!locked.passed);
    ck_assert_ptr_nonnull(strstr(locked.seen, "undefined"));
    bl_expect late = condition(BL_EXPECT_NEVER, BL_FIELD_EQUITY, BL_SIGN_LESS, 0);
    late.from_ns = day0 + 4 * HOUR;
    ck_assert(!judge(late).passed);
    bl_expect metric = blank;
    metric.kind = BL_EXPECT_METRIC;
    metric.metric = "xirr"; /* the run is too short */
    metric.bound = (bl_bound){.given = true, .sign = BL_SIGN_LESS, .value = INT64_MAX};
    ck_assert(!judge(metric).passed);
}
END_TEST

START_TEST(trips_are_counted_by_reason_and_timed_from_their_cause)
{
    bl_expect expect = blank;
    expect.kind = BL_EXPECT_TRIPS;
    expect.at_least = 1;
    ck_assert(judge(expect).passed);
    expect.reason = BL_REASON_PARTIAL;
    expect.within_ns = 60 * BL_NS_PER_S;
    ck_assert(judge(expect).passed);
    expect.within_ns--;
    ck_assert(!judge(expect).passed);
    expect.within_ns = -1;
    expect.reason = BL_REASON_STALE;
    ck_assert_str_eq(judge(expect).seen, "no trip but PARTIAL");
    expect.reason = -1;
    expect.at_least = 0;
    expect.at_most = 0;
    ck_assert(!judge(expect).passed);
    expect.from_ns = day0 + 3 * HOUR;
    ck_assert(judge(expect).passed);
}
END_TEST

START_TEST(flows_are_judged_by_outcome_reason_amount_and_wait)
{
    bl_expect expect = blank;
    expect.kind = BL_EXPECT_FLOW;
    expect.outcome = BL_OUTCOME_REFUSED;
    expect.reason = BL_REASON_GATE_SHUT;
    ck_assert(judge(expect).passed);
    expect.amount = (bl_bound){.given = true, .sign = BL_SIGN_AT_LEAST, .value = 0};
    ck_assert(!judge(expect).passed); /* refused: there is no amount */
    expect = blank;
    expect.kind = BL_EXPECT_FLOW;
    expect.row = 1;
    expect.amount = (bl_bound){.given = true, .sign = BL_SIGN_EQUAL, .value = 100 * BL_PPB};
    ck_assert(judge(expect).passed);
    expect.row = 2;
    ck_assert(!judge(expect).passed);
    expect.kind = BL_EXPECT_SETTLED;
    ck_assert(judge(expect).passed);
    expect.within_ns = 2 * HOUR - 1;
    ck_assert(!judge(expect).passed);
}
END_TEST

START_TEST(a_metric_is_held_against_a_bound_in_its_own_unit)
{
    bl_expect expect = blank;
    expect.kind = BL_EXPECT_METRIC;
    expect.metric = "drift_max"; /* 12.5 % */
    expect.bound = (bl_bound){true, BL_SIGN_EQUAL, BL_BOUND_RATIO, 125000000};
    ck_assert(judge(expect).passed);
    expect.bound = (bl_bound){true, BL_SIGN_EQUAL, BL_BOUND_NUMBER, 12500000000};
    ck_assert(judge(expect).passed);
    expect.metric = "deposits_shut_time";
    expect.bound = (bl_bound){true, BL_SIGN_EQUAL, BL_BOUND_DURATION, HOUR / 2};
    ck_assert(judge(expect).passed);
    expect.bound.kind = BL_BOUND_RATIO;
    bl_diags diags;
    bl_diag_init(&diags);
    expect.file = "a.yaml";
    bl_judge_check(&expect, 1, &diags);
    ck_assert_uint_eq(diags.errors, 1);
    expect.metric = "max_drift";
    bl_judge_check(&expect, 1, &diags);
    ck_assert_uint_eq(diags.errors, 2);
}
END_TEST

START_TEST(an_expectation_about_other_modes_does_not_apply)
{
    static const char *const other[] = {"4h"};
    static const char *const own[] = {"4h", "never"};
    bl_expect expect = condition(BL_EXPECT_NEVER, BL_FIELD_EQUITY, BL_SIGN_MORE, 0);
    expect.modes = other;
    expect.modes_len = 1;
    bl_judge_verdict verdict = judge(expect);
    ck_assert(!verdict.applies);
    ck_assert_uint_eq(bl_judge_count_failed(&verdict, 1), 0);
    expect.modes = own;
    expect.modes_len = 2;
    verdict = judge(expect);
    ck_assert_uint_eq(bl_judge_count_failed(&verdict, 1), 1);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("judge");
    tcase_add_checked_fixture(tcase, open_run, close_run);
    tcase_add_test(tcase, never_and_always_look_at_every_mark_and_not_only_at_rows);
    tcase_add_test(tcase, eventually_needs_one_moment_within_its_window);
    tcase_add_test(tcase, a_gate_is_what_lasts_and_not_a_step_of_its_instant);
    tcase_add_test(tcase, what_could_not_be_looked_at_did_not_hold);
    tcase_add_test(tcase, trips_are_counted_by_reason_and_timed_from_their_cause);
    tcase_add_test(tcase, flows_are_judged_by_outcome_reason_amount_and_wait);
    tcase_add_test(tcase, a_metric_is_held_against_a_bound_in_its_own_unit);
    tcase_add_test(tcase, an_expectation_about_other_modes_does_not_apply);
    return cases_run("judge", tcase);
}
