/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario.c - what a good scenario becomes: every key, defaults, presets, feeds, options.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/modes.h"
#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#define HOUR (3600 * BL_NS_PER_S)
#define DAY0 (INT64_C(1704067200) * BL_NS_PER_S) /* 2024-01-01T00:00:00Z */
#define HEAD                                                                                       \
    "vault: {capital: 1000}\nmodes: [immediate]\n"                                                 \
    "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n"

static const char everything[] =
    "# every key\n"
    "name: bank run at 2x\n"
    "seed: 7\n"
    "start: 2024-01-01T02:00:00Z\n"
    "end: 2024-01-01T04:00:00.5Z\n"
    "record: 90m\n"
    "vault:\n"
    "  preset: hyro\n"
    "  capital: 77.7777777777\n"
    "  open: traded\n"
    "  accounting: nav\n"
    "  entry: tick\n"
    "  costs: flow\n"
    "  min_deposit: 12.5\n"
    "  delay: 1.5h\n"
    "  lockup: 30d\n"
    "  lockup_basis: first\n"
    "  fees: {vault_hwm: {rate: 15%}}\n"
    "  decimals: 9 # after what needs it\n"
    "modes: [immediate, 4h, 24h, interval:8h+1h, band:5%:target, 'band:5.5bp:edge', never, ideal]\n"
    "rebalance: {sizing: target, atomicity: unwind, on_failure: keep}\n"
    "failsafe: {paused_deposits: queue, retry: next_tick, withdrawals: wait, review_delay: 2h,\n"
    "  reviews: [2024-01-01T03:00:00Z, 2024-01-01T02:30:00Z, 2024-01-01T03:00:00Z],\n"
    "  without: [liquidation, trip, trip]}\n"
    "oracle: {report_every: 30s, faults: faults.csv}\n"
    "limits: {max_drawdown: 30%, daily_loss: 10%, max_leverage: 3}\n"
    "instruments:\n"
    "  - {name: BTC, prices: btc.csv, bar: 1h, stamp: close, gap: hold, step: 0.001,\n"
    "     min_qty: 0.002, min_notional: 5, price_decimals: 5, quantity_decimals: 6,\n"
    "     target: -0.7777777777, funding: funding.csv}\n"
    "  - {name: ETH, prices: eth.csv, bar: 1h, target: 2.0}\n"
    "venue:\n"
    "  availability: {windows: outages.csv}\n"
    "  capacity: {volume_share: {limit: 2.5%}}\n"
    "  price: {fixed: {half_spread: 0.333bp, slippage: 1e-6}}\n"
    "  fee: {taker: 0.0345%, maker: 0.01}\n"
    "  max_slippage: 5%\n"
    "  im: 24%\n"
    "  mm: 4%\n"
    "  liq_fee: 1%\n"
    "flows: flows.csv\n"
    "targets: targets.csv\n";

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    bl_diag_init(&diags);
    memset(&scenario, 0, sizeof scenario);
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static bool try_open(const char *text, const bl_scenario_options *options)
{
    const bl_scenario_options none = {0};
    const char *path = scratch_put(&files, "scenario.yaml", text);
    return bl_scenario_open(path, options != NULL ? options : &none, &scenario, &diags);
}

static void open_good(const char *text)
{
    ck_assert_msg(try_open(text, NULL), "%s:%zu:%zu: %s", diags.items[0].file, diags.items[0].line,
                  diags.items[0].column, diags.items[0].message);
    ck_assert_uint_eq(diags.errors, 0);
}

START_TEST(every_key_of_the_vault_is_read)
{
    open_good(everything);
    const bl_setup *base = &scenario.base;
    ck_assert_str_eq(scenario.name, "bank run at 2x");
    ck_assert_uint_eq(base->seed, 7);
    ck_assert_int_eq(base->start_ns, DAY0 + 2 * HOUR);
    ck_assert_int_eq(base->end_ns, DAY0 + 4 * HOUR + BL_NS_PER_S / 2);
    ck_assert_int_eq(base->record_ns, 90 * 60 * BL_NS_PER_S);
    ck_assert_int_eq(base->vault.decimals, 9);
    ck_assert_uint_eq(base->vault.capital, 77777777778);
    ck_assert_uint_eq(base->vault.min_deposit, 12500000000);
    ck_assert(base->vault.open_traded && base->vault.entry_tick && base->vault.costs_flow);
    ck_assert(base->vault.lockup_first);
    ck_assert_int_eq(base->vault.delay_ns, 3 * HOUR / 2);
    ck_assert_int_eq(base->vault.lockup_ns, 720 * HOUR);
    ck_assert_str_eq(base->fees.model->info.name, "vault_hwm");
    ck_assert_int_eq(base->fees.params[0], 150000000);
}
END_TEST

