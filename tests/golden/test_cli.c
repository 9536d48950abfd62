/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_cli.c - the program as a user meets it: what goes to stdout, what to stderr, the exit
 * status, and what stands on disk afterwards. No shell in between.
 */
#define _GNU_SOURCE
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../reports/gnuplot.h"
#include "../support/cases.h"
#include "../support/program.h"
#include "../support/sample_run.h"

#define RUN PROGRAM_RUN
#define out program_out
#define err program_err
#define folder program_folder
#define put_file program_put_file
#define expect_in program_expect_in

/* ---- usage */

static const struct {
    const char *words[10];
    int status;
    const char *out, *err; /* parts; "" where the stream must stay empty */
} usages[] = {
    {{"help"}, 0, "First steps", ""},
    {{"--help"}, 0, "compare", ""},
    {{"version"}, 0, "results version 1", ""},
    {{"--version"}, 0, "ballast ", ""},
    {{"models"}, 0, "immediate", ""},
    {{"metrics"}, 0, "ballast metrics NAME", ""},
    {{"metrics", "sharpe"}, 0, "ddof        1", ""},
    {{"metrics", "leverage_change_"}, 0, "leverage_change_residual", ""},
    {{"metrics", "nothing"}, 2, "", "no metric 'nothing'; 'ballast metrics' lists them"},
    {{"metrics", "drfit_max"}, 2, "", "Did you mean 'drift_max'?\nTry 'ballast help metrics'."},
    {{"models", "quadratic"}, 0, "impact", ""},
    {{"models", "nothing"}, 2, "", "no model 'nothing'; 'ballast models' lists them"},
    {{"models", "hestn"}, 2, "", "no model 'hestn'. Did you mean 'heston'?"},
    {{"swep"}, 2, "", "no command 'swep'"},
    {{"vrify"}, 2, "", "Did you mean 'verify'?"},
    {{"run"}, 2, "", "expected a SCENARIO"},
    {{"run", "--help"}, 0, "Usage: ", ""},
    {{"run", "--nonsense"}, 2, "", "unrecognized option"},
    {{"run", "a.yaml", "--mdoe", "4h"}, 2, "", "Did you mean '--mode'?"},
    {{"run", "a.yaml", "--quie"}, 3, "", "a.yaml"},
    {{"compare", "a.yaml", "--fource"}, 2, "", "Did you mean '--force'?"},
    {{"run", "a.yaml", "b.yaml"}, 2, "", "second one"},
    {{"run", "a.yaml", "--seed", "1.5"}, 2, "", "--seed"},
    {{"run", "a.yaml", "--seed", "18446744073709551616"}, 2, "", "below 2^64"},
    {{"run", "a.yaml", "--set", "novalue"}, 2, "", "PATH=VALUE"},
    {{"run", "a.yaml", "--figures", "gif"}, 2, "", "svg, png, pdf"},
    {{"run", "a.yaml", "--band", "lots"}, 2, "", "--band"},
    {{"run", "a.yaml", "--only", "twr,nothing"}, 2, "", "no metric 'nothing'"},
    {{"run", "a.yaml", "--only", "tripz"}, 2, "", "Did you mean 'trips'?"},
    {{"run", "a.yaml", "--only", "twr", "-o", "x"}, 2, "", "--only writes nothing"},
    {{"compare", "a.yaml", "--only", "twr"}, 2, "", "for 'ballast run'"},
    {{"run", "missing.yaml", "--only", "all"}, 3, "", "missing.yaml"},
    {{"run", "missing.yaml"}, 3, "", "missing.yaml"},
    {{"run", "missing.yaml", "--json"}, 3, "", "\"severity\":\"error\""},
    {{"compare"}, 2, "", "expected a SCENARIO"},
    {{"validate"}, 2, "", "expected a FILE"},
    {{"import"}, 2, "", "ballast import --list"},
    {{"import", "--list"}, 0, "cryptodatadownload", ""},
    {{"import", "nothing", "x.csv"}, 2, "", "no such format"},
    {{"import", "auto", "missing.csv"}, 4, "", "missing.csv"},
    {{"import", "csv", "x.csv", "--dedupe", "most"}, 2, "", "keep-first, keep-last"},
    {{"import", "csv", "x.csv", "--kind", "bonds"}, 2, "", "--kind"},
    {{"import", "kraken", "x.csv", "--kind", "flows"}, 2, "", "--kind"},
    {{"import", "csv", "x.csv", "--jump", "0"}, 2, "", "--jump"},
    {{"validate", "missing.yaml"}, 3, "", "missing.yaml"},
    {{"probe"}, 2, "", "expected a SCENARIO"},
    {{"probe", "missing.yaml"}, 3, "", "missing.yaml"},
    {{"probe", "a.yaml", "--schemes", "nothing"}, 2, "", "no unlock scheme 'nothing'"},
    {{"probe", "a.yaml", "--hold", "1w"}, 2, "", "--hold"},
    {{"probe", "a.yaml", "--reports", "0"}, 2, "", "1 to 64"},
    {{"probe", "a.yaml", "--unlock", "0s"}, 2, "", "--unlock"},
    {{"probe", "a.yaml", "--unlock", "1.5s"}, 2, "", "whole seconds"},
    {{"probe", "a.yaml", "--unlock", "1h,2h,3h,4h,5h,6h,7h"}, 2, "", "at most 6"},
    {{"probe", "a.yaml", "--unlock", "1h,2h,3h", "--reports", "64", "--hold",
      "1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s,12s"},
     2,
     "",
     "8448 runs, allowed are 8192"},
    {{"stress"}, 2, "", "expected a SUITE"},
    {{"stress", "missing"}, 3, "", "missing"},
    {{"stress", "."}, 3, "", "no scenario in it"},
    {{"stress", "a", "b"}, 2, "", "second one"},
    {{"stress", "a.yaml", "--fail-on", "rain"}, 2, "", "breach, pause or never"},
    {{"stress", "/dev/null", "--only", "a"}, 2, "", "no scenario 'a'"},
    {{"stress", "a.yaml", "--set", "novalue"}, 2, "", "PATH=VALUE"},
    {{"pause"}, 2, "", "expected a SCENARIO"},
    {{"pause", "missing.yaml"}, 3, "", "missing.yaml"},
    {{"pause", "a.yaml", "--response", "soon"}, 2, "", "expected a duration"},
    {{"pause", "a.yaml", "--response", "1m,2m,3m,4m,5m,6m"}, 2, "", "at most 5"},
    {{"generate"}, 2, "", "expected a PROCESS"},
    {{"generate", "gbm"}, 2, "", "--seed, --start and --end are needed"},
    {{"generate", "gbm", "--sead", "1"}, 2, "", "unrecognized option"},
    {{"generate", "gbm", "--start", "noon"}, 2, "", "--start: expected a time"},
    {{"models", "process"}, 0, "return_chasing", ""},
    {{"models", "heston"}, 0, "QE-M", ""},
    {{"cache", "--cache", "none"}, 0, "none: 0 tapes, 0.0 of at most 4096 MiB", ""},
    {{"cache", "--cache", "none", "--clear"}, 0, "none: 0 tapes", ""},
    {{"cache", "none"}, 2, "", "expected no argument"},
    {{"diff"}, 2, "", "expected A and B"},
    {{"diff", "a", "b", "c"}, 2, "", "third one"},
    {{"diff", "missing", "."}, 3, "", "missing"},
    {{"diff", ".", "missing"}, 3, "", "no audit.jsonl"},
    {{"explain"}, 2, "", "expected a RUN"},
    {{"explain", "."}, 2, "", "one of --metric, --event and --at"},
    {{"explain", ".", "--at", "noon"}, 2, "", "expected a time"},
    {{"explain", ".", "--event", "-1"}, 2, "", "whole number"},
    {{"explain", ".", "--event", "1"}, 3, "", "no audit.jsonl"},
    {{"report"}, 2, "", "expected a RUN"},
    {{"report", "--help"}, 0, "Usage: ", ""},
    {{"report", "missing"}, 4, "", "cannot open"},
    {{"report", ".", "--format", "pdf"}, 2, "", "html, text, json, md or csv"},
    {{"export"}, 2, "", "expected a RUN"},
    {{"export", "missing"}, 4, "", "cannot open"},
    {{"export", ".", "--format", "xls"}, 2, "", "no 'xls'"},
    {{"export", ".", "--table", "lots"}, 2, "", "no 'lots'"},
    {{"verify"}, 2, "", "expected a DIR"},
    {{"verify", "missing"}, 4, "", "missing"},
    {{"verify", "."}, 4, "", "no audit.jsonl"},
    {{"init"}, 2, "", "expected a DIR"},
    {{"init", "."}, 2, "", "name the folder"},
    {{"help", "nothing"}, 2, "", "no command 'nothing'"},
    {{"help", "verify"}, 0, "audit chain", ""},
};
enum { USAGES_LEN = sizeof usages / sizeof *usages };

