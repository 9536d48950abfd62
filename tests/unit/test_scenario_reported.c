/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario_reported.c - what a good scenario of accounting `reported` becomes: the keys of the
 * vault, strategies, index and cranks feeds, the window (spec 2.5, 8, 9.1, 12.2).
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../support/scratch.h"

#define HOUR (3600 * BL_NS_PER_S)
#define DAY0 (INT64_C(1704067200) * BL_NS_PER_S) /* 2024-01-01T00:00:00Z */
#define LENT                                                                                       \
    "modes: [4h]\nstrategies: [{name: usdc, handler: jup_lend, index: usdc.csv, weight: 9000}]\n"

static const char everything[] =
    "vault: {accounting: reported, capital: 1000, buffer: 500, min_move: 20, unlock: yearn_v2,\n"
    "  degradation: 11574074}\n"
    "modes: [immediate, 24h, band:5%:target, never]\n"
    "strategies:\n"
    "  - {name: usdc, handler: jup_lend, index: usdc.csv, weight: 5000}\n"
    "  - {name: cash, handler: idle, weight: 1000}\n"
    "  - {name: book, handler: perp_book, weight: 4000}\n"
    "instruments: [{name: BTC, prices: btc.csv, bar: 1h, target: 2.0}]\n"
    "cranks: cranks.csv\n";

static scratch files;
static bl_scenario scenario;
static bl_diags diags;

static void setup(void)
{
    scratch_open(&files);
    scratch_put_feeds(&files);
    scratch_put(&files, "usdc.csv",
                "time,available,exchange_price\n"
                "2024-01-01T00:30:00Z,,1.0000000000005\n"
                "2024-01-01T05:00:00Z,12.5,1.000000000002\n");
    scratch_put(&files, "cranks.csv",
                "time,signer,action,strategy,amount\n"
                "2024-01-01T01:00:00Z,admin,deposit_strategy,cash,5\n"
                "2024-01-01T01:00:00Z,operator,withdraw_strategy,usdc,0.25\n"
                "2024-01-01T02:00:00Z,mallory,withdraw_strategy,nothing,1\n");
    bl_diag_init(&diags);
    memset(&scenario, 0, sizeof scenario);
}

static void teardown(void)
{
    bl_scenario_close(&scenario);
    scratch_close(&files);
}

static void open_good(const char *text)
{
    const bl_scenario_options options = {0};
    const char *path = scratch_put(&files, "scenario.yaml", text);
    ck_assert_msg(bl_scenario_open(path, &options, &scenario, &diags), "%s:%zu:%zu: %s",
                  diags.items[0].file, diags.items[0].line, diags.items[0].column,
                  diags.items[0].message);
    ck_assert_uint_eq(diags.errors, 0);
}

START_TEST(every_key_of_a_reserve_is_read)
{
    open_good(everything);
    const bl_pool_terms *pool = &scenario.base.pool;
    ck_assert_int_eq(scenario.base.accounting, BL_ACCOUNTING_REPORTED);
    ck_assert_int_eq(pool->buffer_bps, 500);
    ck_assert_int_eq(pool->min_move_bps, 20);
    ck_assert_str_eq(pool->unlock->info.name, "yearn_v2");
    ck_assert_int_eq(pool->degradation, 11574074);
}
END_TEST

START_TEST(strategies_keep_their_order_and_are_bound_to_their_handlers)
{
    open_good(everything);
    const bl_pool_terms *pool = &scenario.base.pool;
    ck_assert_uint_eq(pool->strategies_len, 3);
    ck_assert_str_eq(pool->strategies[0].name, "usdc");
    ck_assert_str_eq(pool->strategies[0].model->info.name, "jup_lend");
    ck_assert_int_eq(pool->strategies[0].weight_bps, 5000);
    ck_assert_str_eq(pool->strategies[1].model->info.name, "idle");
    ck_assert_uint_eq(pool->strategies[1].index.len, 0);
    ck_assert(pool->strategies[2].model->is_book);
    ck_assert_int_eq(pool->strategies[2].weight_bps, 4000);
}
END_TEST

START_TEST(an_index_has_twelve_places_and_an_empty_limit_is_none)
{
    open_good(everything);
    const bl_index *index = &scenario.base.pool.strategies[0].index;
    ck_assert_uint_eq(index->len, 2);
    ck_assert_int_eq(index->time_ns[0], DAY0 + HOUR / 2);
    ck_assert_int_eq(index->price[0], BL_PRICE_ONE); /* a half rounds to even */
    ck_assert_int_eq(index->price[1], BL_PRICE_ONE + 2);
    ck_assert_uint_eq(index->available[0], BL_NO_LIMIT);
    ck_assert_uint_eq(index->available[1], 12500000);
    ck_assert_uint_eq(scenario.indices[0].report.rounded, 1);
}
END_TEST

