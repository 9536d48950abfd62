/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_after_run.c - `diff` and `explain` on runs of the shipped example: sums add up, chains lead
 * back to the flow or the tick, and a folder that was tampered with is told by file and line.
 */
#define _GNU_SOURCE
#include <check.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../data/decimal.h"
#include "../../reports/explain.h"
#include "../support/cases.h"
#include "../support/program.h"
#include "../support/sample_run.h"

#define RUN PROGRAM_RUN

static void make_run(const char *path, const char *setting)
{
    if (RUN("init", "demo") != 0) {
        program_expect_in(program_err, "demo");
    }
    ck_assert_msg(RUN("run", "demo/scenario.yaml", "-q", "-o", path, "--set", setting) == 0, "%s",
                  program_err);
}

/* Half a percent of a bar: the rescale of the crash fails, the failsafe trips. */
#define THIN "venue.capacity.volume_share=0.5%"
#define DEEP "venue.fee.taker=5.5bp"

static json_t *answer(void)
{
    json_t *root = json_loads(program_out, 0, NULL);
    ck_assert_ptr_nonnull(root);
    return root;
}

static int64_t read_number(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    int64_t value = 0;
    bool rounded;
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(bl_decimal_parse(text, strlen(text), 6, &value, &rounded), BL_DECIMAL_OK);
    return value;
}

static int64_t read_change(const json_t *object, const char *key)
{
    return read_number(json_object_get(object, key), "change");
}

