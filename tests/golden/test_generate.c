/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_generate.c - `ballast generate` as a whole: every process writes the bytes it always wrote,
 * the feed readers take them, and a file is there whole or not at all.
 */
#include "../../cli/cmd.h"
#include "../../data/aside.h"
#include "../../data/feed.h"
#include "../../data/outfile.h"
#include "../support/sample_run.h"
#include "../support/suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 24, FILE_BYTES = 64 };
#define START_NS (INT64_C(1704067200) * BL_NS_PER_S)

static char folder[2048];

static int generate(const char *const *words)
{
    char *argv[WORDS_MAX] = {strdup("ballast generate")};
    int argc = 1;
    for (; words[argc - 1]; argc++) {
        argv[argc] = strdup(words[argc - 1]);
    }
    const int status = bl_cmd_generate_main(argc, argv);
    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    return status;
}

#define GENERATE(...)                                                                              \
    generate((const char *const[]){__VA_ARGS__, "--seed", "7919", "--start",                       \
                                   "2024-01-01T00:00:00Z", "--end", "2024-01-31T00:00:00Z",        \
                                   "--step", "1h", "-q", NULL})

static void begin(void)
{
    bl_sample_run_make_folder(folder, sizeof folder);
    ck_assert_int_eq(chdir(folder), 0);
}

static void finish(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    bl_sample_run_remove_folder(folder);
}

static size_t count_files(void)
{
    DIR *const here = opendir(".");
    size_t files = 0;
    ck_assert_ptr_nonnull(here);
    for (const struct dirent *entry = readdir(here); entry; entry = readdir(here)) {
        files += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 ? 1 : 0;
    }
    closedir(here);
    return files;
}

static void digest_file(const char *name, char *out)
{
    struct sha256_ctx hash;
    size_t len = 0;
    char *const bytes = bl_sample_run_read_file(folder, name, &len);
    ck_assert_ptr_nonnull(bytes);
    sha256_init(&hash);
    sha256_update(&hash, len, (const uint8_t *)bytes);
    bl_outfile_print_digest(&hash, out);
    free(bytes);
}

/* The first 16 digits; bootstrap and return_chasing read what gbm wrote. */
static const struct {
    const char *process, *digest;
    bool reads;
} frozen[] = {
    {"gbm", "ff5ad65f9189be62", false},         {"merton", "f839bb337f1152ea", false},
    {"heston", "938ebb8c8652eb40", false},      {"regime", "74d012910b2932be", false},
    {"bootstrap", "b60f9a5eaccd90b6", true},    {"poisson", "ff0ae68a73e9d727", false},
    {"hawkes", "321df9a42b44dc26", false},      {"return_chasing", "3957181804804643", true},
    {"run_cascade", "b20396585d482d4d", false}, {"run_threshold", "95e25c9aee93b0cd", false},
    {"utilisation", "64998999ffd7e207", false}, {"funding", "89b653b83418b888", false},
};

static void generate_all(void)
{
    for (size_t i = 0; i < sizeof frozen / sizeof *frozen; i++) {
        char name[FILE_BYTES];
        snprintf(name, sizeof name, "%s.csv", frozen[i].process);
        ck_assert_int_eq(frozen[i].reads
                             ? GENERATE(frozen[i].process, "-o", name, "--prices", "gbm.csv")
                             : GENERATE(frozen[i].process, "-o", name),
                         0);
    }
}

START_TEST(every_process_writes_the_bytes_it_always_wrote)
{
    begin();
    generate_all();
    for (size_t i = 0; i < sizeof frozen / sizeof *frozen; i++) {
        char name[FILE_BYTES];
        char digest[BL_SHA256_TEXT];
        snprintf(name, sizeof name, "%s.csv", frozen[i].process);
        digest_file(name, digest);
        ck_assert_msg(strncmp(digest, frozen[i].digest, 16) == 0, "%s: %.16s", name, digest);
    }
    finish();
}
END_TEST

START_TEST(the_readers_take_every_feed)
{
    static const char *const prices[] = {"gbm.csv", "merton.csv", "heston.csv", "regime.csv",
                                         "bootstrap.csv"};
    static const char *const flows[] = {"poisson.csv", "hawkes.csv", "return_chasing.csv",
                                        "run_cascade.csv", "run_threshold.csv"};
    const bl_feed_bars_options options = {.price_decimals = 8,
                                          .quantity_decimals = 8,
                                          .bar_ns = 3600 * BL_NS_PER_S,
                                          .gap_fail = true};
    bl_diags diags;
    bl_feed_utilisation shares;
    bl_feed_rates rates;
    begin();
    generate_all();
    bl_diag_init(&diags);
    for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
        bl_feed_bars feed;
        ck_assert(bl_feed_read_bars(prices[i], &options, &feed, &diags));
        ck_assert_uint_eq(feed.bars.len, 30 * 24 + 1);
        ck_assert_uint_eq(feed.report.rounded, 0);
        ck_assert_int_eq(bl_bars_time(&feed.bars, 0), START_NS);
        bl_feed_close_bars(&feed);
    }
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        bl_feed_flows feed;
        ck_assert(bl_feed_read_flows(flows[i], 6, START_NS, NULL, &feed, &diags));
        ck_assert_uint_gt(feed.flows.len, 50);
        ck_assert_uint_eq(feed.report.rounded, 0);
        bl_feed_close_flows(&feed);
    }
    ck_assert(bl_feed_read_utilisation("utilisation.csv", NULL, &shares, &diags));
    ck_assert_uint_eq(shares.utilisation.len, 30 * 24 + 1);
    ck_assert(bl_feed_read_rates("funding.csv", NULL, &rates, &diags));
    ck_assert_uint_eq(rates.rates.len, 30 * 24);
    bl_feed_close_utilisation(&shares);
    bl_feed_close_rates(&rates);
    finish();
}
END_TEST

