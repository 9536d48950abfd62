/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_compare.c - summary.json and the comparison: complete, parseable, 100 characters wide.
 */
#include "../../reports/compare.h"
#include "../support/handlog.h"

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define HOUR (3600 * BL_NS_PER_S)
enum { MODES = 4, TEXT = 262144 };
static const int64_t day0 = 19723 * BL_NS_PER_DAY; /* 2024-01-01 */
static bl_handlog logs[MODES];
static bl_metrics metrics[MODES];
static bl_course courses[MODES];
static bl_summary columns[MODES];
static char text[TEXT];
static const bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
static const bl_feed_report feed = {.rows = 11,
                                    .first_ns = 19723 * BL_NS_PER_DAY,
                                    .last_ns = 19724 * BL_NS_PER_DAY,
                                    .rounded = 7,
                                    .gaps = 2};
static const bl_summary_feed feeds[] = {{"instruments[0].prices", &feed}};

/* Half of the vault leaves after five hours; mode i rescales i hours later, at a cost. */
static void set_up(void)
{
    static const char *const names[MODES] = {"immediate", "4h", "band:5%:target",
                                             "interval:1000000s+1000000s"};
    const double closes[] = {100, 101, 99, 100, 102, 100, 100, 98, 100, 101, 100};
    for (int i = 0; i < MODES; i++) {
        bl_handlog *h = &logs[i];
        bl_handlog_init(h, day0, HOUR, closes, 11, 1000000, 400000000);
        h->setup.mode.text = names[i];
        bl_handlog_fill(h, day0, 4000, 0, 0, BL_FILL_OPEN);
        bl_handlog_row(h, day0, BL_EVENT_OPEN);
        bl_handlog_flow(h, day0 + 5 * HOUR, day0 + 5 * HOUR, -500000);
        bl_handlog_fill(h, day0 + (5 + i) * HOUR, -2000, 0.1, 10.0 * (i + 1), BL_FILL_FILLED);
        bl_handlog_row(h, day0 + (5 + i) * HOUR, BL_EVENT_REBALANCE);
        bl_handlog_unsettled(h, day0 + 6 * HOUR, 1, BL_OUTCOME_REFUSED, BL_REASON_MIN_DEPOSIT);
        h->counts.flows_refused = 1;
        h->counts.refusals[BL_REASON_MIN_DEPOSIT] = 1;
        h->counts.dust_legs = i == 1 ? 12345 : 0;
        bl_handlog_end(h, &metrics[i]);
        ck_assert(bl_course_follow(&h->log, &courses[i]));
        columns[i] = (bl_summary){.scenario = "half leaves",
                                  .log = &h->log,
                                  .counts = &h->counts,
                                  .metrics = &metrics[i],
                                  .options = &options,
                                  .course = &courses[i],
                                  .feeds = feeds,
                                  .feeds_len = 1,
                                  .rounded = 3};
    }
}

static void tear_down(void)
{
    for (int i = 0; i < MODES; i++) {
        bl_handlog_fini(&logs[i]);
        bl_course_fini(&courses[i]);
    }
}

static void print_table(size_t len)
{
    bl_err err = {0};
    FILE *out = fmemopen(text, TEXT, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert(bl_compare_print(columns, len, "USDC", out, &err));
    fclose(out);
}

START_TEST(every_metric_stands_in_the_summary_as_it_prints)
{
    bl_err err = {0};
    FILE *out = fmemopen(text, TEXT, "w");
    ck_assert(bl_summary_write(&columns[1], out, &err));
    fclose(out);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    json_t *all = json_object_get(root, "metrics");
    ck_assert_uint_eq(json_object_size(all), BL_METRICS_MAX);
    for (size_t i = 0; i < metrics[1].len; i++) {
        const bl_metric *it = &metrics[1].items[i];
        json_t *entry = json_object_get(all, it->name);
        json_t *value = json_object_get(entry, "value");
        ck_assert_str_eq(json_string_value(json_object_get(entry, "unit")), it->unit);
        ck_assert_str_eq(json_string_value(json_object_get(entry, "definition")), it->place);
        ck_assert(json_is_null(value) == !it->defined);
        if (it->defined) {
            ck_assert_double_eq(json_number_value(value), it->value);
        } else {
            ck_assert_str_eq(json_string_value(json_object_get(entry, "reason")), it->why_null);
        }
    }
    json_decref(root);
}
END_TEST

START_TEST(numbers_in_the_summary_are_short)
{
    bl_err err = {0};
    FILE *out = fmemopen(text, TEXT, "w");
    ck_assert(bl_summary_write(&columns[0], out, &err));
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "\"leverage_max\": {\n      \"value\": 0.404762,"));
    ck_assert_ptr_nonnull(strstr(text, "\"at\": \"2024-01-01T04:00:00Z\""));
    ck_assert_ptr_null(strstr(text, "00000000"));
    ck_assert_ptr_null(strstr(text, "99999999"));
}
END_TEST