START_TEST(every_way_of_asking_has_its_status_and_its_stream)
{
    int status = program_run(NULL, usages[_i].words);
    ck_assert_msg(status == usages[_i].status, "%s: exit %d, expected %d\n%s%s",
                  usages[_i].words[0], status, usages[_i].status, out, err);
    if (usages[_i].out[0]) {
        expect_in(out, usages[_i].out);
    } else {
        ck_assert_str_eq(out, "");
    }
    if (usages[_i].err[0]) {
        expect_in(err, usages[_i].err);
    } else {
        ck_assert_str_eq(err, "");
    }
}
END_TEST

START_TEST(alone_it_lists_its_commands_in_under_25_lines_and_exits_with_2)
{
    const char *const none[] = {NULL};
    ck_assert_int_eq(program_run(NULL, none), 2);
    int lines = 0;
    for (const char *at = strchr(out, '\n'); at; at = strchr(at + 1, '\n')) {
        lines++;
    }
    ck_assert_int_gt(lines, 8);
    ck_assert_int_lt(lines, 25);
}
END_TEST

START_TEST(help_does_not_follow_the_environment)
{
    char before[PROGRAM_ANSWER_BYTES];
    ck_assert_int_eq(RUN("run", "--help"), 0);
    memcpy(before, out, sizeof before);
    setenv("ARGP_HELP_FMT", "rmargin=40", 1);
    ck_assert_int_eq(RUN("run", "--help"), 0);
    unsetenv("ARGP_HELP_FMT");
    ck_assert_str_eq(before, out);
}
END_TEST

