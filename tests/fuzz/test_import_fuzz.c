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
#include "../../data/import_job.h"
#include "../support/suite.h"

enum { ROUNDS = 800, TEXT_BYTES = 2048, EDITS_MAX = 6 };

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
static void check_line(const bl_import_job *job, const bl_import_line *line)
{
    const char *at = job->text + line->begin;
    const char *const end = at + line->len - 1;
    size_t fields = 1;
    int64_t time_ns;
    ck_assert_int_eq(*end, '\n');
    const char *comma = memchr(at, ',', line->len);
    ck_assert_ptr_nonnull(comma);
    ck_assert(bl_timestamp_parse_iso(at, (size_t)(comma - at), &time_ns));
    ck_assert(time_ns == line->time_ns);
    while (comma) {
        at = comma + 1;
        comma = memchr(at, ',', (size_t)(end - at));
        check_number(at, (size_t)((comma ? comma : end) - at));
        fields++;
    }
    ck_assert_uint_eq(fields, job->options->kind == BL_IMPORT_PRICES ? 6 : 2);
}

static size_t check_job(const bl_import_job *job)
{
    for (size_t i = 0; i < job->lines_len; i++) {
        check_line(job, &job->lines[i]);
        ck_assert(i == 0 || job->lines[i - 1].time_ns < job->lines[i].time_ns);
    }
    return job->lines_len;
}

/* Returns how many of the files were taken. */
static int fuzz(const bl_import_options *options, bool (*read)(bl_import_job *, const char *),
                const char *sample)
{
    char path[] = "/tmp/ballast-fuzz-XXXXXX";
    uint64_t state = 7919;
    int taken = 0;
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_BYTES];
        bl_import_job job;
        bl_import_report report;
        bl_diags diags;
        const char *problem;
        memcpy(text, sample, strlen(sample));
        write_file(path, text, mutate(text, strlen(sample), &state));
        bl_diag_init(&diags);
        ck_assert(bl_import_job_open(&job, options, &report, &diags, &problem));
        const bool good = read(&job, path);
        ck_assert_msg(good == (diags.errors == 0), "round %d: refused without a reason", round);
        taken += good && check_job(&job) > 0;
        bl_import_job_close(&job);
    }
    unlink(path);
    return taken;
}

START_TEST(changed_csv_prices_are_taken_whole_or_refused)
{
    const bl_import_options options = {.tz = "UTC", .columns = "time=open time"};
    const int taken = fuzz(&options, bl_import_csv_read,
                           "open time,open,high,low,close,volume\n"
                           "2022-05-01 00:00:00,1.5,2.0,1.25,1.75,10\n"
                           "2022-05-01 01:00:00,1.75,2.5,1.5,\"2.25\",12.5\r\n"
                           "2022-05-01T02:00:00Z,2.25,2.5,1.5e0,2.5,0.000\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

START_TEST(changed_rates_with_a_scale_are_taken_whole_or_refused)
{
    const bl_import_options options = {
        .kind = BL_IMPORT_FUNDING, .time_unit = "ms", .separator = ';', .scale = "0.01"};
    const int taken = fuzz(&options, bl_import_csv_read,
                           "time;rate;x\n1651363200000;0.0125;a\n1651392000000;-1.5e-2;b\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

START_TEST(changed_indices_are_taken_whole_or_refused)
{
    const bl_import_options options = {.kind = BL_IMPORT_INDEX, .tz = "UTC", .scale = "1e-3"};
    const int taken = fuzz(&options, bl_import_csv_read,
                           "time,price\n2021-08-14 00:00:00,1000.0000000005\n"
                           "2028-08-14 00:01:00,9000.000000000000000000000000001\n");
    ck_assert_int_gt(taken, ROUNDS / 20);
    ck_assert_int_lt(taken, ROUNDS);
}
END_TEST

START_TEST(changed_klines_are_taken_whole_or_refused)
{
    const bl_import_options options = {.format = "binance"};
    const int taken = fuzz(&options, bl_import_binance_read,
                           "[[1651363200000,\"1.5\",\"2\",\"1\",\"1.75\",\"10\",1651366799999],\n"
                           "[1651366800000,\"1.5\",\"2\",\"1\",\"1.75\",\"0.0\",1651370399999]]\n");
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