/* All feeds share one --start, which is where the run begins. */
START_TEST(a_scenario_runs_on_what_was_generated)
{
    begin();
    generate_all();
    FILE *const file = fopen("s.yaml", "w");
    fputs(
        "name: synthetic\n"
        "start: 2024-01-01T00:00:00Z\n"
        "end: 2024-01-31T00:00:00Z\n"
        "vault: {preset: hyro, capital: 1000000}\n"
        "modes: [immediate, 4h]\n"
        "instruments:\n"
        "  - {name: A, prices: heston.csv, bar: 1h, target: 1.2, funding: funding.csv, gap: fail}\n"
        "  - {name: B, prices: bootstrap.csv, bar: 1h, target: -0.5, gap: fail}\n"
        "flows: hawkes.csv\n",
        file);
    ck_assert_int_eq(fclose(file), 0);
    char *argv[] = {strdup("ballast run"), strdup("s.yaml"), strdup("-o"),
                    strdup("out"),         strdup("-q"),     strdup("--no-figures")};
    ck_assert_int_eq(bl_cmd_run_main(6, argv), 0);
    size_t len = 0;
    char *const flows = bl_sample_run_read_file(folder, "out/4h/flows.csv", &len);
    ck_assert_ptr_nonnull(strstr(flows, "lp-0001,deposit"));
    ck_assert_ptr_nonnull(strstr(flows, ",settled,"));
    free(flows);
    for (size_t i = 0; i < 6; i++) {
        free(argv[i]);
    }
    finish();
}
END_TEST

START_TEST(a_bar_opens_where_the_last_one_closed)
{
    begin();
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "-p", "price=250.5"), 0);
    FILE *const file = fopen("a.csv", "r");
    char line[256];
    char time[40];
    double open;
    double high;
    double low;
    double close;
    double volume;
    double before = 250.5;
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert_str_eq(line, "time,open,high,low,close,volume\n");
    while (fgets(line, sizeof line, file)) {
        ck_assert_int_eq(
            sscanf(line, "%39[^,],%lf,%lf,%lf,%lf,%lf", time, &open, &high, &low, &close, &volume),
            6);
        ck_assert(open == before && volume == 1000);
        ck_assert(high == (open > close ? open : close) && low == (open < close ? open : close));
        before = close;
    }
    ck_assert_str_eq(time, "2024-01-30T23:00:00Z");
    fclose(file);
    finish();
}
END_TEST

START_TEST(a_file_that_exists_stands_until_it_is_replaced_by_force)
{
    char first[BL_SHA256_TEXT];
    char second[BL_SHA256_TEXT];
    begin();
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv"), 0);
    digest_file("a.csv", first);
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "-p", "price=3"), 4);
    digest_file("a.csv", second);
    ck_assert_str_eq(first, second);
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "-p", "price=3", "--force"), 0);
    digest_file("a.csv", second);
    ck_assert_str_ne(first, second);
    ck_assert_uint_eq(count_files(), 1);
    finish();
}
END_TEST

START_TEST(what_cannot_be_made_leaves_nothing_behind)
{
    begin();
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "-p", "drift=20", "-p", "price=45000000"), 3);
    ck_assert_int_eq(GENERATE("gbm", "-o", "nowhere/a.csv"), 4);
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "-p", "volatility=-1"), 2);
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "-p", "mood=1"), 2);
    ck_assert_int_eq(GENERATE("gbm", "-o", "a.csv", "--prices", "b.csv"), 2);
    ck_assert_int_eq(GENERATE("bootstrap", "-o", "a.csv"), 2);
    ck_assert_int_eq(GENERATE("bootstrap", "-o", "a.csv", "--prices", "b.csv"), 3);
    ck_assert_int_eq(GENERATE("sunshine", "-o", "a.csv"), 2);
    ck_assert_uint_eq(count_files(), 0);
    finish();
}
END_TEST

static void write_and_fail(FILE *out, const void *what)
{
    fputs(what, out);
    fflush(out);
    close(fileno(out)); /* as a disk that goes away */
}

START_TEST(a_write_that_fails_leaves_the_old_file)
{
    size_t len;
    begin();
    FILE *const old = fopen("a.csv", "w");
    fputs("old", old);
    fclose(old);
    ck_assert_int_eq(bl_aside_write("a.csv", true, write_and_fail, "new"), EBADF);
    char *const bytes = bl_sample_run_read_file(folder, "a.csv", &len);
    ck_assert_str_eq(bytes, "old");
    ck_assert_uint_eq(count_files(), 1);
    free(bytes);
    finish();
}
END_TEST

int main(void)
{
    return suite_run("generate",
                     (const TTest *const[]){every_process_writes_the_bytes_it_always_wrote,
                                            the_readers_take_every_feed,
                                            a_scenario_runs_on_what_was_generated,
                                            a_bar_opens_where_the_last_one_closed,
                                            a_file_that_exists_stands_until_it_is_replaced_by_force,
                                            what_cannot_be_made_leaves_nothing_behind,
                                            a_write_that_fails_leaves_the_old_file, NULL});
}
