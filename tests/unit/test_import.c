/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import.c - files of others into feeds: what comes out byte for byte, and what is refused
 * at which place.
 */
#include "../../data/import.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 128, TEXT_BYTES = 4096 };

static char folder[PATH_BYTES / 2];
static char first_path[PATH_BYTES], second_path[PATH_BYTES], out_path[PATH_BYTES];
static char manifest_path[2 * PATH_BYTES];
static const char *const paths[] = {first_path, second_path};
static bl_import_report report;
static bl_diags diags;

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/ballast-import-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(first_path, sizeof first_path, "%s/first", folder);
    snprintf(second_path, sizeof second_path, "%s/second", folder);
    snprintf(out_path, sizeof out_path, "%s/out.csv", folder);
    snprintf(manifest_path, sizeof manifest_path, "%s.import.json", out_path);
}

static void remove_folder(void)
{
    unlink(first_path);
    unlink(second_path);
    unlink(out_path);
    unlink(manifest_path);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing hidden was left behind */
}

static void write_file(const char *path, const char *text)
{
    FILE *const out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
}

static const char *read_file(const char *path)
{
    static char text[TEXT_BYTES];
    FILE *const in = fopen(path, "r");
    if (!in) {
        return "no file";
    }
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return text;
}

static bl_import_status run(bl_import_options options, const char *text)
{
    write_file(first_path, text);
    options.format = options.format ? options.format : "csv";
    options.files = paths;
    options.files_len = options.files_len ? options.files_len : 1;
    options.out = out_path;
    bl_diag_init(&diags);
    return bl_import_run(&options, &report, &diags);
}

static const char *convert(bl_import_options options, const char *text)
{
    const bl_import_status status = run(options, text);
    ck_assert_msg(status == BL_IMPORT_OK, "%s", diags.items[0].message);
    return read_file(out_path);
}

/* The first complaint as line:column, and that nothing was written. */
static const char *refused_at(bl_import_options options, const char *text)
{
    static char place[64];
    unlink(out_path);
    ck_assert_int_eq(run(options, text), BL_IMPORT_REFUSED);
    ck_assert_str_eq(read_file(out_path), "no file");
    ck_assert_uint_ge(diags.errors, 1);
    snprintf(place, sizeof place, "%zu:%zu", diags.items[0].line, diags.items[0].column);
    return place;
}

START_TEST(prices_keep_their_text_to_the_last_digit)
{
    const bl_import_options options = {.columns = "time=open_time,volume=Volume BTC"};
    ck_assert_str_eq(convert(options, "open_time,symbol,open,high,low,close,Volume BTC\n"
                                      "2023-03-01 00:00:00+00:00,X,1.50,2,1e0,1.5000000000001,0.0\n"
                                      "2023-03-01 00:01:00+00:00,X,1,1,1,1,3.25\n"),
                     "time,open,high,low,close,volume\n"
                     "2023-03-01T00:00:00Z,1.50,2,1e0,1.5000000000001,0.0\n"
                     "2023-03-01T00:01:00Z,1,1,1,1,3.25\n");
    ck_assert_uint_eq(report.rows_written, 2);
    ck_assert(!report.close_for_all && !report.volume_missing);
}
END_TEST

START_TEST(a_close_alone_stands_for_the_bar_and_that_is_said)
{
    const bl_import_options options = {.columns = "time=timestamp,close=USD_price",
                                       .time_unit = "ms"};
    ck_assert_str_eq(convert(options, "symbol,timestamp,USD_price\nUST,1638414023130,1.0045924\n"),
                     "time,open,high,low,close,volume\n"
                     "2021-12-02T03:00:23.130000000Z,1.0045924,1.0045924,1.0045924,1.0045924,0\n");
    ck_assert(report.close_for_all && report.volume_missing);
}
END_TEST

