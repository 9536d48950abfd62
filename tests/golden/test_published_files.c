/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_published_files.c - the table of docs/cases/files.md against the files of ../shared/data as
 * their publishers left them: imported, or refused at the right place; what a report finds in
 * them. Larger bars put together from small ones equal the published ones. Skips where the folder
 * is not there.
 */
#define _GNU_SOURCE
#include <check.h>
#include <fnmatch.h>
#include <ftw.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../data/bytes.h"
#include "../../data/import.h"
#include "../../data/import_number.h"
#include "../support/cases.h"
#include "../support/page.h"
#include "../support/program.h"
#include "../support/sample_run.h"
#include "../support/story.h"

enum { PATH_BYTES = 512, CELL_BYTES = 512, CELLS = 6, ROWS_MAX = 100 };
enum { TAR_BLOCK = 512, TAR_LEN_AT = 124, TAR_MAX = 64 << 20 };

static bl_import_report report;
static bl_diags diags;

/* ---- the table of docs/cases/files.md */

enum { CELL_FILE, CELL_OPTIONS, CELL_IMPORTER, CELL_ROWS, CELL_COMPLAINT, CELL_FOUND };

typedef char table_row[CELLS][CELL_BYTES];

static table_row rows[ROWS_MAX];
static size_t rows_len;

/* The text of a cell, without blanks around it and the quotes of code. */
static const char *take_cell(const char *at, char out[CELL_BYTES])
{
    const char *const end = strchr(at, '|');
    ck_assert_ptr_nonnull(end);
    size_t len = 0;
    for (; at < end; at++) {
        if (*at != '`' && (len > 0 || *at != ' ')) {
            out[len++] = *at;
        }
    }
    while (len > 0 && out[len - 1] == ' ') {
        len--;
    }
    out[len] = '\0';
    return end + 1;
}

static void read_table(void)
{
    char line[CELLS * CELL_BYTES];
    FILE *const page = fopen("docs/cases/files.md", "r");
    ck_assert_ptr_nonnull(page);
    rows_len = 0;
    while (fgets(line, sizeof line, page)) {
        const char *at = line + 1;
        if (strncmp(line, "| `", 3) != 0) {
            continue;
        }
        ck_assert_uint_lt(rows_len, ROWS_MAX);
        for (size_t i = 0; i < CELLS; i++) {
            at = take_cell(at, rows[rows_len][i]);
        }
        rows_len++;
    }
    fclose(page);
}

/* What the files of one row came to. */
typedef struct {
    size_t files, taken;
    size_t written[2], read[2]; /* least and most */
    char importer[CELL_BYTES], complaint[CELL_BYTES];
    size_t found[BL_FINDINGS + 1]; /* the last: rounded */
} outcome;

static void note_range(size_t range[2], size_t value, bool first)
{
    range[0] = first || value < range[0] ? value : range[0];
    range[1] = value > range[1] ? value : range[1];
}

/* What the import said: "KIND: N of M rows", or "PATH:1:2: error: ...". */
static void note_import(outcome *out, int status, const char *path)
{
    const char *const counted = strstr(program_err, " rows, ");
    size_t written;
    size_t read;
    if (status != 0) {
        const char *at = strstr(program_err, path);
        ck_assert_msg(at != NULL, "%s: %s", path, program_err);
        at += strlen(path);
        at += *at == ':' && at[1] != ' ';
        const char *const error = strstr(at, ": error: ");
        ck_assert_ptr_nonnull(error);
        snprintf(out->complaint, CELL_BYTES, "%.*s%s%.*s", (int)(error - at), at,
                 error > at ? " " : "", (int)strcspn(error + 9, "\n"), error + 9);
        return;
    }
    ck_assert_ptr_nonnull(counted);
    const char *line = counted;
    while (line > program_err && line[-1] != '\n') {
        line--;
    }
    ck_assert_int_eq(sscanf(strchr(line, ':'), ": %zu of %zu", &written, &read), 2);
    note_range(out->written, written, out->taken == 0);
    note_range(out->read, read, out->taken == 0);
    out->taken++;
}

