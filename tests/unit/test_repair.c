/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_repair.c - repairs that were asked for: what they do to the rows, that they are counted and
 * written into the manifest, and that nothing of it happens unasked.
 */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../support/import_files.h"
#include "../support/suite.h"

#define HEAD "time,open,high,low,close,volume\n"
#define RATES "time,rate\n"
#define T0 "1970-01-01T00:00:00Z"
#define T1 "1970-01-01T00:01:00Z"
#define T2 "1970-01-01T00:02:00Z"
#define T3 "1970-01-01T00:03:00Z"

static const bl_import_options seconds = {.kind = BL_IMPORT_FUNDING, .time_unit = "s"};
static const bl_import_options bars = {.kind = BL_IMPORT_PRICES, .time_unit = "s"};

static size_t mended(const import_result *result, bl_repair repair)
{
    return result->report.repairs[repair].count;
}

START_TEST(rows_out_of_order_are_refused_and_sorted_when_asked)
{
    static const char text[] = "time,rate\n120,3\n0,1\n60,2\n";
    bl_import_options options = seconds;
    ck_assert_str_eq(import_place(options, text), "3:1");
    options.sort = true;
    ck_assert_str_eq(import_feed(options, text), RATES T0 ",1\n" T1 ",2\n" T2 ",3\n");
    const import_result *const result = import_text(options, text);
    ck_assert_uint_eq(mended(result, BL_REPAIR_SORT), 2);
    ck_assert_uint_eq(result->report.repairs[BL_REPAIR_SORT].items[0].line, 3);
}
END_TEST

START_TEST(sorting_what_is_in_order_mends_nothing)
{
    bl_import_options options = seconds;
    options.sort = true;
    options.dedupe = BL_DEDUPE_FIRST;
    const import_result *const result = import_text(options, "time,rate\n0,1\n60,2\n");
    for (int i = 0; i < BL_REPAIRS; i++) {
        ck_assert_uint_eq(result->report.repairs[i].count, 0);
    }
}
END_TEST

START_TEST(of_rows_with_one_time_the_first_or_the_last_of_the_file_stays)
{
    static const char text[] = "time,rate\n0,1\n60,2\n60,3\n60,2\n";
    static const char mixed[] = "time,rate\n60,2\n0,1\n60,3\n";
    bl_import_options options = seconds;
    ck_assert_str_eq(import_place(options, text), "4:1");
    options.dedupe = BL_DEDUPE_FIRST;
    ck_assert_str_eq(import_feed(options, text), RATES T0 ",1\n" T1 ",2\n");
    const import_result *const result = import_text(options, text);
    ck_assert_uint_eq(mended(result, BL_REPAIR_DEDUPE), 2);
    ck_assert_uint_eq(result->report.findings[BL_FINDING_REPEATED].count, 1);
    ck_assert_uint_eq(result->report.findings[BL_FINDING_CONTRADICTED].count, 1);
    options.sort = true;
    ck_assert_str_eq(import_feed(options, mixed), RATES T0 ",1\n" T1 ",2\n");
    options.dedupe = BL_DEDUPE_LAST;
    ck_assert_str_eq(import_feed(options, mixed), RATES T0 ",1\n" T1 ",3\n");
    options.dedupe = BL_DEDUPE_FAIL;
    ck_assert_str_eq(import_place(options, mixed), "4:1");
}
END_TEST

START_TEST(the_last_of_a_descending_file_is_its_oldest_line)
{
    static const char text[] = "time,rate\n60,2\n60,3\n0,1\n";
    bl_import_options options = seconds;
    options.descending = true;
    options.dedupe = BL_DEDUPE_LAST;
    ck_assert_str_eq(import_feed(options, text), RATES T0 ",1\n" T1 ",3\n");
    options.dedupe = BL_DEDUPE_FIRST;
    ck_assert_str_eq(import_feed(options, text), RATES T0 ",1\n" T1 ",2\n");
}
END_TEST