START_TEST(a_signed_amount_becomes_a_deposit_or_a_withdrawal)
{
    const bl_import_options options = {.kind = BL_IMPORT_FLOWS,
                                       .lp = "po,ol",
                                       .tz = "UTC",
                                       .columns = "time=date_utc,amount=net",
                                       .shift = "12h"};
    ck_assert_str_eq(convert(options, "date_utc,net\n2022-05-01,12.50\n2022-05-02,-7919\n"
                                      "2022-05-03,0.00\n2022-05-04,+3\n"),
                     "time,lp,kind,amount\n"
                     "2022-05-01T12:00:00Z,\"po,ol\",deposit,12.50\n"
                     "2022-05-02T12:00:00Z,\"po,ol\",withdraw,7919\n"
                     "2022-05-04T12:00:00Z,\"po,ol\",deposit,3\n");
    ck_assert_uint_eq(report.rows_zero, 1);
    ck_assert_uint_eq(report.deposits, 2);
    ck_assert_uint_eq(report.withdrawals, 1);
}
END_TEST

START_TEST(names_may_come_from_a_column)
{
    const bl_import_options options = {
        .kind = BL_IMPORT_FLOWS, .time_unit = "s", .columns = "time=t,lp=who,amount=x"};
    ck_assert_str_eq(convert(options, "x,who,t\n1,anna,0\n-2,\"b \"\"q\"\"\",0\n"),
                     "time,lp,kind,amount\n1970-01-01T00:00:00Z,anna,deposit,1\n"
                     "1970-01-01T00:00:00Z,\"b \"\"q\"\"\",withdraw,2\n");
    ck_assert_str_eq(refused_at(options, "x,who,t\n1,anna,0\n1,fee:manager,1\n"), "3:3");
}
END_TEST

START_TEST(a_scale_is_exact_and_leaves_volumes)
{
    const bl_import_options options = {.time_unit = "s",
                                       .scale = "1e-18",
                                       .descending = true,
                                       .columns = "time=UNIX TimeStamp,close=Virtual Price"};
    ck_assert_str_eq(convert(options, "UNIX TimeStamp,Virtual Price,volume\n"
                                      "1655895720,1043305472446207528,7\n"
                                      "1655802849,1043196481387173870,5\n"),
                     "time,open,high,low,close,volume\n2022-06-21T09:14:09Z,1.04319648138717387,"
                     "1.04319648138717387,1.04319648138717387,1.04319648138717387,5\n"
                     "2022-06-22T11:02:00Z,1.043305472446207528,1.043305472446207528,"
                     "1.043305472446207528,1.043305472446207528,7\n");
}
END_TEST

START_TEST(a_file_may_have_no_header_another_separator_and_junk_before)
{
    const bl_import_options options = {
        .tz = "UTC", .separator = ';', .no_header = true, .skip = 2, .columns = "time=1,close=3"};
    ck_assert_str_eq(convert(options, "Price;x\nTicker,\"\n2006-06-21;9;1.25\n"),
                     "time,open,high,low,close,volume\n"
                     "2006-06-21T00:00:00Z,1.25,1.25,1.25,1.25,0\n");
}
END_TEST

START_TEST(several_files_are_one)
{
    const bl_import_options options = {.kind = BL_IMPORT_FUNDING, .time_unit = "s", .files_len = 2};
    write_file(second_path, "rate,time\n-0.000125,28800\n");
    ck_assert_str_eq(convert(options, "time,rate\n0,0.0001\n"),
                     "time,rate\n1970-01-01T00:00:00Z,0.0001\n1970-01-01T08:00:00Z,-0.000125\n");
    write_file(second_path, "rate,time\n1,28799\n1,28798\n");
    ck_assert_int_eq(run(options, "time,rate\n0,0.0001\n"), BL_IMPORT_REFUSED);
    ck_assert_str_eq(diags.items[0].file, second_path);
}
END_TEST

START_TEST(a_clip_keeps_what_begins_within_and_counts_the_rest)
{
    const bl_import_options options = {
        .kind = BL_IMPORT_FUNDING, .tz = "UTC", .clip = "2022-05-02..2022-05-04"};
    ck_assert_str_eq(convert(options, "time,rate\n2022-05-01,NaN\n2022-05-02,1\n2022-05-03,2\n"
                                      "2022-05-04,3\n"),
                     "time,rate\n2022-05-02T00:00:00Z,1\n2022-05-03T00:00:00Z,2\n");
    ck_assert_uint_eq(report.repairs[BL_REPAIR_CLIP].count, 2);
}
END_TEST

