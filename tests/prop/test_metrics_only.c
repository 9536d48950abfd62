/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_only.c - a metric that is asked for alone is the same number as among all, with the
 * same time; what is not asked for is null.
 */
#include "../../cli/replay.h"
#include "../../cli/trial.h"
#include "../support/handlog.h"
#include "../support/suite.h"

#include <stdlib.h>

static const char *const paths[] = {"scenarios/crash.yaml", "scenarios/lending-loss.yaml",
                                    "scenarios/flaky-venue.yaml", "scenarios/hybrid.yaml",
                                    "scenarios/calm-impact.yaml"};

static void expect_same(const bl_metric *one, const bl_metric *all)
{
    ck_assert_msg(one->defined == all->defined, "%s: %s, %s", one->name,
                  one->why_null ? one->why_null : "", all->why_null ? all->why_null : "");
    ck_assert_msg(one->value == all->value, "%s: %.17g alone, %.17g among all", one->name,
                  one->value, all->value);
    ck_assert_msg(one->at_ns == all->at_ns, "%s: another time", one->name);
    if (!one->defined) {
        ck_assert_str_eq(one->why_null, all->why_null);
    }
}

static void check_alone(const bl_runlog *log, const bl_run_counts *counts, const bl_metrics *all,
                        size_t id, bl_metrics *alone)
{
    bool only[BL_METRICS_MAX] = {false};
    bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    bl_err err;
    only[id] = true;
    options.only = only;
    ck_assert(bl_metrics_compute(log, counts, &options, alone, &err));
    for (size_t other = 0; other < BL_METRICS_MAX; other++) {
        if (other == id) {
            expect_same(&alone->items[id], &all->items[id]);
        } else {
            ck_assert(!alone->items[other].defined);
            ck_assert_str_eq(alone->items[other].why_null, "not_asked");
        }
    }
}

/* What needs the marks alone is the same from a run that keeps nothing else. */
static void check_marks(const bl_trial *whole, bl_metric_id id)
{
    bool only[BL_METRICS_MAX] = {false};
    bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    bl_trial *trial = calloc(1, sizeof *trial);
    bl_err err;
    only[id] = true;
    options.only = only;
    trial->setup = whole->setup;
    ck_assert(bl_metrics_need_marks(&options));
    ck_assert_msg(bl_trial_run_for(trial, &options, &err) == BL_OK, "%s", err.text);
    ck_assert_uint_eq(trial->log.series_len, whole->log.series_len);
    ck_assert_uint_eq(trial->log.fills_len, whole->log.fills_len);
    ck_assert_uint_eq(trial->log.audit_len + trial->log.flows_len + trial->log.shares_len, 0);
    expect_same(&trial->metrics.items[id], &whole->metrics.items[id]);
    bl_trial_fini(trial);
    free(trial);
}

static void check_mode(const bl_scenario *scenario, size_t mode)
{
    bl_trial *trial = calloc(1, sizeof *trial);
    bl_metrics *alone = malloc(sizeof *alone);
    bl_err err;
    trial->setup = bl_scenario_setup(scenario, mode);
    ck_assert_msg(bl_trial_run(trial, &err) == BL_OK, "%s", err.text);
    for (size_t id = 0; id < BL_METRICS_MAX; id++) {
        check_alone(&trial->log, &trial->counts, &trial->metrics, id, alone);
    }
    check_marks(trial, BL_METRIC_DRIFT_MAX);
    check_marks(trial, BL_METRIC_LEVERAGE_MEAN);
    check_marks(trial, BL_METRIC_RESTORE_MAX);
    bl_trial_fini(trial);
    free(trial);
    free(alone);
}

START_TEST(each_metric_alone_is_what_it_is_among_all)
{
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const bl_scenario_options options = {.modes_len = 0};
        bl_scenario scenario;
        bl_diags diags;
        bl_diag_init(&diags);
        ck_assert_msg(bl_replay_open(paths[i], &options, &scenario, &diags), "%s: %s", paths[i],
                      diags.items[0].message);
        for (size_t mode = 0; mode < scenario.modes_len; mode++) {
            check_mode(&scenario, mode);
        }
        bl_scenario_close(&scenario);
    }
}
END_TEST

/* 3 000 with coins at 100; half a percent of maintenance margin is reached at 90.45 by 300 of them,
 * at 111.44 by 250 sold. The close nearest to that is neither the lowest nor the highest. */
static void check_position(double coins)
{
    const double closes[] = {100, 91, 90.5, 90.2, 95, 111, 111.4, 111.6, 105};
    const size_t len = sizeof closes / sizeof *closes;
    const int64_t day0 = 19723 * BL_NS_PER_DAY;
    static bl_handlog h;
    static bl_metrics all;
    static bl_metrics alone;
    bl_handlog_init(&h, day0, BL_NS_PER_DAY, closes, len, 3000, 10 * BL_PPB);
    bl_handlog_fill(&h, day0, coins, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &all);
    for (size_t id = 0; id < BL_METRICS_MAX; id++) {
        check_alone(&h.log, &h.counts, &all, id, &alone);
    }
    bl_handlog_fini(&h);
}

START_TEST(the_close_nearest_to_liquidation_need_not_be_an_extreme)
{
    check_position(300);
    check_position(-250);
    check_position(0);
}
END_TEST

int main(void)
{
    return suite_run("metrics alone",
                     (const TTest *const[]){each_metric_alone_is_what_it_is_among_all,
                                            the_close_nearest_to_liquidation_need_not_be_an_extreme,
                                            NULL});
}
