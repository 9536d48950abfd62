/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import_fuzz.c - the samples of every importer with bytes changed, dropped and doubled, and
 * repairs by chance: they are taken, or refused with a reason, and whatever is taken is a feed:
 * times in order, numbers that are numbers. BALLAST_FUZZ_BYTES: how many bytes an importer; then
 * what became of them is printed. CK_RUN_CASE=NAME tries one importer.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../data/decimal.h"
#include "../../data/timestamp.h"
#include "../support/import_files.h"
#include "../support/import_samples.h"

enum { BYTES_DEFAULT = 60000, TEXT_BYTES = 4096, EDITS_MAX = 6 };

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

static void check_number(const char *text, size_t len)
{
    int64_t value;
    bool rounded;
    const bl_decimal_status status = bl_decimal_parse(text, len, 0, &value, &rounded);
    ck_assert_msg(status == BL_DECIMAL_OK || status == BL_DECIMAL_RANGE, "'%.*s' is no number",
                  (int)len, text);
}

/* A cell that is no name, side or kind is a number. */
static void check_cell(const char *text, size_t len)
{
    static const char *const words[] = {"bid", "ask", "deposit", "withdraw"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0) {
            return;
        }
    }
    check_number(text, len);
}

/* A time, then cells; of flows the second one is a name, which may hold commas in quotes. */
static void check_line(const char *at, const char *end, bool named, int64_t *time_ns)
{
    const char *comma = memchr(at, ',', (size_t)(end - at));
    ck_assert_ptr_nonnull(comma);
    ck_assert(bl_timestamp_parse_iso(at, (size_t)(comma - at), time_ns));
    if (named) {
        for (int left = 2; left > 0; left--) {
            while (*--end != ',') {
            }
        }
        comma = end;
        end = strchr(end, '\n');
    }
    while (comma) {
        at = comma + 1;
        comma = memchr(at, ',', (size_t)(end - at));
        check_cell(at, (size_t)((comma ? comma : end) - at));
    }
}

/* Every line of a feed that was written, times in order. Names with line ends are left alone. */
static void check_feed(const import_result *result)
{
    const char *at = strchr(result->feed, '\n') + 1;
    const bool many =
        result->report.kind == BL_IMPORT_FLOWS || result->report.kind == BL_IMPORT_DEPTH;
    int64_t before = -1;
    while (*at && !strchr(result->feed, '"')) {
        int64_t time_ns;
        const char *const end = strchr(at, '\n');
        check_line(at, end, result->report.kind == BL_IMPORT_FLOWS, &time_ns);
        ck_assert(many ? time_ns >= before : time_ns > before);
        before = time_ns;
        at = end + 1;
    }
}

/* Repairs by chance, so that they meet odd rows too. */
static bl_import_options draw_options(bl_import_options options, uint64_t *state)
{
    const uint64_t word = draw(state);
    options.sort = (word & 3) == 0;
    options.dedupe = (bl_dedupe)((word >> 2) % 3);
    options.fill = (word >> 8 & 7) == 0;
    options.drop_zero_volume = (word >> 16 & 7) == 0;
    options.resample = (word >> 24 & 7) == 0 ? "1h" : NULL;
    options.survey = (word >> 32 & 15) != 0;
    return options;
}

/* How many bytes of files a sample is changed into: those of its importer share what is wanted. */
static size_t bytes_wanted(const import_sample *sample)
{
    const char *const given = getenv("BALLAST_FUZZ_BYTES");
    size_t share = 0;
    for (size_t i = 0; i < import_samples_len; i++) {
        share += strcmp(import_samples[i].importer, sample->importer) == 0;
    }
    return (given ? strtoul(given, NULL, 10) : BYTES_DEFAULT) / share;
}

START_TEST(changed_files_are_taken_whole_or_refused_with_a_reason)
{
    const import_sample *const sample = &import_samples[_i];
    uint64_t state = 7919;
    size_t bytes = 0;
    size_t taken = 0;
    size_t refused = 0;
    const clock_t begin = clock();
    while (bytes < bytes_wanted(sample)) {
        char text[TEXT_BYTES];
        memcpy(text, sample->text, strlen(sample->text));
        const size_t len = mutate(text, strlen(sample->text), &state);
        bl_import_options options = draw_options(sample->options, &state);
        options.format = draw(&state) % 8 == 0 ? "auto" : sample->importer;
        const import_result *const result = import_bytes(options, sample->name, text, len);
        const bool good = result->status == BL_IMPORT_OK;
        ck_assert(good || result->status == BL_IMPORT_REFUSED);
        ck_assert_msg(good == (result->diags.errors == 0),
                      "%s after %zu bytes: status %d, %zu complaints", sample->name, bytes,
                      (int)result->status, result->diags.errors);
        if (result->feed[0] != '\0') {
            check_feed(result);
        }
        taken += good;
        refused += !good;
        bytes += len;
    }
    ck_assert_uint_gt(taken, 0);
    ck_assert_uint_gt(refused, 0);
    if (getenv("BALLAST_FUZZ_BYTES")) {
        printf("%-20s %-28s %9zu bytes, %7zu taken, %7zu refused, %5.0f s\n", sample->importer,
               sample->name, bytes, taken, refused, (double)(clock() - begin) / CLOCKS_PER_SEC);
    }
}
END_TEST

/* A case for each importer, named like it: its samples stand together. */
int main(void)
{
    Suite *const suite = suite_create("import_fuzz");
    for (int from = 0, to; from < (int)import_samples_len; from = to) {
        const char *const name = import_samples[from].importer;
        TCase *const importer = tcase_create(name);
        for (to = from; to < (int)import_samples_len && !strcmp(import_samples[to].importer, name);
             to++) {
        }
        tcase_add_loop_test(importer, changed_files_are_taken_whole_or_refused_with_a_reason, from,
                            to);
        suite_add_tcase(suite, importer);
    }
    SRunner *const runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
