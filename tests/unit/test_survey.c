/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_survey.c - the data report: each finding on a file made to have it, and none on a clean one.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/import_files.h"
#include "../support/suite.h"

enum { TEXT_BYTES = 8192 };

#define HEAD "time,open,high,low,close,volume\n"

static const bl_import_report *survey(bl_import_options options, const char *text)
{
    options.survey = true;
    options.time_unit = options.time_unit ? options.time_unit : "s";
    const import_result *const result = import_text(options, text);
    ck_assert_int_eq(result->status, BL_IMPORT_OK);
    ck_assert_str_eq(result->feed, "");
    ck_assert_str_eq(result->manifest, "");
    return &result->report;
}

static size_t found(const bl_import_report *report, bl_finding finding)
{
    return report->findings[finding].count;
}

static void expect_only(const bl_import_report *report, bl_finding finding, size_t count)
{
    for (int i = 0; i < BL_FINDINGS; i++) {
        ck_assert_msg(found(report, (bl_finding)i) == (i == (int)finding ? count : 0), "%s: %zu",
                      bl_import_finding((bl_finding)i)->name, found(report, (bl_finding)i));
    }
}

/* Bars a minute apart that go up and down; `odd` replaces the one of that number. */
static const char *make_bars(size_t len, size_t at, const char *odd)
{
    static char text[TEXT_BYTES];
    size_t used = (size_t)snprintf(text, sizeof text, HEAD);
    for (size_t i = 0; i < len; i++) {
        const char *const price = i % 2 ? "101" : "100";
        used += i == at ? (size_t)snprintf(text + used, sizeof text - used, "%s", odd)
                        : (size_t)snprintf(text + used, sizeof text - used,
                                           "%zu,%s,102,99,%s,1%zu\n", i * 60, price, price, i % 3);
    }
    return text;
}

START_TEST(a_clean_file_has_no_finding)
{
    const bl_import_report *const report = survey((bl_import_options){0}, make_bars(40, 40, ""));
    expect_only(report, BL_FINDING_GAP, 0);
    ck_assert_int_eq(report->step_ns, 60 * BL_NS_PER_S);
    ck_assert_uint_eq(report->rows_read, 40);
    ck_assert_int_eq(bl_import_report_severity(report), BL_SEVERITY_NOTE);
}
END_TEST

START_TEST(a_gap_is_told_with_its_times)
{
    const bl_import_report *const report = survey((bl_import_options){0}, make_bars(40, 7, ""));
    expect_only(report, BL_FINDING_GAP, 1);
    const bl_tally_item item = report->findings[BL_FINDING_GAP].items[0];
    ck_assert_int_eq(item.from_ns, 360 * BL_NS_PER_S);
    ck_assert_int_eq(item.to_ns, 480 * BL_NS_PER_S);
    ck_assert_uint_eq(item.line, 9);
    ck_assert_int_eq(bl_import_report_severity(report), BL_SEVERITY_WARNING);
}
END_TEST

START_TEST(a_jump_is_many_median_moves)
{
    const char *const text = make_bars(40, 7, "420,100,210,100,101,9\n");
    expect_only(survey((bl_import_options){0}, text), BL_FINDING_JUMP, 1);
    expect_only(survey((bl_import_options){.jump = 200}, text), BL_FINDING_JUMP, 0);
}
END_TEST

START_TEST(a_first_bar_that_opens_far_away_is_a_jump)
{
    const bl_import_report *const report =
        survey((bl_import_options){0}, make_bars(40, 0, "0,400,400,99,100,9\n"));
    expect_only(report, BL_FINDING_JUMP, 1);
    ck_assert_uint_eq(report->findings[BL_FINDING_JUMP].items[0].line, 2);
}
END_TEST

START_TEST(a_price_that_stays_without_volume_is_frozen)
{
    static char text[TEXT_BYTES];
    size_t used = (size_t)snprintf(text, sizeof text, HEAD "0,1,2,1,2,5\n60,2,2,1,1,5\n");
    for (int i = 2; i < 20; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%d,1,1.0,1,1,0.0\n", i * 60);
    }
    const bl_import_report *const report = survey((bl_import_options){0}, text);
    ck_assert_uint_eq(found(report, BL_FINDING_FROZEN), 18);
    ck_assert_uint_eq(found(report, BL_FINDING_ZERO_VOLUME), 18);
    ck_assert_uint_eq(report->findings[BL_FINDING_FROZEN].stretches, 1);
    ck_assert_uint_eq(report->findings[BL_FINDING_FROZEN].items[0].line, 4);
    ck_assert(report->picture[BL_IMPORT_PICTURE - 1].frozen && !report->picture[0].frozen);
}
END_TEST

START_TEST(eleven_bars_of_one_price_are_not_frozen_yet)
{
    static char text[TEXT_BYTES];
    size_t used = (size_t)snprintf(text, sizeof text, HEAD "0,1,2,1,2,5\n60,2,2,1,1,5\n");
    for (int i = 2; i < 13; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%d,1,1,1,1,0\n", i * 60);
    }
    ck_assert_uint_eq(found(survey((bl_import_options){0}, text), BL_FINDING_FROZEN), 0);
}
END_TEST