/* What the report said, which is no JSON where the file is nothing known. */
static void note_report(outcome *out)
{
    json_t *const root = json_loads(program_out, 0, NULL);
    json_t *finding;
    size_t i;
    if (!root) {
        return;
    }
    snprintf(out->importer, CELL_BYTES, "%s, %s",
             json_string_value(json_object_get(root, "importer")),
             json_string_value(json_object_get(root, "kind")));
    json_array_foreach(json_object_get(root, "findings"), i, finding)
    {
        const char *const name = json_string_value(json_object_get(finding, "finding"));
        int at = 0;
        while (strcmp(bl_import_finding((bl_finding)at)->name, name) != 0) {
            at++;
        }
        out->found[at] += (size_t)json_integer_value(json_object_get(finding, "count"));
    }
    out->found[BL_FINDINGS] += (size_t)json_integer_value(json_object_get(root, "rounded"));
    json_decref(root);
}

static void run_file(const table_row row, const char *path, outcome *out)
{
    char options[CELL_BYTES];
    const char *words[PROGRAM_WORDS_MAX + 1];
    const char *all[PROGRAM_WORDS_MAX + 1] = {"import", "auto", path};
    snprintf(options, sizeof options, "%s", row[CELL_OPTIONS]);
    const size_t words_len = page_split(options, words);
    const bool named = words_len > 0 && strncmp(words[0], "--", 2) != 0;
    size_t len = 3;
    all[1] = named ? words[0] : all[1];
    for (size_t i = named ? 1 : 0; i < words_len; i++) {
        all[len++] = words[i];
    }
    all[len] = "-o";
    all[len + 1] = "/dev/null";
    note_import(out, program_run(NULL, all), path);
    all[len] = "--report";
    all[len + 1] = "--json";
    program_run(NULL, all);
    note_report(out);
    out->files++;
}

static void print_range(const size_t range[2], char out[CELL_BYTES])
{
    snprintf(out, CELL_BYTES, range[0] == range[1] ? "%zu" : "%zu to %zu", range[0], range[1]);
}

static void print_rows(const outcome *found, char out[CELL_BYTES])
{
    char written[CELL_BYTES];
    char read[CELL_BYTES];
    print_range(found->written, written);
    print_range(found->read, read);
    snprintf(out, CELL_BYTES, strcmp(written, read) == 0 ? "%s" : "%s of %s", written, read);
    if (found->taken == 0) {
        out[0] = '\0';
    }
}

static void print_found(const outcome *found, char out[CELL_BYTES])
{
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; i <= BL_FINDINGS; i++) {
        if (found->found[i] > 0) {
            const char *const name =
                i < BL_FINDINGS ? bl_import_finding((bl_finding)i)->name : "rounded";
            len += (size_t)snprintf(out + len, CELL_BYTES - len, "%s%s %zu", len > 0 ? ", " : "",
                                    name, found->found[i]);
        }
    }
}

static size_t compare_cell(const table_row row, int cell, const char *found, size_t len)
{
    const bool same = strlen(row[cell]) == len && strncmp(row[cell], found, len) == 0;
    if (!same) {
        printf("%s %s: '%s' is '%s'\n", row[CELL_FILE], row[CELL_OPTIONS], row[cell], found);
        fflush(stdout); /* a failing test does not */
    }
    return same ? 0 : 1;
}

/* Of a complaint the page may have the beginning. */
static size_t compare_row(const table_row row, const outcome *found)
{
    char counted[CELL_BYTES];
    char told[CELL_BYTES];
    const size_t begin = strlen(row[CELL_COMPLAINT]);
    print_rows(found, counted);
    print_found(found, told);
    return compare_cell(row, CELL_IMPORTER, found->importer, strlen(found->importer)) +
           compare_cell(row, CELL_ROWS, counted, strlen(counted)) +
           compare_cell(row, CELL_FOUND, told, strlen(told)) +
           compare_cell(row, CELL_COMPLAINT, found->complaint,
                        begin > 0 && begin < strlen(found->complaint) ? begin
                                                                      : strlen(found->complaint));
}

/* A feed of a list: "IMPORTER, KIND: N of M rows". */
static size_t compare_list(const table_row row)
{
    char list[PATH_BYTES + CELL_BYTES];
    char line[2 * CELL_BYTES + 8];
    snprintf(list, sizeof list, "docs/cases/%s", row[CELL_OPTIONS]);
    ck_assert_int_eq(PROGRAM_RUN("import", list, "-o", "feeds", "--force"), 0);
    snprintf(line, sizeof line, "%s: %s rows", row[CELL_IMPORTER], row[CELL_ROWS]);
    if (strstr(program_err, line)) {
        return 0;
    }
    printf("%s: no '%s' in\n%s", list, line, program_err);
    return 1;
}

