/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_writer.c - the bytes of a run's files (spec 10, 13).
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../support/cases.h"
#include "../support/sample_run.h"

static char folder[4096];
static bl_setup setup;
static bl_feed_flows flows;
static bl_writer *writer;
static bl_sink sink;

static void begin(void)
{
    bl_sample_run_make_folder(folder, sizeof folder);
    bl_sample_run_fill(&setup, &flows);
}

static void finish(void)
{
    bl_sample_run_remove_folder(folder);
}

static void open_writer(void)
{
    static bl_writer_names names;
    bl_err err;
    names = (bl_writer_names){.setup = &setup, .flows = &flows};
    writer = bl_writer_open(folder, &names, &err);
    ck_assert_msg(writer, "%s", err.text);
    sink = bl_writer_sink(writer);
}

/* Closes and compares all after the header line of a table. */
static void close_and_expect(const char *name, const char *rows)
{
    char digest[65];
    char head[65];
    bl_err err;
    size_t len;
    ck_assert_int_eq(bl_writer_close(writer, digest, head, &err), BL_OK);
    char *bytes = bl_sample_run_read_file(folder, name, &len);
    ck_assert_ptr_nonnull(bytes);
    const char *begin_rows = strcmp(name, "audit.jsonl") == 0 ? bytes : strchr(bytes, '\n') + 1;
    ck_assert_str_eq(begin_rows, rows);
    free(bytes);
}

START_TEST(a_run_told_by_hand_has_the_sums_of_a_second_program)
{
    char digest[65];
    char head[65];
    bl_err err;
    ck_assert_int_eq(bl_sample_run_write(folder, digest, head, &err), BL_OK);
    ck_assert_str_eq(digest, BL_SAMPLE_RUN_DIGEST);
    ck_assert_str_eq(head, BL_SAMPLE_RUN_HEAD);
}
END_TEST

START_TEST(fills_that_come_before_the_series_are_hashed_after_the_flows)
{
    char digest[65];
    char head[65];
    bl_err err;
    size_t len;
    ck_assert_int_eq(bl_sample_run_write(folder, digest, head, &err), BL_OK);
    char *bytes = bl_sample_run_read_file(folder, "fills.csv", &len);
    ck_assert_str_eq(bytes, "seq,time_ns,cause,instrument,quantity,mark,price,fee,reason\n"
                            "0,1704067200000000000,,BTC,8.00000000,50000.00000000,"
                            "50000.00000000,0.000000,OPEN\n");
    free(bytes);
}
END_TEST

START_TEST(what_is_undefined_leaves_its_cell_empty)
{
    setup.vault.decimals = 0;
    open_writer();
    const bl_series_row row = {.has_book = true,
                               .time_ns = INT64_C(1704067260000000001),
                               .event = BL_EVENT_LIQUIDATION,
                               .equity = {-7},
                               .target_ppb = 2000000000,
                               .gates = BL_GATE_T | BL_GATE_D};
    ck_assert(sink.series(sink.context, &row));
    close_and_expect("series.csv", "1704067260000000001,2024-01-01T00:01:00.000000001Z,liquidation,"
                                   "-7,0,,0,,2.000000000,,0,,,,0,dt\n");
}
END_TEST

START_TEST(amounts_beyond_63_bits_are_printed_whole)
{
    open_writer();
    const bl_series_row row = {.has_book = true,
                               .time_ns = 0,
                               .supply = {UINT64_MAX},
                               .fees = {UINT64_MAX},
                               .share_price = (bl_i128)BL_PRICE_ONE * INT64_MAX};
    ck_assert(sink.series(sink.context, &row));
    close_and_expect("series.csv", "0,1970-01-01T00:00:00Z,open,0.000000,18446744073709.551615,"
                                   "9223372036854775807.000000000000,0.000000,,0.000000000,,"
                                   "0.000000,,,,18446744073709.551615,\n");
}
END_TEST

START_TEST(names_are_quoted_only_where_a_reader_would_stumble)
{
    static const char *const names[] = {"comma, lp", "say \"hi\""};
    flows.names = names;
    open_writer();
    const bl_lp_row first = {.holder = BL_HOLDER_LP, .lp = 0};
    const bl_lp_row second = {.holder = BL_HOLDER_LP, .lp = 1, .has_basis = true};
    const bl_lp_row third = {.holder = BL_HOLDER_PROTOCOL};
    ck_assert(sink.lp(sink.context, &first));
    ck_assert(sink.lp(sink.context, &second));
    ck_assert(sink.lp(sink.context, &third));
    close_and_expect("lps.csv",
                     "\"comma, lp\",0.000000,0.000000,,0.000000,0.000000,0.000000\n"
                     "\"say \"\"hi\"\"\",0.000000,0.000000,0.000000,0.000000,0.000000,0.000000\n"
                     "fee:protocol,0.000000,0.000000,,0.000000,0.000000,0.000000\n");
}
END_TEST

