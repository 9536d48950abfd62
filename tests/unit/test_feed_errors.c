/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_feed_errors.c - bad feeds and the place each is complained about, the first place by line
 * and column. Price files are read both ways.
 */
#include "../../data/feed.h"
#include "../support/feed_file.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

typedef enum { BARS, RATES, TARGETS, WINDOWS, FAULTS, TIERS, FLOWS, DEPTH } feed_kind;

typedef struct {
    feed_kind kind;
    size_t line, column;
    const char *part; /* of the message */
    const char *text;
} bad_case;

#define P "time_ms,open,high,low,close,volume\n"
#define F "time_s,lp,kind,amount\n"
#define W "begin_s,end_s,kind\n"
#define X "begin_s,end_s,kind,value\n"
#define D "time_s,side,price,quantity\n"
#define ROW "1,1,1,1,1,1\n"

static const bad_case cases[] = {
    {BARS, 0, 0, "empty", ""},
    {BARS, 0, 0, "empty", "\n \n\r\n"},
    {BARS, 1, 1, "';'", "time;open;high;low;close;volume\n1;1;1;1;1;1\n"},
    {BARS, 1, 1, "tabs", "time\topen\thigh\tlow\tclose\tvolume\n"},
    {BARS, 1, 6, "unknown column 'Open'", "time,Open,high,low,close,volume\n"},
    {BARS, 1, 27, "twice", "time,open,high,low,close,\tclose\n"},
    {BARS, 1, 6, "twice", "time,time_ms,open,high,low,close,volume\n"},
    {BARS, 1, 25, "'volume' is missing", "time,open,high,low,close\n"},
    {BARS, 1, 36, "unknown column ''", "time_ms,open,high,low,close,volume,\n"},
    {BARS, 2, 3, "open: expected a decimal above 0, got '0'", P "1,0,1,1,1,1\n"},
    {BARS, 2, 5, "high: expected", P "1,1,-1,1,1,1\n"},
    {BARS, 2, 7, "low: missing", P "1,1,1,,1,1\n"},
    {BARS, 2, 9, "close: expected", P "1,1,1,1,0.000000001,1\n"},
    {BARS, 2, 9, "close: expected", P "1,1,1,1,1e99,1\n"},
    {BARS, 2, 11, "got 'nan'", P "1,1,1,1,1,nan\n"},
    {BARS, 2, 11, "got '-0.000000000001'", P "1,1,1,1,1,-0.000000000001\n"},
    {BARS, 2, 12, "got '-1'", P "1,1,1,1,1, -1\n"},
    {BARS, 3, 1, "after the last row", P ROW ROW},
    {BARS, 3, 1, "goes backwards", P "2,1,1,1,1,1\n" ROW},
    {BARS, 2, 1, "time: expected", P "2024-01-01T00:00:00Z,1,1,1,1,1\n"},
    {BARS, 2, 1, "time: missing", P ",1,1,1,1,1\n"},
    {BARS, 2, 10, "5 fields; expected 6", P "1,1,1,1,1\n"},
    {BARS, 2, 13, "7 fields; expected 6", P "1,1,1,1,1,1,\n"},
    {BARS, 2, 2, "1 field; expected 6", P "1\n" ROW},
    {BARS, 3, 4, "quote inside", P ROW "2,1\",1,1,1,1\n"},
    {BARS, 3, 6, "after a closing quote", P ROW "2,\"1\"x,1,1,1,1\n"},
    {BARS, 3, 3, "never closed (the file ends at line 5)", P ROW "2,\"1,1\n1,1\n1,1,1\n"},
    {BARS, 2, 2, "carriage return", P "1\r,1,1,1,1,1\n"},
    {BARS, 2, 12, "carriage return", P "1,1,1,1,1,1\r"},
    {BARS, 2, 12, "carriage return", P "1,1,1,1,1,1\r\r\n"},
    {BARS, 4, 3, "open: expected",
     "\n" P "\n"
     "1,x,1,1,1,1\n"},
    {BARS, 2, 7, "low: expected",
     P "1,1,1,\"1\n\",x,1\n"
       "2,1,1,y,1,1\n"},
    {FLOWS, 3, 12, "amount: expected", F "100,\"a\nb\",deposit,x\n"},
    {FLOWS, 2, 8, "kind: expected", F "100,\xc3\xa9\xc3\xa9,Deposit,1\n"},
    {BARS, 2, 1, "ends before 2262", P "9223372036854,1,1,1,1,1\n"},
    {BARS, 0, 0, "UTF-16", "\xff\xfet\0i\0"},
    {BARS, 0, 0, "is damaged (gzip)", "\x1f\x8b\x08"},
    {RATES, 2, 3, "rate: expected", "time_s,rate\n1,0.01%\n"},
    {RATES, 3, 1, "goes backwards", "time_s,rate\n5,1\n4,1\n"},
    {TARGETS, 2, 3, "instrument: expected", "time_s,instrument,leverage\n1,DOGE,1\n"},
    {TARGETS, 2, 7, "leverage: missing", "time_s,instrument,leverage\n1,BTC,\n"},
    {WINDOWS, 2, 3, "end: expected", W "5,4,total\n"},
    {WINDOWS, 2, 5, "latency model", W "5,6,slow\n"},
    {WINDOWS, 2, 5, "feed model", W "5,6,stale\n"},
    {WINDOWS, 2, 5, "kind: expected", W "5,6,down\n"},
    {WINDOWS, 3, 1, "begin goes backwards", W "5,6,total\n4,9,total\n"},
    {FAULTS, 2, 12, "value: expected nothing", X "5,6,freeze,1\n"},
    {FAULTS, 2, 11, "value: expected a ratio", X "5,6,scale,-1\n"},
    {FAULTS, 2, 11, "value: expected a duration", X "5,6,delay,90\n"},
    {FAULTS, 2, 5, "kind: expected", X "5,6,stop,\n"},
    {FAULTS, 2, 13, "value: expected a ratio", X "5,6,outlier,9m\n"},
    {TIERS, 2, 1, "above: expected 0 in the first row", "above,mm\n1,1%\n"},
    {TIERS, 3, 1, "above: expected more than in the row before", "above,mm\n0,1%\n0,2%\n"},
    {TIERS, 2, 3, "mm: expected a ratio from 0 to 1", "above,mm\n0,101%\n"},
    {TIERS, 2, 3, "mm: expected a ratio from 0 to 1", "above,mm\n0,-1%\n"},
    {FLOWS, 2, 5, "lp: missing", F "100,,deposit,1\n"},
    {FLOWS, 2, 5, "lp: expected", F "100,\"\",deposit,1\n"},
    {FLOWS, 2, 5, "got 'fee:x'", F "100,fee:x,deposit,1\n"},
    {FLOWS, 2, 7, "kind: expected", F "100,a,Deposit,1\n"},
    {FLOWS, 2, 15, "amount: expected a decimal of 0 or more, got '5%'", F "100,a,deposit,5%\n"},
    {FLOWS, 2, 16, "got '100.1%'", F "100,a,withdraw,100.1%\n"},
    {FLOWS, 2, 16, "got '-1%'", F "100,a,withdraw,-1%\n"},
    {FLOWS, 2, 16, "got 'ALL'", F "100,a,withdraw,ALL\n"},
    {FLOWS, 2, 1, "before the start of the run, 1970-01-01T00:01:40Z", F "99,a,deposit,1\n"},
    {DEPTH, 2, 3, "side: expected ask or bid, got 'buy'", D "1,buy,100,1\n"},
    {DEPTH, 2, 7, "price: expected a price above 0, got '0'", D "1,ask,0,1\n"},
    {DEPTH, 2, 11, "quantity: expected a quantity above 0, got '0'", D "1,ask,100,0\n"},
    {DEPTH, 3, 7, "expected a price above the ask before", D "1,ask,101,1\n1,ask,101,1\n"},
    {DEPTH, 3, 7, "expected a price below the bid before", D "1,bid,99,1\n1,bid,99.5,1\n"},
    {DEPTH, 3, 7, "expected a price above the best bid", D "1,bid,99,1\n1,ask,99,1\n"},
    {DEPTH, 3, 7, "expected a price below the best ask", D "1,ask,99,1\n1,bid,99,1\n"},
    {DEPTH, 3, 1, "the snapshot before has no bids", D "1,ask,101,1\n2,ask,101,1\n2,bid,1,1\n"},
    {DEPTH, 0, 0, "the last snapshot has no asks", D "1,ask,101,1\n1,bid,99,1\n2,bid,1,1\n"},
    {DEPTH, 4, 1, "goes backwards", D "2,ask,101,1\n2,bid,99,1\n1,ask,101,1\n"},
    {FLOWS, 1, 11, "unknown column 'note'", "time_s,lp,note,kind,amount\n"},
};