START_TEST(every_rule_of_rebalance_failsafe_oracle_and_limits_is_read)
{
    open_good(everything);
    const bl_setup *base = &scenario.base;
    ck_assert_int_eq(base->rebalance.sizing, BL_SIZING_TARGET);
    ck_assert_int_eq(base->rebalance.atomicity, BL_ATOMIC_UNWIND);
    ck_assert_int_eq(base->rebalance.on_failure, BL_FAILURE_KEEP);
    ck_assert(base->failsafe.queue_deposits && base->failsafe.retry_next_tick);
    ck_assert(base->failsafe.withdrawals_wait);
    ck_assert_uint_eq(base->failsafe.without, BL_RULE_TRIP | BL_RULE_LIQUIDATION);
    ck_assert_int_eq(base->failsafe.review_delay_ns, 2 * HOUR);
    ck_assert_uint_eq(base->failsafe.reviews_len, 2);
    ck_assert_int_eq(base->failsafe.reviews_ns[0], DAY0 + 5 * HOUR / 2);
    ck_assert_int_eq(base->failsafe.reviews_ns[1], DAY0 + 3 * HOUR);
    ck_assert(base->oracle.on && base->limits.on);
    ck_assert_int_eq(base->oracle.report_every_ns, 30 * BL_NS_PER_S);
    ck_assert_uint_eq(base->oracle.faults.len, 1);
    ck_assert_int_eq(base->limits.max_drawdown_ppb, 300000000);
    ck_assert_int_eq(base->limits.daily_loss_ppb, 100000000);
    ck_assert_int_eq(base->limits.max_leverage_ppb, 3 * BL_PPB);
}
END_TEST

START_TEST(every_key_of_instruments_and_venue_is_read)
{
    open_good(everything);
    const bl_setup *base = &scenario.base;
    const bl_instrument *btc = &base->instruments[0];
    ck_assert_uint_eq(base->instruments_len, 2);
    ck_assert_str_eq(btc->name, "BTC");
    ck_assert_int_eq(btc->price_decimals, 5);
    ck_assert_int_eq(btc->quantity_decimals, 6);
    ck_assert_int_eq(btc->step, 1000);
    ck_assert_int_eq(btc->min_qty, 2000);
    ck_assert_uint_eq(btc->min_notional, 5000000000);
    ck_assert_int_eq(btc->target_ppb, -777777778);
    ck_assert_int_eq(btc->bar_ns, HOUR);
    ck_assert_int_eq(btc->gap, BL_GAP_HOLD);
    ck_assert_uint_eq(btc->bars.len, 4);
    ck_assert_int_eq(bl_bars_time(&btc->bars, 0), DAY0);
    ck_assert_uint_eq(btc->funding.len, 1);
    ck_assert_str_eq(base->venue.availability->info.name, "windows");
    ck_assert_int_eq(base->venue.capacity_params[0], 25000000);
    ck_assert_int_eq(base->venue.price_params[0], 33300);
    ck_assert_int_eq(base->venue.price_params[1], 1000);
    ck_assert_int_eq(base->venue.taker_ppb, 345000);
    ck_assert_int_eq(base->venue.maker_ppb, 10000000);
    ck_assert_int_eq(base->venue.max_slippage_ppb, 50000000);
    ck_assert_int_eq(base->venue.im_ppb, 240000000);
    ck_assert_int_eq(base->venue.mm_ppb, 40000000);
    ck_assert_int_eq(base->venue.liq_fee_ppb, 10000000);
}
END_TEST

START_TEST(lost_digits_are_counted)
{
    open_good(everything); /* capital and target */
    ck_assert_uint_eq(scenario.rounded, 2);
}
END_TEST