START_TEST(dirty_rows_are_refused_at_their_place)
{
    const bl_import_options prices = {.time_unit = "s"};
    const bl_import_options newest = {.time_unit = "s", .descending = true};
    ck_assert_str_eq(refused_at(prices, "time,close\n0,1\n60,NaN\n"), "3:4");
    ck_assert_str_eq(refused_at(prices, "time,close\n0,1\n60,0\n"), "3:4");
    ck_assert_str_eq(refused_at(prices, "time,close\n0,1\n60,-1\n"), "3:4");
    ck_assert_str_eq(refused_at(prices, "time,close,volume\n0,1,NULL\n"), "2:5");
    ck_assert_str_eq(refused_at(prices, "time,close,volume\n0,1,-1\n"), "2:5");
    ck_assert_str_eq(refused_at(prices, "close,time\n1,60\n1,60\n"), "3:3");
    ck_assert_str_eq(refused_at(prices, "close,time\n1,60\n1,59\n"), "3:3");
    ck_assert_str_eq(refused_at(newest, "close,time\n1,60\n1,61\n"), "3:3");
    ck_assert_str_eq(refused_at(prices, "time,close\n2020-01-01,1\n"), "2:1");
}
END_TEST

START_TEST(ragged_rows_and_open_quotes_are_refused)
{
    const bl_import_options prices = {.time_unit = "s"};
    run(prices, "time,close\n0,1,2\n");
    ck_assert_uint_eq(diags.items[0].line, 2);
    run(prices, "time,close\n0,1\n60,\"1\n");
    ck_assert_uint_eq(diags.items[0].line, 3);
    ck_assert_str_eq(read_file(out_path), "no file");
}
END_TEST

START_TEST(rows_that_repeat_a_time_can_be_left_out)
{
    const bl_import_options options = {
        .kind = BL_IMPORT_FUNDING, .time_unit = "s", .dedupe = BL_DEDUPE_FIRST};
    ck_assert_str_eq(convert(options, "time,rate\n0,1\n0,2\n1,3\n"),
                     "time,rate\n1970-01-01T00:00:00Z,1\n1970-01-01T00:00:01Z,3\n");
    ck_assert_uint_eq(report.repairs[BL_REPAIR_DEDUPE].count, 1);
}
END_TEST

START_TEST(columns_that_are_not_there_are_refused)
{
    const bl_import_options named = {.time_unit = "s", .columns = "time=when"};
    const bl_import_options missing = {.time_unit = "s"};
    const bl_import_options past = {
        .time_unit = "s", .no_header = true, .columns = "time=1,close=3"};
    const bl_import_options role = {.time_unit = "s", .columns = "price=close"};
    const bl_import_options no_lp = {.kind = BL_IMPORT_FLOWS, .time_unit = "s"};
    refused_at(named, "time,close\n0,1\n");
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "when"));
    refused_at(missing, "time,price\n0,1\n");
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "close"));
    refused_at(past, "0,1\n");
    refused_at(role, "time,close\n0,1\n");
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "price"));
    refused_at(no_lp, "time,amount\n0,1\n");
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "--lp"));
}
END_TEST

START_TEST(options_that_make_no_sense_are_usage_errors)
{
    const bl_import_options wrong[] = {{.format = "parquet"},
                                       {.time_unit = "minutes"},
                                       {.tz = "CET"},
                                       {.scale = "0"},
                                       {.scale = "-1"},
                                       {.shift = "1 day"},
                                       {.clip = "2022-05-01"},
                                       {.clip = "a..b"},
                                       {.kind = BL_IMPORT_PRICES, .lp = "x"},
                                       {.resample = "0s"},
                                       {.kind = BL_IMPORT_FLOWS, .lp = "fee:x"},
                                       {.format = "binance", .kind = BL_IMPORT_FLOWS}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_int_eq(run(wrong[i], "time,close\n0,1\n"), BL_IMPORT_USAGE);
        ck_assert_str_eq(read_file(out_path), "no file");
    }
}
END_TEST