static char *read_file(const char *path)
{
    size_t len = 0;
    char *text = bl_sample_run_read_file(program_folder, path, &len);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* Changes the first `from` in a file. */
static void edit_file(const char *path, const char *from, const char *to)
{
    char *text = read_file(path);
    char *at = strstr(text, from);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_nonnull(file);
    fprintf(file, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    ck_assert_int_eq(fclose(file), 0);
    free(text);
}

/* ---- diff */

START_TEST(a_run_made_twice_is_the_same)
{
    make_run("one", DEEP);
    make_run("two", DEEP);
    ck_assert_int_eq(RUN("diff", "one", "two"), 0);
    program_expect_in(program_out, "The runs are the same.");
    ck_assert_int_eq(RUN("diff", "one/4h", "two/4h", "--quiet"), 0);
    ck_assert_str_eq(program_out, "");
    ck_assert_int_eq(RUN("diff", "one", "two/4h"), 2);
    program_expect_in(program_err, "name two of a kind");
}
END_TEST

START_TEST(what_lps_and_nobody_gained_is_what_the_vault_gained)
{
    make_run("one", DEEP);
    ck_assert_int_eq(RUN("diff", "one/immediate", "one/24h", "--json"), 1);
    json_t *root = answer();
    const json_t *mode = json_array_get(json_object_get(root, "modes"), 0);
    const json_t *holders = json_object_get(mode, "holders");
    const json_t *causes = json_object_get(mode, "causes");
    int64_t sum = read_change(mode, "nobody");
    int64_t cost = 0;
    ck_assert_uint_gt(json_array_size(holders), 4);
    ck_assert_uint_gt(json_array_size(causes), 10);
    for (size_t i = 0; i < json_array_size(holders); i++) {
        sum += read_change(json_array_get(holders, i), "result");
    }
    for (size_t i = 0; i < json_array_size(causes); i++) {
        cost += read_number(json_array_get(causes, i), "cost_change");
    }
    ck_assert_int_eq(sum, read_change(mode, "profit"));
    ck_assert_int_ne(sum, 0);
    ck_assert_int_eq(cost, read_change(mode, "cost"));
    ck_assert_int_ne(cost, 0);
    json_decref(root);
}
END_TEST

START_TEST(flows_are_aligned_by_number_and_ticks_by_instant)
{
    make_run("one", DEEP);
    ck_assert_int_eq(RUN("diff", "one/immediate", "one/4h"), 1);
    program_expect_in(program_out, "mode       immediate in A, 4h in B\n");
    program_expect_in(program_out, "2024-01-03T09:00:00Z flow 0     rescaled             settled ");
    program_expect_in(program_out,
                      "2024-01-03T12:00:00Z tick 14    -                    rescaled ");
    program_expect_in(program_out, "audit.jsonl parts at line 2 of A (2024-01-03T09:00:00Z)");
    program_expect_in(program_out, "So ");
}
END_TEST

START_TEST(what_two_runs_were_made_from_is_told_apart)
{
    make_run("one", DEEP);
    make_run("two", "venue.fee.taker=7bp");
    edit_file("demo/flows.csv", "ann,deposit,150000", "ann,deposit,150001");
    make_run("three", DEEP);
    ck_assert_int_eq(RUN("diff", "one/4h", "two/4h"), 1);
    program_expect_in(program_out, "scenario   the same file\nfeeds      the same\n"
                                   "overrides  not the same\n");
    ck_assert_int_eq(RUN("diff", "one/4h", "three/4h"), 1);
    program_expect_in(program_out, "feeds      not the same: flows\noverrides  the same\n");
}
END_TEST

START_TEST(a_mode_that_only_one_run_has_is_a_difference)
{
    make_run("one", DEEP);
    ck_assert_int_eq(
        RUN("run", "demo/scenario.yaml", "--mode", "4h", "-q", "-o", "two", "--set", DEEP), 0);
    ck_assert_int_eq(RUN("diff", "one", "two"), 1);
    program_expect_in(program_out, "Mode 24h is only in A.\nMode immediate is only in A.\n");
}
END_TEST

START_TEST(a_changed_cell_is_found_by_line_and_name)
{
    make_run("one", DEEP);
    make_run("two", DEEP);
    edit_file("two/4h/series.csv", ",sample,", ",simple,");
    ck_assert_int_eq(RUN("diff", "one/4h", "two/4h"), 1);
    program_expect_in(program_out, "audit.jsonl is the same in both.");
    program_expect_in(program_out, "series.csv parts at line 3 of A (2024-01-01T02:00:00Z)");
    program_expect_in(program_out, "cause        sample                                 simple\n");
}
END_TEST

START_TEST(a_broken_folder_is_refused_with_its_place)
{
    make_run("one", DEEP);
    edit_file("one/4h/audit.jsonl", "\"kind\":\"open\"", "\"kind\":7");
    ck_assert_int_eq(RUN("diff", "one/4h", "one/24h"), 3);
    program_expect_in(program_err, "one/4h/audit.jsonl:1:1: error: expected an audit record");
    edit_file("one/24h/lps.csv", "seed,", "");
    ck_assert_int_eq(RUN("diff", "one/24h", "one/immediate"), 3);
    program_expect_in(program_err, "one/24h/lps.csv:2:");
    program_expect_in(program_err, "expected 7 fields, got 6");
    ck_assert_int_eq(RUN("explain", "one/24h", "--event", "0"), 3);
    program_expect_in(program_err, "nothing was explained");
}
END_TEST

/* ---- explain */

/* The number of the first record of a kind. */
static const char *find_record(const char *path, const char *kind)
{
    static char seq[32];
    char member[64];
    char *log = read_file(path);
    snprintf(member, sizeof member, "\"kind\":\"%s\"", kind);
    const char *at = strstr(log, member);
    ck_assert_msg(at != NULL, "no %s in %s", kind, path);
    while (at > log && at[-1] != '\n') {
        at--;
    }
    at += strlen("{\"seq\":");
    snprintf(seq, sizeof seq, "%.*s", (int)strspn(at, "0123456789"), at);
    free(log);
    return seq;
}

START_TEST(a_failed_tick_leads_back_to_the_flows_since_the_last_whole_one)
{
    make_run("one", THIN);
    const char *seq = find_record("one/4h/audit.jsonl", "failed");
    ck_assert_int_eq(RUN("explain", "one/4h", "--event", seq), 0);
    program_expect_in(program_out, "a rescale failed: only a part could be filled");
    program_expect_in(program_out, "because mode 4h was due: its tick ");
    program_expect_in(program_out, "positions were last whole at ");
    program_expect_in(program_out, " settled since, net ");
    program_expect_in(program_out, "[flows.csv:");
    program_expect_in(program_out, "an alert was raised");
    program_expect_in(program_out, "  the pause ");
}
END_TEST

START_TEST(a_refused_deposit_leads_back_to_the_failure_that_shut_the_gate)
{
    make_run("one", THIN);
    const char *seq = find_record("one/24h/audit.jsonl", "refusal");
    ck_assert_int_eq(RUN("explain", "one/24h", "--event", seq), 0);
    program_expect_in(program_out, "a request was refused: deposits were shut");
    const char *flow = strstr(program_out, " asked to deposit ");
    const char *trip = strstr(program_out, "the vault was under review since:");
    const char *attempt = strstr(program_out, "a rescale failed");
    const char *tick = strstr(program_out, "because mode 24h was due");
    ck_assert(flow && trip && attempt && tick);
    ck_assert(flow < trip && trip < attempt && attempt < tick);
}
END_TEST

START_TEST(an_instant_tells_its_state_its_gates_and_who_waits)
{
    make_run("one", DEEP);
    ck_assert_int_eq(RUN("explain", "one/24h", "--at", "2024-01-31T12:30:00Z"), 0);
    program_expect_in(program_out, "2024-01-31T12:30:00Z, as of the last row before it, "
                                   "2024-01-31T12:00:00Z (sample):\n  equity ");
    program_expect_in(program_out, "Gates: all gates open.\n");
    program_expect_in(program_out, "Waiting: 1 request, for notice, for a gate or for money.\n"
                                   "  2024-01-31T06:00:00Z flow 5: dan asked to withdraw all; ");
    ck_assert_int_eq(RUN("explain", "one/24h", "--at", "2023-12-31T23:59:59Z"), 3);
    program_expect_in(program_err, "had not begun");
    ck_assert_int_eq(RUN("explain", "one", "--at", "2024-01-31T12:30:00Z"), 3);
    program_expect_in(program_err, "which mode?");
}
END_TEST

START_TEST(the_largest_drift_is_traced_to_what_happened_since_the_band_was_left)
{
    make_run("one", DEEP);
    ck_assert_int_eq(RUN("explain", "one/24h", "--metric", "drift_max"), 0);
    program_expect_in(program_out, "drift_max = ");
    program_expect_in(program_out, "  is largest |d| of any mark");
    program_expect_in(program_out, "Since it was last inside the band:\n  leverage went from ");
    double most = 0;
    double reached = 0;
    ck_assert_int_eq(sscanf(program_out, "drift_max = %lf", &most), 1);
    const char *at = strstr(program_out, "  leverage went from ");
    ck_assert_int_eq(sscanf(at, "  leverage went from %*f at %*s to %lf", &reached), 1);
    /* The row before the mark, not what a rescale made of it at the same instant. */
    ck_assert_double_eq_tol(100 * (reached / 1.5 - 1), most, 0.05 * most);
    ck_assert_int_eq(RUN("explain", "one/24h", "--metric", "drift_mx"), 3);
    program_expect_in(program_err, "no metric 'drift_mx'; did you mean 'drift_max'?");
}
END_TEST

START_TEST(the_change_by_cause_is_the_sum_of_the_table_that_splits_it)
{
    make_run("one", DEEP);
    char *series = read_file("one/24h/series.csv");
    size_t rows = 0;
    for (const char *at = strchr(series, '\n'); at; at = strchr(at + 1, '\n')) {
        rows++;
    }
    FILE *file = fopen("one/24h/attribution.csv", "w");
    ck_assert_ptr_nonnull(file);
    fputs("time_ns,leverage,price,flow\n", file);
    for (size_t i = 0; i + 2 < rows; i++) {
        fputs("0,0.000000000,0.000000001,-0.000000002\n", file);
    }
    ck_assert_int_eq(fclose(file), 0);
    free(series);
    ck_assert_int_eq(RUN("explain", "one/24h", "--metric", "leverage_max"), 0);
    int price = 0;
    int flow = 0;
    const char *at = strstr(program_out, "+0.0000000");
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(sscanf(at, "+0.%d by price\n    -0.%d by flow", &price, &flow), 2);
    ck_assert_int_gt(price, 0);
    ck_assert_int_eq(flow, 2 * price);
}
END_TEST

/* Within this process: hundreds of answers. */
START_TEST(every_record_and_every_metric_can_be_explained)
{
    bl_stored run;
    bl_diags diags;
    const char *name;
    json_t *value;
    make_run("one", THIN);
    bl_diag_init(&diags);
    ck_assert(bl_stored_open(&run, "one/24h", &diags));
    ck_assert_uint_gt(run.records_len, 30);
    for (size_t i = 0; i < run.records_len; i++) {
        bl_story story = {.len = 0};
        bl_explain_event(&run, i, &story);
        ck_assert_uint_gt(story.len, 2);
        ck_assert_str_eq(story.notes[1].text, "What led to it:");
        ck_assert_int_eq(story.notes[2].depth, 1);
        bl_story_free(&story);
    }
    json_object_foreach(json_object_get(run.summary, "metrics"), name, value)
    {
        bl_story story = {.len = 0};
        ck_assert(bl_explain_metric(&run, name, &story));
        ck_assert_int_eq(strncmp(story.notes[0].text, name, strlen(name)), 0);
        ck_assert_uint_gt(story.len, 2);
        bl_story_free(&story);
    }
    bl_stored_close(&run);
}
END_TEST

int main(void)
{
    if (!program_find()) {
        return 0;
    }
    TCase *tcase = tcase_create("after_run");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, program_begin, program_finish);
    tcase_add_test(tcase, a_run_made_twice_is_the_same);
    tcase_add_test(tcase, what_lps_and_nobody_gained_is_what_the_vault_gained);
    tcase_add_test(tcase, flows_are_aligned_by_number_and_ticks_by_instant);
    tcase_add_test(tcase, what_two_runs_were_made_from_is_told_apart);
    tcase_add_test(tcase, a_mode_that_only_one_run_has_is_a_difference);
    tcase_add_test(tcase, a_changed_cell_is_found_by_line_and_name);
    tcase_add_test(tcase, a_broken_folder_is_refused_with_its_place);
    tcase_add_test(tcase, a_failed_tick_leads_back_to_the_flows_since_the_last_whole_one);
    tcase_add_test(tcase, a_refused_deposit_leads_back_to_the_failure_that_shut_the_gate);
    tcase_add_test(tcase, an_instant_tells_its_state_its_gates_and_who_waits);
    tcase_add_test(tcase, the_largest_drift_is_traced_to_what_happened_since_the_band_was_left);
    tcase_add_test(tcase, the_change_by_cause_is_the_sum_of_the_table_that_splits_it);
    tcase_add_test(tcase, every_record_and_every_metric_can_be_explained);
    return cases_run("after_run", tcase);
}