static bool read_bars(const char *path, bool general_only, bl_diags *diags)
{
    const bl_feed_bars_options options = {.price_decimals = 8,
                                          .quantity_decimals = 8,
                                          .bar_ns = BL_NS_PER_S,
                                          .general_only = general_only};
    bl_feed_bars feed;
    bool good = bl_feed_read_bars(path, &options, &feed, diags);
    bl_feed_close_bars(&feed);
    return good;
}

static bool read_others(feed_kind kind, const char *path, bl_diags *diags)
{
    static const char *const names[] = {"BTC", "ETH"};
    static const bl_feed_windows_options no_models = {"needs a latency model", "needs a feed model",
                                                      false};
    bl_feed_rates rates = {.memory = NULL};
    bl_feed_targets targets = {.memory = NULL};
    bl_feed_windows windows = {.memory = NULL};
    bl_feed_faults faults = {.memory = NULL};
    bl_feed_tiers tiers = {.memory = NULL};
    bl_feed_flows flows = {.memory = NULL};
    const bl_feed_depth_options places = {8, 8, NULL};
    bl_feed_depth depth = {.memory = NULL};
    bool good = kind == RATES     ? bl_feed_read_rates(path, NULL, &rates, diags)
                : kind == TARGETS ? bl_feed_read_targets(path, names, 2, NULL, &targets, diags)
                : kind == WINDOWS ? bl_feed_read_windows(path, &no_models, &windows, diags)
                : kind == TIERS   ? bl_feed_read_tiers(path, 6, &tiers, diags)
                : kind == FAULTS  ? bl_feed_read_faults(path, &faults, diags)
                : kind == DEPTH
                    ? bl_feed_read_depth(path, &places, &depth, diags)
                    : bl_feed_read_flows(path, 6, 100 * BL_NS_PER_S, NULL, &flows, diags);
    bl_feed_close_rates(&rates);
    bl_feed_close_targets(&targets);
    bl_feed_close_windows(&windows);
    bl_feed_close_faults(&faults);
    bl_feed_close_tiers(&tiers);
    bl_feed_close_flows(&flows);
    bl_feed_close_depth(&depth);
    return good;
}

