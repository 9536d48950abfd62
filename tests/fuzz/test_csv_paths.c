/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_csv_paths.c - price files with a few bytes changed, read by the fast way, by two threads and
 * through libcsv: all refuse with the same complaints, or all accept with the same columns and the
 * same report. Fixed seed.
 */
#include "../../data/feed.h"
#include "../support/feed_file.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CASES = 12000, TEXT_MAX = 8192, ROW_MAX = 64 };

typedef struct {
    uint64_t state;
} fuzz_random;

static uint32_t draw(fuzz_random *random, uint32_t below)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)(random->state >> 33) % below;
}

/* Binance text, other units, another order, CRLF, short and long numbers, quotes. */
static const char *const seeds[] = {
    "time_ms,open,high,low,close,volume\n"
    "1704067200000,42000.12345678,42100.00000000,41900.5,42050.25000000,12.34567890\n"
    "1704067260000,42050.25,42051,42049.99999999,42050.00000001,0\n"
    "1704067320000,1,1,1,1,0.00000001\n",
    "volume,close,time,low,high,open\r\n"
    "1,2,2024-01-01T00:00:00Z,3,4,5\r\n"
    "7.5,0.00000001,2024-01-01T01:00:00.5Z,99999999,4e2,5\r\n",
    "time_s,close,volume,open,high,low\n"
    "1704067200,1.234567885,1.000000005,1e-12,12345678901234567890,1\n"
    "1704067201.5,12345e-4,3e2,1.5,1.5,1.5\n"
    "1704067299.000000001,92233720368.54775807,00000000000000000001,1,1,1",
    "\xef\xbb\xbftime_ns,open,high,low,close,volume\n"
    "\n"
    "1,\"1\",1 ,\t1,1,1\n"
    "2,1,1,1,\"1\",1\n"
    "30000000000,1,1,1,1,1\n",
    "\"time\",\"open\",\"high\",\"low\",\"close\",\"volume\"\n"
    "\"2024-01-01T00:00:00Z\",\"42000.12345678\",\"3\",\"2\",\"42050.25\",\"12.34567890\"\n"
    "2024-01-01T00:01:00Z,\"1\",\"3e2\",\"2\",\"1\",0\n"
    "\"2024-01-01T00:02:00.5Z\",\"1\",1,\"2\",\"0.000000015\",\"7\"\r\n",
};

static const char nasty[] = "0123456789.,,,\n\n\r\"\"- +\teE;xn:TZ\0\x7f\xc3\xff";

static const char *const numbers[] = {
    "-0.0000000001",
    "-0",
    "0.0000000001",
    "1e-9",
    "1e99",
    "-1e99",
    "0.000000005",
    "+5",
    "\"7\"",
    " 7",
    "9223372036854775807",
    "92233720368547758.08",
    "0.00000000000000000000001",
    "00000000000000000",
};

/* Puts another number where the field at `at` stands. */
static size_t replace_field(fuzz_random *random, char *text, size_t len, size_t at)
{
    const char *number = numbers[draw(random, sizeof numbers / sizeof *numbers)];
    size_t number_len = strlen(number);
    while (at > 0 && text[at - 1] != ',' && text[at - 1] != '\n') {
        at--;
    }
    size_t end = at;
    while (end < len && text[end] != ',' && text[end] != '\r' && text[end] != '\n') {
        end++;
    }
    memmove(text + at + number_len, text + end, len - end);
    memcpy(text + at, number, number_len);
    return len - (end - at) + number_len;
}

/* Lets the line at `at` stand twice. */
static size_t repeat_line(char *text, size_t len, size_t at)
{
    while (at > 0 && text[at - 1] != '\n') {
        at--;
    }
    const char *line_end = memchr(text + at, '\n', len - at);
    if (line_end == NULL) {
        return len;
    }
    size_t line_len = (size_t)(line_end - (text + at)) + 1;
    memmove(text + at + line_len, text + at, len - at);
    return len + line_len;
}