START_TEST(cranks_keep_signers_and_strategies_that_nobody_knows)
{
    open_good(everything);
    const bl_cranks *cranks = &scenario.base.pool.cranks;
    ck_assert_uint_eq(cranks->len, 3);
    ck_assert_uint_eq(cranks->signer[0], BL_SIGNER_ADMIN);
    ck_assert_uint_eq(cranks->signer[1], BL_SIGNER_OPERATOR);
    ck_assert_uint_eq(cranks->signer[2], BL_SIGNER_OTHER);
    ck_assert_uint_eq(cranks->withdraws[0], 0);
    ck_assert_uint_eq(cranks->withdraws[1], 1);
    ck_assert_uint_eq(cranks->strategy[0], 1);
    ck_assert_uint_eq(cranks->strategy[1], 0);
    ck_assert_uint_eq(cranks->strategy[2], UINT32_MAX);
    ck_assert_uint_eq(cranks->amount[1], 250000);
}
END_TEST

START_TEST(feeds_of_strategies_are_listed_for_the_manifest)
{
    static const char *const roles[] = {"instruments[0].prices", "strategies[0].index", "cranks"};
    open_good(everything);
    ck_assert_uint_eq(scenario.feeds_len, sizeof roles / sizeof roles[0]);
    for (size_t i = 0; i < scenario.feeds_len; i++) {
        ck_assert_str_eq(scenario.feeds[i].role, roles[i]);
    }
}
END_TEST

START_TEST(the_preset_meteora_sets_terms_that_any_key_overrides)
{
    open_good("vault: {preset: meteora, capital: 1, min_move: 7}\n" LENT);
    const bl_setup *base = &scenario.base;
    ck_assert_int_eq(base->accounting, BL_ACCOUNTING_REPORTED);
    ck_assert_int_eq(base->pool.buffer_bps, 1000);
    ck_assert_int_eq(base->pool.min_move_bps, 7);
    ck_assert_str_eq(base->pool.unlock->info.name, "meteora");
    ck_assert_int_eq(base->pool.degradation, 46296296);
    ck_assert_int_eq(base->vault.delay_ns, 0);
    ck_assert_uint_eq(base->vault.min_deposit, 0);
    ck_assert_str_eq(base->fees.model->info.name, "none");
    ck_assert_uint_eq(base->instruments_len, 0);
}
END_TEST

START_TEST(without_a_preset_nothing_is_held_back_and_nothing_locked)
{
    open_good("vault: {accounting: reported, capital: 1}\n" LENT);
    const bl_pool_terms *pool = &scenario.base.pool;
    ck_assert_int_eq(pool->buffer_bps, 0);
    ck_assert_int_eq(pool->min_move_bps, 0);
    ck_assert_str_eq(pool->unlock->info.name, "none");
}
END_TEST

START_TEST(the_window_comes_from_index_rows_and_bars_alike)
{
    open_good(everything); /* bars are visible 01:00 to 04:00, index rows 00:30 and 05:00 */
    ck_assert_int_eq(scenario.base.start_ns, DAY0 + HOUR);
    ck_assert_int_eq(scenario.base.end_ns, DAY0 + 5 * HOUR);
}
END_TEST

START_TEST(idle_strategies_alone_run_in_the_window_the_scenario_gives)
{
    open_good("vault: {preset: meteora, capital: 1}\nmodes: [4h]\n"
              "start: 2024-01-01T00:00:00Z\nend: 2024-01-01T02:00:00Z\n"
              "strategies: [{name: cash, handler: idle, weight: 9000}]\n");
    ck_assert_int_eq(scenario.base.start_ns, DAY0);
    ck_assert_int_eq(scenario.base.end_ns, DAY0 + 2 * HOUR);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_reported");
    TCase *tcase = tcase_create("reported");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, every_key_of_a_reserve_is_read);
    tcase_add_test(tcase, strategies_keep_their_order_and_are_bound_to_their_handlers);
    tcase_add_test(tcase, an_index_has_twelve_places_and_an_empty_limit_is_none);
    tcase_add_test(tcase, cranks_keep_signers_and_strategies_that_nobody_knows);
    tcase_add_test(tcase, feeds_of_strategies_are_listed_for_the_manifest);
    tcase_add_test(tcase, the_preset_meteora_sets_terms_that_any_key_overrides);
    tcase_add_test(tcase, without_a_preset_nothing_is_held_back_and_nothing_locked);
    tcase_add_test(tcase, the_window_comes_from_index_rows_and_bars_alike);
    tcase_add_test(tcase, idle_strategies_alone_run_in_the_window_the_scenario_gives);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
