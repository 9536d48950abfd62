/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_published_files.c - the files of ../shared/data as their publishers left them: imported, or
 * refused at the right place; what a report finds in them; larger bars put together from small ones
 * equal the published ones. docs/cases/files.md tells the same as a table. Skips where the folder
 * is not there.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../data/bytes.h"
#include "../../data/import.h"
#include "../../data/import_number.h"
#include "../support/cases.h"

enum { PATH_BYTES = 512, FILES_MAX = 160, FINDINGS_MAX = 6 };
enum { TAR_BLOCK = 512, TAR_LEN_AT = 124, TAR_MAX = 64 << 20 };

typedef struct {
    bl_finding finding;
    size_t count;
} counted;

typedef struct {
    const char *file;
    bl_import_options options;
    const char *importer;        /* what it is recognised as; NULL: nothing */
    size_t rows;                 /* written; 0: refused */
    size_t line, column;         /* of the first complaint */
    counted found[FINDINGS_MAX]; /* by the report, which finds no other errors or warnings */
} published;

#define BLOCKS "19208958=2025-12-17T06:09:29Z,1s"
#define UNISWAP "uniswapv3-wbtc-usdc-lp-events/"
#define AAVE "aave-v3-polygon-minute/polygon-aave_v3-"
#define POOL "aave-v3-polygon-minute/polygon-0x45dda9cb7c25131df268515131f647d726f50608-2023-08-"
#define KLINES "binance-spot-klines-json/raw/"
#define LEAN "lean-crypto-minute/"