START_TEST(an_old_file_stands_until_the_new_one_is_whole)
{
    const bl_import_options prices = {.time_unit = "s"};
    write_file(out_path, "old");
    ck_assert_int_eq(run(prices, "time,close\n0,NaN\n"), BL_IMPORT_REFUSED);
    ck_assert_str_eq(read_file(out_path), "old");
    convert(prices, "time,close\n0,1\n");
    ck_assert_ptr_null(strstr(read_file(out_path), "old"));
}
END_TEST

START_TEST(what_cannot_be_read_or_written_is_not_the_inputs_fault)
{
    char below[sizeof folder + 32];
    snprintf(below, sizeof below, "%s/all.csv", paths[0]); /* a file is no folder */
    bl_import_options options = {
        .format = "csv", .time_unit = "s", .files = paths, .files_len = 1, .out = below};
    write_file(first_path, "time,close\n0,1\n");
    bl_diag_init(&diags);
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_SYSTEM);
    options.files = paths + 1;
    bl_diag_init(&diags);
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_SYSTEM);
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "No such file"));
}
END_TEST

START_TEST(folders_on_the_way_to_a_feed_are_made)
{
    char in[sizeof folder + 8];
    char path[sizeof folder + 16];
    char manifest[sizeof folder + 32];
    snprintf(in, sizeof in, "%s/new", folder);
    snprintf(path, sizeof path, "%s/all.csv", in);
    snprintf(manifest, sizeof manifest, "%s.import.json", path);
    write_file(first_path, "time,close\n0,1\n");
    const bl_import_options options = {
        .format = "csv", .time_unit = "s", .files = paths, .files_len = 1, .out = path};
    bl_diag_init(&diags);
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_OK);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(unlink(manifest), 0);
    ck_assert_int_eq(rmdir(in), 0);
}
END_TEST

static const char klines_feed[] = "time,open,high,low,close,volume\n"
                                  "2022-05-01T00:00:00Z,37630.80000000,37806.79000000,"
                                  "37500.00000000,37680.67000000,2313.83572000\n";

START_TEST(klines_come_as_json_or_csv_in_ms_or_us)
{
    static const char row[] = "37630.80000000,37806.79000000,37500.00000000,37680.67000000,"
                              "2313.83572000,1651366799999,87126400.1,55934,1052.7,39653787.4,0\n";
    const bl_import_options binance = {.format = "binance"};
    char text[TEXT_BYTES];
    ck_assert_str_eq(convert(binance, "[\n[1651363200000,\"37630.80000000\",\"37806.79000000\","
                                      "\"37500.00000000\",\"37680.67000000\",\"2313.83572000\","
                                      "1651366799999,\"8\",55934,\"1\",\"3\",\"0\"]\n]\n"),
                     klines_feed);
    snprintf(text, sizeof text, "1651363200000,%s", row);
    ck_assert_str_eq(convert(binance, text), klines_feed);
    snprintf(text, sizeof text,
             "open_time,open,high,low,close,volume,close_time,quote_volume,"
             "count,taker_buy_volume,taker_buy_quote_volume,ignore\n1651363200000000,%s",
             row);
    ck_assert_str_eq(convert(binance, text), klines_feed);
}
END_TEST

START_TEST(an_index_is_scaled_exactly_and_has_twelve_places)
{
    const bl_import_options ray = {
        .kind = BL_IMPORT_INDEX, .tz = "UTC", .scale = "1e-27", .columns = "price=liquidity_index"};
    ck_assert_str_eq(convert(ray, "time,liquidity_rate,liquidity_index\n"
                                  "2023-08-14 00:00:00,5,1000000000000000000000000000\n"
                                  "2023-08-14 00:01:00,5,1000000000000500000000000000\n"
                                  "2023-08-14 00:02:00,5,1000000000000500000000000001\n"
                                  "2023-08-14 00:03:00,5,1000000000001500000000000000\n"),
                     "time,exchange_price\n"
                     "2023-08-14T00:00:00Z,1.000000000000\n"
                     "2023-08-14T00:01:00Z,1.000000000000\n"
                     "2023-08-14T00:02:00Z,1.000000000001\n"
                     "2023-08-14T00:03:00Z,1.000000000002\n");
    ck_assert_uint_eq(report.rows_written, 4);
    ck_assert_uint_eq(report.rounded, 3);
}
END_TEST