static void check_case(const bad_case *c, bool general_only)
{
    char path[BL_FEED_FILE_PATH];
    bl_diags diags;
    bl_diag_init(&diags);
    bl_feed_file_write(path, c->text, strlen(c->text));
    ck_assert(!(c->kind == BARS ? read_bars(path, general_only, &diags)
                                : read_others(c->kind, path, &diags)));
    bl_feed_file_remove(path);
    ck_assert_uint_ge(diags.errors, 1);
    const bl_diag *first = &diags.items[0];
    ck_assert_str_eq(first->file, path);
    ck_assert_msg(strstr(first->message, c->part) != NULL, "%s", first->message);
    ck_assert_msg(first->line == c->line && first->column == c->column, "%zu:%zu: %s", first->line,
                  first->column, first->message);
    ck_assert_int_eq(first->excerpt[0] != '\0', c->line != 0);
}

START_TEST(a_bad_feed_is_refused_with_its_line_and_column)
{
    check_case(&cases[_i], false);
    check_case(&cases[_i], true);
}
END_TEST

static size_t count_errors(const char *text, size_t len, bl_diags *diags)
{
    char path[BL_FEED_FILE_PATH];
    bl_diag_init(diags);
    bl_feed_file_write(path, text, len);
    ck_assert(!read_bars(path, false, diags));
    bl_feed_file_remove(path);
    return diags->errors;
}

