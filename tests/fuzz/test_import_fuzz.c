/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import_fuzz.c - files with bytes changed, dropped and doubled: an importer takes them or
 * refuses them with a reason, and whatever it takes is a feed: times in order, numbers that are
 * numbers, as many fields as the header has.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../data/decimal.h"
#include "../../data/import.h"
#include "../../data/timestamp.h"
#include "../support/suite.h"

enum { ROUNDS = 400, TEXT_BYTES = 2048, EDITS_MAX = 6 };

static uint64_t draw(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *state;
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Bytes that mean something to a reader are likelier than others. */
static char draw_byte(uint64_t *state)
{
    static const char telling[] = ",;\"\n\r-+.eE0919 \t:TZ[]{}%aN";
    const uint64_t word = draw(state);
    return word & 1 ? (char)(word >> 8) : telling[(word >> 8) % (sizeof telling - 1)];
}

static size_t mutate(char *text, size_t len, uint64_t *state)
{
    const uint64_t edits = draw(state) % EDITS_MAX;
    for (uint64_t i = 0; i < edits && len > 1; i++) {
        const size_t at = draw(state) % len;
        const uint64_t what = draw(state) % 4;
        if (what == 0) {
            memmove(text + at, text + at + 1, len - at - 1);
            len--;
        } else if (what == 1 && len < TEXT_BYTES) {
            memmove(text + at + 1, text + at, len - at);
            len++;
        } else if (what == 2) {
            text[at] = draw_byte(state);
        } else {
            len = at + 1;
        }
    }
    return len;
}

static void write_file(const char *path, const char *text, size_t len)
{
    FILE *const out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(text, 1, len, out), len);
    ck_assert_int_eq(fclose(out), 0);
}

static void check_number(const char *text, size_t len)
{
    int64_t value;
    bool rounded;
    const bl_decimal_status status = bl_decimal_parse(text, len, 0, &value, &rounded);
    ck_assert_msg(status == BL_DECIMAL_OK || status == BL_DECIMAL_RANGE, "'%.*s' is no number",
                  (int)len, text);
}

/* A line of prices or rates: a time, then numbers only. */
static void check_line(const char *at, const char *end, size_t commas, int64_t *time_ns)
{
    size_t fields = 1;
    const char *comma = memchr(at, ',', (size_t)(end - at));
    ck_assert_ptr_nonnull(comma);
    ck_assert(bl_timestamp_parse_iso(at, (size_t)(comma - at), time_ns));
    while (comma) {
        at = comma + 1;
        comma = memchr(at, ',', (size_t)(end - at));
        check_number(at, (size_t)((comma ? comma : end) - at));
        fields++;
    }
    ck_assert_uint_eq(fields, commas + 1);
}

/* Every line of a feed that was written, times in order. */
static void check_feed(const char *path)
{
    static char text[1 << 16];
    FILE *const in = fopen(path, "r");
    ck_assert_ptr_nonnull(in);
    const size_t len = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[len] = '\0';
    const char *at = strchr(text, '\n');
    size_t commas = 0;
    int64_t before = -1;
    for (const char *name = text; name < at; name++) {
        commas += *name == ',';
    }
    for (at++; *at; at = strchr(at, '\n') + 1) {
        int64_t time_ns;
        check_line(at, strchr(at, '\n'), commas, &time_ns);
        ck_assert(time_ns > before);
        before = time_ns;
    }
}

/* Returns how many of the files were taken. */
static int fuzz(bl_import_options options, const char *sample)
{
    char folder[] = "/tmp/ballast-fuzz-XXXXXX";
    char in_path[64];
    char out_path[64];
    char manifest[80];
    const char *const paths[] = {in_path};
    uint64_t state = 7919;
    int taken = 0;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(in_path, sizeof in_path, "%s/in", folder);
    snprintf(out_path, sizeof out_path, "%s/out", folder);
    snprintf(manifest, sizeof manifest, "%s.import.json", out_path);
    options.files = paths;
    options.files_len = 1;
    options.out = out_path;
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_BYTES];
        static bl_import_report report;
        bl_diags diags;
        memcpy(text, sample, strlen(sample));
        write_file(in_path, text, mutate(text, strlen(sample), &state));
        bl_diag_init(&diags);
        const bl_import_status status = bl_import_run(&options, &report, &diags);
        ck_assert(status == BL_IMPORT_OK || status == BL_IMPORT_REFUSED);
        ck_assert_msg((status == BL_IMPORT_OK) == (diags.errors == 0), "round %d: no reason",
                      round);
        if (status == BL_IMPORT_OK) {
            check_feed(out_path);
            taken++;
        }
    }
    unlink(in_path);
    unlink(out_path);
    unlink(manifest);
    rmdir(folder);
    return taken;
}

START_TEST(changed_csv_prices_are_taken_whole_or_refused)
{
    const bl_import_options options = {.format = "csv", .tz = "UTC", .columns = "time=open time"};
    const int taken = fuzz(options, "open time,open,high,low,close,volume\n"
                                    "2022-05-01 00:00:00,1.5,2.0,1.25,1.75,10\n"
                                    "2022-05-01 01:00:00,1.75,2.5,1.5,\"2.25\",12.5\r\n"
                                    "2022-05-01T02:00:00Z,2.25,2.5,1.5e0,2.5,0.000\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

START_TEST(changed_rates_with_a_scale_are_taken_whole_or_refused)
{
    const bl_import_options options = {.format = "csv",
                                       .kind = BL_IMPORT_FUNDING,
                                       .time_unit = "ms",
                                       .separator = ';',
                                       .scale = "0.01"};
    const int taken =
        fuzz(options, "time;rate;x\n1651363200000;0.0125;a\n1651392000000;-1.5e-2;b\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

START_TEST(changed_indices_are_taken_whole_or_refused)
{
    const bl_import_options options = {
        .format = "csv", .kind = BL_IMPORT_INDEX, .tz = "UTC", .scale = "1e-3"};
    const int taken = fuzz(options, "time,price\n2021-08-14 00:00:00,1000.0000000005\n"
                                    "2028-08-14 00:01:00,9000.000000000000000000000000001\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

START_TEST(changed_klines_are_taken_whole_or_refused)
{
    const bl_import_options options = {.format = "binance"};
    const int taken =
        fuzz(options,
             "[[1651363200000,\"1.5\",\"2\",\"1\",\"1.75\",\"10\",1,\"1\",1,\"1\",\"1\",\"0\"],\n"
             "[1651366800000,\"1.5\",\"2\",\"1\",\"1.75\",\"0.0\",1,\"1\",1,\"1\",\"1\",\"0\"]]\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {changed_csv_prices_are_taken_whole_or_refused,
                                  changed_rates_with_a_scale_are_taken_whole_or_refused,
                                  changed_indices_are_taken_whole_or_refused,
                                  changed_klines_are_taken_whole_or_refused, NULL};
    return suite_run("import_fuzz", tests);
}