START_TEST(a_full_disk_behind_stdout_is_no_success)
{
    const char *const words[][3] = {
        {"help", NULL, NULL}, {"run", "--help", NULL}, {"models", NULL, NULL}};
    ck_assert_int_eq(program_run("/dev/full", words[_i]), 4);
    expect_in(err, "standard output");
}
END_TEST

/* ---- a whole session */

static void init_demo(void)
{
    ck_assert_msg(RUN("init", "demo") == 0, "%s", err);
    expect_in(out, "Next:");
}

START_TEST(the_example_is_valid_runs_and_verifies)
{
    init_demo();
    ck_assert_msg(RUN("validate", "demo/scenario.yaml") == 0, "%s", err);
    expect_in(out, "1440 rows");
    expect_in(out, "no gaps");
    ck_assert_msg(RUN("run", "demo/scenario.yaml", "-o", "one") == 0, "%s", err);
    expect_in(out, "Next: ballast verify one");
    ck_assert_str_eq(err, "");
    ck_assert_msg(RUN("verify", "one") == 0, "%s", err);
    expect_in(out, "one/24h: ok");
    expect_in(out, "manifest agrees");
    ck_assert_int_eq(access("one/immediate/summary.json", F_OK), 0);
}
END_TEST

START_TEST(two_runs_write_the_same_bytes)
{
    static const char *const files[] = {"series.csv",  "flows.csv",    "fills.csv",    "lps.csv",
                                        "audit.jsonl", "summary.json", "manifest.json"};
    char name[64];
    size_t len_one;
    size_t len_two;
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "4h", "-o", "one"), 0);
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "4h", "-o", "two"), 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(name, sizeof name, "one/4h/%s", files[i]);
        char *one = bl_sample_run_read_file(folder, name, &len_one);
        memcpy(name, "two", 3);
        char *two = bl_sample_run_read_file(folder, name, &len_two);
        ck_assert_msg(one && two && len_one == len_two && memcmp(one, two, len_one) == 0,
                      "%s differs", files[i]);
        free(one);
        free(two);
    }
}
END_TEST

START_TEST(a_run_becomes_a_report_and_a_table_in_every_format)
{
    size_t len;
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "-o", "one", "-q"), 0);
    ck_assert_msg(RUN("report", "one", "-o", "one.html") == 0, "%s", err);
    expect_in(out, "Wrote one.html: 3 modes");
    char *page = bl_sample_run_read_file(folder, "one.html", &len);
    ck_assert_ptr_nonnull(page);
    expect_in(page, "<h2 id=\"summary\">");
    expect_in(page, "</html>");
    free(page);
    ck_assert_int_eq(RUN("report", "one", "-o", "one.html"), 2);
    expect_in(err, "--force");
    ck_assert_int_eq(RUN("report", "one", "--format", "md"), 0);
    expect_in(out, "| worst leverage | x |");
    ck_assert_int_eq(RUN("report", "one", "--format", "text"), 0);
    expect_in(out, "Limits and failsafe");
    ck_assert_int_eq(RUN("report", "one", "--format", "json"), 0);
    expect_in(out, "ballast.compare/1");
    ck_assert_int_eq(RUN("report", "one/24h", "one/4h", "--format", "csv"), 0);
    expect_in(out, "\"one/24h: 24h\",leverage_mean,x,");
    ck_assert_int_eq(RUN("export", "one", "--format", "parquet", "-o", "s.parquet"), 0);
    expect_in(out, "rows");
    ck_assert_int_eq(RUN("export", "one/24h", "--table", "flows"), 0);
    expect_in(out, "mode,seq,time_ns,lp,");
}
END_TEST