static const published files[] = {
    {AAVE "0x2791bca1f2de4661ed88a30c99a7a9449aa84174-2023-08-14.minute.csv",
     {0},
     "aave",
     1440,
     0,
     0,
     {{0}}},
    {AAVE "0x2791bca1f2de4661ed88a30c99a7a9449aa84174-2023-08-15.minute.csv",
     {0},
     "aave",
     1440,
     0,
     0,
     {{0}}},
    {AAVE "0x2791bca1f2de4661ed88a30c99a7a9449aa84174-2023-08-16.minute.csv",
     {0},
     "aave",
     1440,
     0,
     0,
     {{0}}},
    {AAVE "0x7ceb23fd6bc0add59e62ac25578270cff1b9f619-2023-08-14.minute.csv",
     {0},
     "aave",
     1440,
     0,
     0,
     {{0}}},
    {AAVE "0x7ceb23fd6bc0add59e62ac25578270cff1b9f619-2023-08-15.minute.csv",
     {0},
     "aave",
     1440,
     0,
     0,
     {{0}}},
    {AAVE "0x7ceb23fd6bc0add59e62ac25578270cff1b9f619-2023-08-16.minute.csv",
     {0},
     "aave",
     1440,
     0,
     0,
     {{0}}},
    {"aave-v3-polygon-minute/gas_price.csv", {0}, NULL, 0, 1, 1, {{0}}},
    {POOL "13.minute.csv", {0}, NULL, 0, 1, 1, {{0}}},
    {POOL "14.minute.csv", {0}, NULL, 0, 1, 1, {{0}}},
    {POOL "15.minute.csv", {0}, NULL, 0, 1, 1, {{0}}},
    {POOL "16.minute.csv", {0}, NULL, 0, 1, 1, {{0}}},
    {"binance-csv-1h-spot-1d-perp/FTT_USDT_1d.csv",
     {0},
     "binance",
     1515,
     0,
     0,
     {{BL_FINDING_FROZEN, 1301}}},
    {"binance-csv-1h-spot-1d-perp/SOL_USDT_1h.csv",
     {0},
     "binance",
     35039,
     0,
     0,
     {{BL_FINDING_GAP, 1}}},
    {"btc-spot-etf-flows/BTC_ETF_INFLOWS_OUTFLOWS.csv", {0}, "netflow", 0, 1, 11, {{0}}},
    {"btc-spot-etf-flows/BTC_ETF_INFLOWS_OUTFLOWS.csv", {.lp = "etf"}, "netflow", 323, 0, 0, {{0}}},
    {"cdd-binance-hourly/Binance_BTCUSDT_1h.csv",
     {0},
     "cryptodatadownload",
     0,
     4832,
     1,
     {{BL_FINDING_REPEATED, 1207},
      {BL_FINDING_CONTRADICTED, 1442},
      {BL_FINDING_TIMES_DIFFER, 91},
      {BL_FINDING_UNITS, 5297},
      {BL_FINDING_FROZEN, 33},
      {BL_FINDING_JUMP, 1}}},
    {"cdd-binance-hourly/Binance_BTCUSDT_1h.csv",
     {.columns = "time=unix", .dedupe = BL_DEDUPE_FIRST},
     "cryptodatadownload",
     33413,
     0,
     0,
     {{BL_FINDING_REPEATED, 1207}, {BL_FINDING_CONTRADICTED, 1442}, {BL_FINDING_GAP, 16}}},
    {"cdd-binance-hourly/Binance_BTCUSDT_1h.csv",
     {.columns = "time=date", .dedupe = BL_DEDUPE_FIRST},
     "cryptodatadownload",
     33413,
     0,
     0,
     {{BL_FINDING_GAP, 16}}},
    {"cdd-binance-hourly/Binance_BTCUSDT_d.csv",
     {0},
     "cryptodatadownload",
     0,
     1274,
     1,
     {{BL_FINDING_CONTRADICTED, 1}, {BL_FINDING_UNITS, 1}}},
    {"cdd-binance-hourly/Binance_BTCUSDT_d.csv",
     {.dedupe = BL_DEDUPE_LAST},
     "cryptodatadownload",
     1395,
     0,
     0,
     {{0}}},
    {"coinbase-5m-tradingview/COINBASE_WETHUSD_5.csv", {0}, "tradingview", 25069, 0, 0, {{0}}},
    {"coingecko-hourly-aave/UST_usd.csv",
     {0},
     "coingecko",
     10808,
     0,
     0,
     {{BL_FINDING_GAP, 29},
      {BL_FINDING_CLOSE_ONLY, 10808},
      {BL_FINDING_NO_VOLUME, 10808},
      {BL_FINDING_JUMP, 88}}},
    {"coingecko-hourly-aave/WETH_usd.csv",
     {0},
     "coingecko",
     18861,
     0,
     0,
     {{BL_FINDING_GAP, 43}, {BL_FINDING_CLOSE_ONLY, 18861}}},
    {"coingecko-hourly-aave/stETH_usd.csv",
     {0},
     "coingecko",
     18410,
     0,
     0,
     {{BL_FINDING_GAP, 482}, {BL_FINDING_CLOSE_ONLY, 18410}}},
    {"curve-pool-balances/stETH.csv", {0}, "balances", 0, 1, 56, {{0}}},
    {"curve-pool-balances/stETH.csv", {.lp = "pool"}, "balances", 321, 0, 0, {{0}}},
    {"curve-pool-balances/stETH.csv", {.format = "pershare"}, "pershare", 322, 0, 0, {{0}}},
    {"gmx-glp-daily-netflow/glp_arbitrum_daily_net_dollar_flow.csv",
     {.lp = "glp"},
     "netflow",
     335,
     0,
     0,
     {{0}}},
    {"gmx-glp-daily-netflow/glp_arbitrum_daily_price.csv",
     {0},
     "pershare",
     314,
     0,
     0,
     {{BL_FINDING_CLOSE_ONLY, 314}}},
    {"hyperliquid-btc-funding/BTC_hyperliquid.csv",
     {0},
     "hyperliquid",
     0,
     502,
     5,
     {{BL_FINDING_REPEATED, 2}}},
    {"hyperliquid-btc-funding/BTC_hyperliquid.csv",
     {.dedupe = BL_DEDUPE_FIRST},
     "hyperliquid",
     1098,
     0,
     0,
     {{0}}},
    {LEAN "binance_funding_btcusd.csv", {0}, "lean", 12, 0, 0, {{BL_FINDING_GAP, 2133}}},
    {LEAN "bybit_minute_btcusdt_20221213_quote.zip", {0}, "lean", 721, 0, 0, {{0}}},
    {LEAN "bybit_minute_btcusdt_20221213_quote.zip",
     {.kind = BL_IMPORT_DEPTH},
     "lean",
     1442,
     0,
     0,
     {{0}}},
    {LEAN "bybit_minute_btcusdt_20221213_trade.zip", {0}, "lean", 1440, 0, 0, {{0}}},
    {LEAN "coinbase_daily_btcusd_quote.zip", {0}, "lean", 1332, 0, 0, {{BL_FINDING_GAP, 6}}},
    {LEAN "coinbase_daily_btcusd_trade.zip",
     {0},
     "lean",
     1318,
     0,
     0,
     {{BL_FINDING_GAP, 34}, {BL_FINDING_THIN, 18}}},
    {LEAN "coinbase_minute_btcusd_20171217_quote.zip",
     {0},
     "lean",
     1439,
     0,
     0,
     {{BL_FINDING_FROZEN, 31}}},
    {LEAN "coinbase_minute_btcusd_20171217_trade.zip",
     {0},
     "lean",
     1440,
     0,
     0,
     {{BL_FINDING_JUMP, 13}}},
    {"leveraged-etf-yahoo/BTC-USD.csv", {0}, "yahoo", 3446, 0, 0, {{BL_FINDING_THIN, 25}}},
    {"leveraged-etf-yahoo/FEDFUNDS.csv", {0}, NULL, 0, 1, 1, {{0}}},
    {"leveraged-etf-yahoo/QLD.csv", {0}, "yahoo", 4789, 0, 0, {{BL_FINDING_GAP, 2164}}},
    {"leveraged-etf-yahoo/qqq.csv", {0}, "yahoo", 6675, 0, 0, {{BL_FINDING_GAP, 3016}}},
    {"leveraged-etf-yahoo/tqqq.csv", {0}, "yahoo", 3872, 0, 0, {{BL_FINDING_GAP, 1750}}},
    {"svb-1m-binanceus-kraken/BinanceUS_BTCUSDC_1m_20230301_20230321.csv",
     {0},
     "binance",
     30240,
     0,
     0,
     {{BL_FINDING_ZERO_VOLUME, 12971}}},
    {"svb-1m-binanceus-kraken/BinanceUS_BTCUSD_1m_20230301_20230321.csv",
     {0},
     "binance",
     30240,
     0,
     0,
     {{BL_FINDING_ZERO_VOLUME, 72}}},
    {UNISWAP "mints.csv", {0}, "uniswap", 0, 0, 0, {{0}}},
    {UNISWAP "burns.csv", {0}, "uniswap", 0, 0, 0, {{0}}},
    {UNISWAP "price_series.csv", {0}, "uniswap", 0, 0, 0, {{0}}},
    {UNISWAP "price_series.csv",
     {.blocks = BLOCKS},
     "uniswap",
     4157,
     0,
     0,
     {{BL_FINDING_CLOSE_ONLY, 4157}}},
    {UNISWAP "vault1-dense.csv", {.blocks = BLOCKS, .lp = "vault"}, "balances", 24, 0, 0, {{0}}},
    {KLINES "BTCUSDT/15m/2025-10-06.json", {0}, "binance", 672, 0, 0, {{0}}},
    {KLINES "BTCUSDT/1h/2023-03-01.json",
     {0},
     "binance",
     743,
     0,
     0,
     {{BL_FINDING_GAP, 1}, {BL_FINDING_ZERO_VOLUME, 1}}},
    {KLINES "BTCUSDT/2h/2020-03-01.json", {0}, "binance", 731, 0, 0, {{BL_FINDING_GAP, 1}}},
    {KLINES "ETHUSDT/1h/2022-05-01.json", {0}, "binance", 744, 0, 0, {{0}}},
    {KLINES "SOLUSDT/30m/2024-07-29.json", {0}, "binance", 672, 0, 0, {{0}}}};