START_TEST(feeds_are_listed_and_late_flows_counted)
{
    static const char *const roles[] = {"instruments[0].prices",
                                        "instruments[0].funding",
                                        "instruments[1].prices",
                                        "venue.availability.windows",
                                        "oracle.faults",
                                        "targets",
                                        "flows"};
    open_good(everything);
    ck_assert_uint_eq(scenario.feeds_len, sizeof roles / sizeof roles[0]);
    for (size_t i = 0; i < scenario.feeds_len; i++) {
        ck_assert_str_eq(scenario.feeds[i].role, roles[i]);
        ck_assert_uint_eq(strlen(scenario.feeds[i].report->sha256), 64);
    }
    ck_assert_uint_eq(scenario.base.flows.len, 3);
    ck_assert_uint_eq(scenario.late_flows, 1);
    ck_assert_uint_eq(strlen(scenario.sha256), 64);
}
END_TEST

START_TEST(overlapping_outages_join)
{
    open_good(everything);
    const bl_windows *windows = &scenario.base.venue.windows;
    ck_assert_uint_eq(windows->len, 2);
    ck_assert_int_eq(windows->begin_ns[0], DAY0 + HOUR);
    ck_assert_int_eq(windows->end_ns[0], DAY0 + 3 * HOUR);
    ck_assert_int_eq(windows->begin_ns[1], DAY0 + 5 * HOUR);
}
END_TEST

START_TEST(modes_keep_their_text_and_parameters)
{
    open_good(everything);
    static const struct {
        const char *text, *model;
        int64_t first, second;
    } want[] = {
        {"immediate", "immediate", 0, 0},
        {"4h", "interval", 4 * HOUR, 0},
        {"24h", "interval", 24 * HOUR, 0},
        {"interval:8h+1h", "interval", 8 * HOUR, HOUR},
        {"band:5%:target", "band", 50000000, 0},
        {"band:5.5bp:edge", "band", 550000, 1},
        {"never", "never", 0, 0},
        {"ideal", "ideal", 0, 0},
    };
    ck_assert_uint_eq(scenario.modes_len, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < scenario.modes_len; i++) {
        const bl_setup its = bl_scenario_setup(&scenario, i);
        ck_assert_str_eq(its.mode.text, want[i].text);
        ck_assert_str_eq(its.mode.model->info.name, want[i].model);
        ck_assert_int_eq(its.mode.params[0], want[i].first);
        ck_assert_int_eq(its.mode.params[1], want[i].second);
        ck_assert_int_eq(its.start_ns, scenario.base.start_ns);
    }
}
END_TEST

START_TEST(defaults_hold_where_nothing_is_said)
{
    open_good(HEAD);
    const bl_setup *base = &scenario.base;
    ck_assert_str_eq(scenario.name, "scenario.yaml");
    ck_assert_int_eq(base->start_ns, DAY0 + HOUR);
    ck_assert_int_eq(base->end_ns, DAY0 + 4 * HOUR);
    ck_assert_int_eq(base->record_ns, 0);
    ck_assert_int_eq(base->vault.decimals, 6);
    ck_assert_uint_eq(base->vault.capital, 1000000000);
    ck_assert_uint_eq(base->vault.min_deposit, 0);
    ck_assert_int_eq(base->vault.delay_ns, 0);
    ck_assert(!base->vault.open_traded && !base->vault.entry_tick && !base->vault.costs_flow);
    ck_assert_str_eq(base->fees.model->info.name, "none");
    ck_assert_int_eq(base->failsafe.review_delay_ns, 6 * HOUR);
    ck_assert(!base->oracle.on && !base->limits.on);
    ck_assert_int_eq(base->limits.max_drawdown_ppb, -1);
    ck_assert_int_eq(base->instruments[0].step, 1);
    ck_assert_int_eq(base->instruments[0].price_decimals, 8);
    ck_assert_int_eq(base->instruments[0].gap, BL_GAP_NO_TRADE);
    ck_assert_int_eq(base->instruments[0].target_ppb, 0);
    ck_assert_uint_eq(base->flows.len, 0);
    ck_assert_uint_eq(base->flows.lps_len, 1);
    ck_assert_uint_eq(scenario.rounded, 0);
}
END_TEST

START_TEST(the_default_venue_is_open_unlimited_and_costs_the_taker_fee)
{
    open_good(HEAD);
    const bl_venue *venue = &scenario.base.venue;
    ck_assert_str_eq(venue->availability->info.name, "always");
    ck_assert_str_eq(venue->capacity->info.name, "unlimited");
    ck_assert_str_eq(venue->price->info.name, "fixed");
    ck_assert_int_eq(venue->price_params[0] + venue->price_params[1], 0);
    ck_assert_int_eq(venue->taker_ppb, 550000);
    ck_assert_int_eq(venue->maker_ppb, 200000);
    ck_assert_int_eq(venue->max_slippage_ppb, -1);
    ck_assert_int_eq(venue->im_ppb, 100000000);
    ck_assert_int_eq(venue->mm_ppb, 5000000);
    ck_assert_int_eq(venue->liq_fee_ppb, 5000000);
}
END_TEST