START_TEST(a_report_names_the_band_of_each_run_where_they_differ)
{
    size_t len;
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "4h", "-o", "one", "-q"), 0);
    ck_assert_int_eq(
        RUN("run", "demo/scenario.yaml", "--mode", "4h", "--band", "5%", "-o", "two", "-q"), 0);
    ck_assert_int_eq(RUN("report", "one", "one", "--format", "text"), 0);
    expect_in(out, "\nband +-10.0 % of the target leverage\n");
    ck_assert_int_eq(RUN("report", "one", "two", "--format", "text"), 0);
    expect_in(out, "\nbands, column by column: +-10.0 %, +-5.0 % of the target leverage\n");
    ck_assert_int_eq(RUN("report", "one", "two", "-o", "both.html"), 0);
    char *page = bl_sample_run_read_file(folder, "both.html", &len);
    ck_assert_ptr_nonnull(page);
    expect_in(page, "The bands are, column by column, 10 %, 5 % of the target leverage");
    free(page);
}
END_TEST

START_TEST(charts_of_a_report_stand_beside_it_when_asked_for)
{
    if (!bl_gnuplot_path()) {
        return; /* said by the tests of figures */
    }
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--modes", "4h,24h", "-o", "one", "-q"), 0);
    ck_assert_int_eq(RUN("report", "one", "-o", "-", "--figures", "svg"), 2);
    expect_in(err, "-o FILE");
    ck_assert_int_eq(RUN("report", "one", "--figures", "gif"), 2);
    expect_in(err, "svg, png, pdf");
    ck_assert_msg(RUN("report", "one", "-o", "one.html", "--figures", "svg,pdf", "--keep-gp") == 0,
                  "%s", err);
    expect_in(out, "Drew  one-figures/leverage.svg .gp .pdf");
    ck_assert_int_eq(access("one-figures/share-price.pdf", F_OK), 0);
    ck_assert_int_eq(access("one-figures/equity.gp", F_OK), 0);
    char first[PROGRAM_ANSWER_BYTES];
    program_read("one-figures/leverage.svg", first);
    ck_assert_int_eq(RUN("report", "one", "-o", "two.html", "--figures", "svg", "-q"), 0);
    program_read("two-figures/leverage.svg", out);
    ck_assert_str_eq(first, out);
    ck_assert_int_eq(RUN("report", "one", "-o", "one.html", "--figures", "png", "--force"), 0);
    ck_assert_int_eq(access("one-figures/leverage.png", F_OK), 0);
}
END_TEST

START_TEST(numbers_can_be_asked_for_without_a_run_folder)
{
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--only", "twr,trips"), 0);
    expect_in(out, "twr, percent\n  immediate");
    expect_in(out, "trips, count\n  immediate                 0\n");
    ck_assert_str_eq(err, "");
    ck_assert_int_ne(access("runs", F_OK), 0);
    ck_assert_int_eq(
        RUN("run", "demo/scenario.yaml", "--only", "trips", "--mode", "24h", "--json"), 0);
    expect_in(out, "\"schema\": \"ballast.only/1\"");
    expect_in(out, "\"mode\": \"24h\"");
    expect_in(out, "\"trips\": 0");
}
END_TEST

START_TEST(a_run_folder_is_replaced_only_with_force)
{
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "4h"), 0);
    ck_assert_int_eq(access("runs/scenario/4h/series.csv", F_OK), 0);
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "24h"), 2);
    expect_in(err, "--force");
    ck_assert_int_eq(access("runs/scenario/4h", F_OK), 0);
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "24h", "--force"), 0);
    ck_assert_int_ne(access("runs/scenario/4h", F_OK), 0);
    ck_assert_int_eq(access("runs/scenario/24h/series.csv", F_OK), 0);
}
END_TEST

START_TEST(a_changed_byte_is_an_integrity_error)
{
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "never", "-o", "one"), 0);
    FILE *file = fopen("one/never/series.csv", "r+");
    ck_assert_ptr_nonnull(file);
    fseek(file, 200, SEEK_SET);
    fputc('x', file);
    fclose(file);
    ck_assert_int_eq(RUN("verify", "one"), 5);
    expect_in(err, "digest");
    ck_assert_int_eq(RUN("verify", "one/never"), 5);
}
END_TEST

START_TEST(a_bad_scenario_names_its_place_and_writes_nothing)
{
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--set", "vault.delai=1h", "-o", "one"), 3);
    expect_in(err, "delai");
    put_file("demo/scenario.yaml", "name: x\nvault:\n  kapital: 1\n");
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "-o", "one"), 3);
    expect_in(err, "demo/scenario.yaml:3:3: error: ");
    expect_in(err, "3 |   kapital: 1");
    expect_in(err, "^~~");
    expect_in(err, "nothing was run.");
    ck_assert_str_eq(out, "");
    ck_assert_int_ne(access("one", F_OK), 0);
}
END_TEST