static size_t mutate(fuzz_random *random, char *text)
{
    const char *seed = seeds[draw(random, sizeof seeds / sizeof *seeds)];
    size_t len = strlen(seed);
    memcpy(text, seed, len);
    size_t header = (size_t)(strchr(seed, '\n') - seed);
    for (uint32_t left = draw(random, 4); left > 0 && len > 0; left--) {
        size_t at = draw(random, (uint32_t)len);
        if (at < header && draw(random, 8) != 0) {
            at = header + draw(random, (uint32_t)(len - header + (len == header)));
        }
        if (at >= len) {
            continue;
        }
        char byte = nasty[draw(random, sizeof nasty - 1)];
        switch (draw(random, 8)) {
        case 0: /* takes one out */
            memmove(text + at, text + at + 1, len - at - 1);
            len--;
            break;
        case 1: /* puts one in */
            memmove(text + at + 1, text + at, len - at);
            text[at] = byte;
            len++;
            break;
        case 2: /* cuts the file, rarely */
            len = draw(random, 8) == 0 ? at : len;
            break;
        case 3:
        case 4:
            len = replace_field(random, text, len, at);
            break;
        case 5:
            len = repeat_line(text, len, at);
            break;
        default:
            text[at] = byte;
        }
        header = header < len ? header : len;
    }
    return len;
}

typedef struct {
    bool good;
    bl_feed_bars feed;
    bl_diags diags;
} reading;

typedef enum { FAST, BOTH, GENERAL } way;

static void read_file(const char *path, way how, bool gap_fail, reading *out)
{
    const bl_feed_bars_options options = {.price_decimals = 8,
                                          .quantity_decimals = 8,
                                          .bar_ns = 3600 * BL_NS_PER_S,
                                          .gap_fail = gap_fail,
                                          .general_only = how == GENERAL,
                                          .share_min = how == BOTH ? 1 : SIZE_MAX};
    bl_diag_init(&out->diags);
    out->good = bl_feed_read_bars(path, &options, &out->feed, &out->diags);
}

static bool same_column(const int64_t *a, const int64_t *b, size_t len)
{
    return len == 0 || memcmp(a, b, len * sizeof *a) == 0;
}

static bool same_times(const bl_bars *a, const bl_bars *b)
{
    size_t row = 0;
    while (row < a->len && bl_bars_time(a, row) == bl_bars_time(b, row)) {
        row++;
    }
    return row == a->len;
}

static bool same_bars(const bl_feed_bars *a, const bl_feed_bars *b)
{
    const bl_feed_report *x = &a->report;
    const bl_feed_report *y = &b->report;
    return a->bars.len == b->bars.len && same_times(&a->bars, &b->bars) &&
           same_column(a->bars.close, b->bars.close, a->bars.len) &&
           same_column(a->bars.volume, b->bars.volume, a->bars.len) &&
           strcmp(x->sha256, y->sha256) == 0 && x->bytes == y->bytes && x->rows == y->rows &&
           x->first_ns == y->first_ns && x->last_ns == y->last_ns && x->rounded == y->rounded &&
           x->gaps == y->gaps && x->gap_longest_ns == y->gap_longest_ns &&
           x->gap_first_ns == y->gap_first_ns && x->step_min_ns == y->step_min_ns &&
           x->zero_volume == y->zero_volume;
}

static bool same_complaints(const bl_diags *a, const bl_diags *b)
{
    if (a->errors != b->errors || a->len != b->len) {
        return false;
    }
    for (size_t i = 0; i < a->len; i++) {
        const bl_diag *x = &a->items[i];
        const bl_diag *y = &b->items[i];
        if (x->line != y->line || x->column != y->column || x->width != y->width ||
            strcmp(x->message, y->message) != 0 || strcmp(x->excerpt, y->excerpt) != 0) {
            return false;
        }
    }
    return true;
}