START_TEST(rows_out_of_order_and_doubles_are_counted_and_looked_at_in_order)
{
    const bl_import_options rates = {.kind = BL_IMPORT_FUNDING};
    const bl_import_report *const report =
        survey(rates, "time,rate\n120,1\n0,1\n60,1\n60,1.0\n60,2\n");
    ck_assert_uint_eq(found(report, BL_FINDING_BACKWARDS), 4);
    ck_assert_uint_eq(found(report, BL_FINDING_REPEATED), 1);
    ck_assert_uint_eq(found(report, BL_FINDING_CONTRADICTED), 1);
    ck_assert_uint_eq(found(report, BL_FINDING_GAP), 0);
    ck_assert_int_eq(bl_import_report_severity(report), BL_SEVERITY_ERROR);
}
END_TEST

START_TEST(what_was_asked_to_be_mended_is_no_error_any_more)
{
    const bl_import_options rates = {.kind = BL_IMPORT_FUNDING, .dedupe = BL_DEDUPE_FIRST};
    const bl_import_report *const report = survey(rates, "time,rate\n0,1\n60,1\n60,2\n");
    ck_assert_uint_eq(found(report, BL_FINDING_CONTRADICTED), 1);
    ck_assert_int_eq(bl_import_report_severity(report), BL_SEVERITY_NOTE);
}
END_TEST

START_TEST(a_header_that_most_bars_contradict_is_named)
{
    const bl_import_report *const report =
        survey((bl_import_options){0}, HEAD "0,3,2,1,2,1\n60,3,2,1,2,1\n120,2,2,1,2,1\n");
    ck_assert_uint_eq(found(report, BL_FINDING_BAR), 2);
    ck_assert_uint_eq(found(report, BL_FINDING_HEADER), 1);
    const bl_import_options options = {.kind = BL_IMPORT_PRICES, .time_unit = "s"};
    const import_result *const result =
        import_text(options, HEAD "0,3,2,1,2,1\n60,3,2,1,2,1\n120,2,2,1,2,1\n");
    ck_assert_int_eq(result->status, BL_IMPORT_REFUSED);
    ck_assert_ptr_nonnull(strstr(result->diags.items[1].hint, "2 of 3 bars"));
}
END_TEST

START_TEST(stamps_that_jump_unit_are_counted)
{
    const bl_import_options options = {.kind = BL_IMPORT_FUNDING, .time_unit = "auto"};
    const bl_import_report *const report =
        survey(options, "time,rate\n1651363200,1\n1651363260000,1\n1651363320000000,1\n");
    expect_only(report, BL_FINDING_UNITS, 2);
    ck_assert_int_eq(report->step_ns, 60 * BL_NS_PER_S);
}
END_TEST

START_TEST(close_only_files_say_so)
{
    const bl_import_report *const report =
        survey((bl_import_options){0}, "time,close\n0,1\n60,1.01\n120,1\n");
    ck_assert_uint_eq(found(report, BL_FINDING_CLOSE_ONLY), 3);
    ck_assert_uint_eq(found(report, BL_FINDING_NO_VOLUME), 3);
    ck_assert_int_eq(bl_import_report_severity(report), BL_SEVERITY_NOTE);
}
END_TEST

START_TEST(bad_values_times_and_ragged_rows_are_counted_and_left_out)
{
    const bl_import_report *const report =
        survey((bl_import_options){0}, "time,close\n0,1\nx,1\n60,NaN\n120,1,1\n180,-1\n240,1\n");
    ck_assert_uint_eq(found(report, BL_FINDING_TIME), 1);
    ck_assert_uint_eq(found(report, BL_FINDING_NUMBER), 2);
    ck_assert_uint_eq(found(report, BL_FINDING_FIELDS), 1);
    ck_assert_uint_eq(report->rows_read, 6);
    ck_assert_uint_eq(report->rows_written, 2);
}
END_TEST

START_TEST(an_index_that_falls_is_an_error)
{
    const bl_import_options options = {.kind = BL_IMPORT_INDEX};
    const bl_import_report *const report = survey(options, "time,price\n0,1\n60,1.1\n120,1.05\n");
    expect_only(report, BL_FINDING_FALLS, 1);
}
END_TEST

START_TEST(a_picture_has_the_least_and_the_largest_price)
{
    const bl_import_report *const report =
        survey((bl_import_options){0}, "time,close\n0,10\n60,0.5\n120,1000000000\n180,10\n");
    ck_assert(report->picture[0].any && report->picture[0].low == 0);
    ck_assert_uint_eq(report->picture[20].high, 0);
    ck_assert_uint_eq(report->picture[40].high, 255);
    ck_assert(!report->picture[10].any);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_clean_file_has_no_finding,
                                  a_gap_is_told_with_its_times,
                                  a_jump_is_many_median_moves,
                                  a_first_bar_that_opens_far_away_is_a_jump,
                                  a_price_that_stays_without_volume_is_frozen,
                                  eleven_bars_of_one_price_are_not_frozen_yet,
                                  rows_out_of_order_and_doubles_are_counted_and_looked_at_in_order,
                                  what_was_asked_to_be_mended_is_no_error_any_more,
                                  a_header_that_most_bars_contradict_is_named,
                                  stamps_that_jump_unit_are_counted,
                                  close_only_files_say_so,
                                  bad_values_times_and_ragged_rows_are_counted_and_left_out,
                                  an_index_that_falls_is_an_error,
                                  a_picture_has_the_least_and_the_largest_price,
                                  NULL};
    return suite_run("survey", tests);
}