START_TEST(the_preset_hyro_sets_terms_that_any_key_overrides)
{
    open_good("vault: {preset: hyro, capital: 1, delay: 3h}\nmodes: [never]\n"
              "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n");
    const bl_setup *base = &scenario.base;
    ck_assert_uint_eq(base->vault.min_deposit, 100000000);
    ck_assert_int_eq(base->vault.delay_ns, 3 * HOUR);
    ck_assert_str_eq(base->fees.model->info.name, "per_lp");
    ck_assert_int_eq(base->fees.params[0], 200000000);
}
END_TEST

START_TEST(models_may_be_a_name_or_take_their_first_parameter_bare)
{
    open_good(HEAD "venue: {availability: always, capacity: {volume_share: 3%},\n"
                   "        price: quadratic}\n");
    ck_assert_str_eq(scenario.base.venue.capacity->info.name, "volume_share");
    ck_assert_int_eq(scenario.base.venue.capacity_params[0], 30000000);
    ck_assert_str_eq(scenario.base.venue.price->info.name, "quadratic");
    ck_assert_int_eq(scenario.base.venue.price_params[0], 100000000);
}
END_TEST

START_TEST(the_default_window_runs_from_the_latest_first_to_the_latest_last_bar)
{
    open_good("vault: {capital: 1}\nmodes: [never]\ninstruments:\n"
              "  - {name: BTC, prices: btc.csv, bar: 1h}\n"
              "  - {name: ETH, prices: eth.csv, bar: 1h}\n");
    ck_assert_int_eq(scenario.base.start_ns, DAY0 + 2 * HOUR);
    ck_assert_int_eq(scenario.base.end_ns, DAY0 + 4 * HOUR);
}
END_TEST

START_TEST(a_flow_before_the_default_start_is_refused)
{
    scratch_put(&files, "flows.csv", "time,lp,kind,amount\n2024-01-01T00:30:00Z,ann,deposit,50\n");
    ck_assert(!try_open(HEAD "flows: flows.csv\n", NULL));
    ck_assert_uint_eq(diags.items[0].line, 2);
}
END_TEST

START_TEST(start_and_end_may_be_one_instant)
{
    open_good(HEAD "start: 2024-01-01T02:00:00Z\nend: 2024-01-01T02:00:00Z\n");
    ck_assert_int_eq(scenario.base.start_ns, scenario.base.end_ns);
}
END_TEST

START_TEST(the_same_feed_may_be_read_twice)
{
    open_good("vault: {capital: 1}\nmodes: [never]\ninstruments:\n"
              "  - {name: A, prices: btc.csv, bar: 1h}\n  - {name: B, prices: btc.csv, bar: 1h}\n");
    ck_assert_uint_eq(scenario.base.instruments[1].bars.len, 4);
}
END_TEST

START_TEST(json_is_a_scenario_too)
{
    open_good("{\"vault\": {\"capital\": \"12\"}, \"modes\": [\"never\"],\n"
              " \"instruments\": [{\"name\": \"A\", \"prices\": \"btc.csv\", \"bar\": \"1h\"}]}");
    ck_assert_uint_eq(scenario.base.vault.capital, 12000000);
}
END_TEST

START_TEST(mode_folders_lose_colons_pluses_and_percents)
{
    char folder[64];
    bl_modes_print_folder("band:5%:edge", folder, sizeof folder);
    ck_assert_str_eq(folder, "band-5-edge");
    bl_modes_print_folder("interval:8h+1h", folder, sizeof folder);
    ck_assert_str_eq(folder, "interval-8h-1h");
    bl_modes_print_folder("immediate", folder, 5);
    ck_assert_str_eq(folder, "imme");
}
END_TEST

