/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_mutations.c - the shipped stress scenarios are sharp: all of them hold as they are, and for
 * every rule of the failsafe that can be switched off some of them no longer does without it. Those
 * with several causes notice when one of them is taken out of the world.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../cli/replay.h"
#include "../../cli/suite.h"
#include "../../cli/trial.h"
#include "../support/cases.h"

static bl_suite suite;

static void setup(void)
{
    bl_err err;
    ck_assert_int_eq(bl_suite_open(&suite, "scenarios/stress", &err), BL_OK);
}

static void teardown(void)
{
    bl_suite_close(&suite);
}

static void open_scenario(const char *path, const char *override, bl_scenario *out)
{
    const bl_scenario_options options = {.overrides = &override,
                                         .overrides_len = override != NULL ? 1 : 0};
    bl_diags diags;
    bl_diag_init(&diags);
    ck_assert_msg(bl_replay_open(path, &options, out, &diags), "%s: %s", path,
                  diags.items[0].message);
}

/* Expectations that do not hold, over all modes. */
static size_t count_failed(const char *path, const char *override)
{
    bl_judge_verdict verdicts[BL_EXPECTS_MAX];
    bl_trial *trial = malloc(sizeof *trial);
    bl_scenario scenario;
    bl_err err;
    size_t failed = 0;
    ck_assert_ptr_nonnull(trial);
    open_scenario(path, override, &scenario);
    for (size_t i = 0; i < scenario.modes_len; i++) {
        *trial = (bl_trial){.setup = bl_scenario_setup(&scenario, i)};
        ck_assert_msg(bl_trial_run(trial, &err) == BL_OK, "%s: %s", path, err.text);
        bl_judge_run(scenario.expects, scenario.expects_len, &trial->log, &trial->metrics,
                     verdicts);
        failed += bl_judge_count_failed(verdicts, scenario.expects_len);
        bl_trial_fini(trial);
    }
    bl_scenario_close(&scenario);
    free(trial);
    return failed;
}

START_TEST(every_stress_scenario_holds_as_it_is)
{
    for (size_t i = 0; i < suite.len; i++) {
        ck_assert_msg(count_failed(suite.paths[i], NULL) == 0, "ballast stress %s", suite.paths[i]);
    }
    ck_assert_uint_ge(suite.len, 26);
}
END_TEST

START_TEST(every_stress_scenario_says_what_it_stands_for_and_expects_something_of_each_mode)
{
    for (size_t i = 0; i < suite.len; i++) {
        bl_scenario scenario;
        open_scenario(suite.paths[i], NULL, &scenario);
        ck_assert_msg(scenario.stands_for != NULL, "%s", suite.paths[i]);
        for (size_t m = 0; m < scenario.modes_len; m++) {
            size_t asked = 0;
            for (size_t k = 0; k < scenario.expects_len; k++) {
                const bl_expect *expect = &scenario.expects[k];
                asked += expect->modes_len == 0 ? 1 : 0;
                for (size_t n = 0; n < expect->modes_len; n++) {
                    asked += strcmp(expect->modes[n], scenario.modes[m].text) == 0 ? 1 : 0;
                }
            }
            ck_assert_msg(asked > 0, "%s: %s", suite.paths[i], scenario.modes[m].text);
        }
        bl_scenario_close(&scenario);
    }
}
END_TEST

static int count_rules(void)
{
    int count = 1;
    for (const char *at = BL_RULE_WORDS; *at != '\0'; at++) {
        count += *at == '|' ? 1 : 0;
    }
    return count;
}

START_TEST(some_stress_scenario_fails_without_the_rule)
{
    const char *rule = BL_RULE_WORDS;
    char override[64];
    size_t red = 0;
    for (int i = 0; i < _i; i++) {
        rule = strchr(rule, '|') + 1;
    }
    const int len = (int)strcspn(rule, "|");
    snprintf(override, sizeof override, "failsafe.without=[%.*s]", len, rule);
    for (size_t i = 0; i < suite.len; i++) {
        red += count_failed(suite.paths[i], override) > 0 ? 1 : 0;
    }
    ck_assert_msg(red > 0, "no scenario of scenarios/stress notices '%s'", override);
}
END_TEST

/* What guards a profit report is no rule of the failsafe. */
START_TEST(a_donation_is_carried_away_where_profit_does_not_unlock_slowly)
{
    ck_assert_uint_gt(count_failed("scenarios/stress/donation-attack.yaml", "vault.unlock=none"),
                      0);
}
END_TEST

static const struct {
    const char *scenario, *without;
} parts[] = {
    {"compound", "oracle={}"},
    {"compound", "venue.availability=always"},
    {"compound", "venue.capacity=unlimited"},
    {"compound", "flows=burst-flows.csv"},
    {"compound", "stress={severity: 0%, scales: [funding]}"},
    {"compound", "failsafe.without=[drawdown]"},
    {"crash-1d", "failsafe.without=[daily_loss]"},
    {"crash-1d", "stress={severity: 0%, scales: [prices]}"},
    {"degradation-2021", "venue.availability=always"},
    {"degradation-2021", "venue.latency.exponential.slow=1"},
    {"degradation-2021", "venue.capacity={volume_share: 1%}"},
    {"depeg-weekend", "vault={capital: 1000000}"},
    {"depeg-weekend", "venue.capacity=unlimited"},
    {"depeg-weekend", "instruments.USDC.prices=../../data/sets/stress-depeg.csv"},
    {"depeg-weekend", "failsafe.without=[max_leverage]"},
    {"october-2025", "vault={capital: 1000000}"},
    {"october-2025", "oracle={}"},
    {"october-2025", "venue={}"},
    {"october-2025", "failsafe.without=[divergence]"},
    {"run-20pct", "venue.capacity=unlimited"},
    {"run-20pct", "flows=burst-flows.csv"},
    {"venue-outage-2020", "venue.availability=always"},
    {"venue-outage-2020", "failsafe.without=[clearance]"},
    {"withdrawal-wall", "strategies.usdc.layer.utilisation=70%"},
    {"withdrawal-wall", "failsafe.without=[clearance]"},
};

START_TEST(a_scenario_of_several_causes_needs_each_of_them)
{
    char path[64];
    snprintf(path, sizeof path, "scenarios/stress/%s.yaml", parts[_i].scenario);
    ck_assert_msg(count_failed(path, parts[_i].without) > 0, "%s does not notice '%s'", path,
                  parts[_i].without);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("mutations");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, every_stress_scenario_holds_as_it_is);
    tcase_add_test(
        tcase, every_stress_scenario_says_what_it_stands_for_and_expects_something_of_each_mode);
    tcase_add_loop_test(tcase, some_stress_scenario_fails_without_the_rule, 0, count_rules());
    tcase_add_loop_test(tcase, a_scenario_of_several_causes_needs_each_of_them, 0,
                        sizeof parts / sizeof parts[0]);
    tcase_add_test(tcase, a_donation_is_carried_away_where_profit_does_not_unlock_slowly);
    return cases_run("mutations", tcase);
}