START_TEST(all_complaints_of_a_file_come_together)
{
    bl_diags diags;
    static const char text[] = P "1,x,1,1,1,-1\n2,1,1,1,1,1\n2,1,1,1,y,1\n";
    ck_assert_uint_eq(count_errors(text, sizeof text - 1, &diags), 4);
    ck_assert_uint_eq(diags.items[1].column, 11);
    ck_assert_uint_eq(diags.items[2].line, 4);
    ck_assert_uint_eq(diags.items[3].column, 9);
}
END_TEST

START_TEST(reading_stops_after_twenty_errors)
{
    char text[2000] = P;
    for (int i = 0; i < 100; i++) {
        strncat(text, "1,1,1,1,x,1\n", sizeof text - strlen(text) - 1);
    }
    bl_diags diags;
    size_t errors = count_errors(text, strlen(text), &diags);
    ck_assert_uint_ge(errors, 20);
    ck_assert_uint_le(errors, 22);
    ck_assert_uint_eq(diags.len, 20);
}
END_TEST

START_TEST(a_nul_byte_is_refused_where_it_stands)
{
    static const char text[] = P "1,1,1,1,1\0,1\n";
    bl_diags diags;
    ck_assert_uint_eq(count_errors(text, sizeof text - 1, &diags), 1);
    ck_assert_uint_eq(diags.items[0].line, 2);
    ck_assert_uint_eq(diags.items[0].column, 10);
}
END_TEST

START_TEST(a_hint_names_the_column_that_was_meant)
{
    static const char text[] = "timestamp,open,high,low,close,Volume\n";
    bl_diags diags;
    (void)count_errors(text, sizeof text - 1, &diags);
    ck_assert_str_eq(diags.items[0].hint,
                     "did you mean 'time', or the same with _s, _ms, _us or _ns?");
    ck_assert_str_eq(diags.items[1].hint, "did you mean 'volume'?");
}
END_TEST

START_TEST(control_bytes_of_a_cell_do_not_reach_the_complaint)
{
    static const char text[] = P "1,1,1,1,\x1b[31m\xff,1\n";
    bl_diags diags;
    (void)count_errors(text, sizeof text - 1, &diags);
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "'?[31m?'"));
    ck_assert_str_eq(diags.items[0].excerpt, "1,1,1,1,?[31m?,1");
}
END_TEST

START_TEST(only_regular_files_are_read)
{
    bl_diags diags;
    bl_diag_init(&diags);
    ck_assert(!read_bars("/dev/null", false, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "not a regular file"));
    ck_assert(!read_bars("/nowhere/at/all.csv", false, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[1].message, "cannot be opened"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feed errors");
    TCase *tcase = tcase_create("feed errors");
    tcase_add_loop_test(tcase, a_bad_feed_is_refused_with_its_line_and_column, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tcase, all_complaints_of_a_file_come_together);
    tcase_add_test(tcase, reading_stops_after_twenty_errors);
    tcase_add_test(tcase, a_nul_byte_is_refused_where_it_stands);
    tcase_add_test(tcase, a_hint_names_the_column_that_was_meant);
    tcase_add_test(tcase, control_bytes_of_a_cell_do_not_reach_the_complaint);
    tcase_add_test(tcase, only_regular_files_are_read);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