START_TEST(quiet_says_nothing_and_json_says_one_document)
{
    init_demo();
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "-q", "-o", "one"), 0);
    ck_assert_str_eq(out, "");
    ck_assert_str_eq(err, "");
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--json", "-o", "two"), 0);
    expect_in(out, "\"schema\": \"ballast.run/1\"");
    ck_assert_int_eq(RUN("compare", "demo/scenario.yaml", "--json", "-o", "three"), 0);
    expect_in(out, "ballast.compare/1");
}
END_TEST

START_TEST(a_comparison_has_a_column_for_each_mode_and_no_escape_byte)
{
    init_demo();
    ck_assert_int_eq(RUN("compare", "demo/scenario.yaml", "--modes", "immediate,24h",
                         "--no-figures", "-o", "one"),
                     0);
    expect_in(out, "immediate");
    expect_in(out, "24h");
    ck_assert_ptr_null(strchr(out, '\033'));
    ck_assert_ptr_null(strchr(err, '\033'));
    ck_assert_int_ne(access("one/figures", F_OK), 0);
    ck_assert_int_ne(access("one/4h", F_OK), 0);
}
END_TEST

START_TEST(a_comparison_in_which_a_limit_broke_exits_with_1_and_a_run_with_0)
{
    init_demo();
    ck_assert_int_eq(RUN("compare", "demo/scenario.yaml", "--mode", "never", "--no-figures",
                         "--set", "limits.max_drawdown=5%", "-o", "one"),
                     1);
    expect_in(out, "broken");
    ck_assert_int_eq(RUN("compare", "demo/scenario.yaml", "--mode", "never", "--no-figures",
                         "--set", "limits.max_drawdown=99%", "-o", "two"),
                     0);
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "--mode", "never", "--set",
                         "limits.max_drawdown=5%", "-o", "three"),
                     0);
}
END_TEST

START_TEST(a_run_with_a_full_disk_behind_stdout_still_exits_with_4)
{
    init_demo();
    const char *const words[] = {"run", "demo/scenario.yaml", "--mode", "4h", NULL};
    ck_assert_int_eq(program_run("/dev/full", words), 4);
}
END_TEST

/* A lender that earns a thousandth an hour for a day, cranked every four hours. */
static void put_lending(void)
{
    put_file("lending.yaml", "name: lending\nstart: 2024-01-01T00:00:00Z\n"
                             "end: 2024-01-02T00:00:00Z\nrecord: 1h\n"
                             "vault: {preset: meteora, capital: 100000}\nmodes: [4h, 24h]\n"
                             "strategies: [{name: usdc, handler: jup_lend, index: usdc.csv, "
                             "weight: 10000}]\nflows: flows.csv\n");
    put_file("flows.csv", "time,lp,kind,amount\n2024-01-01T01:00:00Z,a,deposit,1000\n");
    FILE *file = fopen("usdc.csv", "w");
    ck_assert_ptr_nonnull(file);
    fputs("time_s,exchange_price\n", file);
    for (int hour = 0; hour <= 24; hour++) {
        fprintf(file, "%d,1.%03d\n", 1704067200 + 3600 * hour, hour);
    }
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_lending_vault_is_compared_without_a_word_of_leverage)
{
    put_lending();
    ck_assert_int_eq(RUN("compare", "lending.yaml", "--no-figures", "-o", "one"), 0);
    expect_in(out, "Locked profit");
    expect_in(out, "profit unlocks by meteora");
    ck_assert_ptr_null(strstr(out, "everage"));
    ck_assert_ptr_null(strstr(out, "no_book"));
    ck_assert_ptr_null(strstr(out, "nan"));
}
END_TEST

START_TEST(the_probe_writes_the_same_table_twice_and_only_with_force_over_itself)
{
    char first[PROGRAM_ANSWER_BYTES];
    put_lending();
    ck_assert_int_eq(RUN("probe", "lending.yaml", "--hold", "1h,0s", "-o", "one"), 0);
    expect_in(out, "break-even");
    program_read("one/probe.csv", first);
    expect_in(first, "none,0.000000000,5,0,0,");
    ck_assert_int_eq(RUN("probe", "lending.yaml", "--hold", "0s,1h", "-o", "one"), 2);
    expect_in(err, "--force");
    ck_assert_int_eq(RUN("probe", "lending.yaml", "--hold", "0s,1h", "-o", "one", "--force"), 0);
    program_read("one/probe.csv", out);
    ck_assert_str_eq(first, out);
    ck_assert_int_eq(RUN("probe", "lending.yaml", "--json", "--hold", "0s"), 0);
    expect_in(out, "ballast.probe/1");
    ck_assert_ptr_null(strstr(out, "unlock_s"));
    ck_assert_str_eq(err, "");
}
END_TEST

