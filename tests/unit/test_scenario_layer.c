/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_layer.c - the terms of a liquidity layer out of a scenario, its utilisation as a
 * constant or a feed, and what is refused, where and why (spec 9.1, 12).
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#define DAY0 (INT64_C(1704067200) * BL_NS_PER_S) /* 2024-01-01T00:00:00Z */
#define WINDOW "start: 2024-01-01T00:00:00Z\nend: 2024-01-02T00:00:00Z\n"
#define VAULT "vault: {accounting: reported, capital: 1000, decimals: 3}\nmodes: [4h]\n"
#define LAYER(terms) "strategies:\n  - {name: usdc, handler: jup_layer, layer: {" terms "}}\n"
#define CURVE "kink: 8000, rate_kink: 1000, rate_max: 15000, base_limit: 5, "
#define HEAD "time,utilisation\n"

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put(&files, "util.csv",
                "utilisation,time\n0.8,2024-01-01T00:30:00Z\n1,2024-01-01T05:00:00Z\n"
                "0.1234567895,2024-01-01T06:00:00Z\n");
    bl_diag_init(&diags);
    memset(&scenario, 0, sizeof scenario);
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static bool open_text(const char *text)
{
    const bl_scenario_options options = {0};
    return bl_scenario_open(scratch_put(&files, "scenario.yaml", text), &options, &scenario,
                            &diags);
}

static const bl_strategy *open_good(const char *text)
{
    ck_assert_msg(open_text(text), "%zu:%zu: %s", diags.items[0].line, diags.items[0].column,
                  diags.items[0].message);
    return &scenario.base.pool.strategies[0];
}

START_TEST(two_kinks_and_every_other_term_are_read)
{
    const bl_strategy *it = open_good(
        WINDOW VAULT LAYER("kink: 8500, kink2: 9300, rate0: 10, rate_kink: 600, rate_kink2: 800,"
                           " rate_max: 10000, fee: 1000, expand_pct: 3500, expand_duration: 6h,"
                           " base_limit: 7.5, supply: 12, utilisation: 80%, rewards: 3,"
                           " rewards_min: 2, rewards_from: 2024-01-01T00:00:01.5Z,"
                           " rewards_until: 2024-01-03T00:00:00Z"));
    const bl_layer_terms *layer = &it->layer;
    static const int64_t kinks[] = {0, 8500, 9300, 10000};
    static const int64_t rates[] = {10, 600, 800, 10000};
    ck_assert_str_eq(it->model->info.name, "jup_layer");
    ck_assert_uint_eq(layer->curve.len, 4);
    ck_assert(memcmp(layer->curve.utilisation_bps, kinks, sizeof kinks) == 0);
    ck_assert(memcmp(layer->curve.rate_bps, rates, sizeof rates) == 0);
    ck_assert_int_eq(layer->fee_bps, 1000);
    ck_assert_int_eq(layer->limit.expand_bps, 3500);
    ck_assert_int_eq(layer->limit.expand_s, 21600);
    ck_assert_uint_eq(layer->limit.base_raw, 7500);
    ck_assert_uint_eq(layer->supply, 12000);
    ck_assert_int_eq(layer->kept_ppb, 800000000);
    ck_assert_uint_eq(layer->rewards.yearly, 3000);
    ck_assert_uint_eq(layer->rewards.start_tvl, 2000);
    ck_assert_int_eq(layer->rewards.begin_s, DAY0 / BL_NS_PER_S + 1);
    ck_assert_int_eq(layer->rewards.end_s, DAY0 / BL_NS_PER_S + 2 * 86400);
    ck_assert_uint_eq(it->utilisation.len, 0);
}
END_TEST

START_TEST(one_kink_the_defaults_and_a_feed_that_sets_the_window)
{
    const bl_strategy *it = open_good(VAULT LAYER(CURVE "utilisation: util.csv"));
    static const int64_t rates[] = {0, 1000, 15000, 0};
    ck_assert_uint_eq(it->layer.curve.len, 3);
    ck_assert(memcmp(it->layer.curve.rate_bps, rates, sizeof rates) == 0);
    ck_assert_int_eq(it->layer.limit.expand_bps, 2000);
    ck_assert_int_eq(it->layer.limit.expand_s, 172800);
    ck_assert_int_eq(it->layer.kept_ppb, -1);
    ck_assert_uint_eq(it->utilisation.len, 3);
    ck_assert_int_eq(it->utilisation.share_ppb[1], BL_PPB);
    ck_assert_int_eq(it->utilisation.share_ppb[2], 123456790); /* a half rounds to even */
    ck_assert_uint_eq(scenario.utilisations[0].report.rounded, 1);
    ck_assert_int_eq(scenario.base.start_ns, DAY0 + 1800 * BL_NS_PER_S);
    ck_assert_int_eq(scenario.base.end_ns, DAY0 + 6 * 3600 * BL_NS_PER_S);
    ck_assert_str_eq(scenario.feeds[0].role, "strategies[0].layer.utilisation");
}
END_TEST

/* -- what is refused -------------------------------------------------------------------------- */

#define AT "strategies[0].layer."