START_TEST(every_row_of_the_table_is_what_happens)
{
    size_t wrong = 0;
    read_table();
    ck_assert_uint_gt(rows_len, 50);
    for (size_t i = 0; i < rows_len; i++) {
        char pattern[CELL_BYTES + 32];
        glob_t paths;
        outcome found = {0};
        if (strstr(rows[i][CELL_OPTIONS], ".yaml")) {
            wrong += compare_list((const char(*)[CELL_BYTES])rows[i]);
            continue;
        }
        snprintf(pattern, sizeof pattern, "../shared/data/%s", rows[i][CELL_FILE]);
        ck_assert_msg(glob(pattern, 0, NULL, &paths) == 0, "%s", pattern);
        for (size_t file = 0; file < paths.gl_pathc; file++) {
            run_file((const char(*)[CELL_BYTES])rows[i], paths.gl_pathv[file], &found);
        }
        globfree(&paths);
        wrong += compare_row((const char(*)[CELL_BYTES])rows[i], &found);
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* Notes of the publishers aside. */
static int find_in_table(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    const size_t folder = strlen("../shared/data/");
    bool found = kind != FTW_F || strcmp(path + strlen(path) - 3, ".md") == 0;
    for (size_t i = 0; i < rows_len && !found; i++) {
        found = fnmatch(rows[i][CELL_FILE], path + folder, 0) == 0;
    }
    if (!found) {
        printf("not in the table: %s, %zu bytes, depth %d\n", path, (size_t)info->st_size,
               place->level);
    }
    return found ? 0 : 1;
}

START_TEST(every_file_stands_in_the_table)
{
    read_table();
    ck_assert_int_eq(nftw("../shared/data", find_in_table, 16, 0), 0);
}
END_TEST

#define BLOCKS "19208958=2025-12-17T06:09:29Z,1s"
#define UNISWAP "../shared/data/uniswapv3-wbtc-usdc-lp-events/"

/* Two tokens and a clock of blocks: the pool's own prices, then both kinds of events in one feed.
 */
START_TEST(mints_and_burns_are_worth_what_the_pool_says)
{
    static const char *const list[] = {UNISWAP "price_series.csv", UNISWAP "mints.csv",
                                       UNISWAP "burns.csv"};
    bl_import_options options = {
        .format = "uniswap", .files = list, .files_len = 1, .blocks = BLOCKS, .out = "prices.csv"};
    bl_diag_init(&diags);
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_OK);
    options.files = list + 1;
    options.files_len = 2;
    options.base_prices = "prices.csv";
    options.base_scale = "1e-8";
    options.scale = "1e-6";
    options.sort = true;
    options.out = "/dev/null";
    options.survey = true;
    ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_OK);
    ck_assert_uint_eq(report.deposits, 15427);
    ck_assert_uint_eq(report.withdrawals, 13295);
    ck_assert_uint_eq(report.rows_zero, 1187);
}
END_TEST

/* ---- bars put together */

/* One member of a tar: a header of 512 bytes with its name and, in octal, its length. */
static size_t take_member(const char *at)
{
    const size_t len = strtoul(at + TAR_LEN_AT, NULL, 8);
    if (len > 0) {
        FILE *const out = fopen(at, "w");
        ck_assert_msg(out != NULL, "%s", at);
        ck_assert_uint_eq(fwrite(at + TAR_BLOCK, 1, len, out), len);
        ck_assert_int_eq(fclose(out), 0);
    }
    return TAR_BLOCK + (len + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
}

/* The archive as BTCUSDT/<step>/<date>.json. */
static void unpack(void)
{
    static const char *const folders[] = {"BTCUSDT", "BTCUSDT/15m", "BTCUSDT/1h", "BTCUSDT/2h",
                                          "BTCUSDT/1d"};
    bl_err err;
    bl_bytes *const bytes =
        bl_bytes_open("../shared/data/binance-spot-klines-json/BTCUSDT_1h_2h_1d_15m.tar.zst",
                      (bl_bytes_options){0}, &err);
    char *const text = calloc(1, TAR_MAX);
    ck_assert(bytes && text);
    const ptrdiff_t len = bl_bytes_read(bytes, text, TAR_MAX, &err);
    ck_assert_int_gt(len, 0);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        ck_assert_int_eq(mkdir(folders[i], 0777), 0);
    }
    for (size_t at = 0; at + TAR_BLOCK < (size_t)len && text[at] != '\0';) {
        at += take_member(text + at);
    }
    free(text);
    bl_bytes_close(bytes);
}

