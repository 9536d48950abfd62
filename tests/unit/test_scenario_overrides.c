/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_overrides.c - --set path=value: what it changes and what it refuses.
 */
#include <check.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

static const char text[] = "vault: {capital: 1000, fees: none}\n"
                           "modes: [immediate]\n"
                           "instruments:\n"
                           "  - {name: BTC, prices: btc.csv, bar: 1h}\n"
                           "  - {name: ETH, prices: eth.csv, bar: 1h}\n"
                           "venue: {capacity: unlimited}\n";

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    scratch_put(&files, "s.yaml", text);
    bl_diag_init(&diags);
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static bool open_with(const char *const *sets, size_t sets_len)
{
    const bl_scenario_options options = {.overrides = sets, .overrides_len = sets_len};
    return bl_scenario_open(scratch_put(&files, "s.yaml", text), &options, &scenario, &diags);
}

START_TEST(values_of_any_depth_are_set)
{
    static const char *const sets[] = {"venue.fee.taker=0",
                                       "instruments[0].target=3",
                                       "instruments.ETH.target=-2",
                                       "modes=[4h, 24h]",
                                       "seed=9",
                                       "name=a = b",
                                       "vault.fees.per_lp.rate=10%",
                                       "venue.capacity.volume_share.limit=1%",
                                       "record=",
                                       "record=1h",
                                       "failsafe={retry: next_tick}"};
    ck_assert_msg(open_with(sets, sizeof sets / sizeof sets[0]), "%s", diags.items[0].message);
    const bl_setup *base = &scenario.base;
    ck_assert_int_eq(base->venue.taker_ppb, 0);
    ck_assert_int_eq(base->instruments[0].target_ppb, 3 * BL_PPB);
    ck_assert_int_eq(base->instruments[1].target_ppb, -2 * BL_PPB);
    ck_assert_uint_eq(scenario.modes_len, 2);
    ck_assert_str_eq(scenario.modes[1].text, "24h");
    ck_assert_uint_eq(base->seed, 9);
    ck_assert_str_eq(scenario.name, "a = b");
    ck_assert_str_eq(base->fees.model->info.name, "per_lp");
    ck_assert_int_eq(base->fees.params[0], 100000000);
    ck_assert_int_eq(base->venue.capacity_params[0], 10000000);
    ck_assert_int_eq(base->record_ns, 3600 * BL_NS_PER_S);
    ck_assert(base->failsafe.retry_next_tick);
}
END_TEST

static const struct {
    const char *set;
    size_t column;
    const char *says;
} bad[] = {
    {"seed", 1, "expected path=value"},
    {"=3", 1, "expected a key"},
    {"a..b=2", 3, "expected a key"},
    {"instruments[2].target=3", 13, "the list has no such place"},
    {"instruments[x].target=3", 13, "expected a place in the list"},
    {"instruments[].target=3", 13, "the list has no such place"},
    {"instruments[0.target=3", 12, "expected ']'"},
    {"instruments.SOL.target=3", 13, "no element of the list has this name"},
    {"venue[0]=3", 7, "the list has no such place"},
    {"venue.fee.taker=4", 17, "venue.fee.taker: '4' is too large"},
    {"venue.fee.tacker=4", 1, "did you mean 'venue.fee.taker'?"},
    {"seed=", 6, "seed: expected a whole number, got ''"},
    {"seed=&a 3", 6, "anchors"},
    {"seed=[1", 8, "not YAML"},
    {"seed=[1]", 6, "seed: expected one value"},
    {"modes=[8h]", 8, "write interval:8h"},
    {"flows=/etc/passwd", 7, "is absolute"},
};

START_TEST(a_bad_override_is_refused_at_its_column)
{
    const char *const sets[] = {"seed=1", bad[_i].set};
    ck_assert_msg(!open_with(sets, 2), "accepted: %s", bad[_i].set);
    const bl_diag *it = &diags.items[0];
    ck_assert_msg(strcmp(it->file, "--set") == 0 && it->line == 2 && it->column == bad[_i].column &&
                      strstr(it->message, bad[_i].says) != NULL,
                  "%s: got %s:%zu:%zu: %s", bad[_i].set, it->file, it->line, it->column,
                  it->message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_overrides");
    TCase *tcase = tcase_create("overrides");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, values_of_any_depth_are_set);
    tcase_add_loop_test(tcase, a_bad_override_is_refused_at_its_column, 0,
                        (int)(sizeof bad / sizeof bad[0]));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