static const struct {
    const char *terms, *complaint;
} bad[] = {
    {CURVE "utilisation: 101%", AT "utilisation: '101%' is too large, allowed is 0% to 100%"},
    {CURVE "utilisation: -1", AT "utilisation: '-1' is too small, allowed is 0% to 100%"},
    {CURVE, AT "utilisation: is required, a ratio such as 80%, or a feed time,utilisation"},
    {CURVE "utilisation: 80%, kink2: 9000", AT "rate_kink2: kink2 and rate_kink2 come together"},
    {CURVE "utilisation: 80%, rate_kink2: 9", AT "kink2: kink2 and rate_kink2 come together"},
    {CURVE "utilisation: 80%, kink2: 8000, rate_kink2: 2000", AT "kink2: must be above kink"},
    {CURVE "utilisation: 80%, kink2: 9000, rate_kink2: 15001",
     AT "rate_max: must not be below the rate at the last kink"},
    {"kink: 10000, rate_kink: 1, rate_max: 1, base_limit: 1, utilisation: 80%",
     AT "kink: '10000' is too large, allowed is 1 to 9999"},
    {"kink: 1, rate_kink: 2, rate_max: 1, base_limit: 1, utilisation: 80%",
     AT "rate_max: must not be below the rate at the last kink"},
    {"kink: 1, rate_kink: 1, rate_max: 65536, base_limit: 1, utilisation: 80%",
     AT "rate_max: '65536' is too large, allowed is 0 to 65535"},
    {"kink: 1, rate_kink: 1, rate_max: 1, base_limit: 0, utilisation: 80%",
     AT "base_limit: '0' is too small, allowed is above 0"},
    {CURVE "utilisation: 80%, expand_duration: 1.5s", AT "expand_duration: must be whole seconds"},
    {CURVE "utilisation: 80%, rewards: 5",
     AT "rewards: rewards, rewards_from and rewards_until come together"},
    {CURVE "utilisation: 80%, rewards: 5, rewards_from: 2024-01-02T00:00:00Z, "
           "rewards_until: 2024-01-02T00:00:00Z",
     AT "rewards_until: must be after rewards_from"},
    {CURVE "utilisation: 80%, kinks: 5", "unknown key '" AT "kinks' (did you mean '" AT "kink'?)"},
    {CURVE "utilisation: none.csv", AT "utilisation: 'none.csv' does not exist"},
};

START_TEST(bad_terms_are_refused_at_their_key_and_say_what_is_allowed)
{
    char text[1024];
    snprintf(text, sizeof text, "%s%s%s%s}}\n", WINDOW, VAULT,
             "strategies:\n  - {name: usdc, handler: jup_layer, layer: {", bad[_i].terms);
    ck_assert(!open_text(text));
    ck_assert_uint_eq(diags.errors, 1);
    ck_assert_str_eq(diags.items[0].message, bad[_i].complaint);
    ck_assert_uint_eq(diags.items[0].line, 6);
}
END_TEST

START_TEST(a_layer_belongs_to_its_handler_alone)
{
    ck_assert(!open_text(WINDOW VAULT "strategies: [{name: usdc, handler: jup_layer}]\n"));
    ck_assert_str_eq(diags.items[0].message, "strategies[0].layer: is required by jup_layer");
    bl_diag_init(&diags);
    ck_assert(!open_text(WINDOW VAULT "strategies: [{name: cash, handler: idle, layer: {" CURVE
                                      "utilisation: 80%}}]\n"));
    ck_assert_str_eq(diags.items[0].message, "strategies[0].layer: only jup_layer has one");
    bl_diag_init(&diags);
    ck_assert(
        !open_text(WINDOW VAULT "strategies: [{name: usdc, handler: jup_layer, layer: 5}]\n"));
    ck_assert_str_eq(diags.items[0].message, "strategies[0].layer: expected a mapping of keys");
}
END_TEST

static const struct {
    const char *rows, *complaint;
    size_t line;
} bad_feeds[] = {
    {HEAD "2024-01-01T00:00:00Z,1.000000001\n",
     "utilisation: expected a share from 0 to 1, such as 0.85, got '1.000000001'", 2},
    {HEAD "2024-01-01T00:00:00Z,-0.1\n",
     "utilisation: expected a share from 0 to 1, such as 0.85, got '-0.1'", 2},
    {HEAD "2024-01-01T00:00:00Z,0.5\n2024-01-01T00:00:00Z,0.5\n",
     "time: expected a time after the row before, got '2024-01-01T00:00:00Z'", 3},
};

START_TEST(a_bad_utilisation_is_refused_at_its_cell)
{
    scratch_put(&files, "util.csv", bad_feeds[_i].rows);
    ck_assert(!open_text(WINDOW VAULT LAYER(CURVE "utilisation: util.csv")));
    ck_assert_str_eq(diags.items[0].message, bad_feeds[_i].complaint);
    ck_assert_uint_eq(diags.items[0].line, bad_feeds[_i].line);
}
END_TEST

START_TEST(a_run_cannot_start_before_the_first_utilisation)
{
    ck_assert(!open_text(WINDOW VAULT LAYER(CURVE "utilisation: util.csv")));
    ck_assert_ptr_nonnull(
        strstr(diags.items[0].message, "the first usable time is 2024-01-01T00:30:00Z"));
    bl_diag_init(&diags);
    scratch_put(&files, "util.csv", HEAD);
    ck_assert(!open_text(WINDOW VAULT LAYER(CURVE "utilisation: util.csv")));
    ck_assert_str_eq(diags.items[0].message, "strategies[0].layer.utilisation: 'util.csv' has no "
                                             "rows, expected at least one");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_layer");
    TCase *tcase = tcase_create("layer");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, two_kinks_and_every_other_term_are_read);
    tcase_add_test(tcase, one_kink_the_defaults_and_a_feed_that_sets_the_window);
    tcase_add_loop_test(tcase, bad_terms_are_refused_at_their_key_and_say_what_is_allowed, 0,
                        (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(tcase, a_layer_belongs_to_its_handler_alone);
    tcase_add_loop_test(tcase, a_bad_utilisation_is_refused_at_its_cell, 0,
                        (int)(sizeof bad_feeds / sizeof bad_feeds[0]));
    tcase_add_test(tcase, a_run_cannot_start_before_the_first_utilisation);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