enum { FILES = sizeof files / sizeof files[0] };

static bl_import_report report;
static bl_diags diags;

static const char *shared(void)
{
    const char *const given = getenv("BALLAST_SHARED");
    return given ? given : "../shared";
}

static bool is_there(void)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/data/INDEX.md", shared());
    return access(path, R_OK) == 0;
}

static bl_import_status import(const published *file, bool survey)
{
    char path[PATH_BYTES];
    const char *const paths[] = {path};
    bl_import_options options = file->options;
    snprintf(path, sizeof path, "%s/data/%s", shared(), file->file);
    options.format = options.format ? options.format : "auto";
    options.files = paths;
    options.files_len = 1;
    options.out = "/dev/null";
    options.survey = survey;
    bl_diag_init(&diags);
    return bl_import_run(&options, &report, &diags);
}

START_TEST(a_published_file_is_imported_or_refused_at_its_place)
{
    const published *const file = &files[_i];
    const bl_import_status status = import(file, file->rows > 0);
    if (file->rows > 0) {
        ck_assert_msg(status == BL_IMPORT_OK, "%s: %s", file->file, diags.items[0].message);
        ck_assert_msg(report.rows_written == file->rows, "%s: %zu rows", file->file,
                      report.rows_written);
        ck_assert_int_ne(bl_import_report_severity(&report), BL_SEVERITY_ERROR);
    } else {
        ck_assert_int_eq(status, BL_IMPORT_REFUSED);
        ck_assert_uint_eq(diags.items[0].line, file->line);
        ck_assert_uint_eq(diags.items[0].column, file->column);
    }
    if (file->importer) {
        ck_assert_str_eq(report.importer, file->importer);
    }
}
END_TEST

