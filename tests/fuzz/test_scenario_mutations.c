/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_mutations.c - scenarios and import lists with a few bytes changed, cut or doubled:
 * read or refused, never a crash; a refusal has a complaint and leaves nothing behind. Own
 * generator, fixed seed.
 */
#include <check.h>
#include <string.h>

#include "../../scenarios/import_list.h"
#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

enum { ROUNDS = 2000, BYTES_MAX = 4096 };

static const char good[] =
    "name: a\nseed: 7\nstart: 2024-01-01T02:00:00Z\nend: 2024-01-01T03:00:00Z\nrecord: 1h\n"
    "vault: {preset: hyro, capital: 1000.5, fees: {per_lp: {rate: 20%}}, delay: 1.5h}\n"
    "modes: [immediate, 4h, interval:8h+1h, band:5%:edge]\n"
    "failsafe: {reviews: [2024-01-01T02:00:00Z], review_delay: 2h}\n"
    "oracle: {report_every: 30s}\n"
    "limits: {max_drawdown: 30%, max_leverage: 3}\n"
    "instruments:\n  - {name: BTC, prices: btc.csv, bar: 1h, step: 0.001, target: -0.75}\n"
    "venue: {availability: {windows: outages.csv}, price: {fixed: {half_spread: 1bp}}}\n"
    "flows: flows.csv\n";

static const char good_list[] =
    "# Feeds.\nfrom: .\nfeeds:\n"
    "  btc: {file: btc.csv, format: csv, kind: prices, clip: 2022-01-01..2024-02-01}\n"
    "  moves:\n    files: [flows.csv, 'flows.csv']\n    kind: flows\n    lp: pool\n"
    "    base-prices: btc\n    base-scale: 1e-8\n    scale: 0.5\n    sort: true\n    skip: 3\n"
    "    separator: ;\n    columns: time=a,amount=b\n    tz: +01:00\n    shift: 1h\n"
    "    dedupe: keep-first\n    blocks: 5=2022-01-01T00:00:00Z,1s\n    fill: false\n";

static const char spice[] = "\0\"'[]{}:,&*!|>%#-\n\t \\@`~?.0eE+\xff\xc3z";

/* A 64-bit linear congruential generator: enough to pick bytes. */
static size_t draw(uint64_t *state, size_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(*state >> 33) % below;
}

static size_t mutate(char *bytes, size_t len, uint64_t *state)
{
    const size_t at = draw(state, len);
    const size_t run = 1 + draw(state, len - at < 12 ? len - at : 12);
    switch (draw(state, 4)) {
    case 0:
        bytes[at] = spice[draw(state, sizeof spice - 1)];
        return len;
    case 1:
        memmove(bytes + at, bytes + at + run, len - at - run);
        return len - run;
    case 2:
        memmove(bytes + at + run, bytes + at, len - at);
        return len + run;
    default:
        bytes[at] = bytes[draw(state, len)];
        return len;
    }
}

/* Up to three changes; returns the length. */
static size_t mutate_text(const char *text, char *bytes, uint64_t *state)
{
    size_t len = strlen(text);
    memcpy(bytes, text, len);
    const size_t changes = draw(state, 4);
    for (size_t i = 0; i < changes; i++) {
        len = mutate(bytes, len, state);
    }
    return len;
}

START_TEST(a_mutated_scenario_is_read_or_refused)
{
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {0};
    size_t accepted = 0;
    size_t refused = 0;
    uint64_t state = 20240101;
    scratch files;
    scratch_open(&files);
    scratch_put_feeds(&files);
    for (size_t round = 0; round < ROUNDS; round++) {
        char bytes[BYTES_MAX];
        const size_t len = mutate_text(good, bytes, &state);
        const char *path = scratch_put_bytes(&files, "fuzz.yaml", bytes, len);
        bl_diag_init(&diags);
        if (bl_scenario_open(path, &options, &scenario, &diags)) {
            ck_assert_uint_eq(diags.errors, 0);
            accepted++;
        } else {
            ck_assert_uint_gt(diags.errors, 0);
            ck_assert_ptr_null(scenario.memory);
            refused++;
        }
        bl_scenario_close(&scenario);
    }
    scratch_close(&files);
    ck_assert_uint_gt(accepted, ROUNDS / 10);
    ck_assert_uint_gt(refused, ROUNDS / 10);
}
END_TEST

START_TEST(a_mutated_import_list_is_read_or_refused)
{
    static bl_import_list list;
    static bl_diags diags;
    size_t accepted = 0;
    uint64_t state = 20240102;
    scratch files;
    scratch_open(&files);
    scratch_put_feeds(&files);
    for (size_t round = 0; round < ROUNDS; round++) {
        char bytes[BYTES_MAX];
        const size_t len = mutate_text(good_list, bytes, &state);
        const char *path = scratch_put_bytes(&files, "fuzz.yaml", bytes, len);
        bl_diag_init(&diags);
        const bool opened = bl_import_list_open(&list, path, NULL, &diags);
        ck_assert_int_eq(opened, diags.errors == 0);
        for (size_t i = 0; opened && i < list.len; i++) {
            ck_assert_ptr_null(bl_import_problem(&list.feeds[i].options));
        }
        accepted += opened;
        bl_import_list_close(&list);
    }
    scratch_close(&files);
    ck_assert_uint_gt(accepted, ROUNDS / 10);
    ck_assert_uint_lt(accepted, ROUNDS - ROUNDS / 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_mutations");
    TCase *tcase = tcase_create("mutations");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_mutated_scenario_is_read_or_refused);
    tcase_add_test(tcase, a_mutated_import_list_is_read_or_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