START_TEST(a_seed_and_modes_of_the_command_line_replace_those_of_the_file)
{
    static const char *const modes[] = {"24h", "interval:2h"};
    const bl_scenario_options options = {
        .modes = modes, .modes_len = 2, .has_seed = true, .seed = 42};
    ck_assert(try_open(HEAD "seed: 7\n", &options));
    ck_assert_uint_eq(scenario.base.seed, 42);
    ck_assert_uint_eq(scenario.modes_len, 2);
    ck_assert_str_eq(scenario.modes[0].text, "24h");
    ck_assert_str_eq(scenario.base.mode.text, "24h");
    ck_assert_int_eq(scenario.modes[1].params[0], 2 * HOUR);
}
END_TEST

START_TEST(a_bad_mode_of_the_command_line_is_named_as_such)
{
    static const char *const modes[] = {"24h", "8h"};
    const bl_scenario_options options = {.modes = modes, .modes_len = 2};
    ck_assert(!try_open(HEAD, &options));
    ck_assert_str_eq(diags.items[0].file, "--mode");
    ck_assert_uint_eq(diags.items[0].line, 2);
}
END_TEST

START_TEST(a_scenario_that_does_not_exist_is_refused)
{
    const bl_scenario_options options = {0};
    ck_assert(!bl_scenario_open("/nonexistent/x.yaml", &options, &scenario, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "cannot be opened"));
    bl_diag_init(&diags);
    ck_assert(!bl_scenario_open(files.folder, &options, &scenario, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "cannot be read"));
}
END_TEST

START_TEST(a_scenario_above_a_mebibyte_is_refused)
{
    char *bytes = malloc(1 << 21);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, '#', 1 << 21);
    const char *path = scratch_put_bytes(&files, "big.yaml", bytes, 1 << 21);
    const bl_scenario_options options = {0};
    free(bytes);
    ck_assert(!bl_scenario_open(path, &options, &scenario, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "is larger than 1 MiB"));
}
END_TEST

START_TEST(more_than_ten_thousand_values_are_refused)
{
    char *bytes = malloc(40000);
    ck_assert_ptr_nonnull(bytes);
    size_t len = 0;
    bytes[len++] = '[';
    for (size_t i = 0; i < 12000; i++) {
        bytes[len++] = '1';
        bytes[len++] = ',';
    }
    bytes[len++] = ']';
    const char *path = scratch_put_bytes(&files, "many.yaml", bytes, len);
    const bl_scenario_options options = {0};
    free(bytes);
    ck_assert(!bl_scenario_open(path, &options, &scenario, &diags));
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "more than 10000 values"));
}
END_TEST

static TCase *make_keys(void)
{
    TCase *tcase = tcase_create("keys");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, every_key_of_the_vault_is_read);
    tcase_add_test(tcase, every_rule_of_rebalance_failsafe_oracle_and_limits_is_read);
    tcase_add_test(tcase, every_key_of_instruments_and_venue_is_read);
    tcase_add_test(tcase, lost_digits_are_counted);
    tcase_add_test(tcase, feeds_are_listed_and_late_flows_counted);
    tcase_add_test(tcase, overlapping_outages_join);
    tcase_add_test(tcase, modes_keep_their_text_and_parameters);
    tcase_add_test(tcase, defaults_hold_where_nothing_is_said);
    tcase_add_test(tcase, the_default_venue_is_open_unlimited_and_costs_the_taker_fee);
    tcase_add_test(tcase, the_preset_hyro_sets_terms_that_any_key_overrides);
    tcase_add_test(tcase, models_may_be_a_name_or_take_their_first_parameter_bare);
    return tcase;
}

static TCase *make_files(void)
{
    TCase *tcase = tcase_create("files");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_default_window_runs_from_the_latest_first_to_the_latest_last_bar);
    tcase_add_test(tcase, a_flow_before_the_default_start_is_refused);
    tcase_add_test(tcase, start_and_end_may_be_one_instant);
    tcase_add_test(tcase, the_same_feed_may_be_read_twice);
    tcase_add_test(tcase, json_is_a_scenario_too);
    tcase_add_test(tcase, mode_folders_lose_colons_pluses_and_percents);
    tcase_add_test(tcase, a_seed_and_modes_of_the_command_line_replace_those_of_the_file);
    tcase_add_test(tcase, a_bad_mode_of_the_command_line_is_named_as_such);
    tcase_add_test(tcase, a_scenario_that_does_not_exist_is_refused);
    tcase_add_test(tcase, a_scenario_above_a_mebibyte_is_refused);
    tcase_add_test(tcase, more_than_ten_thousand_values_are_refused);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("scenario");
    suite_add_tcase(suite, make_keys());
    suite_add_tcase(suite, make_files());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