START_TEST(its_traps_are_found)
{
    const published *const file = &files[_i];
    if (file->found[0].count == 0) {
        return;
    }
    ck_assert_int_eq(import(file, true), BL_IMPORT_OK);
    for (size_t i = 0; i < FINDINGS_MAX; i++) {
        const counted *const found = &file->found[i];
        ck_assert_msg(found->count == 0 || report.findings[found->finding].count == found->count,
                      "%s: %s %zu", file->file, bl_import_finding(found->finding)->name,
                      report.findings[found->finding].count);
    }
}
END_TEST

/* Two tokens and a clock of blocks: the pool's own prices, then both kinds of events in one feed.
 */
START_TEST(mints_and_burns_are_worth_what_the_pool_says)
{
    char paths[3][PATH_BYTES];
    char prices[] = "/tmp/ballast-prices-XXXXXX";
    char manifest[64];
    const int fd = mkstemp(prices);
    ck_assert_int_ge(fd, 0);
    close(fd);
    const char *const names[] = {"price_series.csv", "mints.csv", "burns.csv"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/data/" UNISWAP "%s", shared(), names[i]);
    }
    const char *const list[] = {paths[0], paths[1], paths[2]};
    bl_import_options options = {
        .format = "uniswap", .files = list, .files_len = 1, .blocks = BLOCKS, .out = prices};
    bl_diag_init(&diags);
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_OK);
    options.files = list + 1;
    options.files_len = 2;
    options.base_prices = prices;
    options.base_scale = "1e-8";
    options.scale = "1e-6";
    options.sort = true;
    options.out = "/dev/null";
    options.survey = true;
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_OK);
    ck_assert_uint_eq(report.deposits, 15427);
    ck_assert_uint_eq(report.withdrawals, 13295);
    ck_assert_uint_eq(report.rows_zero, 1187);
    snprintf(manifest, sizeof manifest, "%s.import.json", prices);
    unlink(prices);
    unlink(manifest);
}
END_TEST

/* ---- bars put together */

static char folder[PATH_BYTES];

static void write_member(size_t step, const char *name, const char *bytes, size_t len)
{
    char path[2 * PATH_BYTES];
    snprintf(path, sizeof path, "%s/%zu-%s", folder, step, name);
    FILE *const out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, len, out), len);
    ck_assert_int_eq(fclose(out), 0);
}

/* One member of a tar: a header of 512 bytes with its name and, in octal, its length. */
static size_t take_member(const char *at)
{
    static const char *const kept[] = {"BTCUSDT/15m/", "BTCUSDT/1h/", "BTCUSDT/2h/"};
    const size_t len = strtoul(at + TAR_LEN_AT, NULL, 8);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (strncmp(at, kept[i], strlen(kept[i])) == 0) {
            write_member(i, at + strlen(kept[i]), at + TAR_BLOCK, len);
        }
    }
    return TAR_BLOCK + (len + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
}

/* The archive's files as <number of the step>-<date>.json. */
static bool unpack(void)
{
    char path[PATH_BYTES];
    bl_err err;
    snprintf(path, sizeof path, "%s/data/binance-spot-klines-json/BTCUSDT_1h_2h_1d_15m.tar.zst",
             shared());
    bl_bytes *const bytes = bl_bytes_open(path, (bl_bytes_options){0}, &err);
    char *const text = calloc(1, TAR_MAX);
    ck_assert(bytes && text);
    const ptrdiff_t len = bl_bytes_read(bytes, text, TAR_MAX, &err);
    for (size_t at = 0; at + TAR_BLOCK < (size_t)len && text[at] != '\0';) {
        at += take_member(text + at);
    }
    free(text);
    bl_bytes_close(bytes);
    return len > 0;
}