START_TEST(flows_of_one_time_all_stay)
{
    const bl_import_options options = {.kind = BL_IMPORT_FLOWS,
                                       .time_unit = "s",
                                       .lp = "a",
                                       .sort = true,
                                       .dedupe = BL_DEDUPE_FIRST};
    ck_assert_str_eq(import_feed(options, "time,amount\n60,2\n0,1\n60,3\n"),
                     "time,lp,kind,amount\n" T0 ",a,deposit,1\n" T1 ",a,deposit,2\n" T1
                     ",a,deposit,3\n");
}
END_TEST

START_TEST(missing_bars_are_filled_from_the_close_before)
{
    bl_import_options options = bars;
    options.fill = true;
    ck_assert_str_eq(import_feed(options, HEAD "0,1,2,1,1.50,7\n60,1,1,1,1.0,1\n120,1,1,1,1,1\n"
                                               "300,9,9,9,9,9\n"),
                     HEAD T0 ",1,2,1,1.50,7\n" T1 ",1,1,1,1.0,1\n" T2 ",1,1,1,1,1\n" T3
                             ",1,1,1,1,0\n1970-01-01T00:04:00Z,1,1,1,1,0\n"
                             "1970-01-01T00:05:00Z,9,9,9,9,9\n");
    const import_result *const result =
        import_text(options, HEAD "0,1,1,1,1,1\n60,1,1,1,1,1\n180,2,2,2,2,2\n240,1,1,1,1,1\n");
    ck_assert_uint_eq(mended(result, BL_REPAIR_FILL), 1);
    ck_assert_int_eq(result->report.repairs[BL_REPAIR_FILL].items[0].from_ns, 120 * BL_NS_PER_S);
}
END_TEST

START_TEST(bars_without_volume_are_dropped)
{
    bl_import_options options = bars;
    options.drop_zero_volume = true;
    ck_assert_str_eq(import_feed(options, HEAD "0,1,1,1,1,0.0\n60,1,1,1,1,1\n120,1,1,1,1,0\n"),
                     HEAD T1 ",1,1,1,1,1\n");
    ck_assert_uint_eq(
        mended(import_text(options, HEAD "0,1,1,1,1,0.0\n60,1,1,1,1,1\n"), BL_REPAIR_DROP), 1);
}
END_TEST

START_TEST(bars_are_put_together_at_multiples_of_the_larger_step)
{
    bl_import_options options = bars;
    options.resample = "2m";
    const import_result *const result =
        import_text(options, HEAD "60,5,6,4,5.5,1.25\n120,5.5,9.0,5,8,2\n180,8,8,1e0,2,0.75\n"
                                  "240,2,3,2,3,1\n");
    ck_assert_str_eq(result->feed, HEAD T0 ",5,6,4,5.5,1.25\n" T2 ",5.5,9.0,1e0,2,2.75\n"
                                           "1970-01-01T00:04:00Z,2,3,2,3,1\n");
    ck_assert_uint_eq(mended(result, BL_REPAIR_RESAMPLE), 4);
    ck_assert_uint_eq(result->report.findings[BL_FINDING_PARTIAL].count, 2);
    options.resample = "90s";
    ck_assert_int_eq(import_text(options, HEAD "0,1,1,1,1,1\n60,1,1,1,1,1\n")->status,
                     BL_IMPORT_REFUSED);
}
END_TEST

START_TEST(levels_become_flows_after_the_rows_are_in_order)
{
    const bl_import_options options = {
        .kind = BL_IMPORT_FLOWS, .time_unit = "s", .lp = "a", .levels = true, .sort = true};
    ck_assert_str_eq(import_feed(options, "time,amount\n120,7.5\n0,10\n60,10\n"),
                     "time,lp,kind,amount\n" T2 ",a,withdraw,2.5\n");
}
END_TEST

