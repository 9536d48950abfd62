/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_expects.c - the grammar of `expect`: what each entry becomes, and where one that is wrong
 * is complained of.
 */
#include "../../scenarios/scenario.h"
#include "../../sim/record.h"
#include "../support/scratch.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../support/cases.h"

#define HEAD                                                                                       \
    "vault: {capital: 1000}\nmodes: [immediate, 4h]\n"                                             \
    "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\nstands_for: a test\nexpect:\n"
#define DAY0 (INT64_C(1704067200) * BL_NS_PER_S) /* 2024-01-01T00:00:00Z */
#define MINUTE (60 * BL_NS_PER_S)

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    bl_diag_init(&diags);
    memset(&scenario, 0, sizeof scenario);
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static bool try_entry(const char *entry)
{
    const bl_scenario_options none = {0};
    char text[1024];
    snprintf(text, sizeof text, HEAD "  - %s\n", entry);
    return bl_scenario_open(scratch_put(&files, "scenario.yaml", text), &none, &scenario, &diags);
}

static const bl_expect *read_entry(const char *entry)
{
    bl_scenario_close(&scenario);
    ck_assert_msg(try_entry(entry), "%s: %s", entry, diags.items[0].message);
    ck_assert_uint_eq(scenario.expects_len, 1);
    return &scenario.expects[0];
}

START_TEST(a_condition_is_a_field_a_sign_and_a_value)
{
    const bl_expect *e = read_entry("{never: leverage > 1.2} # so much");
    ck_assert_int_eq(e->kind, BL_EXPECT_NEVER);
    ck_assert_int_eq(e->field, BL_FIELD_LEVERAGE);
    ck_assert_int_eq(e->bound.sign, BL_SIGN_MORE);
    ck_assert_int_eq(e->bound.value, 1200000000);
    ck_assert_str_eq(e->text, "{never: leverage > 1.2}");
    ck_assert_uint_eq(e->line, 6);
    ck_assert_uint_eq(e->column, 5);
    e = read_entry("{always: drawdown<=5%, from: 2024-01-01T00:00:00Z, within: 5m}");
    ck_assert_int_eq(e->kind, BL_EXPECT_ALWAYS);
    ck_assert_int_eq(e->bound.sign, BL_SIGN_AT_MOST);
    ck_assert_int_eq(e->bound.value, 50000000);
    ck_assert_int_eq(e->from_ns, DAY0);
    ck_assert_int_eq(e->within_ns, 5 * MINUTE);
    e = read_entry("eventually: deposits open");
    ck_assert_int_eq(e->field, BL_FIELD_DEPOSITS);
    ck_assert_int_eq(e->bound.value, 0);
    ck_assert_int_eq(read_entry("never: liquidated")->bound.value, BL_PPB);
    ck_assert_int_eq(read_entry("{eventually: settled, within: 1h}")->kind, BL_EXPECT_SETTLED);
    ck_assert_str_eq(scenario.stands_for, "a test");
}
END_TEST

START_TEST(trips_have_a_reason_a_count_and_a_time)
{
    const bl_expect *e = read_entry("{trips: {reason: PARTIAL, within: 5m}, modes: [4h]}");
    ck_assert_int_eq(e->reason, BL_REASON_PARTIAL);
    ck_assert_int_eq(e->within_ns, 5 * MINUTE);
    ck_assert_int_eq(e->at_least, 1);
    ck_assert_int_eq(e->at_most, INT64_MAX);
    ck_assert_uint_eq(e->modes_len, 1);
    ck_assert_str_eq(e->modes[0], "4h");
    ck_assert_int_eq(read_entry("{trips: none}")->at_most, 0);
    e = read_entry("{trips: {count: 2}}");
    ck_assert(e->at_least == 2 && e->at_most == 2 && e->reason == -1);
}
END_TEST

START_TEST(a_gate_is_a_condition_with_a_window_or_at_a_time)
{
    const bl_expect *e =
        read_entry("{gate: {deposits: shut, within: 5m, from: 2024-01-01T00:00:00Z}}");
    ck_assert_int_eq(e->kind, BL_EXPECT_EVENTUALLY);
    ck_assert_int_eq(e->bound.value, BL_PPB);
    e = read_entry("{gate: {withdrawals: open, by: 2024-01-01T00:00:00Z}}");
    ck_assert_int_eq(e->kind, BL_EXPECT_ALWAYS);
    ck_assert_int_eq(e->field, BL_FIELD_WITHDRAWALS);
    ck_assert(e->from_ns == DAY0 && e->by_ns == DAY0);
}
END_TEST