/* All files of one step, as they are or put into larger bars. */
static void import_step(const char *step, bl_import_options options)
{
    char pattern[PATH_BYTES];
    glob_t paths;
    snprintf(pattern, sizeof pattern, "BTCUSDT/%s/*.json", step);
    ck_assert_int_eq(glob(pattern, 0, NULL, &paths), 0);
    options.format = "binance";
    options.files = (const char *const *)paths.gl_pathv;
    options.files_len = paths.gl_pathc;
    bl_diag_init(&diags);
    ck_assert_msg(bl_import_run(&options, &report, &diags) == BL_IMPORT_OK, "%s",
                  diags.items[0].message);
    globfree(&paths);
}

static char *make_step(const char *step, const char *resample, const char *clip)
{
    size_t len = 0;
    import_step(step, (bl_import_options){.resample = resample, .clip = clip, .out = "bars.csv"});
    return bl_sample_run_read_file(".", "bars.csv", &len);
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

/* What the publisher's index says of each series; the last bar of each had not ended. */
START_TEST(the_series_of_the_archive_have_the_gaps_their_publisher_had)
{
    static const struct {
        const char *step;
        size_t rows, missing, gaps;
    } series[] = {
        {"15m", 46673, 0, 0}, {"1h", 37923, 1, 1}, {"2h", 38083, 53, 18}, {"1d", 3178, 0, 0}};
    unpack();
    for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
        import_step(series[i].step, (bl_import_options){.survey = true});
        ck_assert_uint_eq(report.rows_written, series[i].rows);
        ck_assert_uint_eq(report.findings[BL_FINDING_GAP].count, series[i].missing);
        ck_assert_uint_eq(report.findings[BL_FINDING_GAP].stretches, series[i].gaps);
        ck_assert_uint_eq(report.findings[BL_FINDING_REPEATED].count, 0);
        ck_assert_uint_eq(report.findings[BL_FINDING_BAR].count, 0);
    }
}
END_TEST

/* All quarter hours there are, but for the last hour, which had not ended; and all hours. */
START_TEST(bars_put_together_equal_the_published_ones)
{
    static const struct {
        const char *small, *large, *clip;
        size_t lines;
    } pairs[] = {{"15m", "1h", "2024-12-30..2026-04-30T04:00:00Z", 1 + 11668},
                 {"1h", "2h", "2023-04-01..2026-04-30T02:00:00Z", 1 + 13501}};
    unpack();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *const made = make_step(pairs[i].small, pairs[i].large, pairs[i].clip);
        ck_assert_uint_eq(report.findings[BL_FINDING_PARTIAL].count, 0);
        char *const published = make_step(pairs[i].large, NULL, pairs[i].clip);
        ck_assert_uint_eq(compare_feeds(made, published), pairs[i].lines);
        free(made);
        free(published);
    }
}
END_TEST

/* The mirror calls them futures. */
START_TEST(hours_of_a_mirror_equal_those_of_the_exchange)
{
    static const char *const mirror = "../shared/data/binance-csv-1h-spot-1d-perp/SOL_USDT_1h.csv";
    static const char *const exchange =
        "../shared/data/binance-spot-klines-json/raw/SOLUSDT/1h/2022-06-01.json";
    size_t len = 0;
    char *feeds[2];
    for (size_t i = 0; i < 2; i++) {
        const bl_import_options options = {.format = "auto",
                                           .files = i == 0 ? &mirror : &exchange,
                                           .files_len = 1,
                                           .clip = "2022-06-01..2022-07-01",
                                           .out = "bars.csv"};
        bl_diag_init(&diags);
        ck_assert_int_eq(bl_import_run(&options, &report, &diags), BL_IMPORT_OK);
        feeds[i] = bl_sample_run_read_file(".", "bars.csv", &len);
    }
    ck_assert_uint_eq(compare_feeds(feeds[0], feeds[1]), 1 + 30 * 24);
    free(feeds[0]);
    free(feeds[1]);
}
END_TEST

int main(void)
{
    if (!story_find()) {
        return 0;
    }
    TCase *const all = tcase_create("published_files");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, story_begin, story_finish);
    tcase_add_test(all, every_row_of_the_table_is_what_happens);
    tcase_add_test(all, every_file_stands_in_the_table);
    tcase_add_test(all, mints_and_burns_are_worth_what_the_pool_says);
    tcase_add_test(all, hours_of_a_mirror_equal_those_of_the_exchange);
    tcase_add_test(all, the_series_of_the_archive_have_the_gaps_their_publisher_had);
    tcase_add_test(all, bars_put_together_equal_the_published_ones);
    return cases_run("published_files", all);
}