START_TEST(the_probe_names_the_unlock_times_that_were_asked_for_and_only_those)
{
    char table[PROGRAM_ANSWER_BYTES];
    put_lending();
    ck_assert_int_eq(RUN("probe", "lending.yaml", "--hold", "0s", "--unlock", "6h,1h", "--schemes",
                         "meteora,none", "-o", "two"),
                     0);
    expect_in(out, "      meteora 1h      meteora 6h            none");
    program_read("two/probe.csv", table);
    expect_in(table, "scheme,unlock,hold_s,reports,");
    expect_in(table, "meteora,1h,0.000000000,5,");
    expect_in(table, "meteora,6h,0.000000000,5,");
    expect_in(table, "none,,0.000000000,5,");
    ck_assert_int_eq(RUN("probe", "lending.yaml", "--hold", "0s", "--unlock", "1h", "--json"), 0);
    expect_in(out, "unlock_s");
    ck_assert_str_eq(err, "");
}
END_TEST

/* Puts a suite of copies of the example, each with lines of its own, into the folder `suite`. */
static void put_member(const char *name, const char *lines)
{
    char path[256];
    char text[8192];
    size_t len = 0;
    char *yaml = bl_sample_run_read_file(folder, "demo/scenario.yaml", &len);
    ck_assert_ptr_nonnull(yaml);
    snprintf(text, sizeof text, "%s%s", yaml, lines);
    snprintf(path, sizeof path, "demo/%s.yaml", name);
    put_file(path, text);
    free(yaml);
}

static void put_suite(void)
{
    init_demo();
    put_member("good", "stands_for: a quiet life\nexpect:\n"
                       "  - {metric: trips < 1000}\n"
                       "  - {never: insolvent, modes: [4h, 24h]}\n");
    put_member("half", "expect:\n  - {always: leverage < 1.55, modes: [24h]}\n");
}

START_TEST(a_suite_is_judged_mode_by_mode_and_exits_with_1_on_what_does_not_hold)
{
    put_suite();
    ck_assert_int_eq(RUN("stress", "demo"), 1);
    expect_in(out, "good             ok      ok      ok\n"
                   "half            n/a     n/a    FAIL\n"
                   "scenario       FAIL    FAIL    FAIL\n");
    expect_in(out, "demo/scenario.yaml: expects nothing\n");
    expect_in(out, "demo/half.yaml:18: 24h: {always: leverage < 1.55, modes: [24h]}\n"
                   "    seen: leverage 1.927204 at 2024-01-31T18:00:00Z\n");
    expect_in(out, "good: a quiet life\n");
    expect_in(out, "1 of 3 scenarios pass.\n");
    ck_assert_str_eq(err, "");
    ck_assert_int_eq(RUN("stress", "demo", "--fail-on", "never"), 0);
    ck_assert_int_eq(RUN("stress", "demo", "--only", "good", "--table"), 0);
    expect_in(out, "days       P&L  price % drawdown %  drift % headroom %  trips\n");
    expect_in(out, "good      immediate         60.0   -397346   -31.20     -53.05");
    ck_assert_int_eq(RUN("stress", "demo/good.yaml"), 0);
    ck_assert_int_eq(RUN("stress", "demo/half.yaml", "--severity", "0%"), 0);
    ck_assert_int_eq(RUN("stress", "demo/half.yaml", "--severity", "hard"), 3);
    ck_assert_int_eq(RUN("stress", "demo/half.yaml", "--mode", "immediate"), 1); /* says nothing */
}
END_TEST

START_TEST(a_pause_fails_a_suite_only_where_that_is_asked_for)
{
    put_suite();
    ck_assert_int_eq(RUN("stress", "demo/good.yaml", "--set", "venue.capacity.volume_share=0%"), 0);
    ck_assert_int_eq(RUN("stress", "demo/good.yaml", "--set", "venue.capacity.volume_share=0%",
                         "--fail-on", "pause"),
                     1);
}
END_TEST

START_TEST(a_suite_answers_as_json_and_a_bad_member_exits_with_3)
{
    put_suite();
    ck_assert_int_eq(RUN("stress", "demo", "--json"), 1);
    expect_in(out, "\"schema\": \"ballast.stress/1\"");
    expect_in(out, "\"text\": \"{always: leverage < 1.55, modes: [24h]}\"");
    put_member("worse", "expect:\n  - {metric: luck > 1}\n");
    ck_assert_int_eq(RUN("stress", "demo"), 3);
    expect_in(err, "demo/worse.yaml:18:5: error: expect: metric: no metric 'luck'");
    expect_in(out, "refused");
}
END_TEST

START_TEST(a_pause_has_a_column_for_each_response_and_one_for_none)
{
    init_demo();
    ck_assert_int_eq(RUN("pause", "demo/scenario.yaml", "--response", "1h,12h", "--mode", "4h",
                         "--set", "venue.capacity.volume_share=1%"),
                     0);
    expect_in(out, "4h                              no pause          1h         12h\n");
    expect_in(out, "cost of pausing, bp                  -");
    expect_in(out, "Right: within 24 h the vault without a pause is off its target by");
    ck_assert_int_eq(RUN("pause", "demo/scenario.yaml", "--json"), 0);
    expect_in(out, "\"schema\": \"ballast.pause/1\"");
    expect_in(out, "\"response\": \"24h\"");
    ck_assert_str_eq(err, "");
}
END_TEST