/* The feed of the files of one step from 2025 on, as --resample makes it. */
static char *import_step(int step, const char *const *dates, size_t dates_len, const char *resample)
{
    static char paths[FILES_MAX][2 * PATH_BYTES];
    const char *list[FILES_MAX];
    char out[2 * PATH_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < dates_len; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%d-%s.json", folder, step, dates[i]);
        list[i] = paths[i];
    }
    snprintf(out, sizeof out, "%s/out", folder);
    const bl_import_options options = {.format = "binance",
                                       .files = list,
                                       .files_len = dates_len,
                                       .resample = resample,
                                       .clip = "2025-01-01..2025-03-01",
                                       .out = out};
    bl_diag_init(&diags);
    ck_assert_msg(bl_import_run(&options, &report, &diags) == BL_IMPORT_OK, "%s",
                  diags.items[0].message);
    FILE *const in = fopen(out, "r");
    ck_assert_ptr_nonnull(in);
    char *const text = calloc(1, 1 << 20);
    len = fread(text, 1, (1 << 20) - 1, in);
    fclose(in);
    text[len] = '\0';
    unlink(out);
    snprintf(out, sizeof out, "%s/out.import.json", folder);
    unlink(out);
    return text;
}

/* Digits may differ at the end (10.50 and 10.5): each cell is compared by its worth. */
static size_t compare_feeds(const char *a, const char *b)
{
    size_t lines = 0;
    while (*a && *b) {
        const size_t a_len = strcspn(a, ",\n");
        const size_t b_len = strcspn(b, ",\n");
        bl_import_number x;
        bl_import_number y;
        const bool same = a_len == b_len && memcmp(a, b, a_len) == 0;
        const bool numbers = bl_import_number_parse(a, a_len, &x) == BL_IMPORT_NUMBER_OK &&
                             bl_import_number_parse(b, b_len, &y) == BL_IMPORT_NUMBER_OK;
        ck_assert_msg(same || (numbers && !bl_import_number_is_below(x, y) &&
                               !bl_import_number_is_below(y, x)),
                      "line %zu: %.*s, %.*s", lines + 1, (int)a_len, a, (int)b_len, b);
        ck_assert(a[a_len] == b[b_len]);
        lines += a[a_len] == '\n';
        a += a_len + (a[a_len] != '\0');
        b += b_len + (b[b_len] != '\0');
    }
    ck_assert(*a == *b);
    return lines;
}

static void remove_folder(void)
{
    char path[2 * PATH_BYTES];
    static const char *const years[] = {"2016", "2017", "2018", "2019", "2020", "2021",
                                        "2022", "2023", "2024", "2025", "2026"};
    for (int step = 0; step < 3; step++) {
        for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
            for (int day = 0; day < 12 * 31; day++) {
                snprintf(path, sizeof path, "%s/%d-%s-%02d-%02d.json", folder, step, years[i],
                         day / 31 + 1, day % 31 + 1);
                unlink(path);
            }
        }
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(bars_put_together_equal_the_published_ones)
{
    static const char *const weeks[] = {"2024-12-30", "2025-01-06", "2025-01-13",
                                        "2025-01-20", "2025-01-27", "2025-02-03",
                                        "2025-02-10", "2025-02-17", "2025-02-24"};
    static const char *const months[] = {"2025-01-01", "2025-02-01"};
    static const char *const pairs[] = {"2025-01-01"};
    snprintf(folder, sizeof folder, "%s",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm/ballast-XXXXXX" : "/tmp/ballast-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(unpack());
    char *const quarters = import_step(0, weeks, sizeof weeks / sizeof weeks[0], "1h");
    ck_assert_uint_eq(report.findings[BL_FINDING_PARTIAL].count, 0);
    char *const hours = import_step(1, months, 2, NULL);
    ck_assert_uint_eq(compare_feeds(quarters, hours), 1 + 59 * 24);
    char *const doubled = import_step(1, months, 2, "2h");
    char *const published_pairs = import_step(2, pairs, 1, NULL);
    ck_assert_uint_eq(compare_feeds(doubled, published_pairs), 1 + 59 * 12);
    free(quarters);
    free(hours);
    free(doubled);
    free(published_pairs);
    remove_folder();
}
END_TEST

int main(void)
{
    TCase *const all = tcase_create("published_files");
    if (!is_there()) {
        printf("skipped: no %s/data\n", shared());
        return 0;
    }
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, a_published_file_is_imported_or_refused_at_its_place, 0, FILES);
    tcase_add_loop_test(all, its_traps_are_found, 0, FILES);
    tcase_add_test(all, mints_and_burns_are_worth_what_the_pool_says);
    tcase_add_test(all, bars_put_together_equal_the_published_ones);
    return cases_run("published_files", all);
}
