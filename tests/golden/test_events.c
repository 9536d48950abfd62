/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_events.c - a small `reported` scenario with an admin feed, from its files to the bytes of
 * events.jsonl; under `nav` there is no such file.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../data/writer.h"
#include "../../scenarios/scenario.h"
#include "../../sim/run.h"
#include "../support/cases.h"
#include "../support/sample_run.h"
#include "../support/scratch.h"

static scratch files;
static char folder[4096];

static void begin(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    bl_sample_run_make_folder(folder, sizeof folder);
}

static void finish(void)
{
    bl_sample_run_remove_folder(folder);
    scratch_close(&files);
}

/* Runs the scenario's first mode; the caller frees events.jsonl, NULL where it does not exist. */
static char *run_scenario(const char *text)
{
    static bl_scenario scenario;
    const bl_scenario_options options = {0};
    char digest[65];
    char head[65];
    size_t len;
    bl_err err;
    bl_diags diags;
    bl_diag_init(&diags);
    ck_assert_msg(
        bl_scenario_open(scratch_put(&files, "s.yaml", text), &options, &scenario, &diags), "%s",
        diags.items[0].message);
    const bl_setup setup = bl_scenario_setup(&scenario, 0);
    const bl_writer_names names = {&setup, &scenario.flows};
    bl_writer *writer = bl_writer_open(folder, &names, &err);
    ck_assert_ptr_nonnull(writer);
    const bl_sink sink = bl_writer_sink(writer);
    void *memory = malloc(bl_run_bytes(&setup));
    bl_run *run = bl_run_seal(&setup, &sink, memory, bl_run_bytes(&setup), &err);
    ck_assert_msg(run != NULL && bl_run_replay(run, &err) == BL_OK, "%s", err.text);
    free(memory);
    ck_assert_int_eq(bl_writer_close(writer, digest, head, &err), BL_OK);
    bl_scenario_close(&scenario);
    char path[4200];
    snprintf(path, sizeof path, "%s/events.jsonl", folder);
    return access(path, F_OK) == 0 ? bl_sample_run_read_file(folder, "events.jsonl", &len) : NULL;
}

START_TEST(a_vault_under_nav_has_no_events)
{
    char *bytes = run_scenario("vault: {capital: 1000}\nmodes: [4h]\n"
                               "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n");
    ck_assert_ptr_null(bytes);
}
END_TEST

/* 2024-01-01T00:00:00Z is 1704067200. Capital is above 2^53 units: a string. */
START_TEST(events_are_written_a_line_each_with_the_fields_of_the_program)
{
    scratch_put(&files, "index.csv", "time_s,exchange_price\n1704067200,1\n1704067300,1.5\n");
    scratch_put(&files, "f.csv", "time_s,lp,kind,amount\n1704067210,ann,deposit,7\n");
    scratch_put(&files, "admin.csv",
                "time_s,signer,action,strategy,value\n"
                "1704067220,ann,direct_withdraw,\"us\"\"dc\",2\n"
                "1704067300,admin,remove_strategy,cash,\n");
    char *bytes = run_scenario(
        "vault: {preset: meteora, capital: 10000000000, decimals: 6, buffer: 5000}\n"
        "modes: [never]\nrecord: 300s\nend: 2024-01-01T00:05:00Z\nflows: f.csv\nadmin: admin.csv\n"
        "strategies: [{name: 'us\"dc', handler: jup_lend, index: index.csv, weight: 5000},\n"
        "  {name: cash, handler: idle, weight: 5000}]\n");
    ck_assert_ptr_nonnull(bytes);
    ck_assert_str_eq(
        bytes,
        "{\"seq\":0,\"time_ns\":\"1704067200000000000\",\"event\":\"AddLiquidity\","
        "\"lp_mint_amount\":\"10000000000000000\",\"token_amount\":\"10000000000000000\"}\n"
        "{\"seq\":1,\"time_ns\":\"1704067200000000000\",\"event\":\"StrategyDeposit\","
        "\"strategy\":\"us\\\"dc\",\"strategy_type\":\"JupLend\","
        "\"token_amount\":2500000000000000}\n"
        "{\"seq\":2,\"time_ns\":\"1704067200000000000\",\"event\":\"StrategyDeposit\","
        "\"strategy\":\"cash\",\"strategy_type\":\"idle\",\"token_amount\":2500000000000000}\n"
        "{\"seq\":3,\"time_ns\":\"1704067210000000000\",\"event\":\"AddLiquidity\","
        "\"lp_mint_amount\":7000000,\"token_amount\":7000000}\n"
        "{\"seq\":4,\"time_ns\":\"1704067220000000000\",\"event\":\"RemoveLiquidity\","
        "\"lp_unmint_amount\":2000000,\"token_amount\":2000000}\n"
        "{\"seq\":5,\"time_ns\":\"1704067300000000000\",\"event\":\"StrategyWithdraw\","
        "\"strategy\":\"cash\",\"strategy_type\":\"idle\","
        "\"collateral_amount\":2500000000000000,\"estimated_token_amount\":2500000000000000}\n"
        "{\"seq\":6,\"time_ns\":\"1704067500000000000\",\"event\":\"TotalAmount\","
        "\"total_amount\":\"10000000005000000\"}\n");
    free(bytes);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("events");
    tcase_add_checked_fixture(tcase, begin, finish);
    tcase_add_test(tcase, a_vault_under_nav_has_no_events);
    tcase_add_test(tcase, events_are_written_a_line_each_with_the_fields_of_the_program);
    return cases_run("events", tcase);
}
