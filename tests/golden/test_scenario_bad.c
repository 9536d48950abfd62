/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_bad.c - scenarios that are refused: where the complaint stands and what it says.
 * Each is refused for one cause only, so its first complaint is the one. A text starting on line 5
 * follows a good head of 4 lines.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#define NAME "name: t\n"
#define VAULT "vault: {capital: 1000}\n"
#define MODES "modes: [immediate]\n"
#define BTC "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n"
#define HEAD NAME VAULT MODES BTC
#define BOOK(keys) NAME VAULT MODES "instruments: [{name: BTC, prices: btc.csv, " keys "}]\n"

static const struct {
    const char *text;
    size_t line, column;
    const char *says;
} bad[] = {
    /* YAML that is refused */
    {"", 1, 1, "expected a mapping of keys"},
    {"- a\n- b\n", 1, 1, "expected a mapping of keys"},
    {HEAD "seed: [1\n", 6, 1, "not YAML: did not find expected ',' or ']'"},
    {HEAD "\tseed: 1\n", 5, 1, "not YAML: found character that cannot start any token"},
    {HEAD "seed: &a 1\n", 5, 7, "anchors (&name) and tags (!name) are not allowed"},
    {HEAD "seed: !!int 1\n", 5, 7, "anchors (&name) and tags (!name) are not allowed"},
    {HEAD "seed: *a\n", 5, 7, "aliases (*name) are not allowed"},
    {HEAD "---\nseed: 1\n", 5, 1, "only one document per file"},
    {"%YAML 1.1\n---\n" HEAD, 1, 1, "directives (%NAME) are not allowed"},
    {HEAD "seed: 1\nseed: 2\n", 6, 1, "duplicate key 'seed'"},
    {HEAD "[a]: 2\n", 5, 1, "a key must be plain text"},
    {"\xef\xbb\xbf"
     "seed: x\r\n" HEAD,
     1, 7, "seed: expected a whole number, got 'x'"},
    {HEAD "seed: \"a\\0b\"\n", 5, 7, "a NUL character is not allowed"},
    {HEAD "name\xff: x\n", 5, 5, "not UTF-8 text"},
    {"a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n", 1, 35,
     "nested deeper than 32"},
    /* keys */
    {HEAD "venue: {taker: 5bp}\n", 5, 9,
     "unknown key 'venue.taker' (did you mean 'venue.fee.taker'?)"},
    {HEAD "venu: {}\n", 5, 1, "unknown key 'venu' (did you mean 'venue'?)"},
    {HEAD "failsafe: {review_dealy: 1h}\n", 5, 12,
     "unknown key 'failsafe.review_dealy' (did you mean 'failsafe.review_delay'?)"},
    {BOOK("bar: 1h, price_decimal: 2"), 4, 53,
     "unknown key 'instruments[0].price_decimal' (did you mean 'instruments[0].price_decimals'?)"},
    {HEAD "zzz: 1\n", 5, 1, "unknown key 'zzz'"},
    {HEAD "<<: {seed: 1}\n", 5, 1, "unknown key '<<'"},
    {NAME MODES BTC, 1, 1, "vault: is required"},
    {NAME "vault: {preset: hyro}\n" MODES BTC, 2, 8, "vault.capital: is required"},
    {NAME VAULT BTC, 1, 1, "modes: is required"},
    {NAME VAULT MODES, 1, 1, "instruments: is required, at least one"},
    {NAME VAULT MODES "instruments: []\n", 4, 14, "instruments: is required, at least one"},
    {NAME VAULT MODES "instruments: {}\n", 4, 14, "instruments: expected a list"},
    {BOOK("stamp: open"), 4, 15, "instruments[0].bar: is required"},
    /* types and ranges */
    {HEAD "seed: x\n", 5, 7, "seed: expected a whole number, got 'x'"},
    {HEAD "seed: 1.5\n", 5, 7, "seed: expected a whole number, got '1.5'"},
    {HEAD "seed: -1\n", 5, 7, "seed: '-1' is too small, allowed is 0 or more"},
    {HEAD "seed: {}\n", 5, 7, "seed: expected one value (of random draws), got a mapping"},
    {HEAD "seed: 99999999999999999999\n", 5, 7, "seed: '99999999999999999999' does not fit"},
    {HEAD "record: 0s\n", 5, 9, "record: '0s' is too small, allowed is above 0s"},
    {HEAD "record: 1w\n", 5, 9, "record: expected a duration such as 90m (s, m, h or d)"},
    {HEAD "start: 2024-01-01\n", 5, 8, "start: expected a time such as 2024-01-01T00:00:00Z"},
    {HEAD "start: 2024-01-01T00:00:00+01:00\n", 5, 8, "start: expected a time such as"},
    {HEAD "start: 2024-01-02T00:00:00Z\nend: 2024-01-01T12:00:00Z\n", 6, 6,
     "end: '2024-01-01T12:00:00Z' is before start '2024-01-02T00:00:00Z'"},
    {NAME "vault: {capital: lots}\n" MODES BTC, 2, 18, "vault.capital: expected a number"},
    {NAME "vault: {capital: 0}\n" MODES BTC, 2, 18, "vault.capital: '0' is too small"},
    {NAME "vault: {capital: 10000000000000}\n" MODES BTC, 2, 18,
     "vault.capital: '10000000000000' does not fit, allowed is above 0"},
    {NAME "vault: {capital: 1, decimals: 10}\n" MODES BTC, 2, 31,
     "vault.decimals: '10' is too large, allowed is 0 to 9"},
    {NAME "vault: {capital: 1, min_deposit: -1}\n" MODES BTC, 2, 34,
     "vault.min_deposit: '-1' is too small, allowed is 0 or more"},
    {NAME "vault: {capital: 1, preset: hyra}\n" MODES BTC, 2, 29,
     "vault.preset: expected one of none, hyro, meteora, got 'hyra'"},
    {HEAD "venue: {fee: {taker: 2}}\n", 5, 22,
     "venue.fee.taker: '2' is too large, allowed is 0% to 100%"},
    {HEAD "venue: {mm: 5bps}\n", 5, 13,
     "venue.mm: expected a ratio such as 5%, 5.5bp or 0.055, got '5bps'"},
    {HEAD "venue: 5\n", 5, 8, "venue: expected a mapping of keys"},
    {HEAD "limits: {max_drawdown: 0}\n", 5, 24,
     "limits.max_drawdown: '0' is too small, allowed is above 0%, up to 100%"},
    {HEAD "failsafe: {review_delay: 0h}\n", 5, 26, "failsafe.review_delay: '0h' is too small"},
    {HEAD "failsafe: {reviews: [2024-01-01T00:00:00Z, soon]}\n", 5, 44,
     "failsafe.reviews: expected a time"},
    {HEAD "failsafe: {without: [trip, gates]}\n", 5, 28,
     "failsafe.without: expected one of trip, deposits"},
    {HEAD "failsafe: {without: trip}\n", 5, 21, "failsafe.without: expected a list such as [trip]"},
    {HEAD "failsafe: {reviews: 2024-01-01T00:00:00Z}\n", 5, 21,
     "failsafe.reviews: expected a list"},
    {BOOK("bar: 1h, step: 0.000000001"), 4, 59, "instruments[0].step: '0.000000001' is too small"},
    {BOOK("bar: 1h, target: 2x"), 4, 61, "instruments[0].target: expected a number, got '2x'"},
    {BOOK("bar: 1h, min_notional: -5"), 4, 67, "instruments[0].min_notional: '-5' is too small"},
    {BOOK("bar: 1h, price_decimals: 19"), 4, 69,
     "instruments[0].price_decimals: '19' is too large, allowed is 0 to 18"},
    {BOOK("bar: 1h, price_decimals: 2, quantity_decimals: 3"), 4, 15,
     "less vault.decimals 6 make -1, allowed is 0 to 29"},
    {BOOK("bar: 1h, price_decimals: 18, quantity_decimals: 18"), 4, 15,
     "less vault.decimals 6 make 30, allowed is 0 to 29"},
    {NAME VAULT MODES "instruments:\n  - {name: A, prices: btc.csv, bar: 1h}\n"
                      "  - {name: A, prices: btc.csv, bar: 1h}\n",
     6, 12, "instruments[1].name: 'A' is the name of instruments[0] too"},
    {NAME VAULT MODES "instruments: [{name: '', prices: btc.csv, bar: 1h}]\n", 4, 22,
     "instruments[0].name: must not be empty"},
    /* modes */
    {NAME VAULT "modes: immediate\n" BTC, 3, 8, "modes: expected a list such as [immediate"},
    {NAME VAULT "modes: []\n" BTC, 3, 8, "modes: expected 1 to 32 modes, got 0"},
    {NAME VAULT "modes: [8h]\n" BTC, 3, 9, "a bare duration '8h' is not a mode"},
    {NAME VAULT "modes: [8h]\n" BTC, 3, 9, "write interval:8h"},
    {NAME VAULT "modes: [sometimes]\n" BTC, 3, 9, "modes: no mode 'sometimes', allowed: immediate"},
    {NAME VAULT "modes: ['interval:0h']\n" BTC, 3, 9, "every: '0h' is too small"},
    {NAME VAULT "modes: [interval]\n" BTC, 3, 9, "is not written as interval:every[+offset]"},
    {NAME VAULT "modes: ['interval:8h:1h']\n" BTC, 3, 9, "is not written as interval:"},
    {NAME VAULT "modes: ['band:5%']\n" BTC, 3, 9, "is not written as band:width:target|edge"},
    {NAME VAULT "modes: ['band:5%:top']\n" BTC, 3, 9, "expected one of target, edge, got 'top'"},
    {NAME VAULT "modes: ['immediate:1h']\n" BTC, 3, 9, "is not written as immediate"},
    {NAME VAULT "modes: [4h, 24h, 4h]\n" BTC, 3, 18, "modes: '4h' stands twice in the list"},
    {NAME VAULT "modes: ['band:1:edge', 'band:1%:edge']\n" BTC, 3, 24, "stands twice"},
    {NAME VAULT "modes: ['daily:17:30']\n" BTC, 3, 9, "is not written as daily:HH:MM@zone"},
    {NAME VAULT "modes: ['daily:24:00@UTC']\n" BTC, 3, 9,
     "time: expected a time of day from 00:00 to 23:59, got '24:00'"},
    {NAME VAULT "modes: ['daily:7:30@UTC']\n" BTC, 3, 9, "a time of day from 00:00 to 23:59"},
    {NAME VAULT "modes: ['daily:17:30@Europe/Vienna']\n" BTC, 3, 9,
     "zone: expected one of UTC, Europe/London,"},
    {NAME VAULT "modes: ['daily:17:30@Europe/Vienna']\n" BTC, 3, 9,
     "Australia/Sydney, got 'Europe/Vienna'"},
    {NAME VAULT "modes: [4h, 'daily:16:00@America/New_York']\ninstruments: [{name: BTC, bar: 1h, "
                "prices: 2006.csv}]\n",
     3, 13, "has no ticks before 2007-01-01T00:00:00Z, the run may not start earlier"},
    {NAME VAULT "modes: ['interval-band:8h:5%']\n" BTC, 3, 9,
     "is not written as interval-band:every:width:target|edge"},
    /* rebalances that take time */
    {HEAD "rebalance: {window: 1h}\n", 5, 21, "rebalance.window: needs 'rebalance.slices', 2"},
    /* models */
    {HEAD "venue: {price: {cubic: {}}}\n", 5, 17,
     "venue.price: no price model 'cubic', allowed: fixed, quadratic"},
    {HEAD "venue: {price: linear}\n", 5, 16, "venue.price: needs 'depth', value that rests"},
    {HEAD "venue: {price: {linear: 0}}\n", 5, 25, "venue.price.linear: '0' is too small"},
    {HEAD "venue: {capacity: depth}\n", 4, 15,
     "instruments[0].depth: is required by venue.capacity 'depth'"},
    {HEAD "venue: {price: depth}\n", 5, 16, "venue.price: 'depth' needs venue.capacity 'depth'"},
    {HEAD "venue: {capacity: {beta: {p0: 60%, p1: 50%}}}\n", 5, 26,
     "venue.capacity.beta: p0 and p1 are more than 100% together"},
    {HEAD "venue: {price: {sqrt: {half_life: 1h}}}\n", 5, 16,
     "venue.price: a round trip can gain: impact that dies away exponentially must be linear"},
    {HEAD "venue: {price: {almgren_chriss: {temporary: 1%, permanent: 3%, duration: 1d}}}\n", 5, 16,
     "venue.price: a round trip can gain: an order must pay at least half"},
    {HEAD "venue: {allow_manipulation: 1}\n", 5, 29,
     "venue.allow_manipulation: expected one of false, true, got '1'"},
    {HEAD "end: 2030-01-01T00:00:00Z\n"
          "venue: {capacity: {regime: {limit: 5%, normal: 1s, thin: 1s}}}\n",
     6, 19, "venue.capacity: more than 1048576 states within the run"},
    {HEAD "venue: {availability: {renewal: {}}}\n", 5, 33, "renewal: needs 'up'"},
    {HEAD "venue: {availability: {renewal: 5d}}\n", 5, 33, "renewal: needs 'down'"},
    {HEAD "venue: {price: {fixed: {half_spred: 1bp}}}\n", 5, 25,
     "unknown key 'venue.price.fixed.half_spred' (did you mean 'half_spread'?)"},
    {HEAD "venue: {price: {fixed: {half_spread: 300%}}}\n", 5, 38, "'300%' is too large"},
    {HEAD "venue: {capacity: volume_share}\n", 5, 19, "venue.capacity: needs 'limit'"},
    {HEAD "venue: {price: {fixed: {}, quadratic: {}}}\n", 5, 16, "expected one model, got 2"},
    {HEAD "venue: {capacity: {unlimited: 3}}\n", 5, 31, "has no parameters"},
    {HEAD "venue: {price: [fixed]}\n", 5, 16, "expected a model's name"},
    {NAME "vault: {capital: 1, fees: {per_lp: {rate: 101%}}}\n" MODES BTC, 2, 43,
     "vault.fees.per_lp.rate: '101%' is too large, allowed is 0% to 100%"},
    /* accounting */
    {NAME "vault: {capital: 1, accounting: reported}\n" MODES BTC, 4, 14,
     "instruments: need a strategy of handler perp_book"},
    {NAME "vault: {capital: 1, preset: meteora}\n" MODES, 1, 1,
     "start: is required where there are no prices and no index"},
    {HEAD "cranks: cranks.csv\n", 5, 1, "cranks: needs accounting 'reported'"},
    {HEAD "strategies: [{name: a, handler: idle, weight: 1}]\n", 5, 1,
     "strategies: needs accounting 'reported'"},
    {NAME "vault: {capital: 1, buffer: 100}\n" MODES BTC, 2, 21,
     "vault.buffer: needs accounting 'reported'"},
    /* feeds and the window of the run */
    {HEAD "flows: none.csv\n", 5, 8, "flows: 'none.csv' does not exist"},
    {HEAD "flows: .\n", 5, 8, "flows: '.' is not a regular file"},
    {HEAD "flows: /etc/passwd\n", 5, 8, "flows: '/etc/passwd' is absolute"},
    {HEAD "flows: ../../etc/passwd\n", 5, 8, "leaves the folders of the scenario and of the work"},
    {HEAD "start: 2024-01-01T00:59:59Z\n", 5, 8, "the first usable time is 2024-01-01T01:00:00Z"},
    {HEAD "end: 2024-01-01T00:30:00Z\n", 5, 6, "before it starts at 2024-01-01T01:00:00Z"},
    {HEAD "start: 2024-02-01T00:00:00Z\n", 5, 8, "the run would end at 2024-01-01T04:00:00Z"},
};

