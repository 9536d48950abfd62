/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics.c - leverage, drift and tracking from logs small enough for a pencil, and the
 * table of definitions.
 */
#include "../../sim/calendar.h"
#include "../support/handlog.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR (3600 * BL_NS_PER_S)
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog h;
static bl_metrics metrics;

static double value(const char *name)
{
    const bl_metric *metric = bl_metrics_find(&metrics, name);
    ck_assert_msg(metric != NULL, "no metric %s", name);
    ck_assert_msg(metric->defined, "%s is undefined: %s", name, metric->why_null);
    return metric->value;
}

static const char *why(const char *name)
{
    const bl_metric *metric = bl_metrics_find(&metrics, name);
    ck_assert_ptr_nonnull(metric);
    ck_assert(!metric->defined);
    return metric->why_null;
}

#define IS(name, expected) ck_assert_double_eq_tol(value(name), expected, 1e-9)

/* The seed example: 400 000 on 1 000 000 at a flat price, ten hours; target 0.4. */
static void open_seed(void)
{
    const double closes[] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 11, 1000000, 400000000);
    bl_handlog_fill(&h, day0, 4000, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
}

START_TEST(the_seed_example_goes_from_0_4_to_0_8_when_half_leaves)
{
    open_seed();
    bl_handlog_flow(&h, day0 + 5 * HOUR, day0 + 5 * HOUR, -500000);
    bl_handlog_end(&h, &metrics);
    ck_assert(h.log.series[0].leverage_ppb == 400000000);
    IS("leverage_max", 0.8);
    IS("leverage_min", 0.4);
    IS("leverage_mean", 0.6);
    IS("leverage_end", 0.8);
    IS("drift_max", 100);
    ck_assert_int_eq(bl_metrics_find(&metrics, "drift_max")->at_ns, day0 + 5 * HOUR);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(the_seed_example_goes_to_0_266666666_when_half_as_much_enters)
{
    open_seed();
    bl_handlog_flow(&h, day0 + 5 * HOUR, day0 + 5 * HOUR, 500000);
    bl_handlog_end(&h, &metrics);
    ck_assert(h.log.series[1].leverage_ppb == 266666666);
    IS("leverage_min", 0.266667);
    IS("drift_max", 33.3333);
    IS("drift_mean", -16.6667);
    IS("entrant_exposure_error", -33.3333);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(drift_is_weighted_with_time)
{
    open_seed();
    bl_handlog_flow(&h, day0 + 5 * HOUR, day0 + 5 * HOUR, -500000);
    bl_handlog_end(&h, &metrics);
    IS("drift_abs_max", 0.4);
    IS("drift_mean", 50);
    IS("drift_mean_abs", 50);
    IS("drift_rms", 70.7107);
    IS("drift_p50", 0);
    IS("drift_p95", 100);
    IS("time_above_band", 50);
    IS("stay_above_band_max", 5 * 3600);
    ck_assert_int_eq(bl_metrics_find(&metrics, "stay_above_band_max")->at_ns, day0 + 5 * HOUR);
    IS("excursions_above_band", 1);
    IS("drift_area_above_band", 450);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_drift_of_exactly_the_band_is_inside_it)
{
    open_seed();
    bl_handlog_fill(&h, day0 + HOUR, 400, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS("leverage_max", 0.44);
    IS("time_above_band", 0);
    IS("excursions_above_band", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_flow_and_its_rescale_are_one_act_and_no_drift)
{
    open_seed();
    const int64_t t = day0 + 5 * HOUR;
    bl_handlog_flow(&h, t, t, -500000);
    bl_handlog_fill(&h, t, -2000, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, t, BL_EVENT_REBALANCE);
    bl_handlog_end(&h, &metrics);
    IS("leverage_max", 0.4);
    IS("drift_max", 0);
    IS("restore_time_median", 0);
    IS("restore_time_censored", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(restore_times_are_counted_from_each_flow)
{
    open_seed();
    bl_handlog_flow(&h, day0 + 1 * HOUR, day0 + 1 * HOUR, -500000);
    bl_handlog_flow(&h, day0 + 2 * HOUR, day0 + 2 * HOUR, 20);
    bl_handlog_fill(&h, day0 + 4 * HOUR, -2000, 0, 0, BL_FILL_FILLED);
    bl_handlog_row(&h, day0 + 4 * HOUR, BL_EVENT_REBALANCE);
    bl_handlog_flow(&h, day0 + 6 * HOUR, day0 + 6 * HOUR, 100000);
    bl_handlog_end(&h, &metrics);
    IS("restore_time_max", 3 * 3600);
    IS("restore_time_censored", 1);
    IS("restore_time_median", 3 * 3600); /* survival 2/3 after 2 h, 1/3 after 3 h */
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_median_that_waiting_flows_hide_is_undefined)
{
    open_seed();
    bl_handlog_flow(&h, day0 + 1 * HOUR, day0 + 1 * HOUR, -500000);
    bl_handlog_end(&h, &metrics);
    ck_assert_str_eq(why("restore_time_median"), "censored");
    IS("restore_time_censored", 1);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(liquidation_distance_is_47_percent_at_2x_and_5_percent_margin)
{
    const double closes[] = {100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 10000, 2 * BL_PPB);
    h.setup.venue.mm_ppb = 50000000;
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("liquidation_distance_min", -47.3684);
    IS("margin_headroom_min", 90);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(a_short_at_2x_is_42_9_percent_from_liquidation)
{
    const double closes[] = {100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 10000, 2 * BL_PPB);
    h.setup.venue.mm_ppb = 50000000;
    bl_handlog_fill(&h, day0, -200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("liquidation_distance_min", 42.8571);
    IS("leverage_net_end", -2);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(without_a_target_drift_is_undefined)
{
    const double closes[] = {100, 100};
    bl_handlog_init(&h, day0, HOUR, closes, 2, 10000, 0);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    ck_assert_str_eq(why("drift_rms"), "no_target");
    ck_assert_str_eq(why("drift_max"), "no_target");
    ck_assert_str_eq(why("liquidation_distance_min"), "unreachable");
    ck_assert_str_eq(why("entrant_exposure_error"), "no_deposits");
    ck_assert_str_eq(why("netting_ratio"), "no_schedule");
    IS("leverage_mean", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(an_insolvent_vault_has_no_leverage)
{
    const double closes[] = {100, 40, 40};
    bl_handlog_init(&h, day0, HOUR, closes, 3, 10000, 2 * BL_PPB);
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("insolvent_time", 3600);
    IS("leverage_max", 2);
    ck_assert_str_eq(why("leverage_end"), "insolvent");
    IS("twr", -100);
    IS("ideal_twr", -100);
    bl_handlog_fini(&h);
}
END_TEST

/* Up 10 %, down 10 %, at 2x: the book that never trades ends at 98 %, the ideal one at 96 %. */
START_TEST(the_ideal_vault_is_relevelled_at_every_mark)
{
    const double closes[] = {100, 110, 99};
    bl_handlog_init(&h, day0, HOUR, closes, 3, 10000, 2 * BL_PPB);
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    bl_handlog_end(&h, &metrics);
    IS("twr", -2);
    IS("ideal_twr", -4);
    IS("tracking_difference", 200);
    ck_assert_str_eq(why("tracking_difference_per_year"), "under_one_year");
    ck_assert_str_eq(why("tracking_error"), "too_few_days");
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(the_ideal_vault_pays_funding_on_its_target)
{
    const double closes[] = {100, 100, 100};
    const int64_t at[] = {day0 + HOUR};
    const int64_t rate[] = {1000000};
    bl_handlog_init(&h, day0, HOUR, closes, 3, 10000, 2 * BL_PPB);
    h.setup.instruments[0].funding = (bl_rates){1, at, rate};
    bl_handlog_fill(&h, day0, 200, 0, 0, BL_FILL_OPEN);
    bl_handlog_row(&h, day0, BL_EVENT_OPEN);
    h.cash -= 20 * 1000000; /* 0.1 % of 20 000 */
    bl_handlog_row(&h, day0 + HOUR, BL_EVENT_FUNDING);
    bl_handlog_end(&h, &metrics);
    IS("ideal_twr", -0.2);
    IS("tracking_difference", 0);
    IS("tracking_difference_unfunded", -20);
    IS("pnl_funding", -20);
    IS("pnl", -20);
    IS("pnl_price", 0);
    bl_handlog_fini(&h);
}
END_TEST

static int64_t next_fourth_hour(const int64_t *params, int64_t after_ns)
{
    (void)params;
    return bl_calendar_next_tick(after_ns, 4 * HOUR, 0);
}

START_TEST(flows_net_within_a_tick_window_and_not_across)
{
    open_seed();
    h.mode.next_tick = next_fourth_hour;
    bl_handlog_flow(&h, day0 + 1 * HOUR, day0 + 1 * HOUR, 1000);
    bl_handlog_flow(&h, day0 + 4 * HOUR, day0 + 4 * HOUR, -600); /* at the tick: the same window */
    bl_handlog_flow(&h, day0 + 5 * HOUR, day0 + 5 * HOUR, -400);
    bl_handlog_end(&h, &metrics);
    IS("netting_ratio", 60); /* 1 - (400 + 400) / 2000 */
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(an_immediate_mode_nets_nothing)
{
    open_seed();
    h.mode.with_flow = true;
    bl_handlog_flow(&h, day0 + 1 * HOUR, day0 + 1 * HOUR, 1000);
    bl_handlog_flow(&h, day0 + 1 * HOUR, day0 + 1 * HOUR, -1000);
    bl_handlog_end(&h, &metrics);
    IS("netting_ratio", 0);
    bl_handlog_fini(&h);
}
END_TEST

START_TEST(values_print_with_their_places_and_no_locale)
{
    char text[BL_METRICS_TEXT];
    const bl_metric some = {.defined = true, .value = -1234.5, .places = 2};
    const bl_metric none = {.defined = false, .why_null = "no_time"};
    ck_assert_uint_eq(bl_metrics_print_value(&some, text), 8);
    ck_assert_str_eq(text, "-1234.50");
    bl_metrics_print_value(&none, text);
    ck_assert_str_eq(text, "-");
}
END_TEST

START_TEST(every_metric_is_computed_or_says_why_not)
{
    open_seed();
    bl_handlog_end(&h, &metrics);
    ck_assert_uint_eq(metrics.len, BL_METRICS_MAX);
    for (size_t i = 0; i < metrics.len; i++) {
        const bl_metric *it = &metrics.items[i];
        ck_assert_msg(it->defined == !it->why_null, "%s", it->name);
        ck_assert_msg(it->defined || strcmp(it->why_null, "not_computed") != 0, "%s", it->name);
        ck_assert_msg(it->defined || strcmp(it->why_null, "not_finite") != 0, "%s", it->name);
        ck_assert_ptr_eq(bl_metrics_find(&metrics, it->name), it);
    }
    ck_assert_ptr_null(bl_metrics_find(&metrics, "no such metric"));
    bl_handlog_fini(&h);
}
END_TEST

/* A formula as it stands in a table of the manual, where | has to be escaped. */
static void escape(const char *formula, char *out)
{
    for (; *formula != '\0'; formula++) {
        if (*formula == '|') {
            *out++ = '\\';
        }
        *out++ = *formula;
    }
    *out = '\0';
}

/* The manual repeats the table; a metric that changes must change there too. */
START_TEST(every_metric_stands_in_the_manual)
{
    static char manual[65536];
    bl_metrics list;
    FILE *file = fopen("docs/metrics.md", "r");
    ck_assert_msg(file != NULL, "run from the project's folder");
    manual[fread(manual, 1, sizeof manual - 1, file)] = '\0';
    fclose(file);
    bl_metrics_list(&list);
    for (size_t i = 0; i < list.len; i++) {
        char row[512];
        char formula[256];
        escape(list.items[i].formula, formula);
        snprintf(row, sizeof row, "| `%s` | %s | %d | `%s` | %s |", list.items[i].name,
                 list.items[i].unit, list.items[i].places, formula, list.items[i].place);
        ck_assert_msg(strstr(manual, row) != NULL, "docs/metrics.md lacks: %s", row);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics");
    TCase *all = tcase_create("all");
    tcase_add_test(all, the_seed_example_goes_from_0_4_to_0_8_when_half_leaves);
    tcase_add_test(all, the_seed_example_goes_to_0_266666666_when_half_as_much_enters);
    tcase_add_test(all, drift_is_weighted_with_time);
    tcase_add_test(all, a_drift_of_exactly_the_band_is_inside_it);
    tcase_add_test(all, a_flow_and_its_rescale_are_one_act_and_no_drift);
    tcase_add_test(all, restore_times_are_counted_from_each_flow);
    tcase_add_test(all, a_median_that_waiting_flows_hide_is_undefined);
    tcase_add_test(all, liquidation_distance_is_47_percent_at_2x_and_5_percent_margin);
    tcase_add_test(all, a_short_at_2x_is_42_9_percent_from_liquidation);
    tcase_add_test(all, without_a_target_drift_is_undefined);
    tcase_add_test(all, an_insolvent_vault_has_no_leverage);
    tcase_add_test(all, the_ideal_vault_is_relevelled_at_every_mark);
    tcase_add_test(all, the_ideal_vault_pays_funding_on_its_target);
    tcase_add_test(all, flows_net_within_a_tick_window_and_not_across);
    tcase_add_test(all, an_immediate_mode_nets_nothing);
    tcase_add_test(all, values_print_with_their_places_and_no_locale);
    tcase_add_test(all, every_metric_is_computed_or_says_why_not);
    tcase_add_test(all, every_metric_stands_in_the_manual);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