START_TEST(requests_of_one_instant_are_tried_in_other_orders)
{
    init_demo();
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--orders"), 0);
    expect_in(out, ": no two requests have one time\n");
    put_file("demo/flows.csv", "time,lp,kind,amount\n"
                               "2024-01-03T09:00:00Z,ann,deposit,150000\n"
                               "2024-01-03T09:00:00Z,bob,deposit,400000\n"
                               "2024-01-03T09:00:00Z,cid,deposit,700\n");
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--orders=4"), 0);
    expect_in(out, ": 1 instant with more than one request, 5 other orders\n");
    expect_in(out, "immediate                4");
    expect_in(out, ", 2024-01-03T09:00:00Z\n");
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--orders", "--mode", "4h", "--json"), 0);
    expect_in(out, "\"schema\": \"ballast.orders/1\"");
    expect_in(out, "\"tried\": 5");
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--orders=0"), 2);
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--orders", "--table"), 2);
    ck_assert_int_eq(RUN("stress", "demo/none.yaml", "--orders"), 3);
}
END_TEST

START_TEST(a_table_of_policies_has_nine_rows_a_mode)
{
    init_demo();
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--policies", "--mode", "24h", "--set",
                         "venue.capacity.volume_share=1%"),
                     0);
    expect_in(out, "24h               atomicity    trips     cost");
    expect_in(out, "  keep, next tick all_or_none");
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--policies", "--json"), 0);
    expect_in(out, "\"schema\": \"ballast.policies/1\"");
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--policies", "--set", "modes=[weekly]"),
                     3);
    expect_in(err, "no mode 'weekly'");
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--policies", "--table"), 2);
    expect_in(err, "--table has no use with --policies");
}
END_TEST

START_TEST(a_table_of_a_suite_has_modes_in_full)
{
    init_demo();
    ck_assert_int_eq(RUN("stress", "demo/scenario.yaml", "--table", "--fail-on", "never", "--mode",
                         "daily:16:00@America/New_York"),
                     0);
    expect_in(out, "scenario  daily:16:00@America/New_York  ");
}
END_TEST

START_TEST(a_run_tells_what_it_was_expected_to_be_and_exits_with_0)
{
    put_suite();
    ck_assert_int_eq(RUN("run", "demo/half.yaml", "-o", "one"), 0);
    size_t len = 0;
    char *summary = bl_sample_run_read_file(folder, "one/24h/summary.json", &len);
    ck_assert_ptr_nonnull(summary);
    expect_in(summary, "\"expectations\": 1,");
    expect_in(summary, "\"expectations_failed\": 1");
    free(summary);
    expect_in(out, "Expected: 0 of 1 hold.\n  demo/half.yaml:18: 24h: {always");
    ck_assert_int_eq(RUN("run", "demo/scenario.yaml", "-o", "two"), 0);
    ck_assert_ptr_null(strstr(out, "Expected"));
}
END_TEST

START_TEST(the_probe_refuses_a_vault_that_locks_nothing)
{
    init_demo();
    ck_assert_int_eq(RUN("probe", "demo/scenario.yaml", "-o", "one"), 3);
    expect_in(err, "'reported'");
    ck_assert_int_ne(access("one", F_OK), 0);
}
END_TEST

#define HOURS "1704067200,1,2,1,2,5,9\n1704070800,2,2,1,1,5,9\n1704074400,1,2,1,2,5,9\n"

START_TEST(a_file_of_others_is_told_by_its_look_and_becomes_a_feed_with_a_manifest)
{
    put_file("XBTUSD_60.csv", HOURS);
    ck_assert_int_eq(RUN("import", "auto", "XBTUSD_60.csv", "-o", "btc.csv"), 0);
    expect_in(err, "auto: kraken, prices");
    ck_assert_str_eq(out, "");
    program_read("btc.csv", out);
    expect_in(out, "2024-01-01T02:00:00Z,1,2,1,2,5\n");
    program_read("btc.csv.import.json", out);
    expect_in(out, "\"importer\": \"kraken\"");
    ck_assert_int_eq(RUN("import", "auto", "XBTUSD_60.csv", "-q"), 0);
    expect_in(out, "time,open,high,low,close,volume\n");
    ck_assert_str_eq(err, "");
}
END_TEST