static scratch files;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    scratch_put(&files, "2006.csv",
                "time,open,high,low,close,volume\n2006-12-31T22:00:00Z,1,1,1,1,5\n");
}

static void teardown(void)
{
    scratch_close(&files);
}

START_TEST(a_bad_scenario_is_refused_at_its_place)
{
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {0};
    const char *path = scratch_put(&files, "bad.yaml", bad[_i].text);
    bl_diag_init(&diags);
    ck_assert_msg(!bl_scenario_open(path, &options, &scenario, &diags), "accepted:\n%s",
                  bad[_i].text);
    ck_assert_uint_ge(diags.errors, 1);
    bool found = false;
    for (size_t i = 0; i < diags.len; i++) {
        const bl_diag *it = &diags.items[i];
        found = found || (it->line == bad[_i].line && it->column == bad[_i].column &&
                          strstr(it->message, bad[_i].says) != NULL);
    }
    ck_assert_msg(found, "expected %zu:%zu: %s\n     got %zu:%zu: %s\nfor\n%s", bad[_i].line,
                  bad[_i].column, bad[_i].says, diags.items[0].line, diags.items[0].column,
                  diags.items[0].message, bad[_i].text);
    ck_assert_ptr_null(scenario.memory);
    ck_assert_ptr_null(scenario.path);
}
END_TEST