START_TEST(an_index_that_needs_no_scale_keeps_its_value)
{
    const bl_import_options plain = {.kind = BL_IMPORT_INDEX, .descending = true};
    ck_assert_str_eq(convert(plain, "time,price\n2023-08-14T00:01:00Z,1.5\n"
                                    "2023-08-14T00:00:00Z,1e0\n"),
                     "time,exchange_price\n2023-08-14T00:00:00Z,1.000000000000\n"
                     "2023-08-14T00:01:00Z,1.500000000000\n");
    ck_assert_uint_eq(report.rounded, 0);
}
END_TEST

#define INDEX_ROWS "time,price\n2023-08-14T00:00:00Z,1.000000000000002\n"

START_TEST(an_index_that_falls_repeats_a_time_or_is_none_is_refused)
{
    const bl_import_options plain = {.kind = BL_IMPORT_INDEX};
    ck_assert_str_eq(refused_at(plain, INDEX_ROWS "2023-08-14T00:01:00Z,1.000000000000001\n"),
                     "3:22"); /* a fall that the rounding would hide */
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "the index falls"));
    ck_assert_str_eq(refused_at(plain, INDEX_ROWS "2023-08-14T00:00:00Z,2\n"), "3:1");
    ck_assert_str_eq(refused_at(plain, "time,price\n2023-08-14T00:00:00Z,0\n"), "2:22");
    ck_assert_str_eq(refused_at(plain, "time,price\n2023-08-14T00:00:00Z,-1\n"), "2:22");
    ck_assert_str_eq(refused_at(plain, "time,price\n2023-08-14T00:00:00Z,NaN\n"), "2:22");
    ck_assert_str_eq(refused_at(plain, "time,price\n2023-08-14T00:00:00Z,1e-13\n"), "2:22");
    ck_assert_str_eq(refused_at(plain, "time,price\n2023-08-14T00:00:00Z,9223373\n"), "2:22");
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "--scale"));
    const bl_import_options newest = {.kind = BL_IMPORT_INDEX, .descending = true};
    ck_assert_str_eq(refused_at(newest, INDEX_ROWS "2023-08-13T00:00:00Z,1.1\n"), "3:22");
}
END_TEST

#define KLINE "[1651363200000,\"1\",\"1\",\"1\",\"1\",\"1\",1,\"1\",1,\"1\",\"1\",\"0\"]"

START_TEST(klines_that_are_none_are_refused)
{
    const bl_import_options binance = {.format = "binance"};
    ck_assert_str_eq(refused_at(binance, "[[1,\n\"2\""), "2:4");
    ck_assert_str_eq(refused_at(binance, "{\"code\": -1121}"), "1:1");
    ck_assert_str_eq(refused_at(binance, "[[1651363200000,\"1\",\"1\",\"1\",\"1\",\"1\"]]"), "1:1");
    ck_assert_str_eq(refused_at(binance, "[" KLINE ",\n" KLINE "]"), "2:2");
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "the same time"));
    ck_assert_str_eq(refused_at(binance,
                                "[" KLINE ",\n[1651363200001,\"x\",\"1\",\"1\",\"1\",\"1\","
                                "1,\"1\",1,\"1\",\"1\",\"0\"]]"),
                     "2:17");
    ck_assert_str_eq(refused_at(binance, "[" KLINE ",\n[1651363200001,\"1\"]]"), "2:1");
}
END_TEST

START_TEST(a_command_that_fits_no_row_is_said_three_times_not_for_every_row)
{
    const bl_import_options options = {.kind = BL_IMPORT_PRICES};
    ck_assert_str_eq(refused_at(options, "time,close\n2024-01-01,1\n2024-01-02,1\n2024-01-03,1\n"
                                         "2024-01-04,1\n2024-01-05,1\n"),
                     "2:1");
    ck_assert_uint_eq(diags.errors, 3);
    ck_assert_ptr_nonnull(strstr(diags.items[2].hint, "none of the first 3 rows"));
}
END_TEST