static void rewrite_file(const char *path, const char *text, size_t len)
{
    int fd = open(path, O_WRONLY | O_TRUNC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
    ck_assert_int_eq(close(fd), 0);
}

/* Reads it in the three ways; ends the test where they differ. */
static const reading *compare_ways(const char *path, bool gap_fail, int i)
{
    static reading ways[3];
    for (way how = FAST; how <= GENERAL; how++) {
        read_file(path, how, gap_fail, &ways[how]);
    }
    for (way how = BOTH; how <= GENERAL; how++) {
        ck_assert_msg(ways[FAST].good == ways[how].good &&
                          same_bars(&ways[FAST].feed, &ways[how].feed) &&
                          same_complaints(&ways[FAST].diags, &ways[how].diags),
                      "case %d, way %d: %d %d %s / %s", i, how, ways[FAST].good, ways[how].good,
                      ways[FAST].diags.items[0].message, ways[how].diags.items[0].message);
    }
    ck_assert_int_eq(ways[FAST].feed.report.used_libcsv, ways[BOTH].feed.report.used_libcsv);
    for (way how = FAST; how <= GENERAL; how++) {
        bl_feed_close_bars(&ways[how].feed);
    }
    return &ways[FAST];
}

START_TEST(the_three_ways_agree_on_every_mutated_file)
{
    char path[BL_FEED_FILE_PATH];
    char text[TEXT_MAX];
    fuzz_random random = {UINT64_C(88172645463325252)};
    size_t accepted = 0;
    size_t scanned = 0;
    bl_feed_file_write(path, "", 0);
    for (int i = 0; i < CASES; i++) {
        size_t len = mutate(&random, text);
        rewrite_file(path, text, len);
        bool gap_fail = draw(&random, 4) == 0;
        static reading got;
        read_file(path, FAST, gap_fail, &got);
        accepted += got.good;
        scanned += got.good && !got.feed.report.used_libcsv;
        bl_feed_close_bars(&got.feed);
        compare_ways(path, gap_fail, i);
    }
    bl_feed_file_remove(path);
    /* a fuzz of which nearly all or nearly nothing is accepted would prove little */
    ck_assert_uint_gt(accepted, CASES / 4);
    ck_assert_uint_lt(accepted, CASES - CASES / 4);
    ck_assert_uint_gt(scanned, CASES / 8);
}
END_TEST

/* Ends of rows that one of the ways cannot take, or that nobody may take. */
static const char *const odd_ends[] = {
    ",1,1,1,\" 1\",1\n", ",1,1,1,1e1,1\n", ",1,1,1,0,1\n",          ",1,1,1,1\n", "\n",
    ",1,1,1,-1,1\n",     "0,1,1,1,1,1\n",  ",1,1,1,0.123456789,1\n"};

/* Some blocks of rows, here and there an odd one; returns the bytes. */
static size_t write_blocks(fuzz_random *random, char *text, size_t rows, uint32_t odd_every)
{
    static const char header[] = "time_s,open,high,low,close,volume\n";
    static const char plain_end[] = ",41000.25,41000.5,41000,41000.12345678,12.5\n";
    size_t len = sizeof header - 1;
    memcpy(text, header, len);
    long long time_s = 1700000000;
    for (size_t i = 0; i < rows; i++) {
        const bool odd = draw(random, odd_every) == 0;
        const char *odd_end = odd_ends[draw(random, sizeof odd_ends / sizeof *odd_ends)];
        time_s += draw(random, 50) == 0 ? 7200 : 3600;
        len += (size_t)snprintf(text + len, ROW_MAX, "%lld%s", time_s, odd ? odd_end : plain_end);
    }
    return len;
}

START_TEST(the_three_ways_agree_on_files_of_many_blocks)
{
    enum { ROWS = 40000, FILES = 14 };
    char path[BL_FEED_FILE_PATH];
    char *text = malloc((size_t)ROWS * ROW_MAX);
    fuzz_random random = {UINT64_C(7919)};
    int accepted = 0;
    bl_feed_file_write(path, "", 0);
    for (int i = 0; i < FILES; i++) {
        const size_t len = write_blocks(&random, text, ROWS, 1 + ROWS * (uint32_t)(i % 7) / 2);
        rewrite_file(path, text, len);
        accepted += compare_ways(path, i % 3 == 0, i)->good;
    }
    ck_assert_int_gt(accepted, 0);
    ck_assert_int_lt(accepted, FILES);
    bl_feed_file_remove(path);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv paths");
    TCase *tcase = tcase_create("csv paths");
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, the_three_ways_agree_on_every_mutated_file);
    tcase_add_test(tcase, the_three_ways_agree_on_files_of_many_blocks);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
