/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_all_legs.c - the chance that every leg of a rebalance fills, p^n (models 1.11): as the
 * metric says it, and as often as it happens in a run where every tick has all legs to trade.
 */
#include "../../cli/replay.h"
#include "../../cli/trial.h"
#include "../support/metric_checks.h"
#include "../support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEGS = 10, TEXT = 2048 };

static bl_scenario scenario;
static bl_trial trial;

/* Ten coins that move alike at 0.2x each, traded every hour; with a failed leg all is left. */
static void run_legs(const char *capacity)
{
    char legs[TEXT];
    char venue[TEXT];
    size_t len = (size_t)snprintf(legs, sizeof legs, "instruments=[");
    for (int i = 0; i < LEGS; i++) {
        len += (size_t)snprintf(legs + len, sizeof legs - len,
                                "%s{name: C%d, prices: ../data/sets/calm-btc.csv, bar: 1h, "
                                "target: 0.2}",
                                i > 0 ? ", " : "", i);
    }
    snprintf(legs + len, sizeof legs - len, "]");
    snprintf(venue, sizeof venue, "venue={capacity: %s}", capacity);
    const char *const overrides[] = {legs, venue, "modes=[\"interval:1h\"]",
                                     "rebalance.sizing=target", "failsafe.without=[trip]"};
    const bl_scenario_options options = {.overrides = overrides, .overrides_len = 5};
    bl_diags diags;
    bl_err err;
    bl_diag_init(&diags);
    ck_assert_msg(bl_replay_open("scenarios/calm.yaml", &options, &scenario, &diags), "%s",
                  diags.items[0].message);
    trial = (bl_trial){.setup = bl_scenario_setup(&scenario, 0)};
    ck_assert_msg(bl_trial_run(&trial, &err) == BL_OK, "%s", err.text);
}

static void close_legs(void)
{
    bl_trial_fini(&trial);
    bl_scenario_close(&scenario);
}

START_TEST(ten_legs_of_99_percent_fill_together_in_90_44_percent_of_rebalances)
{
    run_legs("{prob_fill_on_limit: 99%}");
    METRIC_IS(&trial.metrics, "fill_all_legs", 90.4382);
    const double tried = metric_named(&trial.metrics, "rebalances_attempted")->value;
    const double failed = metric_named(&trial.metrics, "rebalances_failed")->value;
    const double chance = 1 - pow(0.99, LEGS); /* 9.56 % */
    ck_assert_double_gt(tried, 2000);
    ck_assert_double_eq_tol(failed / tried, chance, 4 * sqrt(chance * (1 - chance) / tried));
    close_legs();
}
END_TEST

START_TEST(of_a_beta_part_only_the_weight_at_the_whole_order_counts)
{
    run_legs("{beta: {p0: 5%, p1: 90%}}");
    METRIC_IS(&trial.metrics, "fill_all_legs", 34.8678); /* 0.9^10 */
    close_legs();
}
END_TEST

START_TEST(a_capacity_that_is_no_matter_of_chance_has_no_such_number)
{
    run_legs("{volume_share: 100%}");
    METRIC_IS_NULL(&trial.metrics, "fill_all_legs", "not_drawn");
    close_legs();
}
END_TEST

int main(void)
{
    return suite_run(
        "all_legs",
        (const TTest *const[]){ten_legs_of_99_percent_fill_together_in_90_44_percent_of_rebalances,
                               of_a_beta_part_only_the_weight_at_the_whole_order_counts,
                               a_capacity_that_is_no_matter_of_chance_has_no_such_number, NULL});
}