START_TEST(a_refused_flow_has_a_reason_and_four_empty_cells)
{
    open_writer();
    const bl_flow_row refused = {
        .seq = 1, .outcome = BL_OUTCOME_REFUSED, .reason = BL_REASON_MIN_DEPOSIT, .amount = {5}};
    const bl_flow_row waits = {.seq = 2, .outcome = BL_OUTCOME_PENDING};
    ck_assert(sink.flow(sink.context, &refused));
    ck_assert(sink.flow(sink.context, &waits));
    close_and_expect("flows.csv",
                     "1,1704175200000000000,ann,deposit,500000,,,,,refused,MIN_DEPOSIT\n"
                     "2,1704283200000000000,seed,withdraw,250000,,,,,pending,\n");
}
END_TEST

START_TEST(integers_above_2_to_53_are_strings_in_arrays_too)
{
    setup.instruments_len = 2;
    setup.mode.text = "m\"\xc3\xa9";
    open_writer();
    const bl_qty sizes[] = {{INT64_C(9007199254740992)}, {INT64_C(-9007199254740993)}};
    const bl_audit_row row = {.time_ns = 5,
                              .event = BL_EVENT_GATE,
                              .cause = 3,
                              .reason = BL_REASON_PARTIAL,
                              .nav = {-1},
                              .pre = sizes,
                              .target = sizes,
                              .post = sizes,
                              .cost = {12},
                              .gates = BL_GATE_D | BL_GATE_W | BL_GATE_T};
    ck_assert(sink.audit(sink.context, &row));
#define SIZES "[9007199254740992,\"-9007199254740993\"]"
    close_and_expect("audit.jsonl",
                     "{\"seq\":0,\"time_ns\":5,\"kind\":\"gate\",\"mode\":\"m\\\"\\u00E9\","
                     "\"cause\":3,\"reason\":\"PARTIAL\",\"nav\":-1,\"supply\":0,\"pre\":" SIZES
                     ",\"target\":" SIZES ",\"post\":" SIZES ",\"cost\":12,\"gates\":\"dwt\","
                     "\"prev\":\"00000000000000000000000000000000000000000000000000000000000000"
                     "00\",\"hash\":\"8710215508e33c9ec7be36661b40ba02"
                     "d8fa3ce5ae951addb4e616428c62c852\"}\n");
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_a_clean_error)
{
    const bl_writer_names names = {.setup = &setup, .flows = &flows};
    bl_err err;
    ck_assert_ptr_null(bl_writer_open("/nowhere/at/all", &names, &err));
    ck_assert_int_eq(err.status, BL_SYSTEM);
    ck_assert_ptr_nonnull(strstr(err.text, "/nowhere/at/all/series.csv"));
}
END_TEST

START_TEST(a_file_that_exists_is_not_overwritten)
{
    char digest[65];
    char head[65];
    bl_err err;
    ck_assert_int_eq(bl_sample_run_write(folder, digest, head, &err), BL_OK);
    ck_assert_int_eq(bl_sample_run_write(folder, digest, head, &err), BL_SYSTEM);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("writer");
    tcase_add_checked_fixture(tcase, begin, finish);
    tcase_add_test(tcase, a_run_told_by_hand_has_the_sums_of_a_second_program);
    tcase_add_test(tcase, fills_that_come_before_the_series_are_hashed_after_the_flows);
    tcase_add_test(tcase, what_is_undefined_leaves_its_cell_empty);
    tcase_add_test(tcase, amounts_beyond_63_bits_are_printed_whole);
    tcase_add_test(tcase, names_are_quoted_only_where_a_reader_would_stumble);
    tcase_add_test(tcase, a_refused_flow_has_a_reason_and_four_empty_cells);
    tcase_add_test(tcase, integers_above_2_to_53_are_strings_in_arrays_too);
    tcase_add_test(tcase, a_folder_that_is_not_there_is_a_clean_error);
    tcase_add_test(tcase, a_file_that_exists_is_not_overwritten);
    return cases_run("writer", tcase);
}