START_TEST(metrics_and_flows_have_bounds)
{
    const bl_expect *e = read_entry("{metric: drift_max < 5%}");
    ck_assert_str_eq(e->metric, "drift_max");
    ck_assert_int_eq(e->bound.kind, BL_BOUND_RATIO);
    e = read_entry("{flow: {row: 3, outcome: refused, reason: DUST, amount: '> 0.5'}}");
    ck_assert(e->row == 3 && e->outcome == BL_OUTCOME_REFUSED && e->reason == BL_REASON_DUST);
    ck_assert_int_eq(e->amount.value, BL_PPB / 2);
    ck_assert(!e->shares.given);
}
END_TEST

static const struct {
    const char *entry;
    size_t column;
    const char *message;
} bad[] = {
    {"{never: leverge > 2}", 13, "no field 'leverge'"},
    {"{never: leverage 2}", 13, "one of < <= > >= ="},
    {"{never: leverage < 2m}", 13, "and a number"},
    {"{never: leverage < 2 x}", 13, "and a number"},
    {"{never: settled}", 13, "no field 'settled'"},
    {"{always: deposits}", 14, "'shut' or 'open'"},
    {"{always: liquidated now}", 14, "expected nothing after"},
    {"{eventually: settled, by: 2024-01-01T00:00:00Z}", 5, "only 'within'"},
    {"{never: leverage > 1, within: 1h, by: 2024-01-01T00:00:00Z}", 5, "say the same"},
    {"{never: leverage > 1, within: soon}", 35, "expected a duration"},
    {"{surely: leverage > 1}", 6, "no assertion 'surely'"},
    {"{modes: [4h]}", 5, "needs an assertion"},
    {"{trips: none, never: insolvent}", 26, "a second one"},
    {"{trips: some}", 13, "expected a mapping"},
    {"{trips: {reason: PARTL}}", 22, "no such reason"},
    {"{trips: {count: -1}}", 21, "is too small"},
    {"{trips: {at_least: 2, at_most: 1}}", 13, "at_least is more"},
    {"{trips: {reason: DRAWDOWN, within: 5m}}", 13, "needs 'from'"},
    {"{trips: {after: 5m}}", 14, "unknown key 'after'"},
    {"{trips: none, within: 5m}", 19, "unknown key 'within'"},
    {"{trips: none, modes: [8h]}", 27, "interval:8h"},
    {"{trips: none, modes: [24h]}", 27, "not among the scenario's modes"},
    {"{gate: {deposits: closed}}", 23, "shut or open"},
    {"{gate: {deposits: shut, by: 2024-01-01T00:00:00Z, within: 5m}}", 12, "stands without"},
    {"{metric: drift_max}", 14, "NAME and one of"},
    {"{flow: {outcome: settled}}", 12, "needs 'row'"},
    {"{flow: {row: 1, outcome: lost}}", 30, "one of pending, settled, refused"},
    {"{flow: {row: 1, amount: 5}}", 29, "a sign and a number"},
    {"leverage < 2", 5, "expected an assertion"},
};

START_TEST(what_is_wrong_is_complained_of_in_its_place)
{
    ck_assert_msg(!try_entry(bad[_i].entry), "%s is accepted", bad[_i].entry);
    ck_assert_msg(strstr(diags.items[0].message, bad[_i].message) != NULL, "%s: %s", bad[_i].entry,
                  diags.items[0].message);
    ck_assert_uint_eq(diags.items[0].line, 6);
    ck_assert_msg(diags.items[0].column == bad[_i].column, "%s: column %zu", bad[_i].entry,
                  diags.items[0].column);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("expects");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_condition_is_a_field_a_sign_and_a_value);
    tcase_add_test(tcase, trips_have_a_reason_a_count_and_a_time);
    tcase_add_test(tcase, a_gate_is_a_condition_with_a_window_or_at_a_time);
    tcase_add_test(tcase, metrics_and_flows_have_bounds);
    tcase_add_loop_test(tcase, what_is_wrong_is_complained_of_in_its_place, 0,
                        (int)(sizeof bad / sizeof *bad));
    return cases_run("expects", tcase);
}