START_TEST(what_may_help_is_said)
{
    static const struct {
        const char *format;
        bl_import_kind kind;
        const char *text, *message, *hint;
    } table[] = {
        {"auto", BL_IMPORT_AUTO, "time,close\n", "no format known", "ballast import csv reads it"},
        {"auto", BL_IMPORT_AUTO, "a,b\n", "no format known", "--list"},
        {"csv", BL_IMPORT_PRICES, "time,close\n", "holds no rows", ""},
        {"lean", BL_IMPORT_DEPTH, "0,100,102,99,101,5,101,103,100,102,6\n", "say --shift", ""},
        {"kraken", BL_IMPORT_FLOWS, "", "--kind", "kraken reads"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const bl_import_options options = {.format = table[i].format, .kind = table[i].kind};
        ck_assert_int_ne(run(options, table[i].text), BL_IMPORT_OK);
        ck_assert_msg(strstr(diags.items[0].message, table[i].message) != NULL, "%s",
                      diags.items[0].message);
        ck_assert_msg(strstr(diags.items[0].hint, table[i].hint) != NULL, "%s",
                      diags.items[0].hint);
    }
}
END_TEST

START_TEST(an_archive_is_called_one)
{
    char header[600];
    memset(header, 'x', sizeof header - 1);
    header[sizeof header - 1] = '\0';
    memcpy(header + 257, "ustar", 5);
    FILE *const out = fopen(first_path, "w");
    ck_assert_ptr_nonnull(out);
    header[20] = '\0';
    ck_assert_uint_eq(fwrite(header, 1, sizeof header, out), sizeof header);
    ck_assert_int_eq(fclose(out), 0);
    const bl_import_options options = {
        .format = "csv", .files = paths, .files_len = 1, .out = out_path};
    bl_diag_init(&diags);
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_REFUSED);
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "a tar archive"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *all = tcase_create("import");
    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_add_test(all, prices_keep_their_text_to_the_last_digit);
    tcase_add_test(all, a_close_alone_stands_for_the_bar_and_that_is_said);
    tcase_add_test(all, a_signed_amount_becomes_a_deposit_or_a_withdrawal);
    tcase_add_test(all, names_may_come_from_a_column);
    tcase_add_test(all, a_scale_is_exact_and_leaves_volumes);
    tcase_add_test(all, a_file_may_have_no_header_another_separator_and_junk_before);
    tcase_add_test(all, several_files_are_one);
    tcase_add_test(all, a_clip_keeps_what_begins_within_and_counts_the_rest);
    tcase_add_test(all, dirty_rows_are_refused_at_their_place);
    tcase_add_test(all, ragged_rows_and_open_quotes_are_refused);
    tcase_add_test(all, rows_that_repeat_a_time_can_be_left_out);
    tcase_add_test(all, columns_that_are_not_there_are_refused);
    tcase_add_test(all, options_that_make_no_sense_are_usage_errors);
    tcase_add_test(all, an_old_file_stands_until_the_new_one_is_whole);
    tcase_add_test(all, what_cannot_be_read_or_written_is_not_the_inputs_fault);
    tcase_add_test(all, folders_on_the_way_to_a_feed_are_made);
    tcase_add_test(all, klines_come_as_json_or_csv_in_ms_or_us);
    tcase_add_test(all, an_index_is_scaled_exactly_and_has_twelve_places);
    tcase_add_test(all, an_index_that_needs_no_scale_keeps_its_value);
    tcase_add_test(all, an_index_that_falls_repeats_a_time_or_is_none_is_refused);
    tcase_add_test(all, klines_that_are_none_are_refused);
    tcase_add_test(all, a_command_that_fits_no_row_is_said_three_times_not_for_every_row);
    tcase_add_test(all, what_may_help_is_said);
    tcase_add_test(all, an_archive_is_called_one);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