START_TEST(all_complaints_of_a_file_come_at_once_and_in_its_order)
{
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {0};
    const char *path = scratch_put(&files, "bad.yaml",
                                   "venue: {taker: 1}\nseed: x\nmodes: [8h, foo]\n"
                                   "vault: {capital: a, delay: b}\n");
    static const size_t lines[] = {1, 1, 2, 3, 3, 4, 4};
    bl_diag_init(&diags);
    ck_assert(!bl_scenario_open(path, &options, &scenario, &diags));
    ck_assert_uint_eq(diags.len, sizeof lines / sizeof lines[0]);
    for (size_t i = 0; i < diags.len; i++) {
        ck_assert_uint_eq(diags.items[i].line, lines[i]);
    }
}
END_TEST

START_TEST(nothing_is_concluded_from_an_end_that_could_not_be_read)
{
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {0};
    const char *path = scratch_put(&files, "bad.yaml", HEAD "start: 2024-01-01T00:00:00Z\n"
                                                            "end: 2024-02-30T00:00:00Z\n");
    bl_diag_init(&diags);
    ck_assert(!bl_scenario_open(path, &options, &scenario, &diags));
    ck_assert_uint_eq(diags.errors, 1);
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "end: expected a time"));
}
END_TEST

START_TEST(all_feeds_are_read_before_a_refusal)
{
    static bl_scenario scenario;
    static bl_diags diags;
    const bl_scenario_options options = {0};
    const char *path = scratch_put(&files, "bad.yaml",
                                   HEAD "flows: a.csv\ntargets: b.csv\n"
                                        "venue: {availability: {windows: c.csv}}\n");
    bl_diag_init(&diags);
    ck_assert(!bl_scenario_open(path, &options, &scenario, &diags));
    ck_assert_uint_eq(diags.errors, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_bad");
    TCase *tcase = tcase_create("bad");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_bad_scenario_is_refused_at_its_place, 0,
                        (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(tcase, all_complaints_of_a_file_come_at_once_and_in_its_order);
    tcase_add_test(tcase, nothing_is_concluded_from_an_end_that_could_not_be_read);
    tcase_add_test(tcase, all_feeds_are_read_before_a_refusal);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