/* 18 digits after the point go through untouched; a supply's flow has 6 and says what it lost. */
START_TEST(amounts_keep_eighteen_digits_and_shares_count_their_remainders)
{
    const bl_import_options plain = {.kind = BL_IMPORT_FLOWS, .time_unit = "s", .lp = "a"};
    const bl_import_options supply = {.kind = BL_IMPORT_FLOWS,
                                      .time_unit = "s",
                                      .lp = "a",
                                      .levels = true,
                                      .columns = "amount=value,supply=supply"};
    ck_assert_str_eq(import_feed(plain, "time,amount\n0,123456789.000000000000000001\n"),
                     "time,lp,kind,amount\n" T0 ",a,deposit,123456789.000000000000000001\n");
    const import_result *const result =
        import_text(supply, "time,value,supply\n0,10,1\n60,10,3\n120,10,2.9\n180,0,0\n");
    ck_assert_str_eq(result->feed, "time,lp,kind,amount\n" T1 ",a,deposit,6.666666\n" T2
                                   ",a,withdraw,0.344827\n" T3 ",a,withdraw,10.000000\n");
    ck_assert_uint_eq(result->report.rounded, 2);
}
END_TEST

START_TEST(a_base_token_is_worth_what_the_prices_say)
{
    const bl_import_options options = {.kind = BL_IMPORT_FLOWS,
                                       .time_unit = "s",
                                       .scale = "1e-6",
                                       .base_scale = "1e-8",
                                       .columns = "lp=who,event=what,amount=usd,base=btc,price=at"};
    ck_assert_str_eq(import_feed(options, "time,who,what,usd,btc,at\n"
                                          "0,x,Mint,1000000,50000000,30000.5\n"
                                          "60,x,burn,0,1,30000\n"),
                     "time,lp,kind,amount\n" T0 ",x,deposit,15001.25\n" T1 ",x,withdraw,0.0003\n");
}
END_TEST

START_TEST(the_manifest_says_what_was_read_and_done)
{
    bl_import_options options = seconds;
    options.dedupe = BL_DEDUPE_LAST;
    options.clip = "..1970-01-01T00:02:00Z";
    const import_result *const result = import_text(options, "time,rate\n0,1\n60,2\n60,3\n120,4\n");
    json_t *const root = json_loads(result->manifest, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(root);
    ck_assert_str_eq(json_string_value(json_object_get(root, "schema")), "ballast.import/1");
    ck_assert_int_eq(json_integer_value(json_object_get(root, "rows_read")), 4);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "rows_written")), 2);
    const json_t *const options_said = json_object_get(root, "options");
    ck_assert_str_eq(json_string_value(json_object_get(options_said, "dedupe")), "keep-last");
    const json_t *const input = json_array_get(json_object_get(root, "inputs"), 0);
    ck_assert_uint_eq(strlen(json_string_value(json_object_get(input, "sha256"))), 64);
    const json_t *const repairs = json_object_get(root, "repairs");
    ck_assert_uint_eq(json_array_size(repairs), 2);
    const json_t *const dedupe = json_array_get(repairs, 1);
    ck_assert_str_eq(json_string_value(json_object_get(dedupe, "repair")), "dedupe");
    ck_assert_int_eq(json_integer_value(json_object_get(dedupe, "count")), 1);
    const json_t *const first = json_array_get(json_object_get(dedupe, "first"), 0);
    ck_assert_int_eq(json_integer_value(json_object_get(first, "line")), 3);
    json_decref(root);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {rows_out_of_order_are_refused_and_sorted_when_asked,
                                  sorting_what_is_in_order_mends_nothing,
                                  of_rows_with_one_time_the_first_or_the_last_of_the_file_stays,
                                  the_last_of_a_descending_file_is_its_oldest_line,
                                  flows_of_one_time_all_stay,
                                  missing_bars_are_filled_from_the_close_before,
                                  bars_without_volume_are_dropped,
                                  bars_are_put_together_at_multiples_of_the_larger_step,
                                  levels_become_flows_after_the_rows_are_in_order,
                                  amounts_keep_eighteen_digits_and_shares_count_their_remainders,
                                  a_base_token_is_worth_what_the_prices_say,
                                  the_manifest_says_what_was_read_and_done,
                                  NULL};
    return suite_run("repair", tests);
}