START_TEST(counts_in_the_summary_hide_nothing)
{
    bl_err err = {0};
    FILE *out = fmemopen(text, TEXT, "w");
    ck_assert(bl_summary_write(&columns[1], out, &err));
    fclose(out);
    json_t *root = json_loads(text, 0, NULL);
    json_t *counts = json_object_get(root, "counts");
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "dust_legs")), 12345);
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "gaps")), 2);
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "rounded_in_feeds")), 7);
    ck_assert_int_eq(json_integer_value(json_object_get(counts, "rounded_in_scenario")), 3);
    json_t *refusals = json_object_get(counts, "refusals");
    ck_assert_int_eq(json_integer_value(json_object_get(refusals, "MIN_DEPOSIT")), 1);
    ck_assert_uint_eq(json_object_size(json_object_get(counts, "failures")), 0);
    json_t *feed_entry = json_object_get(json_object_get(root, "feeds"), "instruments[0].prices");
    ck_assert_int_eq(json_integer_value(json_object_get(feed_entry, "rows")), 11);
    json_decref(root);
}
END_TEST

START_TEST(a_full_disk_fails_the_summary)
{
    bl_err err = {0};
    FILE *out = fopen("/dev/full", "w");
    if (!out) {
        printf("skipped: no /dev/full\n");
        return;
    }
    setvbuf(out, NULL, _IONBF, 0);
    ck_assert(!bl_summary_write(&columns[0], out, &err));
    ck_assert_int_eq(err.status, BL_SYSTEM);
    ck_assert(!bl_compare_print(columns, 2, NULL, out, &err));
    fclose(out);
}
END_TEST

START_TEST(no_line_of_the_table_is_wider_than_100)
{
    print_table(MODES);
    size_t lines = 0;
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1, lines++) {
        ck_assert_msg(strcspn(line, "\n") <= 100, "%.120s", line);
    }
    ck_assert_uint_gt(lines, 100);
}
END_TEST

START_TEST(limits_come_first_and_more_than_three_modes_make_a_second_block)
{
    print_table(MODES);
    const char *limits = strstr(text, "limits of the scenario");
    const char *drift = strstr(text, "RMS drift");
    ck_assert(limits && drift && limits < drift);
    ck_assert_ptr_nonnull(strstr(drift, "limits of the scenario"));
    ck_assert_ptr_nonnull(strstr(text, "interval:1000000s+1~"));
    print_table(3);
    ck_assert_ptr_null(strstr(strstr(text, "RMS drift"), "limits of the scenario"));
}
END_TEST

START_TEST(what_was_refused_left_out_or_rounded_is_always_shown)
{
    print_table(2);
    ck_assert_ptr_nonnull(strstr(text, "12 345"));
    ck_assert_ptr_nonnull(strstr(text, "refusals: MIN_DEPOSIT"));
    ck_assert_ptr_nonnull(strstr(text, "gaps"));
    ck_assert_ptr_nonnull(strstr(text, "rounded in feeds"));
    ck_assert_ptr_nonnull(strstr(text, "requests refused 1"));
    ck_assert_ptr_nonnull(strstr(text, "Cheapest: immediate"));
    ck_assert_ptr_nonnull(strstr(text, "Undefined:"));
}
END_TEST

START_TEST(the_comparison_as_json_has_the_same_rows)
{
    bl_err err = {0};
    FILE *out = fmemopen(text, TEXT, "w");
    ck_assert(bl_compare_write_json(columns, MODES, out, &err));
    fclose(out);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    ck_assert_str_eq(json_string_value(json_object_get(root, "schema")), "ballast.compare/1");
    ck_assert_uint_eq(json_array_size(json_object_get(root, "modes")), MODES);
    ck_assert_uint_eq(json_object_size(json_object_get(root, "verdicts")), MODES);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(root, "rows"), i, row)
        ck_assert_uint_eq(json_array_size(json_object_get(row, "values")), MODES);
    ck_assert_uint_gt(i, 50);
    json_decref(root);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compare");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, every_metric_stands_in_the_summary_as_it_prints);
    tcase_add_test(all, numbers_in_the_summary_are_short);
    tcase_add_test(all, counts_in_the_summary_hide_nothing);
    tcase_add_test(all, a_full_disk_fails_the_summary);
    tcase_add_test(all, no_line_of_the_table_is_wider_than_100);
    tcase_add_test(all, limits_come_first_and_more_than_three_modes_make_a_second_block);
    tcase_add_test(all, what_was_refused_left_out_or_rounded_is_always_shown);
    tcase_add_test(all, the_comparison_as_json_has_the_same_rows);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