START_TEST(a_report_exits_with_0_on_notes_1_on_warnings_and_3_on_errors)
{
    put_file("good.csv", HOURS);
    put_file("gap.csv", HOURS "1704081600,1,2,1,2,5,9\n");
    put_file("bad.csv", HOURS "1704074400,1,2,1,1,5,9\n");
    ck_assert_int_eq(RUN("import", "auto", "good.csv", "--report"), 0);
    expect_in(out, "kraken (guessed), prices, 3 rows read, 3 good");
    ck_assert_int_eq(RUN("validate", "gap.csv"), 1);
    expect_in(out, "gap.csv:4 2024-01-01T02:00:00Z to 2024-01-01T04:00:00Z");
    ck_assert_int_eq(RUN("validate", "good.csv", "bad.csv"), 3);
    expect_in(out, "contradicted");
    ck_assert_int_eq(RUN("import", "auto", "bad.csv", "-o", "bad-feed.csv"), 3);
    expect_in(err, "bad.csv:4:1: error: time: '1704074400'");
    expect_in(err, "nothing was written");
    ck_assert_int_ne(access("bad-feed.csv", F_OK), 0);
}
END_TEST

START_TEST(a_report_is_one_document_of_json_and_a_picture)
{
    put_file("gap.csv", HOURS "1704081600,1,2,1,2,5,9\n");
    ck_assert_int_eq(RUN("import", "auto", "gap.csv", "--report", "--json", "--picture", "gap.svg"),
                     1);
    expect_in(out, "\"schema\": \"ballast.import/1\"");
    expect_in(out, "\"severity\": \"warning\"");
    ck_assert_str_eq(err, "");
    program_read("gap.svg", out);
    expect_in(out, "<svg ");
    expect_in(out, "</svg>");
}
END_TEST

int main(void)
{
    if (!program_find()) {
        return 0;
    }
    TCase *tcase = tcase_create("cli");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, program_begin, program_finish);
    tcase_add_loop_test(tcase, every_way_of_asking_has_its_status_and_its_stream, 0, USAGES_LEN);
    tcase_add_test(tcase, alone_it_lists_its_commands_in_under_25_lines_and_exits_with_2);
    tcase_add_test(tcase, help_does_not_follow_the_environment);
    tcase_add_loop_test(tcase, a_full_disk_behind_stdout_is_no_success, 0, 3);
    tcase_add_test(tcase, the_example_is_valid_runs_and_verifies);
    tcase_add_test(tcase, two_runs_write_the_same_bytes);
    tcase_add_test(tcase, a_run_becomes_a_report_and_a_table_in_every_format);
    tcase_add_test(tcase, a_report_names_the_band_of_each_run_where_they_differ);
    tcase_add_test(tcase, charts_of_a_report_stand_beside_it_when_asked_for);
    tcase_add_test(tcase, numbers_can_be_asked_for_without_a_run_folder);
    tcase_add_test(tcase, a_run_folder_is_replaced_only_with_force);
    tcase_add_test(tcase, a_changed_byte_is_an_integrity_error);
    tcase_add_test(tcase, a_bad_scenario_names_its_place_and_writes_nothing);
    tcase_add_test(tcase, quiet_says_nothing_and_json_says_one_document);
    tcase_add_test(tcase, a_comparison_has_a_column_for_each_mode_and_no_escape_byte);
    tcase_add_test(tcase, a_comparison_in_which_a_limit_broke_exits_with_1_and_a_run_with_0);
    tcase_add_test(tcase, a_run_with_a_full_disk_behind_stdout_still_exits_with_4);
    tcase_add_test(tcase, a_lending_vault_is_compared_without_a_word_of_leverage);
    tcase_add_test(tcase, the_probe_writes_the_same_table_twice_and_only_with_force_over_itself);
    tcase_add_test(tcase, the_probe_names_the_unlock_times_that_were_asked_for_and_only_those);
    tcase_add_test(tcase, the_probe_refuses_a_vault_that_locks_nothing);
    tcase_add_test(tcase, a_suite_is_judged_mode_by_mode_and_exits_with_1_on_what_does_not_hold);
    tcase_add_test(tcase, a_pause_fails_a_suite_only_where_that_is_asked_for);
    tcase_add_test(tcase, a_suite_answers_as_json_and_a_bad_member_exits_with_3);
    tcase_add_test(tcase, a_pause_has_a_column_for_each_response_and_one_for_none);
    tcase_add_test(tcase, requests_of_one_instant_are_tried_in_other_orders);
    tcase_add_test(tcase, a_table_of_policies_has_nine_rows_a_mode);
    tcase_add_test(tcase, a_table_of_a_suite_has_modes_in_full);
    tcase_add_test(tcase, a_run_tells_what_it_was_expected_to_be_and_exits_with_0);
    tcase_add_test(tcase, a_file_of_others_is_told_by_its_look_and_becomes_a_feed_with_a_manifest);
    tcase_add_test(tcase, a_report_exits_with_0_on_notes_1_on_warnings_and_3_on_errors);
    tcase_add_test(tcase, a_report_is_one_document_of_json_and_a_picture);
    return cases_run("cli", tcase);
}
